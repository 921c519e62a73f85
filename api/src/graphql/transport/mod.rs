//! The way a GraphQL request reaches the schema: HTTP, WebSocket and server-sent events.
//!
//! The rooms, in the order a request walks through them:
//! `accept` (which answer is wanted) → `body` (read with a limit) → [`Gate`] (who asks) →
//! `ask` (what is asked) → `prepare` (document, limits) → [`Guest`] (budget) → the executor →
//! `answer`.
//!
//! Nothing here knows the schema, the database or the house's own errors: the house comes in through
//! [`Gate`] and [`Guest`], the schema through async-graphql's `Executor` and its SDL.

mod accept;
mod answer;
mod ask;
pub(crate) mod body;
mod code;
mod documents;
mod endpoint;
mod gate;
mod http;
mod origin;
mod playground;
mod prepare;
mod run;
mod running;
mod socket;
mod sockets;
mod source;
mod sse;
mod wire;
mod ws;
mod ws_message;

use actix_web::{guard, web};
use async_graphql::Executor;

pub use self::{
    code::{Problem, TransportCode},
    documents::PersistedDocuments,
    endpoint::{Endpoint, SchemaText, Settings, SocketSettings},
    gate::{Asking, Budget, Gate, Guest, Operation, Refusal, Transport},
    sockets::Sockets,
    source::{Given, Happening, Source, SourceSlot},
    sse::{Event, LastEventId, NextEvent},
};

/// Mounts `/graphql` (POST, GET, WebSocket, server-sent events), `/schema.graphql` and, in
/// development, `/playground`. Make the endpoint once, outside the worker's factory.
/// `WebSocket`s open only where [`front::serve`](crate::front::serve) answers the connections.
pub fn configure<G: Gate, E: Executor>(
    config: &mut web::ServiceConfig,
    endpoint: web::Data<Endpoint<G, E>>,
) {
    let development = endpoint.settings.development;
    config.app_data(endpoint);
    config.service(
        web::resource("/graphql")
            .route(web::route().guard(guard::fn_guard(ws::is_upgrade)).to(ws::open::<G, E>))
            .route(web::get().to(http::get::<G, E>))
            .route(web::post().to(http::post::<G, E>))
            .default_service(web::to(http::other::<G, E>)),
    );
    config.service(
        web::resource("/schema.graphql")
            .route(web::get().to(http::schema::<G, E>))
            .route(web::head().to(http::schema::<G, E>)),
    );
    if development {
        playground::configure(config);
    }
}
