//! WebSocket frames on a bare connection. While nothing comes, nothing is held for it: what comes is
//! read into one buffer of the thread, and what goes is written straight from another.

use std::{
    cell::RefCell,
    future::poll_fn,
    io,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use actix_http::ws::{Codec, Frame, Item, Message, ProtocolError};
use actix_web::{
    rt::net::TcpStream,
    web::{Bytes, BytesMut},
};
use tokio::{
    io::{AsyncRead as _, ReadBuf},
    time::timeout,
};
use tokio_util::codec::{Decoder as _, Encoder as _};

/// So much is read at once.
const PART: usize = 16 * 1024;
/// The longest head of a frame.
const HEAD: usize = 14;
/// What a buffer of the thread may keep between two frames.
const KEPT: usize = 64 * 1024;

thread_local! {
    static READ: RefCell<Vec<u8>> = RefCell::new(vec![0; PART]);
    static WRITE: RefCell<BytesMut> = RefCell::new(BytesMut::new());
}

/// What a client says.
pub(super) enum Heard {
    Text(Bytes),
    Binary,
    Ping(Bytes),
    Pong,
    Close,
}

/// Why nothing more is heard, or nothing more can be said.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Broken {
    /// The client is gone, or does not read.
    Gone,
    /// A message is larger than the limit.
    TooLarge,
    /// What came is no frame, or no text.
    NoFrame,
}

impl From<ProtocolError> for Broken {
    fn from(error: ProtocolError) -> Self {
        match error {
            ProtocolError::Overflow => Self::TooLarge,
            _ => Self::NoFrame,
        }
    }
}

pub(super) struct Wire {
    stream: TcpStream,
    codec: Codec,
    /// What came of a frame that is not whole.
    unread: BytesMut,
    /// A message that comes in parts, and whether it is a text.
    parts: Option<Box<(bool, BytesMut)>>,
    /// The largest message in bytes.
    most: usize,
}

impl Wire {
    /// `read` came with the request already.
    pub fn new(stream: TcpStream, read: &[u8], most: usize) -> Self {
        // The buffer that it came in was the request's, and larger.
        let unread = BytesMut::from(read);
        Self { stream, codec: Codec::new().max_size(most), unread, parts: None, most }
    }

    /// What comes next. May be given up and asked again at any time.
    pub async fn hear(&mut self) -> Result<Heard, Broken> {
        loop {
            while let Some(frame) = self.frame()? {
                if let Some(heard) = self.join(frame)? {
                    return Ok(heard);
                }
            }
            poll_fn(|context| self.poll_read(context)).await?;
        }
    }

    /// Reads what has come. It waits in the stream's own place for whoever reads: a future that waits
    /// beside it would be made and taken apart each time that the socket has something else to do.
    fn poll_read(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Broken>> {
        let (stream, unread) = (Pin::new(&mut self.stream), &mut self.unread);
        READ.with_borrow_mut(|part| {
            let mut part = ReadBuf::new(part);
            let read = ready!(stream.poll_read(context, &mut part));
            unread.extend_from_slice(part.filled());
            let has_come = read.is_ok() && !part.filled().is_empty();
            Poll::Ready(if has_come { Ok(()) } else { Err(Broken::Gone) })
        })
    }

    fn frame(&mut self) -> Result<Option<Frame>, Broken> {
        if self.unread.is_empty() {
            return Ok(None);
        }
        let frame = self.codec.decode(&mut self.unread)?;
        if frame.is_none() && self.unread.len() > self.most + HEAD {
            // It need not come whole to be too much.
            return Err(Broken::TooLarge);
        }
        if self.unread.is_empty() {
            self.unread = BytesMut::new();
        }
        Ok(frame)
    }

    /// Puts parts together; gives what is whole.
    fn join(&mut self, frame: Frame) -> Result<Option<Heard>, Broken> {
        let (bytes, is_last) = match frame {
            Frame::Text(bytes) => return Ok(Some(Heard::Text(bytes))),
            Frame::Binary(_) => return Ok(Some(Heard::Binary)),
            Frame::Ping(bytes) => return Ok(Some(Heard::Ping(bytes))),
            Frame::Pong(_) => return Ok(Some(Heard::Pong)),
            Frame::Close(_) => return Ok(Some(Heard::Close)),
            Frame::Continuation(Item::FirstText(bytes)) => {
                self.parts = Some(Box::new((true, BytesMut::new())));
                (bytes, false)
            }
            Frame::Continuation(Item::FirstBinary(bytes)) => {
                self.parts = Some(Box::new((false, BytesMut::new())));
                (bytes, false)
            }
            Frame::Continuation(Item::Continue(bytes)) => (bytes, false),
            Frame::Continuation(Item::Last(bytes)) => (bytes, true),
        };
        let Some(parts) = &mut self.parts else { return Err(Broken::NoFrame) };
        if parts.1.len() + bytes.len() > self.most {
            return Err(Broken::TooLarge);
        }
        parts.1.extend_from_slice(&bytes);
        if !is_last {
            return Ok(None);
        }
        Ok(self.parts.take().map(|parts| match *parts {
            (true, text) => Heard::Text(text.freeze()),
            (false, _) => Heard::Binary,
        }))
    }

    /// Sends a message. Whoever does not take it in time is gone.
    pub async fn send(&mut self, message: Message, time: Duration) -> Result<(), Broken> {
        let (codec, stream) = (&mut self.codec, &self.stream);
        let rest = WRITE.with_borrow_mut(|buffer| {
            buffer.clear();
            codec.encode(message, buffer)?;
            let written = write(stream, buffer)?;
            let rest = buffer.get(written..).unwrap_or_default().to_vec();
            if buffer.capacity() > KEPT {
                *buffer = BytesMut::new();
            }
            Ok::<_, Broken>(rest)
        })?;
        if rest.is_empty() {
            return Ok(());
        }
        timeout(time, self.write_rest(&rest)).await.map_err(|_| Broken::Gone)?
    }

    async fn write_rest(&self, mut rest: &[u8]) -> Result<(), Broken> {
        while !rest.is_empty() {
            self.stream.writable().await.map_err(|_| Broken::Gone)?;
            let written = write(&self.stream, rest)?;
            rest = rest.get(written..).unwrap_or_default();
        }
        Ok(())
    }
}

/// Writes what the network takes now.
fn write(stream: &TcpStream, bytes: &[u8]) -> Result<usize, Broken> {
    match stream.try_write(bytes) {
        Ok(0) => Err(Broken::Gone),
        Ok(written) => Ok(written),
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(0),
        Err(_) => Err(Broken::Gone),
    }
}
