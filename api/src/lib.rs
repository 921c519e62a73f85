//! How phones and partners ask: GraphQL and REST over the domain.
//!
//! `serve` wires everything, for the program and for the tests alike.

// Each operation of an app is a future of its own within that of the schema.
#![recursion_limit = "512"]

pub mod auth;
pub mod commands;
pub mod config;
pub mod error;
mod etag;
pub mod front;
pub mod graphql;
pub mod house;
pub mod public_cache;
pub mod rest;
pub mod serve;
pub mod telemetry;
