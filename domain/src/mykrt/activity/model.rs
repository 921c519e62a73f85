//! Activities as plain values.

use serde::Serialize;

use crate::shared::{
    clock::Instant,
    error::Refusal,
    id::{ActivityId, AreaId, NoticeId, PersonId},
    language::{LocalizedChange, LocalizedText},
};

/// What kind of activity it is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ActivityKind {
    /// A meeting of the committee, or of a part of it.
    Meeting,
    /// The annual meeting of everybody.
    AnnualMeeting,
    /// Gotong-royong: everybody lends a hand.
    GotongRoyong,
    /// A class, a course or a talk.
    Class,
    /// Sport and recreation.
    Sport,
    /// A festival or a celebration.
    Celebration,
    /// A health day: screening, blood donation, fogging.
    Health,
    /// A visit to somebody, or a journey together.
    Visit,
    /// A market, a sale or another activity of the community's economy.
    Market,
    /// Anything else.
    Other,
}

impl ActivityKind {
    /// Whether minutes are written of it.
    #[must_use]
    pub fn has_minutes(self) -> bool {
        matches!(self, Self::Meeting | Self::AnnualMeeting)
    }
}

/// One of the eight fields of work.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FieldOfWork {
    /// Safety.
    Safety,
    /// Lifelong learning.
    LifelongLearning,
    /// Economy and cost of living.
    Economy,
    /// Creativity.
    Creativity,
    /// Environment.
    Environment,
    /// Leadership.
    Leadership,
    /// Well-being.
    WellBeing,
    /// Heritage and culture.
    Heritage,
}

/// One of the 5P of the plan.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FiveP {
    /// Penggalakan.
    Encouragement,
    /// Pencegahan.
    Prevention,
    /// Pencelahan.
    Intervention,
    /// Pemulihan.
    Recovery,
    /// Penilaian.
    Evaluation,
}

/// Where an activity stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ActivityStatus {
    /// It is to take place.
    Planned,
    /// It took place: somebody came.
    Held,
    /// It does not take place.
    Cancelled,
}

/// An activity.
#[derive(Clone, Debug, PartialEq, sea_orm::FromQueryResult)]
pub struct Activity {
    /// The id.
    pub id: ActivityId,
    /// The area whose activity it is.
    pub area_id: AreaId,
    /// The notice that carries it.
    pub notice_id: Option<NoticeId>,
    /// Who planned it.
    pub created_by: PersonId,
    /// What kind of activity it is.
    pub kind: ActivityKind,
    /// The field of work.
    pub field_of_work: FieldOfWork,
    /// Which of the 5P.
    pub five_p: FiveP,
    /// The title.
    pub title: LocalizedText,
    /// What it is about.
    pub description: Option<LocalizedText>,
    /// From when.
    pub starts_at: Instant,
    /// Until when.
    pub ends_at: Instant,
    /// Where.
    pub place: String,
    /// Degrees north.
    pub latitude: Option<f64>,
    /// Degrees east.
    pub longitude: Option<f64>,
    /// How many people there is room for, guests included; none when there is room for all.
    pub capacity: Option<i64>,
    /// Where it stands in its life.
    pub status: ActivityStatus,
    /// Why it does not take place.
    pub cancel_reason: Option<String>,
    /// Since when it is known not to take place.
    pub cancelled_at: Option<Instant>,
    /// How many came who have no account.
    pub headcount: i64,
    /// When they were counted.
    pub headcount_at: Option<Instant>,
    /// Rises with every change by an editor.
    pub version: i64,
    /// When it was planned.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
}

/// An activity to be planned, or one of the past to be written down.
#[derive(Clone, Debug, Serialize)]
pub struct NewActivity {
    /// The area whose activity it is.
    pub area_id: AreaId,
    /// The notice that carries it, of the same area.
    pub notice_id: Option<NoticeId>,
    /// What kind of activity it is.
    pub kind: ActivityKind,
    /// The field of work.
    pub field_of_work: FieldOfWork,
    /// Which of the 5P.
    pub five_p: FiveP,
    /// The title, at most 120 characters in each language.
    pub title: LocalizedText,
    /// What it is about, at most 5,000 characters in each language.
    pub description: Option<LocalizedText>,
    /// From when.
    pub starts_at: Instant,
    /// Until when: after the beginning, at most 31 days.
    pub ends_at: Instant,
    /// Where, at most 200 characters.
    pub place: String,
    /// Where on the globe: degrees north and east.
    pub position: Option<(f64, f64)>,
    /// How many people there is room for, 1 to 100,000.
    pub capacity: Option<i64>,
}

/// What is to be changed; what is not given stays as it is, and an inner none takes it away.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ActivityChanges {
    /// The notice that carries it.
    pub notice_id: Option<Option<NoticeId>>,
    /// What kind of activity it is.
    pub kind: Option<ActivityKind>,
    /// The field of work.
    pub field_of_work: Option<FieldOfWork>,
    /// Which of the 5P.
    pub five_p: Option<FiveP>,
    /// The title.
    pub title: Option<LocalizedChange>,
    /// What it is about.
    pub description: Option<Option<LocalizedChange>>,
    /// From when.
    pub starts_at: Option<Instant>,
    /// Until when.
    pub ends_at: Option<Instant>,
    /// Where.
    pub place: Option<String>,
    /// Where on the globe.
    pub position: Option<Option<(f64, f64)>>,
    /// How many people there is room for.
    pub capacity: Option<Option<i64>>,
}

/// Which activities are wanted.
#[derive(Clone, Debug, Default)]
pub struct ActivityFilter {
    /// Those of this area; of the reader's own areas when none is named.
    pub area: Option<AreaId>,
    /// Those that this notice carries.
    pub notice: Option<NoticeId>,
    /// Those that end after this.
    pub from: Option<Instant>,
    /// Those that begin before this.
    pub to: Option<Instant>,
    /// Those of this status.
    pub status: Option<ActivityStatus>,
}

/// Whether somebody means to come.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Answer {
    /// They come.
    Going,
    /// They do not know yet; no place is kept.
    Maybe,
    /// They do not come.
    NotGoing,
}

/// Somebody's answer.
#[derive(Clone, Copy, Debug)]
pub struct NewAnswer {
    /// The activity.
    pub activity_id: ActivityId,
    /// Whether they come.
    pub answer: Answer,
    /// How many they bring, 0 to 10.
    pub guests: i64,
}

/// Somebody, by the name that others see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Somebody {
    /// Who.
    pub id: PersonId,
    /// The name.
    pub display_name: String,
}

/// An answer as the committee reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rsvp {
    /// Whose it is.
    pub person: Somebody,
    /// Whether they come.
    pub answer: Answer,
    /// How many they bring.
    pub guests: i64,
    /// Whether they come and have to wait for a place.
    pub waiting: bool,
    /// When they answered.
    pub answered_at: Instant,
}

/// The reader's own answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MyAnswer {
    /// Whether they come.
    pub answer: Answer,
    /// How many they bring.
    pub guests: i64,
    /// Their turn on the waiting list, from 1; none when they do not wait.
    pub turn: Option<i64>,
    /// When they answered.
    pub answered_at: Instant,
}

/// How many come, and how many came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// People with a place, without their guests.
    pub going: i64,
    /// The guests whom those bring.
    pub guests: i64,
    /// People and guests who wait for a place.
    pub waiting: i64,
    /// People who do not know yet.
    pub maybe: i64,
    /// People who do not come.
    pub not_going: i64,
    /// People with an account who came.
    pub present: i64,
}

/// Whether somebody was there, as a phone recorded it.
#[derive(Clone, Copy, Debug)]
pub struct NewPresence {
    /// Who.
    pub person_id: PersonId,
    /// When this was seen, by the phone's clock.
    pub at: Instant,
    /// Whether they were there.
    pub present: bool,
}

/// How many were there who have no account, as a phone recorded it.
#[derive(Clone, Copy, Debug)]
pub struct Headcount {
    /// So many, 0 to 100,000.
    pub number: i64,
    /// When they were counted, by the phone's clock.
    pub at: Instant,
}

/// What a phone recorded on the day.
#[derive(Clone, Debug)]
pub struct NewAttendance {
    /// The activity.
    pub activity_id: ActivityId,
    /// The phone's time at the moment of sending: how wrong its clock is.
    pub sent_at: Option<Instant>,
    /// Who was there, and who was not, at most 200; why an item could not be read stands in its place.
    pub people: Vec<Result<NewPresence, Refusal>>,
    /// How many were there who have no account.
    pub headcount: Option<Headcount>,
}

/// What became of one item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PresenceOutcome {
    /// It stands now.
    Applied,
    /// It stood before.
    Duplicate,
    /// Something that was seen later stands.
    Superseded,
    /// It cannot be kept.
    Rejected(Refusal),
}

/// One item's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PresenceResult {
    /// What became of it.
    pub outcome: PresenceOutcome,
    /// When it was seen, as far as the server can tell.
    pub noted_at: Option<Instant>,
}

/// Somebody who was there, or was looked for and not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attendee {
    /// Who.
    pub person: Somebody,
    /// Whether they were there.
    pub present: bool,
    /// When that was seen.
    pub noted_at: Instant,
}

/// The minutes of a meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Minutes {
    /// The meeting.
    pub activity_id: ActivityId,
    /// The area whose meeting it was.
    pub area_id: AreaId,
    /// What is written.
    pub text: MinutesText,
    /// Who prepared them.
    pub prepared_by: Somebody,
    /// Who changed the words last.
    pub written_by: PersonId,
    /// Who confirmed them.
    pub confirmed_by: Option<Somebody>,
    /// When they were confirmed.
    pub confirmed_at: Option<Instant>,
    /// Since when residents read them.
    pub published_at: Option<Instant>,
    /// Rises with every change.
    pub version: i64,
    /// When they were first written.
    pub created_at: Instant,
    /// When they were last changed.
    pub updated_at: Instant,
}

/// What is written in minutes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MinutesText {
    /// The number, such as `2/2026`; unique in the area.
    pub number: String,
    /// When the meeting was held.
    pub held_at: Instant,
    /// Where it was held.
    pub place: String,
    /// Who was there and who sent apologies, beside those whom the attendance names.
    pub attendance: Option<String>,
    /// The agenda.
    pub agenda: String,
    /// Matters arising.
    pub matters_arising: Option<String>,
    /// What was decided.
    pub decisions: Option<String>,
    /// The financial statement.
    pub financial_statement: Option<String>,
}

/// Minutes as they are to stand.
#[derive(Clone, Debug, Serialize)]
pub struct NewMinutes {
    /// The meeting.
    pub activity_id: ActivityId,
    /// The version that the writer has read; none for the first.
    pub version: Option<i64>,
    /// The number, at most 40 characters.
    pub number: String,
    /// When the meeting was held; as planned when nothing is said.
    pub held_at: Option<Instant>,
    /// Where it was held, at most 200 characters; as planned when nothing is said.
    pub place: Option<String>,
    /// Who was there, at most 5,000 characters.
    pub attendance: Option<String>,
    /// The agenda, at most 5,000 characters.
    pub agenda: String,
    /// Matters arising, at most 10,000 characters.
    pub matters_arising: Option<String>,
    /// What was decided, at most 10,000 characters.
    pub decisions: Option<String>,
    /// The financial statement, at most 5,000 characters.
    pub financial_statement: Option<String>,
    /// Who prepared them: holds a post on the committee; whoever writes them first when nobody is
    /// named.
    pub prepared_by: Option<PersonId>,
    /// Whether the writer confirms them as they stand, which neither whoever prepared them nor
    /// whoever wrote the words can.
    pub confirm: bool,
    /// Whether residents may read them.
    pub published: bool,
}

/// What an area did in a year, beside what is asked of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActivityYear {
    /// The calendar year, in Malaysian time.
    pub year: i32,
    /// So many activities were held to which somebody came.
    pub held: i64,
    /// So many are asked for.
    pub required: i64,
    /// Who asks for them.
    pub source: String,
}
