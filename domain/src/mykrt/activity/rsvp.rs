//! Saying whether one comes, and who gets a place when there are fewer than people.

use std::collections::HashMap;

use uuid::Uuid;

use super::{
    attendance_store, carrying,
    model::{Activity, Answer, Figures, MyAnswer, NewAnswer, Rsvp},
    place_given,
    rsvp_store::{self, AnswerKey},
    rules, seats,
    service::permitted,
    store,
};
use crate::{
    community, identity,
    policy::{self, Action, Actor, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        clock::Instant,
        ctx::Ctx,
        error::{Error, Result},
        id::{ActivityId, PersonId, SessionId},
        page::{self, Page, PageArgs, PageRequest},
        work::Work,
    },
};

/// Says whether the actor comes, with how many guests. When there is no place they wait, in the
/// order of asking, and a place that becomes free goes to the first one at once. The same answer
/// again changes nothing.
pub async fn answer(ctx: &Ctx, new: &NewAnswer) -> Result<Activity> {
    let (person, id) = (ctx.person()?, new.activity_id);
    permitted(ctx, id, Action::ActivityRsvp).await?;
    let mut work = ctx.begin().await?;
    // The answer is the record, and there are thousands.
    work.leave_unaudited();
    let connection = work.connection();
    let found = store::lock(connection, id).await?.ok_or_else(Error::not_found)?;
    // The activity before the person, as an erasure does.
    if !identity::stays(connection, person).await? {
        return Err(Error::not_found());
    }
    let before = rsvp_store::find(connection, id, person).await?;
    let same = |kept: &seats::Kept| kept.answer == new.answer && kept.guests == new.guests;
    if before.as_ref().is_some_and(same) {
        drop(work);
        return carrying::shown_alone(ctx, found).await;
    }
    rules::takes_answers(&found, ctx.now())?;
    let room = rsvp_store::room(connection, id, found.capacity).await?;
    let kept = seats::answered((new.answer, new.guests), before, found.capacity, room)?;
    rsvp_store::put(connection, (id, person), kept, ctx.now()).await?;
    seat_waiting(&mut work, &found).await?;
    work.tell(Change::new(Scope::Person(person), Noun::Activity, id));
    work.commit().await?;
    carrying::shown_alone(ctx, found).await
}

/// Gives the places that are free to those who wait, and tells each; the caller holds the activity.
pub(super) async fn seat_waiting(work: &mut Work, found: &Activity) -> Result<()> {
    let waiting = rsvp_store::waiting(work.connection(), found.id).await?;
    if waiting.is_empty() {
        return Ok(());
    }
    let room = rsvp_store::room(work.connection(), found.id, found.capacity).await?;
    for person in seats::moved_up(found.capacity, room.taken, &waiting) {
        rsvp_store::seat(work.connection(), found.id, person).await?;
        work.tell(Change::new(Scope::Person(person), Noun::Activity, found.id));
        place_given::tell(work, found, person).await?;
    }
    Ok(())
}

/// Holds the activities to come to which somebody means to come, before whoever erases the account
/// holds the person: in the order in which answers do.
pub(crate) async fn hold_places(work: &Work, person: PersonId, now: Instant) -> Result<()> {
    for id in rsvp_store::activities_to_come(work.connection(), person, now).await? {
        store::lock(work.connection(), id).await?;
    }
    Ok(())
}

/// Gives back the places of somebody whose account is erased: whoever waits moves up.
pub(crate) async fn give_up_places(work: &mut Work, person: PersonId, now: Instant) -> Result<()> {
    for id in rsvp_store::activities_to_come(work.connection(), person, now).await? {
        if let Some(found) = store::lock(work.connection(), id).await? {
            rsvp_store::remove(work.connection(), id, person).await?;
            seat_waiting(work, &found).await?;
        }
    }
    Ok(())
}

/// Somebody has left an area: what they answered to the activities to come where they may answer no
/// longer goes, and whoever waits moves up.
pub(crate) async fn member_left(ctx: &Ctx, work: &mut Work, person: PersonId) -> Result<()> {
    let now = ctx.now();
    for id in rsvp_store::answered_to_come(work.connection(), person, now).await? {
        let Some(found) = store::lock(work.connection(), id).await? else { continue };
        let grants = identity::roles_held(work.connection(), person, now).await?;
        let actor = Actor::Person { id: person, session: SessionId(Uuid::nil()), grants };
        let place = community::place_of_area(ctx, found.area_id).await?;
        if policy::decide(&actor, Action::ActivityRsvp, &Target::at(place)).is_ok() {
            continue;
        }
        rsvp_store::remove(work.connection(), id, person).await?;
        work.tell(Change::new(Scope::Person(person), Noun::Activity, id));
        seat_waiting(work, &found).await?;
    }
    Ok(())
}

/// How many come to these activities, and how many came. The caller has read them, and with that
/// the right to see numbers.
pub async fn figures_of(
    ctx: &Ctx,
    activities: &[ActivityId],
) -> Result<HashMap<ActivityId, Figures>> {
    let connection = ctx.db().write();
    let mut figures: HashMap<ActivityId, Figures> =
        rsvp_store::figures(connection, activities).await?.into_iter().collect();
    for (id, present) in attendance_store::count_present(connection, activities).await? {
        figures.entry(id).or_default().present = present;
    }
    Ok(figures)
}

/// The actor's own answers to these activities.
pub async fn my_answers(
    ctx: &Ctx,
    activities: &[ActivityId],
) -> Result<HashMap<ActivityId, MyAnswer>> {
    let Some(person) = ctx.actor.person() else { return Ok(HashMap::new()) };
    let mine = rsvp_store::answers_of(ctx.db().write(), person, activities).await?;
    Ok(mine.into_iter().collect())
}

/// Who answered what, by name, the earliest first, each with its cursor: for the committee.
pub async fn answers(
    ctx: &Ctx,
    id: ActivityId,
    of: Option<Answer>,
    args: &PageArgs,
) -> Result<Page<(String, Rsvp)>> {
    permitted(ctx, id, Action::ActivityPeopleRead).await?;
    let request = PageRequest::<AnswerKey>::from_args(args)?;
    let rows = rsvp_store::list(ctx.read(), id, of, &request).await?;
    Ok(request.page(rows).map(|rsvp| (page::encode(&(rsvp.answered_at, rsvp.person.id)), rsvp)))
}
