//! Entries of the audit.

use async_graphql::{Enum, ID, SimpleObject};
use domain::shared::{
    audit::{self, Entry},
    id,
};

use crate::graphql::{connection::connection, scalars::DateTime};

/// Whether a deed was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "audit::Outcome")]
pub enum AuditOutcome {
    /// It was done.
    Done,
    /// It was tried, and refused.
    Refused,
}

/// Something that stands beside an entry and may have to be erased one day.
#[derive(Clone, Debug, SimpleObject)]
pub struct AuditDetail {
    /// What it is: `reason`, `status`, …
    pub name: String,
    /// The text.
    pub value: String,
}

/// Who did what to whom, when, from which app. It holds ids, never names or numbers.
#[derive(Clone, Debug, SimpleObject)]
pub struct AuditEntry {
    /// The id. Ids of later entries are greater.
    pub id: ID,
    /// When it was done.
    pub noted_at: DateTime,
    /// The person who did it; null for the program itself and for somebody signed out.
    pub actor_id: Option<ID>,
    /// What was done, by the name of the action: `NOTICE_PUBLISH`. New names come; none changes.
    pub action: String,
    /// Whether it was done, or tried and refused.
    pub outcome: AuditOutcome,
    /// What it was done to; the id's prefix tells the kind.
    pub subject_id: Option<ID>,
    /// The person whom it concerns.
    pub person_id: Option<ID>,
    /// The two-digit code of the state in which it was done; null when it has no place.
    pub state_code: Option<String>,
    /// The district in which it was done.
    pub district_id: Option<ID>,
    /// The area in which it was done.
    pub area_id: Option<ID>,
    /// The app that it came from, as it names itself: `mykrt/1.4.0 (android)`.
    pub app: Option<String>,
    /// What stands beside the entry; empty when there is nothing, or when it was erased.
    pub detail: Vec<AuditDetail>,
    /// Whether something stood beside the entry that was erased with somebody's account.
    pub detail_erased: bool,
}

impl From<Entry> for AuditEntry {
    fn from(entry: Entry) -> Self {
        Self {
            id: entry.id.into(),
            noted_at: DateTime(entry.noted_at),
            actor_id: entry.actor_id.map(ID::from),
            action: entry.action,
            outcome: entry.outcome.into(),
            subject_id: entry.subject.map(|(kind, subject)| ID::from(id::encode(&kind, subject))),
            person_id: entry.person_id.map(ID::from),
            state_code: entry.state_code,
            district_id: entry.district_id.map(ID::from),
            area_id: entry.area_id.map(ID::from),
            app: entry.app,
            detail: entry
                .detail
                .into_iter()
                .map(|(name, value)| AuditDetail { name, value })
                .collect(),
            detail_erased: entry.detail_erased,
        }
    }
}

connection!(AuditEntryConnection, AuditEntryEdge, AuditEntry, "entries of the audit");
