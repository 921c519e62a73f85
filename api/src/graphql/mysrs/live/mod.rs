//! Patrols on a map as they go: positions, the way so far, links for others, and following them.

mod follow;
mod input;
mod mutation;
mod payload;
mod types;

pub(super) use follow::{Asked, stream};
pub use mutation::LiveMutation;
pub use types::{PatrolPosition, PatrolShare, PatrolTrack};
