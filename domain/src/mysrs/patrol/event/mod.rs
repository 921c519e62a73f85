//! What a patrol notes of itself on the way: breaks, who comes and who goes, notes and photos, the
//! points of the briefing, and equipment out and in. Phones make it, and send it in any order.

pub mod model;
mod rules;
mod service;
mod store;
mod way;

pub use model::{
    BriefingPoint, EquipmentState, EventBatch, EventKind, EventResult, NewEvent, PatrolEvent,
    Pause, Presence,
};
pub(in crate::mysrs) use service::pauses_of;
pub(super) use service::{MOST_AT_ONCE, record};
pub use service::{briefing_of_patrol, equipment_of_patrol, events, pauses, presence};
