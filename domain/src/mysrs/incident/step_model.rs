//! The timeline of an incident as plain values.

use serde::{Deserialize, Serialize};

use super::model::IncidentStatus;
use crate::{
    mysrs::patrol::ClockEvidence,
    shared::{
        clock::Instant,
        id::{IncidentId, IncidentStepId, PersonId, ReferralId},
    },
};

/// A note as somebody writes it.
#[derive(Clone, Debug)]
pub struct NewNote {
    /// The id, made by the phone.
    pub id: IncidentStepId,
    /// Which incident.
    pub incident_id: IncidentId,
    /// The note, at most 4,000 characters.
    pub text: String,
    /// When it was written, by the phone; now when nothing is said.
    pub written_at: Option<Instant>,
    /// Milliseconds since the phone was switched on, when it was written.
    pub monotonic_ms: Option<i64>,
    /// What tells how wrong the phone's clock is.
    pub clock: ClockEvidence,
}

/// What a step in the timeline of an incident is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum StepKind {
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

/// What stood in a field before it was corrected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The field, as the input names it.
    pub field: String,
    /// What stood there; nothing when it was empty.
    pub before: Option<String>,
}

/// Everything that a correction changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, sea_orm::FromJsonQueryResult)]
pub struct Changes(pub Vec<Change>);

/// A step in the timeline of an incident.
#[derive(Clone, Debug, PartialEq, sea_orm::FromQueryResult)]
pub struct Step {
    /// The id.
    pub id: IncidentStepId,
    /// Of which incident.
    pub incident_id: IncidentId,
    /// Its place in the order in which the steps came in, from 1.
    pub number: i64,
    /// What it is.
    pub kind: StepKind,
    /// Who took it; nothing when that is not for the reader.
    pub person_id: Option<PersonId>,
    /// The name that others see of them.
    pub display_name: String,
    /// The status before.
    pub from_status: Option<IncidentStatus>,
    /// The status after.
    pub to_status: Option<IncidentStatus>,
    /// Who looks after it from then on.
    pub assigned_to: Option<PersonId>,
    /// The name that others see of them.
    pub assignee_name: Option<String>,
    /// Of which referral it is.
    pub referral_id: Option<ReferralId>,
    /// The note, or the reason.
    pub note: Option<String>,
    /// What a correction changed.
    pub changes: Option<Changes>,
    /// When it was taken, corrected where a phone says it.
    pub taken_at: Instant,
    /// When it came in.
    pub received_at: Instant,
}
