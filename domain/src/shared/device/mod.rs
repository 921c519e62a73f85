//! The apps on people's phones that messages are pushed to.
//!
//! A device belongs to the session in which it was registered, and ends with it. Its token is what
//! the push service knows it by: whoever registers a token last has it, as a new device, so that a
//! message on its way to somebody never reaches who has the phone after them. Identity registers
//! and ends devices; the outbox asks which ones a person has.

mod model;
mod store;

pub use model::{App, Device, Given, Platform};
pub(crate) use store::{
    Owner, Reached, end, end_all, end_of_person, end_of_sessions, forget_old, goes_on, is_to_go_on,
    list, live_of, owner, put, reach,
};
