//! Whoever means to come hears that an activity was moved or does not take place: planned in the work
//! that says so, and done in the background, a part of the people at a time. Each part is one
//! transaction with its place, so that whoever goes on after a stop leaves nobody out and writes to
//! nobody twice.

use chrono::TimeDelta;

use super::{
    model::{Activity, ActivityStatus},
    news_store::{self, Pending},
    rsvp_store, store,
};
use crate::{
    duties::Duty,
    mykrt::notice::{self, Ring},
    shared::{
        clock::Instant,
        ctx::Ctx,
        error::Result,
        id::{ActivityId, PersonId},
        language::Language,
        malaysia,
        outbox::{self, ActivityNews, Audience, Message, Text},
        scheduler,
        work::Work,
    },
};

/// So many people are written to in one transaction: as many as one message goes to.
const PART: i64 = 500;
/// When the next part is written to: another moment than that of the plan that is being done.
const NEXT_PART: TimeDelta = TimeDelta::milliseconds(1);

/// What there is to hear of an activity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum News {
    /// It is at another time or in another place.
    Moved,
    /// It does not take place.
    Cancelled,
}

/// Whether whoever means to come has to know of a change: it is at another time or in another place. A
/// position where there was none only shows the place better.
pub(super) fn is_moved(before: &Activity, after: &Activity) -> bool {
    let position = |activity: &Activity| activity.latitude.zip(activity.longitude);
    let elsewhere =
        position(before).zip(position(after)).is_some_and(|(before, after)| before != after);
    let when = |activity: &Activity| (activity.starts_at, activity.ends_at);
    when(before) != when(after) || before.place != after.place || elsewhere
}

/// Begins to tell it to those who have a place or wait for one; the caller holds the activity. What was
/// said of it before and has not left yet does not leave. Of what is over nobody hears.
pub(super) async fn begin(work: &mut Work, activity: &Activity, news: News) -> Result<()> {
    let now = work.tools().clock.now();
    if is_past(activity, news, now) {
        return Ok(());
    }
    if !rsvp_store::has_going(work.connection(), activity.id).await? {
        return Ok(());
    }
    // Before what is to be told: a node that tells has its plan in hand first too.
    scheduler::plan(work, Duty::ActivityNews, activity.id, now).await?;
    let pending = Pending { round: activity.version, news, begun_at: now, after_person: None };
    news_store::put(work.connection(), activity.id, &pending).await?;
    // That waited for a node that tells of what was before: now its words are there to be recalled.
    outbox::recall(work, activity.id).await
}

/// Whether nobody wants to hear it any more.
fn is_past(activity: &Activity, news: News, now: Instant) -> bool {
    let stands = match news {
        News::Moved => activity.status == ActivityStatus::Planned,
        News::Cancelled => activity.status == ActivityStatus::Cancelled,
    };
    !stands || activity.ends_at <= now
}

/// The next part of those who mean to come is written to. What is told is held meanwhile: whoever changes
/// the activity begins anew after this part, and recalls what of it has not left.
pub(crate) async fn news_due(ctx: &Ctx, work: &mut Work, id: ActivityId) -> Result<()> {
    let now = ctx.now();
    let Some(pending) = news_store::lock(work.connection(), id).await? else { return Ok(()) };
    let activity = store::lookup(work.connection(), id).await?;
    let Some(activity) = activity.filter(|found| !is_past(found, pending.news, now)) else {
        return news_store::remove(work.connection(), id, pending.round).await;
    };
    let part = news_store::part(work.connection(), id, &pending, PART).await?;
    send(work, &activity, &pending, &part, now).await?;
    let is_last = i64::try_from(part.len()).unwrap_or(PART) < PART;
    let Some(last) = part.last().filter(|_| !is_last) else {
        return news_store::remove(work.connection(), id, pending.round).await;
    };
    scheduler::plan(work, Duty::ActivityNews, id, now + NEXT_PART).await?;
    news_store::advance(work.connection(), id, pending.round, *last).await
}

/// Writes to these people as each wishes to hear of their area.
async fn send(
    work: &mut Work,
    activity: &Activity,
    pending: &Pending,
    people: &[PersonId],
    now: Instant,
) -> Result<()> {
    if people.is_empty() {
        return Ok(());
    }
    let rings = notice::rings(work.connection(), people, activity.area_id, now).await?;
    for ring in [Ring::Loud, Ring::Silent] {
        let of_it = rings.iter().filter(|(_, way)| *way == ring);
        let people: Vec<PersonId> = of_it.map(|(person, _)| *person).collect();
        if people.is_empty() {
            continue;
        }
        let message = Message {
            audience: Audience::People(people),
            text: text(activity, pending.news, ring == Ring::Silent),
            // Each app has its own language.
            language: Language::Ms,
            cause: activity.id.0,
            round: i32::try_from(pending.round).unwrap_or(i32::MAX),
            urgent: false,
            expires_at: Some(activity.ends_at),
        };
        outbox::send(work, &message).await?;
    }
    Ok(())
}

fn text(activity: &Activity, news: News, silent: bool) -> Text {
    let news = match news {
        News::Moved => ActivityNews::Moved { starts: malaysia::shown(activity.starts_at) },
        News::Cancelled => ActivityNews::Cancelled,
    };
    let (title, link) = (activity.title.clone(), format!("krt://activity/{}", activity.id));
    Text::ActivityNews { title, news, link, silent }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        mykrt::activity::model::{ActivityKind, FieldOfWork, FiveP},
        shared::{id::AreaId, language::LocalizedText},
    };

    fn activity() -> Activity {
        let at: Instant = "2026-03-21T00:30:00Z".parse().unwrap();
        Activity {
            id: ActivityId(Uuid::nil()),
            area_id: AreaId(Uuid::nil()),
            notice_id: None,
            created_by: PersonId(Uuid::nil()),
            kind: ActivityKind::GotongRoyong,
            field_of_work: FieldOfWork::Environment,
            five_p: FiveP::Prevention,
            title: LocalizedText::new("Gotong-royong", "Cleaning day"),
            description: None,
            starts_at: at,
            ends_at: at + TimeDelta::hours(3),
            place: "Padang".to_owned(),
            latitude: Some(3.15),
            longitude: Some(101.69),
            capacity: Some(40),
            status: ActivityStatus::Planned,
            cancel_reason: None,
            cancelled_at: None,
            headcount: 0,
            headcount_at: None,
            version: 1,
            created_at: at,
            updated_at: at,
        }
    }

    #[test]
    fn another_time_or_place_is_a_move_and_other_words_are_none() {
        let before = activity();
        let later = before.ends_at + TimeDelta::minutes(30);
        assert!(is_moved(&before, &Activity { ends_at: later, ..activity() }));
        assert!(is_moved(&before, &Activity { place: "Dewan".to_owned(), ..activity() }));
        assert!(is_moved(&before, &Activity { longitude: Some(101.7), ..activity() }));
        let title = LocalizedText::new("Kerja", "Work");
        assert!(!is_moved(&before, &Activity { capacity: None, title, ..activity() }));
        let nowhere = Activity { latitude: None, longitude: None, ..activity() };
        assert!(!is_moved(&before, &nowhere) && !is_moved(&nowhere, &before));
    }

    #[test]
    fn of_what_is_over_or_otherwise_by_now_nobody_hears() {
        let planned = activity();
        let before = planned.starts_at - TimeDelta::days(1);
        assert!(!is_past(&planned, News::Moved, before));
        assert!(is_past(&planned, News::Moved, planned.ends_at));
        assert!(is_past(&planned, News::Cancelled, before));
        let cancelled = Activity { status: ActivityStatus::Cancelled, ..activity() };
        assert!(!is_past(&cancelled, News::Cancelled, before));
        assert!(is_past(&cancelled, News::Moved, before));
    }
}
