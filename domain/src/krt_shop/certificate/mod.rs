//! Certificates of projects and of what they offer: submitted by the owner, checked by an officer, shown
//! as marks while they are valid. Without a valid one nothing says that it is halal.

mod claims;
mod decide;
mod marks;
pub mod model;
mod proof;
mod read;
mod reminder_store;
mod reminders;
mod rules;
mod scan;
mod store;
mod submit;

pub use claims::claims_halal;
pub use decide::{decide_certificate, label, revoke_certificate};
pub use marks::{Mark, Marks};
pub(super) use marks::{load as load_marks, refresh as refresh_marks};
pub use model::{
    Certificate, CertificateDecision, CertificateKind, CertificateStatus, Deciding, NewCertificate,
    Revoking,
};
pub(super) use proof::{Proofs, check_said, shows_claim, text_claims, unproven};
pub use proof::{check_project, claims_of_project, look_again};
pub use read::{
    also_used_by, can_decide, certificate, certificates_of_project, certificates_waiting,
};
pub(crate) use reminders::remind_due;
pub use scan::{Scan, scan};
pub use submit::submit_certificate;
pub(crate) use submit::{add_confirmed, add_submitted};
