//! A buyer and the sellers of a project write to each other.

mod input;
mod mutation;
mod payload;
mod query;
mod subscription;
mod types;

pub use mutation::EnquiryMutation;
pub use query::EnquiryQuery;
pub use subscription::EnquirySubscription;
