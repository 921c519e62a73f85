//! Patrols: when they began and ended, who was there, and what was recorded on the way.

mod active;
mod beginning_store;
mod bulk;
mod check_in_store;
pub(in crate::mysrs) mod correction;
mod doubt;
pub mod event;
pub mod export;
mod fix_store;
mod fixes;
mod forgotten;
mod late;
mod late_photos;
pub mod model;
mod months;
mod old;
mod old_store;
mod past;
mod patrol_doubt;
mod photos;
mod record;
mod room;
mod rules;
mod service;
mod sifted;
mod start;
mod store;
mod summary;
mod thin;

pub(in crate::mysrs) use active::{
    Newest, active_of_district, active_of_unit, every_fix, newest_of_district, newest_of_patrol,
    newest_of_unit, units_of_district,
};
pub(in crate::mysrs) use check_in_store::{at_checkpoint, believed, every_check_in};
pub use correction::{MOST_MILLISECONDS, clock_was_set, milliseconds};
pub(in crate::mysrs) use doubt::write_doubts;
pub use doubt::{Doubt, Verdict};
pub(in crate::mysrs) use forgotten::end_forgotten;
pub use model::{
    CheckIn, CheckInBatch, CheckInMethod, CheckInResult, ClockEvidence, EndPatrol, Evidence,
    ItemOutcome, Line, NewCheckIn, NewTrackPoint, Patrol, PatrolRights, PatrolStatus,
    RejectedFixes, StartPatrol, TrackBatch, TrackPoint, TrackResult,
};
pub(crate) use old::keep_positions;
pub(in crate::mysrs) use old_store::positions_kept_since;
pub(crate) use past::{PastPatrol, add_past_patrol};
pub use patrol_doubt::PatrolDoubt;
pub(in crate::mysrs) use patrol_doubt::{patrol_doubts, write_patrol_doubts};
pub use photos::{Record, photos_of_records};
pub use record::Recorder;
pub(in crate::mysrs) use rules::MOST_FIXES;
pub(super) use service::patrol_whose_way_is_shown;
pub(in crate::mysrs) use service::target_of;
pub use service::{
    check_in, check_ins, end_patrol, is_same, line, members_of_patrols, patrol, patrols_of_unit,
    rights, track,
};
pub(super) use service::{taking_part, when};
pub(in crate::mysrs) use start::be_on_its_way;
pub use start::start_patrol;
pub(in crate::mysrs) use store::{
    MEANT, OF_MEMBERS, OfUnit, change_distance, find_unit, list_members, lock, lock_beside_records,
};
pub(in crate::mysrs) use summary::{Step, distance};
