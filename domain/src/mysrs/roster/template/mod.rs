//! Where and when a unit patrols again and again: the places where patrols meet, and the recurring
//! shifts from which a month is made.

mod model;
mod rules;
mod service;
pub(super) mod store;

pub use model::{PatrolPlace, SettingPlace, SettingTemplate, ShiftTemplate};
pub(super) use rules::occurrences;
pub use service::{end_place, end_template, places, set_place, set_template, templates};
pub(crate) use store::put_template as add_template;
