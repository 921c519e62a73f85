//! What those who patrol, and who lead a unit, are answered.

use async_graphql::SimpleObject;

use crate::graphql::{
    mysrs::{Patrol, PatrolUnit},
    outcome::UserError,
};

/// The patrol on which somebody is well, or why the word is not kept.
#[derive(SimpleObject)]
pub struct PatrolAlivePayload {
    /// The patrol: `viewerConfirmBy` says until when the next word is due.
    pub(super) patrol: Option<Patrol>,
    /// Why not.
    pub(super) user_errors: Vec<UserError>,
    /// As it was given.
    pub(super) client_mutation_id: Option<String>,
}

/// A unit with its setting, or why nothing was set.
#[derive(SimpleObject)]
pub struct UnitSettingPayload {
    /// The unit: `setting` is what holds now.
    pub(super) unit: Option<PatrolUnit>,
    /// Why not.
    pub(super) user_errors: Vec<UserError>,
    /// As it was given.
    pub(super) client_mutation_id: Option<String>,
}
