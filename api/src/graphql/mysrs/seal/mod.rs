//! Seals of patrols' logs.

mod query;
mod types;

pub use query::SealQuery;
