//! Walks along logs: few are made at once, whoever asks. For the page of a code anybody may ask, so
//! each comparison is remembered for a while.

use std::{sync::Arc, time::Duration};

use moka::sync::Cache;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::{key::LogKey, model::Report, walk};
use crate::shared::{
    ctx::Ctx,
    error::{Error, Result},
    id::PatrolId,
};

/// Patrols remembered by a node.
const REMEMBERED: u64 = 1_000;
/// For so long a page may say what it said.
const REMEMBERED_FOR: Duration = Duration::from_mins(1);
/// So many logs are read at once: a long one takes a second.
const AT_ONCE: usize = 2;

/// The walks along logs, and what the pages of codes show; one for a node.
#[derive(Debug)]
pub struct Checks {
    reports: Cache<PatrolId, Arc<Report>>,
    turns: Semaphore,
}

impl Default for Checks {
    fn default() -> Self {
        Self {
            reports: Cache::builder().max_capacity(REMEMBERED).time_to_live(REMEMBERED_FOR).build(),
            turns: Semaphore::new(AT_ONCE),
        }
    }
}

impl Checks {
    /// A turn to read a log, for as long as it is held.
    pub(super) async fn turn(&self) -> Result<SemaphorePermit<'_>> {
        self.turns.acquire().await.map_err(Error::internal)
    }

    /// Whether the log of a patrol matches its seals now; pages say the same from then on.
    pub(super) async fn now(&self, ctx: &Ctx, key: &LogKey, patrol: PatrolId) -> Result<Report> {
        let _turn = self.turn().await?;
        let report = walk::compared(ctx, key, patrol).await?;
        self.reports.insert(patrol, Arc::new(report.clone()));
        Ok(report)
    }

    /// Whether the log of a patrol matches its seals, as of a minute ago at most.
    pub(super) async fn of(&self, ctx: &Ctx, key: &LogKey, patrol: PatrolId) -> Result<Report> {
        if let Some(report) = self.reports.get(&patrol) {
            return Ok(report.as_ref().clone());
        }
        let _turn = self.turn().await?;
        // Whoever was before may have asked the same.
        if let Some(report) = self.reports.get(&patrol) {
            return Ok(report.as_ref().clone());
        }
        let report = walk::compared(ctx, key, patrol).await?;
        self.reports.insert(patrol, Arc::new(report.clone()));
        Ok(report)
    }
}
