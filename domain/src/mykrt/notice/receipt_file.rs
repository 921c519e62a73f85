//! How far a notice came with everybody, as a file that is written while it is read.

use super::{
    model::Notice, reach_store::Reached, receipt_export, receipt_store, receipts::with_names, store,
};
use crate::shared::{
    ctx::Ctx,
    error::Result,
    id::{NoticeId, PersonId},
};

/// So many people are read at once: some 100 kB of text.
const PART: i64 = 1_000;

/// A file of receipts that is being written: the next part is read when the one before is sent, so
/// that memory stays small, and each part costs the same.
#[derive(Debug)]
pub struct ReceiptFile {
    ctx: Ctx,
    notice: Notice,
    /// Whom it names.
    people: Vec<PersonId>,
    stand: Stand,
}

/// How far it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stand {
    /// Nothing is.
    Begins,
    /// Up to this person.
    After(PersonId),
    /// Everything is.
    Whole,
}

/// Begins the file for those who may see the names; that they took them stands in the audit.
pub async fn receipt_file(ctx: &Ctx, id: NoticeId) -> Result<ReceiptFile> {
    let (notice, permit) = with_names(ctx, id).await?;
    let mut work = ctx.begin().await?;
    work.audit(&permit, id).detail("file", "receipts.csv");
    work.commit().await?;
    let people = store::people(ctx.read(), id).await?;
    Ok(ReceiptFile { ctx: ctx.clone(), notice, people, stand: Stand::Begins })
}

impl ReceiptFile {
    /// The next part of the text; none when it is whole.
    pub async fn next_part(&mut self) -> Result<Option<String>> {
        let (after, mut text) = match self.stand {
            Stand::Begins => (None, receipt_export::head(self.ctx.languages.sentences())),
            Stand::After(person) => (Some(person), String::new()),
            Stand::Whole => return Ok(None),
        };
        let notice = &self.notice;
        let reached = Reached { place: &notice.scope, mask: notice.audience, people: &self.people };
        let (connection, now) = (self.ctx.read(), self.ctx.now());
        let people = receipt_store::walk(connection, notice, &reached, now, (after, PART)).await?;
        for person in people.iter().filter(|person| !person.erased) {
            receipt_export::row(&mut text, &person.recipient);
        }
        let is_last = i64::try_from(people.len()).unwrap_or(PART) < PART;
        self.stand = match people.last().filter(|_| !is_last) {
            Some(last) => Stand::After(last.recipient.id),
            None => Stand::Whole,
        };
        Ok(Some(text))
    }
}
