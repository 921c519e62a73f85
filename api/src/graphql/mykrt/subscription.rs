//! Following notices live.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
};

use async_graphql::{Context, Subscription};
use domain::{
    Ctx,
    mykrt::notice::{self, NoticeStatus, Reader},
    shared::{
        change_log::{Change, Noun, Scope},
        id::NoticeId,
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
    /// Every notice that is published for the viewer from now on, and each correction of one: for
    /// their areas, the levels above, or them by name. MyKRT, the signed-in.
    async fn notice_received(
        &self,
        context: &Context<'_>,
    ) -> domain::Result<impl Stream<Item = domain::Result<Notice>>> {
        let ctx = context.ctx()?.clone();
        // Where they belong holds for as long as the token that opened the stream.
        let reader = Arc::new(Reader::of(&ctx).await?);
        let scopes = reader.hears();
        let told: Arc<Told> = Arc::default();
        Ok(live::changes(&ctx).filter_map(move |change| {
            let wanted = change.map(|change| wanted(&change, &scopes));
            let (ctx, reader, told) = (ctx.clone(), Arc::clone(&reader), Arc::clone(&told));
            async move {
                match wanted {
                    Ok(wanted) => read(&ctx, &reader, &told, wanted?).await,
                    Err(missed) => Some(Err(missed)),
                }
            }
        }))
    }
}

/// What was told last: a notice that names somebody of its audience is told to them twice.
type Told = Mutex<Option<(NoticeId, i64)>>;

fn wanted(change: &Change, scopes: &HashSet<Scope>) -> Option<NoticeId> {
    let heard = change.noun == Noun::Notice && !change.gone && scopes.contains(&change.scope);
    heard.then_some(NoticeId(change.id))
}

/// Reads the notice as this viewer may see it; what they may not see is passed over, and so is what
/// is not meant for them.
async fn read(
    ctx: &Ctx,
    reader: &Reader,
    told: &Told,
    id: NoticeId,
) -> Option<domain::Result<Notice>> {
    let notice = notice::notice_for(ctx, reader, id).await.ok()?;
    if notice.status != NoticeStatus::Published || !reader.is_addressed(&notice) {
        return None;
    }
    let version = Some((notice.id, notice.version));
    let before =
        std::mem::replace(&mut *told.lock().unwrap_or_else(PoisonError::into_inner), version);
    (before != version).then_some(Ok(Notice(notice)))
}
