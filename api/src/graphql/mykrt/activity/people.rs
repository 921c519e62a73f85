//! Who means to come, and who came.

use async_graphql::{Enum, ID, SimpleObject};
use domain::mykrt::activity as activities;

use crate::graphql::{connection::connection, scalars::DateTime};

/// Whether somebody means to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "activities::Answer")]
pub enum ActivityAnswer {
    /// They come.
    Going,
    /// They do not know yet; no place is kept.
    Maybe,
    /// They do not come.
    NotGoing,
}

/// Somebody, by the name that others see.
#[derive(SimpleObject)]
pub struct ActivityPerson {
    /// The person's id.
    id: ID,
    /// The name that others see.
    display_name: String,
}

impl From<activities::Somebody> for ActivityPerson {
    fn from(person: activities::Somebody) -> Self {
        Self { id: person.id.into(), display_name: person.display_name }
    }
}

/// The viewer's own answer to an activity.
#[derive(SimpleObject)]
pub struct ActivityMyAnswer {
    /// Whether they come.
    answer: ActivityAnswer,
    /// How many they bring.
    guests: i64,
    /// Whether they come and have to wait for a place.
    waiting: bool,
    /// Their turn on the waiting list, from 1; none when they do not wait.
    turn: Option<i64>,
    /// When they answered.
    answered_at: DateTime,
}

impl From<activities::MyAnswer> for ActivityMyAnswer {
    fn from(mine: activities::MyAnswer) -> Self {
        Self {
            answer: mine.answer.into(),
            guests: mine.guests,
            waiting: mine.turn.is_some(),
            turn: mine.turn,
            answered_at: DateTime(mine.answered_at),
        }
    }
}

/// Somebody's answer to an activity, for the committee.
#[derive(SimpleObject)]
pub struct ActivityAnswerOf {
    /// Whose it is.
    person: ActivityPerson,
    /// Whether they come.
    answer: ActivityAnswer,
    /// How many they bring.
    guests: i64,
    /// Whether they come and have to wait for a place.
    waiting: bool,
    /// When they answered.
    answered_at: DateTime,
}

impl From<activities::Rsvp> for ActivityAnswerOf {
    fn from(rsvp: activities::Rsvp) -> Self {
        Self {
            person: rsvp.person.into(),
            answer: rsvp.answer.into(),
            guests: rsvp.guests,
            waiting: rsvp.waiting,
            answered_at: DateTime(rsvp.answered_at),
        }
    }
}

connection!(ActivityAnswerConnection, ActivityAnswerEdge, ActivityAnswerOf, "answers");

/// Somebody who was at an activity, or was looked for and not there.
#[derive(SimpleObject)]
pub struct ActivityPresence {
    /// Who.
    person: ActivityPerson,
    /// Whether they were there.
    present: bool,
    /// When that was seen.
    noted_at: DateTime,
}

impl From<activities::Attendee> for ActivityPresence {
    fn from(attendee: activities::Attendee) -> Self {
        Self {
            person: attendee.person.into(),
            present: attendee.present,
            noted_at: DateTime(attendee.noted_at),
        }
    }
}

connection!(
    ActivityPresenceConnection,
    ActivityPresenceEdge,
    ActivityPresence,
    "people who were there or not"
);
