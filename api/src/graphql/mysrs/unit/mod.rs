//! Patrol units and their shifts.

mod people;
mod record;
mod shift;

pub use people::{PatrolMember, Patroller};
pub use record::{PatrolUnit, PatrolUnitStatus};
pub use shift::{Shift, ShiftConnection};
