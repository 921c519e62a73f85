//! What an action is done to, and what the policy answers.

use super::{action::Action, place::Place};
use crate::shared::{
    error::{Error, ErrorCode, Refusal},
    id::PersonId,
};

/// What an action is done to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Target {
    /// Where it stands.
    pub place: Place,
    /// Whose it is: the account, the upload, the patrol that one takes part in.
    pub owner: Option<PersonId>,
    /// Whether the public may see it.
    pub public: bool,
    /// Whether it is meant for the actor: a notice to those to whom they belong, a call for help of
    /// which they were told or that they answered, or that they make from a patrol of the unit, an
    /// enquiry or a report whose secret they hold.
    pub addressed: bool,
    /// Whether the area in which it stands has neither a chair nor a secretary in office who is not
    /// shut out.
    pub vacant: bool,
}

impl Target {
    /// Nothing in particular.
    #[must_use]
    pub fn nothing() -> Self {
        Self::default()
    }

    /// Something in a place.
    #[must_use]
    pub fn at(place: Place) -> Self {
        Self { place, ..Self::default() }
    }

    /// Something that belongs to a person.
    #[must_use]
    pub fn of(owner: PersonId) -> Self {
        Self { owner: Some(owner), ..Self::default() }
    }
}

/// What the policy has let somebody do: what the audit notes of it.
#[derive(Clone, Debug)]
pub struct Permit {
    /// What.
    pub action: Action,
    /// Where.
    pub place: Place,
    /// Whose it is, when it is somebody's.
    pub owner: Option<PersonId>,
}

/// Why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// Somebody has to sign in first.
    SignIn,
    /// The actor may see it but not do this.
    Forbidden,
    /// The actor may not even know that it exists.
    NotFound,
}

impl Denied {
    /// The error that a service answers with.
    #[must_use]
    pub fn into_error(self) -> Error {
        Refusal::of(match self {
            Self::SignIn => ErrorCode::Unauthenticated,
            Self::Forbidden => ErrorCode::Forbidden,
            Self::NotFound => ErrorCode::NotFound,
        })
        .stop()
    }
}
