//! MySRS: patrol units, their shifts, and what is recorded on patrol.

pub mod application;
pub mod briefing;
pub mod consent;
pub mod equipment;
pub mod patrol;
pub mod proof;
pub mod roster;
pub mod strength;
pub mod unit;
