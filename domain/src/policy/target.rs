//! What an action is done to, and what the policy answers.

use super::{action::Action, actor::Scope};
use crate::shared::{
    error::{Error, ErrorCode, Refusal},
    id::{AreaId, DistrictId, PatrolUnitId, PersonId, ProjectId},
};

/// Where something stands: everything that a scope can name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The state's code.
    pub state: Option<String>,
    /// The district.
    pub district: Option<DistrictId>,
    /// The area.
    pub area: Option<AreaId>,
    /// The patrol unit.
    pub unit: Option<PatrolUnitId>,
    /// The project.
    pub project: Option<ProjectId>,
}

impl Place {
    /// Somewhere in this scope, of which nothing else is known.
    #[must_use]
    pub fn only(scope: &Scope) -> Self {
        let nowhere = Self::default();
        match scope {
            Scope::Nation => nowhere,
            Scope::State(code) => Self { state: Some(code.clone()), ..nowhere },
            Scope::District(id) => Self { district: Some(*id), ..nowhere },
            Scope::Area(id) => Self { area: Some(*id), ..nowhere },
            Scope::Unit(id) => Self { unit: Some(*id), ..nowhere },
            Scope::Project(id) => Self { project: Some(*id), ..nowhere },
        }
    }

    /// Whether it is within this scope.
    pub(super) fn lies_in(&self, scope: &Scope) -> bool {
        match scope {
            Scope::Nation => true,
            Scope::State(code) => self.state.as_ref() == Some(code),
            Scope::District(district) => self.district == Some(*district),
            Scope::Area(area) => self.area == Some(*area),
            Scope::Unit(unit) => self.unit == Some(*unit),
            Scope::Project(project) => self.project == Some(*project),
        }
    }
}

/// What an action is done to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Target {
    /// Where it stands.
    pub place: Place,
    /// Whose it is: the account, the upload, the patrol that one takes part in.
    pub owner: Option<PersonId>,
    /// Whether the public may see it.
    pub public: bool,
    /// Whether it is meant for the actor: a notice to those to whom they belong.
    pub addressed: bool,
    /// Whether the area in which it stands has neither a chair nor a secretary in office.
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
