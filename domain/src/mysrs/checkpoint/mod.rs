//! The places that patrols come past: their signed codes, their sheets and tags, and the order in
//! which they are visited.

pub mod code;
pub mod hours;
pub mod model;
pub mod order;
mod past;
mod past_store;
mod rules;
mod service;
mod sheet;
mod store;
mod visit;

pub use code::{CodeSays, CodeWorth};
pub use hours::{DayTime, Hours};
pub use model::{ChangingCheckpoint, Checkpoint, CheckpointChanges, CheckpointWish, NewCheckpoint};
pub use past::{PastCheckpoint, as_it_was};
pub(super) use past_store::list_since as past_of_unit;
pub use service::{
    add_checkpoint, change_checkpoint, checkpoint, checkpoints, end_checkpoint, renew_code,
};
pub use sheet::sheet;
pub(crate) use store::add as add_past_checkpoint;
pub(super) use store::leave_sector;
pub use store::list_of_unit;
pub use visit::{order_of_patrol, tag_text};
