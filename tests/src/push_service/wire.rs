//! The fake push service's connections: HTTP/1.1 and HTTP/2 on one port.

use std::{convert::Infallible, pin::pin, sync::Arc};

use http_body_util::{BodyExt as _, Full};
use hyper::{
    Request, Response,
    body::{Bytes, Incoming},
    header,
    service::service_fn,
};
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto,
};
use tokio::{net::TcpStream, sync::Notify};

use super::{PushService, answer::Said};

/// So many requests at once are taken on one connection, as Google's servers do.
const STREAMS: u32 = 100;

/// How all connections end that are open at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// In the middle, without a word.
    Cut,
    /// With a word: what is on its way is answered, and nothing new is taken.
    Close,
}

/// Answers on a connection until it ends.
pub(super) async fn serve(service: PushService, stream: TcpStream) {
    let mut ends = service.ends.subscribe();
    let cut = Arc::new(Notify::new());
    let cutting = Arc::clone(&cut);
    let answering = service_fn(move |request: Request<Incoming>| {
        respond(service.clone(), request, Arc::clone(&cutting))
    });
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder.http2().max_concurrent_streams(STREAMS);
    let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), answering));
    loop {
        tokio::select! {
            // A node that was stopped meanwhile no longer reads.
            _ = connection.as_mut() => return,
            () = cut.notified() => return,
            Ok(()) = ends.changed() => {
                let end = *ends.borrow_and_update();
                match end {
                    Some(End::Close) => connection.as_mut().graceful_shutdown(),
                    Some(End::Cut) | None => return,
                }
            }
        }
    }
}

async fn respond(
    service: PushService,
    request: Request<Incoming>,
    cut: Arc<Notify>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    // Of a node that was stopped in the middle the rest does not come.
    let Ok(body) = body.collect().await else { return std::future::pending().await };
    let body = String::from_utf8(body.to_bytes().to_vec()).expect("text");
    if let Some(said) = service.answer(&head, &body).await {
        return Ok(written(&said));
    }
    cut.notify_one();
    std::future::pending().await
}

fn written(said: &Said) -> Response<Full<Bytes>> {
    let mut response =
        Response::builder().status(said.status).header(header::CONTENT_TYPE, "application/json");
    if let Some(seconds) = said.retry_after {
        response = response.header(header::RETRY_AFTER, seconds);
    }
    response.body(Full::new(Bytes::from(said.body.to_string()))).expect("an answer")
}
