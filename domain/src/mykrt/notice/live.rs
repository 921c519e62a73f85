//! Following notices live, and going on after a break without loss.
//!
//! Each notice that is told carries a cursor: the place in the change log from which everything
//! that was not told yet is read again, and the newest that were told, which are passed over. So
//! nothing is told twice where what was missed meets what comes.
//!
//! That a notice was taken back is told as well, to whoever was told it or found it in their feed: one
//! that came and went while they were away is none of theirs.

use std::{
    cell::RefCell,
    collections::{HashMap, HashSet, VecDeque},
    sync::{Arc, LazyLock},
    time::Duration,
};

use chrono::{DateTime, TimeDelta};
use futures_util::StreamExt as _;
use moka::future::Cache;
use tokio::time;

use super::{
    cursor::{Cursor, LAST, Version, version},
    feed_store::{self, Walk},
    model::{FeedFilter, Notice, NoticeStatus},
    reach,
    reader::Reader,
    service::{authorize_reading, notice_for, shown},
    store,
};
use crate::{
    policy::Place,
    shared::{
        change_log::{self, ByChange, Change, Listener, Noun, Scope},
        clock::Instant,
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        housekeeping,
        id::NoticeId,
    },
};

/// The most notices that are told again after a break.
const MOST_MISSED: usize = 100;
/// The most lines of the log that are read for them: each may have been corrected, or be told to
/// its place and to somebody by name.
const MOST_LINES: u64 = 1_000;
/// So many are remembered while somebody follows: more than are told again after a break.
const REMEMBERED: usize = MOST_MISSED + 2 * LAST;
/// Clocks of nodes differ, and a notice is seen a little after it says that it was published.
const MARGIN: TimeDelta = TimeDelta::seconds(10);
/// The log is not asked about what it is about to forget.
const FORGETTING: TimeDelta = TimeDelta::hours(2);

/// So many changes of notices are remembered with what they tell of, for those who hear of them a
/// moment later than others.
const READINGS_KEPT: u64 = 1_000;
/// For so long.
const READING_KEPT: Duration = Duration::from_secs(10);

/// What changes tell of, read once for everybody who follows on this node.
static READINGS: LazyLock<Cache<ByChange, Option<Arc<Reading>>>> = LazyLock::new(|| {
    Cache::builder().max_capacity(READINGS_KEPT).time_to_live(READING_KEPT).build()
});

thread_local! {
    /// What this thread has read last: thousands who follow hear of one change, one after another.
    static LAST_READING: RefCell<Option<(Arc<Change>, Arc<Reading>)>> = const { RefCell::new(None) };
}

/// A notice as it stands after a change, read by nobody in particular.
#[derive(Debug)]
struct Reading {
    notice: Arc<Notice>,
    place: Place,
    names_people: bool,
    read_at: time::Instant,
}

impl Reading {
    /// What a change tells of; nothing when it is there no longer.
    async fn of(ctx: &Ctx, change: &Arc<Change>) -> Result<Option<Arc<Self>>> {
        let reading = Self::read(ctx, NoticeId(change.id));
        let read = READINGS.try_get_with(ByChange(Arc::clone(change)), reading).await;
        let read = read.map_err(|cause| Error::clone(&cause))?;
        LAST_READING.set(read.clone().map(|reading| (Arc::clone(change), reading)));
        Ok(read)
    }

    /// The same when this thread has just read it.
    fn just_read(change: &Arc<Change>) -> Option<Arc<Self>> {
        LAST_READING.with_borrow(|last| {
            let (_, reading) = last.as_ref().filter(|(known, _)| Arc::ptr_eq(known, change))?;
            (reading.read_at.elapsed() < READING_KEPT).then(|| Arc::clone(reading))
        })
    }

    async fn read(ctx: &Ctx, id: NoticeId) -> Result<Option<Arc<Self>>> {
        let Some(notice) = store::lookup(ctx.db().write(), id, None).await? else {
            return Ok(None);
        };
        let place = reach::place_of(ctx, &notice.scope).await?;
        let names_people = !store::people(ctx.db().write(), id).await?.is_empty();
        let (notice, read_at) = (Arc::new(notice), time::Instant::now());
        Ok(Some(Arc::new(Self { notice, place, names_people, read_at })))
    }

    /// Whether what the notice is to its reader has to be read too: it may name them, or they may
    /// have read it before it was corrected, pushed again or taken back, or before there was something
    /// new about its activity.
    fn is_personal(&self, change: &Change) -> bool {
        let to_somebody = matches!(change.scope, Scope::Person(_));
        let Notice { status, edited_at, withdrawn_at, push_round, carried_version, .. } =
            &*self.notice;
        let is_later = edited_at.or(*withdrawn_at).is_some() || push_round + carried_version > 0;
        let was_taken_back = *status == NoticeStatus::Withdrawn;
        to_somebody || self.names_people || is_later || was_taken_back
    }
}

/// A notice as it is told to somebody who follows.
#[derive(Debug)]
pub struct Told {
    /// The notice as they may see it.
    pub notice: Arc<Notice>,
    /// From where they go on after a break.
    pub cursor: String,
    /// Whether more was missed after this one than is told again.
    pub missed: bool,
}

/// Where a notice that is told stands: the history, the place in its log, the time.
type Stand = (u64, i64, Instant);

/// Somebody who follows. Where they belong holds for as long as the token with which they came.
///
/// Thousands are held at once: each is small while nothing happens.
#[derive(Debug)]
pub struct Follower {
    reader: Reader,
    changes: Listener,
    generation: u64,
    told: VecDeque<Version>,
    /// What was published before this they have been told, or have found in their feed.
    known_until: Instant,
}

/// Begins to follow, with what was missed since the cursor of what was told last. What comes while
/// the log is read is heard too, and told once.
pub async fn follow(ctx: &Ctx, after: Option<&str>) -> Result<(Follower, Vec<Told>)> {
    let reader = Reader::of(ctx).await?;
    let invalid = || Refusal::of(ErrorCode::CursorInvalid).at("after").stop();
    let cursor = after.map(|text| Cursor::decode(text).ok_or_else(invalid)).transpose()?;
    // Heard from before the log is read: nothing is lost in between.
    let changes = ctx.tools().changes.listen_to(reader.hears());
    let generation = change_log::generation(ctx.db()).await?.as_u64_pair().1;
    let told = cursor.iter().flat_map(|cursor| cursor.told.iter().copied()).collect();
    // Without a cursor they read their feed after this, and clocks of nodes differ.
    let known_until = cursor.as_ref().map_or_else(|| ctx.now() + MARGIN, |cursor| cursor.at);
    let mut follower = Follower { reader, changes, generation, told, known_until };
    let missed = match &cursor {
        Some(cursor) => follower.missed(ctx, cursor).await?,
        None => Vec::new(),
    };
    Ok((follower, missed))
}

impl Follower {
    /// The next notice that is told to them. Whoever is too slow to hear of them all is told so: an
    /// app that follows again from its last cursor misses nothing.
    pub async fn next(&mut self, ctx: &Ctx) -> Result<Told> {
        loop {
            let heard = self.changes.next().await;
            let Some(change_log::Told::Change(place, change)) = heard else {
                return Err(Refusal::of(ErrorCode::Unavailable).stop());
            };
            if change.noun == Noun::Notice && !change.gone {
                let read = match self.read_at_once(ctx, &change) {
                    Some(read) => read,
                    // On the heap, and only for as long as it takes.
                    None => Box::pin(self.read(ctx, &change)).await,
                };
                if let Some(told) = self.hear(place, read)? {
                    return Ok(told);
                }
            }
        }
    }

    /// Hears a change at its place in the log: the notice that was read, if it is one that they may see
    /// and have not been told in this version.
    fn hear(&mut self, place: i64, read: Result<Option<Arc<Notice>>>) -> Result<Option<Told>> {
        let notice = match read {
            Ok(Some(notice)) => notice,
            Ok(None) => return Ok(None),
            Err(cause) if is_none_of_theirs(&cause) => return Ok(None),
            // Passed over it would be lost: the stream ends, and they go on from their cursor.
            Err(cause) => return Err(cause),
        };
        let at = notice.updated_at;
        let told = self.tell(notice, (self.generation, place, at), false);
        if told.is_some() {
            // Not for what was missed: lines of that time are heard again.
            self.known_until = self.known_until.max(at);
        }
        Ok(told)
    }

    /// What a change tells of without waiting, when this thread has just read it and it says the same to
    /// everybody; nothing when it has to be read.
    fn read_at_once(&self, ctx: &Ctx, change: &Arc<Change>) -> Option<Result<Option<Arc<Notice>>>> {
        let reading = Reading::just_read(change).filter(|reading| !reading.is_personal(change))?;
        Some(self.read_of_all(ctx, &reading))
    }

    /// The notice that a change tells of as they may see it; nothing when it is not for them.
    async fn read(&self, ctx: &Ctx, change: &Arc<Change>) -> Result<Option<Arc<Notice>>> {
        let Some(reading) = Reading::of(ctx, change).await? else { return Ok(None) };
        if !reading.is_personal(change) {
            return self.read_of_all(ctx, &reading);
        }
        let notice = notice_for(ctx, &self.reader, reading.notice.id).await?;
        Ok(self.is_for_them(&notice).then(|| Arc::new(notice)))
    }

    /// What says the same to everybody who may see it. It was not taken back: that is personal.
    fn read_of_all(&self, ctx: &Ctx, reading: &Reading) -> Result<Option<Arc<Notice>>> {
        if !self.is_for_them(&reading.notice) {
            return Ok(None);
        }
        authorize_reading(ctx, &self.reader, &reading.notice, reading.place.clone())?;
        Ok(Some(Arc::clone(&reading.notice)))
    }

    fn is_for_them(&self, notice: &Notice) -> bool {
        let is_shown = match notice.status {
            NoticeStatus::Published => true,
            NoticeStatus::Withdrawn => self.knows(notice),
            NoticeStatus::Draft | NoticeStatus::Scheduled | NoticeStatus::Expired => false,
        };
        is_shown && self.reader.is_addressed(notice)
    }

    /// Whether they have been told a notice in some version, or found it in their feed.
    fn knows(&self, notice: &Notice) -> bool {
        let (id, _) = version(notice);
        let was_told = self.told.iter().any(|(told, _)| *told == id);
        notice.published_at.is_some_and(|at| was_told || at < self.known_until)
    }

    fn was_told(&self, notice: &Notice) -> bool {
        self.told.contains(&version(notice))
    }

    fn tell(&mut self, notice: Arc<Notice>, stand: Stand, missed: bool) -> Option<Told> {
        let (generation, place, at) = stand;
        let version = version(&notice);
        let told = &mut self.told;
        if told.contains(&version) {
            return None;
        }
        if told.len() >= REMEMBERED {
            told.pop_front();
        }
        told.push_back(version);
        let last = told.iter().skip(told.len().saturating_sub(LAST)).copied().collect();
        let cursor = Cursor { generation, place, at, told: last }.encode();
        Some(Told { notice, cursor, missed })
    }

    async fn missed(&mut self, ctx: &Ctx, cursor: &Cursor) -> Result<Vec<Told>> {
        let reach = housekeeping::CHANGES_KEPT - FORGETTING;
        let is_kept = cursor.generation == self.generation && cursor.at > ctx.now() - reach;
        let (found, more) = if is_kept {
            self.read_log(ctx, cursor.place).await?
        } else {
            self.read_feed(ctx, cursor.at).await?
        };
        if more {
            // They read their feed anew.
            self.known_until = ctx.now() + MARGIN;
        }
        let last = found.len().saturating_sub(1);
        let found = found.into_iter().enumerate();
        let told = found.filter_map(|(number, (stand, notice))| {
            self.tell(Arc::new(notice), stand, more && number == last)
        });
        Ok(told.collect())
    }

    /// What the log says that came or changed, in its order, and whether there is more.
    async fn read_log(&self, ctx: &Ctx, place: i64) -> Result<(Vec<(Stand, Notice)>, bool)> {
        let lines =
            change_log::notices_since(ctx.db(), self.changes.scopes(), place, MOST_LINES).await?;
        let mut more = u64::try_from(lines.len()).unwrap_or(u64::MAX) >= MOST_LINES;
        // Each once, at its last line: it is told as it stands now.
        let mut seen = HashSet::new();
        let lines = lines.into_iter().rev().map(|(place, id)| (place, NoticeId(id)));
        let mut lines: Vec<(i64, NoticeId)> = lines.filter(|(_, id)| seen.insert(*id)).collect();
        lines.reverse();
        if lines.is_empty() {
            return Ok((Vec::new(), false));
        }
        let ids: Vec<NoticeId> = lines.iter().map(|(_, id)| *id).collect();
        let person = self.reader.person;
        let notices = store::list_by_ids(ctx.read(), &ids, Some(person)).await?;
        let mut notices: HashMap<NoticeId, Notice> =
            notices.into_iter().map(|notice| (notice.id, notice)).collect();
        let mut found = Vec::new();
        for (line, id) in lines {
            let Some(notice) = notices.remove(&id) else { continue };
            if !self.is_for_them(&notice) || self.was_told(&notice) {
                continue;
            }
            let place = reach::place_of(ctx, &notice.scope).await?;
            let Ok(notice) = shown(ctx, &self.reader, notice, place) else { continue };
            if found.len() == MOST_MISSED {
                more = true;
                break;
            }
            found.push(((self.generation, line, notice.updated_at), notice));
        }
        Ok((found, more))
    }

    /// What the feed holds since then, oldest first, and whether there is more: where the log does
    /// not reach back, or is of another history.
    async fn read_feed(&self, ctx: &Ctx, at: Instant) -> Result<(Vec<(Stand, Notice)>, bool)> {
        // Read before the feed: what comes in between is in both, and told once.
        let end = change_log::end(ctx.db()).await?;
        let filter = FeedFilter::default();
        let now = ctx.now();
        let walk = Walk { reader: &self.reader, filter: &filter, now, since: now };
        // A cursor may have been made by anybody: no time in it is beyond the calendar.
        let after = at.clamp(DateTime::UNIX_EPOCH, now) - MARGIN;
        let rows = u64::try_from(MOST_MISSED + LAST + 1).unwrap_or(u64::MAX);
        let notices = feed_store::list_since(ctx.read(), &walk, after, rows).await?;
        let fresh = notices.into_iter().filter(|notice| !self.was_told(notice));
        let mut found: Vec<(Stand, Notice)> =
            fresh.map(|notice| ((0, 0, notice.published_at.unwrap_or(now)), notice)).collect();
        let more = found.len() > MOST_MISSED;
        found.truncate(MOST_MISSED);
        // Whoever has the last one has them all, and goes on in the log.
        if let Some((stand, _)) = found.last_mut() {
            *stand = (self.generation, end, now);
        }
        Ok((found, more))
    }
}

fn is_none_of_theirs(cause: &Error) -> bool {
    matches!(cause, Error::Stopped(refusal)
        if matches!(refusal.code, ErrorCode::NotFound | ErrorCode::Forbidden))
}
