//! Following patrols live.

use async_graphql::{Context, ID, Subscription};
use domain::{
    Ctx,
    mysrs::{patrol, unit},
    shared::{
        change_log::{Change, Noun, Scope},
        id::{PatrolId, PatrolUnitId},
    },
};
use futures_util::{Stream, StreamExt as _};

use super::{Patrol, PatrolUnit};
use crate::graphql::{
    context::{self, InRequest as _},
    live,
};

/// Following patrols live.
#[derive(Default)]
pub struct MysrsSubscription;

#[Subscription]
impl MysrsSubscription {
    /// Every patrol of a unit that starts, gets check-ins or ends from now on; positions of tracks
    /// are not told. MySRS: the unit's volunteers, its area's committee and the officers above it.
    async fn patrol_changed(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The unit's id.")] unit_id: ID,
    ) -> domain::Result<impl Stream<Item = domain::Result<Patrol>>> {
        let ctx = context.ctx()?.clone();
        let unit = context::id(&unit_id, "unitId")?;
        let changes = live::changes(&ctx);
        unit::patrol_unit(&ctx, unit).await?;
        Ok(changes.filter_map(move |change| {
            let wanted = change.map(|change| wanted(&change, unit));
            let ctx = ctx.clone();
            async move {
                match wanted {
                    Ok(wanted) => read(&ctx, wanted?).await,
                    Err(missed) => Some(Err(missed)),
                }
            }
        }))
    }

    /// A unit each time that one of its checkpoints or sectors is set, ended or gets another code, so
    /// that a phone reads `checkpoints` and `sectors` again. MySRS: the unit's volunteers, its area's
    /// committee and the officers above it.
    async fn checkpoints_changed(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The unit's id.")] unit_id: ID,
    ) -> domain::Result<impl Stream<Item = domain::Result<PatrolUnit>>> {
        let ctx = context.ctx()?.clone();
        let unit = context::id(&unit_id, "unitId")?;
        let changes = live::changes(&ctx);
        unit::patrol_unit(&ctx, unit).await?;
        Ok(changes.filter_map(move |change| {
            let concerns = change.map(|change| of_checkpoints(&change, unit));
            let ctx = ctx.clone();
            async move {
                match concerns {
                    Ok(true) => {
                        unit::patrol_unit(&ctx, unit).await.ok().map(|unit| Ok(PatrolUnit(unit)))
                    }
                    Ok(false) => None,
                    Err(missed) => Some(Err(missed)),
                }
            }
        }))
    }
}

fn of_checkpoints(change: &Change, unit: PatrolUnitId) -> bool {
    change.scope == Scope::Unit(unit) && change.noun == Noun::Checkpoint
}

fn wanted(change: &Change, unit: PatrolUnitId) -> Option<PatrolId> {
    let mine = change.scope == Scope::Unit(unit) && change.noun == Noun::Patrol;
    mine.then_some(PatrolId(change.id))
}

/// Reads the patrol as this viewer may see it; what they may not see is passed over.
async fn read(ctx: &Ctx, id: PatrolId) -> Option<domain::Result<Patrol>> {
    patrol::patrol(ctx, id).await.ok().map(|patrol| Ok(patrol.into()))
}
