//! A unit's shifts: who patrols when.

pub mod model;
mod rules;
mod service;
mod store;

pub use model::{NewShift, Shift, ShiftStatus};
pub use service::{publish_shift, shift, shift_members, shifts_of_unit};
