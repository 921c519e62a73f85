//! Whether a unit has the people that the law asks for, and the warnings when it has not.

pub mod model;
mod service;
mod store;

pub use model::{LeavePreview, Strength, UnitRule, UnitWarning};
pub(crate) use service::member_moved;
pub use service::{leave_preview, strength_of_unit, warnings, watch};
pub(super) use service::{reckon, rule_in_force};
