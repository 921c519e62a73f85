//! MyKRT: notices of a committee to its residents.

pub mod activity;
mod mutation;
mod query;
mod subscription;
mod types;

pub use mutation::MykrtMutation;
pub use query::MykrtQuery;
pub use subscription::MykrtSubscription;
pub use types::{Notice, NoticeConnection};
