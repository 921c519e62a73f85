//! The transport over real connections, with a small schema of its own.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may fail loudly, and its names are its documentation"
)]

mod demo;
mod http;
mod root_fields;
mod socket;
mod sse;
