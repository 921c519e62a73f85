//! When volunteers are away, and when they like to patrol: each says it themselves, from a phone that
//! may be late or send twice.

mod model;
mod service;
pub(super) mod store;

pub use model::{Availability, AvailabilityKind, SettingAvailability};
pub use service::{my_availability, set_availability};
