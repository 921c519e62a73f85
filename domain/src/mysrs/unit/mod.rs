//! A patrol unit (Skim Rondaan Sukarela) and its volunteers.

mod ending;
mod life;
mod life_store;
pub mod model;
mod service;
mod store;

pub use ending::end_patroller;
pub use life::{Left, coverage, leave_unit, set_leader, set_status, starts_of_area};
pub(super) use life_store::{add_start_notice, belonged, belongs, change_coverage, lock, name};
pub use model::{
    EndingPatroller, Enlisting, Member, NewUnit, PatrolStart, PatrolUnit, Patroller, SettingStatus,
    UnitStatus,
};
pub(super) use service::{
    LARGEST_TEAM, at_work, eligible, is_resting, unit_in, was_at_work, were_eligible,
};
pub use service::{my_units, patrol_unit, patrollers, standing, units_by_ids};
pub(super) use store::{
    PastPatroller, enlist, find_past_patrollers, leaders_of, list_patrollers as patrollers_in,
};
pub use store::{add as add_unit, add_patroller};
