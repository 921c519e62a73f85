//! Forgetting houses: thirty days after somebody is at home again, and with the account of who told
//! of them.

use super::{rules, store, visit_store};
use crate::shared::{clock::Instant, error::Result, id::PersonId, media, work::Work};

/// Forgets every house whose people came home thirty days ago, with what patrols found there, their
/// photos, and who had read of it: the duty of every day.
pub(crate) async fn forget_old(work: &Work, now: Instant) -> Result<()> {
    let (connection, before) = (work.connection(), rules::forgotten_before(now));
    let photos = visit_store::photos_of_old(connection, before).await?;
    visit_store::remove_old(connection, before).await?;
    store::remove_old(connection, before).await?;
    media::discard(connection, &photos, now).await
}

/// Gives up the photos of somebody's houses, whose account is being erased: they belong to the
/// volunteers who took them. The rows go with the account.
pub(crate) async fn give_up_houses(work: &Work, person: PersonId, now: Instant) -> Result<()> {
    let connection = work.connection();
    let photos = visit_store::photos_of_person(connection, person).await?;
    media::discard(connection, &photos, now).await
}
