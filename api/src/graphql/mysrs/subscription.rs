//! Following patrols live.

use async_graphql::{Context, ID, Subscription};
use domain::{
    mysrs::unit,
    shared::{
        change_log::{Change, Noun, Scope},
        id::PatrolUnitId,
    },
};
use futures_util::{Stream, StreamExt as _};

use super::{
    Patrol, PatrolUnit,
    live::{Asked, stream},
};
use crate::graphql::{
    context::{self, InRequest as _},
    live,
};

/// Following patrols live.
#[derive(Default)]
pub struct MysrsSubscription;

#[Subscription]
impl MysrsSubscription {
    /// The patrols of a unit or a district, or one patrol: first those that are on their way, then each
    /// that starts, gets check-ins, changes or ends, and, when `positions` are asked for, each whose
    /// phones have moved. A move comes without delay where nothing else has to be read for it: ask here
    /// for `id`, `status`, the times, counts and `positions`, and for more (check-ins, members, alerts)
    /// in another subscription; where more is asked for here, moves alone are told every 30 seconds at
    /// most. Name exactly one of the three. MySRS: the unit's volunteers, its area's committee and the
    /// officers above; a district's its officers. Positions show to those who are on the patrol, the
    /// unit's leader, the area's chair, secretary and their deputies, and the officers above; of a whole
    /// district roughly.
    async fn patrol_changed(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The unit's id, to follow its patrols.")] unit_id: Option<ID>,
        #[graphql(desc = "A patrol's id, to follow that one.")] patrol_id: Option<ID>,
        #[graphql(desc = "A district's id, to follow its patrols, the latest 200.")]
        district_id: Option<ID>,
    ) -> domain::Result<impl Stream<Item = domain::Result<Patrol>>> {
        let asked = Asked {
            patrol_id: patrol_id.as_ref(),
            unit_id: unit_id.as_ref(),
            district_id: district_id.as_ref(),
        };
        let (ctx, house) = (context.ctx()?.clone(), context.house()?);
        stream(context, ctx, &house.live, asked).await
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
        let changes = live::changes_of(&ctx, Scope::Unit(unit));
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
