//! Runs one operation as a stream of outcomes: what a WebSocket and an event stream have in common.

use std::sync::{Arc, atomic::Ordering};

use actix_web::web;
use async_graphql::{Executor, Response, ServerError, Value, parser::types::OperationType};
use futures_util::{
    FutureExt, StreamExt,
    stream::{self, BoxStream, LocalBoxStream},
};

use super::{
    Endpoint, Gate, Guest, LastEventId, NextEvent, Transport,
    answer::{self, complete, is_request_error},
    ask::Ask,
    prepare::{Prepared, prepare},
};
use crate::graphql::plain::PlainRoots;

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

/// One operation from the asking to its end, for a guest that is already in.
pub(super) fn operation<G: Gate, E: Executor>(
    endpoint: web::Data<Endpoint<G, E>>,
    guest: Arc<G::Guest>,
    caller: Caller,
    ask: Ask,
) -> LocalBoxStream<'static, Outcome> {
    async move {
        let prepared =
            prepare(&endpoint, ask, caller.request_id.clone(), Transport::WebSocket).await;
        let prepared = match prepared {
            Ok(prepared) => prepared,
            Err(problem) => {
                if let Err(refusal) = guest.charge_refused().await {
                    return refused(answer::of_refusal(&refusal, &caller.request_id));
                }
                let language = caller.language.as_deref();
                return refused(answer::of_problem(
                    &endpoint,
                    problem,
                    &caller.request_id,
                    language,
                ));
            }
        };
        if let Err(refusal) = guest.charge(&prepared.operation).await {
            return refused(answer::of_refusal(&refusal, &caller.request_id));
        }
        outcomes(endpoint, guest, caller, prepared, None)
    }
    .flatten_stream()
    .boxed_local()
}

/// A stream of one refusal.
pub(super) fn refused(error: ServerError) -> LocalBoxStream<'static, Outcome> {
    stream::once(std::future::ready(Outcome::Refused(vec![error]))).boxed_local()
}

/// Runs what is ready to run.
pub(super) fn outcomes<G: Gate, E: Executor>(
    endpoint: web::Data<Endpoint<G, E>>,
    guest: Arc<G::Guest>,
    caller: Caller,
    prepared: Prepared,
    last_event: Option<LastEventId>,
) -> LocalBoxStream<'static, Outcome> {
    let responses = if prepared.operation.kind == OperationType::Subscription {
        let operation = prepared.operation.clone();
        let mut request = guest.equip(prepared.into_request(), &operation);
        if let Some(id) = last_event {
            request = request.data(id);
        }
        let next_event = NextEvent::default();
        request = request.data(next_event.clone());
        let responses = endpoint.executor.execute_stream(request, None);
        // An event is resolved before the next one is asked for: what was laid down is of this one.
        let responses = responses.map(move |mut response| {
            if let Some(event) = next_event.take() {
                response.extensions.insert("eventId".to_owned(), Value::String(event.id));
            }
            response
        });
        subscription(responses.boxed())
    } else {
        let endpoint = endpoint.clone();
        let once = async move { (false, execute(&endpoint, guest.as_ref(), prepared).await) };
        once.into_stream().boxed_local()
    };
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
/// and puts the failure where the specification wants it.
pub(super) async fn execute<G: Gate, E: Executor>(
    endpoint: &Endpoint<G, E>,
    guest: &G::Guest,
    prepared: Prepared,
) -> Response {
    let (operation, document) = (prepared.operation.clone(), prepared.document());
    if let (OperationType::Query, Some(quick)) = (operation.kind, &endpoint.quick)
        && prepared.fits()
    {
        let mut request = guest.equip(prepared.clone().into_request(), &operation);
        if prepared.may_be_plain() {
            request = request.data(PlainRoots);
        }
        let response = quick.execute(request).await;
        if response.errors.is_empty() {
            return response;
        }
    }
    let response =
        endpoint.executor.execute(guest.equip(prepared.into_request(), &operation)).await;
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
