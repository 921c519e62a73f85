//! The stories.

mod identity;
mod mykrt;
