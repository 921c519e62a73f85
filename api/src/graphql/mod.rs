//! GraphQL: the schema's rooms, and the way a request reaches them.

pub mod audit;
pub mod community;
pub mod connection;
pub mod context;
pub mod error_code;
pub mod fitting;
pub mod identity;
pub mod krt_shop;
pub mod limits;
pub mod live;
pub mod loaders;
pub mod mykrt;
pub mod mysrs;
pub mod node;
pub mod null_propagation;
pub mod outcome;
pub mod plain;
pub mod scalars;
pub mod schema;
pub(crate) mod sentences;
pub mod transport;
pub mod values;
