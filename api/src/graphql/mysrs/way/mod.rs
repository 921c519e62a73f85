//! What happens on the way: breaks, who comes and goes, notes, photos, the briefing, equipment.

mod input;
pub(super) mod item;
mod mutation;
mod payload;
mod types;

pub use mutation::WayMutation;
pub use types::{BriefingItem, Equipment, PatrolWay};
