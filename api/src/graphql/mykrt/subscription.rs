//! Following notices live.

use std::collections::HashSet;

use async_graphql::{Context, Subscription};
use domain::{
    Ctx,
    mykrt::notice::{self, NoticeStatus},
    shared::{
        change_log::{Change, Noun, Scope, Told},
        id::{AreaId, NoticeId},
    },
};
use futures_util::{Stream, StreamExt as _, stream};
use tokio::sync::broadcast::error::RecvError;

use super::Notice;
use crate::graphql::context::InRequest as _;

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
        let changes = ctx.tools().changes.listen();
        let heard = stream::unfold(changes, |mut changes| async {
            loop {
                match changes.recv().await {
                    Ok(Told::Change(_, change)) => return Some((change, changes)),
                    // The app reads its feed again when it comes back; a gap here is not fatal.
                    Ok(Told::Gap) | Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => return None,
                }
            }
        });
        Ok(heard.filter_map(move |change| {
            let wanted = wanted(&change, &areas);
            let ctx = ctx.clone();
            async move { read(&ctx, wanted?).await }
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
