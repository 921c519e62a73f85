//! Ending somebody's membership: by those who decide who belongs to the area.

use super::{
    model::EndingMembership,
    service::{depart, still_vacant},
    store,
};
use crate::{
    community::{self, committee},
    identity,
    krt_shop::project::{self, Leaving},
    policy::{Action, Permit, Target},
    shared::{
        ctx::Ctx,
        error::{Error, Result},
        id::MembershipId,
        outbox::Text,
        replay::{Begun, Once},
        text,
        work::Work,
    },
};

/// How long a reason is, in characters: from a word to a few lines on a phone.
const REASON: (usize, usize) = (3, 500);

/// Ends a membership at once, as if the person had left; but what they sold there is theirs no longer
/// (`project::leave`). The reason stands beside the audit, where the person reads it. Ending again
/// changes nothing, nor does it when the person has left and come back since. Whoever holds a post
/// on the committee gives it up, or is relieved of it, first.
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
    let ended = end(ctx, &mut once.work, (&permit, &target), ending, &area.name).await;
    once.finish(ctx, ended).await
}

async fn end(
    ctx: &Ctx,
    work: &mut Work,
    (permit, target): (&Permit, &Target),
    ending: &EndingMembership,
    area: &str,
) -> Result<MembershipId> {
    let (id, now) = (ending.id, ctx.now());
    let reason = text::paragraphs_of(&ending.reason, REASON).map_err(|r| r.at("reason"))?;
    still_vacant(ctx, work, Action::MembershipEnd, target).await?;
    let person = target.owner.ok_or_else(Error::not_found)?;
    identity::take_turn(work.connection(), person).await?;
    let found = store::lookup_membership(work.connection(), id).await?;
    let found = found.ok_or_else(Error::not_found)?;
    let is_meant = ending.joined_at.is_none_or(|joined_at| joined_at == found.joined_at);
    if !is_meant || !depart(work, (person, found.area_id), "membershipId", now).await? {
        work.leave_unaudited();
        return Ok(id);
    }
    work.audit(permit, id).about(person).detail("reason", reason);
    if person != ctx.person()? {
        // Whoever leaves by themselves keeps what they own.
        project::leave(ctx, work, person, Leaving::MembershipEnded(found.area_id)).await?;
        let text = Text::MembershipEnded { area: area.to_owned() };
        identity::tell_person(work, person, text, (ctx.mint(), now)).await?;
    }
    Ok(id)
}
