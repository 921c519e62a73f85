//! A piece of work: one transaction, and what it tells others once it stands.

use std::sync::Arc;

use sea_orm::DatabaseTransaction;

use super::{
    bell::Bell,
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
    bells: Vec<Bell>,
    tools: Arc<Tools>,
}

impl Work {
    pub(crate) async fn begin(tools: Arc<Tools>) -> Result<Self> {
        let transaction = tools.db.begin().await?;
        Ok(Self { transaction, changes: Vec::new(), bells: Vec::new(), tools })
    }

    /// The connection to write on.
    #[must_use]
    pub fn connection(&self) -> &DatabaseTransaction {
        &self.transaction
    }

    /// The tools of this node.
    pub(crate) fn tools(&self) -> &Arc<Tools> {
        &self.tools
    }

    /// Wakes a worker of this node once the work is committed.
    pub(crate) fn ring(&mut self, bell: Bell) {
        if !self.bells.contains(&bell) {
            self.bells.push(bell);
        }
    }

    /// Notes a change, which others hear of once the work is committed.
    pub fn tell(&mut self, change: Change) {
        self.changes.push(change);
    }

    /// Makes everything stand at once, then wakes who listens.
    pub async fn commit(self) -> Result<()> {
        let Self { transaction, changes, bells, tools } = self;
        change_log::write(&transaction, &changes, tools.clock.now()).await?;
        transaction.commit().await?;
        if !changes.is_empty() {
            tools.changes.wake();
        }
        for bell in bells {
            tools.bells.ring(bell);
        }
        Ok(())
    }
}
