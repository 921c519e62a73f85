//! Following notices live, and going on after a break without loss.
//!
//! Each notice that is told carries a cursor: the place in the change log from which everything
//! that was not told yet is read again, and the newest that were told, which are passed over. So
//! nothing is told twice where what was missed meets what comes.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::{Arc, LazyLock, Mutex, PoisonError},
    time::Duration,
};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta};
use moka::future::Cache;
use uuid::Uuid;

use super::{
    feed_store::{self, Walk},
    model::{FeedFilter, Notice, NoticeStatus},
    reach,
    reader::Reader,
    service::{notice_for, shown},
    store,
};
use crate::{
    policy::Place,
    shared::{
        change_log::{self, ByChange, Change, Noun, Scope},
        clock::Instant,
        ctx::Ctx,
        error::{Error, ErrorCode, Refusal, Result},
        housekeeping,
        id::{NoticeId, PersonId},
    },
};

/// The most notices that are told again after a break.
const MOST_MISSED: usize = 100;
/// The most lines of the log that are read for them: each may have been corrected, or be told to
/// its place and to somebody by name.
const MOST_LINES: u64 = 1_000;
/// So many of those that were told last stand in a cursor: 24 + 20 × 7 bytes are 219 characters,
/// and 256 fit into `Last-Event-ID`.
const LAST: usize = 20;
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

/// A notice as it stands after a change, read by nobody in particular.
#[derive(Debug)]
struct Reading {
    notice: Notice,
    place: Place,
    names_people: bool,
}

impl Reading {
    /// What a change tells of; nothing when it is there no longer.
    async fn of(ctx: &Ctx, change: &Arc<Change>) -> Result<Option<Arc<Self>>> {
        let reading = Self::read(ctx, NoticeId(change.id));
        let read = READINGS.try_get_with(ByChange(Arc::clone(change)), reading).await;
        read.map_err(|cause| Error::clone(&cause))
    }

    async fn read(ctx: &Ctx, id: NoticeId) -> Result<Option<Arc<Self>>> {
        let nobody = PersonId(Uuid::nil());
        let Some(notice) = store::lookup(ctx.db().write(), id, nobody).await? else {
            return Ok(None);
        };
        let place = reach::place_of(ctx, &notice.scope).await?;
        let names_people = !store::people(ctx.db().write(), id).await?.is_empty();
        Ok(Some(Arc::new(Self { notice, place, names_people })))
    }

    /// Whether what the notice is to its reader has to be read too: it may name them, or they may
    /// have read it before it was corrected.
    fn is_personal(&self, change: &Change) -> bool {
        let to_somebody = matches!(change.scope, Scope::Person(_));
        to_somebody || self.names_people || self.notice.edited_at.is_some()
    }
}

/// A notice in one of its versions: the last 40 bits of its id, which are chance, and the number.
type Version = (u64, u16);

fn version(notice: &Notice) -> Version {
    let (_, chance) = notice.id.0.as_u64_pair();
    (chance & 0xff_ffff_ffff, u16::try_from(notice.version).unwrap_or(u16::MAX))
}

/// Where somebody stands who follows.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Cursor {
    /// Of which history of the database the log's place is; 0 when the log is not to be asked.
    generation: u64,
    /// From where the log is read on.
    place: i64,
    /// When what was told last came or was corrected: from then on the feed is read where the log
    /// does not reach back.
    at: Instant,
    /// What was told last.
    told: Vec<Version>,
}

impl Cursor {
    fn encode(&self) -> String {
        let mut bytes = Vec::with_capacity(24 + 7 * self.told.len());
        bytes.extend(self.generation.to_be_bytes());
        bytes.extend(self.place.to_be_bytes());
        bytes.extend(self.at.timestamp_millis().to_be_bytes());
        for (id, version) in &self.told {
            bytes.extend(id.to_be_bytes().into_iter().skip(3));
            bytes.extend(version.to_be_bytes());
        }
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    fn decode(text: &str) -> Option<Self> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
        let mut rest = bytes.as_slice();
        let generation = u64::from_be_bytes(take(&mut rest)?);
        let place = i64::from_be_bytes(take(&mut rest)?);
        let at = DateTime::from_timestamp_millis(i64::from_be_bytes(take(&mut rest)?))?;
        let mut told = Vec::new();
        while !rest.is_empty() {
            let id = take::<5>(&mut rest)?;
            let id = id.iter().fold(0, |id, byte| (id << 8) | u64::from(*byte));
            told.push((id, u16::from_be_bytes(take(&mut rest)?)));
        }
        (told.len() <= LAST).then_some(Self { generation, place, at, told })
    }
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let whole = *rest;
    let (first, after) = whole.split_first_chunk::<N>()?;
    *rest = after;
    Some(*first)
}

/// A notice as it is told to somebody who follows.
#[derive(Debug)]
pub struct Told {
    /// The notice as they may see it.
    pub notice: Notice,
    /// From where they go on after a break.
    pub cursor: String,
    /// Whether more was missed after this one than is told again.
    pub missed: bool,
}

/// Where a notice that is told stands: the history, the place in its log, the time.
type Stand = (u64, i64, Instant);

/// Somebody who follows. Where they belong holds for as long as the token with which they came.
#[derive(Debug)]
pub struct Follower {
    reader: Reader,
    scopes: HashSet<Scope>,
    generation: u64,
    told: Mutex<VecDeque<Version>>,
}

/// Begins to follow, with what was missed since the cursor of what was told last. Whoever calls
/// this listens to the changes already: what comes while the log is read is heard, and told once.
pub async fn follow(ctx: &Ctx, after: Option<&str>) -> Result<(Follower, Vec<Told>)> {
    let reader = Reader::of(ctx).await?;
    let invalid = || Refusal::of(ErrorCode::CursorInvalid).at("after").stop();
    let cursor = after.map(|text| Cursor::decode(text).ok_or_else(invalid)).transpose()?;
    let generation = change_log::generation(ctx.db()).await?.as_u64_pair().1;
    let told = cursor.iter().flat_map(|cursor| cursor.told.iter().copied()).collect();
    let scopes = reader.hears();
    let follower = Follower { reader, scopes, generation, told: Mutex::new(told) };
    let missed = match &cursor {
        Some(cursor) => follower.missed(ctx, cursor).await?,
        None => Vec::new(),
    };
    Ok((follower, missed))
}

impl Follower {
    /// Hears a change at its place in the log: the notice, if it is one that they may see and have
    /// not been told in this version.
    pub async fn hear(&self, ctx: &Ctx, place: i64, change: &Arc<Change>) -> Result<Option<Told>> {
        let concerns = change.noun == Noun::Notice && !change.gone;
        if !concerns || !self.scopes.contains(&change.scope) {
            return Ok(None);
        }
        let notice = match self.read(ctx, change).await {
            Ok(Some(notice)) => notice,
            Ok(None) => return Ok(None),
            Err(cause) if is_none_of_theirs(&cause) => return Ok(None),
            // Passed over it would be lost: the stream ends, and they go on from their cursor.
            Err(cause) => return Err(cause),
        };
        if !self.is_for_them(&notice) {
            return Ok(None);
        }
        let stand = (self.generation, place, since(ctx, &notice));
        Ok(self.tell(notice, stand, false))
    }

    /// The notice that a change tells of as they may see it; nothing when it is not for them.
    async fn read(&self, ctx: &Ctx, change: &Arc<Change>) -> Result<Option<Notice>> {
        let Some(reading) = Reading::of(ctx, change).await? else { return Ok(None) };
        if reading.is_personal(change) {
            return notice_for(ctx, &self.reader, reading.notice.id).await.map(Some);
        }
        if !self.is_for_them(&reading.notice) {
            return Ok(None);
        }
        shown(ctx, &self.reader, reading.notice.clone(), reading.place.clone()).map(Some)
    }

    fn is_for_them(&self, notice: &Notice) -> bool {
        notice.status == NoticeStatus::Published && self.reader.is_addressed(notice)
    }

    fn was_told(&self, notice: &Notice) -> bool {
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.contains(&version(notice))
    }

    fn tell(&self, notice: Notice, stand: Stand, missed: bool) -> Option<Told> {
        let (generation, place, at) = stand;
        let version = version(&notice);
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
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

    async fn missed(&self, ctx: &Ctx, cursor: &Cursor) -> Result<Vec<Told>> {
        let reach = housekeeping::CHANGES_KEPT - FORGETTING;
        let is_kept = cursor.generation == self.generation && cursor.at > ctx.now() - reach;
        let (found, more) = if is_kept {
            self.read_log(ctx, cursor.place).await?
        } else {
            self.read_feed(ctx, cursor.at).await?
        };
        let last = found.len().saturating_sub(1);
        let found = found.into_iter().enumerate();
        let told = found.filter_map(|(number, (stand, notice))| {
            self.tell(notice, stand, more && number == last)
        });
        Ok(told.collect())
    }

    /// What the log says that came or changed, in its order, and whether there is more.
    async fn read_log(&self, ctx: &Ctx, place: i64) -> Result<(Vec<(Stand, Notice)>, bool)> {
        let lines = change_log::notices_since(ctx.db(), &self.scopes, place, MOST_LINES).await?;
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
        let notices = store::list_by_ids(ctx.read(), &ids, person).await?;
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
            found.push(((self.generation, line, since(ctx, &notice)), notice));
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

/// Since when a notice is as it is told.
fn since(ctx: &Ctx, notice: &Notice) -> Instant {
    notice.edited_at.or(notice.published_at).unwrap_or_else(|| ctx.now())
}

fn is_none_of_theirs(cause: &Error) -> bool {
    matches!(cause, Error::Stopped(refusal)
        if matches!(refusal.code, ErrorCode::NotFound | ErrorCode::Forbidden))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_was_written_and_fits_into_a_header() {
        let at: Instant = "2026-03-14T04:00:00Z".parse().unwrap();
        for told in [0, 1, LAST] {
            let told = (0..told).map(|_| (0xff_ffff_ffff, 7)).collect();
            let cursor = Cursor { generation: u64::MAX, place: i64::MAX, at, told };
            let text = cursor.encode();
            assert!(text.len() <= 256, "{}", text.len());
            assert_eq!(Cursor::decode(&text), Some(cursor));
        }
        for wrong in ["", "x", "bukan kursor", "AAAA", &"A".repeat(400)] {
            assert_eq!(Cursor::decode(wrong), None, "{wrong}");
        }
    }
}
