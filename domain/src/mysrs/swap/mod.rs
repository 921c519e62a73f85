//! Shifts that change hands: swapped by two or in a ring, given away, dropped, and taken. Everything is
//! decided in one transaction that holds the unit, its rosters and everybody concerned, so that no rule
//! is broken at any moment and no shift is promised to two.

mod answer;
mod carry;
mod leaving;
mod leaving_store;
mod model;
mod open;
mod paths;
mod service;
mod store;
mod void;

pub use answer::{answer, cancel, decide};
pub(crate) use leaving::places_left;
pub use model::{Leg, LegAsked, OpenShift, ShiftSwap, SwapAsking, SwapKind, SwapStatus};
pub use open::{drop_shift, open_shifts, take_shift};
pub(crate) use service::expire_due;
pub use service::{legs_of, request, swaps_of_unit};
pub(in crate::mysrs) use void::void;
