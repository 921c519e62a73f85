//! What a change says: who it concerns, and what of what.

use std::{
    hash::{Hash, Hasher},
    sync::Arc,
};

use uuid::Uuid;

use crate::shared::id::{AreaId, AreaPartId, DistrictId, PatrolUnitId, PersonId, ProjectId};

/// What stands before a state's code.
const STATE: &str = "state:";

/// Who a change concerns.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Everybody, the public included.
    Public,
    /// Everybody who belongs to an area anywhere.
    Nation,
    /// The people of a state, by its two-digit code.
    State(String),
    /// The people of a district.
    District(DistrictId),
    /// The people of an area.
    Area(AreaId),
    /// The people of a part of an area.
    Part(AreaPartId),
    /// The people of a patrol unit.
    Unit(PatrolUnitId),
    /// The sellers of a project, and those who write to them.
    Project(ProjectId),
    /// One person.
    Person(PersonId),
}

impl Scope {
    pub(crate) fn encode(&self) -> String {
        match self {
            Self::Public => "public".to_owned(),
            Self::Nation => "nation".to_owned(),
            Self::State(code) => format!("{STATE}{code}"),
            Self::District(id) => id.to_string(),
            Self::Area(id) => id.to_string(),
            Self::Part(id) => id.to_string(),
            Self::Unit(id) => id.to_string(),
            Self::Project(id) => id.to_string(),
            Self::Person(id) => id.to_string(),
        }
    }

    pub(super) fn decode(text: &str) -> Option<Self> {
        match text {
            "public" => return Some(Self::Public),
            "nation" => return Some(Self::Nation),
            _ => {}
        }
        if let Some(code) = text.strip_prefix(STATE) {
            return Some(Self::State(code.to_owned()));
        }
        text.parse()
            .map(Self::Area)
            .or_else(|_| text.parse().map(Self::District))
            .or_else(|_| text.parse().map(Self::Part))
            .or_else(|_| text.parse().map(Self::Unit))
            .or_else(|_| text.parse().map(Self::Project))
            .or_else(|_| text.parse().map(Self::Person))
            .ok()
    }
}

/// What kind of thing changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Noun {
    /// A state, a district or an area.
    Place,
    /// A person or their roles: tokens of an older epoch are no longer accepted. Told to themselves,
    /// and to an area when they get or lose a role there.
    Person,
    /// A session; when it is gone its tokens are no longer accepted.
    Session,
    /// The keys that sign access tokens.
    SigningKey,
    /// A notice.
    Notice,
    /// How far a notice came with somebody: for the person's other phones.
    NoticeReceipt,
    /// A patrol unit or one of its shifts.
    PatrolUnit,
    /// A checkpoint or a sector of a patrol unit.
    Checkpoint,
    /// An application for a patrol unit.
    UnitApplication,
    /// A patrol.
    Patrol,
    /// A project.
    Project,
    /// A product.
    Product,
    /// A category of the directory.
    Category,
    /// The certificates of a project, of which marks are shown: the project's id.
    Certificate,
    /// A kiosk or a carnival, or who sells there.
    Kiosk,
    /// A post on a committee, or the coordinator of a community group.
    Appointment,
    /// An activity of an area, or somebody's place in it.
    Activity,
    /// An incident, told to its unit.
    Incident,
    /// A call for help from patrol; its caller's moving is not told here.
    Sos,
    /// An enquiry of a buyer, told to its project and to its buyer.
    Enquiry,
    /// The words by which offers are found, of any number of them: the id is nil.
    Words,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Who it concerns.
    pub scope: Scope,
    /// What kind of thing.
    pub noun: Noun,
    /// Which one.
    pub id: Uuid,
    /// Whether it is there no longer, for those in the scope.
    pub gone: bool,
}

impl Change {
    /// Something came or changed.
    pub fn new(scope: Scope, noun: Noun, id: impl Into<Uuid>) -> Self {
        Self { scope, noun, id: id.into(), gone: false }
    }

    /// Something is there no longer.
    pub fn gone(scope: Scope, noun: Noun, id: impl Into<Uuid>) -> Self {
        Self { scope, noun, id: id.into(), gone: true }
    }
}

/// A change as it was told to everybody on this node: that one, and not another that says the same.
/// By it, what a change tells of is read once for all who hear of it.
#[derive(Clone, Debug)]
pub(crate) struct ByChange(pub Arc<Change>);

impl PartialEq for ByChange {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for ByChange {}

impl Hash for ByChange {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Arc::as_ptr(&self.0).hash(state);
    }
}

/// What a listener hears.
#[derive(Clone, Debug)]
pub enum Told {
    /// A change, with the place from which the log is read on by somebody who has heard everything
    /// up to it (`notices_since`).
    Change(i64, Arc<Change>),
    /// Changes may have been missed: forget what was cached.
    Gap,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_is_read_as_it_was_written() {
        let id = Uuid::from_u128(7);
        for scope in [
            Scope::Public,
            Scope::Nation,
            Scope::State("01".to_owned()),
            Scope::District(DistrictId(id)),
            Scope::Area(AreaId(id)),
            Scope::Part(AreaPartId(id)),
            Scope::Unit(PatrolUnitId(id)),
            Scope::Project(ProjectId(id)),
            Scope::Person(PersonId(id)),
        ] {
            assert_eq!(Scope::decode(&scope.encode()), Some(scope));
        }
    }
}
