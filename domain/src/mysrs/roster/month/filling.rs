//! Who is in the shifts of a month, written as it is wanted; and, once it is published, told.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    debts,
    model::{Roster, RosterStatus},
    store, telling,
    terms::{Slot, Terms, in_turn},
};
use crate::{
    identity::lock_people,
    mysrs::{
        roster::plan::{
            hard::{self, Broken},
            model::PersonNo,
        },
        swap::void,
        unit::{self, PatrolUnit},
    },
    shared::{
        change_log::{Change, Noun, Scope},
        ctx::Ctx,
        error::{ErrorCode, Refusal, Result},
        id::{PersonId, ShiftId},
        malaysia::Month,
        outbox::Text,
        work::Work,
    },
};

/// The month whose shifts are filled.
pub(super) struct Filling<'a> {
    pub unit: &'a PatrolUnit,
    pub roster: &'a Roster,
    pub month: Month,
    pub terms: &'a Terms,
}

/// Somebody's place in a shift.
type Place = (ShiftId, PersonId);

/// Writes who is in the shifts of the terms: these, and nobody else. The roster's row is locked, and
/// nothing has changed since the terms were gathered.
pub(super) async fn fill(
    ctx: &Ctx,
    work: &mut Work,
    filling: &Filling<'_>,
    wanted: &BTreeSet<Place>,
) -> Result<()> {
    let terms = filling.terms;
    let known = terms.seated.iter().chain(&terms.strays);
    let known: BTreeSet<Place> = known.map(|seat| (seat.shift_id, seat.person_id)).collect();
    let called: Vec<Place> = wanted.difference(&known).copied().collect();
    let released: Vec<Place> = known.difference(wanted).copied().collect();
    still_there(work, filling.unit, &called).await?;
    let published = filling.roster.status == RosterStatus::Published;
    if published {
        let people = in_turn(called.iter().chain(&released).map(|(_, person)| *person));
        lock_people(work.connection(), &people).await?;
    }
    for place in &released {
        store::unseat(work.connection(), *place).await?;
    }
    for place in &called {
        store::seat(work.connection(), *place, false).await?;
    }
    let touched: BTreeSet<ShiftId> =
        called.iter().chain(&released).map(|(shift, _)| *shift).collect();
    for shift in &touched {
        store::set_leader(work.connection(), *shift, leader(terms, *shift, wanted)).await?;
    }
    if published {
        for shift in &touched {
            store::touch_shift(work.connection(), *shift, ctx.now()).await?;
        }
        still_lawful(work, filling, &called).await?;
        tell(ctx, work, filling, (&called, &released)).await?;
        for place in &released {
            void(ctx, work, filling.unit, (*place, None)).await?;
        }
        debts::settle(work.connection(), filling.unit, filling.month).await?;
    }
    let unit = filling.unit.id;
    work.tell(Change::new(Scope::Unit(unit), Noun::PatrolUnit, unit));
    Ok(())
}

/// Who of a team leads it: the unit's leader, or else the first who can.
pub(in crate::mysrs) fn leader(
    terms: &Terms,
    shift: ShiftId,
    team: &BTreeSet<Place>,
) -> Option<PersonId> {
    let there = |person: &PersonId| team.contains(&(shift, *person));
    let able = terms.people.iter().filter(|it| there(&it.person_id));
    let mut able = able.filter(|it| it.leads || it.can_lead);
    let first = able.next()?;
    if first.leads {
        return Some(first.person_id);
    }
    Some(able.find(|it| it.leads).unwrap_or(first).person_id)
}

/// Goes on only when whoever is called belongs to the unit still: somebody may have left it while the
/// planner worked, and as they had no place nothing else would show it. The unit is locked.
async fn still_there(work: &Work, unit: &PatrolUnit, called: &[Place]) -> Result<()> {
    let known = unit::patrollers_in(work.connection(), unit.id).await?;
    let known: BTreeSet<PersonId> = known.into_iter().map(|one| one.person_id).collect();
    if called.iter().all(|(_, person)| known.contains(person)) {
        return Ok(());
    }
    Err(Refusal::of(ErrorCode::VersionConflict).at("version").into())
}

/// Whether whoever is called may come, judged by what stands now: somebody may have been given a
/// shift of another unit, or have said that they are away, while the planner worked.
async fn still_lawful(work: &Work, filling: &Filling<'_>, called: &[Place]) -> Result<()> {
    let slots = filling.terms.slots.clone();
    let terms = Terms::gather(work.connection(), filling.unit, filling.month, slots).await?;
    let seats = called.iter().filter_map(|(shift, person)| terms.seat(*shift, *person));
    let people: BTreeSet<PersonNo> = seats.map(|seat| seat.person).collect();
    let broken = hard::all_broken(&terms.problem, &terms.seats());
    if broken.iter().filter_map(person_of).any(|person| people.contains(&person)) {
        return Err(Refusal::of(ErrorCode::VersionConflict).at("version").into());
    }
    Ok(())
}

/// Whom a broken rule concerns; nobody when it concerns a team.
pub(super) fn person_of(broken: &Broken) -> Option<PersonNo> {
    match broken {
        Broken::Unfit { person, .. } | Broken::Cap { person, .. } => Some(*person),
        Broken::Unknown(seat)
        | Broken::NotIn(seat)
        | Broken::AlreadyIn(seat)
        | Broken::Absent { seat, .. }
        | Broken::Overlap { seat, .. }
        | Broken::Rest { seat, .. }
        | Broken::Elsewhere { seat, .. } => Some(seat.person),
        Broken::TeamSmall { .. }
        | Broken::TeamFull { .. }
        | Broken::LeaderMissing { .. }
        | Broken::KeptForLeader { .. } => None,
    }
}

async fn tell(
    ctx: &Ctx,
    work: &mut Work,
    filling: &Filling<'_>,
    (called, released): (&[Place], &[Place]),
) -> Result<()> {
    let slots: BTreeMap<ShiftId, &Slot> =
        filling.terms.slots.iter().map(|slot| (slot.id, slot)).collect();
    let unit = &filling.unit.name;
    for (shift, person) in called {
        let Some(slot) = slots.get(shift) else { continue };
        let (unit, shift) = (unit.clone(), telling::shown(slot.starts_at));
        let text = Text::ShiftGiven { unit, shift };
        telling::tell(ctx, work, *person, text, slot.starts_at).await?;
    }
    for (shift, person) in released {
        let Some(slot) = slots.get(shift) else { continue };
        let (unit, shift) = (unit.clone(), telling::shown(slot.starts_at));
        let text = Text::ShiftTaken { unit, shift };
        telling::tell(ctx, work, *person, text, slot.starts_at).await?;
    }
    Ok(())
}
