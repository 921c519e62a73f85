//! What an activity and its minutes must be, and how it goes from one state to the next; pure.

use chrono::{DateTime, SubsecRound, TimeDelta};

use super::{
    days::day_begins,
    model::{Activity, ActivityChanges, ActivityStatus, MinutesText, NewActivity, NewMinutes},
};
use crate::shared::{
    clock::Instant,
    error::{ErrorCode, Refusal, Refusals, Result},
    geo::Position,
    id::{ActivityId, PersonId},
    language::LocalizedText,
    text,
};

/// The longest title, in characters: two lines on a small phone.
const TITLE: usize = 120;
/// The longest description, in characters.
const DESCRIPTION: usize = 5_000;
/// The longest name of a place, in characters.
const PLACE: usize = 200;
/// The longest reason, in characters.
const REASON: usize = 500;
/// The longest activity: a class that goes on for a month.
const LONGEST: TimeDelta = TimeDelta::days(31);
/// How far back an activity may be written down that was never planned here: last year's are still
/// reported in this one.
const EARLIEST: TimeDelta = TimeDelta::days(2 * 366);
/// How far ahead one may be planned.
const LATEST: TimeDelta = TimeDelta::days(2 * 366);
/// The most people that there may be room for, and the most that are counted.
pub(super) const MOST_PEOPLE: i64 = 100_000;
/// The longest number of minutes, in characters.
const NUMBER: usize = 40;
/// The longest part of minutes, in characters.
const PART: usize = 5_000;
/// The longest part of minutes in which much is told.
const LONG_PART: usize = 10_000;

/// The activity as it is planned, with its texts and times as they are kept.
pub(super) fn planned(
    new: &NewActivity,
    (id, by): (ActivityId, PersonId),
    now: Instant,
) -> Result<Activity> {
    let position = new.position;
    let activity = Activity {
        id,
        area_id: new.area_id,
        notice_id: new.notice_id,
        created_by: by,
        kind: new.kind,
        field_of_work: new.field_of_work,
        five_p: new.five_p,
        title: new.title.clone(),
        description: new.description.clone(),
        starts_at: new.starts_at,
        ends_at: new.ends_at,
        place: new.place.clone(),
        latitude: position.map(|(latitude, _)| latitude),
        longitude: position.map(|(_, longitude)| longitude),
        capacity: new.capacity,
        status: ActivityStatus::Planned,
        cancel_reason: None,
        cancelled_at: None,
        headcount: 0,
        headcount_at: None,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    checked(activity, None, (now - EARLIEST, now + LATEST))
}

/// The activity after a change. One that is cancelled stays as it is; one that was held stays in the
/// past.
pub(super) fn changed(
    activity: Activity,
    changes: &ActivityChanges,
    now: Instant,
) -> Result<Activity> {
    if activity.status == ActivityStatus::Cancelled {
        return Err(Refusal::of(ErrorCode::StateInvalid).with("status", "CANCELLED").into());
    }
    let (changes, before) = (changes.clone(), activity.clone());
    let (latitude, longitude) = match changes.position {
        None => (activity.latitude, activity.longitude),
        Some(None) => (None, None),
        Some(Some((latitude, longitude))) => (Some(latitude), Some(longitude)),
    };
    let title = match changes.title {
        Some(change) => change.over(Some(&activity.title)),
        None => activity.title,
    };
    let description = match changes.description {
        None => activity.description,
        Some(None) => None,
        Some(Some(change)) => Some(change.over(activity.description.as_ref())),
    };
    let changed = Activity {
        notice_id: changes.notice_id.unwrap_or(activity.notice_id),
        kind: changes.kind.unwrap_or(activity.kind),
        field_of_work: changes.field_of_work.unwrap_or(activity.field_of_work),
        five_p: changes.five_p.unwrap_or(activity.five_p),
        title,
        description,
        starts_at: changes.starts_at.unwrap_or(activity.starts_at),
        ends_at: changes.ends_at.unwrap_or(activity.ends_at),
        place: changes.place.unwrap_or(activity.place),
        latitude,
        longitude,
        capacity: changes.capacity.unwrap_or(activity.capacity),
        version: activity.version + 1,
        updated_at: now,
        ..activity
    };
    let latest = if before.status == ActivityStatus::Held { now } else { now + LATEST };
    checked(changed, Some(&before), (now - EARLIEST, latest))
}

/// Checks what is written, of one that is changed what is new, and gives it its kept form. It begins as
/// it did before, or between the two moments.
fn checked(
    activity: Activity,
    before: Option<&Activity>,
    (earliest, latest): (Instant, Instant),
) -> Result<Activity> {
    let mut refusals = Refusals::default();
    let old = before.map(|old| &old.title);
    let title = text::localized_over(&activity.title, old, TITLE, text::line);
    let title = refusals.keep(title.map_err(|r| under("title", r)));
    let old = before.and_then(|old| old.description.as_ref());
    let description = activity.description.as_ref().and_then(written).and_then(|description| {
        let checked = text::localized_over(description, old, DESCRIPTION, text::paragraphs);
        refusals.keep(checked.map_err(|r| under("description", r)))
    });
    let starts_at = activity.starts_at.trunc_subsecs(3);
    let ends_at = activity.ends_at.trunc_subsecs(3);
    if before.map(|old| old.starts_at) != Some(starts_at)
        && !(earliest..=latest).contains(&starts_at)
    {
        refusals.add(Refusal::of_time("startsAt", Some(earliest), Some(latest)));
    }
    if ends_at <= starts_at {
        refusals.add(Refusal::of_time("endsAt", Some(starts_at), None));
    } else if ends_at - starts_at > LONGEST {
        let refusal = Refusal::of(ErrorCode::SpanTooLong).at("endsAt");
        refusals.add(refusal.with("limit", LONGEST.num_days()).with("unit", "DAYS"));
    }
    let old = before.map(|old| old.place.as_str());
    let place = text::line_over(&activity.place, old, PLACE);
    let place = refusals.keep(place.map_err(|r| r.at("place")));
    if let Some((latitude, longitude)) = activity.latitude.zip(activity.longitude)
        && Position::known(latitude, longitude).is_none()
    {
        refusals.add(Refusal::of(ErrorCode::PositionInvalid).at("coordinates"));
    }
    if let Some(capacity) = activity.capacity
        && !(1..=MOST_PEOPLE).contains(&capacity)
    {
        let refusal = Refusal::of(ErrorCode::OutOfRange).at("capacity");
        refusals.add(refusal.with("least", 1).with("most", MOST_PEOPLE));
    }
    refusals.done()?;
    Ok(Activity {
        // A text that was not kept is a refusal, and refusals have ended this above.
        title: title.unwrap_or_else(|| activity.title.clone()),
        description,
        starts_at,
        ends_at,
        place: place.unwrap_or_default(),
        ..activity
    })
}

/// A text that says something in some language; one that is empty in all of them counts as none.
fn written(text: &LocalizedText) -> Option<&LocalizedText> {
    text.written().any(|(_, words)| !words.trim().is_empty()).then_some(text)
}

/// Puts the outer field's name before the inner one's.
fn under(field: &str, refusal: Refusal) -> Refusal {
    let path = match &refusal.field {
        Some(inner) => format!("{field}.{inner}"),
        None => field.to_owned(),
    };
    refusal.at(path)
}

/// The activity that does not take place; one that was held did.
pub(super) fn cancelled(activity: Activity, reason: &str, now: Instant) -> Result<Activity> {
    let reason = text::paragraphs(reason, REASON).map_err(|r| r.at("reason"))?;
    match activity.status {
        ActivityStatus::Planned => Ok(Activity {
            status: ActivityStatus::Cancelled,
            cancel_reason: Some(reason),
            cancelled_at: Some(now),
            version: activity.version + 1,
            updated_at: now,
            ..activity
        }),
        ActivityStatus::Cancelled => Ok(activity),
        ActivityStatus::Held => {
            Err(Refusal::of(ErrorCode::StateInvalid).with("status", "HELD").into())
        }
    }
}

/// Whether one may still say whether one comes.
pub(super) fn takes_answers(activity: &Activity, now: Instant) -> Result<()> {
    let status = match activity.status {
        ActivityStatus::Cancelled => "CANCELLED",
        ActivityStatus::Held => "HELD",
        ActivityStatus::Planned if activity.ends_at <= now => "OVER",
        ActivityStatus::Planned => return Ok(()),
    };
    Err(Refusal::of(ErrorCode::StateInvalid).with("status", status).into())
}

/// Whether it is planned and has not begun: nobody is there yet, and no phone has recorded who came.
pub(super) fn is_to_come(activity: &Activity, now: Instant) -> bool {
    activity.status == ActivityStatus::Planned && activity.starts_at > now
}

/// Whether it may be recorded who came: on the day or after, unless it does not take place.
pub(super) fn takes_attendance(activity: &Activity, now: Instant) -> Result<()> {
    if activity.status == ActivityStatus::Cancelled {
        return Err(Refusal::of(ErrorCode::StateInvalid).with("status", "CANCELLED").into());
    }
    let morning = day_begins(activity.starts_at);
    if now < morning {
        return Err(Refusal::of_time("sentAt", Some(morning), None).into());
    }
    Ok(())
}

/// Whether an activity took place, by how many came.
pub(super) fn status_by(attended: i64) -> ActivityStatus {
    if attended > 0 { ActivityStatus::Held } else { ActivityStatus::Planned }
}

/// What is to be written in minutes, in its kept form.
pub(super) fn minutes_text(
    new: &NewMinutes,
    activity: &Activity,
    now: Instant,
) -> Result<MinutesText> {
    let mut refusals = Refusals::default();
    let mut part = |field: &str, words: Option<&str>, limit: usize| {
        let words = words.filter(|words| !words.trim().is_empty())?;
        refusals.keep(text::paragraphs(words, limit).map_err(|r| r.at(field)))
    };
    let attendance = part("attendance", new.attendance.as_deref(), PART);
    let matters_arising = part("mattersArising", new.matters_arising.as_deref(), LONG_PART);
    let decisions = part("decisions", new.decisions.as_deref(), LONG_PART);
    let financial_statement = part("financialStatement", new.financial_statement.as_deref(), PART);
    let agenda = refusals.keep(text::paragraphs(&new.agenda, PART).map_err(|r| r.at("agenda")));
    let number = refusals.keep(text::line(&new.number, NUMBER).map_err(|r| r.at("number")));
    let place = new.place.as_deref().unwrap_or(&activity.place);
    let place = refusals.keep(text::line(place, PLACE).map_err(|r| r.at("place")));
    let held_at = new.held_at.unwrap_or(activity.starts_at).trunc_subsecs(3);
    if held_at < DateTime::UNIX_EPOCH || held_at > now {
        refusals.add(Refusal::of_time("heldAt", None, Some(now)));
    }
    refusals.done()?;
    Ok(MinutesText {
        number: number.unwrap_or_default(),
        held_at,
        place: place.unwrap_or_default(),
        attendance,
        agenda: agenda.unwrap_or_default(),
        matters_arising,
        decisions,
        financial_statement,
    })
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        Error,
        mykrt::activity::model::{ActivityKind, FieldOfWork, FiveP},
        shared::id::AreaId,
    };

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn now() -> Instant {
        at("2026-03-14T04:00:00Z")
    }

    fn new() -> NewActivity {
        NewActivity {
            area_id: AreaId(Uuid::nil()),
            notice_id: None,
            kind: ActivityKind::GotongRoyong,
            field_of_work: FieldOfWork::Environment,
            five_p: FiveP::Prevention,
            title: LocalizedText::new(" Gotong-royong ", "Cleaning day"),
            description: None,
            starts_at: now() + TimeDelta::days(7),
            ends_at: now() + TimeDelta::days(7) + TimeDelta::hours(3),
            place: "Padang".to_owned(),
            position: Some((3.15, 101.69)),
            capacity: Some(40),
        }
    }

    fn plan(new: &NewActivity) -> Result<Activity> {
        planned(new, (ActivityId(Uuid::nil()), PersonId(Uuid::nil())), now())
    }

    fn fields(refused: Error) -> Vec<String> {
        let Error::Refused(list) = refused else { panic!("not refused") };
        list.into_iter().filter_map(|refusal| refusal.field).collect()
    }

    fn refused(refused: Error) -> ErrorCode {
        let Error::Refused(list) = refused else { panic!("not refused") };
        list[0].code
    }

    #[test]
    fn every_broken_rule_is_named() {
        assert_eq!(plan(&new()).unwrap().title.ms, "Gotong-royong");
        let wrong = NewActivity {
            title: LocalizedText::new("", "x"),
            starts_at: at("2199-01-01T00:00:00Z"),
            place: " ".to_owned(),
            position: Some((91.0, 0.0)),
            capacity: Some(0),
            ..new()
        };
        assert_eq!(
            fields(plan(&wrong).unwrap_err()),
            ["title.ms", "startsAt", "endsAt", "place", "coordinates", "capacity"]
        );
    }

    #[test]
    fn an_activity_of_last_year_may_still_be_written_down() {
        let starts_at = now() - TimeDelta::days(400);
        let past = NewActivity { starts_at, ends_at: starts_at + TimeDelta::hours(1), ..new() };
        assert!(plan(&past).is_ok());
    }

    #[test]
    fn what_was_held_stays_in_the_past_and_what_is_cancelled_as_it_is() {
        let held = Activity {
            status: ActivityStatus::Held,
            starts_at: now() - TimeDelta::days(1),
            ends_at: now() - TimeDelta::hours(20),
            ..plan(&new()).unwrap()
        };
        let renamed = ActivityChanges { place: Some("Dewan".to_owned()), ..Default::default() };
        assert_eq!(changed(held.clone(), &renamed, now()).unwrap().place, "Dewan");
        let later = ActivityChanges {
            starts_at: Some(now() + TimeDelta::days(1)),
            ends_at: Some(now() + TimeDelta::days(2)),
            ..Default::default()
        };
        assert_eq!(fields(changed(held.clone(), &later, now()).unwrap_err()), ["startsAt"]);
        assert_eq!(refused(cancelled(held, "Hujan", now()).unwrap_err()), ErrorCode::StateInvalid);
        let off = cancelled(plan(&new()).unwrap(), "Hujan", now()).unwrap();
        assert_eq!((off.version, off.cancel_reason.as_deref()), (2, Some("Hujan")));
        assert_eq!(cancelled(off.clone(), "Lain", now()).unwrap(), off);
        assert_eq!(refused(changed(off, &renamed, now()).unwrap_err()), ErrorCode::StateInvalid);
    }

    #[test]
    fn attendance_is_taken_from_the_morning_of_the_day_on() {
        // 08:00 in Malaysia on the 21st; the day begins at 16:00 of the 20th in UTC.
        let starts_at = at("2026-03-21T00:00:00Z");
        let activity = Activity { starts_at, ..plan(&new()).unwrap() };
        assert!(takes_attendance(&activity, at("2026-03-20T15:59:59Z")).is_err());
        let morning = at("2026-03-20T16:00:00Z");
        assert!(takes_attendance(&activity, morning).is_ok());
    }
}
