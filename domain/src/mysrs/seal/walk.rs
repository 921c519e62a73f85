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
        id::{PatrolId, PersonId},
    },
};

/// Compares the log of a patrol with its seals, and writes what they cover into a file; brings the
/// seals that it was compared with.
pub(super) async fn compared(
    ctx: &Ctx,
    key: &LogKey,
    patrol: PatrolId,
    file: Option<&mut LogFile>,
) -> Result<(Report, Vec<Seal>)> {
    let database = ctx.db().write();
    let head = store::head(database, patrol).await?.ok_or_else(Error::not_found)?;
    let seals = store::list(database, patrol).await?;
    let mut report = Report {
        seals: i64::try_from(seals.len()).unwrap_or(i64::MAX),
        sealed_rows: seals.last().map_or(0, |seal| seal.until_row),
        ..Report::default()
    };
    let keys: [PublicKey; 1] = [key.public().clone()];
    let manifests = match verify::chain(&seals, &keys) {
        Ok(manifests) => manifests,
        Err(broken) => {
            report.broken = Some(broken);
            return Ok((report, seals));
        }
    };
    let sealed = Sealed::of(&manifests);
    let rows = rows::of_patrol(database, &head).await?;
    let thinned = is_thinned(database, &head, ctx.now()).await?;
    // What an old phone sends again is no longer all that was sealed, until it is thinned too.
    let sealed_fixes: i64 = sealed.chunks().iter().map(|chunk| chunk.sealed.count()).sum();
    let in_part = thinned && row_store::count_fixes(database, &head).await? < sealed_fixes;
    let mut walk =
        Walk { key, erased: erased(ctx, &rows, &sealed).await?, thinned, sealed, report, file };
    for row in rows {
        walk.row(row);
    }
    if !in_part {
        walk.fixes(ctx, &head).await?;
    }
    Ok((walk.end(), seals))
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

/// A walk along a log beside its seals.
struct Walk<'a> {
    key: &'a LogKey,
    erased: HashSet<PersonId>,
    /// Whether positions of this age may be gone.
    thinned: bool,
    sealed: Sealed,
    report: Report,
    file: Option<&'a mut LogFile>,
}

impl Walk<'_> {
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
            file.row(row, self.key);
        }
    }

    async fn fixes(&mut self, ctx: &Ctx, head: &Head) -> Result<()> {
        let mut after = None;
        loop {
            let fixes = row_store::fixes_after(ctx.db().write(), head, after).await?;
            let Some(last) = fixes.last() else { return Ok(()) };
            after = Some((last.track_id, last.sequence));
            for fix in &fixes {
                self.fix(fix);
            }
        }
    }

    fn fix(&mut self, fix: &Fix) {
        if !self.sealed.see_fix(fix, 0) {
            self.report.waiting_rows += 1;
        } else if let Some(file) = &mut self.file {
            file.fix(fix);
        }
    }

    /// The first break is the one that counts.
    fn breaks(&mut self, fault: Fault, seal: i64, what: String) {
        self.report.broken.get_or_insert(Broken { fault, seal, what: Some(what) });
    }

    fn end(mut self) -> Report {
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
        self.report
    }
}
