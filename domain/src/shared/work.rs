//! A piece of work: one transaction, what it notes in the audit, and what it tells others once it
//! stands.

use std::sync::Arc;

use sea_orm::DatabaseTransaction;

use super::{
    audit::{self, Author, Deed, Subject},
    bell::Bell,
    change_log::{self, Change},
    ctx::Tools,
    error::{Error, Result},
};
use crate::policy::{Action, Permit, Place};

/// One transaction with its lines in the audit and in the change log. Dropped without
/// [`Work::commit`], it leaves nothing behind.
#[derive(Debug)]
pub struct Work {
    transaction: DatabaseTransaction,
    changes: Vec<Change>,
    bells: Vec<Bell>,
    deeds: Vec<Deed>,
    author: Author,
    /// Whether it has to leave an entry in the audit: somebody does it, and it has not said what.
    owes_an_entry: bool,
    tools: Arc<Tools>,
}

impl Work {
    pub(crate) async fn begin(tools: Arc<Tools>, author: Author) -> Result<Self> {
        let transaction = tools.db.begin().await?;
        Ok(Self::within(transaction, tools, author))
    }

    /// Begins a piece of work that waits behind no other: a call for help.
    pub(crate) async fn begin_first(tools: Arc<Tools>, author: Author) -> Result<Self> {
        let transaction = tools.db.begin_first().await?;
        Ok(Self::within(transaction, tools, author))
    }

    fn within(transaction: DatabaseTransaction, tools: Arc<Tools>, author: Author) -> Self {
        let owes_an_entry = author.person.is_some();
        let (changes, deeds) = (Vec::new(), Vec::new());
        let bells = Vec::new();
        Self { transaction, changes, bells, deeds, author, owes_an_entry, tools }
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

    /// Notes in the audit that what `permit` allows was done to `subject`. The answer takes more:
    /// `.about(person)`, `.detail("reason", text)`. Without an entry somebody's work does not
    /// commit.
    pub fn audit(&mut self, permit: &Permit, subject: impl Into<Subject>) -> &mut Deed {
        let deed = self.push(Deed::permitted(&self.author, permit));
        deed.to(subject);
        deed
    }

    /// Notes in the audit that what `permit` allows was done, to nothing that has an id.
    pub fn audit_alone(&mut self, permit: &Permit) -> &mut Deed {
        self.push(Deed::permitted(&self.author, permit))
    }

    /// Notes a deed that no policy was asked about: what the program does by itself, or what
    /// somebody does who is not signed in yet.
    pub fn note(
        &mut self,
        action: Action,
        subject: impl Into<Subject>,
        place: &Place,
    ) -> &mut Deed {
        let deed = self.push(Deed::new(&self.author, action, place));
        deed.to(subject);
        deed
    }

    fn push(&mut self, deed: Deed) -> &mut Deed {
        self.owes_an_entry = false;
        // The place of what is pushed last.
        let place = self.deeds.len();
        self.deeds.push(deed);
        #[expect(clippy::indexing_slicing, reason = "it was pushed just now")]
        &mut self.deeds[place]
    }

    /// Notes that what `permit` allows was done to `subject`, unless the work has said already what
    /// it does.
    pub(super) fn done_to(&mut self, permit: &Permit, subject: impl Into<Subject>) {
        if self.owes_an_entry {
            self.audit(permit, subject);
        }
    }

    /// Says that this work leaves no entry: what it writes is a record of itself, or somebody's own
    /// affair of which there are thousands.
    pub fn leave_unaudited(&mut self) {
        self.owes_an_entry = false;
    }

    /// Makes everything stand at once, then wakes who listens.
    pub async fn commit(self) -> Result<()> {
        let Self { transaction, changes, bells, deeds, author: _, owes_an_entry, tools } = self;
        if owes_an_entry {
            return Err(Error::internal(
                "somebody's work neither names its deed nor leaves it out",
            ));
        }
        let now = tools.clock.now();
        audit::write(&transaction, &deeds, &tools.ids, now).await?;
        change_log::write(&transaction, &changes, now).await?;
        transaction.commit().await?;
        if !changes.is_empty() {
            tools.changes.wrote(&changes);
        }
        for bell in bells {
            tools.bells.ring(bell);
        }
        Ok(())
    }
}
