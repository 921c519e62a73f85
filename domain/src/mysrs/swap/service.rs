//! Asking for a change of hands, reading it, and what ends when its time comes.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use super::{
    carry::{self, Held, Moves},
    model::{Leg, LegAsked, ShiftSwap, SwapAsking, SwapKind, SwapStatus},
    paths::Input,
    store::{self, SwapKey},
};
use crate::{
    community::committee,
    duties::Duty,
    identity::Reached,
    mysrs::{
        roster::{month, plan::hard::Broken, shift},
        unit::{self, PatrolUnit, patrol_unit},
    },
    policy::{Action, Permit, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{PatrolUnitId, PersonId, ShiftId, ShiftSwapId},
        outbox::Text,
        page::{self, Page, PageArgs, PageRequest},
        scheduler, text,
        work::Work,
    },
};

/// The longest reason, in characters.
const REASON: usize = 500;
/// So long it is of use to hear that a swap did not come about.
const OF_USE: TimeDelta = TimeDelta::hours(12);
/// The largest ring.
const RING: std::ops::RangeInclusive<usize> = 2..=3;

/// Asks for a change of hands: the asker's own shift for somebody else's, in a ring of three, or given
/// to somebody or to whoever takes it. The same id again brings the same one.
pub async fn request(ctx: &Ctx, asking: &SwapAsking) -> Result<ShiftSwap> {
    ask(ctx, asking).await.map_err(|error| Input::of(asking).place(error))
}

async fn ask(ctx: &Ctx, asking: &SwapAsking) -> Result<ShiftSwap> {
    let me = ctx.person()?;
    let first = shaped(asking, me)?;
    let found = shift(ctx, first.shift_id).await?;
    let unit = patrol_unit(ctx, found.unit_id).await?;
    let permit = ctx.authorize(Action::ShiftSwap, &Target::at(unit.place()))?;
    let reason = asking.reason.as_deref().map(|it| text::paragraphs(it, REASON)).transpose();
    let reason = reason.map_err(|r| r.at("reason"))?;
    let mut work = ctx.begin().await?;
    unit::lock(work.connection(), unit.id).await?;
    if let Some(known) = store::lookup(work.connection(), asking.id).await? {
        return same(&work, known, asking, (me, reason.as_deref())).await;
    }
    let shifts: Vec<ShiftId> = asking.legs.iter().map(|leg| leg.shift_id).collect();
    let people = asking.legs.iter().map(|leg| leg.person_id).chain(asking.to_person_id);
    let held = carry::hold(ctx, &work, &unit, (&shifts, people.collect())).await?;
    if store::is_promised(work.connection(), (first.shift_id, me)).await? {
        return Err(Refusal::of(ErrorCode::ShiftPromised).at("shiftId").into());
    }
    let (swap, legs) = asked(ctx, &held, asking, (me, reason))?;
    if swap.kind == SwapKind::Ring || swap.to_person_id.is_some() {
        carry::judge(&held, &Moves::of(swap.kind, (&legs, swap.to_person_id)))?;
    } else {
        in_it(&held, first)?;
    }
    add(&mut work, (&permit, &unit), (&swap, &legs)).await?;
    let others = legs.iter().skip(1).map(|leg| leg.person_id).chain(swap.to_person_id);
    let others: Vec<PersonId> = others.collect();
    let text = Text::SwapAsked { unit: unit.name.clone(), shift: month::shown(found.starts_at) };
    tell_each(ctx, &mut work, &swap, (&others, &text)).await?;
    work.commit().await?;
    Ok(swap)
}

/// What is asked for must be a ring of two or three, or one shift of the asker's own.
fn shaped(asking: &SwapAsking, me: PersonId) -> Result<LegAsked> {
    let legs = &asking.legs;
    let people: BTreeSet<PersonId> = legs.iter().map(|leg| leg.person_id).collect();
    let shifts: BTreeSet<ShiftId> = legs.iter().map(|leg| leg.shift_id).collect();
    let distinct = people.len() == legs.len() && shifts.len() == legs.len();
    let right = match asking.kind {
        SwapKind::Ring => RING.contains(&legs.len()) && asking.to_person_id.is_none(),
        SwapKind::Give | SwapKind::Drop => legs.len() == 1 && asking.to_person_id != Some(me),
    };
    let first = legs.first().copied().filter(|leg| leg.person_id == me);
    first
        .filter(|_| right && distinct)
        .ok_or_else(|| Refusal::of(ErrorCode::SwapShape).at("legs").into())
}

/// The one that stands under an id made by a phone, if it is what was asked for.
async fn same(
    work: &Work,
    known: ShiftSwap,
    asking: &SwapAsking,
    (me, reason): (PersonId, Option<&str>),
) -> Result<ShiftSwap> {
    let legs = store::list_legs(work.connection(), &[known.id]).await?;
    let legs = legs.iter().map(|leg| LegAsked { shift_id: leg.shift_id, person_id: leg.person_id });
    let offered = known.to_person_id == asking.to_person_id || asking.to_person_id.is_none();
    let said = known.kind == asking.kind && known.reason.as_deref() == reason;
    let same = known.requested_by == me && legs.eq(asking.legs.iter().copied()) && offered && said;
    if same { Ok(known) } else { Err(Refusal::of(ErrorCode::IdTaken).at("id").into()) }
}

pub(super) fn in_it(held: &Held, leg: LegAsked) -> Result<()> {
    let terms = held.terms_of(leg.shift_id)?;
    let seated = terms.seated.iter();
    let mut mine = seated.filter(|it| it.shift_id == leg.shift_id && it.person_id == leg.person_id);
    if mine.next().is_some() {
        return Ok(());
    }
    let seat = carry::named(terms, leg.shift_id, leg.person_id)?;
    let broken = [Broken::NotIn(seat)];
    Err(month::refused(terms, &broken))
}

/// A change of hands as it begins, with its legs.
pub(super) fn asked(
    ctx: &Ctx,
    held: &Held,
    asking: &SwapAsking,
    (me, reason): (PersonId, Option<String>),
) -> Result<(ShiftSwap, Vec<Leg>)> {
    let starts = held.shifts.iter().map(|shift| shift.starts_at);
    let (now, unit) = (ctx.now(), held.shifts.first().ok_or_else(Error::not_found)?.unit_id);
    let swap = ShiftSwap {
        id: asking.id,
        unit_id: unit,
        kind: asking.kind,
        status: SwapStatus::Open,
        requested_by: me,
        requested_at: now,
        to_person_id: asking.to_person_id,
        reason,
        needs_approval: held.needs_approval,
        expires_at: starts.min().unwrap_or(now),
        settled_at: None,
    };
    let legs = (0_i64..).zip(&asking.legs).map(|(number, leg)| Leg {
        swap_id: asking.id,
        number,
        shift_id: leg.shift_id,
        person_id: leg.person_id,
        accepted_at: (leg.person_id == me).then_some(now),
    });
    Ok((swap, legs.collect()))
}

/// Writes it down, with the duty that ends it when its first shift begins.
pub(super) async fn add(
    work: &mut Work,
    (permit, unit): (&Permit, &PatrolUnit),
    (swap, legs): (&ShiftSwap, &[Leg]),
) -> Result<()> {
    store::add(work.connection(), swap, legs).await?;
    if swap.status.waits() {
        scheduler::plan(work, Duty::SwapExpire, swap.id, swap.expires_at).await?;
    }
    work.audit(permit, swap.id);
    work.tell(Change::new(Scope::Unit(unit.id), Noun::PatrolUnit, unit.id));
    Ok(())
}

/// Who answers for a unit besides these people: its leaders, or else those who write in the committee's
/// name.
pub(super) async fn who_answer(
    ctx: &Ctx,
    work: &Work,
    unit: &PatrolUnit,
    but: &BTreeSet<PersonId>,
) -> Result<Vec<PersonId>> {
    let besides = |all: Vec<Reached>| -> Vec<PersonId> {
        let all = all.into_iter().map(|one| one.person_id);
        all.filter(|person| !but.contains(person)).collect()
    };
    let leaders = besides(unit::leaders_of(work.connection(), unit.id).await?);
    if !leaders.is_empty() {
        return Ok(leaders);
    }
    Ok(besides(committee::voice_of(work.connection(), unit.area_id, ctx.now()).await?))
}

pub(super) async fn tell_each(
    ctx: &Ctx,
    work: &mut Work,
    swap: &ShiftSwap,
    (people, text): (&[PersonId], &Text),
) -> Result<()> {
    for person in people {
        month::tell(ctx, work, *person, text.clone(), swap.expires_at).await?;
    }
    Ok(())
}

/// A shift begins that was to change hands: it does not any more, and those who waited are told.
pub(crate) async fn expire_due(ctx: &Ctx, work: &mut Work, id: ShiftSwapId) -> Result<()> {
    let Some(swap) = store::lookup(work.connection(), id).await? else { return Ok(()) };
    unit::lock(work.connection(), swap.unit_id).await?;
    let Some(swap) = store::lookup(work.connection(), id).await? else { return Ok(()) };
    if !swap.status.waits() || swap.expires_at > ctx.now() {
        return Ok(());
    }
    let by = (None, ctx.now());
    store::change_status(work.connection(), id, SwapStatus::Expired, by).await?;
    let legs = store::list_legs(work.connection(), &[id]).await?;
    let people = legs.iter().map(|leg| leg.person_id).chain(swap.to_person_id);
    let people: BTreeSet<PersonId> = people.collect();
    let name = unit::name(work.connection(), swap.unit_id).await?;
    let shown = month::shown(swap.expires_at);
    for person in people {
        let text = Text::SwapEnded { unit: name.clone(), shift: shown.clone() };
        month::tell(ctx, work, person, text, ctx.now() + OF_USE).await?;
    }
    work.tell(Change::new(Scope::Unit(swap.unit_id), Noun::PatrolUnit, swap.unit_id));
    Ok(())
}

/// One change of hands that somebody would answer: for those who are part of it, those who plan, and,
/// when it is offered to all, everybody of the unit. What is answered no longer says whether it was
/// offered to all: the others are told how it stands, and are shown nothing of it.
pub(super) async fn swap(ctx: &Ctx, id: ShiftSwapId) -> Result<ShiftSwap> {
    let me = ctx.person()?;
    let connection = ctx.db().write();
    let found = store::lookup(connection, id).await?.ok_or_else(Error::not_found)?;
    let unit = patrol_unit(ctx, found.unit_id).await?;
    let legs = store::list_legs(connection, &[id]).await?;
    let part = legs.iter().any(|leg| leg.person_id == me)
        || found.requested_by == me
        || found.to_person_id == Some(me);
    // What was offered to all, others may have taken: that is told. What waits for one person is
    // nobody else's business.
    let to_all = found.kind == SwapKind::Give
        && !found.waits_for_another(me)
        && ctx.may(Action::ShiftSwap, &Target::at(unit.place()));
    if part || to_all || plans(ctx, &unit) { Ok(found) } else { Err(Error::not_found()) }
}

fn plans(ctx: &Ctx, unit: &PatrolUnit) -> bool {
    ctx.may(Action::ShiftSwapDecide, &Target::at(unit.place()))
}

/// The changes of hands of a unit, the latest first, each with its cursor: all of them for those who
/// plan, and for its volunteers those that concern them.
pub async fn swaps_of_unit(
    ctx: &Ctx,
    id: PatrolUnitId,
    waiting: bool,
    args: &PageArgs,
) -> Result<Page<(String, ShiftSwap)>> {
    let unit = patrol_unit(ctx, id).await?;
    let whose = if plans(ctx, &unit) { None } else { Some(ctx.person()?) };
    let request = PageRequest::<SwapKey>::from_args(args)?;
    let rows = store::list_of_unit(ctx.read(), id, (whose, waiting), &request).await?;
    Ok(request.page(rows).map(|it| (page::encode(&(it.requested_at, it.id)), it)))
}

/// The legs of a change of hands, in their order. The caller has read it, and with that the right to
/// see them.
pub async fn legs_of(ctx: &Ctx, id: ShiftSwapId) -> Result<Vec<Leg>> {
    store::list_legs(ctx.db().write(), &[id]).await
}
