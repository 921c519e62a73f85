//! What a patrol needs to know of the checkpoints: their order, and who may read their codes.

use super::{code, model::Checkpoint, order, store};
use crate::{
    mysrs::{patrol::Patrol, sector},
    policy::{Action, Place, Target},
    shared::{ctx::Ctx, error::Result},
};

/// The checkpoints of a patrol in the order in which it visits them: those that stand while it is on
/// the way, and all that stood at some time of it once it has ended. The caller has read the patrol,
/// and with that the right to see them.
pub async fn order_of_patrol(ctx: &Ctx, patrol: &Patrol) -> Result<Vec<Checkpoint>> {
    let mut list = store::list_of_unit(ctx.db().write(), patrol.unit_id).await?;
    list.retain(|checkpoint| match patrol.ended_at {
        None => checkpoint.stands(),
        Some(ended_at) => checkpoint.stood_between(patrol.started_at, ended_at),
    });
    let sectors = sector::list_of_unit(ctx.db().write(), patrol.unit_id).await?;
    Ok(order::of_patrol(&ctx.tools().secret, patrol.id, list, &sectors))
}

/// The text of a checkpoint's code, for its tag: nothing for those who may not have it, and for one
/// that has ended. The caller has read the checkpoint, and its unit's place.
#[must_use]
pub fn tag_text(ctx: &Ctx, place: &Place, checkpoint: &Checkpoint) -> Option<String> {
    let may = ctx.may(Action::CheckpointCodeRead, &Target::at(place.clone()));
    (may && checkpoint.stands()).then(|| text_of(ctx, checkpoint))
}

/// The text of the code that counts.
pub(super) fn text_of(ctx: &Ctx, checkpoint: &Checkpoint) -> String {
    // Nobody renews a code four thousand million times.
    let number = u32::try_from(checkpoint.code_number).unwrap_or(u32::MAX);
    code::text(&ctx.tools().secret, checkpoint.id, number)
}
