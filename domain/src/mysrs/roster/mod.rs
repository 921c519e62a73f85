//! A unit's shifts: who patrols when.

pub mod model;
pub mod plan;
mod rules;
mod service;
mod store;

pub use model::{NewShift, Shift, ShiftStatus};
pub use service::{members_of_shifts, publish_shift, shift, shifts_of_unit};
pub(crate) use store::{add as add_shift, add_members as add_shift_members};
