//! MySRS: patrol units, their shifts, and what is recorded on patrol.

pub mod patrol;
pub mod roster;
pub mod unit;
