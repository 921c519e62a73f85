//! The fake store's connections.

use std::{convert::Infallible, sync::Arc};

use http_body_util::{BodyExt as _, Full};
use hyper::{
    Request, Response,
    body::{Bytes, Incoming},
    service::service_fn,
};
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto,
};
use tokio::{net::TcpStream, sync::Notify};

use super::Bucket;

/// Answers on a connection until it ends.
pub(super) async fn serve(bucket: Bucket, stream: TcpStream) {
    let cut = Arc::new(Notify::new());
    let cutting = Arc::clone(&cut);
    let answering = service_fn(move |request: Request<Incoming>| {
        respond(bucket.clone(), request, Arc::clone(&cutting))
    });
    let builder = auto::Builder::new(TokioExecutor::new());
    tokio::select! {
        // A node that was stopped meanwhile no longer reads.
        _ = builder.serve_connection(TokioIo::new(stream), answering) => {}
        () = cut.notified() => {}
    }
}

async fn respond(
    bucket: Bucket,
    request: Request<Incoming>,
    cut: Arc<Notify>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    // Of a node that was stopped in the middle the rest does not come.
    let Ok(body) = body.collect().await else { return std::future::pending().await };
    let Some(said) = bucket.answer(&head, body.to_bytes()).await else {
        cut.notify_one();
        return std::future::pending().await;
    };
    let mut response = Response::new(Full::new(said.body));
    *response.status_mut() = said.status.try_into().expect("a status");
    *response.headers_mut() = said.headers;
    Ok(response)
}
