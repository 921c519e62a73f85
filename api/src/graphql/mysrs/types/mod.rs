//! Patrols and check-ins.

mod check_in;
mod doubts;
mod patrol;

pub use check_in::CheckIn;
pub use doubts::{CheckInDoubt, PatrolReason};
pub use patrol::{Patrol, PatrolConnection};
