//! Who means to come.

use serde::Serialize;

use crate::shared::{
    clock::Instant,
    id::{ActivityId, PersonId},
};

/// Whether somebody means to come.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Answer {
    /// They come.
    Going,
    /// They do not know yet; no place is kept.
    Maybe,
    /// They do not come.
    NotGoing,
}

/// Somebody's answer.
#[derive(Clone, Copy, Debug)]
pub struct NewAnswer {
    /// The activity.
    pub activity_id: ActivityId,
    /// Whether they come.
    pub answer: Answer,
    /// How many they bring, 0 to 10.
    pub guests: i64,
}

/// Somebody, by the name that others see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Somebody {
    /// Who.
    pub id: PersonId,
    /// The name.
    pub display_name: String,
}

/// An answer as the committee reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rsvp {
    /// Whose it is.
    pub person: Somebody,
    /// Whether they come.
    pub answer: Answer,
    /// How many they bring.
    pub guests: i64,
    /// Whether they come and have to wait for a place.
    pub waiting: bool,
    /// When they answered.
    pub answered_at: Instant,
}

/// The reader's own answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MyAnswer {
    /// Whether they come.
    pub answer: Answer,
    /// How many they bring.
    pub guests: i64,
    /// Their turn on the waiting list, from 1; none when they do not wait.
    pub turn: Option<i64>,
    /// When they answered.
    pub answered_at: Instant,
}

/// How many come, and how many came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// People with a place, without their guests.
    pub going: i64,
    /// The guests whom those bring.
    pub guests: i64,
    /// People and guests who wait for a place.
    pub waiting: i64,
    /// People who do not know yet.
    pub maybe: i64,
    /// People who do not come.
    pub not_going: i64,
    /// People with an account who came.
    pub present: i64,
}
