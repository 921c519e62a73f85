//! Private figures as plain values.

use serde::Serialize;

use crate::shared::{clock::Instant, id::ProjectId};

/// A project's figures of a month. Only its owner and the officers above it see them.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct Figures {
    /// Whose.
    pub project_id: ProjectId,
    /// The month, `YYYY-MM`.
    pub month: String,
    /// What it earned, in sen.
    pub income_sen: i64,
    /// What it spent, in sen.
    pub spending_sen: i64,
    /// What it was given besides, such as a grant, in sen.
    pub funding_sen: i64,
    /// How many people took part.
    pub participants: i64,
    /// Rises with every correction.
    pub version: i64,
    /// When it was recorded last.
    pub recorded_at: Instant,
}

/// Figures as an owner records or corrects them.
#[derive(Clone, Debug, Serialize)]
pub struct Recording {
    /// Whose.
    pub project_id: ProjectId,
    /// The month, `YYYY-MM`, not in the future.
    pub month: String,
    /// What it earned, in sen.
    pub income_sen: i64,
    /// What it spent, in sen.
    pub spending_sen: i64,
    /// What it was given besides, in sen.
    pub funding_sen: i64,
    /// How many people took part.
    pub participants: i64,
    /// The version that was read; nothing for a month without figures.
    pub version: Option<i64>,
}
