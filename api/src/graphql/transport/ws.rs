//! How a request becomes a socket: it is judged, agreed to, and its connection taken over.

use actix_http::ws;
use actix_web::{
    HttpRequest, HttpResponse,
    dev::{RequestHead, Response},
    guard::GuardContext,
    http::header,
    rt::{self, net::TcpStream},
    web::{self, BytesMut},
};
use async_graphql::Executor;
use tokio::sync::OwnedSemaphorePermit;

use super::{
    Asking, Endpoint, Gate, Problem, Transport, TransportCode, answer, origin, socket::Socket,
    wire::Wire, ws_message::PROTOCOL,
};
use crate::front::TakeOver;

/// Whether a request wants to become a WebSocket.
pub(super) fn is_upgrade(context: &GuardContext<'_>) -> bool {
    let head: &RequestHead = context.head();
    let upgrade = head.headers().get(header::UPGRADE);
    upgrade
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.to_ascii_lowercase().contains("websocket"))
}

/// Opens a socket: agrees, and takes the connection over.
pub(super) async fn open<G: Gate, E: Executor>(
    request: HttpRequest,
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
    let mut agreed = match ws::handshake(request.head()) {
        Ok(agreed) => agreed,
        Err(error) => return Response::from(error).into(),
    };
    let Some(place) = endpoint.sockets.open() else {
        return HttpResponse::ServiceUnavailable()
            .insert_header((header::RETRY_AFTER, "5"))
            .finish();
    };
    let is_spoken = speaks(&request);
    if is_spoken {
        agreed.insert_header((header::SEC_WEBSOCKET_PROTOCOL, PROTOCOL));
    }
    let opening = Opening { endpoint, asking, is_spoken, place };
    let mut response = HttpResponse::from(agreed.finish()).map_into_boxed_body();
    response.extensions_mut().insert(TakeOver::by(|stream, read| opening.begin(stream, &read)));
    response
}

/// Whether the client offers the only protocol that is spoken here.
fn speaks(request: &HttpRequest) -> bool {
    let offered = request.headers().get_all(header::SEC_WEBSOCKET_PROTOCOL);
    let offered = offered.filter_map(|value| value.to_str().ok());
    offered.flat_map(|value| value.split(',')).any(|protocol| protocol.trim() == PROTOCOL)
}

/// A socket that is agreed upon.
struct Opening<G, E> {
    endpoint: web::Data<Endpoint<G, E>>,
    asking: Asking,
    is_spoken: bool,
    place: OwnedSemaphorePermit,
}

impl<G: Gate, E: Executor> Opening<G, E> {
    fn begin(self, stream: TcpStream, read: &BytesMut) {
        // Each frame is whole: nothing is gained by waiting for another.
        let _ = stream.set_nodelay(true);
        let wire = Wire::new(stream, read, self.endpoint.settings.socket.message_bytes);
        let socket = Socket::new(self.endpoint, wire, self.asking, self.place);
        rt::spawn(socket.run(self.is_spoken));
    }
}
