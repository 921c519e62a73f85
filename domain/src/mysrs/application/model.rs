//! Applications as plain values.

use chrono::NaiveDate;
use serde::Serialize;

use crate::{
    community::approval::Desk,
    policy::Place,
    shared::{
        clock::Instant,
        id::{AreaId, DistrictId, MediaId, PatrolUnitId, PersonId, UnitApplicationId, UnitStepId},
    },
};

/// How far an application has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ApplicationStatus {
    /// The committee writes it, for the first time or again.
    Draft,
    /// The committee has submitted it; the chair has to confirm it.
    Submitted,
    /// The chair has confirmed it: the department has it.
    Applied,
    /// Checked by the district officer (PPD).
    CheckedByDistrict,
    /// Confirmed by the state's director (PPN).
    ConfirmedByState,
    /// Approved by headquarters: the unit is at work.
    Active,
    /// Withdrawn or refused, with a reason.
    Cancelled,
}

/// What can be decided about an application.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Decision {
    /// It goes to the next desk.
    Approve,
    /// It goes back to the committee.
    SendBack,
    /// It ends.
    Cancel,
}

/// What was done in a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Deed {
    /// The committee began to write.
    Begun,
    /// The committee submitted it.
    Submitted,
    /// It went to the next desk.
    Approved,
    /// It went back to the committee.
    SentBack,
    /// It ended.
    Cancelled,
    /// An officer gave the unit another status.
    StatusSet,
    /// The unit was given another leader.
    LeaderSet,
}

/// An application. What is not filled in yet is nothing.
#[derive(Clone, Debug, PartialEq, sea_orm::FromQueryResult)]
pub struct UnitApplication {
    /// The id.
    pub id: UnitApplicationId,
    /// The area that the unit would look after.
    pub area_id: AreaId,
    /// The area's state.
    pub state_code: String,
    /// The area's district.
    pub district_id: DistrictId,
    /// How far it has come.
    pub status: ApplicationStatus,
    /// Rises with every change.
    pub version: i64,
    /// The unit's name.
    pub name: Option<String>,
    /// Where its patrols would meet.
    pub meeting_place: Option<String>,
    /// The map of its coverage: a `GeoJSON` polygon.
    pub coverage: Option<serde_json::Value>,
    /// The number of the minutes of the meeting that agreed.
    pub minutes_number: Option<String>,
    /// The day of that meeting.
    pub minutes_on: Option<NaiveDate>,
    /// What the minutes say.
    pub minutes_text: Option<String>,
    /// Or a picture of them.
    pub minutes_media_id: Option<MediaId>,
    /// Who would lead the unit.
    pub leader_id: Option<PersonId>,
    /// The unit, once there is one.
    pub unit_id: Option<PatrolUnitId>,
    /// Who began to write it.
    pub created_by: PersonId,
    /// When.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
    /// When it last came to the department with complete documents.
    pub completed_at: Option<Instant>,
    /// Until when the charter promises a decision, while it waits for one.
    pub due_at: Option<Instant>,
}

impl UnitApplication {
    /// Where it stands, for the policy.
    #[must_use]
    pub fn place(&self) -> Place {
        Place {
            state: Some(self.state_code.clone()),
            district: Some(self.district_id),
            area: Some(self.area_id),
            ..Place::default()
        }
    }

    /// At whose desk it lies; nothing when it is decided.
    #[must_use]
    pub fn desk(&self) -> Option<Desk> {
        match self.status {
            ApplicationStatus::Draft => Some(Desk::Committee),
            ApplicationStatus::Submitted => Some(Desk::Chair),
            ApplicationStatus::Applied => Some(Desk::District),
            ApplicationStatus::CheckedByDistrict => Some(Desk::State),
            ApplicationStatus::ConfirmedByState => Some(Desk::Hq),
            ApplicationStatus::Active | ApplicationStatus::Cancelled => None,
        }
    }
}

/// An application as the committee saves it, whole each time: what is nothing is not filled in yet.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Draft {
    /// The unit's name, at most 120 characters.
    pub name: Option<String>,
    /// Where its patrols would meet, at most 120 characters.
    pub meeting_place: Option<String>,
    /// The map of its coverage: a `GeoJSON` polygon.
    pub coverage: Option<serde_json::Value>,
    /// The number of the minutes, at most 60 characters.
    pub minutes_number: Option<String>,
    /// The day of the meeting, not in the future.
    pub minutes_on: Option<NaiveDate>,
    /// What the minutes say, at most 20,000 characters.
    pub minutes_text: Option<String>,
    /// Or a picture of them, uploaded by whoever saves.
    pub minutes_media_id: Option<MediaId>,
    /// Who would lead: one of the members.
    pub leader_id: Option<PersonId>,
    /// Who is named: at most 100 residents.
    pub members: Vec<PersonId>,
}

/// A draft to be saved.
#[derive(Clone, Debug, Serialize)]
pub struct Applying {
    /// The id, when the phone makes it, so that a repeat is recognised.
    pub id: Option<UnitApplicationId>,
    /// The area that the unit would look after.
    pub area_id: AreaId,
    /// The version that was read; nothing for a new one.
    pub version: Option<i64>,
    /// The whole application.
    pub draft: Draft,
}

/// The notice with which patrols start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StartNotice {
    /// The first day of patrols.
    pub starts_on: NaiveDate,
    /// What residents are told, at most 5,000 characters.
    pub body: String,
}

/// A decision about an application.
#[derive(Clone, Debug, Serialize)]
pub struct Deciding {
    /// Which application.
    pub id: UnitApplicationId,
    /// What is decided.
    pub decision: Decision,
    /// Why: needed to send back and to cancel, at most 2,000 characters.
    pub reason: Option<String>,
    /// The version that was read.
    pub version: i64,
    /// The notice of the start: needed when headquarters approves.
    pub start_notice: Option<StartNotice>,
}

/// A step that was taken.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct UnitStep {
    /// The id.
    pub id: UnitStepId,
    /// What was done.
    pub deed: Deed,
    /// At whose desk.
    pub desk: Desk,
    /// The status before; nothing at the beginning.
    pub from_status: Option<String>,
    /// The status afterwards.
    pub to_status: String,
    /// Who did it.
    pub person_id: PersonId,
    /// Their name as others see it.
    pub display_name: String,
    /// Why.
    pub reason: Option<String>,
    /// Until when it was promised.
    pub due_at: Option<Instant>,
    /// When it was done.
    pub taken_at: Instant,
}
