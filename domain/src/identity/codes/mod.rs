//! One-time codes by SMS: who gives the right one holds the phone.
//!
//! A known and an unknown number take the same way and get the same answer. The code stands in the
//! database, beside the message that carries it, and not among the counters: what was sent must
//! not be lost.

mod confirmed;
mod model;
mod proof;
mod rules;
mod service;
mod store;

pub(crate) use confirmed::{Confirmed, confirmed, missing, use_up};
pub use model::{CodeSent, PhoneProof, Purpose, Verification};
pub(super) use proof::{Proven, unproven};
pub(super) use rules::{HIGHEST, digits, over};
pub(crate) use store::forget_old;
pub(super) use store::{spend, spent_at};
