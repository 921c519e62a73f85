//! A place that somebody has left, or of a shift that does not take place, is nobody's to give: what
//! waits with it comes to nothing at once, whoever took it from them.

use std::collections::BTreeSet;

use super::{
    model::{ShiftSwap, SwapStatus},
    service::tell_each,
    store,
};
use crate::{
    mysrs::{roster::month, unit::PatrolUnit},
    shared::{
        ctx::Ctx,
        error::Result,
        id::{PersonId, ShiftId, ShiftSwapId},
        outbox::Text,
        work::Work,
    },
};

/// Ends every change of hands, but this one, in which somebody would give this place, and tells those
/// who are part of it: also whoever had agreed already. The unit is locked.
pub(in crate::mysrs) async fn void(
    ctx: &Ctx,
    work: &mut Work,
    unit: &PatrolUnit,
    (place, but): ((ShiftId, PersonId), Option<ShiftSwapId>),
) -> Result<()> {
    for swap in store::list_waiting_with(work.connection(), place).await? {
        if but != Some(swap.id) {
            end(ctx, work, unit, (&swap, None)).await?;
        }
    }
    Ok(())
}

/// Ends a change of hands that waits, and tells those who are part of it, but not whoever is gone. The unit
/// is locked.
pub(super) async fn end(
    ctx: &Ctx,
    work: &mut Work,
    unit: &PatrolUnit,
    (swap, gone): (&ShiftSwap, Option<PersonId>),
) -> Result<()> {
    let by = (None, ctx.now());
    store::change_status(work.connection(), swap.id, SwapStatus::Cancelled, by).await?;
    let legs = store::list_legs(work.connection(), &[swap.id]).await?;
    let parties = legs.iter().map(|leg| leg.person_id).chain(swap.to_person_id);
    let parties: BTreeSet<PersonId> = parties.chain([swap.requested_by]).collect();
    let told: Vec<PersonId> = parties.into_iter().filter(|party| gone != Some(*party)).collect();
    let text = Text::SwapEnded { unit: unit.name.clone(), shift: month::shown(swap.expires_at) };
    tell_each(ctx, work, swap, (&told, &text)).await
}
