//! What phones are answered.

use async_graphql::SimpleObject;

use super::PatrolShare;
use crate::graphql::outcome::UserError;

/// A link with its address, or why there is none.
#[derive(SimpleObject)]
pub struct PatrolShareCreatePayload {
    /// The link.
    pub(super) share: Option<PatrolShare>,
    /// Its address, shown here alone: whoever has it follows the patrol.
    pub(super) url: Option<String>,
    /// Why not.
    pub(super) user_errors: Vec<UserError>,
    /// As it was given.
    pub(super) client_mutation_id: Option<String>,
}

/// The link that leads nowhere any more, or why it still does.
#[derive(SimpleObject)]
pub struct PatrolShareEndPayload {
    /// The link.
    pub(super) share: Option<PatrolShare>,
    /// Why not.
    pub(super) user_errors: Vec<UserError>,
    /// As it was given.
    pub(super) client_mutation_id: Option<String>,
}
