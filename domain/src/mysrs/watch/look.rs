//! A patrol is looked at: what is amiss is raised, what is no more amiss heals.

use std::collections::HashMap;

use chrono::TimeDelta;
use sea_orm::ConnectionTrait;

use super::{
    missed::{self, Missed, Round},
    model::{Alert, AlertKind, Limits},
    rules::{self, Seen},
    setting,
    store::{self, About},
    tell,
    watched_store::{self, Unit, Watched},
    way,
};
use crate::{
    duties::Duty,
    mysrs::{
        checkpoint::{self, Checkpoint},
        patrol::{self, PatrolStatus, event},
        sector,
    },
    shared::{
        clock::Instant,
        ctx::Ctx,
        error::{Error, Result},
        id::{CheckpointId, PatrolId, PatrolUnitId},
        outbox::WatchSays,
        scheduler,
        secret::Secret,
        work::Work,
    },
};

/// A patrol is looked at, and planned to be looked at again: while it is on the way, and for some days
/// after its end as long as something that comes in late may still heal an alert. One that nobody ends
/// is ended at last.
pub(crate) async fn look_due(ctx: &Ctx, work: &mut Work, id: PatrolId) -> Result<()> {
    let now = ctx.now();
    let Some(patrol) = watched_store::lock_patrol(work.connection(), id).await? else {
        return Ok(());
    };
    let next = match patrol.status {
        PatrolStatus::Active => match settle(work, &patrol, now).await? {
            (_, Some(next)) => Some(next),
            (seen, None) => end(work, &patrol, &seen, now).await?,
        },
        PatrolStatus::Ended => heal_late(work, &patrol, now).await?,
    };
    if let Some(next) = next {
        scheduler::plan(work, Duty::PatrolWatch, id, next).await?;
    }
    Ok(())
}

/// Brings the alerts of a locked patrol on the way in line with what is known of it; tells that, and
/// when it is to be looked at next, or nothing when it is forgotten.
pub(super) async fn settle(
    work: &mut Work,
    patrol: &Watched,
    now: Instant,
) -> Result<(Seen, Option<Instant>)> {
    let limits = setting::limits(work.connection(), patrol.unit_id, now).await?;
    let (connection, secret) = (work.connection(), &work.tools().secret);
    let seen = see(connection, secret, patrol, (&limits, now)).await?;
    let judged = rules::judge(&seen, &limits, now);
    let open = store::list_open(work.connection(), patrol.id.0).await?;
    let fresh: Vec<_> =
        judged.standing.iter().filter(|alarm| !open.iter().any(|alert| alarm.is(alert))).collect();
    let mut raised = (!fresh.is_empty()).then_some(now);
    for alert in &open {
        match judged.standing.iter().find(|alarm| alarm.is(alert)) {
            Some(alarm) => {
                raised = raised.max(Some(alert.raised_at));
                let (checkpoint, missed) = (alarm.checkpoint, alarm.missed);
                if (checkpoint, missed) != (alert.checkpoint_id, alert.missed) {
                    store::change_missed(work.connection(), alert.id, checkpoint, missed).await?;
                    tell::changed(work, alert);
                }
            }
            None => close(work, alert, rules::healed_by(alert, &seen)).await?,
        }
    }
    if !fresh.is_empty() {
        let unit = unit_of(work, patrol.unit_id).await?;
        for alarm in fresh {
            let about = (About::Patrol(patrol.id), alarm);
            tell::raise(work, &unit, &limits, &seen.company.present, about).await?;
        }
    }
    let next = rules::look_again(&seen, &limits, &judged, raised, now);
    Ok((seen, next))
}

/// Ends a locked patrol that everybody has forgotten, and tells who leads the unit: that nobody looks
/// for it any more says nothing of how its people are, so no alert heals. Tells when it is to be looked
/// at next.
async fn end(
    work: &mut Work,
    patrol: &Watched,
    seen: &Seen,
    now: Instant,
) -> Result<Option<Instant>> {
    let ended_at = patrol::end_forgotten(work, patrol.id, seen.ends_at).await?;
    for alert in store::list_open(work.connection(), patrol.id.0).await? {
        tell::lapse(work, &alert).await?;
    }
    let unit = unit_of(work, patrol.unit_id).await?;
    tell::forgotten(work, &unit, patrol.id, ended_at).await?;
    let ended = Watched { ended_at: Some(ended_at), ..patrol.clone() };
    heal_late(work, &ended, now).await
}

async fn close(work: &mut Work, alert: &Alert, says: Option<WatchSays>) -> Result<()> {
    let Some(says) = says else { return tell::lapse(work, alert).await };
    let unit = unit_of(work, alert.unit_id).await?;
    tell::heal(work, &unit, alert, says).await
}

async fn unit_of(work: &Work, id: PatrolUnitId) -> Result<Unit> {
    watched_store::lookup_unit(work.connection(), id).await?.ok_or_else(Error::not_found)
}

/// What is known of a patrol.
pub(super) async fn see<C: ConnectionTrait>(
    connection: &C,
    secret: &Secret,
    patrol: &Watched,
    (limits, now): (&Limits, Instant),
) -> Result<Seen> {
    let company = way::company(connection, patrol.id).await?;
    let breaks = event::pauses_of(connection, patrol.id).await?;
    let by_hand = match company.lone() {
        Some(person) => way::last_by_hand(connection, patrol.id, person).await?,
        None => None,
    };
    let missed = if limits.missed_checkpoint.on {
        let order = order_of(connection, secret, patrol).await?;
        let visits = visits_of(connection, patrol.id, &order).await?;
        let started_at = patrol.started_at;
        let round = Round { order: &order, visits: &visits, started_at, breaks: &breaks };
        missed::missed(&round, limits, now)
    } else {
        Missed::default()
    };
    let without_a_shift = patrol.started_at + TimeDelta::minutes(limits.longest_patrol_minutes);
    Ok(Seen {
        opened_at: patrol.opened_at,
        belated: patrol.belated,
        ends_at: patrol.shift_ends_at.unwrap_or(without_a_shift),
        last_sign: way::last_sign(connection, patrol).await?,
        company,
        by_hand,
        breaks,
        missed,
    })
}

/// The checkpoints that stand, in the order in which a patrol visits them.
async fn order_of<C: ConnectionTrait>(
    connection: &C,
    secret: &Secret,
    patrol: &Watched,
) -> Result<Vec<Checkpoint>> {
    let mut list = checkpoint::list_of_unit(connection, patrol.unit_id).await?;
    list.retain(Checkpoint::stands);
    if list.is_empty() {
        return Ok(list);
    }
    let sectors = sector::list_of_unit(connection, patrol.unit_id).await?;
    Ok(checkpoint::order::of_patrol(secret, patrol.id, list, &sectors))
}

async fn visits_of<C: ConnectionTrait>(
    connection: &C,
    id: PatrolId,
    checkpoints: &[Checkpoint],
) -> Result<HashMap<CheckpointId, Instant>> {
    if checkpoints.is_empty() {
        return Ok(HashMap::new());
    }
    way::visits(connection, id, checkpoints).await
}

/// What came in after a patrol's end may show that a checkpoint was visited after all.
async fn heal_late(work: &mut Work, patrol: &Watched, now: Instant) -> Result<Option<Instant>> {
    let (connection, kind) = (work.connection(), AlertKind::MissedCheckpoint);
    let lapsed = store::list_lapsed(connection, patrol.id.0, kind).await?;
    if lapsed.is_empty() {
        return Ok(None);
    }
    let known = checkpoint::list_of_unit(connection, patrol.unit_id).await?;
    let visits = visits_of(connection, patrol.id, &known).await?;
    let mut missing = false;
    for alert in &lapsed {
        let visited = alert.checkpoint_id.is_some_and(|id| visits.contains_key(&id));
        if visited && store::change_to_healed(work.connection(), alert.id, now).await? {
            tell::changed(work, alert);
        }
        missing |= !visited;
    }
    let next = patrol.ended_at.and_then(|ended_at| rules::after_the_end(ended_at, now));
    Ok(next.filter(|_| missing))
}

/// A patrol has ended, in its own work: nobody need look for it any more. What it has missed it has
/// missed.
pub(in crate::mysrs) async fn patrol_ended(work: &mut Work, id: PatrolId) -> Result<()> {
    for alert in store::list_open(work.connection(), id.0).await? {
        let says = (alert.kind != AlertKind::MissedCheckpoint).then_some(WatchSays::Ended);
        close(work, &alert, says).await?;
    }
    Ok(())
}
