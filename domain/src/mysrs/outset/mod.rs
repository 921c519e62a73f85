//! What a patrol unit goes through before a patrol, point by point, and what it takes along: two lists
//! of the unit's own things, which are kept in one way.

pub mod briefing;
pub mod equipment;
mod list;
mod store;
