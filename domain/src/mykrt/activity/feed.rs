//! Activities in people's own calendars: one as a file, and a subscription to all of one's areas.

use std::collections::HashMap;

use chrono::TimeDelta;
use sea_orm::ActiveEnum as _;
use uuid::Uuid;

use super::{
    calendar::{self, Event},
    feed_store,
    model::{Activity, ActivityFilter},
    service::{activity, own_areas},
    store,
};
use crate::{
    community,
    identity::{self, PersonStatus},
    policy::{Action, Actor, Target},
    shared::{
        ctx::Ctx,
        error::{Error, Result},
        id::{ActivityId, AreaId, SessionId},
        language::Languages,
    },
};

/// What the key for calendar links is derived from the secret for.
const PURPOSE: &str = "calendar links";
/// How long a secret is: 256 bits in base 64, without padding.
const SECRET: usize = 43;
/// How far back a subscription reaches.
const PAST: TimeDelta = TimeDelta::days(30);
/// How far ahead a subscription reaches.
const AHEAD: TimeDelta = TimeDelta::days(180);
/// The most activities of a subscription: somebody of five areas with two a week.
const MOST: u64 = 500;

/// Gives the actor a new secret for the link of their calendar, and shows it this once. The one before
/// leads nowhere from now on.
pub async fn renew_calendar_token(ctx: &Ctx) -> Result<String> {
    let person = ctx.person()?;
    let permit = ctx.authorize(Action::CalendarTokenRenew, &Target::of(person))?;
    let secret = identity::make_secret();
    let hash = ctx.tools().secret.hash(PURPOSE, &[secret.as_bytes()]);
    let mut work = ctx.begin().await?;
    feed_store::put(work.connection(), person, &hash, ctx.now()).await?;
    work.audit(&permit, person);
    work.commit().await?;
    Ok(secret)
}

/// The calendar behind a secret link: the activities of its owner's areas, from 30 days ago to 180
/// days ahead, in the owner's language. An office's roles count only with a second factor, and
/// open nothing here.
pub async fn calendar_of(ctx: &Ctx, secret: &str) -> Result<String> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    let reader = owner(ctx, secret).await?;
    let areas = own_areas(&reader).await?;
    let now = reader.now();
    let (from, to) = (Some(now - PAST), Some(now + AHEAD));
    let filter = ActivityFilter { from, to, ..ActivityFilter::default() };
    let found = store::list_first(reader.read(), &areas, &filter, MOST).await?;
    let events = events(&reader, &found).await?;
    Ok(calendar::document(Some("KRT"), &events))
}

/// The context of whoever a secret belongs to.
async fn owner(ctx: &Ctx, secret: &str) -> Result<Ctx> {
    if secret.len() != SECRET {
        return Err(Error::not_found());
    }
    let hash = ctx.tools().secret.hash(PURPOSE, &[secret.as_bytes()]);
    // From the writer: a secret that was renewed is void at once.
    let connection = ctx.db().write();
    let id = feed_store::find_by_hash(connection, &hash).await?.ok_or_else(Error::not_found)?;
    let person = identity::lookup(connection, id).await?.ok_or_else(Error::not_found)?;
    if person.status != PersonStatus::Active {
        return Err(Error::not_found());
    }
    let mut grants = identity::roles_held(connection, id, ctx.now()).await?;
    grants.retain(|grant| !grant.role.needs_second_factor());
    let mut reader = ctx.clone();
    reader.actor = Actor::Person { id, session: SessionId(Uuid::nil()), grants };
    reader.languages = Languages::from_header(Some(person.language.tag()));
    Ok(reader)
}

/// One activity as a file for a calendar.
pub async fn activity_file(ctx: &Ctx, id: ActivityId) -> Result<String> {
    let found = activity(ctx, id).await?;
    let events = events(ctx, std::slice::from_ref(&found)).await?;
    Ok(calendar::document(None, &events))
}

async fn events(ctx: &Ctx, found: &[Activity]) -> Result<Vec<Event>> {
    let mut areas: Vec<AreaId> = found.iter().map(|activity| activity.area_id).collect();
    areas.sort_unstable();
    areas.dedup();
    let areas = community::areas_by_ids(ctx, &areas).await?;
    let names: HashMap<AreaId, &str> =
        areas.iter().map(|area| (area.id, area.name.as_str())).collect();
    let event = |activity: &Activity| {
        let area = names.get(&activity.area_id).copied().unwrap_or_default();
        event(ctx, activity, area)
    };
    Ok(found.iter().map(event).collect())
}

fn event(ctx: &Ctx, activity: &Activity, area: &str) -> Event {
    let description = activity.description.as_ref();
    Event {
        uid: activity.id.to_string(),
        sequence: activity.version,
        stamp: activity.updated_at,
        created: activity.created_at,
        starts_at: activity.starts_at,
        ends_at: activity.ends_at,
        summary: activity.title.resolve(&ctx.languages).0.to_owned(),
        description: description.map(|text| text.resolve(&ctx.languages).0.to_owned()),
        location: format!("{}, {area}", activity.place),
        position: activity.latitude.zip(activity.longitude),
        category: activity.kind.to_value(),
        cancelled: activity
            .cancelled_at
            .map(|_| activity.cancel_reason.clone().unwrap_or_default()),
    }
}
