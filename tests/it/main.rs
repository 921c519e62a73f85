//! The stories.

mod bad_input;
mod doors;
mod generated;
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
