//! Whether a unit has the people that the law asks for, and the warnings when it has not.

pub mod model;
mod service;
mod store;

pub use model::{LeavePreview, Strength, UnitRule, UnitWarning};
pub use service::{leave_preview, strength_of_unit, warnings, watch};
pub(crate) use service::{member_gone, member_moved};
pub(super) use service::{reckon, rule_in_force};
