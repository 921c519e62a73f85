//! The places that patrols come past, and the sectors in which they lie.

mod input;
mod mutation;
mod payload;
mod query;
mod types;

pub use mutation::CheckpointMutation;
pub use query::CheckpointQuery;
pub use types::{Checkpoint, Sector};
