//! What waits for a decision of the department, and until when it is promised.

pub mod model;
mod rules;
mod service;
mod store;

pub use model::{Approval, ApprovalFilter, ApprovalSubject, Desk};
pub use service::{approvals_due, gather};
pub(crate) use service::{await_decision, pass_on};
pub(crate) use store::{remove as settle, within};
