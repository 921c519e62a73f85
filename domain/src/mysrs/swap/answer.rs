//! Answering whoever asks for a change of hands, approving it, and taking it back.

use std::collections::BTreeSet;

use sea_orm::ActiveEnum as _;

use super::{
    carry::{self, Held, Moves},
    model::{Leg, ShiftSwap, SwapKind, SwapStatus},
    paths::Input,
    service::{swap, tell_each, who_answer},
    store,
};
use crate::{
    mysrs::{
        roster::month,
        unit::{self, PatrolUnit, patrol_unit},
    },
    policy::{Action, Permit, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{PersonId, ShiftId, ShiftSwapId},
        outbox::Text,
        work::Work,
    },
};

/// A change of hands in somebody's hands: loaded again after the unit is locked.
struct InHand {
    swap: ShiftSwap,
    legs: Vec<Leg>,
    unit: PatrolUnit,
    permit: Permit,
    work: Work,
    /// Whether somebody who is part of it approves it, because nobody else can.
    by_party: bool,
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
        Ok(Self { swap, legs, unit, permit, work, by_party: false })
    }

    /// Everybody who is part of it.
    fn parties(&self) -> BTreeSet<PersonId> {
        let legs = self.legs.iter().map(|leg| leg.person_id);
        legs.chain(self.swap.to_person_id).chain([self.swap.requested_by]).collect()
    }

    /// Somebody who is part of it may approve it only where nobody else can, and that is noted.
    async fn alone(&mut self, ctx: &Ctx) -> Result<()> {
        if !who_answer(ctx, &self.work, &self.unit, &self.parties()).await?.is_empty() {
            return Err(Refusal::of(ErrorCode::OwnSwap).at("id").into());
        }
        self.by_party = true;
        Ok(())
    }

    /// Who hears that it waits, because they may approve it: who answers for the unit and is no part of it;
    /// where nobody else can, those who are.
    async fn approvers(&self, ctx: &Ctx) -> Result<Vec<PersonId>> {
        let others = who_answer(ctx, &self.work, &self.unit, &self.parties()).await?;
        if others.is_empty() {
            return who_answer(ctx, &self.work, &self.unit, &BTreeSet::new()).await;
        }
        Ok(others)
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
                (self.approvers(ctx).await?, Text::SwapWaits { unit: name, shift })
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
        let Self { mut work, swap, unit, permit, by_party, .. } = self;
        let deed = work.audit(&permit, swap.id).detail("status", status.to_value());
        if by_party {
            deed.detail("approvedBy", "party");
        }
        work.tell(Change::new(Scope::Unit(unit.id), Noun::PatrolUnit, unit.id));
        let swap = store::lookup(work.connection(), swap.id).await?.ok_or_else(Error::not_found)?;
        work.commit().await?;
        Ok(swap)
    }

    /// Carries it out, or lets it wait for the leader's word.
    async fn settle(mut self, ctx: &Ctx, held: &Held, approved: bool) -> Result<ShiftSwap> {
        let offered = self.swap.to_person_id;
        let moves = Moves::of(self.swap.kind, (&self.legs, offered));
        carry::judge(held, &moves)?;
        if self.swap.needs_approval && !approved {
            return self.end(ctx, SwapStatus::Accepted).await;
        }
        let change = (&moves, Some(&self.swap));
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
    reply(ctx, id, accept).await.map_err(|error| Input::Answer.place(error))
}

async fn reply(ctx: &Ctx, id: ShiftSwapId, accept: bool) -> Result<ShiftSwap> {
    let me = ctx.person()?;
    let mut hand = InHand::take(ctx, id, Action::ShiftSwap).await?;
    let offered = hand.swap.kind == SwapKind::Give && hand.swap.requested_by != me;
    let mine = hand.legs.iter().find(|leg| leg.person_id == me && leg.number > 0).cloned();
    let to_me = offered && hand.swap.to_person_id == Some(me);
    if mine.is_none() && !offered {
        return Err(Error::not_found());
    }
    // Those who plan read it, and yet nobody answers in another's place.
    if hand.swap.waits_for_another(me) {
        return Err(Refusal::of(ErrorCode::Forbidden).stop());
    }
    let agreed = mine.as_ref().is_some_and(|leg| leg.accepted_at.is_some());
    if !hand.swap.status.waits() || (offered && hand.swap.status == SwapStatus::Accepted) {
        let stands = matches!(hand.swap.status, SwapStatus::Done | SwapStatus::Accepted);
        // Only who was asked, or has it, says the same again: the others hear how it stands.
        let repeat = if accept {
            stands && (agreed || to_me)
        } else {
            hand.swap.status == SwapStatus::Declined && (mine.is_some() || to_me)
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
    carry::judge(&held, &Moves::of(hand.swap.kind, (&hand.legs, None)))?;
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
/// it. Nobody approves their own while there is somebody else who may. The same again changes nothing.
pub async fn decide(ctx: &Ctx, id: ShiftSwapId, approve: bool) -> Result<ShiftSwap> {
    settle(ctx, id, approve).await.map_err(|error| Input::Answer.place(error))
}

async fn settle(ctx: &Ctx, id: ShiftSwapId, approve: bool) -> Result<ShiftSwap> {
    let me = ctx.person()?;
    let mut hand = InHand::take(ctx, id, Action::ShiftSwapDecide).await?;
    match (hand.swap.status, approve) {
        (SwapStatus::Accepted, true) => {
            if hand.parties().contains(&me) {
                hand.alone(ctx).await?;
            }
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
