//! The worker of a node that does what is due.

use std::{pin::pin, sync::Arc, time::Duration};

use chrono::TimeDelta;
use sea_orm::Iterable as _;
use tokio::sync::watch;
use uuid::Uuid;

use super::{
    rules,
    store::{self, Taken},
};
use crate::{
    duties::{self, Duty},
    shared::{
        bell::Bell,
        clock::Instant,
        ctx::{Ctx, Tools},
        error::{Error, Result},
        work::Work,
    },
};

/// How long a worker sleeps when nobody wakes it.
const LOOK_AGAIN: Duration = Duration::from_millis(500);
/// For so long nobody else takes a duty that is being made ready; when its node dies it is done by
/// another after this.
const LEASE: TimeDelta = TimeDelta::seconds(30);
/// So often the lease is renewed while that goes on.
const RENEWED: Duration = Duration::from_secs(10);
/// So often it is made ready anew when more has come in meanwhile.
const TRIES: usize = 5;

/// Does what is due, until it is asked to stop; a duty that is being done then is done to its end.
pub async fn work(tools: Arc<Tools>, mut stop: watch::Receiver<bool>) {
    let ctx = Ctx::of_program(tools);
    let (mut planned, mut healthy) = (false, true);
    loop {
        match days_and_round(&ctx, &mut planned, &stop).await {
            Ok(()) => healthy = true,
            Err(error) => {
                if healthy {
                    tracing::warn!(%error, "what is due cannot be read");
                }
                healthy = false;
            }
        }
        tokio::select! {
            // An error means that nobody can ask any more.
            _ = stop.wait_for(|stop| *stop) => return,
            () = ctx.tools().bells.rung(Bell::Scheduler) => {}
            () = tokio::time::sleep(LOOK_AGAIN) => {}
        }
    }
}

async fn days_and_round(ctx: &Ctx, planned: &mut bool, stop: &watch::Receiver<bool>) -> Result<()> {
    if !*planned {
        plan_days(ctx).await?;
        *planned = true;
    }
    // A notice to a million people is two thousand duties: a node that is asked to stop leaves the
    // rest to others.
    loop {
        if *stop.borrow() {
            return Ok(());
        }
        if one(ctx).await?.is_none() {
            return Ok(());
        }
    }
}

/// Plans the next day of every daily duty that has none: after the first start, and after an
/// update that brought a new one. Two nodes that do it at once write the same row.
async fn plan_days(ctx: &Ctx) -> Result<()> {
    for duty in Duty::iter() {
        let Some(time) = duty.daily() else { continue };
        if !store::is_planned(ctx.db().write(), duty).await? {
            let due_at = rules::next_day(time, ctx.now());
            store::add(ctx.db().write(), ctx.mint(), duty, Uuid::nil(), due_at).await?;
        }
    }
    Ok(())
}

/// Does everything that is due now, one after the other, and tells how many duties this node did.
pub async fn round(ctx: &Ctx) -> Result<u64> {
    let mut count = 0;
    while let Some(is_done) = one(ctx).await? {
        count += u64::from(is_done);
    }
    Ok(count)
}

/// Does the duty that has been due longest, and tells whether that succeeded; none when nothing is
/// due.
async fn one(ctx: &Ctx) -> Result<Option<bool>> {
    if !store::is_anything_due(ctx.tools()).await? {
        return Ok(None);
    }
    let mut work = ctx.begin().await?;
    let taken = store::take(work.connection(), ctx.db().is_postgres(), ctx.now()).await?;
    let Some((due, duty)) = taken.and_then(|due| due.duty().map(|duty| (due, duty))) else {
        // What is due is in another node's hands.
        return Ok(None);
    };
    if duty.is_made_ready() {
        return made_ready(ctx, work, &due, duty).await.map(Some);
    }
    match perform(ctx, &mut work, &due, duty).await {
        Ok(()) => {
            work.commit().await?;
            Ok(Some(true))
        }
        Err(error) => {
            drop(work);
            put_off(ctx, &due, &error).await?;
            Ok(Some(false))
        }
    }
}

/// Leases a duty that was taken, makes it ready while no transaction is open, and writes what came of
/// it; tells whether it is done.
async fn made_ready(ctx: &Ctx, work: Work, due: &Taken, duty: Duty) -> Result<bool> {
    let mut until = ctx.now() + LEASE;
    store::lease(work.connection(), due.id, until).await?;
    work.commit().await?;
    for _ in 0..TRIES {
        match ready_and_written(ctx, due, duty, &mut until).await {
            Ok(Written::Done) => return Ok(true),
            Ok(Written::Lost) => return Ok(false),
            // The next try has the whole time again.
            Ok(Written::Outdated) if renewed(ctx, due, &mut until).await? => {}
            Ok(Written::Outdated) => return Ok(false),
            Err(error) => {
                put_off_leased(ctx, due, until, &error).await?;
                return Ok(false);
            }
        }
    }
    let error = Error::internal("more comes in than can be looked at");
    put_off_leased(ctx, due, until, &error).await?;
    Ok(false)
}

/// What became of a duty that was made ready.
enum Written {
    Done,
    /// Something has come in meanwhile.
    Outdated,
    /// It took so long that another node has it now.
    Lost,
}

async fn ready_and_written(
    ctx: &Ctx,
    due: &Taken,
    duty: Duty,
    until: &mut Instant,
) -> Result<Written> {
    let Some(ready) = ready(ctx, due, duty, until).await? else { return Ok(Written::Lost) };
    let mut work = ctx.begin().await?;
    if !store::take_leased(work.connection(), due.id, *until).await? {
        return Ok(Written::Lost);
    }
    if !duties::write_ready(&ready, ctx, &mut work).await? {
        return Ok(Written::Outdated);
    }
    store::done(work.connection(), due.id).await?;
    work.commit().await?;
    tracing::debug!(duty = due.kind, subject = %due.subject, due_at = %due.due_at, "a duty is done");
    Ok(Written::Done)
}

/// Makes a duty ready and renews its lease meanwhile; nothing when another node has it now.
async fn ready(
    ctx: &Ctx,
    due: &Taken,
    duty: Duty,
    until: &mut Instant,
) -> Result<Option<duties::Ready>> {
    let mut making = pin!(duties::make_ready(duty, ctx, due.subject));
    loop {
        tokio::select! {
            ready = &mut making => return ready.map(Some),
            () = tokio::time::sleep(RENEWED) => {}
        }
        if !renewed(ctx, due, until).await? {
            return Ok(None);
        }
    }
}

/// Renews a lease; tells whether this node has the duty still.
async fn renewed(ctx: &Ctx, due: &Taken, until: &mut Instant) -> Result<bool> {
    let longer = ctx.now() + LEASE;
    match store::renew_lease(ctx.db().write(), due.id, *until, longer).await {
        Ok(true) => *until = longer,
        Ok(false) => return Ok(false),
        // It counts for a while yet: a moment without a connection costs nothing.
        Err(error) if ctx.now() < *until => tracing::warn!(%error, "a lease is not renewed"),
        Err(error) => return Err(error),
    }
    Ok(true)
}

async fn perform(ctx: &Ctx, work: &mut Work, due: &Taken, duty: Duty) -> Result<()> {
    duties::perform(duty, ctx, work, due.subject).await?;
    store::done(work.connection(), due.id).await?;
    if let Some(time) = duty.daily() {
        let next = rules::next_day(time, ctx.now());
        store::add(work.connection(), ctx.mint(), duty, Uuid::nil(), next).await?;
    }
    tracing::debug!(duty = due.kind, subject = %due.subject, due_at = %due.due_at, "a duty is done");
    Ok(())
}

/// Notes that a duty failed that this node had leased until then.
async fn put_off_leased(ctx: &Ctx, due: &Taken, until: Instant, error: &Error) -> Result<()> {
    let again = failed(ctx, due, error);
    store::put_off_leased(ctx.db().write(), due, until, again).await
}

async fn put_off(ctx: &Ctx, due: &Taken, error: &Error) -> Result<()> {
    let again = failed(ctx, due, error);
    store::put_off(ctx.db().write(), due, again).await
}

/// Says that a duty failed; brings when it is tried again.
fn failed(ctx: &Ctx, due: &Taken, error: &Error) -> Instant {
    let again = rules::again(due.failures + 1, ctx.now());
    tracing::warn!(duty = due.kind, subject = %due.subject, %error, %again, "a duty failed");
    again
}
