//! Following notices live.

use std::{future::ready, pin::pin, sync::Arc, time::Duration};

use async_graphql::{Context, ID, Subscription};
use domain::{
    Ctx, Error,
    mykrt::notice::{self, Told, Totals},
    shared::{
        change_log::{Change, Noun},
        id::NoticeId,
    },
};
use futures_util::{
    Stream, StreamExt as _,
    stream::{self, BoxStream},
};
use tokio::time::{Instant, sleep_until};

use super::{Notice, types::NoticeReceipts};
use crate::graphql::{
    context::{self, InRequest as _},
    live,
    transport::{Event, LastEventId, NextEvent},
};

/// How often a sender is told how far a notice came, at most.
const BETWEEN_TOTALS: Duration = Duration::from_secs(1);

/// Following notices live.
#[derive(Default)]
pub struct MykrtSubscription;

#[Subscription]
impl MykrtSubscription {
    /// Every notice that is published for the viewer from now on, and each correction of one: for
    /// their areas, the levels above, or them by name. After a break, give the `cursor` of the last
    /// one as `after` (an event stream does so by itself, with `Last-Event-ID`): what was missed is
    /// told first, none twice. Without it, subscribe first and then read the feed. MyKRT, the
    /// signed-in.
    async fn notice_received(
        &self,
        context: &Context<'_>,
        #[graphql(
            desc = "The `cursor` of the notice that was told last, on whichever connection."
        )]
        after: Option<String>,
    ) -> domain::Result<impl Stream<Item = domain::Result<Notice>>> {
        let ctx = context.ctx()?.clone();
        // Heard from before the log is read: nothing is lost in between.
        let changes = live::places(&ctx);
        // An event stream that connects again by itself repeats the address that it began with.
        let after = context.data_opt::<LastEventId>().map(|id| id.0.clone()).or(after);
        let (follower, missed) = notice::follow(&ctx, after.as_deref()).await?;
        let follower = Arc::new(follower);
        let live = changes.filter_map(move |heard| {
            let (ctx, follower) = (ctx.clone(), Arc::clone(&follower));
            async move {
                match heard {
                    Ok((place, change)) => follower.hear(&ctx, place, &change).await.transpose(),
                    Err(lagging) => Some(Err(lagging)),
                }
            }
        });
        let next_event = context.data_opt::<NextEvent>().cloned().unwrap_or_default();
        let told = until_error(stream::iter(missed).map(Ok).chain(live));
        Ok(told.map(move |told| told.map(|told| lay_down(&next_event, told))))
    }

    /// How far a notice came: now, and each time that changes, at most once a second. After a break
    /// it begins with how it stands then. MyKRT: those in whose name it was written.
    async fn notice_receipts_changed(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The notice's id.")] notice_id: ID,
    ) -> domain::Result<impl Stream<Item = domain::Result<NoticeReceipts>>> {
        let ctx = context.ctx()?.clone();
        let id = context::id(&notice_id, "noticeId")?;
        // Heard from before it is counted: nothing is lost in between.
        let changes = live::changes(&ctx).boxed();
        let last = notice::totals_of(&ctx, id).await?;
        let counting = Counting { ctx, id, changes, last, ripe: Instant::now() + BETWEEN_TOTALS };
        let later = stream::unfold(counting, |mut counting| async move {
            let totals = counting.next().await?;
            Some((totals, counting))
        });
        let told = until_error(stream::once(ready(Ok(last))).chain(later));
        Ok(told.map(|totals| totals.map(Into::into)))
    }
}

/// Lays down which event this is, and gives its notice.
fn lay_down(next_event: &NextEvent, told: Told) -> Notice {
    next_event.put(Event { id: told.cursor, missed: told.missed });
    Notice::from(told.notice)
}

/// Ends after the first error: whoever follows goes on from the last cursor, and misses nothing.
fn until_error<T>(
    told: impl Stream<Item = Result<T, Error>>,
) -> impl Stream<Item = Result<T, Error>> {
    told.scan(false, |ended, told| {
        let over = std::mem::replace(ended, told.is_err());
        ready((!over).then_some(told))
    })
}

/// Somebody who follows how far a notice came.
struct Counting {
    ctx: Ctx,
    id: NoticeId,
    changes: BoxStream<'static, Result<Arc<Change>, Error>>,
    last: Totals,
    /// When the next figures may be told.
    ripe: Instant,
}

impl Counting {
    /// The next figures that differ from the last; none when there are no more changes.
    async fn next(&mut self) -> Option<Result<Totals, Error>> {
        loop {
            if let Err(cause) = self.change().await? {
                return Some(Err(cause));
            }
            if let Err(cause) = self.ripen().await? {
                return Some(Err(cause));
            }
            // Who may see it is asked again each time.
            let totals = match notice::totals_of(&self.ctx, self.id).await {
                Ok(totals) => totals,
                Err(cause) => return Some(Err(cause)),
            };
            self.ripe = Instant::now() + BETWEEN_TOTALS;
            if std::mem::replace(&mut self.last, totals) != totals {
                return Some(Ok(totals));
            }
        }
    }

    /// Waits for a change that concerns the notice.
    async fn change(&mut self) -> Option<Result<(), Error>> {
        loop {
            match self.changes.next().await? {
                Err(cause) => return Some(Err(cause)),
                Ok(change) if concerns(&change, self.id) => return Some(Ok(())),
                Ok(_) => {}
            }
        }
    }

    /// Waits until the figures may be told, and hears what else changes meanwhile: it is counted
    /// with the rest.
    async fn ripen(&mut self) -> Option<Result<(), Error>> {
        let mut ripe = pin!(sleep_until(self.ripe));
        loop {
            tokio::select! {
                () = &mut ripe => return Some(Ok(())),
                change = self.changes.next() => {
                    if let Err(cause) = change? {
                        return Some(Err(cause));
                    }
                }
            }
        }
    }
}

/// A receipt is told to the person's own phones; this node hears of everybody's.
fn concerns(change: &Change, id: NoticeId) -> bool {
    change.id == id.0 && matches!(change.noun, Noun::NoticeReceipt | Noun::Notice)
}
