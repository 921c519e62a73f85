//! Where connections come in. The web framework answers requests; a connection that becomes a
//! WebSocket is taken out of its hands, so that an open socket costs none of its buffers, timers and
//! tasks.
//!
//! This is what `actix_web::HttpServer` does inside, with one thing more: a request to become
//! something else is answered by the same app (so it is named, measured and judged like any other),
//! and when the app says so in [`TakeOver`], the bare connection is handed to whoever wants it.

use std::{
    fmt, io,
    net::TcpListener,
    rc::Rc,
    task::{Context, Poll},
    time::Duration,
};

use actix_codec::Framed;
use actix_http::{ConnectionType, HttpService, Request, Response, h1};
use actix_server::Server;
use actix_service::{
    IntoServiceFactory, Service, ServiceFactory, ServiceFactoryExt as _, fn_factory, map_config,
};
use actix_web::{
    Error, HttpResponse,
    body::{BodySize, BoxBody, MessageBody},
    dev::{AppConfig, ServiceResponse},
    rt::net::TcpStream,
    web::BytesMut,
};
use futures_util::{
    FutureExt as _, SinkExt as _,
    future::{LocalBoxFuture, poll_fn},
};
use tokio::{io::AsyncWriteExt as _, time::timeout};

/// How long the network may take for the answer to an upgrade.
const ANSWER_TIME: Duration = Duration::from_secs(5);
/// For so long a connection may rest between two requests. Whoever asks should be the first to close: a
/// request that is just being sent when the node closes is lost, and one that changes something is not sent
/// again. nginx and most load balancers keep a connection for 60 s; the README tells of those that
/// keep it longer.
const REST_TIME: Duration = Duration::from_secs(75);
/// How long a connection may take to end.
const DISCONNECT_TIME: Duration = Duration::from_secs(1);

/// In the extensions of an answer: who takes the connection over, with what was read already, once
/// the answer is sent.
pub struct TakeOver(Box<dyn FnOnce(TcpStream, BytesMut)>);

impl TakeOver {
    /// Taken over by this.
    pub fn by(whom: impl FnOnce(TcpStream, BytesMut) + 'static) -> Self {
        Self(Box::new(whom))
    }
}

/// Answers the connections of a listener with an app, made once on each of so many threads and once
/// more there for upgrades. When asked to stop, requests in flight may take so many seconds to end.
pub fn serve<F, I, S, B>(
    listener: TcpListener,
    workers: usize,
    grace_seconds: u64,
    app: F,
) -> io::Result<Server>
where
    F: Fn() -> I + Send + Clone + 'static,
    I: IntoServiceFactory<S, Request>,
    S: ServiceFactory<Request, Config = AppConfig, Response = ServiceResponse<B>, Error = Error>
        + 'static,
    S::InitError: fmt::Debug,
    S::Service: 'static,
    <S::Service as Service<Request>>::Future: 'static,
    B: MessageBody + 'static,
{
    let address = listener.local_addr()?;
    let builder =
        Server::build().workers(workers).shutdown_timeout(grace_seconds).disable_signals();
    let stopping = builder.graceful_shutdown_signal();
    let builder = builder.listen("http", listener, move || {
        let stopping = stopping.clone();
        let upgraded = app.clone();
        let upgrade = fn_factory(move || {
            let making = upgraded().into_factory().new_service(AppConfig::default());
            async move { making.await.map(|app| Upgrade(Rc::new(app))) }
        });
        let answered = app().into_factory().map_err(|error: Error| error.error_response());
        HttpService::build()
            .graceful_shutdown_signal(move || {
                let stopping = stopping.clone();
                async move { stopping.notified().await }
            })
            .keep_alive(REST_TIME)
            .client_disconnect_timeout(DISCONNECT_TIME)
            .local_addr(address)
            .upgrade(upgrade)
            .finish(map_config(answered, |()| AppConfig::default()))
            .tcp()
    })?;
    Ok(builder.run())
}

type Connection = Framed<TcpStream, h1::Codec>;

/// Answers requests to become something else.
struct Upgrade<S>(Rc<S>);

impl<S, B> Service<(Request, Connection)> for Upgrade<S>
where
    S: Service<Request, Response = ServiceResponse<B>, Error = Error> + 'static,
    S::Future: 'static,
    B: MessageBody + 'static,
{
    type Response = ();
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<(), Error>>;

    fn poll_ready(&self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.0.poll_ready(context)
    }

    fn call(&self, (request, connection): (Request, Connection)) -> Self::Future {
        let answering = self.0.call(request);
        async move {
            let answer = match answering.await {
                Ok(answer) => HttpResponse::from(answer).map_into_boxed_body(),
                Err(error) => error.error_response(),
            };
            // A connection that breaks meanwhile is nobody's fault.
            if let Err(error) = finish(answer, connection).await {
                tracing::debug!(%error, "an upgrade was not answered");
            }
            Ok(())
        }
        .boxed_local()
    }
}

/// Sends the answer, and hands the connection over or ends it.
async fn finish(mut answer: HttpResponse, mut connection: Connection) -> io::Result<()> {
    let next = answer.extensions_mut().remove::<TakeOver>();
    let (mut head, body) = Response::from(answer).into_parts();
    let Some(TakeOver(next)) = next else {
        head.head_mut().set_connection_type(ConnectionType::Close);
        return timeout(ANSWER_TIME, refuse(head, body, connection)).await?;
    };
    let head = h1::Message::Item((head, BodySize::None));
    timeout(ANSWER_TIME, connection.send(head)).await??;
    let parts = connection.into_parts();
    next(parts.io, parts.read_buf);
    Ok(())
}

/// Sends an answer that lets nobody take over, whole.
async fn refuse(head: Response<()>, body: BoxBody, mut connection: Connection) -> io::Result<()> {
    let size = body.size();
    connection.send(h1::Message::Item((head, size))).await?;
    if !matches!(size, BodySize::None | BodySize::Sized(0)) {
        let mut body = std::pin::pin!(body);
        while let Some(part) = poll_fn(|context| body.as_mut().poll_next(context)).await {
            let part = part.map_err(|error| io::Error::other(error.to_string()))?;
            connection.send(h1::Message::Chunk(Some(part))).await?;
        }
        connection.send(h1::Message::Chunk(None)).await?;
    }
    connection.into_parts().io.shutdown().await
}
