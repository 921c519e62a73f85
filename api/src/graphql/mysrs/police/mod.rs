//! What is referred to the police: where it is sent, what became of it, and who read what. The feed
//! itself is read over REST.

mod mutation;
mod query;
mod types;

pub use mutation::PoliceMutation;
pub use query::PoliceQuery;
