//! Patrols: when they began and ended, who was there, and what was recorded on the way.

mod bulk;
pub(in crate::mysrs) mod correction;
pub mod export;
mod late;
pub mod model;
mod past;
mod record;
mod rules;
mod service;
mod store;
mod summary;

pub use model::{
    CheckIn, CheckInBatch, CheckInResult, ClockEvidence, Doubt, EndPatrol, ItemOutcome, Line,
    NewCheckIn, NewTrackPoint, Patrol, PatrolRights, PatrolStatus, StartPatrol, TrackBatch,
    TrackPoint, TrackResult,
};
pub(crate) use past::{PastPatrol, add_past_patrol};
pub use record::Recorder;
pub(super) use service::walked;
pub use service::{
    check_ins, end_patrol, line, members_of_patrols, patrol, patrols_of_unit, rights, start_patrol,
    track,
};
