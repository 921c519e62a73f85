//! What phones are answered about months.

use async_graphql::SimpleObject;

use super::{
    places::{Availability, PatrolPlace, ShiftTemplate},
    types::Roster,
};
use crate::graphql::{mysrs::unit::Patroller, outcome::UserError};

/// A roster, or why there is none.
#[derive(SimpleObject)]
pub struct RosterPayload {
    /// The roster.
    pub(super) roster: Option<Roster>,
    /// Why not: `VERSION_CONFLICT`, `NO_SHIFTS` without any recurring shift, the rules that are broken
    /// (`TEAM_TOO_SMALL`, `MONTH_FULL`, `REST_TOO_SHORT`, …), each at `shifts.<id>`.
    pub(super) user_errors: Vec<UserError>,
    /// As it was given.
    pub(super) client_mutation_id: Option<String>,
}

/// A recurring shift, or why there is none.
#[derive(SimpleObject)]
pub struct ShiftTemplatePayload {
    /// The recurring shift.
    pub(super) shift_template: Option<ShiftTemplate>,
    /// Why not.
    pub(super) user_errors: Vec<UserError>,
    /// As it was given.
    pub(super) client_mutation_id: Option<String>,
}

/// A place, or why there is none.
#[derive(SimpleObject)]
pub struct PatrolPlacePayload {
    /// The place.
    pub(super) patrol_place: Option<PatrolPlace>,
    /// Why not.
    pub(super) user_errors: Vec<UserError>,
    /// As it was given.
    pub(super) client_mutation_id: Option<String>,
}

/// What the viewer has said, or why it was not heard.
#[derive(SimpleObject)]
pub struct AvailabilityPayload {
    /// Everything that counts from now on, the earliest first.
    pub(super) availability: Vec<Availability>,
    /// Why not; then nothing of it was written.
    pub(super) user_errors: Vec<UserError>,
    /// As it was given.
    pub(super) client_mutation_id: Option<String>,
}

/// A volunteer, or why there is none.
#[derive(SimpleObject)]
pub struct PatrollerLeadPayload {
    /// The volunteer.
    pub(super) patroller: Option<Patroller>,
    /// Why not.
    pub(super) user_errors: Vec<UserError>,
    /// As it was given.
    pub(super) client_mutation_id: Option<String>,
}
