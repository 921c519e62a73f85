//! Parts of an area as plain values.

use crate::shared::{
    clock::Instant,
    id::{AreaId, AreaPartId},
};

/// A part of an area.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct AreaPart {
    /// The id.
    pub id: AreaPartId,
    /// The area.
    pub area_id: AreaId,
    /// What it is called, 1 to 60 characters.
    pub name: String,
    /// When it ended; none while notices may go to it.
    pub ended_at: Option<Instant>,
}
