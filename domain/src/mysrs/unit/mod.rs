//! A patrol unit (Skim Rondaan Sukarela) and its volunteers.

pub mod model;
mod service;
mod store;

pub use model::{Member, NewUnit, PatrolUnit, Patroller, UnitStatus};
pub(super) use service::eligible;
pub use service::{my_units, patrol_unit, patrollers, standing, units_by_ids};
pub use store::{add as add_unit, add_patroller};
