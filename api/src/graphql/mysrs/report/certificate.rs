//! Certificates of attendance as their readers see them.

use async_graphql::{Context, Description, ID, Object};
use domain::mysrs::report::certificate;

use crate::graphql::{connection::connection, context::InRequest as _, scalars::DateTime};

/// A certificate of attendance: what a volunteer shows an employer for the hours after midnight.
#[derive(Description)]
pub struct Certificate(pub certificate::Certificate);

#[Object(use_type_description)]
impl Certificate {
    /// The id.
    pub async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// The id of the patrol.
    async fn patrol_id(&self) -> ID {
        self.0.patrol_id.into()
    }

    /// For whom it is.
    async fn person_id(&self) -> ID {
        self.0.person_id.into()
    }

    /// The name that stands on it; empty once the account is erased.
    async fn display_name(&self) -> &str {
        &self.0.display_name
    }

    /// The name of the unit.
    async fn unit_name(&self) -> &str {
        &self.0.unit_name
    }

    /// From when the records prove that they patrolled, midnight at the earliest.
    async fn starts_at(&self) -> DateTime {
        DateTime(self.0.starts_at)
    }

    /// Until when.
    async fn ends_at(&self) -> DateTime {
        DateTime(self.0.ends_at)
    }

    /// How many consecutive minutes after midnight are proven.
    async fn minutes(&self) -> i64 {
        self.0.minutes()
    }

    /// The code that is printed: `7F3K-9QXT-2M4N-8RWV`.
    async fn code(&self) -> String {
        self.0.printed_code()
    }

    /// The page on which anybody who has the code sees whether it counts, with no more than the
    /// initials of the name.
    async fn verify_url(&self, context: &Context<'_>) -> domain::Result<String> {
        let base = &context.house()?.config.public_url;
        Ok(format!("{base}/c/{}", self.0.printed_code()))
    }

    /// The certificate as a PDF: `GET` with the access token.
    async fn pdf_url(&self, context: &Context<'_>) -> domain::Result<String> {
        let base = &context.house()?.config.public_url;
        Ok(format!("{base}/v1/certificates/{}.pdf", self.0.id))
    }

    /// When it was issued.
    async fn issued_at(&self) -> DateTime {
        DateTime(self.0.issued_at)
    }

    /// When it was taken back; null while it counts.
    async fn revoked_at(&self) -> Option<DateTime> {
        self.0.revoked_at.map(DateTime)
    }

    /// Why it was taken back; null when a record was decided against and the rest proves too little.
    async fn revoke_reason(&self) -> Option<&str> {
        self.0.revoke_reason.as_deref()
    }

    /// Whether the viewer may take it back.
    async fn viewer_can_revoke(&self, context: &Context<'_>) -> domain::Result<bool> {
        certificate::can_revoke(context.ctx()?, &self.0).await
    }
}

connection!(CertificateConnection, CertificateEdge, Certificate, "certificates of attendance");
