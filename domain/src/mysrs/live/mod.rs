//! Patrols as they go, on a map: where each phone is, thinned to what a map can draw, how the way
//! looks so far, and links with which others follow it for a while.
//!
//! Positions are not told by the change log: there are too many of them. They go from the node that
//! records them to everybody who follows (`board`), on other nodes too (`channel`), and one that is
//! lost is made good by the next. The newest stands in the database in any case.

mod board;
mod channel;
mod follow;
mod line;
mod model;
mod read;
mod rules;
mod share;
mod share_store;

pub use channel::Live;
pub use follow::{Followed, Follower, Sight, follow};
pub use line::Way;
pub(in crate::mysrs) use line::ranks;
pub use model::{NewShare, Share, SharedPatrol, ShownPatrol, Spot};
pub use read::{positions, way};
pub use share::{create_share, end_share, may_share, shared_patrol, shares_of_patrol};
