//! Activities in people's own calendars: one as a file, and a subscription to all of one's areas.

use std::collections::HashMap;

use chrono::TimeDelta;
use sea_orm::ActiveEnum as _;

use super::{
    model::{Activity, ActivityFilter},
    service::{activity, own_areas},
    store,
};
use crate::{
    community,
    shared::{
        calendar::{self, Event},
        ctx::Ctx,
        error::Result,
        id::{ActivityId, AreaId},
    },
};

/// How far back a subscription reaches.
const PAST: TimeDelta = TimeDelta::days(30);
/// How far ahead a subscription reaches.
const AHEAD: TimeDelta = TimeDelta::days(180);
/// The most activities of a subscription: somebody of five areas with two a week.
const MOST: u64 = 500;

/// The activities of the reader's areas, from 30 days ago to 180 days ahead, for a calendar to which
/// they subscribe.
pub async fn events_of(reader: &Ctx) -> Result<Vec<Event>> {
    let areas = own_areas(reader).await?;
    let now = reader.now();
    let (from, to) = (Some(now - PAST), Some(now + AHEAD));
    let filter = ActivityFilter { from, to, ..ActivityFilter::default() };
    let found = store::list_first(reader.read(), &areas, &filter, MOST).await?;
    events(reader, &found).await
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
