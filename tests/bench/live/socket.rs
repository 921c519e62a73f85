//! One socket that follows: as little as it takes, because it shares the cores with the server.

use std::{
    cell::RefCell,
    future::poll_fn,
    io,
    net::SocketAddr,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, ready},
};

use actix_http::ws::{Codec, Frame, Message};
use bytes::BytesMut;
use tokio::{
    io::{AsyncRead as _, AsyncReadExt as _, AsyncWriteExt as _, ReadBuf},
    net::{TcpSocket, TcpStream},
};
use tokio_util::codec::{Decoder as _, Encoder as _};

use crate::Came;

const FOLLOW: &str = "subscription { noticeReceived { id cursor severity title { text } body { text } publishedAt } }";
const PART: usize = 16 * 1024;

thread_local! {
    /// Into which everybody reads, one after another.
    static READ: RefCell<[u8; PART]> = const { RefCell::new([0; PART]) };
}

pub(crate) struct Socket {
    stream: TcpStream,
    codec: Codec,
    buffer: BytesMut,
}

impl Socket {
    /// Connects, is let in, subscribes, and waits until the subscription has begun.
    pub(crate) async fn open(address: &str, from: usize, token: &str) -> io::Result<Self> {
        let to: SocketAddr = address.parse().map_err(io::Error::other)?;
        let socket = TcpSocket::new_v4()?;
        socket.set_reuseaddr(true)?;
        socket.bind(SocketAddr::from(([127, 0, 1, u8::try_from(from + 1).unwrap_or(1)], 0)))?;
        let mut stream = socket.connect(to).await?;
        stream.set_nodelay(true)?;
        let head = format!(
            "GET /graphql HTTP/1.1\r\nhost: {address}\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\
             sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
             sec-websocket-protocol: graphql-transport-ws\r\naccept-language: ms\r\n\
             x-app: mykrt/1.4.0 (android)\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).await?;
        let mut buffer = BytesMut::with_capacity(1024);
        let end = loop {
            if let Some(end) = buffer.windows(4).position(|part| part == b"\r\n\r\n") {
                break end + 4;
            }
            if stream.read_buf(&mut buffer).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        };
        if !buffer.starts_with(b"HTTP/1.1 101") {
            return Err(io::Error::other(String::from_utf8_lossy(&buffer).into_owned()));
        }
        let _ = buffer.split_to(end);
        let mut socket = Self { stream, codec: Codec::new().client_mode(), buffer };
        let init = serde_json::json!({ "type": "connection_init", "payload": { "authorization": format!("Bearer {token}") } });
        socket.say(init.to_string()).await?;
        socket.wait_for(b"connection_ack").await?;
        let follow =
            serde_json::json!({ "id": "1", "type": "subscribe", "payload": { "query": FOLLOW } });
        socket.say(follow.to_string()).await?;
        // An operation that is answered at once: when it is, the one before has begun.
        socket.say(r#"{"id":"2","type":"subscribe","payload":{"query":"{ __typename }"}}"#).await?;
        socket.wait_for(br#""complete""#).await?;
        socket.buffer = BytesMut::new();
        Ok(socket)
    }

    async fn say(&mut self, text: impl Into<String>) -> io::Result<()> {
        self.write(Message::Text(text.into().into())).await
    }

    async fn write(&mut self, message: Message) -> io::Result<()> {
        let mut bytes = BytesMut::new();
        self.codec.encode(message, &mut bytes).map_err(io::Error::other)?;
        self.stream.write_all(&bytes).await
    }

    async fn wait_for(&mut self, word: &[u8]) -> io::Result<()> {
        loop {
            while let Some(frame) = self.decode()? {
                match frame {
                    Frame::Text(text) if text.windows(word.len()).any(|part| part == word) => {
                        return Ok(());
                    }
                    Frame::Text(text) if text.windows(7).any(|part| part == b"\"error\"") => {
                        return Err(io::Error::other(String::from_utf8_lossy(&text).into_owned()));
                    }
                    Frame::Close(reason) => {
                        return Err(io::Error::other(format!("closed: {reason:?}")));
                    }
                    _ => {}
                }
            }
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
    }

    fn decode(&mut self) -> io::Result<Option<Frame>> {
        self.codec.decode(&mut self.buffer).map_err(io::Error::other)
    }

    /// Notes each frame that comes, and answers pings, until the server goes.
    pub(crate) async fn listen(mut self, came: Rc<Came>) {
        while poll_fn(|context| self.poll_read(context)).await {
            while let Ok(Some(frame)) = self.decode() {
                match frame {
                    Frame::Text(_) => came.note(),
                    Frame::Ping(bytes) => drop(self.write(Message::Pong(bytes)).await),
                    _ => {}
                }
            }
            if self.buffer.is_empty() {
                self.buffer = BytesMut::new();
            }
        }
    }

    /// Reads what has come, once, and says whether something has. Whoever asks the network again whether
    /// there is more does half as much again, on the server's cores.
    fn poll_read(&mut self, context: &mut Context<'_>) -> Poll<bool> {
        let (stream, buffer) = (Pin::new(&mut self.stream), &mut self.buffer);
        READ.with_borrow_mut(|part| {
            let mut part = ReadBuf::new(part);
            let read = ready!(stream.poll_read(context, &mut part));
            buffer.extend_from_slice(part.filled());
            Poll::Ready(read.is_ok() && !part.filled().is_empty())
        })
    }
}
