//! A committee's application for a patrol unit, and the chain of those who decide about it.

mod coverage;
mod decide;
pub mod model;
mod past;
mod rules;
mod service;
mod steps;
mod store;

pub(super) use coverage::checked as checked_polygon;
pub use decide::{decide_application, submit_application, viewer_can_decide};
pub use model::{
    ApplicationStatus, Applying, Deciding, Decision, Deed, Draft, StartNotice, UnitApplication,
    UnitStep,
};
pub(crate) use past::{PastApplication, PastStep, add_past_application};
pub use service::{
    application, applications_by_ids, applications_of_area, apply, consents, missing,
};
pub(super) use steps::note_unit_step;
pub use steps::{history_of_unit, steps_of_application};
pub(super) use store::lock;
