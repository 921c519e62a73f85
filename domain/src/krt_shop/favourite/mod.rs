//! Offers that somebody keeps.

mod service;
mod store;

pub use service::{favourites, favourites_among, set_favourite};
