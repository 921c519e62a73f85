//! POST and GET on `/graphql`, by the GraphQL-over-HTTP specification.

use std::sync::Arc;

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    http::{Method, StatusCode, header},
    web::{self, Bytes, Payload},
};
use async_graphql::{Executor, Response, parser::types::OperationType};
use domain::{krt_shop::insight::Sighting, shared::clock::Instant};

use super::{
    Budget, Endpoint, Gate, Guest, Problem, Refusal, Transport, TransportCode,
    accept::{Answer, negotiate},
    answer,
    ask::Ask,
    body,
    prepare::prepare,
    run::{self, Caller},
    sse,
};
use crate::{
    etag,
    public_cache::{Kept, Leave, within},
};

/// POST: any operation.
pub(super) async fn post<G: Gate, E: Executor>(
    request: HttpRequest,
    payload: Payload,
    endpoint: web::Data<Endpoint<G, E>>,
) -> HttpResponse {
    let mut exchange = match Exchange::begin(&request, endpoint) {
        Ok(exchange) => exchange,
        Err(refusal) => {
            body::drain(payload).await;
            return *refusal;
        }
    };
    if let Err(problem) = body::check_content_type(request.headers()) {
        body::drain(payload).await;
        return exchange.refuse(problem);
    }
    let settings = &exchange.endpoint.settings;
    let body =
        body::read(request.headers(), payload, settings.body_bytes, settings.body_time).await;
    match body {
        Ok(body) => match exchange.recall(&request, &body) {
            Some(kept) => kept,
            None => exchange.answer(&request, || Ask::from_json(&body)).await,
        },
        Err(problem) => exchange.refuse(problem),
    }
}

/// GET: queries, and subscriptions as an event stream.
pub(super) async fn get<G: Gate, E: Executor>(
    request: HttpRequest,
    endpoint: web::Data<Endpoint<G, E>>,
) -> HttpResponse {
    match Exchange::begin(&request, endpoint) {
        Ok(mut exchange) => match exchange.recall(&request, &Bytes::new()) {
            Some(kept) => kept,
            None => {
                exchange.answer(&request, || Ask::from_query_string(request.query_string())).await
            }
        },
        Err(refusal) => *refusal,
    }
}

/// Every other method.
pub(super) async fn other<G: Gate, E: Executor>(
    request: HttpRequest,
    payload: Payload,
    endpoint: web::Data<Endpoint<G, E>>,
) -> HttpResponse {
    if request.method() == Method::OPTIONS {
        return HttpResponse::NoContent().insert_header((header::ALLOW, "GET, POST")).finish();
    }
    body::drain(payload).await;
    let exchange = Exchange::new(&request, endpoint, Answer::Json);
    let mut response = exchange.refuse(Problem::new(TransportCode::MethodNotAllowed));
    response.headers_mut().insert(header::ALLOW, header::HeaderValue::from_static("GET, POST"));
    response
}

/// The schema's text.
pub(super) async fn schema<G: Gate, E: Executor>(
    request: HttpRequest,
    endpoint: web::Data<Endpoint<G, E>>,
) -> HttpResponse {
    let known = etag::unchanged(&request, &endpoint.text.etag);
    let mut response = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header((header::ETAG, &*endpoint.text.etag))
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .content_type("text/plain; charset=utf-8")
        .body(endpoint.text.sdl.clone())
}

/// One request and how it wants to be answered.
struct Exchange<G, E> {
    endpoint: web::Data<Endpoint<G, E>>,
    answer: Answer,
    caller: Caller,
    get: bool,
    /// Leave to keep the answer for others who ask the same.
    leave: Option<Leave>,
}

impl<G: Gate, E: Executor> Exchange<G, E> {
    /// Finds out which answer is wanted; the error is the whole answer.
    fn begin(
        request: &HttpRequest,
        endpoint: web::Data<Endpoint<G, E>>,
    ) -> Result<Self, Box<HttpResponse>> {
        if let Some(answer) = negotiate(request.headers()) {
            return Ok(Self::new(request, endpoint, answer));
        }
        let exchange = Self::new(request, endpoint, Answer::Json);
        Err(Box::new(exchange.refuse(Problem::new(TransportCode::NotAcceptable))))
    }

    fn new(request: &HttpRequest, endpoint: web::Data<Endpoint<G, E>>, answer: Answer) -> Self {
        let language = request.headers().get(header::ACCEPT_LANGUAGE);
        let caller = Caller {
            request_id: endpoint.gate.request_id(request),
            language: language.and_then(|value| value.to_str().ok()).map(str::to_owned),
        };
        Self { endpoint, answer, caller, get: request.method() == Method::GET, leave: None }
    }

    /// What was answered to the same request before.
    fn recall(&mut self, request: &HttpRequest, body: &Bytes) -> Option<HttpResponse> {
        let (kept, leave) = self.endpoint.gate.recall(request, body);
        self.leave = leave;
        let kept = kept?;
        self.endpoint.gate.count(request, &kept.seen);
        let mut builder = HttpResponse::Ok();
        if let Some(value) = kept.control(self.endpoint.gate.now()) {
            tell_keeping(&mut builder, &value);
        }
        Some(kept.answer(request, builder))
    }

    /// From the gate to the answer.
    async fn answer(
        mut self,
        request: &HttpRequest,
        ask: impl FnOnce() -> Result<Ask, Problem>,
    ) -> HttpResponse {
        let transport = match self.answer {
            Answer::EventStream => Transport::Sse,
            Answer::GraphqlResponse | Answer::Json => Transport::Http,
        };
        let asking = self.endpoint.gate.asking(request, transport);
        let guest = match self.endpoint.gate.admit(asking).await {
            Ok(guest) => Arc::new(guest),
            Err(refusal) => return self.turn_away(&refusal),
        };
        let ask = match ask() {
            Ok(ask) => ask,
            Err(problem) => {
                return match guest.charge_refused().await {
                    Ok(()) => self.refuse(problem),
                    Err(refusal) => self.turn_away(&refusal),
                };
            }
        };
        let request_id = self.caller.request_id.clone();
        let prepared = prepare(&self.endpoint, ask, request_id, transport).await;
        if prepared.is_err()
            && let Err(refusal) = guest.charge_refused().await
        {
            return self.turn_away(&refusal);
        }
        let prepared = match prepared {
            Ok(prepared) => prepared,
            // Whoever reads events is told by an event: an `EventSource` shows no body of a 400.
            Err(problem) if transport == Transport::Sse => {
                let error = self.error(problem);
                return sse::respond(&self.endpoint, &guest, run::refusal(error), None);
            }
            Err(problem) => return self.refuse(problem),
        };
        let operation = &prepared.operation;
        if self.get && operation.kind == OperationType::Mutation {
            let mut response = self.refuse(Problem::new(TransportCode::MethodNotAllowed));
            response.headers_mut().insert(header::ALLOW, header::HeaderValue::from_static("POST"));
            return response;
        }
        if operation.kind == OperationType::Subscription && transport == Transport::Http {
            return self.refuse(Problem::new(TransportCode::SubscriptionNeedsStream));
        }
        let budget = match guest.charge(operation).await {
            Ok(budget) => budget,
            Err(refusal) => return self.turn_away(&refusal),
        };
        if transport == Transport::Sse {
            let (endpoint, caller) = (self.endpoint.clone(), self.caller.clone());
            let last_event = sse::LastEventId::of(request);
            let outcomes =
                run::outcomes(endpoint, Arc::clone(&guest), caller, prepared, last_event);
            return sse::respond(&self.endpoint, &guest, outcomes, budget);
        }
        if operation.kind != OperationType::Query {
            self.leave = None;
        }
        let response = run::execute(&self.endpoint, guest.as_ref(), prepared).await;
        let seen = guest.sightings();
        self.endpoint.gate.count(request, &seen);
        self.result(response, budget, (guest.shown_until(), seen))
    }

    /// The answer of an operation that reached the schema.
    fn result(
        mut self,
        mut response: Response,
        budget: Option<Budget>,
        (until, seen): (Option<Instant>, Vec<Sighting>),
    ) -> HttpResponse {
        let language = self.caller.language.as_deref();
        answer::complete(&self.endpoint, &mut response, &self.caller.request_id, language);
        let never_ran = answer::is_request_error(&response);
        let status = if never_ran && self.answer == Answer::GraphqlResponse {
            StatusCode::BAD_REQUEST
        } else {
            StatusCode::OK
        };
        let mut builder = HttpResponse::build(status);
        builder.content_type(self.answer.content_type());
        for (name, value) in &response.http_headers {
            builder.append_header((name.as_str(), value.as_bytes()));
        }
        let control = response.cache_control;
        let cacheable = response.errors.is_empty() && control.max_age > 0;
        let cache_control = self.get.then(|| {
            let value = cacheable.then(|| control.value()).flatten();
            value.unwrap_or_else(|| "private, no-cache".to_owned())
        });
        if let Some(value) = &cache_control {
            let left = until.map(|until| until - self.endpoint.gate.now());
            tell_keeping(&mut builder, &within(value, left));
        }
        tell_budget(&mut builder, budget);
        if never_ran {
            return builder.body(answer::of_errors(&response.errors));
        }
        let body = answer::of_response(&response);
        // Only what says of itself that it may be kept, and is nobody's own.
        if let Some(leave) = self.leave.take().filter(|_| cacheable && control.public) {
            let content_type = self.answer.content_type();
            let body = body.clone();
            let kept = Kept { body, content_type, etag: None, cache_control, until, seen };
            self.endpoint.gate.keep(leave, kept);
        }
        builder.body(body)
    }

    fn error(&self, problem: Problem) -> async_graphql::ServerError {
        let Caller { request_id, language } = &self.caller;
        answer::of_problem(&self.endpoint, problem, request_id, language.as_deref())
    }

    /// The answer to a request that the transport refuses.
    fn refuse(&self, problem: Problem) -> HttpResponse {
        let code = problem.code;
        let as_result = self.answer == Answer::Json && code.is_graphql_request_error();
        let status = if as_result { StatusCode::OK } else { code.status() };
        let mut builder = HttpResponse::build(status);
        if matches!(code, TransportCode::BodyTooLarge | TransportCode::BodyTimeout) {
            // The rest of the body may still be on its way.
            builder.force_close();
        }
        builder.content_type(self.error_type()).body(answer::of_errors(&[self.error(problem)]))
    }

    /// The answer to a request that the gate refuses.
    fn turn_away(&self, refusal: &Refusal) -> HttpResponse {
        let status = StatusCode::from_u16(refusal.http_status).unwrap_or(StatusCode::FORBIDDEN);
        let mut builder = HttpResponse::build(status);
        if status == StatusCode::UNAUTHORIZED {
            builder.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
        }
        if let Some(seconds) = refusal.retry_after {
            builder.insert_header((header::RETRY_AFTER, seconds.to_string()));
        }
        tell_budget(&mut builder, refusal.budget);
        let error = answer::of_refusal(refusal, &self.caller.request_id);
        builder.content_type(self.error_type()).body(answer::of_errors(&[error]))
    }

    /// What is refused before a stream begins is answered as JSON.
    fn error_type(&self) -> &'static str {
        match self.answer {
            Answer::EventStream => Answer::Json.content_type(),
            answer => answer.content_type(),
        }
    }
}

/// Tells how long an answer to GET may be kept, and on what it depends.
fn tell_keeping(builder: &mut HttpResponseBuilder, cache_control: &str) {
    builder.insert_header((header::CACHE_CONTROL, cache_control));
    builder.insert_header((header::VARY, "Accept, Accept-Language, Authorization"));
}

/// Tells what is left to the caller.
pub(super) fn tell_budget(builder: &mut HttpResponseBuilder, budget: Option<Budget>) {
    let Some(budget) = budget else { return };
    builder.insert_header(("RateLimit-Limit", budget.limit.to_string()));
    builder.insert_header(("RateLimit-Remaining", budget.remaining.to_string()));
    builder.insert_header(("RateLimit-Reset", budget.reset_seconds.to_string()));
}
