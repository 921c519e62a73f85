//! What nobody uses any more is thrown away, with its files.

use chrono::TimeDelta;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{leftover, model::Media, service::AWAITED, store};
use crate::shared::{
    clock::Instant,
    ctx::Tools,
    error::{Error, Result},
    id::{MediaId, PersonId},
};

/// How long what was uploaded waits for something that shows it: a phone may have no signal for a week.
const UNUSED: TimeDelta = TimeDelta::days(14);
/// What is older was looked at many times; a node looks every hour.
const LOOKED_AT: TimeDelta = TimeDelta::days(21);

/// Forgets uploads that never came, files that never became whole, and what was discarded or
/// nothing shows two weeks later.
pub(crate) async fn forget_expired(tools: &Tools) -> Result<u64> {
    let now = tools.clock.now();
    let parts = tools.files.forget_parts(now - AWAITED).await?;
    give_up_unused(tools, now).await?;
    let discarded = forget_discarded(tools, now).await?;
    let expired = store::remove_expired(tools.db.write(), now).await?;
    leftover::sweep(tools).await?;
    Ok(parts + discarded + expired)
}

/// Gives up what was uploaded two weeks ago and nothing shows or carries: whoever forgot it sends it
/// again, and nobody keeps files here for themselves.
async fn give_up_unused(tools: &Tools, now: Instant) -> Result<()> {
    let (mut from, until) = (at(now - LOOKED_AT), at(now - UNUSED));
    loop {
        let unused = store::list_unused(tools.db.write(), from, until).await?;
        let Some(last) = unused.last().copied() else { return Ok(()) };
        discard(tools.db.write(), &unused, now).await?;
        from = last;
    }
}

/// The id before those that were made from an instant on: ids begin with the time.
fn at(instant: Instant) -> MediaId {
    let millis = u64::try_from(instant.timestamp_millis()).unwrap_or_default();
    MediaId(Uuid::from_u128(u128::from(millis) << 80))
}

/// Gives up pictures and documents that stood in one place only, and stand there no more: a node
/// throws them away with their files within the hour, unless they stand somewhere else.
pub(crate) async fn discard<C: ConnectionTrait>(
    connection: &C,
    ids: &[MediaId],
    now: Instant,
) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    store::change_to_discarded(connection, ids, now).await
}

async fn forget_discarded(tools: &Tools, now: Instant) -> Result<u64> {
    let mut gone = 0;
    for media in store::list_discarded(tools.db.write(), now).await? {
        gone += u64::from(forget_one(tools, media).await?);
    }
    Ok(gone)
}

/// Forgets a picture or a document with its files, and tells whether it could: what else shows it
/// points at its row, which then cannot go, and so it stays.
async fn forget_one(tools: &Tools, media: Media) -> Result<bool> {
    let transaction = tools.db.begin().await?;
    let now = tools.clock.now();
    match store::remove(&transaction, media.id, now).await {
        Ok(true) => {}
        Ok(false) => return Ok(false),
        Err(Error::Internal(_)) => {
            transaction.rollback().await?;
            store::change_to_kept(tools.db.write(), media.id).await?;
            return Ok(false);
        }
        Err(other) => return Err(other),
    }
    let files: Vec<_> = store::files_of(media).into_iter().collect();
    leftover::leave(&transaction, &files, now).await?;
    transaction.commit().await?;
    Ok(true)
}

/// The files of pictures and documents that an owner takes along when an account is erased, with the notices
/// whose ids the query `drafts` finds.
pub(crate) async fn files_of_unused<C: ConnectionTrait>(
    connection: &C,
    owner: PersonId,
    drafts: &str,
) -> Result<Vec<(String, Vec<String>)>> {
    store::files_of_unused(connection, owner, drafts).await
}

/// Removes files whose rows are gone, which [`leftover::leave`] noted.
pub(crate) async fn sweep_now(tools: &Tools) {
    if let Err(error) = leftover::sweep(tools).await {
        tracing::warn!(%error, "files that nothing shows are not removed yet; it is tried again");
    }
}
