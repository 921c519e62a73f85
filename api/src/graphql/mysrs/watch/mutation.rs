//! Saying that one is well, and by which limits a unit is watched.

use async_graphql::{Context, Object};
use domain::mysrs::{unit, watch};

use super::{
    input::{PatrolAliveRecordInput, UnitSettingUpdateInput},
    payload::{PatrolAlivePayload, UnitSettingPayload},
};
use crate::graphql::{context::InRequest as _, mysrs::PatrolUnit, outcome::settle};

/// Saying that one is well, and by which limits a unit is watched.
#[derive(Default)]
pub struct WatchMutation;

#[Object]
impl WatchMutation {
    /// Says that one is well on a patrol, also late, and at most 1,000 times: whoever patrols alone
    /// does so every 15 minutes or as the unit has set it (`Patrol.viewerConfirmBy`); a check-in says
    /// the same. When nothing comes the unit's leader and the area's committee are told. MySRS: who is
    /// on the patrol.
    async fn patrol_alive_record(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The word.")] input: PatrolAliveRecordInput,
    ) -> domain::Result<PatrolAlivePayload> {
        let (ctx, new) = (context.ctx()?, input.read()?);
        let (patrol, user_errors) = settle(ctx, watch::record_alive(ctx, &new).await)?;
        let client_mutation_id = input.client_mutation_id;
        Ok(PatrolAlivePayload { patrol: patrol.map(Into::into), user_errors, client_mutation_id })
    }

    /// Changes by which limits a unit's shifts and patrols are watched: what is left out stays as it is,
    /// and null is as everybody has it. It holds for those on the way
    /// within 20 minutes. Who comes too late is told so by `VERSION_CONFLICT`. MySRS: the unit's
    /// leader; the area's chair, secretary and their deputies.
    async fn unit_setting_update(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What changes.")] input: UnitSettingUpdateInput,
    ) -> domain::Result<UnitSettingPayload> {
        let (ctx, setting) = (context.ctx()?, input.read()?);
        let key = input.idempotency_key.as_deref();
        let (done, user_errors) = settle(ctx, watch::update_setting(ctx, &setting, key).await)?;
        let unit = match done {
            Some(()) => Some(PatrolUnit(unit::patrol_unit(ctx, setting.unit_id).await?)),
            None => None,
        };
        let client_mutation_id = input.client_mutation_id;
        Ok(UnitSettingPayload { unit, user_errors, client_mutation_id })
    }
}
