//! What is answered about reports and certificates.

use async_graphql::SimpleObject;

use super::{certificate::Certificate, types::PatrolReport};
use crate::graphql::outcome::UserError;

/// A report, or why there is none.
#[derive(SimpleObject)]
pub struct PatrolReportPayload {
    /// The report.
    pub(super) report: Option<PatrolReport>,
    /// Why not.
    pub(super) user_errors: Vec<UserError>,
    /// As it was given.
    pub(super) client_mutation_id: Option<String>,
}

/// A certificate, or why there is none.
#[derive(SimpleObject)]
pub struct CertificatePayload {
    /// The certificate.
    pub(super) certificate: Option<Certificate>,
    /// Why not.
    pub(super) user_errors: Vec<UserError>,
    /// As it was given.
    pub(super) client_mutation_id: Option<String>,
}
