//! What is true, whoever asks.
//!
//! Each noun is a folder with the same rooms: `model` (plain types), `rules` (pure decisions),
//! `service` (the use cases, in the users' words) and `store` (the queries). This file is the only
//! public door.

pub mod community;
pub mod duties;
pub mod identity;
pub mod krt_shop;
pub mod mykrt;
pub mod mysrs;
pub mod own_data;
pub mod policy;
pub mod sample;
pub mod shared;

pub use shared::{
    ctx::{Ctx, Tools},
    error::{Error, ErrorCode, Refusal, Result},
};
