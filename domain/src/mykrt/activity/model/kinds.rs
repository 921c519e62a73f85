//! What an activity is of, and where it stands.

use serde::Serialize;

/// What kind of activity it is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ActivityKind {
    /// A meeting of the committee, or of a part of it.
    Meeting,
    /// The annual meeting of everybody.
    AnnualMeeting,
    /// Gotong-royong: everybody lends a hand.
    GotongRoyong,
    /// A class, a course or a talk.
    Class,
    /// Sport and recreation.
    Sport,
    /// A festival or a celebration.
    Celebration,
    /// A health day: screening, blood donation, fogging.
    Health,
    /// A visit to somebody, or a journey together.
    Visit,
    /// A market, a sale or another activity of the community's economy.
    Market,
    /// Anything else.
    Other,
}

impl ActivityKind {
    /// Whether minutes are written of it.
    #[must_use]
    pub fn has_minutes(self) -> bool {
        matches!(self, Self::Meeting | Self::AnnualMeeting)
    }
}

/// One of the eight fields of work.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FieldOfWork {
    /// Safety.
    Safety,
    /// Lifelong learning.
    LifelongLearning,
    /// Economy and cost of living.
    Economy,
    /// Creativity.
    Creativity,
    /// Environment.
    Environment,
    /// Leadership.
    Leadership,
    /// Well-being.
    WellBeing,
    /// Heritage and culture.
    Heritage,
}

/// One of the 5P of the plan.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FiveP {
    /// Penggalakan.
    Encouragement,
    /// Pencegahan.
    Prevention,
    /// Pencelahan.
    Intervention,
    /// Pemulihan.
    Recovery,
    /// Penilaian.
    Evaluation,
}

/// Where an activity stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ActivityStatus {
    /// It is to take place.
    Planned,
    /// It took place: somebody came.
    Held,
    /// It does not take place.
    Cancelled,
}
