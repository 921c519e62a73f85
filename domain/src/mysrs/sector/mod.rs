//! The parts of what a unit looks after, and in which order their checkpoints are visited.

pub mod model;

pub use model::{Sector, SettingSector, VisitOrder};
