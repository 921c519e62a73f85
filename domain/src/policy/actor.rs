//! Who asks, with the roles that count and where.

use super::{
    place::{Place, Scope},
    role::Role,
};
use crate::shared::id::{AreaId, DistrictId, PatrolUnitId, PersonId, SessionId};

/// A role with the scope in which it counts.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// Where it counts.
    pub scope: Scope,
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Somebody who is not signed in.
    Anonymous,
    /// A signed-in person with the roles that their token carries.
    Person {
        /// The person.
        id: PersonId,
        /// The session.
        session: SessionId,
        /// The roles.
        grants: Vec<Grant>,
    },
}

impl Actor {
    /// The person, when somebody is signed in.
    #[must_use]
    pub fn person(&self) -> Option<PersonId> {
        match self {
            Self::Anonymous => None,
            Self::Person { id, .. } => Some(*id),
        }
    }

    /// The roles.
    #[must_use]
    pub fn grants(&self) -> &[Grant] {
        match self {
            Self::Anonymous => &[],
            Self::Person { grants, .. } => grants,
        }
    }

    /// The areas in which the actor is a resident or on the committee.
    #[must_use]
    pub fn areas(&self) -> Vec<AreaId> {
        let mut areas: Vec<AreaId> = self
            .grants()
            .iter()
            .filter_map(|grant| match grant.scope {
                Scope::Area(area) => Some(area),
                _ => None,
            })
            .collect();
        areas.sort_unstable();
        areas.dedup();
        areas
    }

    /// Where the actor is an officer of the department.
    #[must_use]
    pub fn oversight(&self) -> Oversight {
        let mut oversight = Oversight::default();
        for grant in self.grants().iter().filter(|grant| Role::OFFICERS.contains(&grant.role)) {
            match &grant.scope {
                Scope::Nation => oversight.nation = true,
                Scope::State(code) => oversight.states.push(code.clone()),
                Scope::District(district) => oversight.districts.push(*district),
                Scope::Area(_) | Scope::Unit(_) | Scope::Project(_) => {}
            }
        }
        oversight
    }

    /// The patrol units that the actor leads.
    #[must_use]
    pub fn led_units(&self) -> Vec<PatrolUnitId> {
        let led = self.grants().iter().filter(|grant| grant.role == Role::UnitLeader);
        led.filter_map(|grant| match grant.scope {
            Scope::Unit(unit) => Some(unit),
            _ => None,
        })
        .collect()
    }

    /// Whether the actor holds a role there.
    #[must_use]
    pub fn has(&self, role: Role, place: &Place) -> bool {
        self.holds(&[role], place)
    }

    /// Whether the actor holds one of these roles there.
    pub(super) fn holds(&self, roles: &[Role], place: &Place) -> bool {
        self.grants().iter().any(|grant| roles.contains(&grant.role) && place.lies_in(&grant.scope))
    }
}

/// What an officer of the department looks after.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Oversight {
    /// The whole country.
    pub nation: bool,
    /// These states, by their codes.
    pub states: Vec<String>,
    /// These districts.
    pub districts: Vec<DistrictId>,
}

impl Oversight {
    /// Whether it is nothing at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.nation && self.states.is_empty() && self.districts.is_empty()
    }
}
