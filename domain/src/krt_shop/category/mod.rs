//! The tree of categories. There is no official list: it is data.

pub mod model;
mod service;
mod store;

pub use model::{Category, Tree};
pub use service::put_category;
pub(super) use service::tree;
