//! Sealing the log of a patrol, comparing it with its seals, and taking it out.

use std::collections::HashSet;

use chrono::TimeDelta;

use super::{
    checks::Checks,
    code,
    draft::Draft,
    fix::Fix,
    key::{LogKey, PublicKey},
    log::LogFile,
    manifest::Manifest,
    model::{Broken, Fault, Report, Seal, Shown},
    row::Row,
    rows,
    sealed::{ChunkSeen, Sealed, Seen},
    store::{self, Head, SealKey},
    verify,
};
use crate::{
    mysrs::patrol,
    policy::{Action, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        ctx::{Ctx, Tools},
        error::{Error, Result},
        id::{PatrolId, PersonId},
        page::{self, Page, PageArgs, PageRequest},
        work::Work,
    },
};

/// For so long positions are kept; older ones may be thinned away.
const POSITIONS_KEPT: TimeDelta = TimeDelta::days(90);

/// The key that signs the logs of this service.
#[must_use]
pub fn log_key(tools: &Tools) -> LogKey {
    LogKey::of(&tools.secret)
}

/// Seals what no seal covers yet of the log of a patrol that has ended. Nothing is written when there
/// is nothing.
pub(crate) async fn seal_due(ctx: &Ctx, work: &mut Work, patrol: PatrolId) -> Result<()> {
    let connection = work.connection();
    let Some(head) = store::lock(connection, patrol).await? else { return Ok(()) };
    let seals = store::list(connection, patrol).await?;
    let before = seals.last();
    let covered = before.map_or(0, |seal| seal.until_row);
    // The fixes of somebody who has gone are fewer than were sealed: then everything is looked at.
    if head.ended_at.is_none() || store::count(connection, patrol).await? == covered {
        return Ok(());
    }
    let manifests: Option<Vec<Manifest>> =
        seals.iter().map(|seal| Manifest::read(&seal.manifest)).collect();
    let manifests = manifests.ok_or_else(|| {
        Error::internal(format!("a seal of {patrol} cannot be read: it was changed"))
    })?;
    let sealed = Sealed::of(&manifests);
    let key = log_key(ctx.tools());
    let mut draft = Draft::begin(patrol, before, ctx.now());
    let rows = rows::of_patrol(connection, &head).await?;
    for row in rows.iter().filter(|row| !sealed.covers_row(row)) {
        draft.row(row, &key);
    }
    let mut after = None;
    loop {
        let fixes = store::fixes_after(connection, patrol, after).await?;
        let Some(last) = fixes.last() else { break };
        after = Some((last.track_id, last.sequence));
        for fix in fixes.iter().filter(|fix| !sealed.covers_fix(fix)) {
            draft.fix(fix);
        }
    }
    if let Some(seal) = draft.seal(&key) {
        store::add(connection, &seal).await?;
        work.tell(Change::new(Scope::Unit(head.unit_id), Noun::Patrol, patrol));
    }
    Ok(())
}

/// The seals of a patrol in their order, each with its cursor, for whoever may see the patrol.
pub async fn seals_of(
    ctx: &Ctx,
    patrol: PatrolId,
    args: &PageArgs,
) -> Result<Page<(String, Seal)>> {
    let found = patrol::patrol(ctx, patrol).await?;
    let request = PageRequest::<SealKey>::from_args(args)?;
    let rows = store::page(ctx.db().write(), found.id, &request).await?;
    Ok(request.page(rows).map(|seal| (page::encode(&(seal.number, &seal.code)), seal)))
}

/// The code of the newest seal of a patrol, 16 letters, as it is printed on a report; none before the
/// first. The caller has read the patrol.
pub async fn newest_code(ctx: &Ctx, patrol: PatrolId) -> Result<Option<String>> {
    store::newest_code(ctx.db().write(), patrol).await
}

/// Compares the log of a patrol with its seals, for whoever may see the patrol.
pub async fn verify_of(ctx: &Ctx, patrol: PatrolId) -> Result<Report> {
    let found = patrol::patrol(ctx, patrol).await?;
    Ok(compared(ctx, &log_key(ctx.tools()), found.id, None).await?.0)
}

/// The sealed log of a patrol as a file, for whoever may see where it went. What waits for its seal
/// is not in it.
pub async fn log_of(ctx: &Ctx, patrol: PatrolId) -> Result<String> {
    let found = patrol::walked(ctx, patrol).await?;
    let key = log_key(ctx.tools());
    let mut file = LogFile::begin(found.id);
    let (_, seals) = compared(ctx, &key, found.id, Some(&mut file)).await?;
    Ok(file.end(&seals, &key, ctx.now()))
}

/// What anybody sees who has a code.
pub async fn shown(ctx: &Ctx, checks: &Checks, text: &str) -> Result<Shown> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    let code = code::read(text).ok_or_else(Error::not_found)?;
    let database = ctx.db().write();
    let seal = store::find_by_code(database, &code).await?.ok_or_else(Error::not_found)?;
    let patrol = seal.patrol_id;
    let head = store::head(database, patrol).await?.ok_or_else(Error::not_found)?;
    let unit = store::unit_name(database, head.unit_id).await?.ok_or_else(Error::not_found)?;
    let counts = store::counts(database, patrol).await?;
    let report = checks.of(ctx, &log_key(ctx.tools()), patrol).await?;
    Ok(Shown {
        unit,
        started_at: head.started_at,
        ended_at: head.ended_at,
        check_ins: counts.map_or(0, |counts| counts.check_ins),
        doubtful: counts.map_or(0, |counts| counts.doubtful),
        number: seal.number,
        sealed_at: seal.sealed_at,
        report,
    })
}

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
    let mut walk = Walk {
        key,
        erased: erased(ctx, &rows, &sealed).await?,
        thinned: head.opened_at + POSITIONS_KEPT < ctx.now(),
        sealed,
        report,
        file,
    };
    for row in rows {
        walk.row(row);
    }
    walk.fixes(ctx, &head).await?;
    Ok((walk.end(), seals))
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
            let fixes = store::fixes_after(ctx.db().write(), head.id, after).await?;
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
