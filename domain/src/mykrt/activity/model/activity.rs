//! An activity as it stands, as it is to be, and how many there were in a year.

use serde::Serialize;

use super::kinds::{ActivityKind, ActivityStatus, FieldOfWork, FiveP};
use crate::shared::{
    clock::Instant,
    id::{ActivityId, AreaId, NoticeId, PersonId},
    language::{LocalizedChange, LocalizedText},
};

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
