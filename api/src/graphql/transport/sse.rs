//! Server-sent events: one operation on one response (graphql-sse, "distinct connections").
//!
//! A stream that the server ends early, because the token expired or the program stops, ends without
//! `complete`: clients then connect again, with a fresh token and the last event's id.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use actix_web::{
    HttpRequest, HttpResponse,
    http::header,
    web::{self, Bytes},
};
use async_graphql::{Executor, Response, Value};
use futures_util::{
    FutureExt, Stream, StreamExt,
    future::LocalBoxFuture,
    stream::{self, LocalBoxStream},
};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

use super::{
    Budget, Endpoint, Gate, Guest, accept::Answer, answer, endpoint::stopped, http::tell_budget,
    run::Outcome,
};

/// The longest id a client may send back.
const EVENT_ID_BYTES: usize = 256;

/// The id of the last event a client saw before it lost the stream; in the request's data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastEventId(pub String);

impl LastEventId {
    pub(super) fn of(request: &HttpRequest) -> Option<Self> {
        let id = request.headers().get("last-event-id")?.to_str().ok()?;
        (!id.is_empty() && id.len() <= EVENT_ID_BYTES).then(|| Self(id.to_owned()))
    }
}

/// An event of a subscription that can be resumed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// From where a client goes on that saw it last.
    pub id: String,
    /// Whether more was missed after it than is told again.
    pub missed: bool,
}

/// Where a subscription lays down which event it gives next; in the request's data. The answer
/// bears the id as `eventId` in its extensions, and an event stream as the event's `id`.
#[derive(Debug, Clone, Default)]
pub struct NextEvent(Arc<Mutex<Option<Event>>>);

impl NextEvent {
    /// Lays an event down; called right before the subscription gives it.
    pub fn put(&self, event: Event) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(event);
    }

    /// The event whose fields are being resolved.
    #[must_use]
    pub fn get(&self) -> Option<Event> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes it up, once its answer is whole.
    pub(super) fn take(&self) -> Option<Event> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Answers with the outcomes as events.
pub(super) fn respond<G: Gate, E: Executor>(
    endpoint: &web::Data<Endpoint<G, E>>,
    guest: &Arc<G::Guest>,
    outcomes: LocalBoxStream<'static, Outcome>,
    budget: Option<Budget>,
) -> HttpResponse {
    let mut builder = HttpResponse::Ok();
    builder
        .content_type(Answer::EventStream.content_type())
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        // A compressor or a proxy would hold events back until its buffer is full.
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .insert_header(("X-Accel-Buffering", "no"));
    tell_budget(&mut builder, budget);
    let end = end_of(guest, endpoint.stop.clone());
    builder.streaming(events(outcomes, end, endpoint.settings.sse_keep_alive))
}

/// Resolves when the stream must end whatever the operation does.
fn end_of<T: Guest>(
    guest: &Arc<T>,
    stop: tokio::sync::watch::Receiver<bool>,
) -> LocalBoxFuture<'static, ()> {
    let (expires_in, ended) = (guest.expires_in(), guest.ended());
    async move {
        tokio::select! {
            () = expiry(expires_in) => {}
            () = ended => {}
            () = stopped(stop) => {}
        }
    }
    .boxed_local()
}

/// Resolves when credentials expire.
async fn expiry(left: Option<Duration>) {
    match left {
        Some(left) => tokio::time::sleep(left).await,
        None => std::future::pending().await,
    }
}

struct Events {
    /// `None` once `complete` is written.
    outcomes: Option<LocalBoxStream<'static, Outcome>>,
    end: LocalBoxFuture<'static, ()>,
    keep_alive: Interval,
}

fn events(
    outcomes: LocalBoxStream<'static, Outcome>,
    end: LocalBoxFuture<'static, ()>,
    keep_alive: Duration,
) -> impl Stream<Item = Result<Bytes, actix_web::Error>> {
    // A comment at once carries the headers out: the client knows that it is connected.
    let greeting = stream::once(std::future::ready(Ok(Bytes::from_static(COMMENT))));
    let mut keep_alive = interval_at(Instant::now() + keep_alive, keep_alive);
    keep_alive.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let events = stream::unfold(
        Events { outcomes: Some(outcomes), end, keep_alive },
        |mut events| async move {
            let outcomes = events.outcomes.as_mut()?;
            let bytes = tokio::select! {
                biased;
                () = &mut events.end => return None,
                _ = events.keep_alive.tick() => Bytes::from_static(COMMENT),
                outcome = outcomes.next() => match outcome {
                    Some(Outcome::Next(response)) => {
                        let id = event_id(&response);
                        next(id, &answer::of_response(&response))
                    }
                    Some(Outcome::Refused(errors)) => {
                        let last = next(None, &answer::of_errors(&errors));
                        events.outcomes = None;
                        Bytes::from([&last[..], COMPLETE].concat())
                    }
                    None => {
                        events.outcomes = None;
                        Bytes::from_static(COMPLETE)
                    }
                },
            };
            Some((Ok(bytes), events))
        },
    );
    greeting.chain(events)
}

const COMMENT: &[u8] = b":\n\n";
const COMPLETE: &[u8] = b"event: complete\ndata: \n\n";

fn event_id(response: &Response) -> Option<&str> {
    match response.extensions.get("eventId") {
        // A line break would end the field.
        Some(Value::String(id)) if !id.contains(['\n', '\r', '\0']) => Some(id),
        _ => None,
    }
}

/// One event. The JSON is on one line: `serde_json` escapes line breaks.
fn next(id: Option<&str>, json: &[u8]) -> Bytes {
    let mut event = Vec::with_capacity(json.len() + 64);
    if let Some(id) = id {
        event.extend_from_slice(b"id: ");
        event.extend_from_slice(id.as_bytes());
        event.push(b'\n');
    }
    event.extend_from_slice(b"event: next\ndata: ");
    event.extend_from_slice(json);
    event.extend_from_slice(b"\n\n");
    Bytes::from(event)
}
