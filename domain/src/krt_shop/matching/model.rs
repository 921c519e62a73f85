//! Needs, supplies and matches as plain values.

use chrono::NaiveDate;
use sea_orm::FromQueryResult;
use serde::Serialize;

use crate::shared::{
    clock::Instant,
    id::{ProjectId, ProjectTradeId, TradeMatchId},
    language::LocalizedText,
};

/// Which side of a trade.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Side {
    /// What a project needs.
    Need,
    /// What a project can supply.
    Supply,
}

impl Side {
    /// The side that fits to it.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Need => Self::Supply,
            Self::Supply => Self::Need,
        }
    }
}

/// How often.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Rhythm {
    /// Once.
    Once,
    /// Every day.
    Daily,
    /// Every week.
    Weekly,
    /// Every month.
    Monthly,
}

/// Something that a project needs or can supply.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Trade {
    /// The id.
    pub id: ProjectTradeId,
    /// Whose it is.
    pub project_id: ProjectId,
    /// Which side.
    pub side: Side,
    /// The category.
    pub category_code: String,
    /// What it is: `cili padi`.
    pub words: LocalizedText,
    /// How much.
    pub quantity: Option<i64>,
    /// Of what: `kg`.
    pub unit: Option<String>,
    /// How often.
    pub rhythm: Option<Rhythm>,
    /// The last day on which it holds, `YYYY-MM-DD` in Malaysia; none: until it is ended.
    pub until_day: Option<String>,
    /// Rises with every change.
    pub version: i64,
    /// When it was first said.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// When it was ended.
    pub ended_at: Option<Instant>,
}

impl Trade {
    /// The last day on which it holds.
    #[must_use]
    pub fn until(&self) -> Option<NaiveDate> {
        self.until_day.as_deref().and_then(|day| day.parse().ok())
    }
}

/// A need or a supply as it is said.
#[derive(Clone, Debug, Serialize)]
pub struct NewTrade {
    /// The id, when the phone makes it, so that a repeat is recognised; of one that is changed.
    pub id: Option<ProjectTradeId>,
    /// The version that was read, of one that is changed.
    pub version: Option<i64>,
    /// Whose it is.
    pub project_id: ProjectId,
    /// Which side.
    pub side: Side,
    /// The category.
    pub category_code: String,
    /// What it is, at most 60 characters in each language.
    pub words: LocalizedText,
    /// How much, 1 to 1,000,000.
    pub quantity: Option<i64>,
    /// Of what, at most 40 characters.
    pub unit: Option<String>,
    /// How often.
    pub rhythm: Option<Rhythm>,
    /// The last day on which it holds, from today to two years ahead.
    pub until: Option<NaiveDate>,
}

/// Something that fits, as one of the two sides sees it.
#[derive(Clone, Debug, PartialEq, FromQueryResult)]
pub struct Match {
    /// The id: each side has its own.
    pub id: TradeMatchId,
    /// Who sees it.
    pub project_id: ProjectId,
    /// Who is on the other side.
    pub other_project_id: ProjectId,
    /// On which side `project_id` is.
    pub side: Side,
    /// What `project_id` said.
    pub own_id: ProjectTradeId,
    /// What `project_id` called it.
    pub own_words: LocalizedText,
    /// What the other said.
    pub other_id: ProjectTradeId,
    /// What the other called it.
    pub other_words: LocalizedText,
    /// How much the other needs or can supply.
    pub quantity: Option<i64>,
    /// Of what.
    pub unit: Option<String>,
    /// How often.
    pub rhythm: Option<Rhythm>,
    /// The last day on which the other's holds.
    pub until_day: Option<String>,
    /// How far the two are apart, in metres; none when it is not known where they are.
    pub metres: Option<i64>,
    /// Since when it fits.
    pub found_at: Instant,
}

impl Match {
    /// The last day on which the other's holds.
    #[must_use]
    pub fn until(&self) -> Option<NaiveDate> {
        self.until_day.as_deref().and_then(|day| day.parse().ok())
    }
}
