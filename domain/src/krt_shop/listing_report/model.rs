//! Reports of listings as plain values.

use chrono::TimeDelta;
use serde::Serialize;

use crate::shared::{
    clock::Instant,
    id::{AreaId, ListingReportId, PersonId, ProductId, ProjectId},
};

/// Within which time the officers promise to decide.
pub(super) const PROMISED: TimeDelta = TimeDelta::days(3);

/// What is wrong with a listing.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ReportReason {
    /// It shows or claims a mark, such as halal, without the certificate.
    FalseMark,
    /// It may not be sold, or not like this.
    Forbidden,
    /// It harms who eats or uses it.
    Unsafe,
    /// It is not what it says, or its price is not the one that is asked.
    Misleading,
    /// Nobody sells this, or the seller takes money and gives nothing.
    Fraud,
    /// Its pictures or texts are somebody else's.
    NotTheirs,
    /// It insults or threatens people.
    Offensive,
    /// Something else: the text says what.
    Other,
}

/// How far a report has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ReportStatus {
    /// It waits for an officer.
    Received,
    /// An officer looks into it.
    Taken,
    /// Something was done about the listing.
    Upheld,
    /// Nothing was found to be wrong.
    Dismissed,
}

/// What was done about a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ReportMeasure {
    /// The public does not see it any more.
    Hidden,
    /// A certificate was taken back, so that its mark is not shown.
    MarkRevoked,
    /// The seller has corrected it.
    Corrected,
}

/// A report of a listing.
#[derive(Clone, Debug, PartialEq, sea_orm::FromQueryResult)]
pub struct ListingReport {
    /// The id, made by the phone that sent it.
    pub id: ListingReportId,
    /// The offer.
    pub product_id: ProductId,
    /// Its project.
    pub project_id: ProjectId,
    /// The project's neighbourhood.
    pub area_id: AreaId,
    /// What is wrong.
    pub reason: ReportReason,
    /// … in the reporter's words.
    pub text: Option<String>,
    /// Who reported it; none for somebody who was not signed in.
    pub reported_by: Option<PersonId>,
    /// How far it has come.
    pub status: ReportStatus,
    /// When it was reported.
    pub reported_at: Instant,
    /// Until when the officers promise to decide.
    pub due_at: Instant,
    /// Which officer looks into it.
    pub taken_by: Option<PersonId>,
    /// Since when.
    pub taken_at: Option<Instant>,
    /// When it was decided.
    pub decided_at: Option<Instant>,
    /// What was done.
    pub measure: Option<ReportMeasure>,
    /// What the reporter is told.
    pub answer: Option<String>,
    /// By which a repeat is known.
    pub content_hash: Option<Vec<u8>>,
    /// Rises with every change.
    pub version: i64,
}

impl ListingReport {
    /// Whether it waits for a decision.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self.status, ReportStatus::Received | ReportStatus::Taken)
    }

    /// Whether the promised time has passed and nobody has decided.
    #[must_use]
    pub fn is_overdue(&self, now: Instant) -> bool {
        self.is_open() && self.due_at < now
    }
}

/// A report as it is sent.
#[derive(Clone, Debug)]
pub struct NewReport {
    /// The id, made by the phone: the same again is the same report.
    pub id: ListingReportId,
    /// Which offer.
    pub product_id: ProductId,
    /// What is wrong.
    pub reason: ReportReason,
    /// … in words, at most 1,000 characters; asked for when the reason is another one.
    pub text: Option<String>,
}

/// What came of a report, as an officer decides it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportDecision {
    /// Something was done about the listing.
    Uphold,
    /// Nothing was found to be wrong.
    Dismiss,
}

/// What an officer decides.
#[derive(Clone, Debug)]
pub struct ReportDeciding {
    /// The report.
    pub id: ListingReportId,
    /// The version that was read.
    pub version: i64,
    /// What came of it.
    pub decision: ReportDecision,
    /// What was done: needed to uphold; none when nothing was found to be wrong.
    pub measure: Option<ReportMeasure>,
    /// What the reporter is told, at most 1,000 characters.
    pub answer: String,
    /// Whether every open report of the same offer for the same reason is decided with it.
    pub with_alike: bool,
}
