//! Ending somebody's membership: by those who decide who belongs to the area.

use super::{model::EndingMembership, service::depart, store};
use crate::{
    community::{self, committee},
    identity,
    policy::{Action, Permit, Target},
    shared::{
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::MembershipId,
        outbox::Text,
        replay::{Begun, Once},
        text,
        work::Work,
    },
};

/// How long a reason is, in characters: from a word to a few lines on a phone.
const REASON: (usize, usize) = (3, 500);

/// Ends a membership at once, as if the person had left. The reason stands beside the audit, where
/// the person reads it. Ending again changes nothing. Whoever holds a post on the committee gives
/// it up before they end their own.
pub async fn end_membership(
    ctx: &Ctx,
    ending: &EndingMembership,
    key: Option<&str>,
) -> Result<MembershipId> {
    ctx.person()?;
    let connection = ctx.db().write();
    let found = store::lookup_membership(connection, ending.id).await?;
    let found = found.ok_or_else(Error::not_found)?;
    let area = community::area(ctx, found.area_id).await?;
    let vacant = committee::is_vacant(connection, area.id, ctx.now()).await?;
    let target = Target { owner: Some(found.person_id), vacant, ..Target::at(area.place()) };
    let permit = ctx.authorize(Action::MembershipEnd, &target)?;
    let mut once = match Once::begin(ctx, &permit, "membershipEnd", key, ending).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(id) => return Ok(MembershipId(id)),
    };
    let ended = end(ctx, &mut once.work, &permit, ending, &area.name).await;
    once.finish(ctx, ended).await
}

async fn end(
    ctx: &Ctx,
    work: &mut Work,
    permit: &Permit,
    ending: &EndingMembership,
    area: &str,
) -> Result<MembershipId> {
    let (id, now) = (ending.id, ctx.now());
    let reason = text::paragraphs_of(&ending.reason, REASON).map_err(|r| r.at("reason"))?;
    let found = store::lookup_membership(work.connection(), id).await?;
    let found = found.ok_or_else(Error::not_found)?;
    let (person, by_another) = (found.person_id, found.person_id != ctx.person()?);
    identity::take_turn(work.connection(), person).await?;
    if !by_another && committee::holds_post(work.connection(), person, found.area_id, now).await? {
        return Err(Refusal::of(ErrorCode::PostNotGivenUp).at("membershipId").into());
    }
    if !depart(work, person, found.area_id, now).await? {
        work.leave_unaudited();
        return Ok(id);
    }
    work.audit(permit, id).about(person).detail("reason", reason);
    if by_another {
        let text = Text::MembershipEnded { area: area.to_owned() };
        identity::tell_person(work, person, text, (ctx.mint(), now)).await?;
    }
    Ok(id)
}
