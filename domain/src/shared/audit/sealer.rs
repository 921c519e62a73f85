//! The sealer: chains what is committed and signs the newest link.
//!
//! The database itself puts every entry on a list of those that wait, in the entry's transaction.
//! Whoever sees an entry there sees a committed one, so what commits late is sealed late and
//! nothing is passed over, whatever numbers transactions have and wherever a backup was restored.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use super::{
    attempts,
    chain::{self, BEGINNING, SealKey},
    store::{self, Link, NewLink},
};
use crate::shared::{ctx::Tools, error::Result};

/// How often a node looks whether something waits for its seal.
const EVERY: Duration = Duration::from_secs(1);
/// How many entries one transaction seals: with 6 values each far below what a statement may hold,
/// and short enough that the only writer of the embedded database is not kept.
const AT_ONCE: i64 = 500;
/// Every so many looks that sealed something the newest link is written to the log, where a
/// database's owner cannot change it.
const TOLD_EVERY: u64 = 1000;

/// Seals everything that waits, unless another node is at it, and tells how many entries it were.
pub async fn seal(tools: &Tools, key: &SealKey) -> Result<u64> {
    let mut sealed = 0;
    loop {
        let now = seal_some(tools, key).await?;
        sealed += now;
        if now < AT_ONCE.unsigned_abs() {
            return Ok(sealed);
        }
    }
}

async fn seal_some(tools: &Tools, key: &SealKey) -> Result<u64> {
    if !store::awaits_seal(&tools.db).await? {
        return Ok(0);
    }
    let transaction = tools.db.begin().await?;
    if !store::take_turn(&transaction).await? {
        return Ok(0);
    }
    let newest = store::newest_link(&transaction).await?;
    let mut before = newest.unwrap_or(Link { position: 0, hash: BEGINNING.to_vec() });
    let entries = store::unsealed(&transaction, AT_ONCE).await?;
    let mut links: Vec<NewLink> = Vec::with_capacity(entries.len());
    for entry in &entries {
        let position = before.position + 1;
        let hash = chain::link(&before.hash, position, entry).to_vec();
        before = Link { position, hash: hash.clone() };
        links.push(NewLink { position, entry: entry.id, hash, signature: None, key_id: None });
    }
    if let Some(last) = links.last_mut() {
        last.signature = Some(key.sign(last.position, &last.hash));
        last.key_id = Some(key.id().to_owned());
        store::add_links(&transaction, &links, tools.clock.now()).await?;
        store::remove_sealed(&transaction).await?;
    }
    transaction.commit().await?;
    Ok(links.len() as u64)
}

/// Writes attempts and seals for as long as somebody else holds the tools.
pub async fn keep(tools: Arc<Tools>, key: SealKey) {
    let tools: Weak<Tools> = Arc::downgrade(&tools);
    let (mut sealings, mut healthy) = (0_u64, true);
    while let Some(tools) = tools.upgrade() {
        match look(&tools, &key).await {
            Ok(sealed) => {
                healthy = true;
                if sealed > 0 {
                    if sealings.is_multiple_of(TOLD_EVERY) {
                        tell(&tools).await;
                    }
                    sealings += 1;
                }
            }
            Err(error) if healthy => {
                healthy = false;
                tracing::warn!(%error, "the audit could not be sealed; it is tried again");
            }
            Err(_) => {}
        }
        drop(tools);
        tokio::time::sleep(EVERY).await;
    }
}

async fn look(tools: &Tools, key: &SealKey) -> Result<u64> {
    let written = attempts::write(tools).await;
    let sealed = seal(tools, key).await?;
    written.map(|()| sealed)
}

/// Tells the log the newest link: `krt audit verify --anchor` compares it later.
async fn tell(tools: &Tools) {
    if let Ok(Some(link)) = store::newest_link(tools.db.write()).await {
        let anchor = format!("{}:{}", link.position, chain::hex(&link.hash));
        tracing::info!(anchor, "the audit is sealed up to here");
    }
}
