//! Digests leave: at their hour, by one node, each once. A part of those who want one at a time; a
//! part is one transaction, in which each of them gets their next time too.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use sea_orm::ConnectionTrait as _;
use uuid::Uuid;

use super::{
    digest,
    digest_store::{self, Due, Taken},
    digest_wish,
    feed_store::{self, Walk},
    model::{FeedFilter, Notice},
    preference_store,
    reader::Reader,
};
use crate::{
    identity,
    policy::Actor,
    shared::{
        clock::Instant,
        ctx::Ctx,
        error::{Error, ErrorCode, Result},
        id::{NoticeId, PersonId, SessionId},
        outbox::{self, Audience, Digest, Message, Text},
        work::Work,
    },
};

/// So many people in one transaction: each costs a handful of statements.
const PART: i64 = 50;
/// When the next part of those who are due at the same moment is looked at.
const NEXT_PART: TimeDelta = TimeDelta::milliseconds(1);
/// At so many of the newest notices a digest looks; beyond, nobody counts.
const MOST: u64 = 200;
/// What was published within this waits for the next digest: it may stand in a transaction that is
/// seen a moment later, and would be in none.
const SETTLED: TimeDelta = TimeDelta::minutes(1);
/// Later than this a digest is of no use: the next one is near.
const OF_USE: TimeDelta = TimeDelta::hours(12);

/// When somebody's digest is tried again with which something is wrong.
const AGAIN: TimeDelta = TimeDelta::hours(1);

/// Sends the digests that are due.
pub(crate) async fn digest_due(ctx: &Ctx, work: &mut Work) -> Result<()> {
    let now = ctx.now();
    let due = digest_store::take_due(work.connection(), now, PART).await?;
    let full = i64::try_from(due.len()).unwrap_or(PART) >= PART;
    // In the order of their times, so that two nodes wait for each other in one direction only.
    let mut moments = BTreeSet::new();
    for one in due {
        moments.insert(by_itself(ctx, work, one, now).await?);
    }
    if full {
        moments.insert(now + NEXT_PART);
    }
    for moment in moments {
        digest_wish::plan(work, moment).await?;
    }
    Ok(())
}

/// Does what is due for somebody, and tells when they are due again. What is wrong with one, such as a
/// row that cannot be read, undoes nothing of the others, and keeps nobody else waiting.
async fn by_itself(ctx: &Ctx, work: &mut Work, taken: Taken, now: Instant) -> Result<Instant> {
    work.connection().execute_unprepared("savepoint one_digest").await?;
    let done = match taken.due {
        Ok(due) => send_and_advance(ctx, work, &due, now).await,
        Err(error) => Err(error),
    };
    let next_at = match done {
        Ok(next_at) => next_at,
        // The database is away: it is for the others too.
        Err(Error::Stopped(why)) if why.code == ErrorCode::Unavailable => return Err(why.stop()),
        Err(error) => {
            let person = taken.person;
            tracing::error!(%person, %error, "somebody's digest is put off for an hour");
            work.connection().execute_unprepared("rollback to savepoint one_digest").await?;
            digest_store::put_off(work.connection(), person, now + AGAIN).await?;
            now + AGAIN
        }
    };
    work.connection().execute_unprepared("release savepoint one_digest").await?;
    Ok(next_at)
}

async fn send_and_advance(ctx: &Ctx, work: &mut Work, one: &Due, now: Instant) -> Result<Instant> {
    let sends = one.active && send(ctx, work, one, now).await?;
    let next_at = one.wish().next(now);
    let reached = (one.number + i64::from(sends), now - SETTLED);
    digest_store::advance(work.connection(), one.person, reached, next_at).await?;
    Ok(next_at)
}

/// Sends somebody's digest, and tells whether there was anything to say.
async fn send(ctx: &Ctx, work: &mut Work, one: &Due, now: Instant) -> Result<bool> {
    let unread = unread(ctx, work, one, now).await?;
    if unread.is_empty() {
        return Ok(false);
    }
    let connection = work.connection();
    let ids: Vec<NoticeId> = unread.iter().map(|notice| notice.id).collect();
    let sent = digest_store::sent(connection, one.person, &ids).await?;
    let preferences = preference_store::list(connection, one.person).await?;
    let gathered = digest::gather(&unread, &preferences, &sent);
    if gathered.first.is_empty() {
        return Ok(false);
    }
    let text = Text::Digest(Digest {
        titles: gathered.first.iter().map(|notice| notice.title.clone()).collect(),
        notices: gathered.first.iter().map(|notice| notice.id).collect(),
        more: u64::try_from(gathered.more).unwrap_or(u64::MAX),
        unsubscribe: digest_wish::token(&ctx.tools().secret, one.cause)?,
        // Quiet hours let nothing ring but emergencies.
        silent: one.is_quiet(now),
    });
    let mail = match &one.email {
        Some(address) if !outbox::is_refused(connection, ctx.tools(), address).await? => {
            Some(Audience::Mail(address.clone()))
        }
        _ => None,
    };
    for audience in [Some(Audience::Person(one.person)), mail].into_iter().flatten() {
        let message = Message {
            audience,
            text: text.clone(),
            language: one.language,
            cause: one.cause,
            round: i32::try_from(one.number).unwrap_or(i32::MAX),
            urgent: false,
            expires_at: Some(now + OF_USE),
        };
        outbox::send(work, &message).await?;
    }
    Ok(true)
}

/// What came to somebody since their last digest, is valid, and they have not read: the newest first.
async fn unread(ctx: &Ctx, work: &Work, one: &Due, now: Instant) -> Result<Vec<Notice>> {
    let as_them = reading(ctx, work, one.person, now).await?;
    let reader = Reader::of(&as_them).await?;
    let filter = FeedFilter::default();
    let walk = Walk { reader: &reader, filter: &filter, now, since: now };
    let since = one.gathered_until.unwrap_or(now - one.wish().reach());
    let mut notices = feed_store::list_newest_since(ctx.read(), &walk, since, MOST).await?;
    let until = now - SETTLED;
    notices.retain(|notice| {
        notice.read_at.is_none() && notice.published_at.is_some_and(|at| at <= until)
    });
    Ok(notices)
}

/// A context in which somebody reads. An office's roles count only with a second factor, and open
/// nothing here.
async fn reading(ctx: &Ctx, work: &Work, person: PersonId, now: Instant) -> Result<Ctx> {
    let mut grants = identity::roles_held(work.connection(), person, now).await?;
    grants.retain(|grant| !grant.role.needs_second_factor());
    let mut reader = ctx.clone();
    reader.actor = Actor::Person { id: person, session: SessionId(Uuid::nil()), grants };
    Ok(reader)
}
