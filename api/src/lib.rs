//! How phones and partners ask: GraphQL and REST over the domain.
//!
//! `serve` wires everything, for the program and for the tests alike.

// Each group of operations is a future within that of the next: as many levels as an app has groups,
// and a few for the apps themselves. The usual 128 is enough for 20 levels or so; MySRS has 17.
#![recursion_limit = "256"]

pub mod auth;
pub mod commands;
pub mod config;
pub mod error;
mod etag;
pub mod front;
pub mod graphql;
pub mod house;
pub mod packing;
pub mod public_cache;
pub mod rest;
pub mod serve;
pub mod sitemap;
pub mod telemetry;
