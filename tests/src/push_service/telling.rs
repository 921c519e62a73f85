//! Telling of each message instead of remembering it, for the bench.

use std::time::Instant;

use serde_json::Value;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

use super::Behaviour;

/// A message that has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrived {
    /// What it opens on the phone: `krt://sos/…`; empty without one.
    pub link: String,
    /// When it had come whole.
    pub at: Instant,
}

/// Where it is told.
#[derive(Clone, Debug)]
pub(super) struct Telling(UnboundedSender<Arrived>);

impl Telling {
    pub(super) fn open() -> (Self, UnboundedReceiver<Arrived>) {
        let (sender, arrivals) = mpsc::unbounded_channel();
        (Self(sender), arrivals)
    }

    /// Tells of a message, and takes it.
    pub(super) fn tell(&self, body: &str) -> Behaviour {
        let at = Instant::now();
        let message: Value = serde_json::from_str(body).unwrap_or_default();
        let link = message.pointer("/message/data/link").and_then(Value::as_str);
        // Whoever listened may have gone: then nobody wants to know.
        let _ = self.0.send(Arrived { link: link.unwrap_or_default().to_owned(), at });
        Behaviour::Take
    }
}
