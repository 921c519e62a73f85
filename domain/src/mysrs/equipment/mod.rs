//! What a patrol unit has to take along: vests, torches, whistles, batons, walkie-talkies.

pub mod model;
mod rules;
mod service;
mod store;

pub use model::{Equipment, EquipmentKind, NewEquipment};
pub use service::{end_equipment, equipment_of_unit, set_equipment};
pub(in crate::mysrs) use store::list_of_unit as every_piece_of_unit;
pub(crate) use store::put as add_past_equipment;
