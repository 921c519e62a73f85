//! The places that patrols come past: their signed codes, their sheets and tags, and the order in
//! which they are visited.

pub mod code;
pub mod hours;
pub mod model;
pub mod order;

pub use code::{CodeSays, CodeWorth};
pub use hours::{DayTime, Hours};
pub use model::{ChangingCheckpoint, Checkpoint, CheckpointWish, NewCheckpoint};
