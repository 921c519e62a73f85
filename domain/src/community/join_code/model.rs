//! Join codes as plain values.

use serde::Serialize;

use crate::shared::{
    clock::Instant,
    id::{AreaId, JoinCodeId},
};

/// What a committee wants of a new code.
#[derive(Clone, Debug, Serialize)]
pub struct NewJoinCode {
    /// Into which area it lets people.
    pub area_id: AreaId,
    /// Until when; some months when nothing is said.
    pub expires_at: Option<Instant>,
    /// How many people may use it.
    pub uses: Option<i64>,
}

/// A code, as its committee sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JoinCode {
    /// The id.
    pub id: JoinCodeId,
    /// Into which area it lets people.
    pub area_id: AreaId,
    /// As it is printed: `KRT-7F3K-9QXT`.
    pub code: String,
    /// When it was made.
    pub made_at: Instant,
    /// Until when it counts.
    pub expires_at: Instant,
    /// How many people may use it.
    pub most_uses: i64,
    /// How many have.
    pub uses: i64,
    /// Since when another code stands in its place.
    pub replaced_at: Option<Instant>,
}
