//! What the outbox asks just before a digest leaves.

use std::collections::{BTreeSet, HashMap, HashSet};

use async_trait::async_trait;
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use super::digest_store;
use crate::shared::{clock::Instant, error::Result, id::NoticeId, outbox::DigestKeeper};

/// Knows who wants digests, and which notices are out.
#[derive(Clone, Copy, Debug)]
pub struct Digests;

#[async_trait]
impl DigestKeeper for Digests {
    async fn wanted(
        &self,
        connection: &DatabaseTransaction,
        causes: &BTreeSet<Uuid>,
    ) -> Result<HashMap<Uuid, Option<String>>> {
        digest_store::wanted_digests(connection, causes).await
    }

    async fn shown(
        &self,
        connection: &DatabaseTransaction,
        notices: &BTreeSet<NoticeId>,
        now: Instant,
    ) -> Result<HashSet<NoticeId>> {
        digest_store::shown_among(connection, notices, now).await
    }
}
