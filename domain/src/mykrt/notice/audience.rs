//! To whom a notice goes: a place, the roles there, and people by name; pure.

use sea_orm::{ColIdx, DbErr, QueryResult, TryGetError, TryGetable};
use serde::Serialize;
use uuid::Uuid;

use crate::{
    policy::Role,
    shared::{
        change_log::Scope,
        id::{AreaId, AreaPartId, DistrictId, PersonId},
    },
};

/// The place that a notice is for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Where {
    /// The whole country.
    Nation,
    /// A state, by its two-digit code.
    State(String),
    /// A district.
    District(DistrictId),
    /// An area.
    Area(AreaId),
    /// A part of an area: those of the area who live there.
    Part(AreaId, AreaPartId),
}

impl Where {
    /// As it stands in the table: the feed walks an index of it.
    pub(super) fn encode(&self) -> String {
        match self {
            Self::Nation => "nation".to_owned(),
            Self::State(code) => format!("state:{code}"),
            Self::District(id) => format!("district:{}", id.0.simple()),
            Self::Area(id) => format!("area:{}", id.0.simple()),
            Self::Part(area, id) => format!("part:{}:{}", area.0.simple(), id.0.simple()),
        }
    }

    fn decode(text: &str) -> Option<Self> {
        let id = |text: &str| Uuid::parse_str(text).ok();
        match text.split_once(':') {
            None => (text == "nation").then_some(Self::Nation),
            Some(("state", code)) => Some(Self::State(code.to_owned())),
            Some(("district", rest)) => Some(Self::District(DistrictId(id(rest)?))),
            Some(("area", rest)) => Some(Self::Area(AreaId(id(rest)?))),
            Some(("part", rest)) => {
                let (area, part) = rest.split_once(':')?;
                Some(Self::Part(AreaId(id(area)?), AreaPartId(id(part)?)))
            }
            Some(_) => None,
        }
    }

    /// The area, when it is one or a part of one.
    #[must_use]
    pub fn area(&self) -> Option<AreaId> {
        match self {
            Self::Area(id) | Self::Part(id, _) => Some(*id),
            Self::Nation | Self::State(_) | Self::District(_) => None,
        }
    }

    /// Who hears of changes there.
    pub(super) fn hearers(&self) -> Scope {
        match self {
            Self::Nation => Scope::Nation,
            Self::State(code) => Scope::State(code.clone()),
            Self::District(id) => Scope::District(*id),
            Self::Area(id) => Scope::Area(*id),
            Self::Part(_, id) => Scope::Part(*id),
        }
    }
}

impl TryGetable for Where {
    fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
        let text = String::try_get_by(row, index)?;
        let unknown = || DbErr::Type(format!("{text} is no place of a notice"));
        Ok(Self::decode(&text).ok_or_else(unknown)?)
    }
}

/// Whom of a place a notice is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AudienceRole {
    /// Who lives there or belongs there.
    Residents,
    /// Who holds a post on a committee there.
    Committee,
    /// The volunteers and leaders of patrol units there.
    Patrol,
    /// Who leads a community group there.
    Groups,
}

impl AudienceRole {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::Residents, Self::Committee, Self::Patrol, Self::Groups];

    /// The role in a sum of roles.
    #[must_use]
    pub fn bit(self) -> i64 {
        match self {
            Self::Residents => 1,
            Self::Committee => 2,
            Self::Patrol => 4,
            Self::Groups => 8,
        }
    }

    /// As what somebody with this role receives notices; nothing for roles that make nobody
    /// belong to an area.
    pub(super) fn of(role: Role) -> Option<Self> {
        match role {
            Role::Resident => Some(Self::Residents),
            Role::Chair
            | Role::DeputyChair
            | Role::Secretary
            | Role::AssistantSecretary
            | Role::Treasurer
            | Role::Member => Some(Self::Committee),
            Role::GroupCoordinator => Some(Self::Groups),
            Role::Patroller | Role::UnitLeader => Some(Self::Patrol),
            Role::ProjectOwner
            | Role::DistrictOfficer
            | Role::StateOfficer
            | Role::HqOfficer
            | Role::PoliceLiaison
            | Role::Administrator => None,
        }
    }
}

/// To whom a notice goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Audience {
    /// The place.
    pub place: Where,
    /// Whom of the place; everybody there when no role and nobody is named.
    pub roles: Vec<AudienceRole>,
    /// People of the place by name, at most 200, besides those with the roles.
    pub people: Vec<PersonId>,
}

impl Audience {
    /// The sum of the roles: 15 for everybody, 0 for nobody but those who are named.
    #[must_use]
    pub fn mask(&self) -> i64 {
        if self.roles.is_empty() && self.people.is_empty() {
            return AudienceRole::ALL.iter().map(|role| role.bit()).sum();
        }
        self.roles.iter().fold(0, |mask, role| mask | role.bit())
    }
}

/// The roles in a sum.
#[must_use]
pub fn roles_in(mask: i64) -> Vec<AudienceRole> {
    AudienceRole::ALL.into_iter().filter(|role| mask & role.bit() != 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_was_written() {
        let id = Uuid::from_u128(7);
        for place in [
            Where::Nation,
            Where::State("01".to_owned()),
            Where::District(DistrictId(id)),
            Where::Area(AreaId(id)),
            Where::Part(AreaId(id), AreaPartId(Uuid::from_u128(8))),
        ] {
            assert_eq!(Where::decode(&place.encode()), Some(place));
        }
        assert_eq!(Where::Area(AreaId(id)).encode(), "area:00000000000000000000000000000007");
        for wrong in [
            "",
            "nation:",
            "area:x",
            "part:",
            "part:00000000000000000000000000000007",
            "state",
            "galaxy:1",
        ] {
            assert_eq!(Where::decode(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn without_a_role_everybody_is_meant_unless_somebody_is_named() {
        let audience = |roles: &[AudienceRole], people: &[u128]| Audience {
            place: Where::Nation,
            roles: roles.to_vec(),
            people: people.iter().map(|number| PersonId(Uuid::from_u128(*number))).collect(),
        };
        assert_eq!(audience(&[], &[]).mask(), 15);
        assert_eq!(audience(&[], &[1]).mask(), 0);
        let twice = [AudienceRole::Committee, AudienceRole::Groups, AudienceRole::Committee];
        assert_eq!(audience(&twice, &[1]).mask(), 10);
        assert_eq!(roles_in(10), [AudienceRole::Committee, AudienceRole::Groups]);
    }
}
