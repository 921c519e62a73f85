//! Whether what was recorded on patrol is believed: each check-in is judged when it comes in, and the
//! whole patrol once it has ended; a person has the last word. Nothing is ever refused for it.

mod at_once;
mod judge;
pub mod model;
mod path;
mod rules;
mod service;
mod store;

pub(in crate::mysrs) use at_once::AtOnce;
pub use judge::judge;
pub use model::{Bounds, Decision, Fix, Judgement, Log, NewDecision, ProofRule, Scanned, Seen};
pub(in crate::mysrs) use rules::AFTERWARDS;
pub(crate) use service::{Judged, judged, write_judged};
pub use service::{decide_check_in, decisions_of_check_ins};
