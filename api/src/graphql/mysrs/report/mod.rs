//! Reports of patrols, the figures of months, and certificates of attendance.

mod certificate;
mod input;
mod month;
mod mutation;
mod payload;
mod query;
mod types;

pub use certificate::Certificate;
pub use mutation::ReportMutation;
pub use query::ReportQuery;
