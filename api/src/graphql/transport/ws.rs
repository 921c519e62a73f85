//! `graphql-transport-ws` on one socket: many operations, one task.
//!
//! Everything of a socket happens in one loop, so that a slow reader slows its own operations: while
//! a message waits for the network, nothing more is taken from them.

use std::{borrow::Cow, collections::HashMap, future::Future, sync::Arc, time::Duration};

use actix_web::{
    HttpRequest, HttpResponse,
    dev::RequestHead,
    guard::GuardContext,
    http::header,
    rt,
    web::{self, Payload},
};
use actix_ws::{
    AggregatedMessage, AggregatedMessageStream, CloseCode, CloseReason, Closed, ProtocolError,
    Session,
};
use async_graphql::Executor;
use futures_util::{
    FutureExt, StreamExt,
    future::{AbortHandle, LocalBoxFuture, OptionFuture},
    stream::{self, LocalBoxStream, SelectAll, abortable},
};
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep, timeout};

use super::{
    Asking, Endpoint, Gate, Guest, Problem, Refusal, Transport, TransportCode, answer,
    ask::Ask,
    endpoint::stopped,
    origin,
    run::{self, Caller, Outcome},
    sse::expiry,
    ws_message::{Incoming, Outgoing, PROTOCOL},
};

/// Whether a request wants to become a WebSocket.
pub(super) fn is_upgrade(context: &GuardContext<'_>) -> bool {
    let head: &RequestHead = context.head();
    let upgrade = head.headers().get(header::UPGRADE);
    upgrade
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.to_ascii_lowercase().contains("websocket"))
}

/// Opens a socket.
pub(super) async fn open<G: Gate, E: Executor>(
    request: HttpRequest,
    payload: Payload,
    endpoint: web::Data<Endpoint<G, E>>,
) -> HttpResponse {
    let asking = endpoint.gate.asking(&request, Transport::WebSocket);
    if !origin::is_allowed(&request, &endpoint.settings.allowed_origins) {
        let problem = Problem::new(TransportCode::OriginNotAllowed);
        let language = asking.accept_language.as_deref();
        let error = answer::of_problem(&endpoint, problem, &asking.request_id, language);
        return HttpResponse::Forbidden()
            .content_type("application/json; charset=utf-8")
            .body(answer::of_errors(&[error]));
    }
    let opened = actix_ws::handle_with_protocols(&request, payload, &[PROTOCOL]);
    let (response, session, messages) = match opened {
        Ok(opened) => opened,
        Err(error) => return error.error_response(),
    };
    let spoken = response.headers().contains_key(header::SEC_WEBSOCKET_PROTOCOL);
    let bytes = endpoint.settings.socket.message_bytes;
    let messages =
        messages.max_frame_size(bytes).aggregate_continuations().max_continuation_size(bytes);
    let socket = Socket {
        endpoint,
        session,
        asking,
        guest: None,
        admitting: None,
        running: HashMap::new(),
        events: SelectAll::new(),
        turn: 0,
    };
    rt::spawn(socket.run(messages, spoken));
    response
}

/// How a socket ends.
enum End {
    /// With a code and a reason, which the client is told.
    Close(u16, Cow<'static, str>),
    /// The client is gone, or does not read.
    Gone,
}

impl End {
    const fn close(code: u16, reason: &'static str) -> Self {
        Self::Close(code, Cow::Borrowed(reason))
    }
}

/// Something happened to an operation; `None` is its end.
struct Event {
    id: Arc<str>,
    turn: u64,
    outcome: Option<Outcome>,
}

struct Running {
    turn: u64,
    abort: AbortHandle,
}

struct Socket<G: Gate, E> {
    endpoint: web::Data<Endpoint<G, E>>,
    session: Session,
    asking: Asking,
    /// Who is on the other side, once let in.
    guest: Option<Arc<G::Guest>>,
    admitting: Option<LocalBoxFuture<'static, Result<G::Guest, Refusal>>>,
    running: HashMap<Arc<str>, Running>,
    events: SelectAll<LocalBoxStream<'static, Event>>,
    /// Counts operations: an id may be used again, its late events must not be taken for the new one's.
    turn: u64,
}

impl<G: Gate, E: Executor> Socket<G, E> {
    async fn run(mut self, mut messages: AggregatedMessageStream, spoken: bool) {
        let end = if spoken {
            self.serve(&mut messages).await
        } else {
            End::close(4406, "Subprotocol not acceptable")
        };
        // Operations end now, not after the client has agreed to close.
        self.events.clear();
        let End::Close(code, reason) = end else {
            return;
        };
        let reason =
            CloseReason { code: CloseCode::from(code), description: Some(reason.into_owned()) };
        let time = self.endpoint.settings.socket.send_time;
        if timeout(time, self.session.close(Some(reason))).await.is_ok() {
            // What the client still sends is read, or its network would drop the close message.
            let rest =
                async { while messages.recv().await.is_some_and(|message| message.is_ok()) {} };
            let _ = timeout(Duration::from_secs(2), rest).await;
        }
    }

    async fn serve(&mut self, messages: &mut AggregatedMessageStream) -> End {
        let settings = self.endpoint.settings.socket.clone();
        let mut heard = Instant::now();
        let mut pings = interval_at(heard + settings.ping, settings.ping);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut stopping = std::pin::pin!(stopped(self.endpoint.stop.clone()));
        let mut deadline =
            until(sleep(settings.init_time), End::close(4408, "Connection initialisation timeout"));
        loop {
            let heard_or_told = tokio::select! {
                () = &mut stopping => Err(End::close(1001, "Server is stopping")),
                end = &mut deadline => Err(end),
                Some(admitted) = OptionFuture::from(self.admitting.as_mut()) => {
                    self.admitting = None;
                    match self.admitted(admitted).await {
                        Ok(next) => {
                            deadline = next;
                            Ok(())
                        }
                        Err(end) => Err(end),
                    }
                }
                message = messages.recv() => {
                    heard = Instant::now();
                    self.hear(message).await
                }
                Some(event) = self.events.next() => self.tell(event).await,
                _ = pings.tick() => {
                    if heard.elapsed() > settings.idle {
                        Err(End::close(1001, "No answer to pings"))
                    } else {
                        in_time(settings.send_time, self.session.ping(b"")).await
                    }
                }
            };
            if let Err(end) = heard_or_told {
                return end;
            }
        }
    }

    /// The gate has decided; gives what ends the socket from now on.
    async fn admitted(
        &mut self,
        admitted: Result<G::Guest, Refusal>,
    ) -> Result<LocalBoxFuture<'static, End>, End> {
        let guest = admitted.map_err(|refusal| {
            End::Close(refusal.ws_close, format!("{}: {}", refusal.code, refusal.message).into())
        })?;
        let expired = until(expiry(guest.expires_in()), End::close(4403, "Token expired"));
        let ended = until(guest.ended(), End::close(4403, "Session ended"));
        self.guest = Some(Arc::new(guest));
        self.send(&Outgoing::ConnectionAck).await?;
        let first = async move {
            tokio::select! {
                end = expired => end,
                end = ended => end,
            }
        };
        Ok(first.boxed_local())
    }

    /// One message of the client.
    async fn hear(
        &mut self,
        message: Option<Result<AggregatedMessage, ProtocolError>>,
    ) -> Result<(), End> {
        const INVALID: End = End::close(4400, "Invalid message");
        let text = match message {
            Some(Ok(AggregatedMessage::Text(text))) => text,
            Some(Ok(AggregatedMessage::Ping(bytes))) => {
                let time = self.endpoint.settings.socket.send_time;
                return in_time(time, self.session.pong(&bytes)).await;
            }
            Some(Ok(AggregatedMessage::Pong(_))) => return Ok(()),
            Some(Ok(AggregatedMessage::Binary(_))) => return Err(INVALID),
            Some(Ok(AggregatedMessage::Close(_))) => return Err(End::close(1000, "")),
            Some(Err(ProtocolError::Overflow)) => {
                return Err(End::close(1009, "Message too large"));
            }
            Some(Err(ProtocolError::Io(_))) | None => return Err(End::Gone),
            Some(Err(_)) => return Err(End::close(1002, "Not a WebSocket frame")),
        };
        match Incoming::read(&text).ok_or(INVALID)? {
            Incoming::ConnectionInit { payload } => {
                if self.guest.is_some() || self.admitting.is_some() {
                    return Err(End::close(4429, "Too many initialisation requests"));
                }
                self.asking = self.asking.clone().with_init(payload.as_ref());
                let (endpoint, asking) = (self.endpoint.clone(), self.asking.clone());
                let admitting = async move { endpoint.gate.admit(asking).await };
                self.admitting = Some(admitting.boxed_local());
                Ok(())
            }
            Incoming::Ping { payload } => self.send(&Outgoing::Pong { payload }).await,
            Incoming::Pong { .. } => Ok(()),
            Incoming::Subscribe { id, payload } => self.subscribe(id.into(), payload).await,
            Incoming::Complete { id } => {
                // An unknown id is one that ended while the message was on its way.
                if let Some(running) = self.running.remove(id.as_str()) {
                    running.abort.abort();
                }
                Ok(())
            }
        }
    }

    async fn subscribe(&mut self, id: Arc<str>, ask: Ask) -> Result<(), End> {
        let Some(guest) = self.guest.clone() else {
            return Err(End::close(4401, "Unauthorized"));
        };
        if self.running.contains_key(&id) {
            return Err(End::Close(4409, format!("Subscriber for {id} already exists").into()));
        }
        self.turn += 1;
        let turn = self.turn;
        let caller = Caller {
            request_id: format!("{}.{turn}", self.asking.request_id),
            language: self.asking.accept_language.clone(),
        };
        let most = self.endpoint.settings.socket.operations;
        if self.running.len() >= most {
            let problem = Problem::over(TransportCode::LimitOperations, most as u64);
            let language = caller.language.as_deref();
            let error = answer::of_problem(&self.endpoint, problem, &caller.request_id, language);
            return self.send(&Outgoing::Error { id: &id, payload: &[error] }).await;
        }
        let outcomes = run::operation(self.endpoint.clone(), guest, caller, ask)
            .map(Some)
            .chain(stream::once(std::future::ready(None)));
        let (outcomes, abort) = abortable(outcomes);
        self.running.insert(Arc::clone(&id), Running { turn, abort });
        let events = outcomes.map(move |outcome| Event { id: Arc::clone(&id), turn, outcome });
        self.events.push(events.boxed_local());
        Ok(())
    }

    /// Passes on what happened to an operation.
    async fn tell(&mut self, event: Event) -> Result<(), End> {
        let Event { id, turn, outcome } = event;
        if self.running.get(&id).is_none_or(|running| running.turn != turn) {
            return Ok(());
        }
        match outcome {
            Some(Outcome::Next(response)) => {
                self.send(&Outgoing::Next { id: &id, payload: &response }).await
            }
            Some(Outcome::Refused(errors)) => {
                self.forget(&id);
                self.send(&Outgoing::Error { id: &id, payload: &errors }).await
            }
            None => {
                self.forget(&id);
                self.send(&Outgoing::Complete { id: &id }).await
            }
        }
    }

    fn forget(&mut self, id: &str) {
        if let Some(running) = self.running.remove(id) {
            running.abort.abort();
        }
    }

    /// Sends one message.
    async fn send(&mut self, message: &Outgoing<'_>) -> Result<(), End> {
        let text = message.write().ok_or(End::close(1011, "Internal error"))?;
        let time = self.endpoint.settings.socket.send_time;
        in_time(time, self.session.text(text)).await
    }
}

/// Whoever does not take a message for long is let go.
async fn in_time(
    time: Duration,
    sending: impl Future<Output = Result<(), Closed>>,
) -> Result<(), End> {
    match timeout(time, sending).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(End::Gone),
    }
}

/// Waits for something and gives the end that it means.
fn until(something: impl Future<Output = ()> + 'static, end: End) -> LocalBoxFuture<'static, End> {
    async move {
        something.await;
        end
    }
    .boxed_local()
}
