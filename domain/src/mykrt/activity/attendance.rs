//! Recording who came: on the day or after, from phones that were offline.

use std::collections::{HashMap, HashSet};

use super::{
    attendance_store::{self, AttendeeKey, Written},
    days::{self, Standing},
    model::{
        Activity, Attendee, Headcount, NewAttendance, NewPresence, PresenceOutcome, PresenceResult,
    },
    rules,
    service::{permitted, tell},
    store,
};
use crate::{
    policy::Action,
    shared::{
        clock::Instant,
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{ActivityId, PersonId},
        page::{self, Page, PageArgs, PageRequest},
        work::Work,
    },
};

/// The most people of one batch.
const MOST_AT_ONCE: usize = 200;

/// Records who was there and who was not, and how many came without an account. Each item has its own
/// answer; what was seen later counts, so a repeat changes nothing. With the first who came the
/// activity was held.
pub async fn record_attendance(
    ctx: &Ctx,
    new: &NewAttendance,
) -> Result<(Activity, Vec<PresenceResult>)> {
    let id = new.activity_id;
    let permit = permitted(ctx, id, Action::ActivityAttendanceRecord).await?;
    bounded(new)?;
    let now = ctx.now();
    let mut work = ctx.begin().await?;
    let found = store::lock(work.connection(), id).await?.ok_or_else(Error::not_found)?;
    rules::takes_attendance(&found, now)?;
    let results = record(ctx, &work, &found, new).await?;
    let counted = new.headcount.and_then(|count| counted(&found, count, new.sent_at, now));
    let (headcount, headcount_at) = counted.unwrap_or((found.headcount, found.headcount_at));
    let applied = results.iter().filter(|result| result.outcome == PresenceOutcome::Applied);
    let applied = applied.count();
    if applied == 0 && counted.is_none() {
        return Ok((found, results));
    }
    let present = attendance_store::count_present(work.connection(), &[id]).await?;
    let attended = headcount + present.first().map_or(0, |(_, number)| *number);
    let status = rules::status_by(attended);
    let found = Activity { status, headcount, headcount_at, updated_at: now, ..found };
    store::change_attended(work.connection(), &found).await?;
    work.audit(&permit, id).detail("people", applied.to_string());
    tell(&mut work, &found);
    work.commit().await?;
    Ok((found, results))
}

fn bounded(new: &NewAttendance) -> Result<()> {
    if new.people.len() > MOST_AT_ONCE {
        let refusal = Refusal::of(ErrorCode::TooMany).at("people");
        return Err(refusal.with("limit", MOST_AT_ONCE).into());
    }
    let number = new.headcount.map_or(0, |count| count.number);
    if !(0..=rules::MOST_PEOPLE).contains(&number) {
        let refusal = Refusal::of(ErrorCode::OutOfRange).at("headcount.number");
        return Err(refusal.with("least", 0).with("most", rules::MOST_PEOPLE).into());
    }
    Ok(())
}

/// The number of those without an account, when it counts beside the one that stands.
fn counted(
    found: &Activity,
    count: Headcount,
    sent_at: Option<Instant>,
    now: Instant,
) -> Option<(i64, Option<Instant>)> {
    let noted_at = days::noted_at(count.at, sent_at, found.starts_at, now);
    let standing = found.headcount_at.map(|since| (found.headcount, since));
    let counts = days::compared(standing, &count.number, noted_at) == Standing::Older;
    counts.then_some((count.number, Some(noted_at)))
}

/// Keeps each item that can be kept, in their order; the caller holds the activity.
async fn record(
    ctx: &Ctx,
    work: &Work,
    found: &Activity,
    new: &NewAttendance,
) -> Result<Vec<PresenceResult>> {
    let connection = work.connection();
    let (by, now) = (ctx.person()?, ctx.now());
    let people: Vec<PersonId> =
        new.people.iter().filter_map(|item| Some(item.as_ref().ok()?.person_id)).collect();
    let eligible: HashSet<PersonId> =
        attendance_store::eligible(connection, found, &people).await?.into_iter().collect();
    let mut standing: HashMap<PersonId, (bool, Instant)> =
        attendance_store::standing(connection, found.id, &people).await?.into_iter().collect();
    let mut results = Vec::with_capacity(new.people.len());
    for (place, item) in new.people.iter().enumerate() {
        let item = match item {
            Ok(item) if eligible.contains(&item.person_id) => *item,
            Ok(_) => {
                let refusal = Refusal::of(ErrorCode::PersonNotEligible);
                results.push(rejected(refusal.at(format!("people.{place}.personId"))));
                continue;
            }
            Err(refusal) => {
                results.push(rejected(refusal.clone()));
                continue;
            }
        };
        let NewPresence { person_id: person, at, present } = item;
        let noted_at = days::noted_at(at, new.sent_at, found.starts_at, now);
        let known = standing.get(&person).copied();
        let outcome = match days::compared(known, &present, noted_at) {
            Standing::Older => {
                let activity = found.id;
                let written = Written { activity, person, present, noted_at, by, now };
                attendance_store::put(connection, &written).await?;
                standing.insert(person, (present, noted_at));
                PresenceOutcome::Applied
            }
            Standing::Same => PresenceOutcome::Duplicate,
            Standing::Newer => PresenceOutcome::Superseded,
        };
        results.push(PresenceResult { outcome, noted_at: Some(noted_at) });
    }
    Ok(results)
}

fn rejected(refusal: Refusal) -> PresenceResult {
    PresenceResult { outcome: PresenceOutcome::Rejected(refusal), noted_at: None }
}

/// Who was there and who was not, by name, each with its cursor: for the committee.
pub async fn attendance(
    ctx: &Ctx,
    id: ActivityId,
    args: &PageArgs,
) -> Result<Page<(String, Attendee)>> {
    permitted(ctx, id, Action::ActivityPeopleRead).await?;
    let request = PageRequest::<AttendeeKey>::from_args(args)?;
    let rows = attendance_store::list(ctx.read(), id, &request).await?;
    let key = |attendee: &Attendee| page::encode(&(attendee.noted_at, attendee.person.id));
    Ok(request.page(rows).map(|attendee| (key(&attendee), attendee)))
}
