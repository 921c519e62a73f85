//! The parts of what a unit looks after, and in which order their checkpoints are visited.

pub mod model;
mod rules;
mod service;
mod store;

pub use model::{Sector, SettingSector, VisitOrder};
pub use service::{end_sector, sectors, set_sector};
pub(crate) use store::add as add_past_sector;
pub(super) use store::list_of_unit;
