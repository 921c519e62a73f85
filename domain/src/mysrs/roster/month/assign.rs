//! Putting somebody into a shift or taking them out of it, and saying what was agreed.

use std::collections::BTreeSet;

use sea_orm::ActiveEnum as _;

use super::{
    debts,
    filling::{leader, person_of},
    model::{Assigning, Pinning, Roster},
    read, refusing, store, telling,
    terms::{Slot, Terms, in_turn},
};
use crate::{
    identity::lock_people,
    mysrs::{
        roster::{
            model::{Shift, ShiftStatus},
            plan::{
                hard::Broken,
                swap::{self, Steps},
            },
            service::shift,
        },
        swap::void,
        unit::{self, PatrolUnit, patrol_unit},
    },
    policy::{Action, Permit, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        ctx::Ctx,
        error::{ErrorCode, Refusal, Result},
        id::{PersonId, RosterId, ShiftId},
        malaysia::Month,
        outbox::Text,
        replay::{Begun, Once},
        work::Work,
    },
};

/// The most places that are agreed on at once.
const MOST_PINS: usize = 400;

/// Somebody comes into a shift, goes, or comes instead of another. In a draft their own rules are
/// kept (a team may still be too small), in a published month every rule; then those concerned are
/// told. Whoever comes is pinned.
pub async fn assign(ctx: &Ctx, assigning: &Assigning, key: Option<&str>) -> Result<Shift> {
    ctx.person()?;
    let found = shift(ctx, assigning.shift_id).await?;
    let unit = patrol_unit(ctx, found.unit_id).await?;
    let permit = ctx.authorize(Action::ShiftAssign, &Target::at(unit.place()))?;
    let mut once = match Once::begin(ctx, &permit, "shiftAssign", key, assigning).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(id) => return shift(ctx, ShiftId(id)).await,
    };
    let written = write(ctx, &mut once.work, (&permit, &unit), assigning).await;
    let id = once.finish(ctx, written).await?;
    shift(ctx, id).await
}

async fn write(
    ctx: &Ctx,
    work: &mut Work,
    (permit, unit): (&Permit, &PatrolUnit),
    assigning: &Assigning,
) -> Result<ShiftId> {
    let id = assigning.shift_id;
    let shift = open_shift(ctx, work, unit, id).await?;
    let people = in_turn(assigning.person_id.into_iter().chain(assigning.instead_of));
    let Some(first) = people.first().copied() else {
        return Err(Refusal::of(ErrorCode::Required).at("personId").into());
    };
    lock_people(work.connection(), &people).await?;
    let month = Month::of(shift.starts_at);
    let terms = Terms::gather(work.connection(), unit, month, slots(work, &shift).await?).await?;
    if assigning.instead_of.is_none()
        && assigning.person_id.is_some_and(|person| is_in(&terms, id, person))
    {
        work.leave_unaudited();
        return Ok(id);
    }
    judge(&terms, &shift, assigning)?;
    if let Some(person) = assigning.instead_of {
        store::unseat(work.connection(), (id, person)).await?;
    }
    if let Some(person) = assigning.person_id {
        store::seat(work.connection(), (id, person), true).await?;
    }
    let team = team(&terms, id, assigning);
    store::set_leader(work.connection(), id, leader(&terms, id, &team)).await?;
    settle(ctx, work, unit, &shift).await?;
    if shift.status == ShiftStatus::Published {
        tell(ctx, work, unit, (&shift, assigning)).await?;
        if let Some(person) = assigning.instead_of {
            void(ctx, work, unit, ((id, person), None)).await?;
        }
    }
    work.audit(permit, id).about(assigning.person_id.unwrap_or(first));
    Ok(id)
}

/// The shift, locked with its unit and roster, when who is in it can still be changed.
pub(in crate::mysrs) async fn open_shift(
    ctx: &Ctx,
    work: &Work,
    unit: &PatrolUnit,
    id: ShiftId,
) -> Result<Shift> {
    unit::at_work(ctx, unit.id).await?;
    unit::lock(work.connection(), unit.id).await?;
    let shift = store::lock_shift(work.connection(), id).await?;
    if let Some(roster) = shift.roster_id {
        store::lock(work.connection(), roster).await?;
    }
    let over = if shift.status == ShiftStatus::Cancelled || shift.cancel_reason.is_some() {
        Some(ShiftStatus::Cancelled.to_value())
    } else {
        (shift.starts_at <= ctx.now()).then(|| "STARTED".to_owned())
    };
    match over {
        Some(status) => {
            Err(Refusal::of(ErrorCode::StateInvalid).at("shiftId").with("status", status).into())
        }
        None => Ok(shift),
    }
}

/// The shifts by which a change of one is judged: a draft's own roster, or all that is published in
/// the month.
pub(in crate::mysrs) async fn slots(work: &Work, shift: &Shift) -> Result<Vec<Slot>> {
    let connection = work.connection();
    if let (ShiftStatus::Draft, Some(roster)) = (shift.status, shift.roster_id) {
        let all = store::list_shifts(connection, roster).await?;
        let open = all.iter().filter(|it| it.cancel_reason.is_none());
        return Ok(open.map(Slot::from).collect());
    }
    let month = Month::of(shift.starts_at);
    let all =
        store::list_published(connection, shift.unit_id, (month.begins(), month.ends())).await?;
    Ok(all.iter().map(Slot::from).collect())
}

fn is_in(terms: &Terms, shift: ShiftId, person: PersonId) -> bool {
    terms.seated.iter().any(|seat| seat.shift_id == shift && seat.person_id == person)
}

/// Whether the rules allow it.
fn judge(terms: &Terms, shift: &Shift, assigning: &Assigning) -> Result<()> {
    let id = shift.id;
    let named = |person: PersonId, field: &str| {
        let seat = terms.seat(id, person);
        seat.ok_or_else(|| Refusal::of(ErrorCode::PersonNotEligible).at(field))
    };
    // Whoever has left the unit meanwhile just goes.
    let stray = |person: &PersonId| {
        terms.strays.iter().any(|seat| seat.shift_id == id && seat.person_id == *person)
    };
    let goes = assigning.instead_of.filter(|person| !stray(person));
    let goes = goes.map(|person| named(person, "insteadOfId")).transpose()?;
    let comes = assigning.person_id.map(|person| named(person, "personId")).transpose()?;
    let steps = match (comes, goes) {
        (Some(comes), Some(goes)) => Steps::giving(goes, comes.person),
        (Some(comes), None) => Steps::taking(comes),
        (None, Some(goes)) => Steps::leaving(goes),
        (None, None) => return Ok(()),
    };
    let Err(mut broken) = swap::stepped(&terms.problem, &terms.seats(), &steps) else {
        return Ok(());
    };
    if shift.status == ShiftStatus::Draft {
        broken.retain(|it| person_of(it).is_some() || matches!(it, Broken::TeamFull { .. }));
    }
    if broken.is_empty() { Ok(()) } else { Err(refusing::refused(terms, &broken)) }
}

/// Who is in the shift afterwards.
fn team(terms: &Terms, id: ShiftId, assigning: &Assigning) -> BTreeSet<(ShiftId, PersonId)> {
    let here = terms.seated.iter().filter(|seat| seat.shift_id == id);
    let stays = here.map(|seat| seat.person_id).filter(|it| Some(*it) != assigning.instead_of);
    stays.chain(assigning.person_id).map(|person| (id, person)).collect()
}

/// What follows from a change of who is in a shift: versions rise, debts are reckoned anew, and
/// others hear of it.
pub(in crate::mysrs) async fn settle(
    ctx: &Ctx,
    work: &mut Work,
    unit: &PatrolUnit,
    shift: &Shift,
) -> Result<()> {
    store::touch_shift(work.connection(), shift.id, ctx.now()).await?;
    if let Some(roster) = shift.roster_id {
        store::touch(work.connection(), roster).await?;
        if shift.status == ShiftStatus::Published {
            debts::settle(work.connection(), unit, Month::of(shift.starts_at)).await?;
        }
    }
    work.tell(Change::new(Scope::Unit(unit.id), Noun::PatrolUnit, unit.id));
    Ok(())
}

async fn tell(
    ctx: &Ctx,
    work: &mut Work,
    unit: &PatrolUnit,
    (shift, assigning): (&Shift, &Assigning),
) -> Result<()> {
    let (name, starts_at) = (unit.name.clone(), shift.starts_at);
    let when = telling::shown(starts_at);
    if let Some(person) = assigning.person_id {
        let text = Text::ShiftGiven { unit: name.clone(), shift: when.clone() };
        telling::tell(ctx, work, person, text, starts_at).await?;
    }
    if let Some(person) = assigning.instead_of {
        let text = Text::ShiftTaken { unit: name, shift: when };
        telling::tell(ctx, work, person, text, starts_at).await?;
    }
    Ok(())
}

/// Says of places in a roster whether they were agreed: planning anew keeps those.
pub async fn pin(ctx: &Ctx, pinning: &Pinning, key: Option<&str>) -> Result<Roster> {
    let (unit, _) = read::drafted(ctx, pinning.id).await?;
    let permit = ctx.authorize(Action::RosterPin, &Target::at(unit.place()))?;
    let mut once = match Once::begin(ctx, &permit, "rosterPin", key, pinning).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(id) => return read::roster_by_id(ctx, RosterId(id)).await,
    };
    let written = write_pins(&mut once.work, &unit, pinning).await;
    let id = once.finish(ctx, written).await?;
    read::roster_by_id(ctx, id).await
}

/// Why somebody cannot be pinned in a shift: they are not in it, or not in the unit at all.
async fn not_seated(
    work: &Work,
    unit: &PatrolUnit,
    shift: &Shift,
    person: PersonId,
) -> Result<Refusal> {
    let people = unit::patrollers_in(work.connection(), unit.id).await?;
    // Names are told of the unit's own people only.
    let Some(known) = people.into_iter().find(|known| known.person_id == person) else {
        return Ok(Refusal::of(ErrorCode::PersonNotEligible));
    };
    let refusal = Refusal::of(ErrorCode::NotOnShift).with("person", known.display_name);
    Ok(refusal.with("shift", telling::shown(shift.starts_at)))
}

async fn write_pins(work: &mut Work, unit: &PatrolUnit, pinning: &Pinning) -> Result<RosterId> {
    if pinning.pins.len() > MOST_PINS {
        return Err(Refusal::of(ErrorCode::TooMany).at("pins").with("limit", MOST_PINS).into());
    }
    let roster = store::lock(work.connection(), pinning.id).await?;
    if roster.version != pinning.version {
        return Err(Refusal::of(ErrorCode::VersionConflict).at("version").into());
    }
    let shifts = store::list_shifts(work.connection(), roster.id).await?;
    for (place, pin) in pinning.pins.iter().enumerate() {
        let field = format!("pins.{place}");
        let Some(shift) = shifts.iter().find(|shift| shift.id == pin.shift_id) else {
            return Err(Refusal::of(ErrorCode::NotFound).at(format!("{field}.shiftId")).into());
        };
        let seat = (pin.shift_id, pin.person_id);
        if !store::pin(work.connection(), seat, pin.pinned).await? {
            return Err(not_seated(work, unit, shift, pin.person_id).await?.at(field).into());
        }
    }
    store::touch(work.connection(), roster.id).await?;
    Ok(roster.id)
}
