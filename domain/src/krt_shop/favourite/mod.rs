//! Offers that somebody keeps.

mod service;
mod store;

pub use service::{favourites, is_favourite, set_favourite};
