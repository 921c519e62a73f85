//! A piece of work: one transaction, and what it tells others once it stands.

use std::sync::Arc;

use sea_orm::DatabaseTransaction;

use super::{
    change_log::{self, Change},
    ctx::Tools,
    error::Result,
};

/// One transaction with its lines in the change log. Dropped without [`Work::commit`], it leaves
/// nothing behind.
#[derive(Debug)]
pub struct Work {
    transaction: DatabaseTransaction,
    changes: Vec<Change>,
    tools: Arc<Tools>,
}

impl Work {
    pub(crate) async fn begin(tools: Arc<Tools>) -> Result<Self> {
        let transaction = tools.db.begin().await?;
        Ok(Self { transaction, changes: Vec::new(), tools })
    }

    /// The connection to write on.
    #[must_use]
    pub fn connection(&self) -> &DatabaseTransaction {
        &self.transaction
    }

    /// Notes a change, which others hear of once the work is committed.
    pub fn tell(&mut self, change: Change) {
        self.changes.push(change);
    }

    /// Makes everything stand at once, then wakes who listens.
    pub async fn commit(self) -> Result<()> {
        let Self { transaction, changes, tools } = self;
        change_log::write(&transaction, &changes, tools.clock.now()).await?;
        transaction.commit().await?;
        if !changes.is_empty() {
            tools.changes.wake();
        }
        Ok(())
    }
}
