//! An economic project of a neighbourhood (Projek Ekonomi Komuniti RT): who offers.

pub mod model;
mod service;
mod store;

pub use model::{NewProject, Project, ProjectFilter, ProjectStatus};
pub use service::{add_project, place_of_project, project, projects, projects_by_ids};
pub(super) use store::{list_active, list_by_ids};
