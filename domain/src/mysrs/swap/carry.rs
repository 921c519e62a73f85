//! Carrying out a change of hands, with every rule looked at, in the transaction that makes it. Its
//! shifts may lie in two months, or three: then each is judged by the rules of its own.

use std::collections::BTreeSet;

use super::{
    model::{Leg, ShiftSwap, SwapKind},
    void::void,
};
use crate::{
    identity::lock_people,
    mysrs::{
        roster::{
            Shift, ShiftStatus,
            month::{self, Terms, in_turn, store as months},
            plan::{
                model::{Problem, Seat},
                swap::{self, Steps},
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

/// Somebody's place in a shift.
pub(super) type Place = (ShiftId, PersonId);

/// Who leaves which shift, and who joins which.
#[derive(Debug, Default)]
pub(super) struct Moves {
    leaving: Vec<Place>,
    joining: Vec<Place>,
}

impl Moves {
    /// What a change of hands comes to; `taker` is who gets what one gives.
    pub(super) fn of(kind: SwapKind, (legs, taker): (&[Leg], Option<PersonId>)) -> Self {
        let leaving = legs.iter().map(|leg| (leg.shift_id, leg.person_id)).collect();
        let given = legs.iter().map(|leg| leg.shift_id);
        let joining = match kind {
            SwapKind::Ring => {
                let next = legs.iter().cycle().skip(1).map(|leg| leg.person_id);
                given.zip(next).collect()
            }
            SwapKind::Give => given.zip(taker).collect(),
            SwapKind::Drop => Vec::new(),
        };
        Self { leaving, joining }
    }

    /// Somebody leaves a place, and nobody takes it yet.
    pub(super) fn leave(place: Place) -> Self {
        Self { leaving: vec![place], ..Self::default() }
    }

    /// Somebody takes an open place.
    pub(super) fn take(place: Place) -> Self {
        Self { joining: vec![place], ..Self::default() }
    }

    /// Those in the shifts of a month, in its own numbers.
    fn within(&self, terms: &Terms) -> Result<Steps> {
        let seats = |places: &[Place]| -> Result<Vec<Seat>> {
            let here = places.iter().filter(|(shift, _)| terms.has(*shift));
            here.map(|(shift, person)| named(terms, *shift, *person)).collect()
        };
        Ok(Steps { leaving: seats(&self.leaving)?, joining: seats(&self.joining)? })
    }
}

/// Shifts of one unit, held until the work ends, with the terms by which they are judged.
pub(super) struct Held {
    /// The earliest first.
    pub shifts: Vec<Shift>,
    /// Whether the unit's leader has to approve: by the unit's own word, or else by the rule of one of
    /// the months.
    pub needs_approval: bool,
    /// Each month in which one of the shifts lies, the first first, by the rules of its own.
    months: Vec<Terms>,
}

impl Held {
    /// The month of one of the shifts.
    pub(super) fn terms_of(&self, shift: ShiftId) -> Result<&Terms> {
        self.months.iter().find(|terms| terms.has(shift)).ok_or_else(Error::not_found)
    }

    /// What a month is judged by while these moves are made.
    fn problem_of(&self, terms: &Terms, moves: &Moves) -> Problem {
        let beyond = moves.leaving.iter().filter(|(shift, _)| !terms.has(*shift));
        terms.once_left(beyond.filter_map(|(id, person)| {
            let shift = self.shifts.iter().find(|shift| shift.id == *id)?;
            Some((*person, shift))
        }))
    }
}

/// Holds the unit, these shifts in the order of their ids, their rosters and these people. The shifts
/// have not begun.
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
    if held.is_empty() {
        return Err(Error::not_found());
    }
    // What is owed after a month counts in the next one: it is reckoned in this order.
    held.sort_by_key(|shift| (shift.starts_at, shift.id));
    lock_people(work.connection(), &in_turn(people)).await?;
    let mut months: Vec<Terms> = Vec::new();
    for shift in &held {
        if !months.iter().any(|terms| terms.has(shift.id)) {
            let slots = month::slots(work, shift).await?;
            let month = Month::of(shift.starts_at);
            months.push(Terms::gather(work.connection(), unit, month, slots).await?);
        }
    }
    let own = watch::own_setting(work.connection(), unit.id).await?.wishes;
    let by_rule = months.iter().any(|terms| terms.rule.swap_needs_approval);
    let needs_approval = own.swap_needs_approval.unwrap_or(by_rule);
    Ok(Held { shifts: held, needs_approval, months })
}

pub(super) fn named(terms: &Terms, shift: ShiftId, person: PersonId) -> Result<Seat> {
    let seat = terms.seat(shift, person);
    seat.ok_or_else(|| Refusal::of(ErrorCode::PersonNotEligible).at("personId").into())
}

/// Whether every rule of every month allows these moves.
pub(super) fn judge(held: &Held, moves: &Moves) -> Result<()> {
    for terms in &held.months {
        let changed =
            swap::stepped(&held.problem_of(terms, moves), &terms.seats(), &moves.within(terms)?);
        changed.map(drop).map_err(|broken| month::refused(terms, &broken))?;
    }
    Ok(())
}

/// Who may take a place of a shift, while these people are in the shifts.
pub(super) fn stand_ins(terms: &Terms, shift: ShiftId, seats: &[Seat]) -> Vec<PersonId> {
    let could = terms.people.iter().filter(|volunteer| {
        let place = terms.seat(shift, volunteer.person_id);
        place.is_some_and(|place| {
            swap::stepped(&terms.problem, seats, &Steps::taking(place)).is_ok()
        })
    });
    could.map(|volunteer| volunteer.person_id).collect()
}

/// Makes moves that the rules allow: places change hands, everybody concerned is told, and what was
/// promised of places that somebody has left is void.
pub(super) async fn carry_out(
    ctx: &Ctx,
    work: &mut Work,
    (unit, held): (&PatrolUnit, &Held),
    (Moves { leaving, joining }, swap): (&Moves, Option<&ShiftSwap>),
) -> Result<()> {
    for place in leaving {
        months::unseat(work.connection(), *place).await?;
    }
    for place in joining {
        // It was agreed: planning anew keeps it.
        months::seat(work.connection(), *place, true).await?;
    }
    for shift in &held.shifts {
        let terms = held.terms_of(shift.id)?;
        let there = terms.seated.iter().filter(|seat| seat.shift_id == shift.id);
        let mut team: BTreeSet<Place> = there.map(|seat| (seat.shift_id, seat.person_id)).collect();
        team.retain(|place| !leaving.contains(place));
        team.extend(joining.iter().filter(|(id, _)| *id == shift.id));
        let leader = month::leader(terms, shift.id, &team);
        months::set_leader(work.connection(), shift.id, leader).await?;
    }
    for shift in &held.shifts {
        month::settle(ctx, work, unit, shift).await?;
    }
    for place in joining {
        tell_of(ctx, work, (unit, held), *place, true).await?;
    }
    for place in leaving {
        tell_of(ctx, work, (unit, held), *place, false).await?;
        void(ctx, work, unit, (*place, swap.map(|swap| swap.id))).await?;
    }
    Ok(())
}

async fn tell_of(
    ctx: &Ctx,
    work: &mut Work,
    (unit, held): (&PatrolUnit, &Held),
    (id, person): Place,
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
