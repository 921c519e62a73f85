//! Reports of patrols as plain values.

use serde::{Deserialize, Serialize};

use crate::{
    mysrs::incident::Agency,
    shared::{
        clock::Instant,
        id::{PatrolId, PatrolReportStepId, PatrolUnitId, PersonId},
    },
};

/// Where a report stands.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    sea_orm::EnumIter,
    sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ReportStatus {
    /// Nobody has handed it in yet.
    NotFinished,
    /// It waits for the district officer.
    Submitted,
    /// The district officer has checked it.
    Checked,
    /// It was sent back.
    NeedsUpdate,
    /// It does not count, nor does its patrol.
    Cancelled,
}

/// What there was on a patrol that is called a case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// The code of its category.
    pub category_code: String,
    /// Its type in the leader's own words, at most 120 characters.
    pub case_type: Option<String>,
    /// What happened, at most 4,000 characters.
    pub description: String,
    /// How many people were involved, 0 to 100,000.
    pub people_involved: Option<i64>,
    /// To whom it was referred; none when to nobody.
    pub agency: Option<Agency>,
}

/// The report of a patrol that is handed in.
#[derive(Clone, Debug, Serialize)]
pub struct Submitting {
    /// The patrol.
    pub patrol_id: PatrolId,
    /// The version that was read; 0 before anything was handed in.
    pub version: i64,
    /// What there was; nothing when there was no case.
    pub case: Option<Case>,
    /// Who was present: on the patrol, or volunteers of the unit. 1 to 40.
    pub members: Vec<PersonId>,
    /// The officer who confirmed it on the spot, at most 120 characters.
    pub confirmed_by: Option<String>,
}

/// What the district officer decides.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ReportDecision {
    /// It is as it should be.
    Check,
    /// It has to be brought up to date.
    SendBack,
    /// It does not count, nor does its patrol.
    Cancel,
}

/// A decision about a report.
#[derive(Clone, Debug, Serialize)]
pub struct Deciding {
    /// The patrol.
    pub patrol_id: PatrolId,
    /// The version that was read.
    pub version: i64,
    /// What is decided.
    pub decision: ReportDecision,
    /// Why: needed to send it back and to cancel it. 3 to 2,000 characters.
    pub reason: Option<String>,
}

/// The report of a patrol.
#[derive(Clone, Debug, PartialEq)]
pub struct PatrolReport {
    /// The patrol.
    pub patrol_id: PatrolId,
    /// The unit.
    pub unit_id: PatrolUnitId,
    /// When the patrol began.
    pub patrolled_at: Instant,
    /// Where it stands.
    pub status: ReportStatus,
    /// What there was; nothing when there was no case, or nobody has said yet.
    pub case: Option<Case>,
    /// The officer who confirmed it on the spot.
    pub confirmed_by: Option<String>,
    /// Who handed it in last.
    pub submitted_by: Option<PersonId>,
    /// When.
    pub submitted_at: Option<Instant>,
    /// When the district officer decided last.
    pub decided_at: Option<Instant>,
    /// Why it was sent back or cancelled.
    pub reason: Option<String>,
    /// Until when the next one has to have done their part; none when it is finished, or the patrol
    /// lasts.
    pub due_at: Option<Instant>,
    /// Rises with every step; 0 before the first.
    pub version: i64,
}

/// What a reader may do with a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReportRights {
    /// Hand it in, or correct it.
    pub submit: bool,
    /// Check it, send it back or cancel it.
    pub decide: bool,
}

/// What stood in a report when it was handed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, sea_orm::FromJsonQueryResult)]
pub struct Record {
    /// What there was.
    pub case: Option<Case>,
    /// Who was present.
    pub members: Vec<PersonId>,
    /// The officer who confirmed it.
    pub confirmed_by: Option<String>,
}

/// A step in the life of a report. It is never changed.
#[derive(Clone, Debug, PartialEq, sea_orm::FromQueryResult)]
pub struct ReportStep {
    /// The id.
    pub id: PatrolReportStepId,
    /// Its number, from 1: the version that it made.
    pub number: i64,
    /// Where the report stood from then on.
    pub status: ReportStatus,
    /// Who took it.
    pub person_id: PersonId,
    /// The name that others see of them.
    pub display_name: String,
    /// Why.
    pub reason: Option<String>,
    /// What was handed in; nothing for a decision.
    pub record: Option<Record>,
    /// When.
    pub taken_at: Instant,
}
