//! Following incidents live, and going on after a break without loss.
//!
//! As with notices each one that is told carries a cursor: the place in the change log from which
//! everything that was not told yet is read again, and the newest that were told, which are passed
//! over. So nothing is told twice where what was missed meets what comes. What a change tells of is
//! read once for everybody who follows on this node, and each sees of it what they may.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::{Arc, LazyLock, Mutex, PoisonError},
    time::Duration,
};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta};
use moka::future::Cache;

use super::{
    list::{self, Within},
    list_store,
    model::Incident,
    sight::{self, Involvement, Shown, incident},
    store,
};
use crate::shared::{
    change_log::{self, ByChange, Change, Noun, Scope},
    clock::Instant,
    ctx::Ctx,
    error::{Error, ErrorCode, Refusal, Result},
    housekeeping,
    id::{IncidentId, PatrolUnitId},
};

/// The most incidents that are told again after a break.
const MOST_MISSED: usize = 100;
/// The most lines of the log that are read for them.
const MOST_LINES: u64 = 1_000;
/// So many of those that were told last stand in a cursor: 24 + 20 × 7 bytes are 219 characters,
/// and 256 fit into `Last-Event-ID`.
const LAST: usize = 20;
/// So many are remembered while somebody follows.
const REMEMBERED: usize = MOST_MISSED + 2 * LAST;
/// Clocks of nodes differ.
const MARGIN: TimeDelta = TimeDelta::seconds(10);
/// The log is not asked about what it is about to forget.
const FORGETTING: TimeDelta = TimeDelta::hours(2);

/// So many changes of incidents are remembered with what they tell of, for those who hear of them a
/// moment later than others.
const READINGS_KEPT: u64 = 1_000;
/// For so long.
const READING_KEPT: Duration = Duration::from_secs(10);

/// What changes tell of; nothing when it is there no longer.
static READINGS: LazyLock<Cache<ByChange, Option<Arc<Incident>>>> = LazyLock::new(|| {
    Cache::builder().max_capacity(READINGS_KEPT).time_to_live(READING_KEPT).build()
});

/// The incident that a change tells of, as nobody in particular sees it.
async fn reading(ctx: &Ctx, change: &Arc<Change>) -> Result<Option<Arc<Incident>>> {
    let read = async {
        let found = store::lookup(ctx.db().write(), IncidentId(change.id)).await?;
        Ok::<_, Error>(found.map(Arc::new))
    };
    let found = READINGS.try_get_with(ByChange(Arc::clone(change)), read).await;
    found.map_err(|cause| Error::clone(&cause))
}

/// What is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Following {
    /// Every incident of a unit.
    Unit(PatrolUnitId),
    /// One incident.
    Incident(IncidentId),
}

/// An incident as it stood after so many steps: the last 40 bits of its id, which are chance, and the
/// number.
type Version = (u64, u16);

fn version(incident: &Incident) -> Version {
    let (_, chance) = incident.id.0.as_u64_pair();
    // Each change is a step.
    (chance & 0xff_ffff_ffff, u16::try_from(incident.steps).unwrap_or(u16::MAX))
}

/// Where somebody stands who follows.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Cursor {
    /// Of which history of the database the log's place is; 0 when the log is not to be asked.
    generation: u64,
    /// From where the log is read on.
    place: i64,
    /// When what was told last changed: from then on incidents are read where the log does not reach
    /// back.
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

/// An incident as it is told to somebody who follows.
#[derive(Debug)]
pub struct Told {
    /// The incident as they may see it.
    pub shown: Shown,
    /// From where they go on after a break.
    pub cursor: String,
    /// Whether more was missed after this one than is told again.
    pub missed: bool,
}

/// Where an incident that is told stands: the history, the place in its log, the time.
type Stand = (u64, i64, Instant);

/// Somebody who follows. What they may see holds for as long as the token with which they came; of one
/// incident it is asked each time.
#[derive(Debug)]
pub struct Follower {
    following: Following,
    scope: Scope,
    generation: u64,
    told: Mutex<VecDeque<Version>>,
}

/// Begins to follow, with what was missed since the cursor of what was told last: a unit for whoever
/// answers for its incidents, one incident for whoever may read it. Whoever calls this listens to the
/// changes already.
pub async fn follow(
    ctx: &Ctx,
    following: Following,
    after: Option<&str>,
) -> Result<(Follower, Vec<Told>)> {
    let unit = match following {
        Following::Unit(unit) => {
            list::authorize(ctx, &Within::Unit(unit)).await?;
            unit
        }
        Following::Incident(id) => incident(ctx, id).await?.incident.unit_id,
    };
    let invalid = || Refusal::of(ErrorCode::CursorInvalid).at("after").stop();
    let cursor = after.map(|text| Cursor::decode(text).ok_or_else(invalid)).transpose()?;
    let generation = change_log::generation(ctx.db()).await?.as_u64_pair().1;
    let told = cursor.iter().flat_map(|cursor| cursor.told.iter().copied()).collect();
    let (scope, told) = (Scope::Unit(unit), Mutex::new(told));
    let follower = Follower { following, scope, generation, told };
    let missed = match &cursor {
        Some(cursor) => follower.missed(ctx, unit, cursor).await?,
        None => Vec::new(),
    };
    Ok((follower, missed))
}

impl Follower {
    /// Hears a change at its place in the log: the incident, if it is one that they follow and have not
    /// been told as it stands.
    pub async fn hear(&self, ctx: &Ctx, place: i64, change: &Arc<Change>) -> Result<Option<Told>> {
        let concerns = change.noun == Noun::Incident && !change.gone && change.scope == self.scope;
        if !concerns || !self.is_followed(IncidentId(change.id)) {
            return Ok(None);
        }
        // An error that is passed over would lose it: the stream ends, and they go on from their
        // cursor.
        let Some(found) = reading(ctx, change).await? else { return Ok(None) };
        let Some(shown) = self.show(ctx, Incident::clone(&found)).await? else { return Ok(None) };
        let stand = (self.generation, place, shown.incident.updated_at);
        Ok(self.tell(shown, stand, false))
    }

    fn is_followed(&self, id: IncidentId) -> bool {
        match self.following {
            Following::Unit(_) => true,
            Following::Incident(one) => one == id,
        }
    }

    fn tell(&self, shown: Shown, stand: Stand, missed: bool) -> Option<Told> {
        let (generation, place, at) = stand;
        let version = version(&shown.incident);
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
        Some(Told { shown, cursor, missed })
    }

    async fn missed(&self, ctx: &Ctx, unit: PatrolUnitId, cursor: &Cursor) -> Result<Vec<Told>> {
        let reach = housekeeping::CHANGES_KEPT - FORGETTING;
        let is_kept = cursor.generation == self.generation && cursor.at > ctx.now() - reach;
        let (found, more) = if is_kept {
            self.read_log(ctx, cursor.place).await?
        } else {
            self.read_changed(ctx, unit, cursor.at).await?
        };
        let last = found.len().saturating_sub(1);
        let told = found
            .into_iter()
            .enumerate()
            .filter_map(|(number, (stand, shown))| self.tell(shown, stand, more && number == last));
        Ok(told.collect())
    }

    /// What the log says that came or changed, in its order, and whether there is more.
    async fn read_log(&self, ctx: &Ctx, place: i64) -> Result<(Vec<(Stand, Shown)>, bool)> {
        let scopes = [self.scope.clone()];
        let lines = change_log::incidents_since(ctx.db(), &scopes, place, MOST_LINES).await?;
        let mut more = u64::try_from(lines.len()).unwrap_or(u64::MAX) >= MOST_LINES;
        // Each once, at its last line: it is told as it stands now.
        let mut seen = HashSet::new();
        let lines = lines.into_iter().rev().map(|(place, id)| (place, IncidentId(id)));
        let mut lines: Vec<(i64, IncidentId)> =
            lines.filter(|(_, id)| self.is_followed(*id) && seen.insert(*id)).collect();
        lines.reverse();
        if lines.is_empty() {
            return Ok((Vec::new(), false));
        }
        let ids: Vec<IncidentId> = lines.iter().map(|(_, id)| *id).collect();
        let mut incidents: HashMap<IncidentId, Incident> = HashMap::new();
        for found in list_store::list_by_ids(ctx.db().write(), &ids).await? {
            incidents.insert(found.id, found);
        }
        let mut found = Vec::new();
        for (line, id) in lines {
            let Some(incident) = incidents.remove(&id) else { continue };
            let Some(shown) = self.show(ctx, incident).await? else { continue };
            if self.was_told(&shown.incident) {
                continue;
            }
            if found.len() == MOST_MISSED {
                more = true;
                break;
            }
            found.push(((self.generation, line, shown.incident.updated_at), shown));
        }
        Ok((found, more))
    }

    /// What changed since then, the earliest first, and whether there is more: where the log does not
    /// reach back, or is of another history.
    async fn read_changed(
        &self,
        ctx: &Ctx,
        unit: PatrolUnitId,
        at: Instant,
    ) -> Result<(Vec<(Stand, Shown)>, bool)> {
        // Read before the incidents: what changes in between is in both, and told once.
        let end = change_log::end(ctx.db()).await?;
        let now = ctx.now();
        // A cursor may have been made by anybody: no time in it is beyond the calendar.
        let after = at.clamp(DateTime::UNIX_EPOCH, now) - MARGIN;
        let changed = match self.following {
            Following::Unit(_) => {
                let rows = u64::try_from(MOST_MISSED + LAST + 1).unwrap_or(u64::MAX);
                list_store::list_changed(ctx.db().write(), unit, after, rows).await?
            }
            Following::Incident(id) => {
                let found = store::lookup(ctx.db().write(), id).await?;
                found.into_iter().filter(|found| found.updated_at > after).collect()
            }
        };
        let mut found = Vec::new();
        for incident in changed {
            if self.was_told(&incident) {
                continue;
            }
            if let Some(shown) = self.show(ctx, incident).await? {
                found.push(((0, 0, shown.incident.updated_at), shown));
            }
        }
        let more = found.len() > MOST_MISSED;
        found.truncate(MOST_MISSED);
        // Whoever has the last one has them all, and goes on in the log.
        if let Some((stand, _)) = found.last_mut().filter(|_| !more) {
            *stand = (self.generation, end, now);
        }
        Ok((found, more))
    }

    async fn show(&self, ctx: &Ctx, found: Incident) -> Result<Option<Shown>> {
        match self.following {
            Following::Unit(_) => Ok(of_unit(ctx, found)),
            Following::Incident(_) => match sight::seen(ctx, found).await {
                Ok(shown) => Ok(Some(shown)),
                Err(Error::Stopped(refusal)) if is_absence(refusal.code) => Ok(None),
                Err(cause) => Err(cause),
            },
        }
    }

    fn was_told(&self, incident: &Incident) -> bool {
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.contains(&version(incident))
    }
}

/// An incident of a unit for whoever follows it: their right is decided from memory.
fn of_unit(ctx: &Ctx, found: Incident) -> Option<Shown> {
    let involvement = Involvement::at_hand(ctx, &found);
    sight::show(ctx, found, &involvement)
}

fn is_absence(code: ErrorCode) -> bool {
    matches!(code, ErrorCode::NotFound | ErrorCode::Forbidden)
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
