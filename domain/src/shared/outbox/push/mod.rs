//! Push: to the apps on people's phones, through Firebase Cloud Messaging.
//!
//! A delivery goes to a device. Its token is read when the delivery is sent, so that nothing
//! reaches a device that has gone meanwhile, or a phone that somebody else has now.

mod access;
mod answer;
mod credentials;
mod fcm;
mod payload;

use std::sync::Arc;

pub use credentials::FcmCredentials;
pub use fcm::{Fcm, PushSettings};

use super::{delivery_store::Leased, model::Outcome};
use crate::shared::{
    clock::Instant,
    ctx::Tools,
    device::{self, Reached},
    id::DeviceId,
};

/// Where pushes go.
#[derive(Clone, Debug)]
pub enum Push {
    /// To Firebase Cloud Messaging.
    Fcm(Arc<Fcm>),
    /// To the log and the development page; for a developer's desk.
    Log,
    /// Nowhere: this service has no push service.
    Nowhere,
}

impl Push {
    /// Whether what it says stays readable for the developer.
    pub(super) fn keeps(&self) -> bool {
        matches!(self, Self::Log)
    }

    /// Whether it asked not to be sent anything until later.
    pub(super) fn rests(&self, now: Instant) -> bool {
        match self {
            Self::Fcm(fcm) => fcm.rests(now),
            Self::Log | Self::Nowhere => false,
        }
    }

    pub(super) async fn send(&self, tools: &Tools, leased: &Leased) -> Outcome {
        let Ok(device) = leased.destination.parse::<DeviceId>() else {
            return Outcome::Refused("this is no device".to_owned());
        };
        let reached = match device::reach(tools, device).await {
            Ok(Some(reached)) => reached,
            Ok(None) => return Outcome::Refused("the device has gone".to_owned()),
            Err(error) => {
                tracing::warn!(%error, "a device could not be read");
                return Outcome::NotNow { seconds: None, why: "no database".to_owned() };
            }
        };
        match self {
            Self::Fcm(fcm) => fcm.send(tools, device, &reached, leased).await,
            Self::Log => {
                log(&reached, leased);
                Outcome::Accepted(None)
            }
            Self::Nowhere => Outcome::Refused("there is no push service".to_owned()),
        }
    }
}

fn log(reached: &Reached, leased: &Leased) {
    let listed = leased.text.for_a_phones_list(reached.language);
    tracing::info!(to = leased.destination, text = %listed, "a push");
}
