//! Shifts that change hands: asked for, answered, approved, dropped and taken.

mod input;
mod mutation;
mod query;
mod types;

pub use mutation::SwapMutation;
pub use query::SwapQuery;
