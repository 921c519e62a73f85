//! Forgetting houses: thirty days after somebody is at home again, and with the account of who told
//! of them.

use super::{rules, store, visit_store};
use crate::shared::{clock::Instant, error::Result, id::PersonId, media, work::Work};

/// So many are forgotten in one transaction: after a long holiday many end on one day.
const PART: i64 = 200;

/// Forgets some of the houses whose people came home thirty days ago, with what patrols found there,
/// their photos, and who had read of it: the duty of every day. Tells whether there may be more.
pub(crate) async fn forget_old(work: &Work, now: Instant) -> Result<bool> {
    let connection = work.connection();
    let old = store::list_old(connection, rules::forgotten_before(now), PART).await?;
    if old.is_empty() {
        return Ok(false);
    }
    let photos = visit_store::photos_of(connection, &old).await?;
    visit_store::remove_all(connection, &old).await?;
    store::remove_all(connection, &old).await?;
    media::discard(connection, &photos, now).await?;
    Ok(i64::try_from(old.len()).unwrap_or(PART) >= PART)
}

/// Gives up the photos of somebody's houses, whose account is being erased: they belong to the
/// volunteers who took them. The rows go with the account.
pub(crate) async fn give_up_houses(work: &Work, person: PersonId, now: Instant) -> Result<()> {
    let connection = work.connection();
    let photos = visit_store::photos_of_person(connection, person).await?;
    media::discard(connection, &photos, now).await
}
