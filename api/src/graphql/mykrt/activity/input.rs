//! What is planned, answered, recorded and written down.

use async_graphql::{ID, InputObject, MaybeUndefined};
use domain::{
    ErrorCode, Refusal,
    mykrt::activity::{
        self as activities, ActivityChanges, NewActivity, NewAttendance, NewMinutes, NewPresence,
    },
    shared::id::NotAnId,
};

use super::{
    people::ActivityAnswer,
    types::{ActivityKind, FieldOfWork, FiveP},
};
use crate::graphql::{
    context,
    scalars::DateTime,
    values::{CoordinatesInput, LocalizedTextInput, given},
};

/// An activity to be planned, or one of the last two years to be written down.
#[derive(InputObject)]
pub struct ActivityCreateInput {
    /// The area whose activity it is.
    area_id: ID,
    /// The notice that carries it, while it carries no other that is still planned
    /// (`NOTICE_HAS_ACTIVITY`): one of the committee to the same area or a part of it, a draft or one
    /// that is out. Activities are an area's: a notice of the department carries none (`NOT_FOUND`), and
    /// one that was taken back none any more (`STATE_INVALID`).
    /// With a notice that is public and out, what the activity is called, when and where it is stands on
    /// the open web at once.
    notice_id: Option<ID>,
    /// What kind of activity it is.
    kind: ActivityKind,
    /// The field of work.
    field_of_work: FieldOfWork,
    /// Which of the 5P.
    five_p: FiveP,
    /// The title, at most 120 characters in each language; Malay must be there.
    title: LocalizedTextInput,
    /// What it is about, at most 5,000 characters in each language; Malay must be there.
    description: Option<LocalizedTextInput>,
    /// From when: at most two years ahead.
    starts_at: DateTime,
    /// Until when: after the beginning, at most 31 days.
    ends_at: DateTime,
    /// Where, at most 200 characters.
    place: String,
    /// Where on the globe.
    coordinates: Option<CoordinatesInput>,
    /// How many people there is room for, guests included, 1 to 100,000; nothing when there is room
    /// for all.
    capacity: Option<i64>,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    pub(super) idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl ActivityCreateInput {
    pub(super) fn read(&self) -> domain::Result<NewActivity> {
        let notice_id = self.notice_id.as_ref();
        Ok(NewActivity {
            area_id: context::id(&self.area_id, "areaId")?,
            notice_id: notice_id.map(|id| context::id(id, "noticeId")).transpose()?,
            kind: self.kind.into(),
            field_of_work: self.field_of_work.into(),
            five_p: self.five_p.into(),
            title: self.title.clone().into(),
            description: self.description.clone().map(Into::into),
            starts_at: self.starts_at.0,
            ends_at: self.ends_at.0,
            place: self.place.clone(),
            position: self.coordinates.map(degrees),
            capacity: self.capacity,
        })
    }
}

fn degrees(coordinates: CoordinatesInput) -> (f64, f64) {
    (coordinates.latitude, coordinates.longitude)
}

/// What is changed of an activity; what is not given stays as it is.
#[derive(InputObject)]
pub struct ActivityUpdateInput {
    /// The activity's id.
    pub(super) id: ID,
    /// The version that the editor has read.
    pub(super) version: i64,
    /// The notice that carries it, while it carries no other that is still planned
    /// (`NOTICE_HAS_ACTIVITY`): one of the committee to the same area or a part of it, a draft or one
    /// that is out; null takes it away. A notice of the department carries none (`NOT_FOUND`), and one
    /// that was taken back none any more (`STATE_INVALID`).
    /// With a notice that is public and out, what the activity is called, when and where it is stands on
    /// the open web at once.
    notice_id: MaybeUndefined<ID>,
    /// What kind of activity it is.
    kind: Option<ActivityKind>,
    /// The field of work.
    field_of_work: Option<FieldOfWork>,
    /// Which of the 5P.
    five_p: Option<FiveP>,
    /// The title, at most 120 characters in each language. A language that is not given stays
    /// as it is; null or an empty text takes it away, Malay never.
    title: Option<LocalizedTextInput>,
    /// What it is about, at most 5,000 characters in each language; null takes the whole away. A
    /// language that is not given stays as it is; null or an empty text takes it away, Malay never.
    description: MaybeUndefined<LocalizedTextInput>,
    /// From when; what was held stays in the past.
    starts_at: Option<DateTime>,
    /// Until when: after the beginning, at most 31 days.
    ends_at: Option<DateTime>,
    /// Where, at most 200 characters.
    place: Option<String>,
    /// Where on the globe; null takes it away.
    coordinates: MaybeUndefined<CoordinatesInput>,
    /// How many people there is room for, 1 to 100,000; null when there is room for all. With more
    /// room those who wait move up; with less nobody loses a place.
    capacity: MaybeUndefined<i64>,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    pub(super) idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl ActivityUpdateInput {
    pub(super) fn read(&self) -> domain::Result<ActivityChanges> {
        let notice_id = match &self.notice_id {
            MaybeUndefined::Undefined => None,
            MaybeUndefined::Null => Some(None),
            MaybeUndefined::Value(id) => Some(Some(context::id(id, "noticeId")?)),
        };
        Ok(ActivityChanges {
            notice_id,
            kind: self.kind.map(Into::into),
            field_of_work: self.field_of_work.map(Into::into),
            five_p: self.five_p.map(Into::into),
            title: self.title.clone().map(Into::into),
            description: given(self.description.clone(), Into::into),
            starts_at: self.starts_at.map(|at| at.0),
            ends_at: self.ends_at.map(|at| at.0),
            place: self.place.clone(),
            position: given(self.coordinates, degrees),
            capacity: given(self.capacity, |capacity| capacity),
        })
    }
}

/// Which activity does not take place, and why.
#[derive(InputObject)]
pub struct ActivityCancelInput {
    /// The activity's id.
    pub(super) id: ID,
    /// Why, at most 500 characters: everybody who was to come reads it.
    pub(super) reason: String,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

/// Whether the viewer comes.
#[derive(InputObject)]
pub struct ActivityRsvpInput {
    /// The activity's id.
    pub(super) activity_id: ID,
    /// Whether they come.
    pub(super) answer: ActivityAnswer,
    /// How many they bring, 0 to 10.
    #[graphql(default)]
    pub(super) guests: i64,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

/// Whether somebody was there, as a phone recorded it.
#[derive(InputObject)]
pub struct ActivityPresenceInput {
    /// The person's id.
    person_id: ID,
    /// When this was seen, by the phone's clock.
    at: DateTime,
    /// Whether they were there.
    #[graphql(default = true)]
    present: bool,
}

impl ActivityPresenceInput {
    /// The record, or why its id is none: then only this item is rejected.
    fn read(&self, place: usize) -> Result<NewPresence, Refusal> {
        let person_id = self.person_id.parse().map_err(|NotAnId { wanted }| {
            let refusal = Refusal::of(ErrorCode::IdInvalid).with("kind", wanted);
            refusal.at(format!("people.{place}.personId"))
        })?;
        Ok(NewPresence { person_id, at: self.at.0, present: self.present })
    }
}

/// How many were there who have no account, as a phone recorded it.
#[derive(Clone, Copy, InputObject)]
pub struct ActivityHeadcountInput {
    /// So many, 0 to 100,000.
    number: i64,
    /// When they were counted, by the phone's clock.
    at: DateTime,
}

/// Who was there.
#[derive(InputObject)]
pub struct ActivityAttendanceRecordInput {
    /// The activity's id.
    activity_id: ID,
    /// Who was there, and who was not, at most 200. Of two records of one person the one that was
    /// seen later counts, whenever it comes.
    people: Vec<ActivityPresenceInput>,
    /// How many were there who have no account; the one that was counted later counts.
    headcount: Option<ActivityHeadcountInput>,
    /// The phone's time at the moment of sending: a clock that is wrong then was as wrong before. Before
    /// the day of the activity nothing is recorded (`TIME_INVALID` here, by the service's clock).
    sent_at: Option<DateTime>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl ActivityAttendanceRecordInput {
    pub(super) fn read(&self) -> domain::Result<NewAttendance> {
        let people = self.people.iter().enumerate();
        let headcount = self
            .headcount
            .map(|count| activities::Headcount { number: count.number, at: count.at.0 });
        Ok(NewAttendance {
            activity_id: context::id(&self.activity_id, "activityId")?,
            sent_at: self.sent_at.map(|at| at.0),
            people: people.map(|(place, item)| item.read(place)).collect(),
            headcount,
        })
    }
}

/// The minutes of a meeting as they are to stand.
#[derive(InputObject)]
pub struct ActivityMinutesSetInput {
    /// The meeting: an activity of the kind `MEETING` or `ANNUAL_MEETING`.
    activity_id: ID,
    /// The version that the writer has read; nothing for the first.
    version: Option<i64>,
    /// The number, such as `2/2026`, at most 40 characters; unique in the area.
    number: String,
    /// When the meeting was held; as planned when nothing is said.
    held_at: Option<DateTime>,
    /// Where it was held, at most 200 characters; as planned when nothing is said.
    place: Option<String>,
    /// Who was there and who sent apologies, at most 5,000 characters, beside those whom
    /// `activityAttendanceRecord` names.
    attendance: Option<String>,
    /// The agenda, at most 5,000 characters.
    agenda: String,
    /// Matters arising, at most 10,000 characters.
    matters_arising: Option<String>,
    /// What was decided, at most 10,000 characters.
    decisions: Option<String>,
    /// The financial statement, at most 5,000 characters.
    financial_statement: Option<String>,
    /// The id of whoever prepared them, who holds a post on the committee; whoever writes them first
    /// when nobody is named.
    prepared_by_id: Option<ID>,
    /// Whether the viewer confirms them as they stand, which neither whoever prepared them nor
    /// whoever wrote the words can. Changed words have to be confirmed anew.
    #[graphql(default)]
    confirm: bool,
    /// Whether residents may read them.
    #[graphql(default)]
    published: bool,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    pub(super) idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl ActivityMinutesSetInput {
    pub(super) fn read(&self) -> domain::Result<NewMinutes> {
        let prepared_by = self.prepared_by_id.as_ref();
        Ok(NewMinutes {
            activity_id: context::id(&self.activity_id, "activityId")?,
            version: self.version,
            number: self.number.clone(),
            held_at: self.held_at.map(|at| at.0),
            place: self.place.clone(),
            attendance: self.attendance.clone(),
            agenda: self.agenda.clone(),
            matters_arising: self.matters_arising.clone(),
            decisions: self.decisions.clone(),
            financial_statement: self.financial_statement.clone(),
            prepared_by: prepared_by.map(|id| context::id(id, "preparedById")).transpose()?,
            confirm: self.confirm,
            published: self.published,
        })
    }
}

/// A new secret link for the viewer's calendar.
#[derive(InputObject)]
pub struct CalendarTokenRenewInput {
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}
