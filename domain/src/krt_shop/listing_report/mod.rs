//! Reports of listings, by anybody: the officers of the district take them up and say what came of it.
//!
//! A report goes from received to taken to upheld or dismissed. What is done about the listing is done
//! elsewhere (it is hidden, a certificate is revoked, its project corrects it): a report is upheld with
//! the measure that was taken. Hidden counts only when the public does not see the offer any more, and a
//! mark as revoked only when a certificate of the offer or its project is.

mod decide;
pub mod model;
mod service;
mod store;

pub use decide::{decide_report, take_report};
pub use model::{
    ListingReport, NewReport, ReportDeciding, ReportDecision, ReportMeasure, ReportReason,
    ReportStatus,
};
pub use service::{listing_report, listing_reports, report_listing};
