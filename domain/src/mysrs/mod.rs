//! MySRS: patrol units, their shifts, and what is recorded on patrol.

pub mod application;
pub mod checkpoint;
pub mod consent;
pub mod incident;
pub mod patrol;
pub mod report;
pub mod roster;
pub mod seal;
pub mod sector;
pub mod strength;
pub mod unit;
