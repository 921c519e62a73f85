//! Short codes that let whoever stands before a committee's poster into the neighbourhood at once.

pub mod model;
mod rules;
mod service;
mod store;

pub use model::{JoinCode, NewJoinCode};
pub use rules::{printed, readable};
pub use service::{create_join_code, join_code, join_with_code};
