//! What a project earned and spent, month by month: its own affair, and the department's.

pub mod model;
mod rules;
mod service;
mod store;

pub use model::{Figures, Recording};
pub use service::{figures_of_project, missing_months, record_figures};
