//! Entries as plain values.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::{
    policy::Action,
    shared::{
        clock::Instant,
        id::{AreaId, AuditEntryId, DistrictId, PersonId},
    },
};

/// Whether a deed was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Outcome {
    /// It was done.
    Done,
    /// It was tried, and refused.
    Refused,
}

/// An entry as it is read.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The id.
    pub id: AuditEntryId,
    /// When.
    pub noted_at: Instant,
    /// Who did it; none for the program itself and the signed-out.
    pub actor_id: Option<PersonId>,
    /// What, by the name of the policy's action.
    pub action: String,
    /// Whether it was done.
    pub outcome: Outcome,
    /// What it was done to.
    pub subject: Option<(String, Uuid)>,
    /// Whom it concerns.
    pub person_id: Option<PersonId>,
    /// In which state, by its code.
    pub state_code: Option<String>,
    /// In which district.
    pub district_id: Option<DistrictId>,
    /// In which area.
    pub area_id: Option<AreaId>,
    /// From which app.
    pub app: Option<String>,
    /// What stands beside it; empty when there is nothing, or when it was erased.
    pub detail: BTreeMap<String, String>,
    /// Whether something stood beside it that was erased.
    pub detail_erased: bool,
}

/// Which entries are wanted.
#[derive(Clone, Debug, Default)]
pub struct AuditFilter {
    /// By this person.
    pub actor: Option<PersonId>,
    /// Done to this, or concerning this person.
    pub subject: Option<Uuid>,
    /// Of this kind.
    pub action: Option<Action>,
    /// Not before this.
    pub since: Option<Instant>,
    /// Before this.
    pub until: Option<Instant>,
}
