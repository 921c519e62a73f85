//! Calls for help as plain values.

use crate::{
    policy::Place,
    shared::{
        clock::Instant,
        geo::Position,
        id::{AreaId, DistrictId, PatrolId, PatrolUnitId, PersonId, SosId},
    },
};

/// Where a call for help stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SosStatus {
    /// Nobody has answered yet: it rings.
    Open,
    /// Somebody has answered.
    Answered,
    /// The caller took it back.
    Cancelled,
    /// Somebody said how it ended.
    Resolved,
    /// Nobody said how it ended, and half a day later its caller called again: that is another call.
    Lapsed,
}

/// As what somebody was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ToldAs {
    /// They are on patrol.
    Team,
    /// They lead the unit.
    Leader,
    /// The area's chair or secretary, or a deputy of theirs.
    Committee,
    /// Nobody else was on patrol: a volunteer of the unit.
    Unit,
    /// Nobody answered: an officer of the district, or of the state where the district has none.
    Officer,
}

/// How far somebody has come who answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Stage {
    /// They have seen it.
    Seen,
    /// They are on their way.
    Coming,
    /// They are with the caller.
    AtScene,
}

/// What happened to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum StepKind {
    /// It came in, and rang for the first time.
    Raised,
    /// The caller called again.
    RaisedAgain,
    /// It rang once more.
    Rung,
    /// The leader and the chair were told by SMS.
    Texted,
    /// Nobody answered: the district's officers were told, or the state's.
    OfficersTold,
    /// Somebody has seen it.
    Seen,
    /// Somebody is on their way.
    Coming,
    /// Somebody is with the caller.
    AtScene,
    /// The caller took it back.
    Cancelled,
    /// It is over.
    Resolved,
    /// Another call of its caller took its place.
    Lapsed,
}

impl From<Stage> for StepKind {
    fn from(stage: Stage) -> Self {
        match stage {
            Stage::Seen => Self::Seen,
            Stage::Coming => Self::Coming,
            Stage::AtScene => Self::AtScene,
        }
    }
}

/// A place that a phone tells, as far as it is one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fix {
    /// Where.
    pub position: Position,
    /// How far off it may be, in metres.
    pub accuracy_metres: Option<f64>,
}

/// A call for help as it comes in.
#[derive(Clone, Debug)]
pub struct NewSos {
    /// Its id: the phone's, so that a repeat is the same call.
    pub id: SosId,
    /// The patrol that the phone names.
    pub patrol_id: Option<PatrolId>,
    /// Where the caller is.
    pub fix: Option<Fix>,
    /// When it was pressed, by the phone.
    pub recorded_at: Option<Instant>,
    /// The phone's time when it sends.
    pub sent_at: Option<Instant>,
    /// What the caller says; kept up to 500 characters.
    pub note: Option<String>,
}

/// What became of a call that came in.
#[derive(Clone, Debug)]
pub struct Raised {
    /// The call as its caller sees it.
    pub sos: Sos,
    /// Whether it is a new one; otherwise it is a repeat, or joined the one that is open.
    pub fresh: bool,
}

/// Where the caller is, as they said last.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LastFix {
    /// Where.
    pub fix: Fix,
    /// When they were there, as far as the server can tell.
    pub at: Instant,
}

/// A call for help.
#[derive(Clone, Debug, PartialEq)]
pub struct Sos {
    /// The id.
    pub id: SosId,
    /// The caller's unit.
    pub unit_id: PatrolUnitId,
    /// The unit's name.
    pub unit_name: String,
    /// The unit's area.
    pub area_id: AreaId,
    /// The area's district.
    pub district_id: DistrictId,
    /// The code of the area's state.
    pub state_code: String,
    /// The patrol on which the caller is.
    pub patrol_id: Option<PatrolId>,
    /// Who called.
    pub person_id: PersonId,
    /// The name that others see.
    pub caller_name: String,
    /// A short name for saying it aloud: `SOS-260314-7K3Q2A`.
    pub serial: String,
    /// Where it stands.
    pub status: SosStatus,
    /// What the caller says.
    pub note: Option<String>,
    /// Where the caller is; none when nobody knows, or the reader may not see it.
    pub last_fix: Option<LastFix>,
    /// When it was pressed, as far as the server can tell.
    pub said_at: Instant,
    /// When it came in.
    pub raised_at: Instant,
    /// When somebody answered first, since the caller called anew.
    pub answered_at: Option<Instant>,
    /// When it ended.
    pub ended_at: Option<Instant>,
    /// Why it was taken back, or how it ended.
    pub outcome: Option<String>,
    /// How often it has rung since the caller called anew.
    pub rounds: i64,
    /// How often it had rung before.
    pub rings_before: i64,
    /// When it rang last.
    pub rung_at: Instant,
    /// When the officers were told because nobody answered; from then on it rings slowly.
    pub officers_at: Option<Instant>,
    /// The id under which the caller called again last.
    pub again_id: Option<SosId>,
    /// Rises with every change, and whenever the caller has moved.
    pub version: i64,
    /// Who was told, the first first.
    pub told: Vec<Told>,
    /// Who answers, the first first.
    pub responders: Vec<Responder>,
}

impl Sos {
    /// Where it stands, for the policy.
    #[must_use]
    pub fn place(&self) -> Place {
        Place {
            state: Some(self.state_code.clone()),
            district: Some(self.district_id),
            area: Some(self.area_id),
            unit: Some(self.unit_id),
            ..Place::default()
        }
    }

    /// How often it has rung in all.
    #[must_use]
    pub fn rings(&self) -> i64 {
        self.rings_before + self.rounds
    }

    /// Whether it goes on.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.ended_at.is_none()
    }
}

/// Somebody who was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Who.
    pub person_id: PersonId,
    /// The name that others see.
    pub display_name: String,
    /// As what.
    pub told_as: ToldAs,
}

/// Somebody who answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Responder {
    /// Who.
    pub person_id: PersonId,
    /// The name that others see.
    pub display_name: String,
    /// How far they have come.
    pub stage: Stage,
    /// When they mean to be there, in their own words.
    pub eta: Option<String>,
    /// Since when they answer.
    pub since: Instant,
    /// When they said so last.
    pub changed_at: Instant,
}

/// What a reader may do with a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a right of its own")]
pub struct SosRights {
    /// Say that they have seen it, come, or are there.
    pub acknowledge: bool,
    /// Take it back.
    pub cancel: bool,
    /// Say how it ended.
    pub resolve: bool,
    /// See where the caller is.
    pub position: bool,
}

/// A call as one reader sees it.
#[derive(Clone, Debug)]
pub struct SeenSos {
    /// The call.
    pub sos: Sos,
    /// What they may do with it.
    pub rights: SosRights,
}

/// Somebody answers.
#[derive(Clone, Debug)]
pub struct Acknowledging {
    /// Which call.
    pub id: SosId,
    /// How far they have come.
    pub stage: Stage,
    /// When they mean to be there; kept up to 60 characters.
    pub eta: Option<String>,
}

/// What became of a place that the caller told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PositionKept {
    /// Whether it is told on; one every five seconds is.
    pub kept: bool,
    /// Whether the call goes on, and the phone is to tell more.
    pub open: bool,
}

/// A step of a call.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct Step {
    /// Its place in the order, from 0.
    pub number: i64,
    /// What happened.
    pub kind: StepKind,
    /// Who did it; none when the program did.
    pub person_id: Option<PersonId>,
    /// The name that others see.
    pub display_name: Option<String>,
    /// What they said.
    pub said: Option<String>,
    /// How many people were told.
    pub people: Option<i64>,
    /// When.
    pub taken_at: Instant,
}
