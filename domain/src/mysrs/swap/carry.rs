//! Carrying out a change of hands, with every rule looked at, in the transaction that makes it.

use std::collections::BTreeSet;

use super::{
    model::{Leg, ShiftSwap, SwapKind, SwapStatus},
    store,
};
use crate::{
    mysrs::{
        roster::{
            Shift, ShiftStatus,
            month::{self, Terms, gather_store, in_turn, store as months},
            plan::{
                model::Seat,
                swap::{self, Change as Hands, Steps},
            },
        },
        unit::{self, PatrolUnit},
        watch,
    },
    shared::{
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{PersonId, ShiftId},
        malaysia::Month,
        outbox::Text,
        work::Work,
    },
};

/// Shifts of one unit and month, held until the work ends, with the terms by which they are judged.
pub(super) struct Held {
    pub shifts: Vec<Shift>,
    pub terms: Terms,
    /// Whether the unit's leader has to approve: by the unit's own word, or else by the rule.
    pub needs_approval: bool,
}

/// Holds the unit, these shifts in the order of their ids, their rosters and these people. All shifts
/// lie in one month of the unit and have not begun.
pub(super) async fn hold(
    ctx: &Ctx,
    work: &Work,
    unit: &PatrolUnit,
    (shifts, people): (&[ShiftId], Vec<PersonId>),
) -> Result<Held> {
    unit::lock(work.connection(), unit.id).await?;
    let ids: BTreeSet<ShiftId> = shifts.iter().copied().collect();
    let mut held: Vec<Shift> = Vec::new();
    for id in ids {
        let shift = month::open_shift(ctx, work, unit, id).await?;
        if shift.unit_id != unit.id || shift.status != ShiftStatus::Published {
            return Err(Error::not_found());
        }
        held.push(shift);
    }
    let Some(first) = held.first() else { return Err(Error::not_found()) };
    let month = Month::of(first.starts_at);
    if held.iter().any(|shift| Month::of(shift.starts_at) != month) {
        return Err(Refusal::of(ErrorCode::SwapOtherMonth).at("shiftId").into());
    }
    gather_store::lock_people(work.connection(), &in_turn(people)).await?;
    let slots = month::slots(work, first).await?;
    let terms = Terms::gather(work.connection(), unit, month, slots).await?;
    let own = watch::own_setting(work.connection(), unit.id).await?.wishes;
    let needs_approval = own.swap_needs_approval.unwrap_or(terms.rule.swap_needs_approval);
    Ok(Held { shifts: held, terms, needs_approval })
}

/// The change as the rules know it.
pub(super) fn hands(
    terms: &Terms,
    kind: SwapKind,
    (legs, taker): (&[Leg], Option<PersonId>),
) -> Result<Hands> {
    let seat = |leg: &Leg| named(terms, leg.shift_id, leg.person_id);
    let seats: Vec<Seat> = legs.iter().map(seat).collect::<Result<_>>()?;
    let Some(first) = seats.first().copied() else { return Err(Error::not_found()) };
    match (kind, taker) {
        (SwapKind::Ring, _) => Ok(Hands::Ring(seats)),
        (SwapKind::Give, Some(taker)) => {
            let leg = legs.first().ok_or_else(Error::not_found)?;
            let to = named(terms, leg.shift_id, taker)?.person;
            Ok(Hands::Give { seat: first, to })
        }
        (SwapKind::Give | SwapKind::Drop, _) => Ok(Hands::Drop(first)),
    }
}

pub(super) fn named(terms: &Terms, shift: ShiftId, person: PersonId) -> Result<Seat> {
    let seat = terms.seat(shift, person);
    seat.ok_or_else(|| Refusal::of(ErrorCode::PersonNotEligible).at("personId").into())
}

/// Whether every rule allows a change.
pub(super) fn judge(terms: &Terms, change: &Hands) -> Result<()> {
    let changed = swap::changed(&terms.problem, &terms.seats(), change);
    changed.map(drop).map_err(|broken| month::refused(terms, &broken))
}

/// Who may take a place of a shift, while these people are in the shifts.
pub(super) fn stand_ins(terms: &Terms, shift: ShiftId, seats: &[Seat]) -> Vec<PersonId> {
    let could = terms.people.iter().filter(|volunteer| {
        let place = terms.seat(shift, volunteer.person_id);
        place.is_some_and(|place| swap::changed(&terms.problem, seats, &Hands::Take(place)).is_ok())
    });
    could.map(|volunteer| volunteer.person_id).collect()
}

/// Makes a change that the rules allow: places change hands, everybody concerned is told, and what
/// was promised of places that somebody has left is void.
pub(super) async fn carry_out(
    ctx: &Ctx,
    work: &mut Work,
    (unit, held): (&PatrolUnit, &Held),
    (change, swap): (&Hands, Option<&ShiftSwap>),
) -> Result<()> {
    let Steps { leaving, joining } = change.steps();
    let place = |seat: &Seat| held.terms.named(*seat).ok_or_else(Error::not_found);
    let leaving: Vec<(ShiftId, PersonId)> = leaving.iter().map(place).collect::<Result<_>>()?;
    let joining: Vec<(ShiftId, PersonId)> = joining.iter().map(place).collect::<Result<_>>()?;
    for place in &leaving {
        months::unseat(work.connection(), *place).await?;
    }
    for place in &joining {
        // It was agreed: planning anew keeps it.
        months::seat(work.connection(), *place, true).await?;
    }
    for shift in &held.shifts {
        let there = held.terms.seated.iter().filter(|seat| seat.shift_id == shift.id);
        let mut team: BTreeSet<(ShiftId, PersonId)> =
            there.map(|seat| (seat.shift_id, seat.person_id)).collect();
        team.retain(|place| !leaving.contains(place));
        team.extend(joining.iter().filter(|(id, _)| *id == shift.id));
        let leader = month::leader(&held.terms, shift.id, &team);
        months::set_leader(work.connection(), shift.id, leader).await?;
        month::settle(ctx, work, unit, shift).await?;
    }
    for (shift, person) in &joining {
        tell_of(ctx, work, (unit, held), (*shift, *person), true).await?;
    }
    for (shift, person) in &leaving {
        tell_of(ctx, work, (unit, held), (*shift, *person), false).await?;
        void(ctx, work, unit, ((*shift, *person), swap)).await?;
    }
    Ok(())
}

async fn tell_of(
    ctx: &Ctx,
    work: &mut Work,
    (unit, held): (&PatrolUnit, &Held),
    (id, person): (ShiftId, PersonId),
    comes: bool,
) -> Result<()> {
    let Some(shift) = held.shifts.iter().find(|shift| shift.id == id) else { return Ok(()) };
    let (unit, when) = (unit.name.clone(), month::shown(shift.starts_at));
    let text = if comes {
        Text::ShiftGiven { unit, shift: when }
    } else {
        Text::ShiftTaken { unit, shift: when }
    };
    month::tell(ctx, work, person, text, shift.starts_at).await
}

/// Ends every other change of hands in which somebody would give a place that they have left, and
/// tells who asked for it.
async fn void(
    ctx: &Ctx,
    work: &mut Work,
    unit: &PatrolUnit,
    (place, but): ((ShiftId, PersonId), Option<&ShiftSwap>),
) -> Result<()> {
    for other in store::list_waiting_with(work.connection(), place).await? {
        if but.is_some_and(|but| but.id == other.id) {
            continue;
        }
        let by = (None, ctx.now());
        store::change_status(work.connection(), other.id, SwapStatus::Cancelled, by).await?;
        let (unit, when) = (unit.name.clone(), month::shown(other.expires_at));
        let text = Text::SwapEnded { unit, shift: when };
        month::tell(ctx, work, other.requested_by, text, other.expires_at).await?;
    }
    Ok(())
}
