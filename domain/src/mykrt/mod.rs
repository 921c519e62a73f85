//! MyKRT: what a committee tells its residents.

pub mod notice;
