//! Whether a digest is still to be sent, and what of it: asked just before it leaves. It may have
//! waited for hours, and meanwhile a notice was taken back, or its reader wants no digest any more, has
//! another address or none.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    fmt::Debug,
    sync::Arc,
};

use async_trait::async_trait;
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use super::{
    letter::{Enclosed, Stands},
    texts::Text,
};
use crate::shared::{clock::Instant, error::Result, id::NoticeId};

/// Who knows about digests and the notices in them: handed in, because the outbox knows no app.
#[async_trait]
pub trait DigestKeeper: Debug + Send + Sync {
    /// Of these causes those of which somebody with an account wants digests, each with the address
    /// that they have confirmed.
    async fn wanted(
        &self,
        connection: &DatabaseTransaction,
        causes: &BTreeSet<Uuid>,
    ) -> Result<HashMap<Uuid, Option<String>>>;

    /// Of these notices those that may still be shown.
    async fn shown(
        &self,
        connection: &DatabaseTransaction,
        notices: &BTreeSet<NoticeId>,
        now: Instant,
    ) -> Result<HashSet<NoticeId>>;
}

/// Takes out of these messages what is not to be said any more.
pub(super) async fn settle(
    connection: &DatabaseTransaction,
    keeper: &dyn DigestKeeper,
    messages: &mut HashMap<Uuid, Enclosed>,
    now: Instant,
) -> Result<()> {
    let (mut causes, mut notices) = (BTreeSet::<Uuid>::new(), BTreeSet::<NoticeId>::new());
    for letter in messages.values().filter_map(|one| one.letter.as_ref()) {
        if let Text::Digest(digest) = &letter.text {
            causes.insert(letter.cause);
            notices.extend(&digest.notices);
        }
    }
    if causes.is_empty() {
        return Ok(());
    }
    let wanted = keeper.wanted(connection, &causes).await?;
    let shown = keeper.shown(connection, &notices, now).await?;
    for message in messages.values_mut() {
        // It was opened just now, and nobody else holds it.
        let Some(letter) = message.letter.as_mut().and_then(Arc::get_mut) else { continue };
        let Text::Digest(digest) = &mut letter.text else { continue };
        message.stands = match wanted.get(&letter.cause) {
            Some(address) if digest.keep_only(&shown) => Stands::ByMailTo(address.clone()),
            _ => Stands::Over,
        };
    }
    Ok(())
}
