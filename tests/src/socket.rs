//! A `graphql-transport-ws` socket of somebody's phone.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, client::IntoClientRequest as _, protocol::CloseFrame},
};

use crate::{User, quiet};

/// Nothing in a story takes longer than this unless it is broken.
const PATIENCE: Duration = Duration::from_secs(10);

/// An open socket on which one subscription runs.
pub struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// Of which node.
    url: String,
}

impl Socket {
    /// Opens a socket, says who is there, and waits to be let in.
    pub async fn open(user: &User) -> Self {
        let mut socket = Self::connect(user).await;
        let payload = match &user.token {
            Some(token) => json!({ "authorization": format!("Bearer {token}") }),
            None => json!({}),
        };
        socket.send(&json!({ "type": "connection_init", "payload": payload })).await;
        let message = socket.next().await.expect("an answer to connection_init");
        assert_eq!(message["type"], "connection_ack", "{message}");
        socket
    }

    /// Opens a socket and says nothing yet.
    pub async fn connect(user: &User) -> Self {
        let url = format!("{}/graphql", user.url().replacen("http", "ws", 1));
        let mut request = url.into_client_request().expect("a request");
        request
            .headers_mut()
            .insert("sec-websocket-protocol", "graphql-transport-ws".parse().expect("a header"));
        let (stream, _) = connect_async(request).await.expect("a socket opens");
        Self { stream, url: user.url().to_owned() }
    }

    /// Subscribes, and waits until the server has begun to listen for it. What was changed before is not
    /// told: the node has read that far in the log.
    pub async fn subscribe(user: &User, document: &str) -> Self {
        quiet::catches_up(user.url()).await;
        let mut socket = Self::open(user).await;
        socket
            .send(&json!({ "id": "1", "type": "subscribe", "payload": { "query": document } }))
            .await;
        // An operation that is answered at once: when it is, the one before has begun.
        socket.send(&json!({ "id": "2", "type": "subscribe", "payload": { "query": "{ __typename }" } })).await;
        loop {
            let message = socket.next().await.expect("an answer");
            if message["id"] == "2" && message["type"] == "complete" {
                return socket;
            }
            assert_ne!(message["id"], "1", "{message}");
        }
    }

    /// Subscribes to what is refused, and tells the code.
    pub async fn refused(&mut self, document: &str) -> String {
        let payload = json!({ "query": document });
        self.send(&json!({ "id": "refused", "type": "subscribe", "payload": payload })).await;
        loop {
            let message = self.next().await.expect("an answer");
            if message["id"] == "refused" {
                assert_eq!(message["type"], "error", "{message}");
                let code = &message["payload"][0]["extensions"]["code"];
                return code.as_str().expect("a code").to_owned();
            }
        }
    }

    /// Sends a message.
    pub async fn send(&mut self, message: &Value) {
        self.stream.send(Message::text(message.to_string())).await.expect("a message leaves");
    }

    /// The next message; none when the server has closed.
    pub async fn next(&mut self) -> Option<Value> {
        self.raw().await.ok()
    }

    /// The code and reason with which the server closes.
    pub async fn closed(&mut self) -> (u16, String) {
        loop {
            if let Err(frame) = self.raw().await {
                let frame = frame.expect("a close frame");
                return (frame.code.into(), frame.reason.to_string());
            }
        }
    }

    async fn raw(&mut self) -> Result<Value, Option<CloseFrame>> {
        loop {
            let message = tokio::time::timeout(PATIENCE, self.stream.next())
                .await
                .expect("a message comes in time");
            match message {
                Some(Ok(Message::Text(text))) => {
                    return Ok(serde_json::from_str(&text).expect("JSON"));
                }
                Some(Ok(Message::Close(frame))) => return Err(frame),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(None),
            }
        }
    }

    /// Whether nothing comes though the node has told everything that has changed until now, and has
    /// answered something that was asked after that.
    pub async fn is_silent(&mut self) -> bool {
        quiet::settles(&self.url).await;
        self.send(&json!({ "id": "later", "type": "subscribe", "payload": { "query": "{ __typename }" } })).await;
        loop {
            let message = self.next().await.expect("an answer");
            if message["id"] == "1" {
                return false;
            }
            if message["id"] == "later" && message["type"] == "complete" {
                return true;
            }
        }
    }
}
