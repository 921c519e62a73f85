//! MySRS: patrol units, their shifts, and what is recorded on patrol.

pub mod application;
pub mod checkpoint;
pub mod consent;
pub mod house;
pub mod incident;
pub mod live;
pub mod outset;
pub mod patrol;
pub mod proof;
pub mod referral;
pub mod report;
pub mod roster;
pub mod rule;
pub mod seal;
pub mod sector;
pub mod sos;
pub mod strength;
pub mod swap;
pub mod unit;
pub mod watch;
