//! MySRS: patrol units, their shifts, and what is recorded on patrol.

pub mod application;
pub mod consent;
pub mod patrol;
pub mod roster;
pub mod rule;
pub mod strength;
pub mod swap;
pub mod unit;
