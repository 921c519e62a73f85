//! Asking for a change of hands, answering, approving, and taking it back.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use sea_orm::ActiveEnum as _;

use super::{
    carry::{self, Held},
    model::{Leg, LegAsked, ShiftSwap, SwapAsking, SwapKind, SwapStatus},
    store::{self, SwapKey},
};
use crate::{
    duties::Duty,
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
        return same(&work, known, asking, me).await;
    }
    let shifts: Vec<ShiftId> = asking.legs.iter().map(|leg| leg.shift_id).collect();
    let people = asking.legs.iter().map(|leg| leg.person_id).chain(asking.to_person_id);
    let held = carry::hold(ctx, &work, &unit, (&shifts, people.collect())).await?;
    if store::is_promised(work.connection(), (first.shift_id, me)).await? {
        return Err(Refusal::of(ErrorCode::ShiftPromised).at("shiftId").into());
    }
    let (swap, legs) = asked(ctx, &held, asking, (me, reason))?;
    if swap.kind == SwapKind::Ring || swap.to_person_id.is_some() {
        let hands = carry::hands(&held.terms, swap.kind, (&legs, swap.to_person_id))?;
        carry::judge(&held.terms, &hands)?;
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
        .ok_or_else(|| Refusal::of(ErrorCode::PersonNotEligible).at("legs").into())
}

/// The one that stands under an id made by a phone, if it is what was asked for.
async fn same(
    work: &Work,
    known: ShiftSwap,
    asking: &SwapAsking,
    me: PersonId,
) -> Result<ShiftSwap> {
    let legs = store::list_legs(work.connection(), &[known.id]).await?;
    let legs = legs.iter().map(|leg| LegAsked { shift_id: leg.shift_id, person_id: leg.person_id });
    let offered = known.to_person_id == asking.to_person_id || asking.to_person_id.is_none();
    let same = known.requested_by == me && legs.eq(asking.legs.iter().copied()) && offered;
    if same { Ok(known) } else { Err(Refusal::of(ErrorCode::IdTaken).at("id").into()) }
}

pub(super) fn in_it(held: &Held, leg: LegAsked) -> Result<()> {
    let seated = held.terms.seated.iter();
    let mut mine = seated.filter(|it| it.shift_id == leg.shift_id && it.person_id == leg.person_id);
    if mine.next().is_some() {
        return Ok(());
    }
    let seat = carry::named(&held.terms, leg.shift_id, leg.person_id)?;
    let broken = [Broken::NotIn(seat)];
    Err(month::refused(&held.terms, &broken))
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
        needs_approval: held.terms.rule.swap_needs_approval,
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

/// A change of hands in somebody's hands: loaded again after the unit is locked.
struct InHand {
    swap: ShiftSwap,
    legs: Vec<Leg>,
    unit: PatrolUnit,
    permit: Permit,
    work: Work,
}

impl InHand {
    async fn take(ctx: &Ctx, id: ShiftSwapId, action: Action) -> Result<Self> {
        let found = swap(ctx, id).await?;
        let unit = patrol_unit(ctx, found.unit_id).await?;
        let permit = ctx.authorize(action, &Target::at(unit.place()))?;
        let work = ctx.begin().await?;
        unit::lock(work.connection(), unit.id).await?;
        let swap = store::lookup(work.connection(), id).await?.ok_or_else(Error::not_found)?;
        let legs = store::list_legs(work.connection(), &[id]).await?;
        Ok(Self { swap, legs, unit, permit, work })
    }

    /// Everybody who is part of it.
    fn parties(&self) -> BTreeSet<PersonId> {
        let legs = self.legs.iter().map(|leg| leg.person_id);
        legs.chain(self.swap.to_person_id).chain([self.swap.requested_by]).collect()
    }

    async fn hold(&self, ctx: &Ctx) -> Result<Held> {
        let shifts: Vec<ShiftId> = self.legs.iter().map(|leg| leg.shift_id).collect();
        let people = self.parties().into_iter().collect();
        carry::hold(ctx, &self.work, &self.unit, (&shifts, people)).await
    }

    /// Ends it in this way, or lets it wait for the leader.
    async fn end(mut self, ctx: &Ctx, status: SwapStatus) -> Result<ShiftSwap> {
        let by = (ctx.actor.person(), ctx.now());
        store::change_status(self.work.connection(), self.swap.id, status, by).await?;
        let name = self.unit.name.clone();
        let shift = month::shown(self.swap.expires_at);
        let (people, text) = match status {
            SwapStatus::Accepted => {
                let leaders = store::list_leaders(self.work.connection(), self.unit.id).await?;
                (leaders, Text::SwapWaits { unit: name, shift })
            }
            // They have been told of their shifts.
            SwapStatus::Done | SwapStatus::Open => {
                (Vec::new(), Text::SwapEnded { unit: name, shift })
            }
            SwapStatus::Declined | SwapStatus::Cancelled | SwapStatus::Expired => {
                let others = self.parties().into_iter().filter(|it| Some(*it) != by.0);
                (others.collect(), Text::SwapEnded { unit: name, shift })
            }
        };
        tell_each(ctx, &mut self.work, &self.swap, (&people, &text)).await?;
        let Self { mut work, swap, unit, permit, .. } = self;
        work.audit(&permit, swap.id).detail("status", status.to_value());
        work.tell(Change::new(Scope::Unit(unit.id), Noun::PatrolUnit, unit.id));
        let swap = store::lookup(work.connection(), swap.id).await?.ok_or_else(Error::not_found)?;
        work.commit().await?;
        Ok(swap)
    }

    /// Carries it out, or lets it wait for the leader's word.
    async fn settle(mut self, ctx: &Ctx, held: &Held, approved: bool) -> Result<ShiftSwap> {
        let offered = self.swap.to_person_id;
        let hands = carry::hands(&held.terms, self.swap.kind, (&self.legs, offered))?;
        carry::judge(&held.terms, &hands)?;
        if self.swap.needs_approval && !approved {
            return self.end(ctx, SwapStatus::Accepted).await;
        }
        let change = (&hands, Some(&self.swap));
        carry::carry_out(ctx, &mut self.work, (&self.unit, held), change).await?;
        self.end(ctx, SwapStatus::Done).await
    }
}

fn decided(status: SwapStatus) -> Error {
    Refusal::of(ErrorCode::AlreadyDecided).with("status", status.to_value()).into()
}

/// Answers somebody who asks for a change of hands; when all have agreed it is carried out, or waits
/// for the unit's leader. The same answer again changes nothing.
pub async fn answer(ctx: &Ctx, id: ShiftSwapId, accept: bool) -> Result<ShiftSwap> {
    let me = ctx.person()?;
    let mut hand = InHand::take(ctx, id, Action::ShiftSwap).await?;
    let offered = hand.swap.kind == SwapKind::Give && hand.swap.requested_by != me;
    let mine = hand.legs.iter().find(|leg| leg.person_id == me && leg.number > 0).cloned();
    let to_me = offered && hand.swap.to_person_id == Some(me);
    if mine.is_none() && !offered {
        return Err(Error::not_found());
    }
    let agreed = mine.as_ref().is_some_and(|leg| leg.accepted_at.is_some());
    if !hand.swap.status.waits() || (offered && hand.swap.status == SwapStatus::Accepted) {
        let stands = matches!(hand.swap.status, SwapStatus::Done | SwapStatus::Accepted);
        let repeat = if accept {
            stands && (agreed || to_me)
        } else {
            hand.swap.status == SwapStatus::Declined
        };
        return if repeat { Ok(hand.swap) } else { Err(decided(hand.swap.status)) };
    }
    if !accept {
        // Whoever does not want what is offered to all leaves it to the others.
        let to_all = offered && hand.swap.to_person_id.is_none();
        return if to_all { Ok(hand.swap) } else { hand.end(ctx, SwapStatus::Declined).await };
    }
    if agreed {
        return Ok(hand.swap);
    }
    if offered {
        store::change_taker(hand.work.connection(), id, me).await?;
        hand.swap.to_person_id = Some(me);
        let held = hand.hold(ctx).await?;
        return hand.settle(ctx, &held, false).await;
    }
    accept_leg(ctx, hand, mine.ok_or_else(Error::not_found)?).await
}

/// Somebody of a ring agrees; the last one closes it.
async fn accept_leg(ctx: &Ctx, mut hand: InHand, mine: Leg) -> Result<ShiftSwap> {
    let held = hand.hold(ctx).await?;
    let place = (mine.shift_id, mine.person_id);
    if store::is_promised(hand.work.connection(), place).await? {
        return Err(Refusal::of(ErrorCode::ShiftPromised).at("id").into());
    }
    let hands = carry::hands(&held.terms, hand.swap.kind, (&hand.legs, None))?;
    carry::judge(&held.terms, &hands)?;
    store::accept(hand.work.connection(), &mine, ctx.now()).await?;
    for leg in &mut hand.legs {
        if leg.number == mine.number {
            leg.accepted_at = Some(ctx.now());
        }
    }
    if hand.legs.iter().all(|leg| leg.accepted_at.is_some()) {
        return hand.settle(ctx, &held, false).await;
    }
    let InHand { mut work, swap, unit, permit, .. } = hand;
    work.audit(&permit, swap.id);
    work.tell(Change::new(Scope::Unit(unit.id), Noun::PatrolUnit, unit.id));
    work.commit().await?;
    Ok(swap)
}

/// Whoever plans the unit's months approves a change of hands on which all have agreed, or declines
/// it. The same again changes nothing.
pub async fn decide(ctx: &Ctx, id: ShiftSwapId, approve: bool) -> Result<ShiftSwap> {
    ctx.person()?;
    let hand = InHand::take(ctx, id, Action::ShiftSwapDecide).await?;
    match (hand.swap.status, approve) {
        (SwapStatus::Accepted, true) => {
            let held = hand.hold(ctx).await?;
            hand.settle(ctx, &held, true).await
        }
        (SwapStatus::Accepted, false) => hand.end(ctx, SwapStatus::Declined).await,
        (SwapStatus::Done, true) | (SwapStatus::Declined, false) => Ok(hand.swap),
        (SwapStatus::Open, _) => {
            let status = hand.swap.status.to_value();
            Err(Refusal::of(ErrorCode::StateInvalid).at("id").with("status", status).into())
        }
        (status, _) => Err(decided(status)),
    }
}

/// Whoever asked takes it back. Again changes nothing.
pub async fn cancel(ctx: &Ctx, id: ShiftSwapId) -> Result<ShiftSwap> {
    let me = ctx.person()?;
    let hand = InHand::take(ctx, id, Action::ShiftSwap).await?;
    if hand.swap.requested_by != me {
        return Err(Refusal::of(ErrorCode::Forbidden).stop());
    }
    match hand.swap.status {
        SwapStatus::Cancelled => Ok(hand.swap),
        SwapStatus::Open | SwapStatus::Accepted => hand.end(ctx, SwapStatus::Cancelled).await,
        SwapStatus::Done | SwapStatus::Declined | SwapStatus::Expired => {
            Err(decided(hand.swap.status))
        }
    }
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

/// One change of hands: for those who are part of it, those who plan, and, when it is offered to all,
/// everybody of the unit.
pub async fn swap(ctx: &Ctx, id: ShiftSwapId) -> Result<ShiftSwap> {
    let me = ctx.person()?;
    let connection = ctx.db().write();
    let found = store::lookup(connection, id).await?.ok_or_else(Error::not_found)?;
    let unit = patrol_unit(ctx, found.unit_id).await?;
    let legs = store::list_legs(connection, &[id]).await?;
    let part = legs.iter().any(|leg| leg.person_id == me)
        || found.requested_by == me
        || found.to_person_id == Some(me);
    // What was offered to all, others may have taken: they read that.
    let to_all =
        found.kind == SwapKind::Give && ctx.may(Action::ShiftSwap, &Target::at(unit.place()));
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
