//! Publishing a month: every rule is looked at once more, by what stands at that moment.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::ActiveEnum as _;
use serde::Serialize;

use super::{
    debts,
    filling::leader,
    gather_store,
    model::{Roster, RosterStatus},
    read, refusing, store, telling,
    terms::{Slot, Terms, in_turn},
};
use crate::{
    identity::lock_people,
    mysrs::{
        roster::{
            model::Shift,
            plan::hard::{self, Broken},
        },
        unit::{self, PatrolUnit},
        watch,
    },
    policy::{Action, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        clock::Instant,
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{PersonId, RosterId, ShiftId},
        malaysia::Month,
        outbox::Text,
        replay::{Begun, Once},
        work::Work,
    },
};

#[derive(Serialize)]
struct Publishing {
    id: RosterId,
    version: i64,
}

/// Publishes a month to its unit, when every rule is kept: each volunteer is told of their shifts, and
/// what everybody owes is written down for the next month.
pub async fn publish(ctx: &Ctx, id: RosterId, version: i64, key: Option<&str>) -> Result<Roster> {
    let (unit, _) = read::drafted(ctx, id).await?;
    let permit = ctx.authorize(Action::RosterPublish, &Target::at(unit.place()))?;
    let publishing = Publishing { id, version };
    let mut once = match Once::begin(ctx, &permit, "rosterPublish", key, &publishing).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(id) => return read::roster_by_id(ctx, RosterId(id)).await,
    };
    let written = write(ctx, &mut once.work, &unit, &publishing).await;
    let id = once.finish(ctx, written).await?;
    read::roster_by_id(ctx, id).await
}

async fn write(
    ctx: &Ctx,
    work: &mut Work,
    unit: &PatrolUnit,
    publishing: &Publishing,
) -> Result<RosterId> {
    let by = (ctx.person()?, ctx.now());
    unit::at_work(ctx, unit.id).await?;
    unit::lock(work.connection(), unit.id).await?;
    let roster = store::lock(work.connection(), publishing.id).await?;
    if roster.version != publishing.version {
        return Err(Refusal::of(ErrorCode::VersionConflict).at("version").into());
    }
    if roster.status == RosterStatus::Published {
        let status = roster.status.to_value();
        return Err(Refusal::of(ErrorCode::StateInvalid).at("id").with("status", status).into());
    }
    let month =
        Month::read(&roster.month).ok_or_else(|| Error::internal("a roster without a month"))?;
    let shifts = store::list_shifts(work.connection(), roster.id).await?;
    // What was to begin before anybody was told of it does not take place.
    let past: Vec<ShiftId> =
        shifts.iter().filter(|it| it.starts_at <= by.1).map(|it| it.id).collect();
    store::remove_drafts(work.connection(), &past).await?;
    let open: Vec<&Shift> = shifts
        .iter()
        .filter(|shift| shift.starts_at > by.1 && shift.cancel_reason.is_none())
        .collect();
    let terms = judge(work, unit, month, &open).await?;
    store::publish(work.connection(), roster.id, by).await?;
    let team: BTreeSet<(ShiftId, PersonId)> =
        terms.seated.iter().map(|seat| (seat.shift_id, seat.person_id)).collect();
    for shift in &open {
        let leads = leader(&terms, shift.id, &team);
        store::set_leader(work.connection(), shift.id, leads).await?;
        watch::shift_published(work, shift.id, (shift.starts_at, shift.ends_at)).await?;
    }
    debts::settle(work.connection(), unit, month).await?;
    tell(ctx, work, unit, (&roster, &terms)).await?;
    work.tell(Change::new(Scope::Unit(unit.id), Noun::PatrolUnit, unit.id));
    Ok(roster.id)
}

/// The terms of what is to be published, when every rule is kept.
async fn judge(work: &Work, unit: &PatrolUnit, month: Month, open: &[&Shift]) -> Result<Terms> {
    if open.is_empty() {
        return Err(Refusal::of(ErrorCode::NoShifts).at("id").into());
    }
    let slots: Vec<Slot> = open.iter().map(|shift| Slot::from(*shift)).collect();
    let (terms, broken) = weigh(work, unit, month, slots).await?;
    if let Some(stray) = terms.strays.first() {
        let field = format!("shifts.{}", stray.shift_id);
        return Err(Refusal::of(ErrorCode::PersonNotEligible).at(field).into());
    }
    if broken.is_empty() { Ok(terms) } else { Err(refusing::refused(&terms, &broken)) }
}

/// Shifts with who is in them, and every rule that they break by what stands now. The unit is locked.
async fn weigh(
    work: &Work,
    unit: &PatrolUnit,
    month: Month,
    slots: Vec<Slot>,
) -> Result<(Terms, Vec<Broken>)> {
    let people = gather_store::list_people(work.connection(), unit.id, unit.area_id).await?;
    let people = in_turn(people.iter().map(|it| it.person_id));
    // Nobody is given a shift of another unit meanwhile.
    lock_people(work.connection(), &people).await?;
    let terms = Terms::gather(work.connection(), unit, month, slots).await?;
    let broken = hard::all_broken(&terms.problem, &terms.seats());
    Ok((terms, broken))
}

/// Goes on only when a shift that is published alone, and was written with its people just now, keeps
/// every rule that a month keeps. The unit is locked; `members` are as the input names them.
pub(in crate::mysrs::roster) async fn judge_alone(
    work: &Work,
    unit: &PatrolUnit,
    shift: &Shift,
    members: &[PersonId],
) -> Result<()> {
    let month = Month::of(shift.starts_at);
    let (terms, broken) = weigh(work, unit, month, vec![Slot::from(shift)]).await?;
    if broken.is_empty() { Ok(()) } else { Err(refusing::refused_alone(&terms, &broken, members)) }
}

/// Tells each volunteer once of all their shifts.
async fn tell(
    ctx: &Ctx,
    work: &mut Work,
    unit: &PatrolUnit,
    (roster, terms): (&Roster, &Terms),
) -> Result<()> {
    let starts: BTreeMap<ShiftId, Instant> =
        terms.slots.iter().map(|slot| (slot.id, slot.starts_at)).collect();
    let mut theirs: BTreeMap<PersonId, Vec<Instant>> = BTreeMap::new();
    for seat in &terms.seated {
        if let Some(starts_at) = starts.get(&seat.shift_id) {
            theirs.entry(seat.person_id).or_default().push(*starts_at);
        }
    }
    for (person, starts) in theirs {
        let (Some(first), Some(last)) = (starts.iter().min(), starts.iter().max()) else {
            continue;
        };
        let text = Text::RosterPublished {
            unit: unit.name.clone(),
            month: roster.month.clone(),
            count: starts.len(),
            first: telling::shown(*first),
        };
        telling::tell(ctx, work, person, text, *last).await?;
    }
    Ok(())
}
