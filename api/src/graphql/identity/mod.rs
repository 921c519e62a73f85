//! The viewer, joining, signing in and out.

mod mutation;
mod query;
mod types;

pub use mutation::IdentityMutation;
pub use query::IdentityQuery;
pub use types::{SessionTokens, Viewer};
