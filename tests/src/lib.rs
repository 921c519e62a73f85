//! The harness of the stories: a real server on a database of its own, and a cast of people who
//! speak HTTP to it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::return_self_not_must_use,
    reason = "a story that does not go as told must fail at that line"
)]

mod answer;
mod app;
mod area;
mod backend;
pub mod bucket;
mod fake;
mod input;
mod line;
pub mod mail_server;
mod phones;
mod process;
pub mod provider;
pub mod push_service;
mod quiet;
mod redis;
pub mod sms_gateway;
pub mod socket;
mod user;
mod waiting;
pub mod walk;
pub mod webhook_receiver;

pub use answer::Answer;
pub use app::TestApp;
pub use area::area_record;
pub use backend::{Belongings, Database, is_production};
pub use input::with;
pub use process::Krt;
pub use redis::PrivateRedis;
pub use user::{PASSWORD, User};
pub use waiting::{code_in, until, until_blocked, until_settled};
