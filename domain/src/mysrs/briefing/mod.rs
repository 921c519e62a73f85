//! What a patrol unit goes through before a patrol, point by point.

pub mod model;
mod rules;
mod service;
mod store;

pub use model::{BriefingItem, NewBriefingItem};
pub use service::{briefing_of_unit, end_briefing_item, set_briefing_item};
pub(in crate::mysrs) use store::list_of_unit as every_item_of_unit;
pub(crate) use store::put as add_past_briefing_item;
