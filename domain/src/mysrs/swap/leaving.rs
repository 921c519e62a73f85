//! Somebody patrols with a unit no longer: their places in its shifts to come are open at once, and
//! what they asked for, or were asked for, comes to nothing. What has begun keeps them in its record.

use std::collections::BTreeSet;

use super::{carry, leaving_store, service::who_answer, void};
use crate::{
    mysrs::{
        roster::{
            Shift, ShiftStatus,
            month::{self, Terms, gather_store, store as months},
        },
        unit::{self, PatrolUnit, UnitStatus},
    },
    shared::{
        change_log::{Change, Noun, Scope},
        ctx::Ctx,
        error::Result,
        id::{PatrolUnitId, PersonId, ShiftId},
        malaysia::Month,
        outbox::Text,
        work::Work,
    },
};

/// Opens the places of somebody in the shifts to come of every unit with which they may patrol no
/// longer: they have left it or its area, are shut out, or have had their account erased. Doing it
/// again changes nothing.
pub(crate) async fn places_left(ctx: &Ctx, work: &mut Work, person: PersonId) -> Result<()> {
    for unit in leaving_store::list_units(work.connection(), person, ctx.now()).await? {
        leave(ctx, work, unit, person).await?;
    }
    Ok(())
}

async fn leave(ctx: &Ctx, work: &mut Work, id: PatrolUnitId, person: PersonId) -> Result<()> {
    let (_, status) = unit::lock(work.connection(), id).await?;
    // They may have come back meanwhile.
    if leaving_store::patrols(work.connection(), id, person).await? {
        return Ok(());
    }
    let unit = unit::unit_in(work.connection(), id).await?;
    // Every change of hands of the unit that waits and of which they are part.
    for swap in leaving_store::list_waiting(work.connection(), unit.id, person).await? {
        void::end(ctx, work, &unit, (&swap, Some(person))).await?;
    }
    let shifts = vacate(ctx, work, id, person).await?;
    let could = settle(ctx, work, &unit, &shifts).await?;
    work.tell(Change::new(Scope::Unit(id), Noun::PatrolUnit, id));
    match status {
        // Nobody stands in where nobody patrols.
        UnitStatus::Inactive | UnitStatus::Cancelled => Ok(()),
        UnitStatus::ProfileUpdate
        | UnitStatus::Applied
        | UnitStatus::CheckedByDistrict
        | UnitStatus::ConfirmedByState
        | UnitStatus::Active => tell(ctx, work, &unit, (&shifts, person, could)).await,
    }
}

/// Takes them out of the shifts to come, in the order of the shifts' ids: those, as they were.
async fn vacate(
    ctx: &Ctx,
    work: &Work,
    unit: PatrolUnitId,
    person: PersonId,
) -> Result<Vec<Shift>> {
    let connection = work.connection();
    let mut left = Vec::new();
    for id in leaving_store::list_places(connection, (unit, person), ctx.now()).await? {
        let shift = months::lock_shift(connection, id).await?;
        if let Some(roster) = shift.roster_id {
            months::lock(connection, roster).await?;
        }
        let team = gather_store::list_seated(connection, &[id]).await?.len();
        // A shift that was published alone is open from now on, as far as somebody has gone.
        months::set_needed(connection, id, i64::try_from(team).unwrap_or(i64::MAX)).await?;
        months::unseat(connection, (id, person)).await?;
        left.push(shift);
    }
    Ok(left)
}

/// Says anew who leads the shifts, and what follows of that: who may stand in for one of them.
async fn settle(
    ctx: &Ctx,
    work: &mut Work,
    unit: &PatrolUnit,
    shifts: &[Shift],
) -> Result<BTreeSet<PersonId>> {
    let mut could = BTreeSet::new();
    for shift in shifts {
        let slots = month::slots(work, shift).await?;
        let in_month = Month::of(shift.starts_at);
        let terms = Terms::gather(work.connection(), unit, in_month, slots).await?;
        let here = terms.seated.iter().filter(|seat| seat.shift_id == shift.id);
        let team: BTreeSet<(ShiftId, PersonId)> =
            here.map(|seat| (seat.shift_id, seat.person_id)).collect();
        let leader = month::leader(&terms, shift.id, &team);
        months::set_leader(work.connection(), shift.id, leader).await?;
        month::settle(ctx, work, unit, shift).await?;
        if shift.status == ShiftStatus::Published {
            could.extend(carry::stand_ins(&terms, shift.id, &terms.seats()));
        }
    }
    Ok(could)
}

/// Tells those who can act, each once: the unit's leader, or while it has none those who write in the
/// committee's name, and everybody who may take a place.
async fn tell(
    ctx: &Ctx,
    work: &mut Work,
    unit: &PatrolUnit,
    (shifts, gone, mut could): (&[Shift], PersonId, BTreeSet<PersonId>),
) -> Result<()> {
    let open = shifts.iter().filter(|shift| shift.status == ShiftStatus::Published);
    let starts: Vec<_> = open.map(|shift| shift.starts_at).collect();
    let (Some(first), Some(last)) = (starts.iter().min(), starts.iter().max()) else {
        return Ok(());
    };
    could.extend(who_answer(ctx, work, unit, &BTreeSet::from([gone])).await?);
    could.remove(&gone);
    let (name, count, first) = (unit.name.clone(), starts.len(), month::shown(*first));
    let text = Text::PlacesOpen { unit: name, count, first };
    for person in could {
        month::tell(ctx, work, person, text.clone(), *last).await?;
    }
    Ok(())
}
