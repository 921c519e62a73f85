//! Watching over shifts and patrols: alerts, the limits by which they are raised, and the words of
//! those who patrol alone.

mod input;
mod mutation;
mod payload;
mod types;

pub use mutation::WatchMutation;
pub use types::{PatrolAlert, PatrolAlertConnection, PatrolUnitSetting};
