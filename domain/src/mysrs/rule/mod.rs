//! The rules of patrols, as dated rows: what holds at a moment, and which days are a weekend where.

mod model;
mod store;

pub(super) use model::weekday;
pub use model::{Clock, Rule, Weekend};
pub use store::{in_force, weekend_of_state};
