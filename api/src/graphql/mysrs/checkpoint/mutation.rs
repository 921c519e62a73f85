//! Setting checkpoints and sectors.

use async_graphql::{Context, Object};
use domain::mysrs::{checkpoint, sector};

use super::{
    input::{
        CheckpointAddInput, CheckpointCodeRenewInput, CheckpointEndInput, CheckpointUpdateInput,
        SectorEndInput, SectorSetInput,
    },
    payload::{CheckpointPayload, SectorPayload},
    types::{Checkpoint, Sector},
};
use crate::graphql::{
    context::{self, InRequest as _},
    outcome::settle,
};

/// Setting checkpoints and sectors.
#[derive(Default)]
pub struct CheckpointMutation;

#[Object]
impl CheckpointMutation {
    /// Adds a checkpoint to a unit, which has at most 100 at once. One that lies far away from its
    /// neighbourhood is kept with a warning. MySRS: the unit's leader; the area's chair, secretary
    /// and their deputies.
    async fn checkpoint_add(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The checkpoint.")] input: CheckpointAddInput,
    ) -> domain::Result<CheckpointPayload> {
        let (ctx, new) = (context.ctx()?, input.read()?);
        let answer = checkpoint::add_checkpoint(ctx, &new, input.idempotency_key.as_deref()).await;
        let (checkpoint, user_errors) = settle(ctx, answer)?;
        Ok(CheckpointPayload {
            checkpoint: checkpoint.map(Checkpoint),
            user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }

    /// Changes a checkpoint from now on: what is left out stays as it is, and null takes it away; its code
    /// stays. A check-in is judged by the place, the radius and the hours that held when it was made,
    /// however late it comes in: where these were wrong from the beginning, `checkInDecide` puts it right.
    /// Who comes too late is told so by `VERSION_CONFLICT`.
    /// MySRS: the unit's leader; the area's chair, secretary and their deputies.
    async fn checkpoint_update(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What changes.")] input: CheckpointUpdateInput,
    ) -> domain::Result<CheckpointPayload> {
        let (ctx, changing) = (context.ctx()?, input.read()?);
        let key = input.idempotency_key.as_deref();
        let answer = checkpoint::change_checkpoint(ctx, &changing, key).await;
        let (checkpoint, user_errors) = settle(ctx, answer)?;
        Ok(CheckpointPayload {
            checkpoint: checkpoint.map(Checkpoint),
            user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }

    /// Ends a checkpoint for good: patrols visit it no more, and its code counts no more. Ending it
    /// again changes nothing. MySRS: the unit's leader; the area's chair, secretary and their
    /// deputies.
    async fn checkpoint_end(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which checkpoint.")] input: CheckpointEndInput,
    ) -> domain::Result<CheckpointPayload> {
        let (ctx, id) = (context.ctx()?, context::id(&input.id, "id")?);
        let (checkpoint, user_errors) = settle(ctx, checkpoint::end_checkpoint(ctx, id).await)?;
        Ok(CheckpointPayload {
            checkpoint: checkpoint.map(Checkpoint),
            user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }

    /// Makes a checkpoint's code anew: the sheet and the tag that hang there count no more from now
    /// on; what was scanned before counts, however late it comes in. MySRS: the unit's leader; the
    /// area's chair, secretary and their deputies.
    async fn checkpoint_code_renew(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which code.")] input: CheckpointCodeRenewInput,
    ) -> domain::Result<CheckpointPayload> {
        let (ctx, id) = (context.ctx()?, context::id(&input.id, "id")?);
        let answer = checkpoint::renew_code(ctx, id, input.code_number).await;
        let (checkpoint, user_errors) = settle(ctx, answer)?;
        Ok(CheckpointPayload {
            checkpoint: checkpoint.map(Checkpoint),
            user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }

    /// Adds a sector to a unit, which has at most 20 at once, or changes it. MySRS: the unit's
    /// leader; the area's chair, secretary and their deputies.
    async fn sector_set(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The whole sector.")] input: SectorSetInput,
    ) -> domain::Result<SectorPayload> {
        let (ctx, setting) = (context.ctx()?, input.read()?);
        let answer = sector::set_sector(ctx, &setting, input.idempotency_key.as_deref()).await;
        let (sector, user_errors) = settle(ctx, answer)?;
        let client_mutation_id = input.client_mutation_id;
        Ok(SectorPayload { sector: sector.map(Sector), user_errors, client_mutation_id })
    }

    /// Ends a sector for good; its checkpoints stay, and lie in none. Ending it again changes
    /// nothing. MySRS: the unit's leader; the area's chair, secretary and their deputies.
    async fn sector_end(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which sector.")] input: SectorEndInput,
    ) -> domain::Result<SectorPayload> {
        let (ctx, id) = (context.ctx()?, context::id(&input.id, "id")?);
        let (sector, user_errors) = settle(ctx, sector::end_sector(ctx, id).await)?;
        let client_mutation_id = input.client_mutation_id;
        Ok(SectorPayload { sector: sector.map(Sector), user_errors, client_mutation_id })
    }
}
