//! How the database answers for a reader's feed, as it tells itself: by it the suite sees that no walk
//! grows with the tables.

use super::{
    feed_store::{self, FeedKey, Walk},
    model::FeedFilter,
    reader::Reader,
    service::MOST_UNREAD,
    unread_store,
};
use crate::shared::{
    ctx::Ctx,
    error::Result,
    page::{PageArgs, PageRequest},
};

/// How PostgreSQL walks a page of the actor's own feed in its tables, having done so, line by line.
pub async fn feed_plan(ctx: &Ctx, filter: &FeedFilter, args: &PageArgs) -> Result<Vec<String>> {
    let reader = Reader::of(ctx).await?;
    let request = PageRequest::<FeedKey>::from_args(args)?;
    let since = request.beyond.map_or_else(|| ctx.now(), |(since, ..)| since);
    let walk = Walk { reader: &reader, filter, now: ctx.now(), since };
    feed_store::page_query(ctx.read(), &walk, &request).plan(ctx.read()).await
}

/// How it looks at the first part of every walk, to count what is unread of the actor's own feed. For
/// whoever has read so many each walk goes on by parts of the same length.
pub async fn unread_plan(ctx: &Ctx) -> Result<Vec<String>> {
    let reader = Reader::of(ctx).await?;
    let filter = FeedFilter::default();
    let walk = Walk { reader: &reader, filter: &filter, now: ctx.now(), since: ctx.now() };
    unread_store::first_query(ctx.read(), &walk, MOST_UNREAD).plan(ctx.read()).await
}
