//! Shifts in people's own calendars.

use std::collections::HashMap;

use chrono::TimeDelta;

use super::{
    model::{Shift, ShiftStatus},
    service::shift,
    store,
};
use crate::{
    mysrs::unit,
    shared::{
        calendar::{self, Event},
        ctx::Ctx,
        error::Result,
        id::{PatrolUnitId, ShiftId},
        language::Language,
        page::PageRequest,
    },
};

/// How far back a subscription reaches.
const PAST: TimeDelta = TimeDelta::days(30);
/// The most shifts of a subscription: somebody of four units for a year and a half.
const MOST: u32 = 200;

/// The reader's own shifts since 30 days ago, those that were cancelled too, for a calendar to which
/// they subscribe.
pub async fn events_of(reader: &Ctx) -> Result<Vec<Event>> {
    let person = reader.person()?;
    let page = PageRequest { limit: MOST, backward: false, beyond: None };
    let after = reader.now() - PAST;
    let found = store::list_of_person(reader.read(), person, after, &page).await?;
    events(reader, &found).await
}

/// One shift as a file for a calendar.
pub async fn shift_file(ctx: &Ctx, id: ShiftId) -> Result<String> {
    ctx.person()?;
    let found = shift(ctx, id).await?;
    let events = events(ctx, std::slice::from_ref(&found)).await?;
    Ok(calendar::document(None, &events))
}

async fn events(ctx: &Ctx, found: &[Shift]) -> Result<Vec<Event>> {
    let mut units: Vec<PatrolUnitId> = found.iter().map(|shift| shift.unit_id).collect();
    units.sort_unstable();
    units.dedup();
    // Whoever has left a unit since then reads its name no longer.
    let units = unit::units_by_ids(ctx, &units).await?;
    let names: HashMap<PatrolUnitId, &str> =
        units.iter().map(|unit| (unit.id, unit.name.as_str())).collect();
    let event = |shift: &Shift| event(ctx, shift, names.get(&shift.unit_id).copied());
    Ok(found.iter().map(event).collect())
}

fn event(ctx: &Ctx, shift: &Shift, unit: Option<&str>) -> Event {
    let what = if ctx.languages.sentences() == Language::En { "Patrol" } else { "Rondaan" };
    let cancelled = shift.status == ShiftStatus::Cancelled;
    Event {
        uid: shift.id.to_string(),
        sequence: shift.version,
        stamp: shift.changed_at.unwrap_or(shift.created_at),
        created: shift.created_at,
        starts_at: shift.starts_at,
        ends_at: shift.ends_at,
        summary: unit.map_or_else(|| what.to_owned(), |unit| format!("{what}: {unit}")),
        description: None,
        location: shift.place.clone(),
        position: None,
        category: "PATROL".to_owned(),
        cancelled: cancelled.then(|| shift.cancel_reason.clone().unwrap_or_default()),
    }
}
