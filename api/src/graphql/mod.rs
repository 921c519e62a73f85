//! GraphQL: the schema's rooms, and the way a request reaches them.

pub mod limits;
pub mod null_propagation;
pub mod transport;
