//! Whether a digest is still to be sent, and what of it: asked just before it leaves. It may have
//! waited for hours, and meanwhile a notice was taken back, or its reader wants no digest any more, has
//! another address or none.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{
    letter::{Enclosed, Stands},
    texts::Text,
};
use crate::{
    mykrt::notice,
    shared::{clock::Instant, error::Result, id::NoticeId},
};

/// Takes out of these messages what is not to be said any more.
pub(super) async fn settle<C: ConnectionTrait>(
    connection: &C,
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
    let wanted = notice::wanted_digests(connection, &causes).await?;
    let shown = notice::shown_among(connection, &notices, now).await?;
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
