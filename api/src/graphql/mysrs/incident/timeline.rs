//! The timeline of an incident.

use async_graphql::{Description, Enum, ID, Object, SimpleObject};
use domain::mysrs::incident;

use super::types::IncidentStatus;
use crate::graphql::{connection::connection, scalars::DateTime};

/// What a step in the timeline of an incident is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "incident::StepKind")]
pub enum IncidentStepKind {
    /// It was reported.
    Reported,
    /// Its status changed.
    StatusSet,
    /// Somebody looks after it, or nobody any more.
    Assigned,
    /// It was corrected.
    Updated,
    /// Somebody wrote a note.
    Noted,
    /// Somebody added a picture.
    PhotoAdded,
    /// It was referred.
    Referred,
    /// Something came back of a referral.
    Answered,
}

/// Somebody who has to do with an incident.
#[derive(Clone, Debug, SimpleObject)]
pub struct IncidentPerson {
    /// The person's id.
    pub(super) person_id: ID,
    /// The name that others see; empty once their account is erased.
    pub(super) display_name: String,
}

/// What stood in a field of an incident before it was corrected.
#[derive(Clone, Debug, SimpleObject)]
pub struct IncidentChange {
    /// The field, as `incidentUpdate` names it: `behaviour`.
    field: String,
    /// What stood there; null when it was empty.
    before: Option<String>,
}

/// A step in the timeline of an incident. It is never changed.
#[derive(Description)]
pub struct IncidentStep(pub incident::Step);

#[Object(use_type_description)]
impl IncidentStep {
    /// The id.
    async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// Its place in the order in which the steps came in, from 1.
    async fn number(&self) -> i64 {
        self.0.number
    }

    /// What it is.
    async fn kind(&self) -> IncidentStepKind {
        self.0.kind.into()
    }

    /// Who took it; null for the police when that is the reporter, unless who reported it was shared.
    async fn person(&self) -> Option<IncidentPerson> {
        let person_id = self.0.person_id?.into();
        Some(IncidentPerson { person_id, display_name: self.0.display_name.clone() })
    }

    /// The status before.
    async fn from_status(&self) -> Option<IncidentStatus> {
        self.0.from_status.map(Into::into)
    }

    /// The status after.
    async fn to_status(&self) -> Option<IncidentStatus> {
        self.0.to_status.map(Into::into)
    }

    /// Who looks after it from then on.
    async fn assigned_to(&self) -> Option<IncidentPerson> {
        let person_id = self.0.assigned_to?.into();
        let display_name = self.0.assignee_name.clone().unwrap_or_default();
        Some(IncidentPerson { person_id, display_name })
    }

    /// Of which referral it is.
    async fn referral_id(&self) -> Option<ID> {
        self.0.referral_id.map(Into::into)
    }

    /// The note, or the reason.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// What a correction changed; empty for other steps.
    async fn changes(&self) -> Vec<IncidentChange> {
        let changes = self.0.changes.iter().flat_map(|changes| changes.0.iter().cloned());
        changes
            .map(|change| IncidentChange { field: change.field, before: change.before })
            .collect()
    }

    /// When it was taken; for a note that came in late, when it was written, corrected.
    async fn taken_at(&self) -> DateTime {
        DateTime(self.0.taken_at)
    }

    /// When it came in.
    async fn received_at(&self) -> DateTime {
        DateTime(self.0.received_at)
    }
}

connection!(IncidentStepConnection, IncidentStepEdge, IncidentStep, "steps of an incident");
