//! What the registry answers.

use async_graphql::SimpleObject;

use super::{
    member::{PatrolUnitConsent, PatrolUnitStrength},
    types::PatrolUnitApplication,
};
use crate::graphql::{mysrs::PatrolUnit, outcome::UserError};

/// An application, or why there is none.
#[derive(SimpleObject)]
pub struct PatrolUnitApplicationPayload {
    /// The application.
    pub(super) application: Option<PatrolUnitApplication>,
    /// Why not.
    pub(super) user_errors: Vec<UserError>,
    /// As it was given.
    pub(super) client_mutation_id: Option<String>,
}

/// Somebody's answer, or why there is none.
#[derive(SimpleObject)]
pub struct PatrolUnitConsentPayload {
    /// Who was asked, and what they answered.
    pub(super) consent: Option<PatrolUnitConsent>,
    /// Why not.
    pub(super) user_errors: Vec<UserError>,
    /// As it was given.
    pub(super) client_mutation_id: Option<String>,
}

/// The unit that was left, or why it was not.
#[derive(SimpleObject)]
pub struct PatrollerLeavePayload {
    /// The unit without the viewer. When it is `below`, its leader and the officers above it have
    /// been warned.
    pub(super) strength: Option<PatrolUnitStrength>,
    /// Why not.
    pub(super) user_errors: Vec<UserError>,
    /// As it was given.
    pub(super) client_mutation_id: Option<String>,
}

/// The unit without the volunteer, or why they still belong to it.
#[derive(SimpleObject)]
pub struct PatrollerEndPayload {
    /// The unit as it is now. When it is `below`, its leader and the officers above it have been
    /// warned.
    pub(super) strength: Option<PatrolUnitStrength>,
    /// Why not: `LAST_IN_CHARGE` for the unit's leader, `TOO_SHORT`, …
    pub(super) user_errors: Vec<UserError>,
    /// As it was given.
    pub(super) client_mutation_id: Option<String>,
}

/// A unit, or why there is none.
#[derive(SimpleObject)]
pub struct PatrolUnitPayload {
    /// The unit.
    pub(super) unit: Option<PatrolUnit>,
    /// Why not.
    pub(super) user_errors: Vec<UserError>,
    /// As it was given.
    pub(super) client_mutation_id: Option<String>,
}
