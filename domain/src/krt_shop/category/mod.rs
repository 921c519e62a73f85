//! The tree of categories. There is no official list: it is data.

pub mod model;
mod rules;
mod service;
mod store;

pub use model::{Category, NewCategory, Tree};
pub(super) use service::tree;
pub use service::{add_category, move_category, newest_tree, put_category, rename_category};
