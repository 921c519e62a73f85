//! Certificates of projects, as plain values.

use chrono::NaiveDate;
use serde::Serialize;

use crate::shared::{
    clock::Instant,
    id::{MediaId, PersonId, ProductId, ProjectCertificateId, ProjectId},
};

/// What a certificate is about.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    sea_orm::EnumIter,
    sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CertificateKind {
    /// Halal, by JAKIM or a state's religious council.
    Halal,
    /// MeSTI: safe food is the industry's responsibility; by the Ministry of Health.
    Mesti,
    /// `MyGAP`: good practice on the farm; by the Department of Agriculture.
    MyGap,
    /// SALM, the scheme before `MyGAP`.
    Salm,
    /// Good manufacturing practice.
    Gmp,
    /// Hazard analysis and critical control points.
    Haccp,
    /// The registration of the business by SSM.
    Ssm,
}

/// How far a certificate has come.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CertificateStatus {
    /// It waits for an officer.
    Submitted,
    /// An officer has checked it: its mark is shown while it is valid.
    Confirmed,
    /// An officer did not believe it; the reason says why.
    Refused,
    /// It was confirmed and does not count any more; the reason says why.
    Revoked,
}

/// A certificate of a project, or of one thing that it offers.
#[derive(Clone, Debug, PartialEq, sea_orm::FromQueryResult)]
pub struct Certificate {
    /// The id.
    pub id: ProjectCertificateId,
    /// Whose it is.
    pub project_id: ProjectId,
    /// The one product that it is for; none: all that the project offers.
    pub product_id: Option<ProductId>,
    /// What it is about.
    pub kind: CertificateKind,
    /// Its number.
    pub number: String,
    /// Who has issued it.
    pub issuer: String,
    /// The first day on which it is valid, in Malaysia.
    pub valid_from: NaiveDate,
    /// The last day on which it is valid, in Malaysia.
    pub valid_until: NaiveDate,
    /// The picture or document that shows it; none once the account is erased that sent it.
    pub scan_media_id: Option<MediaId>,
    /// How far it has come.
    pub status: CertificateStatus,
    /// Why it was refused or revoked.
    pub reason: Option<String>,
    /// Who has submitted it.
    pub submitted_by: PersonId,
    /// When.
    pub submitted_at: Instant,
    /// Who has decided last.
    pub decided_by: Option<PersonId>,
    /// When.
    pub decided_at: Option<Instant>,
    /// Rises with every decision.
    pub version: i64,
}

/// What an owner submits.
#[derive(Clone, Debug, Serialize)]
pub struct NewCertificate {
    /// Whose it is.
    pub project_id: ProjectId,
    /// The one product that it is for; none: all that the project offers.
    pub product_id: Option<ProductId>,
    /// What it is about.
    pub kind: CertificateKind,
    /// Its number, at most 60 characters; of SSM 12 digits.
    pub number: String,
    /// Who has issued it, at most 120 characters.
    pub issuer: String,
    /// The first day on which it is valid.
    pub valid_from: NaiveDate,
    /// The last day on which it is valid.
    pub valid_until: NaiveDate,
    /// A picture or a document of one's own that shows it.
    pub scan_id: MediaId,
}

/// What an officer says to a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum CertificateDecision {
    /// It is right.
    Confirm,
    /// It is not.
    Refuse,
}

/// What an officer decides about a certificate.
#[derive(Clone, Debug, Serialize)]
pub struct Deciding {
    /// Which one.
    pub id: ProjectCertificateId,
    /// What is said.
    pub decision: CertificateDecision,
    /// Why, at most 500 characters; needed to refuse.
    pub reason: Option<String>,
}

/// A certificate that does not count any more.
#[derive(Clone, Debug, Serialize)]
pub struct Revoking {
    /// Which one.
    pub id: ProjectCertificateId,
    /// Why, 1 to 500 characters.
    pub reason: String,
}
