//! Sealing the log of a patrol, comparing it with its seals, and taking it out.

use super::{
    checks::Checks,
    code,
    draft::Draft,
    key::LogKey,
    log::LogFile,
    manifest::Manifest,
    model::{Report, Seal, Shown},
    row_store, rows,
    sealed::Sealed,
    store::{self, SealKey},
    walk::{Walk, may_be_fewer},
};
use crate::{
    mysrs::patrol,
    policy::{Action, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        ctx::{Ctx, Tools},
        error::{Error, Result},
        id::{PatrolId, PatrolUnitId},
        page::{self, Page, PageArgs, PageRequest},
        work::Work,
    },
};

/// The key that signs the logs of this service.
#[must_use]
pub fn log_key(tools: &Tools) -> LogKey {
    LogKey::of(&tools.secret)
}

/// A seal that is to be written.
#[derive(Debug)]
pub(crate) struct Sealing {
    unit: PatrolUnitId,
    seal: Seal,
}

/// Makes the seal of what none covers yet of the log of a patrol that has ended; nothing when there is
/// nothing. Nothing is locked and nothing written. What comes in meanwhile has its own duty planned.
pub(crate) async fn sealing(ctx: &Ctx, patrol: PatrolId) -> Result<Option<Sealing>> {
    let connection = ctx.read();
    let Some(head) = store::head(connection, patrol).await? else { return Ok(None) };
    let seals = store::list(connection, patrol).await?;
    let before = seals.last();
    if head.ended_at.is_none() {
        return Ok(None);
    }
    let manifests: Option<Vec<Manifest>> =
        seals.iter().map(|seal| Manifest::read(&seal.manifest)).collect();
    let manifests = manifests.ok_or_else(|| {
        Error::internal(format!("a seal of {patrol} cannot be read: it was changed"))
    })?;
    let sealed = Sealed::of(&manifests);
    let covered = before.map_or(0, |seal| seal.until_row);
    let all = row_store::count(connection, (patrol, head.opened_at)).await? == covered;
    if all && !may_be_fewer(connection, &head, &sealed, ctx.now()).await? {
        return Ok(None);
    }
    let key = log_key(ctx.tools());
    let mut draft = Draft::begin(patrol, before, ctx.now());
    let rows = rows::of_patrol(connection, &head).await?;
    for row in rows.iter().filter(|row| !sealed.covers_row(row)) {
        draft.row(row, &key);
    }
    let mut after = None;
    loop {
        let fixes = row_store::fixes_after(connection, &head, after).await?;
        let Some(last) = fixes.last() else { break };
        after = Some((last.track_id, last.sequence));
        for fix in fixes.iter().filter(|fix| !sealed.covers_fix(fix)) {
            draft.fix(fix);
        }
    }
    Ok(draft.seal(&key).map(|seal| Sealing { unit: head.unit_id, seal }))
}

/// Writes a seal; tells whether it follows the newest one. When it does not, another node has sealed
/// meanwhile, and nothing is written.
pub(crate) async fn write_seal(work: &mut Work, sealing: &Sealing) -> Result<bool> {
    let (connection, seal) = (work.connection(), &sealing.seal);
    store::lock(connection, seal.patrol_id).await?;
    if store::newest_number(connection, seal.patrol_id).await? + 1 != seal.number {
        return Ok(false);
    }
    store::add(connection, seal).await?;
    work.tell(Change::new(Scope::Unit(sealing.unit), Noun::Patrol, seal.patrol_id));
    Ok(true)
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
pub async fn verify_of(ctx: &Ctx, checks: &Checks, patrol: PatrolId) -> Result<Report> {
    let found = patrol::patrol(ctx, patrol).await?;
    checks.now(ctx, &log_key(ctx.tools()), found.id).await
}

/// The sealed log of a patrol as a file that is being written.
#[derive(Debug)]
pub struct SealedLog(Option<Walk>);

/// Begins the sealed log of a patrol as a file, for whoever may see where it went. What waits for its
/// seal is not in it.
pub async fn log_of(ctx: &Ctx, checks: &Checks, patrol: PatrolId) -> Result<SealedLog> {
    let found = patrol::patrol_whose_way_is_shown(ctx, patrol).await?;
    let _turn = checks.turn().await?;
    let file = LogFile::begin(found.id);
    let walk = Walk::begin(ctx, &log_key(ctx.tools()), found.id, Some(file)).await?;
    Ok(SealedLog(Some(walk)))
}

impl SealedLog {
    /// The next part of the file; nothing after the last. Each takes a turn of its own, so that whoever
    /// reads slowly holds up nobody.
    pub async fn next(&mut self, ctx: &Ctx, checks: &Checks) -> Result<Option<String>> {
        let Some(mut walk) = self.0.take() else { return Ok(None) };
        let _turn = checks.turn().await?;
        while walk.goes_on(ctx).await? {
            let text = walk.written();
            if !text.is_empty() {
                self.0 = Some(walk);
                return Ok(Some(text));
            }
        }
        let walked = walk.end();
        let key = log_key(ctx.tools());
        Ok(walked.file.map(|file| file.end(&walked.seals, &key, ctx.now())))
    }
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
