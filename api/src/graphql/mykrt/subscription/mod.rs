//! Following notices live.

mod same;

use std::{future::ready, pin::pin, sync::Arc, time::Duration};

use async_graphql::{Context, ID, Subscription};
use domain::{
    Ctx, Error,
    mykrt::notice::{self, Told, Totals, Watched},
    shared::{change_log::Change, id::NoticeId},
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
    transport::{Event, Given, Happening, LastEventId, NextEvent, SourceSlot},
};

/// How often a sender is told how far a notice came, at most.
const BETWEEN_TOTALS: Duration = Duration::from_secs(1);

/// Following notices live.
#[derive(Default)]
pub struct MykrtSubscription;

#[Subscription]
impl MykrtSubscription {
    /// Every notice that is published for the viewer from now on, each correction of one, and one whose
    /// `activity` came, changed or was cancelled: for their areas, the levels above, or them by name.
    /// One that was told, or stood in their feed, comes
    /// again with the `status` `WITHDRAWN` when it is taken back, with the reason in the place of its
    /// words: the app shows it no longer. After a break, give the `cursor` of the last one as `after`
    /// (an event stream does so by itself, with `Last-Event-ID`): what was missed is told first, none
    /// twice; what came and was taken back meanwhile is not. After a break of a month or more
    /// withdrawals are not told: read the feed anew. Without a cursor, subscribe first and then read
    /// the feed. MyKRT, the signed-in.
    async fn notice_received(
        &self,
        context: &Context<'_>,
        #[graphql(
            desc = "The `cursor` of the notice that was told last, on whichever connection."
        )]
        after: Option<String>,
    ) -> domain::Result<impl Stream<Item = domain::Result<Notice>>> {
        if let Some(told) = context.data_opt::<Given>().and_then(Given::get) {
            // One event that this subscription gave: its answer.
            let told: &domain::Result<Arc<notice::Notice>> = told;
            return Ok(stream::once(ready(told.clone().map(shown))).boxed());
        }
        let ctx = context.shared_ctx()?;
        // An event stream that connects again by itself repeats the address that it began with.
        let after = context.data_opt::<LastEventId>().map(|id| id.0.clone()).or(after);
        let told = follow(ctx.clone(), after).await?;
        if let Some(slot) = context.data_opt::<SourceSlot>() {
            let reader = same::is_for_all(context).then(|| same::reader(&ctx.languages));
            slot.put(told.map(move |told| happening(told, reader.as_deref())).boxed());
            return Ok(stream::empty().boxed());
        }
        let next_event = context.data_opt::<NextEvent>().cloned().unwrap_or_default();
        Ok(told.map(move |told| told.map(|told| lay_down(&next_event, told))).boxed())
    }

    /// How far a notice came: now, and each time that changes, at most once a second, also by whoever
    /// moves in or out or gets a post. After a break it begins with how it stands then. MyKRT: those in whose name it was written.
    async fn notice_receipts_changed(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The notice's id.")] notice_id: ID,
    ) -> domain::Result<impl Stream<Item = domain::Result<NoticeReceipts>>> {
        let ctx = context.shared_ctx()?;
        let id = context::id(&notice_id, "noticeId")?;
        // Heard from before it is counted: nothing is lost in between.
        let changes = live::changes(&ctx).boxed();
        let (watched, last) = notice::watch(&ctx, id).await?;
        let ripe = Instant::now() + BETWEEN_TOTALS;
        let counting = Counting { ctx, id, watched, changes, last, ripe };
        let later = stream::unfold(counting, |mut counting| async move {
            let totals = counting.next().await?;
            Some((totals, counting))
        });
        let told = until_error(stream::once(ready(Ok(last))).chain(later));
        Ok(told.map(|totals| totals.map(Into::into)))
    }
}

/// What is told to somebody who follows: first what was missed, then what comes.
async fn follow(
    ctx: Arc<Ctx>,
    after: Option<String>,
) -> domain::Result<impl Stream<Item = domain::Result<Told>>> {
    let (follower, missed) = notice::follow(&ctx, after.as_deref()).await?;
    let live = stream::unfold((ctx, follower), |(ctx, mut follower)| async {
        let told = follower.next(&ctx).await;
        Some((told, (ctx, follower)))
    });
    Ok(until_error(stream::iter(missed).map(Ok).chain(live)))
}

/// What is told, for a subscription that is asked again for each event. With a [`same::reader`] the
/// answer is nobody's own.
fn happening(told: domain::Result<Told>, reader: Option<&[u8]>) -> Happening {
    let (told, event) = match told {
        Ok(Told { notice, cursor, missed }) => (Ok(notice), Some(Event { id: cursor, missed })),
        Err(cause) => (Err(cause), None),
    };
    let same = match (&told, &event, reader) {
        (Ok(notice), Some(event), Some(reader)) => same::key(notice, event, reader),
        _ => None,
    };
    Happening { given: Given::new(told), event, same }
}

/// Lays down which event this is, and gives its notice.
fn lay_down(next_event: &NextEvent, told: Told) -> Notice {
    next_event.put(Event { id: told.cursor, missed: told.missed });
    shown(told.notice)
}

fn shown(notice: Arc<notice::Notice>) -> Notice {
    Notice::from(Arc::unwrap_or_clone(notice))
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
    ctx: Arc<Ctx>,
    id: NoticeId,
    watched: Watched,
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

    /// Waits for a change that moves the figures of the notice.
    async fn change(&mut self) -> Option<Result<(), Error>> {
        loop {
            let change = match self.changes.next().await? {
                Ok(change) => change,
                Err(cause) => return Some(Err(cause)),
            };
            match self.watched.is_moved_by(&self.ctx, &change).await {
                Ok(true) => return Some(Ok(())),
                Ok(false) => {}
                Err(cause) => return Some(Err(cause)),
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
