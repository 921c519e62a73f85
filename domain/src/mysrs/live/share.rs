//! Links with which anybody follows a patrol for a while: whoever waits at home, without an account.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use sea_orm::ActiveEnum as _;

use super::{
    channel::Live,
    line,
    model::{NewShare, Share, SharedPatrol, ShownPatrol},
    read, share_store as store,
};
use crate::{
    mysrs::patrol::{self, Patrol, PatrolStatus},
    policy::{Action, Target},
    shared::{
        change_log::{Change, Noun, Scope},
        clock::Instant,
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        id::PatrolShareId,
        replay::{Begun, Once},
        work::Work,
    },
};

/// What the key is derived from the secret for from which links' secrets are made.
const MAKING: &str = "patrol share secrets";
/// What the key is derived from the secret for by which links are found.
const FINDING: &str = "patrol shares";
/// How long a secret is: 256 bits in base 64, without padding.
const SECRET: usize = 43;
/// For how many minutes a link leads somewhere, at least and at most.
const MINUTES: (i64, i64) = (5, 720);
/// So long after the patrol's end it still does.
const AFTER_THE_END: TimeDelta = TimeDelta::minutes(30);
/// The most links of a patrol that lead somewhere at once: everybody's family, and some more.
const MOST_OPEN: usize = 10;
/// The most links that a patrol ever has.
const MOST: i64 = 100;

/// Makes a link to a patrol on its way, and shows its secret. The same key again brings the same link
/// with the same secret, which is kept nowhere: it is made of the link's id and the program's key.
pub async fn create_share(ctx: &Ctx, new: &NewShare, key: Option<&str>) -> Result<(Share, String)> {
    let found = patrol::patrol(ctx, new.patrol_id).await?;
    let permit = ctx.authorize(Action::PatrolShare, &patrol::target_of(ctx, &found).await?)?;
    let id = match Once::begin(ctx, &permit, "patrolShareCreate", key, new).await? {
        Begun::Fresh(mut once) => {
            let made = make(ctx, &mut once.work, &found, new.minutes).await;
            once.finish(ctx, made).await?
        }
        Begun::Repeat(id) => PatrolShareId(id),
    };
    let share = store::lookup(ctx.db().write(), id).await?.ok_or_else(Error::not_found)?;
    Ok((share, secret(ctx, id)))
}

async fn make(ctx: &Ctx, work: &mut Work, found: &Patrol, minutes: i64) -> Result<PatrolShareId> {
    let (least, most) = MINUTES;
    if !(least..=most).contains(&minutes) {
        return Err(Refusal::of(ErrorCode::OutOfRange)
            .at("minutes")
            .with("least", least)
            .with("most", most)
            .into());
    }
    let (connection, now) = (work.connection(), ctx.now());
    let patrol = found.id;
    // One after the other, so that the counts stand until the link is there.
    let status = patrol::lock(connection, patrol).await?.ok_or_else(Error::not_found)?;
    if status != PatrolStatus::Active || found.belated {
        return Err(Refusal::of(ErrorCode::StateInvalid)
            .at("patrolId")
            .with("status", status.to_value())
            .into());
    }
    let open = store::list_open(connection, patrol, now).await?.len();
    if open >= MOST_OPEN || store::count(connection, patrol).await? >= MOST {
        return Err(Refusal::of(ErrorCode::TooMany).at("patrolId").with("limit", MOST_OPEN).into());
    }
    let share = Share {
        id: ctx.mint(),
        patrol_id: patrol,
        made_by: ctx.person()?,
        made_at: now,
        expires_at: now + TimeDelta::minutes(minutes),
        ended_at: None,
    };
    store::add(connection, &share, &hash(ctx, &secret(ctx, share.id))).await?;
    work.tell(Change::new(Scope::Unit(found.unit_id), Noun::Patrol, patrol));
    Ok(share.id)
}

/// Ends a link. Ending it again changes nothing.
pub async fn end_share(ctx: &Ctx, id: PatrolShareId) -> Result<Share> {
    let connection = ctx.db().write();
    let share = store::lookup(connection, id).await?.ok_or_else(Error::not_found)?;
    let found = patrol::patrol(ctx, share.patrol_id).await?;
    let permit = ctx.authorize(Action::PatrolShareEnd, &patrol::target_of(ctx, &found).await?)?;
    let mut work = ctx.begin().await?;
    work.leave_unaudited();
    if store::end(work.connection(), id, ctx.person()?, ctx.now()).await? {
        work.audit(&permit, id);
        work.tell(Change::new(Scope::Unit(found.unit_id), Noun::Patrol, share.patrol_id));
    }
    work.commit().await?;
    store::lookup(connection, id).await?.ok_or_else(Error::not_found)
}

/// The links of a patrol that lead somewhere, the newest first, for whoever may end them; none for
/// others. The caller has read the patrol, and with that the right to see it.
pub async fn shares_of_patrol(ctx: &Ctx, patrol: &Patrol) -> Result<Vec<Share>> {
    let target = patrol::target_of(ctx, patrol).await?;
    if !ctx.may(Action::PatrolShareEnd, &target) {
        return Ok(Vec::new());
    }
    let mut shares = store::list_open(ctx.db().write(), patrol.id, ctx.now()).await?;
    shares.retain(|share| leads_until(share.expires_at, patrol.ended_at) > ctx.now());
    Ok(shares)
}

/// Whether the reader may make a link to a patrol now.
pub async fn may_share(ctx: &Ctx, patrol: &Patrol) -> Result<bool> {
    Ok(patrol.is_on_its_way()
        && ctx.may(Action::PatrolShare, &patrol::target_of(ctx, patrol).await?))
}

/// What stands behind a link for anybody who has it: the way so far and where the phones are, and
/// nobody's name.
pub async fn shared_patrol(ctx: &Ctx, live: &Live, secret: &str) -> Result<SharedPatrol> {
    ctx.authorize(Action::PublicRead, &Target::nothing())?;
    if secret.len() != SECRET {
        return Err(Error::not_found());
    }
    // From the writer: a link that was ended leads nowhere at once.
    let found = store::find_by_hash(ctx.db().write(), &hash(ctx, secret)).await?;
    let leading = found.ok_or_else(Error::not_found)?;
    let until = leads_until(leading.expires_at, leading.patrol_ended_at);
    if leading.ended_at.is_some() || until <= ctx.now() {
        return Ok(SharedPatrol::Over);
    }
    let way = read::whole_way(ctx, live, leading.patrol_id).await?;
    let spots = if leading.status == PatrolStatus::Active {
        let newest = patrol::newest_of_patrol(ctx.db().write(), leading.patrol_id).await?;
        read::learn(live, newest);
        live.board().newest(leading.patrol_id)
    } else {
        Vec::new()
    };
    Ok(SharedPatrol::Shown(Box::new(ShownPatrol {
        started_at: leading.started_at,
        ended_at: leading.patrol_ended_at,
        until,
        way: line::simplified(&way, DRAWN),
        spots: spots.iter().map(|spot| (spot.position(), spot.at)).collect(),
    })))
}

/// So many places of a way are drawn on the page: about 8 kB.
const DRAWN: usize = 400;

/// Until when a link leads somewhere, if nobody ends it.
fn leads_until(expires_at: Instant, patrol_ended_at: Option<Instant>) -> Instant {
    patrol_ended_at.map_or(expires_at, |ended_at| expires_at.min(ended_at + AFTER_THE_END))
}

/// The secret of a link: 256 bits that only the program's key makes of its id.
fn secret(ctx: &Ctx, id: PatrolShareId) -> String {
    let bits = ctx.tools().secret.hash(MAKING, &[id.0.as_bytes()]);
    BASE64_URL_SAFE_NO_PAD.encode(bits)
}

fn hash(ctx: &Ctx, secret: &str) -> [u8; 32] {
    ctx.tools().secret.hash(FINDING, &[secret.as_bytes()])
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    #[test]
    fn a_link_ends_by_itself_or_half_an_hour_after_the_patrol() {
        let at = |minutes: i64| DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes);
        assert_eq!(leads_until(at(60), None), at(60));
        assert_eq!(leads_until(at(60), Some(at(10))), at(40));
        assert_eq!(leads_until(at(60), Some(at(50))), at(60));
    }
}
