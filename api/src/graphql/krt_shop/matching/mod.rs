//! What projects need and can supply, and what of it fits.

mod input;
mod mutation;
mod query;
mod types;

pub use mutation::MatchingMutation;
pub use query::MatchingQuery;
