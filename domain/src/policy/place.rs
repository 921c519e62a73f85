//! Where roles count, and where things stand.

use crate::shared::id::{AreaId, DistrictId, PatrolUnitId, ProjectId};

/// Where a role counts.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(tag = "in", content = "id", rename_all = "snake_case")]
pub enum Scope {
    /// Everywhere.
    Nation,
    /// In one state, by its two-digit code.
    State(String),
    /// In one district.
    District(DistrictId),
    /// In one area.
    Area(AreaId),
    /// In one patrol unit.
    Unit(PatrolUnitId),
    /// In one economic project.
    Project(ProjectId),
}

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
