//! The parts of a neighbourhood: a phase, a block, a group of streets. Its committee names them, its
//! residents say in which they live, and a notice may go to one.

pub mod model;
mod rules;
mod service;
mod store;

pub use model::AreaPart;
pub use service::{add_part, end_part, parts_by_ids, parts_of_areas, update_part};
pub(crate) use store::{add as add_area_part, is_open, lookup, parts_of_person, settle};
