//! Handing in the report of a patrol, and deciding about it.

use sea_orm::ActiveEnum as _;

use super::{
    certificate,
    model::{Deciding, PatrolReport, Record, ReportRights, ReportStatus, ReportStep, Submitting},
    month, proven_store, reckon, rule, rules,
    store::{self, NewStep},
    told,
    walk_store::{self as patrols, Walked},
};
use crate::{
    mysrs::{
        incident,
        patrol::PatrolDoubt,
        unit::{self, LARGEST_TEAM, Member},
    },
    policy::{Action, Target},
    shared::{
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::{PatrolId, PersonId},
        replay::{Begun, Once},
        work::Work,
    },
};

/// The report of a patrol as it stands, also before anybody has handed it in: for whoever was on the
/// patrol, the unit's leader, the area's committee and the officers above.
pub async fn patrol_report(ctx: &Ctx, patrol: PatrolId) -> Result<PatrolReport> {
    let (walked, target) = target_of(ctx, patrol).await?;
    ctx.authorize(Action::PatrolReportRead, &target)?;
    let found = store::lookup(ctx.db().write(), walked.id).await?;
    Ok(found.unwrap_or_else(|| unbegun(&walked)))
}

/// The report of a patrol that lasts, or ended this moment.
fn unbegun(walked: &Walked) -> PatrolReport {
    PatrolReport {
        patrol_id: walked.id,
        unit_id: walked.unit_id,
        patrolled_at: walked.started_at,
        status: ReportStatus::NotFinished,
        case: None,
        confirmed_by: None,
        submitted_by: None,
        submitted_at: None,
        decided_at: None,
        reason: None,
        due_at: None,
        version: 0,
    }
}

/// A patrol, and its report as the policy sees it: its owner is the actor who was on the patrol.
pub(super) async fn target_of(ctx: &Ctx, patrol: PatrolId) -> Result<(Walked, Target)> {
    let person = ctx.person()?;
    let database = ctx.db().write();
    let walked = patrols::find_walked(database, patrol).await?.ok_or_else(Error::not_found)?;
    let place = unit::standing(ctx, walked.unit_id).await?;
    let owner = patrols::was_on(database, walked.id, person).await?.then_some(person);
    Ok((walked, Target { owner, ..Target::at(place) }))
}

/// What is odd about the patrol of a report as a whole, and for how many seconds its records prove that
/// somebody was on it who was on no other; none before that is reckoned. The caller has read the report.
pub async fn odd(ctx: &Ctx, report: &PatrolReport) -> Result<(Vec<PatrolDoubt>, Option<i64>)> {
    proven_store::odd(ctx.db().write(), report.patrol_id).await
}

/// Who was present by a report. The caller has read the report, and with that the right to see them.
pub async fn members(ctx: &Ctx, report: &PatrolReport) -> Result<Vec<Member>> {
    patrols::list_members(ctx.db().write(), report.patrol_id).await
}

/// What was done about a report, the first first, at most the newest 200. The caller has read the
/// report.
pub async fn steps(ctx: &Ctx, report: &PatrolReport) -> Result<Vec<ReportStep>> {
    store::list_steps(ctx.db().write(), report.patrol_id).await
}

/// What the reader may do with a report now.
pub async fn rights(ctx: &Ctx, report: &PatrolReport) -> Result<ReportRights> {
    let place = unit::standing(ctx, report.unit_id).await?;
    let decides = Target { owner: report.submitted_by, ..Target::at(place.clone()) };
    let is_begun = report.version > 0 || report.due_at.is_some();
    Ok(ReportRights {
        submit: is_begun
            && rules::can_submit(report.status)
            && ctx.may(Action::PatrolReportSubmit, &Target::at(place)),
        decide: is_begun
            && report.status != ReportStatus::Cancelled
            && ctx.may(Action::PatrolReportDecide, &decides),
    })
}

/// Hands the report of a patrol that has ended in, or hands it in again: what was sent back, and what
/// nobody has checked yet. It waits for the district officer then.
pub async fn submit_report(ctx: &Ctx, new: &Submitting, key: Option<&str>) -> Result<PatrolReport> {
    let (walked, target) = target_of(ctx, new.patrol_id).await?;
    let permit = ctx.authorize(Action::PatrolReportSubmit, &target)?;
    let mut once = match Once::begin(ctx, &permit, "patrolReportSubmit", key, new).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(_) => return patrol_report(ctx, new.patrol_id).await,
    };
    let written = submit(ctx, &mut once.work, new, &walked).await;
    once.finish(ctx, written).await?;
    patrol_report(ctx, new.patrol_id).await
}

async fn submit(ctx: &Ctx, work: &mut Work, new: &Submitting, walked: &Walked) -> Result<PatrolId> {
    let record = rules::checked(new)?;
    let (patrol, now) = (walked.id, ctx.now());
    let connection = work.connection();
    if walked.ended_at.is_none() {
        return Err(state("ACTIVE"));
    }
    known(work, walked, &new.members).await?;
    if let Some(case) = &record.case {
        let category = incident::category_in_use(connection, &case.category_code).await;
        category.map_err(within_case)?;
    }
    let rule = rule::in_force(connection, now).await?;
    // The duty that begins it may come later than the leader.
    store::begin(connection, patrol, rules::due_at(ReportStatus::NotFinished, &rule, now)).await?;
    let found = store::lock(connection, patrol).await?.ok_or_else(Error::not_found)?;
    if found.version != new.version {
        return Err(Refusal::of(ErrorCode::VersionConflict).at("version").into());
    }
    if !rules::can_submit(found.status) {
        return Err(state(&found.status.to_value()));
    }
    let status = ReportStatus::Submitted;
    let step = step_of(ctx, status, None, Some(record.clone()))?;
    let due_at = rules::due_at(status, &rule, now);
    store::change_record(connection, patrol, &record, &step, due_at).await?;
    told::changed(work, walked.unit_id, patrol);
    Ok(patrol)
}

/// Goes on only when these people were on the patrol, or belong or belonged to the unit.
async fn known(work: &Work, walked: &Walked, people: &[PersonId]) -> Result<()> {
    if people.len() > usize::from(LARGEST_TEAM) {
        let refusal = Refusal::of(ErrorCode::TooMany).at("memberIds");
        return Err(refusal.with("limit", LARGEST_TEAM).into());
    }
    let known = patrols::list_known(work.connection(), walked).await?;
    let strangers: Vec<Refusal> = people
        .iter()
        .enumerate()
        .filter(|(_, person)| !known.contains(person))
        .map(|(place, _)| {
            Refusal::of(ErrorCode::PersonNotEligible).at(format!("memberIds.{place}"))
        })
        .collect();
    if strangers.is_empty() { Ok(()) } else { Err(Error::Refused(strangers)) }
}

/// Decides about a report: checks it, sends it back, or cancels it with its patrol.
pub async fn decide_report(
    ctx: &Ctx,
    deciding: &Deciding,
    key: Option<&str>,
) -> Result<PatrolReport> {
    let (walked, seen) = target_of(ctx, deciding.patrol_id).await?;
    let patrol = walked.id;
    let found = store::lookup(ctx.db().write(), patrol).await?;
    // Whoever handed it in, and nobody else, is its owner here.
    let owner = found.and_then(|report| report.submitted_by);
    let target = Target { owner, ..seen };
    let permit = ctx.authorize(Action::PatrolReportDecide, &target)?;
    let mut once = match Once::begin(ctx, &permit, "patrolReportDecide", key, deciding).await? {
        Begun::Fresh(once) => once,
        Begun::Repeat(_) => return patrol_report(ctx, patrol).await,
    };
    let written = decide(ctx, &mut once.work, deciding, &walked).await;
    if let Ok((_, status)) = &written {
        once.work.audit(&permit, patrol).detail("status", status.to_value());
    }
    once.finish(ctx, written.map(|(patrol, _)| patrol)).await?;
    patrol_report(ctx, patrol).await
}

async fn decide(
    ctx: &Ctx,
    work: &mut Work,
    deciding: &Deciding,
    walked: &Walked,
) -> Result<(PatrolId, ReportStatus)> {
    let reason = rules::reason(deciding)?;
    let (patrol, now) = (walked.id, ctx.now());
    let connection = work.connection();
    let rule = rule::in_force(connection, now).await?;
    let found = store::lock(connection, patrol).await?;
    let found = found.ok_or_else(|| state(&ReportStatus::NotFinished.to_value()))?;
    if found.version != deciding.version {
        return Err(Refusal::of(ErrorCode::VersionConflict).at("version").into());
    }
    let status = rules::decided(found.status, deciding.decision)
        .ok_or_else(|| state(&found.status.to_value()))?;
    let step = step_of(ctx, status, reason, None)?;
    let due_at = rules::due_at(status, &rule, now);
    store::change_decision(connection, patrol, &step, due_at).await?;
    if status == ReportStatus::Cancelled {
        // A patrol that does not count is in no month.
        month::reckon(work, walked.unit_id, walked.started_at, now).await?;
        // The month is held: whoever reckoned the patrol meanwhile is done.
        proven_store::change_to_unproven(work.connection(), patrol).await?;
        // What it counted of those who were on others too is theirs again. After the month, as whoever
        // reckons one of them plans it: of two who hold a part of the other's neither would end.
        reckon::plan_beside(work, patrol).await?;
        certificate::cancelled(work, walked, &step).await?;
    }
    if status == ReportStatus::NeedsUpdate {
        told::sent_back(work, walked, step.id.0).await?;
    }
    told::changed(work, walked.unit_id, patrol);
    Ok((patrol, status))
}

fn step_of(
    ctx: &Ctx,
    status: ReportStatus,
    reason: Option<String>,
    record: Option<Record>,
) -> Result<NewStep> {
    let (id, person_id, taken_at) = (ctx.mint(), ctx.person()?, ctx.now());
    Ok(NewStep { id, status, person_id, reason, record, taken_at })
}

fn state(status: &str) -> Error {
    Refusal::of(ErrorCode::StateInvalid).with("status", status).into()
}

/// A refusal of the case, where the input has it.
fn within_case(error: Error) -> Error {
    match error {
        Error::Refused(refusals) => Error::Refused(
            refusals.into_iter().map(|refusal| refusal.at("case.categoryCode")).collect(),
        ),
        other => other,
    }
}
