//! A small schema and a small house, served on a free port: the transport needs no more.
#![expect(clippy::unused_async, reason = "the macro of resolvers wants it")]

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use actix_web::{App, HttpRequest, dev::ServerHandle, web};
use api::{
    front,
    graphql::{
        null_propagation::NullPropagation,
        transport::{
            Asking, Budget, Endpoint, Gate, Given, Guest, Happening, LastEventId, Operation,
            Refusal, SchemaText, Settings, Sockets, SourceSlot, TransportCode, configure,
        },
    },
};
use async_graphql::{
    Context, Error, Object, Request, Result, Schema, SimpleObject, Subscription,
    futures_util::{
        Stream, StreamExt,
        stream::{self, BoxStream},
    },
};
use tokio::sync::{Notify, watch};

#[derive(SimpleObject)]
pub struct Product {
    id: i32,
    name: String,
}

#[derive(SimpleObject)]
pub struct Products {
    nodes: Vec<Product>,
}

pub struct Query;

#[Object]
impl Query {
    async fn hello(&self, #[graphql(default)] name: String) -> String {
        format!("hello {name}")
    }
    async fn who(&self, ctx: &Context<'_>) -> String {
        ctx.data_opt::<Who>().map_or("nobody", |who| who.0).to_owned()
    }
    async fn products(&self, #[graphql(default = 20)] first: i32) -> Products {
        let nodes = (0..first).map(|id| Product { id, name: format!("mee kuning {id}") });
        Products { nodes: nodes.collect() }
    }
    async fn may_fail(&self) -> Result<Option<i32>> {
        Err(Error::new("it failed"))
    }
    async fn must_not_fail(&self) -> Result<i32> {
        Err(Error::new("it failed"))
    }
}

pub struct Mutation;

#[Object]
impl Mutation {
    async fn bump(&self, ctx: &Context<'_>) -> u64 {
        ctx.data_unchecked::<Arc<AtomicU64>>().fetch_add(1, Ordering::SeqCst) + 1
    }
}

pub struct Events;

/// Counts streams that are open.
struct Open(Arc<AtomicUsize>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

#[Subscription]
impl Events {
    /// Counts to a number.
    async fn count(&self, to: i32) -> impl Stream<Item = i32> {
        stream::iter(1..=to)
    }
    /// Says one thing, then nothing.
    async fn forever(&self, ctx: &Context<'_>) -> impl Stream<Item = String> {
        let open = Open(Arc::clone(ctx.data_unchecked::<Arc<AtomicUsize>>()));
        open.0.fetch_add(1, Ordering::SeqCst);
        let since = ctx.data_opt::<LastEventId>().map_or_else(String::new, |id| id.0.clone());
        stream::once(async move { format!("since {since}") }).chain(stream::pending()).map(
            move |text| {
                let _ = &open;
                text
            },
        )
    }
    /// Sends large messages as fast as they are read.
    async fn flood(&self) -> impl Stream<Item = String> {
        stream::repeat_with(|| "x".repeat(64 * 1024))
    }
    /// Tells three things and fails: the third is the same for all. It holds nothing meanwhile.
    async fn told(&self, ctx: &Context<'_>) -> Result<BoxStream<'static, Result<Told>>> {
        if let Some(given) = ctx.data_opt::<Given>().and_then(Given::get::<Option<i32>>) {
            let asked = ctx.data_unchecked::<Arc<AtomicU64>>().fetch_add(1, Ordering::SeqCst);
            let told = given.map(|number| Told { number, asked });
            return Ok(stream::iter([told.ok_or_else(|| Error::new("it failed"))]).boxed());
        }
        let source = stream::iter([Some(1), Some(2), Some(3), None]).map(|number| Happening {
            given: Given::new(number),
            event: None,
            same: (number == Some(3)).then(|| Box::from(*b"the third")),
        });
        match ctx.data_opt::<SourceSlot>() {
            Some(slot) => slot.put(source.boxed()),
            None => return Err(Error::new("there is no place for it")),
        }
        Ok(stream::empty().boxed())
    }
    /// Cannot be opened.
    async fn refused(&self) -> Result<stream::Iter<std::vec::IntoIter<i32>>> {
        Err(Error::new("not for you"))
    }
    /// The second event fails.
    async fn flaky(&self) -> impl Stream<Item = Result<i32>> {
        stream::iter([Ok(1), Err(Error::new("it failed")), Ok(3)])
    }
}

#[derive(SimpleObject)]
pub struct Told {
    number: i32,
    /// How often anybody was answered before.
    asked: u64,
}

pub struct Who(&'static str);

/// The demo's house: the token says what happens.
pub struct House {
    revoked: Arc<Notify>,
}

pub struct Visitor {
    who: &'static str,
    expires_in: Option<Duration>,
    revoked: Option<Arc<Notify>>,
}

impl Guest for Visitor {
    fn equip(&self, request: Request, _: &Operation) -> Request {
        request.data(Who(self.who))
    }
    async fn charge(&self, operation: &Operation) -> Result<Option<Budget>, Refusal> {
        if self.who == "poor" {
            return Err(Refusal {
                retry_after: Some(7),
                budget: Some(Budget { limit: 10, remaining: 0, reset_seconds: 7 }),
                ..Refusal::new("RATE_LIMITED", "too much", 429)
            });
        }
        Ok(Some(Budget { limit: 100, remaining: 100 - operation.cost, reset_seconds: 60 }))
    }
    fn expires_in(&self) -> Option<Duration> {
        self.expires_in
    }
    fn ended(&self) -> impl Future<Output = ()> + Send + 'static {
        let revoked = self.revoked.clone();
        async move {
            match revoked {
                Some(revoked) => revoked.notified().await,
                None => std::future::pending().await,
            }
        }
    }
}

impl Gate for House {
    type Guest = Visitor;

    fn request_id(&self, _: &HttpRequest) -> String {
        "req_1".to_owned()
    }
    async fn admit(&self, asking: Asking) -> Result<Visitor, Refusal> {
        let visitor = |who| Visitor { who, expires_in: None, revoked: None };
        match asking.authorization.as_deref() {
            None => Ok(visitor("nobody")),
            Some("Bearer good") => Ok(visitor("somebody")),
            Some("Bearer poor") => Ok(visitor("poor")),
            Some("Bearer short") => {
                Ok(Visitor { expires_in: Some(Duration::from_millis(200)), ..visitor("short") })
            }
            Some("Bearer doomed") => {
                Ok(Visitor { revoked: Some(Arc::clone(&self.revoked)), ..visitor("doomed") })
            }
            Some("Bearer slow") => {
                tokio::time::sleep(Duration::from_millis(300)).await;
                Ok(visitor("slow"))
            }
            Some(_) => Err(Refusal::new("UNAUTHENTICATED", "The token is not valid.", 401)),
        }
    }
    fn sentence(&self, code: TransportCode, language: Option<&str>) -> String {
        format!("{} in {}", code.as_str(), language.unwrap_or("ms"))
    }
}

/// A server that runs.
pub struct Demo {
    pub address: String,
    pub revoked: Arc<Notify>,
    pub open: Arc<AtomicUsize>,
    pub stop: watch::Sender<bool>,
    sockets: Sockets,
    handle: ServerHandle,
}

impl Demo {
    /// Starts with the usual settings of development.
    pub async fn start() -> Self {
        Self::with(|_| {}).await
    }

    /// Starts with some settings changed.
    pub async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        Self::at("127.0.0.1:0", change)
    }

    pub fn at(address: &str, change: impl FnOnce(&mut Settings)) -> Self {
        domain::shared::http::ready();
        let revoked = Arc::new(Notify::new());
        let open = Arc::new(AtomicUsize::new(0));
        let bumps = Arc::new(AtomicU64::new(0));
        let build = || {
            Schema::build(Query, Mutation, Events)
                .limit_recursive_depth(100)
                .data(Arc::clone(&bumps))
                .data(Arc::clone(&open))
        };
        let quick = build().finish();
        let schema = build().extension(NullPropagation).finish();
        let text = SchemaText::read(schema.sdl()).unwrap();
        let mut settings = Settings { development: true, ..Settings::default() };
        change(&mut settings);
        let (stop, stopping) = watch::channel(false);
        let house = House { revoked: Arc::clone(&revoked) };
        let endpoint = Endpoint::new(house, schema, text, settings, stopping);
        let endpoint = endpoint.with_quick_queries(quick);
        let endpoint = web::Data::new(endpoint);
        let listener = std::net::TcpListener::bind(address).unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let sockets = endpoint.sockets().clone();
        let app = move || {
            let endpoint = endpoint.clone();
            App::new().configure(|config| configure(config, endpoint))
        };
        let server = front::serve(listener, 1, 5, app).unwrap();
        let handle = server.handle();
        tokio::spawn(server);
        Self { address, revoked, open, stop, sockets, handle }
    }

    pub fn url(&self) -> String {
        format!("http://{}/graphql", self.address)
    }

    /// Asks everybody to leave and waits until they have.
    pub async fn shut_down(self) {
        self.stop.send_replace(true);
        self.sockets.closed().await;
        self.handle.stop(true).await;
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        // Tests end with sockets open: do not wait for them.
        drop(self.handle.stop(false));
    }
}
