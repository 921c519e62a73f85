//! The community groups of a neighbourhood (kelompok komuniti), each led by a coordinator
//! (Penyelaras).

pub mod model;
mod service;
mod store;

pub use model::{CommunityGroup, Coordinator, GroupKind};
pub use service::{end_coordinator, groups_of_areas, set_coordinator};
