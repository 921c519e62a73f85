//! Judging a patrol as a whole, and what people decide about a check-in.

use std::sync::Arc;

use chrono::TimeDelta;
use sea_orm::{ActiveEnum as _, ConnectionTrait};

use super::{
    judge::judge,
    model::{Bounds, Decision, Judgement, Log, NewDecision, Seen},
    rules,
    store::{self, Judging},
};
use crate::{
    duties::Duty,
    mysrs::{
        checkpoint::{self, Checkpoint, PastCheckpoint},
        patrol::{self, CheckIn, Doubt, Verdict, correction::LONGEST_KEPT},
        seal, unit,
    },
    policy::{Action, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        clock::Instant,
        ctx::Ctx,
        error::{Error, Result},
        id::{CheckInDecisionId, CheckInId, PatrolId, PatrolUnitId},
        replay::{Begun, Once},
        scheduler,
        secret::Secret,
        text,
        work::Work,
    },
};

/// The fewest and the most characters of a reason.
const REASON: (usize, usize) = (3, 500);

/// What checkpoints were is looked after for so long before the server hears of a patrol: no phone is
/// believed to have kept anything for as long. What says that it was recorded before is judged by what they
/// were then, so that one wrong clock does not stand in the way of the changes of the night.
pub(super) const LATE: TimeDelta = TimeDelta::days(LONGEST_KEPT.num_days() + 1);

/// By what a patrol is judged of which something was recorded at this moment, and nothing before it.
async fn bounds<C: ConnectionTrait>(
    connection: &C,
    judging: &Judging,
    first: Instant,
) -> Result<Bounds> {
    let rule = store::rule(connection, judging.opened_at).await?.ok_or_else(no_rule)?;
    let unit = judging.unit_id;
    let since = first.max(judging.opened_at - LATE);
    Ok(Bounds {
        rule,
        checkpoints: checkpoint::list_of_unit(connection, unit).await?.into(),
        past: checkpoint::past_of_unit(connection, unit, since).await?.into(),
    })
}

/// By what a unit's patrols are judged: for each rule those of which the server heard first from its
/// moment on, the newest rule first. What was recorded before `since` is not looked after.
pub(super) async fn bounds_by_rule<C: ConnectionTrait>(
    connection: &C,
    unit: PatrolUnitId,
    since: Instant,
) -> Result<Vec<(Instant, Bounds)>> {
    let rules = store::list_rules(connection).await?;
    let checkpoints: Arc<[Checkpoint]> = checkpoint::list_of_unit(connection, unit).await?.into();
    let past: Arc<[PastCheckpoint]> =
        checkpoint::past_of_unit(connection, unit, since).await?.into();
    let bounds = |(from, rule)| {
        (from, Bounds { rule, checkpoints: Arc::clone(&checkpoints), past: Arc::clone(&past) })
    };
    Ok(rules.into_iter().map(bounds).collect())
}

/// The tables came with a rule: somebody has taken it out.
pub(super) fn no_rule() -> Error {
    Error::internal("no rule says what is believed")
}

/// A check-in, as far as it shows whether somebody was there.
pub(super) fn seen(secret: &Secret, check_in: &CheckIn, checkpoints: &[Checkpoint]) -> Seen {
    let evidence = &check_in.evidence;
    let scanned = rules::scanned(secret, evidence);
    Seen {
        id: check_in.id,
        person: check_in.person_id,
        at: check_in.corrected_at,
        position: check_in.position,
        accuracy_metres: check_in.accuracy_metres,
        checkpoint: rules::checkpoint_of(scanned, evidence.checkpoint_id, checkpoints),
        scanned,
        mock: evidence.mock == Some(true),
        clock_jumped: check_in.doubts.contains(&Doubt::ClockJumped),
        on_patrol: !check_in.doubts.contains(&Doubt::NotOnPatrol),
    }
}

/// What was judged of a patrol.
#[derive(Debug)]
pub(crate) struct Judged {
    patrol: PatrolId,
    /// So many rows its log had.
    rows: i64,
    /// Nothing once its positions are so old that they may be gone: what was judged by them stands, and
    /// what comes in as it was judged then.
    found: Option<Found>,
    metres: f64,
}

/// What is thought of what was recorded on a patrol.
#[derive(Debug)]
struct Found {
    /// The check-ins of which something else is thought now.
    changed: Vec<(CheckInId, Vec<Doubt>, Verdict)>,
    doubted_fixes: i64,
}

impl Found {
    fn of(check_ins: &[CheckIn], judgement: &Judgement) -> Self {
        let mut changed = Vec::new();
        for (check_in, doubts) in check_ins.iter().zip(&judgement.seen) {
            let doubts = rules::settled(&check_in.doubts, doubts);
            let verdict = Verdict::of(&doubts);
            if doubts != check_in.doubts || verdict != check_in.verdict {
                changed.push((check_in.id, doubts, verdict));
            }
        }
        let doubted = judgement.fixes.iter().filter(|is_out| **is_out).count();
        Self { changed, doubted_fixes: i64::try_from(doubted).unwrap_or(i64::MAX) }
    }
}

/// Judges everything that was recorded on a patrol, and reckons how long its way is; nothing when there
/// is none. Nothing is locked and nothing written.
pub(crate) async fn judged(ctx: &Ctx, id: PatrolId) -> Result<Option<Judged>> {
    let connection = ctx.read();
    let Some(judging) = store::lookup(connection, id).await? else { return Ok(None) };
    // Before what is read: whatever comes in after this shows in the number.
    let rows = seal::count_rows(connection, (id, judging.opened_at)).await?;
    let check_ins = patrol::every_check_in(connection, id).await?;
    let first = check_ins.iter().map(|one| one.corrected_at).min();
    let bounds = bounds(connection, &judging, first.unwrap_or(judging.opened_at)).await?;
    let mut log = recorded(ctx, &judging, &check_ins, &bounds.checkpoints).await?;
    let is_old = judging.opened_at < patrol::positions_kept_since(connection, ctx.now()).await?;
    // Tens of thousands of fixes take a while, which is not the others' on this thread.
    let reckoned = tokio::task::spawn_blocking(move || {
        log.fixes.sort_unstable_by_key(|fix| (fix.track, fix.segment, fix.sequence));
        ((!is_old).then(|| judge(&log, &bounds)), patrol::distance(&log.fixes))
    });
    let (judgement, metres) = reckoned.await.map_err(Error::internal)?;
    let found = judgement.map(|judgement| Found::of(&check_ins, &judgement));
    Ok(Some(Judged { patrol: id, rows, found, metres }))
}

/// What was recorded on a patrol.
async fn recorded(
    ctx: &Ctx,
    judging: &Judging,
    check_ins: &[CheckIn],
    checkpoints: &[Checkpoint],
) -> Result<Log> {
    let (connection, secret) = (ctx.read(), &ctx.tools().secret);
    // Somebody may have been noted since they recorded something.
    let members = patrol::list_members(connection, judging.id).await?;
    let seen = |one: &CheckIn| {
        let on_patrol = members.contains(&one.person_id);
        Seen { on_patrol, ..seen(secret, one, checkpoints) }
    };
    Ok(Log {
        seen: check_ins.iter().map(seen).collect(),
        fixes: store::list_fixes(connection, judging).await?,
        ended_at: store::find_end(connection, judging.id).await?,
    })
}

/// Writes what was judged; doing it again changes nothing. Tells whether it was judged by everything
/// that is there: when it was not, nothing is written.
pub(crate) async fn write_judged(ctx: &Ctx, work: &mut Work, judged: &Judged) -> Result<bool> {
    let (connection, id) = (work.connection(), judged.patrol);
    let Some(judging) = store::lock(connection, id).await? else { return Ok(true) };
    if seal::count_rows(connection, (id, judging.opened_at)).await? != judged.rows {
        return Ok(false);
    }
    if let Some(found) = &judged.found {
        for (check_in, doubts, verdict) in &found.changed {
            store::change_verdict(connection, *check_in, doubts, *verdict).await?;
        }
        store::change_judged(connection, id, ctx.now(), found.doubted_fixes).await?;
    }
    // One that is on its way has no length yet.
    if judging.has_ended {
        patrol::change_distance(connection, id, judged.metres).await?;
    }
    scheduler::plan(work, Duty::PatrolReckon, id, ctx.now()).await?;
    work.tell(Change::new(Scope::Unit(judging.unit_id), Noun::Patrol, id));
    Ok(true)
}

/// Decides whether a check-in is believed, whatever the program thinks of it. The unit's leader and
/// those who write in its committee's name, about others' check-ins.
pub async fn decide_check_in(ctx: &Ctx, new: &NewDecision, key: Option<&str>) -> Result<CheckIn> {
    ctx.person()?;
    let found = patrol::check_in(ctx, new.check_in).await?;
    let place = unit::standing(ctx, found.unit_id).await?;
    let target = Target { owner: Some(found.person_id), ..Target::at(place) };
    let permit = ctx.authorize(Action::CheckInDecide, &target)?;
    let mut once = match Once::begin(ctx, &permit, "checkInDecide", key, new).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(_) => return patrol::check_in(ctx, new.check_in).await,
    };
    let written = write(ctx, &mut once.work, new, &found).await;
    if written.is_ok() {
        let verdict = new.verdict().to_value();
        once.work.audit(&permit, found.id).about(found.person_id).detail("verdict", verdict);
    }
    once.finish(ctx, written).await?;
    patrol::check_in(ctx, new.check_in).await
}

async fn write(
    ctx: &Ctx,
    work: &mut Work,
    new: &NewDecision,
    found: &CheckIn,
) -> Result<CheckInDecisionId> {
    let reason =
        text::paragraphs_of(&new.reason, REASON).map_err(|refusal| refusal.at("reason"))?;
    let id: CheckInDecisionId = ctx.mint();
    let decision = Decision {
        id,
        check_in_id: found.id,
        verdict: new.verdict(),
        reason,
        decided_by: ctx.person()?,
        display_name: String::new(),
        decided_at: ctx.now(),
    };
    store::add_decision(work.connection(), &decision).await?;
    scheduler::plan(work, Duty::PatrolReckon, found.patrol_id, ctx.now()).await?;
    work.tell(Change::new(Scope::Unit(found.unit_id), Noun::Patrol, found.patrol_id));
    Ok(id)
}

/// What was decided about these check-ins, the earliest first. The caller has read them, and with
/// that the right to see it.
pub async fn decisions_of_check_ins(
    ctx: &Ctx,
    check_ins: &[CheckInId],
) -> Result<Vec<(CheckInId, Decision)>> {
    let found = store::list_decisions(ctx.db().write(), check_ins).await?;
    Ok(found.into_iter().map(|decision| (decision.check_in_id, decision)).collect())
}
