//! Following notices live.

use std::collections::HashSet;

use async_graphql::{Context, Subscription};
use domain::{
    Ctx,
    mykrt::notice::{self, NoticeStatus},
    shared::{
        change_log::{Change, Noun, Scope},
        id::{AreaId, NoticeId},
    },
};
use futures_util::{Stream, StreamExt as _};

use super::Notice;
use crate::graphql::{context::InRequest as _, live};

/// Following notices live.
#[derive(Default)]
pub struct MykrtSubscription;

#[Subscription]
impl MykrtSubscription {
    /// Every notice that is published for the viewer's areas from now on. MyKRT, the signed-in.
    async fn notice_received(
        &self,
        context: &Context<'_>,
    ) -> domain::Result<impl Stream<Item = domain::Result<Notice>>> {
        let ctx = context.ctx()?.clone();
        ctx.person()?;
        let areas: HashSet<AreaId> = ctx.actor.areas().into_iter().collect();
        Ok(live::changes(&ctx).filter_map(move |change| {
            let wanted = change.map(|change| wanted(&change, &areas));
            let ctx = ctx.clone();
            async move {
                match wanted {
                    Ok(wanted) => read(&ctx, wanted?).await,
                    Err(missed) => Some(Err(missed)),
                }
            }
        }))
    }
}

fn wanted(change: &Change, areas: &HashSet<AreaId>) -> Option<NoticeId> {
    match change.scope {
        Scope::Area(area) if change.noun == Noun::Notice && areas.contains(&area) => {
            Some(NoticeId(change.id))
        }
        _ => None,
    }
}

/// Reads the notice as this viewer may see it; what they may not see is passed over.
async fn read(ctx: &Ctx, id: NoticeId) -> Option<domain::Result<Notice>> {
    let notice = notice::notice(ctx, id).await.ok()?;
    (notice.status == NoticeStatus::Published).then_some(Ok(Notice(notice)))
}
