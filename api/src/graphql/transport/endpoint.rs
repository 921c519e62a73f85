//! One GraphQL endpoint: the house's gate, the schema, and the settings of the transport.

use std::{sync::Arc, time::Duration};

use actix_web::web::Bytes;
use async_graphql::Executor;
use tokio::sync::watch;

use super::{
    documents::{Documents, PersistedDocuments},
    gate::Gate,
    sockets::Sockets,
    source::{self, Answers},
};
use crate::{
    etag,
    graphql::limits::{Limits, Sizes},
};

/// The transport's settings. The defaults are those of production.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Allows automatic persisted queries, and serves `/playground`.
    pub development: bool,
    /// Origins whose pages may open a WebSocket, such as `https://shop.example`; `*` allows all.
    /// The page's own origin and programs that send none are always allowed.
    pub allowed_origins: Vec<String>,
    /// The largest body in bytes.
    pub body_bytes: usize,
    /// How long a body may take to arrive.
    pub body_time: Duration,
    /// What one document may ask for.
    pub limits: Limits,
    /// About how many bytes the parsed documents that are kept may take.
    pub document_cache_bytes: u64,
    /// Documents the apps were released with.
    pub persisted: PersistedDocuments,
    /// Seconds between two comments on a silent event stream.
    pub sse_keep_alive: Duration,
    /// The settings of `WebSocket`s.
    pub socket: SocketSettings,
}

/// The settings of `WebSocket`s.
#[derive(Debug, Clone)]
pub struct SocketSettings {
    /// How long the first message may take.
    pub init_time: Duration,
    /// Time between two pings.
    pub ping: Duration,
    /// A socket that said nothing for so long, not even a pong, is closed.
    pub idle: Duration,
    /// How long the network may take to accept one message.
    pub send_time: Duration,
    /// The largest message in bytes.
    pub message_bytes: usize,
    /// Operations that may run at once.
    pub operations: usize,
    /// Sockets that may be open at once.
    pub most: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            development: false,
            allowed_origins: Vec::new(),
            body_bytes: 256 * 1024,
            body_time: Duration::from_secs(30),
            limits: Limits::default(),
            document_cache_bytes: 16 * 1024 * 1024,
            persisted: PersistedDocuments::default(),
            sse_keep_alive: Duration::from_secs(12),
            socket: SocketSettings::default(),
        }
    }
}

impl Default for SocketSettings {
    fn default() -> Self {
        Self {
            init_time: Duration::from_secs(10),
            ping: Duration::from_secs(30),
            idle: Duration::from_secs(75),
            send_time: Duration::from_secs(10),
            message_bytes: 256 * 1024,
            operations: 50,
            most: 50_000,
        }
    }
}

/// The schema's own text, and the limits that are read from it. A copy costs nothing.
#[derive(Clone, Debug)]
pub struct SchemaText {
    pub(super) sizes: Arc<Sizes>,
    pub(super) sdl: Bytes,
    pub(super) etag: Arc<str>,
}

impl SchemaText {
    /// Reads the SDL; the sentence says what is wrong with it.
    pub fn read(sdl: String) -> Result<Self, String> {
        Ok(Self {
            sizes: Arc::new(Sizes::from_sdl(&sdl)?),
            etag: etag::strong(sdl.as_bytes()).into(),
            sdl: Bytes::from(sdl),
        })
    }
}

/// One GraphQL endpoint, shared by all workers.
pub struct Endpoint<G, E> {
    pub(super) gate: G,
    pub(super) executor: E,
    pub(super) quick: Option<E>,
    pub(super) settings: Settings,
    pub(super) documents: Documents,
    pub(super) answers: Answers,
    pub(super) sockets: Sockets,
    pub(super) text: SchemaText,
    pub(super) stop: watch::Receiver<bool>,
}

impl<G: Gate, E: Executor> Endpoint<G, E> {
    /// Makes the endpoint. When `stop` turns true, every open stream is closed so that the program can
    /// end.
    pub fn new(
        gate: G,
        executor: E,
        text: SchemaText,
        settings: Settings,
        stop: watch::Receiver<bool>,
    ) -> Self {
        Self {
            gate,
            executor,
            quick: None,
            documents: Documents::new(&settings),
            answers: source::answers(),
            sockets: Sockets::new(settings.socket.most),
            text,
            settings,
            stop,
        }
    }

    /// The open sockets: whoever stops the server waits for them first.
    #[must_use]
    pub fn sockets(&self) -> &Sockets {
        &self.sockets
    }

    /// Gives a second executor of the *same* schema, without extensions and without most rules of
    /// validation, for queries whose document was answered without an error before.
    ///
    /// An extension that looks at every field more than doubles the work of a page of rows, and null
    /// propagation has nothing to do while nothing fails; validation finds nothing new in the same
    /// document. A query that fails is asked a second time of the first executor; so queries must be
    /// repeatable, and [`Guest::equip`](super::Guest::equip) may be called twice for one.
    #[must_use]
    pub fn with_quick_queries(mut self, quick: E) -> Self {
        self.quick = Some(quick);
        self
    }
}

/// Resolves when the program is asked to stop.
pub(super) async fn stopped(mut stop: watch::Receiver<bool>) {
    if stop.wait_for(|stopping| *stopping).await.is_err() {
        // Nobody is left who could ask: that is not a request to stop.
        std::future::pending::<()>().await;
    }
}
