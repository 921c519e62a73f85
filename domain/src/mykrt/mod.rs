//! MyKRT: what a committee tells its residents, and what they do together.

pub mod activity;
pub mod notice;
