//! Who asks: from the headers of a request, or the first message of a WebSocket, to a [`Ctx`].

pub(crate) mod address;
mod rate;

use std::{
    future::Future,
    sync::{Arc, Weak},
    time::Duration,
};

use actix_web::{HttpMessage as _, HttpRequest, http::StatusCode, web::Bytes};
use async_graphql::{Request, ServerError};
use domain::{
    Ctx, Error, ErrorCode,
    krt_shop::insight::{Onlooker, Sighting},
    policy::Actor,
    shared::{
        change_log::{Noun, Scope, Told},
        clock::Instant,
        ctx::Origin,
        language::Languages,
    },
};
use futures_util::StreamExt as _;

pub use self::rate::Rate;
use crate::{
    error,
    graphql::{
        sentences,
        transport::{Asking, Budget, Gate, Guest, Operation, Refusal, Transport, TransportCode},
    },
    house::House,
    public_cache::{Kept, Leave, Remembered},
    telemetry::RequestId,
};

/// The door: admits people by their tokens and counts their requests.
#[derive(Clone)]
pub struct Door {
    house: Arc<House>,
    rate: Option<Arc<Rate>>,
    /// How often each session calls for help; nobody is turned away by it.
    calls: Option<Arc<Rate>>,
}

/// More calls for help than these in a minute, of one session, are one call.
const CALLS_PER_MINUTE: u32 = 30;

impl Door {
    /// The door of a house.
    #[must_use]
    pub fn new(house: Arc<House>) -> Self {
        let rate = Rate::per_minute(house.config.requests_per_minute).map(Arc::new);
        let calls = Rate::per_minute(CALLS_PER_MINUTE).map(Arc::new);
        Self { house, rate, calls }
    }

    /// The house behind it.
    #[must_use]
    pub fn house(&self) -> &Arc<House> {
        &self.house
    }

    /// The counting of requests, for whoever keeps it small; none when there is no limit.
    #[must_use]
    pub fn rate(&self) -> Option<Weak<Rate>> {
        self.rate.as_ref().map(Arc::downgrade)
    }

    /// The context of a REST request, counted like any other.
    pub async fn enter(&self, request: &HttpRequest) -> Result<Ctx, Error> {
        let visitor = self.welcome(Gate::asking(self, request, Transport::Http), false).await?;
        visitor.count(0)?;
        Ok(Arc::unwrap_or_clone(visitor.ctx))
    }

    /// The context of whoever opens a link that was sent to one person, counted by the link and not by
    /// where they come from: mail programs open those of many people from few addresses. Whoever
    /// brings one that `check` does not know is counted as ever.
    pub async fn enter_by_link(
        &self,
        request: &HttpRequest,
        link: &str,
        check: impl FnOnce(&Ctx, &str) -> Result<(), Error>,
    ) -> Result<Ctx, Error> {
        let visitor = self.welcome(Gate::asking(self, request, Transport::Http), false).await?;
        if let Err(refused) = check(&visitor.ctx, link) {
            visitor.count(0)?;
            return Err(refused);
        }
        if let Some(rate) = &self.rate {
            rate.count(link, 0)?;
        }
        Ok(Arc::unwrap_or_clone(visitor.ctx))
    }

    /// The context of a call for help and of what follows it. It comes in with a token that has
    /// expired while its session lives, and no counting keeps it out; whoever shows a token that is
    /// none of ours is counted as a stranger.
    pub async fn enter_late(&self, request: &HttpRequest) -> Result<Ctx, Error> {
        let asking = Gate::asking(self, request, Transport::Http);
        Ok(Arc::unwrap_or_clone(self.welcome(asking, true).await?.ctx))
    }

    /// Counts a call for help, and tells whether its session has called so often in this minute
    /// that it is certainly the same call.
    #[must_use]
    pub fn calls_often(&self, ctx: &Ctx) -> bool {
        let (Some(calls), Actor::Person { session, .. }) = (&self.calls, &ctx.actor) else {
            return false;
        };
        if calls.is_crowded() {
            calls.sweep();
        }
        calls.count(&session.to_string(), 0).is_err()
    }

    /// Counts for sellers what somebody was shown; nobody waits for it.
    pub fn count(&self, request: &HttpRequest, seen: &[Sighting]) {
        if seen.is_empty() {
            return;
        }
        let text = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
        let address = address::of_client(request, &self.house.config);
        let onlooker = Onlooker {
            network: Origin { address, app: None }.network(),
            user_agent: text("user-agent"),
            app: text("x-app"),
        };
        self.house.insight.count(&onlooker, seen, self.house.tools.clock.now());
    }

    async fn welcome(&self, asking: Asking, late: bool) -> Result<Visitor, Error> {
        let languages = Languages::from_header(asking.accept_language.as_deref());
        let origin = Origin { address: asking.address, app: asking.app.as_deref().map(short) };
        let token = asking.authorization.as_deref().map(bearer).transpose()?;
        let (actor, expires_at) = match token {
            None => (Actor::Anonymous, None),
            Some(token) => {
                let identity = &self.house.identity;
                let admitted = if late {
                    identity.admit_late(token).await
                } else {
                    identity.admit(token).await
                };
                let admitted = admitted.map_err(|cause| self.turned_away(&origin, cause))?;
                (admitted.actor, Some(admitted.expires_at))
            }
        };
        Ok(Visitor {
            ctx: Arc::new(self.house.ctx(actor, languages, origin)),
            token: token.map(Arc::from),
            expires_at,
            door: self.clone(),
        })
    }

    /// Counts a token that is not good against where it came from: a guesser has a budget too.
    fn turned_away(&self, origin: &Origin, cause: Error) -> Error {
        let guessed = error::status(error::first(&cause).code) == StatusCode::UNAUTHORIZED;
        match &self.rate {
            Some(rate) if guessed => rate.count(&rate::stranger(origin), 0).err().unwrap_or(cause),
            _ => cause,
        }
    }
}

/// The token of an `Authorization: Bearer` header.
fn bearer(header: &str) -> Result<&str, Error> {
    match header.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => Ok(token.trim()),
        _ => Err(domain::Refusal::of(ErrorCode::TokenInvalid).stop()),
    }
}

/// Apps name themselves in a few words; a longer text is cut.
fn short(app: &str) -> String {
    app.chars().filter(|letter| !letter.is_control()).take(80).collect()
}

/// Somebody let in: for one request, or for the life of one socket.
pub struct Visitor {
    ctx: Arc<Ctx>,
    token: Option<Arc<str>>,
    expires_at: Option<Instant>,
    door: Door,
}

impl Visitor {
    /// Counts one request by its cost, and tells what is left.
    fn count(&self, cost: u64) -> Result<Option<Budget>, Error> {
        let Some(rate) = &self.door.rate else { return Ok(None) };
        rate.count(&rate::caller(&self.ctx), cost).map(Some)
    }

    fn refusal(&self, error: &Error) -> Refusal {
        refusal(error, &self.ctx.languages)
    }
}

fn refusal(cause: &Error, languages: &Languages) -> Refusal {
    let shown = error::first(cause);
    let status = error::status(shown.code);
    let mut refusal =
        Refusal::new(shown.code.as_str(), shown.sentence(languages.sentences()), status.as_u16());
    if status == StatusCode::UNAUTHORIZED {
        refusal.ws_close = 4401;
    }
    refusal.retry_after = shown.value("seconds").and_then(|seconds| seconds.parse().ok());
    refusal
}

impl Gate for Door {
    type Guest = Visitor;

    fn request_id(&self, request: &HttpRequest) -> String {
        request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default()
    }

    fn asking(&self, request: &HttpRequest, transport: Transport) -> Asking {
        let mut asking = Asking::of(request, self.request_id(request), transport);
        asking.address = address::of_client(request, &self.house.config);
        asking
    }

    async fn admit(&self, asking: Asking) -> Result<Visitor, Refusal> {
        let languages = Languages::from_header(asking.accept_language.as_deref());
        self.welcome(asking, false).await.map_err(|error| refusal(&error, &languages))
    }

    fn recall(
        &self,
        request: &HttpRequest,
        body: &Bytes,
    ) -> (Option<Arc<Remembered>>, Option<Leave>) {
        self.house.public_cache.recall(request, body)
    }

    fn now(&self) -> Instant {
        self.house.tools.clock.now()
    }

    fn keep(&self, leave: Leave, kept: Kept) {
        self.house.public_cache.keep(leave, kept);
    }

    fn count(&self, request: &HttpRequest, seen: &[Sighting]) {
        Self::count(self, request, seen);
    }

    fn mend(&self, error: &mut ServerError, language: Option<&str>) {
        error::mend(error, Languages::from_header(language).sentences());
    }

    fn sentence(&self, code: TransportCode, language: Option<&str>) -> String {
        sentences::of(code, Languages::from_header(language).sentences()).to_owned()
    }
}

impl Guest for Visitor {
    fn equip(&self, request: Request, _: &Operation) -> Request {
        request
            .data(crate::graphql::loaders::Loaders::new(&self.ctx))
            .data(Arc::clone(&self.ctx))
            .data(Arc::clone(&self.door.house))
    }

    fn shown_until(&self) -> Option<Instant> {
        self.ctx.shown_until()
    }

    fn sightings(&self) -> Vec<Sighting> {
        self.ctx.sightings()
    }

    async fn charge(&self, operation: &Operation) -> Result<Option<Budget>, Refusal> {
        tracing::debug!(
            operation = operation.name.as_deref().unwrap_or_default(),
            kind = ?operation.kind,
            cost = operation.cost,
            request_id = %operation.request_id,
            "an operation"
        );
        self.count(operation.cost).map_err(|error| self.refusal(&error))
    }

    async fn charge_refused(&self) -> Result<(), Refusal> {
        self.count(0).map(drop).map_err(|error| self.refusal(&error))
    }

    fn expires_in(&self) -> Option<Duration> {
        let left = self.expires_at? - self.ctx.now();
        Some(left.to_std().unwrap_or(Duration::ZERO))
    }

    fn ended(&self) -> impl Future<Output = ()> + Send + 'static {
        let house = Arc::clone(&self.door.house);
        let token = self.token.clone();
        let person = self.ctx.actor.person();
        async move {
            let (Some(token), Some(person)) = (token, person) else {
                return std::future::pending().await;
            };
            let mut changes = house.tools.changes.listen_to([Scope::Person(person)]);
            // Between admission and this moment something may have changed unheard. What is asked
            // now and then is on the heap: thousands wait here.
            while Box::pin(house.identity.admit(&token)).await.is_ok() {
                loop {
                    match changes.next().await {
                        Some(Told::Change(_, change)) => {
                            if matches!(change.noun, Noun::Person | Noun::Session) {
                                house.identity.hear(&change);
                                break;
                            }
                        }
                        Some(Told::Gap) => {
                            // What this stream missed, the gate may not have heard yet either. A
                            // stream of which nothing is known ends, and its app comes back.
                            if Box::pin(house.identity.catch_up()).await.is_err() {
                                return;
                            }
                            break;
                        }
                        None => return,
                    }
                }
            }
        }
    }
}
