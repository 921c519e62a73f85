//! What is done by itself about a patrol that has ended: it gets its report, what its records prove is
//! reckoned, its unit's month with it, and its certificates are looked at again.

use chrono::TimeDelta;

use super::{
    certificate::{self, Tracks},
    elsewhere,
    model::ReportStatus,
    month, proven, proven_store, rule, rules, store, walk_store,
};
use crate::{
    duties::Duty,
    shared::{ctx::Ctx, error::Result, id::PatrolId, scheduler, work::Work},
};

/// So long after a patrol counts less, those beside it are reckoned anew: what several of them lose
/// within that time costs them one duty.
const BESIDE: TimeDelta = TimeDelta::minutes(1);

/// So many patrols that are owed are planned at once.
const PART: usize = 500;

/// A patrol of which the tracks were read, of which there may be a great many fixes.
#[derive(Debug)]
pub(crate) struct Reckoning {
    patrol: PatrolId,
    /// Nothing when there is none, or it has not ended.
    tracks: Option<Tracks>,
}

/// Reads the tracks of a patrol, while nothing is locked.
pub(crate) async fn reckoning(ctx: &Ctx, patrol: PatrolId) -> Result<Reckoning> {
    let connection = ctx.read();
    let walked = walk_store::find_walked(connection, patrol).await?;
    let tracks = match walked.filter(|walked| walked.ended_at.is_some()) {
        Some(walked) => Some(Tracks::read(connection, &walked).await?),
        None => None,
    };
    Ok(Reckoning { patrol, tracks })
}

/// Does it for one patrol. Doing it again changes nothing that is as it was. Tells whether its tracks
/// are still judged as they were: when they are not, nothing is written.
pub(crate) async fn write_reckoned(
    ctx: &Ctx,
    work: &mut Work,
    reckoning: &Reckoning,
) -> Result<bool> {
    let (patrol, now) = (reckoning.patrol, ctx.now());
    let Some(walked) = walk_store::find_walked(work.connection(), patrol).await? else {
        return Ok(true);
    };
    if walked.ended_at.is_none() {
        return Ok(true);
    }
    let judged = elsewhere::judged(work.connection(), patrol).await?;
    let Some(tracks) = reckoning.tracks.as_ref().filter(|tracks| tracks.judged == judged) else {
        return Ok(false);
    };
    let rule = rule::in_force(work.connection(), now).await?;
    // From when the end was heard of: a phone may have had no signal for days.
    let due_at = rules::due_at(ReportStatus::NotFinished, &rule, now);
    store::begin(work.connection(), patrol, due_at).await?;
    // The report before the month and the people, as whoever decides on it or gives a certificate.
    store::lock(work.connection(), patrol).await?;
    month::hold(work, walked.unit_id, walked.started_at, now).await?;
    // Of one so old that only a line is left what was proven stands.
    let is_whole = certificate::are_records_kept(&walked, now);
    if (is_whole || !proven_store::is_reckoned(work.connection(), patrol).await?)
        && proven::reckon(work, &walked, tracks).await?
    {
        plan_beside(work, patrol).await?;
    }
    month::reckon(work, walked.unit_id, walked.started_at, now).await?;
    certificate::look_again(work, &walked, (tracks, now)).await?;
    Ok(true)
}

/// Plans to reckon a part of the patrols of which nobody has reckoned what is proven; tells whether there
/// may be more.
pub(crate) async fn plan_owed(ctx: &Ctx, work: &mut Work) -> Result<bool> {
    let owed = proven_store::list_owed(work.connection(), PART).await?;
    for patrol in &owed {
        scheduler::plan(work, Duty::PatrolReckon, *patrol, ctx.now()).await?;
    }
    Ok(owed.len() >= PART)
}

/// Plans to reckon the patrols beside one that counts less, or not at all any more.
pub(super) async fn plan_beside(work: &mut Work, patrol: PatrolId) -> Result<()> {
    let at = work.tools().clock.now() + BESIDE;
    for other in proven_store::list_beside(work.connection(), patrol).await? {
        scheduler::plan(work, Duty::PatrolReckon, other, at).await?;
    }
    Ok(())
}
