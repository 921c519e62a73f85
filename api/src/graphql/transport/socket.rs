//! `graphql-transport-ws` on one socket: many operations, one task.
//!
//! Everything of a socket happens in one loop, so that a slow reader slows its own operations: while
//! a message waits for the network, nothing more is taken from them. Thousands are open at once and
//! most of them wait: what a socket holds meanwhile is a few kilobytes, and what only happens now and
//! then is put on the heap for as long as it takes.

use std::{borrow::Cow, pin::pin, rc::Rc, sync::Arc, time::Duration};

use actix_http::ws::{CloseCode, CloseReason, Message};
use actix_web::web;
use async_graphql::Executor;
use futures_util::{
    FutureExt,
    future::{LocalBoxFuture, OptionFuture},
};
use tokio::{
    sync::OwnedSemaphorePermit,
    time::{Instant, sleep_until, timeout},
};

use super::{
    Asking, Endpoint, Gate, Guest, Problem, Refusal, TransportCode, answer,
    ask::Ask,
    endpoint::stopped,
    run::{self, Caller, Told},
    running::{Running, told},
    wire::{Broken, Heard, Wire},
    ws_message::{self, Incoming, Outgoing},
};

/// How long a client may take to agree to the closing.
const CLOSING: Duration = Duration::from_secs(2);
/// A day with which no deadline is ever reached.
const NEVER: Duration = Duration::from_hours(24 * 365);

/// How a socket ends.
enum End {
    /// With a code and a reason, which the client is told.
    Close(u16, Cow<'static, str>),
    /// The client is gone, or does not read.
    Gone,
}

impl End {
    const fn close(code: u16, reason: &'static str) -> Self {
        Self::Close(code, Cow::Borrowed(reason))
    }
}

impl From<Broken> for End {
    fn from(broken: Broken) -> Self {
        match broken {
            Broken::Gone => Self::Gone,
            Broken::TooLarge => Self::close(1009, "Message too large"),
            Broken::NoFrame => Self::close(1002, "Not a WebSocket frame"),
        }
    }
}

pub(super) struct Socket<G: Gate, E> {
    endpoint: web::Data<Endpoint<G, E>>,
    wire: Wire,
    caller: Caller,
    /// What the gate will judge by; none once it has been asked.
    asking: Option<Box<Asking>>,
    /// Who is on the other side, once let in.
    guest: Option<Arc<G::Guest>>,
    admitting: Option<LocalBoxFuture<'static, Result<G::Guest, Refusal>>>,
    ended: Option<LocalBoxFuture<'static, ()>>,
    running: Vec<Running>,
    /// Counts operations.
    turn: u64,
    _place: OwnedSemaphorePermit,
}

/// When the client must be heard, and when the socket ends by itself.
struct Times {
    heard: Instant,
    ping: Instant,
    deadline: Instant,
}

impl<G: Gate, E: Executor> Socket<G, E> {
    /// A socket on a connection that is agreed upon, which holds its place.
    pub fn new(
        endpoint: web::Data<Endpoint<G, E>>,
        wire: Wire,
        asking: Asking,
        place: OwnedSemaphorePermit,
    ) -> Self {
        let caller = Caller {
            request_id: asking.request_id.clone(),
            language: asking.accept_language.clone(),
        };
        Self {
            endpoint,
            wire,
            caller,
            asking: Some(Box::new(asking)),
            guest: None,
            admitting: None,
            ended: None,
            running: Vec::new(),
            turn: 0,
            _place: place,
        }
    }

    /// Serves it until it ends. `is_spoken` says whether the client offered the protocol.
    pub async fn run(mut self, is_spoken: bool) {
        let end = if is_spoken {
            self.serve().await
        } else {
            End::close(4406, "Subprotocol not acceptable")
        };
        Box::pin(self.end(end)).await;
    }

    async fn end(mut self, end: End) {
        // Operations end now, not after the client has agreed to close.
        self.running.clear();
        let End::Close(code, reason) = end else {
            return;
        };
        let reason =
            CloseReason { code: CloseCode::from(code), description: Some(reason.into_owned()) };
        let time = self.endpoint.settings.socket.send_time;
        if self.wire.send(Message::Close(Some(reason)), time).await.is_ok() {
            // What the client still sends is read, or its network would drop the close message.
            let rest = async {
                while !matches!(self.wire.hear().await, Ok(Heard::Close) | Err(Broken::Gone)) {}
            };
            let _ = timeout(CLOSING, rest).await;
        }
    }

    async fn serve(&mut self) -> End {
        let now = Instant::now();
        let settings = &self.endpoint.settings.socket;
        let (ping, idle) = (settings.ping, settings.idle);
        let mut times = Times { heard: now, ping: now + ping, deadline: now + settings.init_time };
        let mut stopping = pin!(stopped(self.endpoint.stop.clone()));
        let mut alarm = pin!(sleep_until(times.ping.min(times.deadline)));
        loop {
            let happened = tokio::select! {
                () = &mut stopping => return End::close(1001, "Server is stopping"),
                () = &mut alarm => Happened::Alarm,
                Some(()) = OptionFuture::from(self.ended.as_mut()) => {
                    return End::close(4403, "Session ended");
                }
                Some(admitted) = OptionFuture::from(self.admitting.as_mut()) => {
                    Happened::Admitted(admitted)
                }
                heard = self.wire.hear() => Happened::Heard(heard),
                (id, told) = told(&mut self.running) => Happened::Told(id, told),
            };
            let done = match happened {
                Happened::Alarm => {
                    let now = Instant::now();
                    if now >= times.deadline {
                        return self.too_late();
                    }
                    if now >= times.ping {
                        times.ping = now + ping;
                        if times.heard.elapsed() > idle {
                            return End::close(1001, "No answer to pings");
                        }
                        Box::pin(self.say(Message::Ping(web::Bytes::new()))).await
                    } else {
                        Ok(())
                    }
                }
                Happened::Admitted(admitted) => {
                    let left = admitted.as_ref().ok().map(Guest::expires_in);
                    times.deadline = Instant::now() + left.flatten().unwrap_or(NEVER);
                    Box::pin(self.admitted(admitted)).await
                }
                Happened::Heard(heard) => {
                    times.heard = Instant::now();
                    Box::pin(self.hear(heard)).await
                }
                Happened::Told(id, told) => self.tell(&id, told).await,
            };
            if let Err(end) = done {
                return end;
            }
            let next = times.ping.min(times.deadline);
            if alarm.deadline() != next {
                alarm.as_mut().reset(next);
            }
        }
    }

    /// What it means that the deadline has come.
    fn too_late(&self) -> End {
        if self.guest.is_some() {
            End::close(4403, "Token expired")
        } else {
            End::close(4408, "Connection initialisation timeout")
        }
    }

    /// The gate has decided.
    async fn admitted(&mut self, admitted: Result<G::Guest, Refusal>) -> Result<(), End> {
        self.admitting = None;
        let guest = admitted.map_err(|refusal| {
            End::Close(refusal.ws_close, format!("{}: {}", refusal.code, refusal.message).into())
        })?;
        self.ended = Some(guest.ended().boxed_local());
        self.guest = Some(Arc::new(guest));
        self.send(&Outgoing::ConnectionAck).await
    }

    /// One message of the client.
    async fn hear(&mut self, heard: Result<Heard, Broken>) -> Result<(), End> {
        const INVALID: End = End::close(4400, "Invalid message");
        const SIGN_IN: End =
            End::close(4400, r#"Sign in with {"Authorization":"Bearer …"} in connection_init"#);
        let text = match heard? {
            Heard::Text(text) => text,
            Heard::Ping(bytes) => return self.say(Message::Pong(bytes)).await,
            Heard::Pong => return Ok(()),
            Heard::Binary => return Err(INVALID),
            Heard::Close => return Err(End::close(1000, "")),
        };
        let text = std::str::from_utf8(&text).map_err(|_| End::close(1007, "Not UTF-8"))?;
        match Incoming::read(text).ok_or(INVALID)? {
            Incoming::ConnectionInit { payload } => {
                let Some(asking) = self.asking.take() else {
                    return Err(End::close(4429, "Too many initialisation requests"));
                };
                let asking = asking.with_init(payload.as_ref()).ok_or(SIGN_IN)?;
                self.caller.language.clone_from(&asking.accept_language);
                let endpoint = self.endpoint.clone();
                let admitting = async move { endpoint.gate.admit(asking).await };
                self.admitting = Some(admitting.boxed_local());
                Ok(())
            }
            Incoming::Ping { payload } => self.send(&Outgoing::Pong { payload }).await,
            Incoming::Pong { .. } => Ok(()),
            Incoming::Subscribe { id, payload } => self.subscribe(&id, payload).await,
            Incoming::Complete { id } => {
                // An unknown id is one that ended while the message was on its way.
                self.forget(&id);
                Ok(())
            }
        }
    }

    async fn subscribe(&mut self, id: &str, ask: Ask) -> Result<(), End> {
        let Some(guest) = self.guest.clone() else {
            return Err(End::close(4401, "Unauthorized"));
        };
        if self.running.iter().any(|running| *running.id == *id) {
            return Err(End::Close(4409, format!("Subscriber for {id} already exists").into()));
        }
        self.turn += 1;
        let caller = Caller {
            request_id: format!("{}.{}", self.caller.request_id, self.turn),
            language: self.caller.language.clone(),
        };
        let most = self.endpoint.settings.socket.operations;
        if self.running.len() >= most {
            let problem = Problem::over(TransportCode::LimitOperations, most as u64);
            let language = caller.language.as_deref();
            let error = answer::of_problem(&self.endpoint, problem, &caller.request_id, language);
            return self.send(&Outgoing::Error { id, payload: &[error] }).await;
        }
        let beginning = run::operation(self.endpoint.clone(), guest, caller, ask);
        if self.running.is_empty() {
            // Most sockets carry one.
            self.running.reserve_exact(1);
        }
        self.running.push(Running::new(id, beginning));
        Ok(())
    }

    /// Passes on what happened to an operation.
    async fn tell(&mut self, id: &str, told: Option<Told>) -> Result<(), End> {
        const INTERNAL: End = End::close(1011, "Internal error");
        match told {
            Some(Told::Next(json)) => {
                let text = ws_message::next(id, &json).ok_or(INTERNAL)?;
                self.say(Message::Text(text.into())).await
            }
            Some(Told::Refused(errors)) => {
                self.forget(id);
                Box::pin(self.send(&Outgoing::Error { id, payload: &errors })).await
            }
            Some(Told::Unwritable) => Err(INTERNAL),
            None => {
                self.forget(id);
                Box::pin(self.send(&Outgoing::Complete { id })).await
            }
        }
    }

    fn forget(&mut self, id: &str) {
        self.running.retain(|running| *running.id != *id);
    }

    /// Sends one message of the protocol.
    async fn send(&mut self, message: &Outgoing<'_>) -> Result<(), End> {
        let text = message.write().ok_or(End::close(1011, "Internal error"))?;
        self.say(Message::Text(text.into())).await
    }

    /// Sends one message. Whoever does not take it for long is let go.
    async fn say(&mut self, message: Message) -> Result<(), End> {
        let time = self.endpoint.settings.socket.send_time;
        self.wire.send(message, time).await.map_err(End::from)
    }
}

enum Happened<T> {
    Alarm,
    Admitted(Result<T, Refusal>),
    Heard(Result<Heard, Broken>),
    Told(Rc<str>, Option<Told>),
}
