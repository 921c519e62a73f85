//! Writing the minutes of a meeting, confirming and publishing them.

use super::{
    minutes_store,
    model::{Activity, ActivityKind, ActivityStatus, Minutes, NewMinutes, Somebody},
    rules,
    service::{activity, permitted, tell},
    store,
};
use crate::{
    community::{self, committee::holds_post},
    identity,
    policy::{Action, Target},
    shared::{
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{ActivityId, PersonId},
        replay::{Begun, Once},
        work::Work,
    },
};

/// Writes the minutes of a meeting as they are to stand. Changed words have to be confirmed anew.
pub async fn set_minutes(ctx: &Ctx, new: &NewMinutes, key: Option<&str>) -> Result<Activity> {
    let permit = permitted(ctx, new.activity_id, Action::ActivityMinutesWrite).await?;
    let mut once = match Once::begin(ctx, &permit, "activityMinutesSet", key, new).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(id) => return activity(ctx, ActivityId(id)).await,
    };
    let written = write(ctx, &mut once.work, new).await;
    let id = once.finish(ctx, written).await?;
    activity(ctx, id).await
}

async fn write(ctx: &Ctx, work: &mut Work, new: &NewMinutes) -> Result<ActivityId> {
    let id = new.activity_id;
    let found = store::lock(work.connection(), id).await?.ok_or_else(Error::not_found)?;
    of_a_meeting(&found)?;
    let before = minutes_store::lookup(work.connection(), id).await?;
    if before.as_ref().map(|before| before.version) != new.version {
        return Err(Refusal::of(ErrorCode::VersionConflict).at("version").into());
    }
    let text = rules::minutes_text(new, &found, ctx.now())?;
    let prepared_by = prepared_by(ctx, work, &found, (before.as_ref(), new)).await?;
    let (now, me) = (ctx.now(), ctx.person()?);
    let same_words = before.as_ref().filter(|before| before.text == text);
    let written_by = same_words.map_or(me, |before| before.written_by);
    // What is confirmed was there to be read, and is the word of somebody else.
    if new.confirm && same_words.is_none() {
        return Err(Refusal::of(ErrorCode::MinutesReworded).at("confirm").into());
    }
    if new.confirm && [prepared_by.id, written_by].contains(&me) {
        return Err(Refusal::of(ErrorCode::OwnMinutes).at("confirm").into());
    }
    let same = same_words.filter(|before| before.prepared_by == prepared_by);
    let (confirmed_by, confirmed_at) = match same {
        Some(before) if before.confirmed_by.is_some() => {
            (before.confirmed_by.clone(), before.confirmed_at)
        }
        _ if new.confirm => (Some(somebody(work, me).await?), Some(now)),
        _ => (None, None),
    };
    let published_at = before.as_ref().and_then(|before| before.published_at);
    let minutes = Minutes {
        activity_id: id,
        area_id: found.area_id,
        text,
        prepared_by,
        written_by,
        confirmed_by,
        confirmed_at,
        published_at: new.published.then(|| published_at.unwrap_or(now)),
        version: new.version.unwrap_or(0) + 1,
        created_at: before.as_ref().map_or(now, |before| before.created_at),
        updated_at: now,
    };
    minutes_store::put(work.connection(), &minutes).await?;
    tell(work, &found);
    Ok(id)
}

/// Minutes are written of meetings that take place.
fn of_a_meeting(found: &Activity) -> Result<()> {
    if found.status == ActivityStatus::Cancelled {
        return Err(Refusal::of(ErrorCode::StateInvalid).with("status", "CANCELLED").into());
    }
    if !found.kind.has_minutes() {
        use sea_orm::{ActiveEnum as _, Iterable as _};
        let meetings: Vec<String> = ActivityKind::iter()
            .filter(|kind| kind.has_minutes())
            .map(|kind| kind.to_value())
            .collect();
        let refusal = Refusal::of(ErrorCode::ValueInvalid).at("activityId");
        return Err(refusal.with("values", meetings.join(", ")).into());
    }
    Ok(())
}

/// Who prepared them: whoever is named and sits on the committee, or was named before, or else
/// writes them first.
async fn prepared_by(
    ctx: &Ctx,
    work: &Work,
    found: &Activity,
    (before, new): (Option<&Minutes>, &NewMinutes),
) -> Result<Somebody> {
    let standing = before.map(|before| &before.prepared_by);
    let person = match (new.prepared_by, standing) {
        (None, Some(standing)) => return Ok(standing.clone()),
        (Some(named), Some(standing)) if named == standing.id => return Ok(standing.clone()),
        (Some(named), _) => named,
        (None, None) => ctx.person()?,
    };
    if !holds_post(work.connection(), person, found.area_id, ctx.now()).await? {
        return Err(Refusal::of(ErrorCode::PersonNotEligible).at("preparedById").into());
    }
    somebody(work, person).await
}

async fn somebody(work: &Work, person: PersonId) -> Result<Somebody> {
    let display_name = identity::display_name(work.connection(), person).await?;
    Ok(Somebody { id: person, display_name })
}

/// The minutes of a meeting that the reader was shown: for the committee and the officers above, and
/// for residents once they are published.
pub async fn minutes_of(ctx: &Ctx, found: &Activity) -> Result<Option<Minutes>> {
    if !found.kind.has_minutes() {
        return Ok(None);
    }
    let place = community::place_of_area(ctx, found.area_id).await?;
    let drafts = ctx.may(Action::ActivityMinutesReadDraft, &Target::at(place.clone()));
    let published = ctx.may(Action::ActivityRead, &Target::at(place));
    let minutes = minutes_store::lookup(ctx.db().write(), found.id).await?;
    Ok(minutes.filter(|minutes| drafts || (published && minutes.published_at.is_some())))
}
