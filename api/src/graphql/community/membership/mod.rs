//! Belonging to a neighbourhood: asking, codes, residents and their numbers.

mod code;
mod mutation;
mod query;
mod types;

pub use mutation::MembershipMutation;
pub use query::MembershipQuery;
pub use types::{Membership, MembershipRequest};
