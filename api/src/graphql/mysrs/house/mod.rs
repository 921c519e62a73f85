//! Houses that are empty for a time, and the patrols that look at them.

mod input;
mod mutation;
mod payload;
mod query;
mod types;

pub use mutation::HouseMutation;
pub use query::HouseQuery;
