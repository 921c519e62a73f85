//! A unit's shifts: who patrols when, planned month by month, and in people's calendars.

pub mod availability;
mod calendar;
pub mod model;
pub mod month;
pub mod plan;
mod rules;
mod service;
mod store;
pub mod template;

pub use calendar::{events_of, shift_file};
pub use model::{NewShift, Shift, ShiftSeat, ShiftStatus, TeamDuty};
pub use service::{
    members_of_shifts, my_shifts, publish_shift, seats_of_shifts, shift, shifts_of_unit,
};
pub(crate) use store::{add as add_shift, add_members as add_shift_members};
