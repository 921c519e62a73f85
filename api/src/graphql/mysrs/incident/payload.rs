//! What phones are answered about incidents.

use async_graphql::SimpleObject;

use super::{category::IncidentCategory, types::Incident};
use crate::graphql::outcome::UserError;

/// An incident, or why there is none.
#[derive(SimpleObject)]
pub struct IncidentPayload {
    /// The incident.
    pub(super) incident: Option<Incident>,
    /// Why not.
    pub(super) user_errors: Vec<UserError>,
    /// As it was given.
    pub(super) client_mutation_id: Option<String>,
}

/// A category of incidents, or why there is none.
#[derive(SimpleObject)]
pub struct IncidentCategoryPayload {
    /// The category.
    pub(super) category: Option<IncidentCategory>,
    /// Why not.
    pub(super) user_errors: Vec<UserError>,
    /// As it was given.
    pub(super) client_mutation_id: Option<String>,
}
