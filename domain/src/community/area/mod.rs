//! The record of a neighbourhood: found by name, postcode or place, and kept by officers.

pub mod boundary;
mod change;
mod find;
pub mod model;
mod near;
pub mod rules;
mod store;

pub use boundary::Boundary;
pub use change::{AreaStep, boundaries, set_area_status, set_boundary, update_area};
pub use find::areas;
pub use model::{AreaChanges, AreaFilter, FoundArea};
pub use near::{FARTHEST_METRES, Near};
