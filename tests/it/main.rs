//! The stories.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::format_collect,
    reason = "a story that does not go as told must fail at that line"
)]

mod activities;
mod audit;
mod bad_input;
mod checkpoints;
mod codes;
mod committees;
mod doors;
mod generated;
mod guessing;
mod house_away;
mod housekeeping;
mod identity;
mod importing;
mod incidents;
mod krt_shop;
mod live_map;
mod mail;
mod mail_server;
mod many_pushes;
mod mykrt;
mod mysrs;
mod neighbourhoods;
mod nights;
mod officers;
mod outbox;
mod outbox_newer;
mod outbox_order;
mod owasp;
mod own_data;
mod police;
mod policy;
mod project_owners;
mod proof;
mod push;
mod push_patience;
mod registry;
mod reports;
mod residents;
mod roster;
mod running;
mod sample;
mod scheduler;
mod seals;
mod second_factor;
mod sessions;
mod shut_out;
mod sign_on;
mod sos;
mod swaps;
mod tables;
mod two_nodes;
mod watch;
mod way;
mod worst_days;
