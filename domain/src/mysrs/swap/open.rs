//! Places that anybody may take: dropping out of a shift, and standing in.

use std::collections::{BTreeSet, HashMap};

use chrono::TimeDelta;

use super::{
    carry::{self, Held, Moves},
    model::{LegAsked, OpenShift, ShiftSwap, SwapAsking, SwapKind, SwapStatus},
    paths::Input,
    service::{add, asked, in_it, tell_each, who_answer},
    store,
};
use crate::{
    mysrs::{
        roster::{
            Shift,
            month::{self, gather_store, store as months},
            shift,
        },
        unit::{self, PatrolUnit, patrol_unit},
    },
    policy::{Action, Target},
    shared::{
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{PatrolUnitId, PersonId, ShiftId, ShiftSwapId},
        outbox::Text,
        text,
        work::Work,
    },
};

/// The longest reason, in characters.
const REASON: usize = 500;
/// How far ahead open shifts are shown.
const AHEAD: TimeDelta = TimeDelta::days(62);

/// The reader cannot come to their shift. In time, it is offered to whoever takes it, and theirs until
/// then; later than the rule allows, they are out at once, and everybody who may stand in is called. Whoever
/// else answers for the unit is told. The same id again brings the same.
pub async fn drop_shift(
    ctx: &Ctx,
    id: ShiftSwapId,
    shift_id: ShiftId,
    reason: Option<&str>,
) -> Result<ShiftSwap> {
    drop_own(ctx, id, shift_id, reason).await.map_err(|error| Input::Own.place(error))
}

async fn drop_own(
    ctx: &Ctx,
    id: ShiftSwapId,
    shift_id: ShiftId,
    reason: Option<&str>,
) -> Result<ShiftSwap> {
    let me = ctx.person()?;
    let found = shift(ctx, shift_id).await?;
    let unit = patrol_unit(ctx, found.unit_id).await?;
    let permit = ctx.authorize(Action::ShiftSwap, &Target::at(unit.place()))?;
    let reason = reason.map(|it| text::paragraphs(it, REASON)).transpose();
    let reason = reason.map_err(|r| r.at("reason"))?;
    let mut work = ctx.begin().await?;
    unit::lock(work.connection(), unit.id).await?;
    if let Some(known) = store::lookup(work.connection(), id).await? {
        let legs = store::list_legs(work.connection(), &[id]).await?;
        let same = known.requested_by == me
            && known.reason == reason
            && legs.iter().all(|leg| leg.shift_id == shift_id);
        let taken = Refusal::of(ErrorCode::IdTaken).at("id");
        return if same { Ok(known) } else { Err(taken.into()) };
    }
    let held = carry::hold(ctx, &work, &unit, (&[shift_id], vec![me])).await?;
    let leg = LegAsked { shift_id, person_id: me };
    in_it(&held, leg)?;
    let late = TimeDelta::minutes(held.terms_of(shift_id)?.rule.late_drop_minutes);
    let kind = if found.starts_at - ctx.now() < late { SwapKind::Drop } else { SwapKind::Give };
    if kind == SwapKind::Give {
        end_own_offers(ctx, &mut work, &unit, leg).await?;
        if store::is_promised(work.connection(), (shift_id, me)).await? {
            return Err(Refusal::of(ErrorCode::ShiftPromised).at("shiftId").into());
        }
    }
    let asking = SwapAsking { id, kind, legs: vec![leg], to_person_id: None, reason: None };
    let (mut swap, legs) = asked(ctx, &held, &asking, (me, reason))?;
    if kind == SwapKind::Drop {
        swap.status = SwapStatus::Done;
        swap.settled_at = Some(ctx.now());
        swap.needs_approval = false;
    }
    add(&mut work, (&permit, &unit), (&swap, &legs)).await?;
    let shown = month::shown(found.starts_at);
    let answer = who_answer(ctx, &work, &unit, &BTreeSet::from([me])).await?;
    let told = Text::ShiftDropped { unit: unit.name.clone(), shift: shown };
    tell_each(ctx, &mut work, &swap, (&answer, &told)).await?;
    if kind == SwapKind::Drop {
        leave(ctx, &mut work, (&unit, &held), (&swap, leg)).await?;
    }
    work.commit().await?;
    Ok(swap)
}

/// Ends what somebody has offered or asked for with their own place and nobody has agreed to yet, when
/// they offer it to all: whoever was asked is told.
async fn end_own_offers(
    ctx: &Ctx,
    work: &mut Work,
    unit: &PatrolUnit,
    leg: LegAsked,
) -> Result<()> {
    let waiting =
        store::list_waiting_with(work.connection(), (leg.shift_id, leg.person_id)).await?;
    let own = |it: &ShiftSwap| it.requested_by == leg.person_id && it.status == SwapStatus::Open;
    for offer in waiting.into_iter().filter(own) {
        let by = (Some(leg.person_id), ctx.now());
        store::change_status(work.connection(), offer.id, SwapStatus::Cancelled, by).await?;
        let legs = store::list_legs(work.connection(), &[offer.id]).await?;
        let asked = legs.iter().map(|one| one.person_id).chain(offer.to_person_id);
        let asked: Vec<PersonId> = asked.filter(|person| *person != leg.person_id).collect();
        let shown = month::shown(offer.expires_at);
        let text = Text::SwapEnded { unit: unit.name.clone(), shift: shown };
        tell_each(ctx, work, &offer, (&asked, &text)).await?;
    }
    Ok(())
}

/// Somebody is out of a shift at once, and everybody who may stand in is called.
async fn leave(
    ctx: &Ctx,
    work: &mut Work,
    (unit, held): (&PatrolUnit, &Held),
    (dropped, leg): (&ShiftSwap, LegAsked),
) -> Result<()> {
    let terms = held.terms_of(leg.shift_id)?;
    let seat = carry::named(terms, leg.shift_id, leg.person_id)?;
    let here = terms.seated.iter().filter(|it| it.shift_id == leg.shift_id).count();
    // A shift that was published alone is open from now on, as far as somebody has gone.
    let team = i64::try_from(here).unwrap_or(i64::MAX);
    months::set_needed(work.connection(), leg.shift_id, team).await?;
    let moves = Moves::leave((leg.shift_id, leg.person_id));
    carry::carry_out(ctx, work, (unit, held), (&moves, Some(dropped))).await?;
    let after: Vec<_> = terms.seats().into_iter().filter(|it| *it != seat).collect();
    let could = carry::stand_ins(terms, leg.shift_id, &after).into_iter();
    let could: Vec<PersonId> = could.filter(|person| *person != leg.person_id).collect();
    let shown = month::shown(dropped.expires_at);
    let call = Text::StandInWanted { unit: unit.name.clone(), shift: shown };
    tell_each(ctx, work, dropped, (&could, &call)).await
}

/// The reader takes an open place of a shift: the first who does has it. Whoever is in it already
/// changes nothing.
pub async fn take_shift(ctx: &Ctx, id: ShiftId) -> Result<Shift> {
    take_place(ctx, id).await.map_err(|error| Input::Own.place(error))
}

async fn take_place(ctx: &Ctx, id: ShiftId) -> Result<Shift> {
    let me = ctx.person()?;
    let found = shift(ctx, id).await?;
    let unit = patrol_unit(ctx, found.unit_id).await?;
    let permit = ctx.authorize(Action::ShiftSwap, &Target::at(unit.place()))?;
    let mut work = ctx.begin().await?;
    let held = carry::hold(ctx, &work, &unit, (&[id], vec![me])).await?;
    let seated = held.terms_of(id)?.seated.iter();
    let team: Vec<PersonId> =
        seated.filter(|it| it.shift_id == id).map(|it| it.person_id).collect();
    if team.contains(&me) {
        return Ok(found);
    }
    let Some(needed) = held.shifts.first().ok_or_else(Error::not_found)?.needed else {
        // One that was published alone is whole as it is.
        let refusal = Refusal::of(ErrorCode::TeamFull).at("shiftId").with("limit", team.len());
        return Err(refusal.with("shift", month::shown(found.starts_at)).into());
    };
    if i64::try_from(team.len()).unwrap_or(i64::MAX) >= needed {
        let refusal = Refusal::of(ErrorCode::TeamFull).at("shiftId").with("limit", needed);
        return Err(refusal.with("shift", month::shown(found.starts_at)).into());
    }
    let take = Moves::take((id, me));
    carry::judge(&held, &take)?;
    carry::carry_out(ctx, &mut work, (&unit, &held), (&take, None)).await?;
    work.audit(&permit, id);
    work.commit().await?;
    shift(ctx, id).await
}

/// The shifts of a unit in the next 62 days in which somebody is wanted, the earliest first.
pub async fn open_shifts(ctx: &Ctx, id: PatrolUnitId) -> Result<Vec<OpenShift>> {
    let unit = patrol_unit(ctx, id).await?;
    let (connection, now) = (ctx.read(), ctx.now());
    let shifts = months::list_published(connection, unit.id, (now, now + AHEAD)).await?;
    let ids: Vec<ShiftId> = shifts.iter().map(|shift| shift.id).collect();
    let mut teams: HashMap<ShiftId, i64> = HashMap::new();
    for seat in gather_store::list_seated(connection, &ids).await? {
        *teams.entry(seat.shift_id).or_default() += 1;
    }
    let mut offers: HashMap<ShiftId, Vec<ShiftSwapId>> = HashMap::new();
    for (swap, shift) in store::list_offers(connection, unit.id, now).await? {
        offers.entry(shift).or_default().push(swap);
    }
    let open = shifts.into_iter().filter_map(|shift| {
        let team = teams.get(&shift.id).copied().unwrap_or(0);
        let places = shift.needed.map_or(0, |needed| (needed - team).max(0));
        let offers = offers.remove(&shift.id).unwrap_or_default();
        (places > 0 || !offers.is_empty()).then_some(OpenShift { shift, places, offers })
    });
    Ok(open.collect())
}
