//! Certificates of attendance: what a volunteer shows an employer for the hours after midnight. One is
//! issued once for a person and a patrol, by what the records prove, and anybody who has its code sees
//! whether it counts.

pub mod model;
mod moves;
mod paper;
mod proof;
mod revoke;
mod rules;
mod service;
mod store;

pub use model::{Certificate, Issuing, Revoking, Shown};
pub use paper::paper;
pub(super) use proof::{Proof, Tracks};
pub(super) use revoke::{are_records_kept, cancelled, look_again};
pub use revoke::{can_revoke, revoke_certificate};
pub use service::{certificate, issue_certificate, my_certificates, of_patrol, shown};
