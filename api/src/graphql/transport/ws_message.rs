//! The messages of `graphql-transport-ws`.

use async_graphql::ServerError;
use serde::{Deserialize, Serialize};

use super::ask::Ask;

/// The only subprotocol spoken.
pub(super) const PROTOCOL: &str = "graphql-transport-ws";

/// Ids are the client's to choose, but not to fill memory with.
const ID_BYTES: usize = 256;

type Payload = serde_json::Map<String, serde_json::Value>;

/// What a client may say.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Incoming {
    ConnectionInit {
        #[serde(default)]
        payload: Option<Payload>,
    },
    Ping {
        #[serde(default)]
        payload: Option<Payload>,
    },
    Pong {
        #[serde(default)]
        #[expect(dead_code, reason = "read only to refuse what is not an object")]
        payload: Option<Payload>,
    },
    Subscribe {
        id: String,
        payload: Ask,
    },
    Complete {
        id: String,
    },
}

impl Incoming {
    /// `None` for anything that is not a message of the protocol.
    pub fn read(text: &str) -> Option<Self> {
        let message = serde_json::from_str(text).ok()?;
        match &message {
            Self::Subscribe { id, .. } | Self::Complete { id }
                if id.is_empty() || id.len() > ID_BYTES =>
            {
                None
            }
            _ => Some(message),
        }
    }
}

/// What the server may say.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Outgoing<'a> {
    ConnectionAck,
    Pong {
        #[serde(skip_serializing_if = "Option::is_none")]
        payload: Option<Payload>,
    },
    Error {
        id: &'a str,
        payload: &'a [ServerError],
    },
    Complete {
        id: &'a str,
    },
}

impl Outgoing<'_> {
    /// The message as text; `None` if a scalar of our own fails to write itself.
    pub fn write(&self) -> Option<String> {
        serde_json::to_string(self)
            .inspect_err(|error| tracing::error!(%error, "a message could not be written"))
            .ok()
    }
}

/// A result, whose JSON is written already.
pub(super) fn next(id: &str, json: &str) -> Option<String> {
    let id = serde_json::to_string(id).ok()?;
    Some([r#"{"type":"next","id":"#, &id, r#","payload":"#, json, "}"].concat())
}
