//! Months of a unit's shifts: recurring shifts, availability, planning, publishing, changing.

mod input;
mod mutation;
mod payload;
mod places;
mod query;
mod reasons;
mod types;

pub use mutation::RosterMutation;
pub use places::{Availability, PatrolPlace, ShiftTemplate};
pub use query::RosterQuery;
pub use types::{Roster, RosterConnection, ShiftSeat};
