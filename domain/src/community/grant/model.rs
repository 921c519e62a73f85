//! Grants as plain values.

use serde::Serialize;

use crate::{
    policy::{Action, Place, Role, Target},
    shared::{
        clock::Instant,
        id::{AreaId, DistrictId, OfficerGrantId, PersonId, ProjectId},
    },
};

/// An office that one person may grant to another. An administrator is made by the program alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Office {
    /// Pegawai Perpaduan Daerah; counts in a district.
    DistrictOfficer,
    /// Pengarah Perpaduan Negeri; counts in a state.
    StateOfficer,
    /// Officer at headquarters; counts in the nation.
    HqOfficer,
    /// The police's liaison officer; counts in a district, a state or the nation.
    PoliceLiaison,
    /// Who looks after an economic project and writes its products; counts in that project.
    ProjectOwner,
}

impl Office {
    /// The role that it gives.
    #[must_use]
    pub const fn role(self) -> Role {
        match self {
            Self::DistrictOfficer => Role::DistrictOfficer,
            Self::StateOfficer => Role::StateOfficer,
            Self::HqOfficer => Role::HqOfficer,
            Self::PoliceLiaison => Role::PoliceLiaison,
            Self::ProjectOwner => Role::ProjectOwner,
        }
    }

    /// What somebody must be allowed to do in order to grant it.
    #[must_use]
    pub const fn giving(self) -> Action {
        match self {
            Self::DistrictOfficer | Self::StateOfficer | Self::PoliceLiaison => Action::GrantGive,
            Self::HqOfficer => Action::GrantGiveHq,
            Self::ProjectOwner => Action::GrantGiveProject,
        }
    }
}

/// Who is granted something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Grantee {
    /// Somebody whose id is known.
    Person(PersonId),
    /// Whoever has the account with this number, in any common Malaysian spelling.
    Phone(String),
}

/// A grant as its giver wants it.
#[derive(Clone, Debug, Serialize)]
pub struct NewGrant {
    /// Who.
    pub grantee: Grantee,
    /// What.
    pub office: Office,
    /// In which state, when it counts in a whole state.
    pub state_code: Option<String>,
    /// In which district, when it counts in one.
    pub district_id: Option<DistrictId>,
    /// In which project, when it counts in one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_id: Option<ProjectId>,
    /// Why.
    pub reason: String,
    /// From when; now when nothing is said.
    pub starts_at: Option<Instant>,
    /// Until when.
    pub ends_at: Instant,
}

/// A grant.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct OfficerGrant {
    /// The id.
    pub id: OfficerGrantId,
    /// Who holds it.
    pub person_id: PersonId,
    /// The holder's name.
    pub display_name: String,
    /// What.
    pub role: Role,
    /// The state in which it counts, when it counts in a whole state.
    pub state_code: Option<String>,
    /// The district in which it counts.
    pub district_id: Option<DistrictId>,
    /// The state of that district, or of the project's.
    pub state_of_district: Option<String>,
    /// The project in which it counts.
    pub project_id: Option<ProjectId>,
    /// The area whose project that is.
    pub area_of_project: Option<AreaId>,
    /// The district of that area.
    pub district_of_project: Option<DistrictId>,
    /// Who gave it; nobody when the program did.
    pub given_by: Option<PersonId>,
    /// The giver's name.
    pub giver_name: Option<String>,
    /// Why.
    pub reason: String,
    /// From when.
    pub starts_at: Instant,
    /// Until when.
    pub ends_at: Option<Instant>,
    /// Who ended it before its time.
    pub ended_by: Option<PersonId>,
    /// Why it was ended before its time.
    pub end_reason: Option<String>,
}

impl OfficerGrant {
    /// What it is to the policy.
    #[must_use]
    pub fn target(&self) -> Target {
        let place = Place {
            state: self.state_code.clone().or_else(|| self.state_of_district.clone()),
            district: self.district_id.or(self.district_of_project),
            area: self.area_of_project,
            project: self.project_id,
            ..Place::default()
        };
        Target { owner: Some(self.person_id), ..Target::at(place) }
    }

    /// What somebody must be allowed to do in order to end it.
    #[must_use]
    pub const fn ending(&self) -> Action {
        match self.role {
            Role::HqOfficer | Role::Administrator => Action::GrantEndHq,
            Role::ProjectOwner => Action::GrantEndProject,
            _ => Action::GrantEnd,
        }
    }

    /// Whether it counts at this moment.
    #[must_use]
    pub fn counts(&self, now: Instant) -> bool {
        self.starts_at <= now && self.ends_at.is_none_or(|ends| ends > now)
    }
}

/// Which grants are wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct GrantFilter {
    /// Only those of this role.
    pub role: Option<Role>,
    /// Only those that count now or will.
    pub open_only: bool,
}
