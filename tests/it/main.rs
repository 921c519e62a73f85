//! The stories.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::format_collect,
    reason = "a story that does not go as told must fail at that line"
)]

mod bad_input;
mod doors;
mod generated;
mod housekeeping;
mod identity;
mod importing;
mod krt_shop;
mod mykrt;
mod mysrs;
mod policy;
mod running;
mod sample;
mod tables;
mod two_nodes;
