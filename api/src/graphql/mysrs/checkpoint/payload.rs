//! What those who set checkpoints are answered.

use async_graphql::SimpleObject;

use super::types::{Checkpoint, Sector};
use crate::graphql::outcome::UserError;

/// A checkpoint, or why there is none.
#[derive(SimpleObject)]
pub struct CheckpointPayload {
    /// The checkpoint.
    pub(super) checkpoint: Option<Checkpoint>,
    /// Why not.
    pub(super) user_errors: Vec<UserError>,
    /// As it was given.
    pub(super) client_mutation_id: Option<String>,
}

/// A sector, or why there is none.
#[derive(SimpleObject)]
pub struct SectorPayload {
    /// The sector.
    pub(super) sector: Option<Sector>,
    /// Why not.
    pub(super) user_errors: Vec<UserError>,
    /// As it was given.
    pub(super) client_mutation_id: Option<String>,
}
