//! Patrols: when they began and ended, who was there, and what was recorded on the way.

mod active;
mod bulk;
mod correction;
pub mod export;
pub mod model;
mod past;
mod record;
mod rules;
mod service;
mod store;
mod summary;

pub(in crate::mysrs) use active::{
    Newest, active_of_district, active_of_unit, every_fix, newest_of_district, newest_of_patrol,
    newest_of_unit, units_of_district,
};
pub use model::{
    CheckIn, CheckInBatch, CheckInResult, ClockEvidence, Doubt, EndPatrol, ItemOutcome, Line,
    NewCheckIn, NewTrackPoint, Patrol, PatrolRights, PatrolStatus, StartPatrol, TrackBatch,
    TrackPoint, TrackResult,
};
pub(crate) use past::{PastPatrol, add_past_patrol};
pub use record::Recorder;
pub(in crate::mysrs) use service::target_of;
pub use service::{
    check_ins, end_patrol, line, members_of_patrols, patrol, patrols_of_unit, rights, start_patrol,
    track,
};
pub(in crate::mysrs) use store::lock;
