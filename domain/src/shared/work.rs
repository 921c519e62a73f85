//! A piece of work: one transaction, what it notes in the audit, and what it tells others once it
//! stands.

use std::sync::{Arc, Mutex, PoisonError};

use sea_orm::DatabaseTransaction;

use super::{
    audit::{self, Author, Deed, Subject},
    bell::Bell,
    change_log::{self, Change},
    ctx::Tools,
    error::{Error, Result},
};
use crate::policy::{Action, Permit, Place};

/// What the policy has permitted last in a request, apart from reading: so a service that does it
/// leaves an entry in the audit even when it forgets to say so.
#[derive(Clone, Debug, Default)]
pub struct Permitted(Arc<Mutex<Option<Permit>>>);

impl Permitted {
    pub(super) fn keep(&self, permit: &Permit) {
        if !permit.action.only_reads() {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(permit.clone());
        }
    }

    fn last(&self) -> Option<Permit> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// One transaction with its lines in the audit and in the change log. Dropped without
/// [`Work::commit`], it leaves nothing behind.
#[derive(Debug)]
pub struct Work {
    transaction: DatabaseTransaction,
    changes: Vec<Change>,
    bells: Vec<Bell>,
    deeds: Vec<Deed>,
    author: Author,
    /// Whether it has to leave an entry in the audit.
    owes_an_entry: bool,
    permitted: Permitted,
    tools: Arc<Tools>,
}

impl Work {
    pub(crate) async fn begin(tools: Arc<Tools>, author: Author) -> Result<Self> {
        let transaction = tools.db.begin().await?;
        let owes_an_entry = author.person.is_some();
        let (changes, deeds) = (Vec::new(), Vec::new());
        let permitted = Permitted::default();
        let bells = Vec::new();
        Ok(Self { transaction, changes, bells, deeds, author, owes_an_entry, permitted, tools })
    }

    /// … of a request in which this was permitted.
    pub(crate) fn under(self, permitted: Permitted) -> Self {
        Self { permitted, ..self }
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
    /// `.about(person)`, `.detail("reason", text)`. Without it the entry tells what was done and
    /// where, but not to what.
    pub fn audit(&mut self, permit: &Permit, subject: impl Into<Subject>) -> &mut Deed {
        self.push(Deed::permitted(&self.author, permit), subject)
    }

    /// Notes a deed that no policy was asked about: what the program does by itself, or what
    /// somebody does who is not signed in yet.
    pub fn note(
        &mut self,
        action: Action,
        subject: impl Into<Subject>,
        place: &Place,
    ) -> &mut Deed {
        self.push(Deed::new(&self.author, action, place), subject)
    }

    fn push(&mut self, mut deed: Deed, subject: impl Into<Subject>) -> &mut Deed {
        deed.to(subject);
        self.owes_an_entry = false;
        // The place of what is pushed last.
        let place = self.deeds.len();
        self.deeds.push(deed);
        #[expect(clippy::indexing_slicing, reason = "it was pushed just now")]
        &mut self.deeds[place]
    }

    /// Notes that what was permitted last was done to `subject`, unless the work has said already
    /// what it does.
    pub(super) fn done_to(&mut self, subject: impl Into<Subject>) {
        if self.owes_an_entry
            && let Some(permit) = self.permitted.last()
        {
            self.audit(&permit, subject);
        }
    }

    /// Says that this work leaves no entry: what it writes is a record of itself, or somebody's own
    /// affair of which there are thousands.
    pub fn leave_unaudited(&mut self) {
        self.owes_an_entry = false;
    }

    /// Makes everything stand at once, then wakes who listens.
    pub async fn commit(self) -> Result<()> {
        let Self {
            transaction,
            changes,
            bells,
            mut deeds,
            author,
            owes_an_entry,
            permitted,
            tools,
        } = self;
        if owes_an_entry {
            match permitted.last() {
                Some(permit) => deeds.push(Deed::permitted(&author, &permit)),
                None if cfg!(debug_assertions) => {
                    return Err(Error::internal(
                        "somebody's work was not authorized, or says not that it is unaudited",
                    ));
                }
                None => tracing::error!("somebody's work was not authorized and leaves no entry"),
            }
        }
        let now = tools.clock.now();
        audit::write(&transaction, &deeds, &tools.ids, now).await?;
        change_log::write(&transaction, &changes, now).await?;
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
