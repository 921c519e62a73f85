//! Kiosks and carnivals: where projects sell together.

mod input;
mod mutation;
mod query;
mod types;

pub use mutation::KioskMutation;
pub use query::KioskQuery;
