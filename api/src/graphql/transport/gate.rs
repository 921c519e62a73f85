//! What the transport needs of the house: who asks, what they may spend, and words for a refusal.

use std::{future::Future, net::IpAddr, sync::Arc, time::Duration};

use actix_web::{HttpRequest, http::header, web::Bytes};
use async_graphql::{Request, ServerError, parser::types::OperationType};
use domain::{
    krt_shop::insight::Sighting,
    shared::clock::{Clock, Instant},
};

use super::code::TransportCode;
use crate::public_cache::{Kept, Leave, Remembered};

/// How a request reached us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// One request, one answer.
    Http,
    /// Server-sent events: one operation, many answers.
    Sse,
    /// `graphql-transport-ws`: many operations on one socket.
    WebSocket,
}

/// Everything the gate may judge by, as owned values: it is asked away from the request.
#[derive(Debug, Clone)]
pub struct Asking {
    /// The name of this request, also in every error (`extensions.requestId`).
    pub request_id: String,
    /// The `Authorization` header, or the value of that name in a WebSocket's `connection_init`.
    pub authorization: Option<String>,
    /// The `Accept-Language` header.
    pub accept_language: Option<String>,
    /// The `X-App` header: name, version and platform of the app.
    pub app: Option<String>,
    /// The address of the caller. By default the peer's: a gate behind a proxy overrides
    /// [`Gate::asking`] and puts the address it believes here.
    pub address: Option<IpAddr>,
    /// How the request reached us.
    pub transport: Transport,
}

impl Asking {
    /// Reads what every request carries.
    #[must_use]
    pub fn of(request: &HttpRequest, request_id: String, transport: Transport) -> Self {
        let text = |name: &str| {
            request.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
        };
        Self {
            request_id,
            authorization: text(header::AUTHORIZATION.as_str()),
            accept_language: text(header::ACCEPT_LANGUAGE.as_str()),
            app: text("x-app"),
            address: request.peer_addr().map(|address| address.ip()),
            transport,
        }
    }

    /// Browsers cannot set headers on a WebSocket: the first message may bring them instead, by
    /// themselves or under `headers`. A token is understood by itself too (`token`, `accessToken`).
    /// None when nothing but what seems to be one is there, under a name or in a form that is not known:
    /// whoever sends a token is not let in as nobody. Beside one that is understood, also in the
    /// request's own headers, such a name is something else, as a `pushToken` is.
    #[must_use]
    pub fn with_init(
        mut self,
        payload: Option<&serde_json::Map<String, serde_json::Value>>,
    ) -> Option<Self> {
        let Some(payload) = payload else { return Some(self) };
        let mut is_passed_over = false;
        let headers = payload.iter().filter(|(name, _)| name.eq_ignore_ascii_case("headers"));
        let headers = headers.filter_map(|(_, value)| value.as_object()).flatten();
        for (name, value) in payload.iter().chain(headers) {
            let letters = name.chars().filter(char::is_ascii_alphanumeric);
            let name = letters.collect::<String>().to_ascii_lowercase();
            let is_token =
                ["auth", "token", "bearer", "jwt"].iter().any(|part| name.contains(part));
            let Some(value) = value.as_str() else {
                is_passed_over |= is_token && !value.is_null();
                continue;
            };
            match name.as_str() {
                "authorization" => self.authorization = Some(value.to_owned()),
                "token" | "accesstoken" => self.authorization = Some(bearer(value)),
                "acceptlanguage" => self.accept_language = Some(value.to_owned()),
                "xapp" => self.app = Some(value.to_owned()),
                _ => is_passed_over |= is_token,
            }
        }
        (!is_passed_over || self.authorization.is_some()).then_some(self)
    }
}

/// A token as the `Authorization` header carries it.
fn bearer(token: &str) -> String {
    let scheme = token.split_once(' ').map(|(scheme, _)| scheme);
    match scheme {
        Some(scheme) if scheme.eq_ignore_ascii_case("bearer") => token.to_owned(),
        _ => format!("Bearer {token}"),
    }
}

/// What one operation is, before it runs.
#[derive(Debug, Clone)]
pub struct Operation {
    /// The name of this request; on a WebSocket each operation has its own.
    pub request_id: String,
    /// The operation's name in its document.
    pub name: Option<String>,
    /// Query, mutation or subscription.
    pub kind: OperationType,
    /// Rows and fields it may at most touch, as `limits` counts them.
    pub cost: u64,
    /// How it reached us.
    pub transport: Transport,
}

/// What is left to a caller in the present window, told in `RateLimit-*` headers.
#[derive(Debug, Clone, Copy)]
pub struct Budget {
    /// Allowed in one window.
    pub limit: u64,
    /// Left in this window.
    pub remaining: u64,
    /// Seconds until the window is full again.
    pub reset_seconds: u64,
}

/// Why the gate turned somebody away.
#[derive(Debug, Clone)]
pub struct Refusal {
    /// The stable code (`extensions.code`).
    pub code: &'static str,
    /// The sentence in the caller's language.
    pub message: String,
    /// The HTTP status, such as 401 or 429.
    pub http_status: u16,
    /// The close code of a WebSocket: 4401 or 4403.
    pub ws_close: u16,
    /// After how many seconds another try makes sense (`Retry-After`).
    pub retry_after: Option<u64>,
    /// The budget, when it is the reason.
    pub budget: Option<Budget>,
}

impl Refusal {
    /// A refusal with the usual close code, 4403.
    pub fn new(code: &'static str, message: impl Into<String>, http_status: u16) -> Self {
        Self {
            code,
            message: message.into(),
            http_status,
            ws_close: 4403,
            retry_after: None,
            budget: None,
        }
    }
}

/// Somebody the gate let in: for one HTTP request, or for the life of one WebSocket.
pub trait Guest: Send + Sync + 'static {
    /// Puts into the request what resolvers read: the actor, fresh loaders, the language.
    /// Called for each operation, and again when a failed query is repeated, so that nothing is
    /// shared between two of them.
    fn equip(&self, request: Request, operation: &Operation) -> Request;

    /// Charges one operation to the caller's budget; called once for each operation, before it runs.
    fn charge(
        &self,
        operation: &Operation,
    ) -> impl Future<Output = Result<Option<Budget>, Refusal>> + Send {
        let _ = operation;
        async { Ok(None) }
    }

    /// Charges a request that is refused before it is an operation: reading it was work too.
    fn charge_refused(&self) -> impl Future<Output = Result<(), Refusal>> + Send {
        async { Ok(()) }
    }

    /// How long the credentials still hold; `None` when they do not expire.
    fn expires_in(&self) -> Option<Duration> {
        None
    }

    /// Until when everything that it was shown stays right by itself: an answer is kept no longer.
    /// `None`: for ever.
    fn shown_until(&self) -> Option<Instant> {
        None
    }

    /// What is counted for sellers of what it was shown.
    fn sightings(&self) -> Vec<Sighting> {
        Vec::new()
    }

    /// Resolves when the session is revoked while a stream is open.
    fn ended(&self) -> impl Future<Output = ()> + Send + 'static {
        std::future::pending()
    }
}

/// The house, as the transport sees it.
pub trait Gate: Send + Sync + 'static {
    /// Somebody let in.
    type Guest: Guest;

    /// The name of a request, given by the middleware that logs it.
    fn request_id(&self, request: &HttpRequest) -> String;

    /// Collects what [`Gate::admit`] judges by.
    fn asking(&self, request: &HttpRequest, transport: Transport) -> Asking {
        Asking::of(request, self.request_id(request), transport)
    }

    /// Who asks? Called once for each HTTP request, and once for each WebSocket's `connection_init`.
    fn admit(&self, asking: Asking) -> impl Future<Output = Result<Self::Guest, Refusal>> + Send;

    /// What was answered to the same request of somebody unknown before, or leave to keep the
    /// answer. Asked before the body is parsed; only answers that say they may be kept are.
    fn recall(
        &self,
        request: &HttpRequest,
        body: &Bytes,
    ) -> (Option<Arc<Remembered>>, Option<Leave>) {
        let _ = (request, body);
        (None, None)
    }

    /// The present, by which it is told how long an answer stays right.
    fn now(&self) -> Instant {
        Clock::System.now()
    }

    /// Keeps an answer, with the leave that was given.
    fn keep(&self, leave: Leave, kept: Kept) {
        let _ = (leave, kept);
    }

    /// Counts for sellers what somebody was shown; nobody waits for it.
    fn count(&self, request: &HttpRequest, seen: &[Sighting]) {
        let _ = (request, seen);
    }

    /// Called for each error without a code before the transport gives it one of its own: the place
    /// to translate the house's errors, and to log and cover those that nobody foresaw.
    fn mend(&self, error: &mut ServerError, language: Option<&str>) {
        let _ = (error, language);
    }

    /// The sentence for one of the transport's own codes; `language` is the `Accept-Language` header.
    fn sentence(&self, code: TransportCode, language: Option<&str>) -> String;
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// What the first message of a socket brings: the token, and the language.
    fn brought(payload: &serde_json::Value) -> Option<(Option<String>, Option<String>)> {
        brought_beside(payload, None)
    }

    /// The same, when the request has such a header.
    fn brought_beside(
        payload: &serde_json::Value,
        header: Option<&str>,
    ) -> Option<(Option<String>, Option<String>)> {
        let asking = Asking {
            request_id: "req_1".to_owned(),
            authorization: header.map(str::to_owned),
            accept_language: None,
            app: None,
            address: None,
            transport: Transport::WebSocket,
        };
        let asking = asking.with_init(payload.as_object())?;
        Some((asking.authorization, asking.accept_language))
    }

    #[test]
    fn a_token_is_understood_or_turned_away_and_never_passed_over() {
        for payload in [
            json!({ "Authorization": "Bearer a.b" }),
            json!({ "authorization": "Bearer a.b" }),
            json!({ "token": "a.b" }),
            json!({ "token": "Bearer a.b" }),
            json!({ "accessToken": "a.b" }),
            json!({ "access_token": "a.b" }),
            json!({ "headers": { "Authorization": "Bearer a.b" } }),
            json!({ "pushToken": "x", "Authorization": "Bearer a.b", "author": ["x"] }),
        ] {
            let token = Some("Bearer a.b".to_owned());
            assert_eq!(brought(&payload), Some((token, None)), "{payload}");
        }
        for payload in [
            json!({ "authToken": "a.b" }),
            json!({ "jwt": "a.b" }),
            json!({ "Authorization": ["Bearer a.b"] }),
            json!({ "headers": { "X-Auth": "a.b" } }),
        ] {
            assert_eq!(brought(&payload), None, "{payload}");
        }
        // Whoever is signed in by a header may say more than a token.
        for payload in [
            json!({ "pushToken": "x" }),
            json!({ "fcmToken": "x", "csrfToken": "y" }),
            json!({ "author": "Aminah", "jwt": 7 }),
        ] {
            let token = Some("Bearer a.b".to_owned());
            let brought = brought_beside(&payload, Some("Bearer a.b"));
            assert_eq!(brought, Some((token, None)), "{payload}");
            assert_eq!(self::brought(&payload), None, "{payload}");
        }
        // Nobody is signed in, and says so.
        for payload in [json!({}), json!({ "Authorization": null }), json!({ "theme": "dark" })] {
            assert_eq!(brought(&payload), Some((None, None)), "{payload}");
        }
        let spoken = json!({ "headers": { "Accept-Language": "ms" } });
        assert_eq!(brought(&spoken), Some((None, Some("ms".to_owned()))));
    }
}
