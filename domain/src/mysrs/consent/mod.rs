//! Whether somebody who was named for a unit joins it: everybody answers for themselves.

pub mod model;
mod rules;
mod service;
pub(super) mod store;

pub use model::{Answer, Answering, Consent, Invitation};
pub use service::{answer_application, answer_unit, ask_for_unit, invitations};
