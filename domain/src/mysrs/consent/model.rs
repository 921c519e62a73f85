//! Consent as plain values.

use serde::Serialize;

use crate::shared::{
    clock::Instant,
    id::{AreaId, ConsentId, PatrolUnitId, PersonId, UnitApplicationId},
};

/// What somebody answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Answer {
    /// Nothing yet.
    Asked,
    /// They join.
    Accepted,
    /// They do not join.
    Declined,
}

/// Somebody is asked to join a unit, or an application for one.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct Consent {
    /// The id.
    pub id: ConsentId,
    /// The application in which they are named.
    pub application_id: Option<UnitApplicationId>,
    /// Or the unit that they are to join.
    pub unit_id: Option<PatrolUnitId>,
    /// Who.
    pub person_id: PersonId,
    /// The name that others see.
    pub display_name: String,
    /// Since when they are asked.
    pub asked_at: Instant,
    /// What they answered.
    pub answer: Answer,
    /// When they answered.
    pub answered_at: Option<Instant>,
    /// The age that they said to have reached; nothing when they did not join.
    pub stated_age: Option<i64>,
}

/// A question that somebody has not answered yet, with what they need to know to answer it.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct Invitation {
    /// The application in which they are named.
    pub application_id: Option<UnitApplicationId>,
    /// Or the unit that they are to join.
    pub unit_id: Option<PatrolUnitId>,
    /// The area that the unit looks after, or would.
    pub area_id: AreaId,
    /// The unit's name, when it has one yet.
    pub name: Option<String>,
    /// Where its patrols meet, when that is known.
    pub meeting_place: Option<String>,
    /// Who asks.
    pub asked_by: String,
    /// Since when they are asked.
    pub asked_at: Instant,
}

/// An answer. The year of birth serves the decision and is not kept.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Answering {
    /// Whether they join.
    pub accept: bool,
    /// The year in which they were born.
    pub birth_year: Option<i32>,
    /// Whether they say that they are old enough.
    pub adult: bool,
}
