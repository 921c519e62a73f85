//! A walk along the log of a patrol beside its seals: what is compared, and what goes into a file.

use std::collections::HashSet;

use sea_orm::ConnectionTrait;

use super::{
    fix::Fix,
    key::{LogKey, PublicKey},
    log::LogFile,
    model::{Broken, Fault, Report, Seal},
    row::Row,
    row_store, rows,
    sealed::{ChunkSeen, Sealed, Seen},
    store::{self, Head},
    verify,
};
use crate::{
    mysrs::patrol::positions_kept_since,
    shared::{
        clock::Instant,
        ctx::Ctx,
        error::{Error, Result},
        id::{PatrolId, PersonId, TrackId},
    },
};

/// Compares the log of a patrol with its seals.
pub(super) async fn compared(ctx: &Ctx, key: &LogKey, patrol: PatrolId) -> Result<Report> {
    let mut walk = Walk::begin(ctx, key, patrol, None).await?;
    while walk.goes_on(ctx).await? {}
    Ok(walk.end().report)
}

/// Whether fixes that were sealed may be gone: then their number tells nothing of what came in.
pub(super) async fn may_be_fewer<C: ConnectionTrait>(
    connection: &C,
    head: &Head,
    sealed: &Sealed,
    now: Instant,
) -> Result<bool> {
    let people: HashSet<PersonId> =
        sealed.chunks().iter().map(|chunk| chunk.sealed.person).collect();
    let people: Vec<PersonId> = people.into_iter().collect();
    Ok(is_thinned(connection, head, now).await?
        || !store::erased(connection, &people).await?.is_empty())
}

/// Whether a patrol is so old that its positions may be gone.
async fn is_thinned<C: ConnectionTrait>(connection: &C, head: &Head, now: Instant) -> Result<bool> {
    Ok(head.opened_at < positions_kept_since(connection, now).await?)
}

/// Who of those that a log names is somebody no more.
async fn erased(ctx: &Ctx, rows: &[Row], sealed: &Sealed) -> Result<HashSet<PersonId>> {
    let of_rows = rows.iter().filter_map(person_of);
    let people: HashSet<PersonId> =
        of_rows.chain(sealed.chunks().iter().map(|chunk| chunk.sealed.person)).collect();
    let people: Vec<PersonId> = people.into_iter().collect();
    store::erased(ctx.db().write(), &people).await
}

fn person_of(row: &Row) -> Option<PersonId> {
    row.part("personId")?.parse().ok()
}

/// A walk along a log beside its seals: the rows at its beginning, then the fixes, some at a time.
#[derive(Debug)]
pub(super) struct Walk {
    key: LogKey,
    head: Head,
    seals: Vec<Seal>,
    erased: HashSet<PersonId>,
    /// Whether positions of this age may be gone.
    thinned: bool,
    sealed: Sealed,
    report: Report,
    file: Option<LogFile>,
    /// The last fix that was walked past.
    after: Option<(TrackId, i64)>,
    is_over: bool,
}

/// What a walk has brought.
#[derive(Debug)]
pub(super) struct Walked {
    pub report: Report,
    pub seals: Vec<Seal>,
    pub file: Option<LogFile>,
}

impl Walk {
    /// Reads the seals and walks along everything but the fixes; what the seals cover is written into
    /// the file.
    pub(super) async fn begin(
        ctx: &Ctx,
        key: &LogKey,
        patrol: PatrolId,
        file: Option<LogFile>,
    ) -> Result<Self> {
        let database = ctx.db().write();
        let head = store::head(database, patrol).await?.ok_or_else(Error::not_found)?;
        let seals = store::list(database, patrol).await?;
        let mut walk = Self {
            key: key.clone(),
            erased: HashSet::new(),
            thinned: is_thinned(database, &head, ctx.now()).await?,
            head,
            sealed: Sealed::default(),
            report: Report {
                seals: i64::try_from(seals.len()).unwrap_or(i64::MAX),
                sealed_rows: seals.last().map_or(0, |seal| seal.until_row),
                ..Report::default()
            },
            seals,
            file,
            after: None,
            is_over: false,
        };
        let keys: [PublicKey; 1] = [key.public().clone()];
        match verify::chain(&walk.seals, &keys) {
            Ok(manifests) => walk.sealed = Sealed::of(&manifests),
            Err(broken) => {
                walk.report.broken = Some(broken);
                walk.is_over = true;
                return Ok(walk);
            }
        }
        let rows = rows::of_patrol(database, &walk.head).await?;
        walk.erased = erased(ctx, &rows, &walk.sealed).await?;
        for row in rows {
            walk.row(row);
        }
        walk.is_over = walk.has_fixes_in_part(ctx).await?;
        Ok(walk)
    }

    fn row(&mut self, row: Row) {
        let texts = row.texts_digest(&self.key.salt(row.id()));
        let seen = self.sealed.see_row(&row, texts.as_deref());
        let gone = person_of(&row).is_some_and(|person| self.erased.contains(&person));
        match seen {
            Seen::Whole => {}
            Seen::Unsealed => {
                self.report.waiting_rows += 1;
                return;
            }
            Seen::TextsChanged(_, digest) if gone => {
                self.report.erased_texts += 1;
                if let Some(file) = &mut self.file {
                    file.row_without_texts(row, &digest);
                }
                return;
            }
            Seen::Changed(seal) | Seen::TextsChanged(seal, _) => {
                self.breaks(Fault::RowChanged, seal, row.id().to_owned());
            }
        }
        if let Some(file) = &mut self.file {
            file.row(row, &self.key);
        }
    }

    /// Whether there are fewer fixes of an old patrol than were sealed: what an old phone sends again is
    /// no longer all of it, until it is thinned too.
    async fn has_fixes_in_part(&self, ctx: &Ctx) -> Result<bool> {
        if !self.thinned {
            return Ok(false);
        }
        let sealed: i64 = self.sealed.chunks().iter().map(|chunk| chunk.sealed.count()).sum();
        Ok(row_store::count_fixes(ctx.db().write(), &self.head).await? < sealed)
    }

    /// Walks past the next fixes; tells whether there may be more.
    pub(super) async fn goes_on(&mut self, ctx: &Ctx) -> Result<bool> {
        if self.is_over {
            return Ok(false);
        }
        let fixes = row_store::fixes_after(ctx.db().write(), &self.head, self.after).await?;
        let Some(last) = fixes.last() else {
            self.is_over = true;
            return Ok(false);
        };
        self.after = Some((last.track_id, last.sequence));
        for fix in &fixes {
            self.fix(fix);
        }
        Ok(true)
    }

    fn fix(&mut self, fix: &Fix) {
        if !self.sealed.see_fix(fix, 0) {
            self.report.waiting_rows += 1;
        } else if let Some(file) = &mut self.file {
            file.fix(fix);
        }
    }

    /// What has been written into the file since this was asked last.
    pub(super) fn written(&mut self) -> String {
        self.file.as_mut().map_or_else(String::new, LogFile::taken)
    }

    /// The first break is the one that counts.
    fn breaks(&mut self, fault: Fault, seal: i64, what: String) {
        self.report.broken.get_or_insert(Broken { fault, seal, what: Some(what) });
    }

    /// What the walk has brought, once it goes on no more.
    pub(super) fn end(mut self) -> Walked {
        if let Some((seal, name)) = self.sealed.missing_rows().into_iter().next() {
            let id = name.split_once(' ').map_or(name.as_str(), |(_, id)| id).to_owned();
            self.breaks(Fault::RowMissing, seal, id);
        }
        let sealed = std::mem::take(&mut self.sealed);
        for chunk in sealed.chunks() {
            let may_be_gone = self.thinned || self.erased.contains(&chunk.sealed.person);
            match chunk.seen() {
                ChunkSeen::Whole => {}
                ChunkSeen::Gone if may_be_gone => {
                    self.report.fixes_not_kept += chunk.sealed.count();
                    if let Some(file) = &mut self.file {
                        file.not_kept(chunk.sealed.name());
                    }
                }
                ChunkSeen::Gone | ChunkSeen::Changed => {
                    self.breaks(Fault::FixesChanged, chunk.number, chunk.sealed.track.to_string());
                }
            }
        }
        Walked { report: self.report, seals: self.seals, file: self.file }
    }
}
