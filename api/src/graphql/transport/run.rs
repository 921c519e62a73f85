//! Runs one operation as a stream of outcomes: what a WebSocket and an event stream have in common.

use std::sync::{Arc, atomic::Ordering};

use actix_web::web;
use async_graphql::{
    Executor, Request, Response, ServerError, Value, parser::types::OperationType,
};
use futures_util::{
    FutureExt, StreamExt,
    future::LocalBoxFuture,
    stream::{self, BoxStream, LocalBoxStream},
};

use super::{
    Endpoint, Gate, Guest, LastEventId, NextEvent, Transport,
    answer::{self, complete, is_request_error},
    ask::Ask,
    prepare::{Prepared, prepare},
    source::{self, SourceSlot},
};
use crate::graphql::{fitting::KnownToFit, plain::PlainRoots};

/// One thing that happens to an operation.
pub(super) enum Outcome {
    /// A result, whole or in part.
    Next(Response),
    /// The operation did not run, or ends here; nothing follows.
    Refused(Vec<ServerError>),
}

/// Who asks, as every answer needs it.
#[derive(Clone)]
pub(super) struct Caller {
    pub request_id: String,
    pub language: Option<String>,
}

/// What a WebSocket tells of an operation.
pub(super) enum Told {
    /// A result, as it is written.
    Next(Arc<str>),
    /// The operation did not run, or ends here; nothing follows.
    Refused(Vec<ServerError>),
    /// A scalar of our own failed to write itself.
    Unwritable,
}

impl Told {
    pub fn of(response: &Response) -> Self {
        let json = serde_json::to_string(response);
        json.map_or(Self::Unwritable, |json| Self::Next(Arc::from(json)))
    }
}

/// What follows once an operation has begun.
pub(super) type Telling = LocalBoxStream<'static, Told>;

/// One operation of a WebSocket from the asking on, for a guest that is already in. What it takes to
/// begin is let go once it has begun.
pub(super) fn operation<G: Gate, E: Executor>(
    endpoint: web::Data<Endpoint<G, E>>,
    guest: Arc<G::Guest>,
    caller: Caller,
    ask: Ask,
) -> LocalBoxFuture<'static, Telling> {
    async move {
        let request_id = caller.request_id.clone();
        let prepared = match prepare(&endpoint, ask, request_id, Transport::WebSocket).await {
            Ok(prepared) => prepared,
            Err(problem) => {
                if let Err(refusal) = guest.charge_refused().await {
                    return refused(answer::of_refusal(&refusal, &caller.request_id));
                }
                let language = caller.language.as_deref();
                let error = answer::of_problem(&endpoint, problem, &caller.request_id, language);
                return refused(error);
            }
        };
        if let Err(refusal) = guest.charge(&prepared.operation).await {
            return refused(answer::of_refusal(&refusal, &caller.request_id));
        }
        if prepared.operation.kind == OperationType::Subscription && prepared.has_one_field() {
            return subscribe(endpoint, guest, caller, prepared).await;
        }
        told(outcomes(endpoint, guest, caller, prepared, None))
    }
    .boxed_local()
}

/// Begins a subscription, and follows its [source](source::Source) when it has put one down.
async fn subscribe<G: Gate, E: Executor>(
    endpoint: web::Data<Endpoint<G, E>>,
    guest: Arc<G::Guest>,
    caller: Caller,
    prepared: Prepared,
) -> Telling {
    let slot = SourceSlot::default();
    let equip = |request: Request| request.data(slot.clone());
    let mut responses = responses(&endpoint, guest.as_ref(), prepared.clone(), equip);
    let first = responses.next().await;
    if let (None, Some(source)) = (&first, slot.take()) {
        return source::follow(endpoint, guest, caller, prepared, source);
    }
    let responses = stream::iter(first).chain(responses).boxed();
    told(judged(endpoint, caller, subscription(responses)))
}

fn told(outcomes: LocalBoxStream<'static, Outcome>) -> Telling {
    let told = outcomes.map(|outcome| match outcome {
        Outcome::Next(response) => Told::of(&response),
        Outcome::Refused(errors) => Told::Refused(errors),
    });
    told.boxed_local()
}

/// A stream of one refusal.
fn refused(error: ServerError) -> Telling {
    stream::once(std::future::ready(Told::Refused(vec![error]))).boxed_local()
}

/// An event stream of one refusal.
pub(super) fn refusal(error: ServerError) -> LocalBoxStream<'static, Outcome> {
    stream::once(std::future::ready(Outcome::Refused(vec![error]))).boxed_local()
}

/// Asks for a subscription's events.
fn responses<G: Gate, E: Executor>(
    endpoint: &Endpoint<G, E>,
    guest: &G::Guest,
    prepared: Prepared,
    equip: impl FnOnce(Request) -> Request,
) -> BoxStream<'static, Response> {
    let operation = prepared.operation.clone();
    let request = equip(guest.equip(prepared.into_request(), &operation));
    let next_event = NextEvent::default();
    let responses = endpoint.executor.execute_stream(request.data(next_event.clone()), None);
    // An event is resolved before the next one is asked for: what was laid down is of this one.
    let responses = responses.map(move |mut response| {
        if let Some(event) = next_event.take() {
            response.extensions.insert("eventId".to_owned(), Value::String(event.id));
        }
        response
    });
    responses.boxed()
}

/// Runs what is ready to run.
pub(super) fn outcomes<G: Gate, E: Executor>(
    endpoint: web::Data<Endpoint<G, E>>,
    guest: Arc<G::Guest>,
    caller: Caller,
    prepared: Prepared,
    last_event: Option<LastEventId>,
) -> LocalBoxStream<'static, Outcome> {
    if prepared.operation.kind == OperationType::Subscription {
        let equip = |request: Request| match last_event {
            Some(id) => request.data(id),
            None => request,
        };
        let responses = responses(&endpoint, guest.as_ref(), prepared, equip);
        return judged(endpoint, caller, subscription(responses));
    }
    let executing = endpoint.clone();
    let once = async move { (false, execute(&executing, guest.as_ref(), prepared).await) };
    judged(endpoint, caller, once.into_stream().boxed_local())
}

/// Completes each response, and tells a refusal from a result.
fn judged<G: Gate, E: Executor>(
    endpoint: web::Data<Endpoint<G, E>>,
    caller: Caller,
    responses: LocalBoxStream<'static, (bool, Response)>,
) -> LocalBoxStream<'static, Outcome> {
    responses
        .map(move |(never_began, mut response)| {
            complete(&endpoint, &mut response, &caller.request_id, caller.language.as_deref());
            if never_began || is_request_error(&response) {
                Outcome::Refused(response.errors)
            } else {
                Outcome::Next(response)
            }
        })
        .boxed_local()
}

/// Executes a query or a mutation. A query whose document is known to fit the schema goes to the
/// quick executor first: only when something failed is it asked again of the one that validates it
/// and puts the failure where the specification wants it. A mutation is done once. When its document is
/// known to fit and asks for one field, only the values of its variables are checked. Its payload may be
/// written plainly too, in which nothing can fail.
pub(super) async fn execute<G: Gate, E: Executor>(
    endpoint: &Endpoint<G, E>,
    guest: &G::Guest,
    prepared: Prepared,
) -> Response {
    let (operation, document) = (prepared.operation.clone(), prepared.document());
    let may_be_plain = prepared.may_be_plain();
    let request = |prepared: Prepared, plain: bool| {
        let request = guest.equip(prepared.into_request(), &operation);
        if plain { request.data(PlainRoots) } else { request }
    };
    if let (OperationType::Query, Some(quick)) = (operation.kind, &endpoint.quick)
        && prepared.fits()
    {
        let response = quick.execute(request(prepared.clone(), may_be_plain)).await;
        if response.errors.is_empty() {
            return response;
        }
    }
    let is_known = prepared.is_known_mutation();
    let plain = may_be_plain && operation.kind == OperationType::Mutation;
    let mut request = request(prepared, plain);
    if is_known {
        request = request.data(KnownToFit);
    }
    let response = endpoint.executor.execute(request).await;
    if response.errors.is_empty() {
        document.fits.store(true, Ordering::Relaxed);
    }
    response
}

/// Tells for each response whether it is a refusal to subscribe. A source that could not be opened
/// looks like a first event that failed, except that nothing follows it: so one look ahead decides.
fn subscription(
    mut responses: BoxStream<'static, Response>,
) -> LocalBoxStream<'static, (bool, Response)> {
    async move {
        let Some(first) = responses.next().await else {
            return stream::empty().boxed_local();
        };
        let failed = first.data == Value::Null && !first.errors.is_empty();
        let second = if failed { responses.next().now_or_never() } else { None };
        let (never_began, second) = match second {
            Some(None) => (true, None),
            Some(Some(second)) => (false, Some((false, second))),
            None => (false, None),
        };
        stream::iter([(never_began, first)])
            .chain(stream::iter(second))
            .chain(responses.map(|response| (false, response)))
            .boxed_local()
    }
    .flatten_stream()
    .boxed_local()
}
