//! The audit: who did what to whom, for officers and for whom it concerns.

mod query;
mod types;

pub use query::AuditQuery;
pub use types::{AuditEntry, AuditEntryConnection};
