//! Notices as plain values.

use serde::Serialize;

use crate::shared::{
    clock::Instant,
    id::{AreaId, NoticeId, PersonId},
    language::LocalizedText,
};

/// How much a notice matters.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Severity {
    /// Good to know.
    Information,
    /// Should be read by everybody.
    Important,
    /// Should be read today.
    Urgent,
    /// Life or property is in danger now.
    Emergency,
}

/// What a notice is about.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Category {
    /// Anything else.
    General,
    /// Safety and patrols.
    Safety,
    /// Health.
    Health,
    /// Floods, storms, haze and other dangers of nature.
    Disaster,
    /// Water, power, roads and refuse.
    Utilities,
    /// Gotong-royong, classes, festivals and other activities.
    Activity,
    /// Meetings of the committee or of everybody.
    Meeting,
    /// Earning, selling and the cost of living.
    Economy,
}

/// Where a notice stands in its life.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum NoticeStatus {
    /// Seen by the committee only.
    Draft,
    /// Seen by everybody in its area.
    Published,
    /// Taken back.
    Withdrawn,
}

/// A notice.
#[derive(Clone, Debug, sea_orm::FromQueryResult)]
pub struct Notice {
    /// The id.
    pub id: NoticeId,
    /// The area that it is for.
    pub area_id: AreaId,
    /// Who wrote it.
    pub author_id: PersonId,
    /// How much it matters.
    pub severity: Severity,
    /// What it is about.
    pub category: Category,
    /// Where it stands in its life.
    pub status: NoticeStatus,
    /// The title.
    pub title: LocalizedText,
    /// The text.
    pub body: LocalizedText,
    /// Rises with every change.
    pub version: i64,
    /// Since when residents see it.
    pub published_at: Option<Instant>,
    /// When it was first written.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// When the reader read it.
    pub read_at: Option<Instant>,
}

/// What a committee writes.
#[derive(Clone, Debug, Serialize)]
pub struct NewNotice {
    /// The area that it is for.
    pub area_id: AreaId,
    /// How much it matters.
    pub severity: Severity,
    /// What it is about.
    pub category: Category,
    /// The title, at most 120 characters in each language.
    pub title: LocalizedText,
    /// The text, at most 5,000 characters in each language.
    pub body: LocalizedText,
}
