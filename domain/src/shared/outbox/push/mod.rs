//! Push: to the apps on people's phones, through Firebase Cloud Messaging.
//!
//! A delivery goes to a device. Its token is read just before the delivery is sent, with those of
//! all that were leased together, so that nothing reaches a device that has gone meanwhile, or a phone
//! that somebody else has now.

mod access;
mod answer;
mod credentials;
mod fcm;
mod payload;

use std::{collections::HashMap, sync::Arc};

pub use credentials::FcmCredentials;
pub use fcm::{Fcm, PushSettings};

use super::{delivery_store::Leased, model::Outcome, priority::Priority};
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

    /// Whether it asked not to be sent anything until later, as far as that holds for this priority.
    pub(super) fn rests(&self, priority: Priority, now: Instant) -> bool {
        match self {
            Self::Fcm(fcm) => fcm.rests(priority, now),
            Self::Log | Self::Nowhere => false,
        }
    }

    /// How the devices of these deliveries are reached now, for a moment: they are sent at once.
    pub(super) async fn addresses(&self, tools: &Tools, leased: &[Leased]) -> Addresses {
        let devices: Vec<DeviceId> = leased.iter().filter_map(device_of).collect();
        if devices.is_empty() {
            return Addresses::default();
        }
        let reached = device::reach(tools, &devices).await;
        if let Err(error) = &reached {
            tracing::warn!(%error, "devices could not be read");
        }
        Addresses(reached.ok())
    }

    /// Sends one of them.
    pub(super) async fn send(
        &self,
        tools: &Tools,
        leased: &Leased,
        addresses: &Addresses,
    ) -> Outcome {
        let Some(device) = device_of(leased) else {
            return Outcome::Refused("this is no device".to_owned());
        };
        let Some(reached) = &addresses.0 else {
            return Outcome::NotNow { seconds: None, why: "no database".to_owned() };
        };
        let Some(reached) = reached.get(&device) else {
            return Outcome::Refused("the device has gone".to_owned());
        };
        match self {
            Self::Fcm(fcm) => fcm.send(tools, reached, leased).await,
            Self::Log => {
                log(reached, leased);
                Outcome::Accepted(None)
            }
            Self::Nowhere => Outcome::Refused("there is no push service".to_owned()),
        }
    }
}

/// How devices are reached; none when the database did not tell.
#[derive(Debug)]
pub(super) struct Addresses(Option<HashMap<DeviceId, Reached>>);

impl Default for Addresses {
    fn default() -> Self {
        Self(Some(HashMap::new()))
    }
}

/// The device that a delivery goes to.
pub(super) fn device_of(leased: &Leased) -> Option<DeviceId> {
    leased.destination.parse().ok()
}

fn log(reached: &Reached, leased: &Leased) {
    let listed = leased.letter.text.for_a_phones_list(reached.language);
    tracing::info!(to = leased.destination, text = %listed, "a push");
}
