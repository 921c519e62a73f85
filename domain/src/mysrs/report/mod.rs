//! What is reported of patrols: each one's report in its chain (not finished → sent for checking →
//! checked by the district officer, or sent back), the months of units, districts, states and the
//! nation, and certificates of attendance.

pub mod certificate;
mod elsewhere;
pub mod file;
mod list;
pub mod model;
pub mod month;
mod proven;
mod proven_store;
mod reckon;
mod rule;
mod rules;
mod service;
mod store;
mod stretch;
mod suggest;
mod told;
mod walk_store;

pub use list::{ReportFilter, reports};
pub use model::{
    Case, Deciding, PatrolReport, ReportDecision, ReportRights, ReportStatus, ReportStep,
    Submitting,
};
pub(in crate::mysrs) use proven_store::counts;
pub(crate) use reckon::{Reckoning, plan_owed, reckoning, write_reckoned};
pub use service::{decide_report, members, odd, patrol_report, rights, steps, submit_report};
pub use suggest::{Suggested, suggested};
