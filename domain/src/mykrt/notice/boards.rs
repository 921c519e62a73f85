//! What a node remembers of notices, so that the page for which most people ask, the newest of
//! everything, costs one short statement: what is the reader's own beside it.
//!
//! A board is kept under the number that the change log had given its place before the board was
//! read (`change_log/stamps.rs`). Whatever is told of a notice there raises the number, and the board
//! is not found any more; one that was being read meanwhile neither. What this node writes counts as
//! soon as it is committed, what others write within a second. Of several who miss a board one reads
//! it, and the others wait for that.
//!
//! A notice itself is kept under its version, which rises with every change, and under the number of
//! whoever wrote it: when they erase their account their name is taken out of their words.
//!
//! What boards do not reach is asked of the tables (`feed_store.rs`): what lies deeper, pages from the
//! end, what is filtered, and a page on which something changed while it was made.

use std::{collections::HashMap, sync::Arc, time::Duration};

use chrono::TimeDelta;
use futures_util::future::try_join_all;
use moka::{future, policy::EvictionPolicy, sync};
use tokio::{sync::Semaphore, time::timeout};

use super::{
    audience::{AudienceRole, Where},
    board::{self, Board, Posted, Wanted},
    board_store::{self, Own, OwnAsked},
    feed_store::{self, FeedKey, Walk},
    model::Notice,
};
use crate::shared::{
    change_log::{Noun, Scope},
    clock::Instant,
    ctx::Ctx,
    error::{Error, ErrorCode, Refusal, Result},
    gather::Gather,
    id::{NoticeId, PersonId},
    language::LocalizedText,
    page::PageRequest,
};

/// So many notices of a board that are pinned, and so many of the others: six pages of twenty.
const DEEP: usize = 128;
/// A board serves pages that began at most so long before it was read.
const REACH: TimeDelta = TimeDelta::hours(1);
/// What boards may take. One takes 24 kB at most, and that of a neighbourhood with a dozen notices
/// 1 kB: there are some 8,600 of those, and some 130 of districts and states.
const BOARDS_BYTES: u64 = 32 << 20;
/// What the notices on them may take: some 1 kB each, at most 80 kB.
const NOTICES_BYTES: u64 = 64 << 20;
/// What nobody asked for in so long is forgotten; a board that is out of date is asked for by nobody.
const KEPT: Duration = Duration::from_mins(10);
/// So many read notices at once that are not remembered; whoever comes later finds most of them.
const READERS: usize = 8;
/// How long somebody waits for their turn, as for a connection.
const PATIENCE: Duration = Duration::from_secs(5);

/// The board of a place and a role, at a number of the place.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Asked {
    place: Where,
    role: AudienceRole,
    stamp: u64,
}

/// A notice in a version, at a number of its author.
type Version = (NoticeId, i64, u64);

/// What one node remembers of notices.
#[derive(Debug)]
pub struct Boards {
    by_place: future::Cache<Asked, Arc<Board>>,
    notices: sync::Cache<Version, Arc<Notice>>,
    reading: Semaphore,
    own: Gather<OwnAsked, HashMap<PersonId, Own>>,
}

impl Default for Boards {
    fn default() -> Self {
        let by_place = future::Cache::builder()
            .max_capacity(BOARDS_BYTES)
            .weigher(|_: &Asked, board: &Arc<Board>| {
                bytes(size_of::<Asked>() + size_of::<Board>() + board.len() * size_of::<Posted>())
            })
            .eviction_policy(EvictionPolicy::lru())
            .time_to_idle(KEPT)
            .build();
        let notices = sync::Cache::builder()
            .max_capacity(NOTICES_BYTES)
            .weigher(|_: &Version, notice: &Arc<Notice>| bytes(weight(notice)))
            .eviction_policy(EvictionPolicy::lru())
            .time_to_idle(KEPT)
            .build();
        Self { by_place, notices, reading: Semaphore::new(READERS), own: Gather::default() }
    }
}

fn bytes(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn weight(notice: &Notice) -> usize {
    let of_text = |text: &LocalizedText| {
        let others = [&text.en, &text.zh, &text.ta].into_iter().flatten();
        text.ms.len() + others.map(String::len).sum::<usize>()
    };
    let others = [&notice.link, &notice.slug, &notice.status_reason].into_iter().flatten();
    let words = of_text(&notice.title) + of_text(&notice.body);
    size_of::<Version>() + size_of::<Notice>() + words + others.map(String::len).sum::<usize>()
}

/// A page of a feed in walking order, of what the node remembers; nothing where that does not reach.
pub(super) async fn page(
    ctx: &Ctx,
    walk: &Walk<'_>,
    page: &PageRequest<FeedKey>,
) -> Result<Option<Vec<Notice>>> {
    if page.backward || !walk.filter.takes_all() {
        return Ok(None);
    }
    let Some(asked) = asked(ctx, walk) else { return Ok(None) };
    let reading = asked.into_iter().map(|one| board_of(ctx, one, walk.now - REACH));
    let mut boards = try_join_all(reading).await?;
    let stretches = feed_store::stretches(page);
    let rows = usize::try_from(page.rows()).unwrap_or(usize::MAX);
    let wanted = Wanted { now: walk.now, since: walk.since, stretches: &stretches, rows };
    let Some(mut posted) = board::merge(&boards, &wanted) else { return Ok(None) };
    let all = own(ctx, walk.reader.person, &posted, walk.now - REACH).await?;
    let nothing = Own::default();
    let own = all.get(&walk.reader.person).unwrap_or(&nothing);
    if let Some(named) = &own.named {
        boards.push(Arc::clone(named));
        let Some(merged) = board::merge(&boards, &wanted) else { return Ok(None) };
        posted = merged;
    }
    if !is_each_once(&posted) {
        return Ok(None);
    }
    let Some(notices) = notices(ctx, &posted).await? else { return Ok(None) };
    Ok(Some(notices.iter().map(|notice| for_reader(notice, own)).collect()))
}

/// What is the own of a reader of these, and of whoever else asked meanwhile.
async fn own(
    ctx: &Ctx,
    person: PersonId,
    page: &[Posted],
    since: Instant,
) -> Result<Arc<HashMap<PersonId, Own>>> {
    let of_page = page.iter().map(|one| (person, Some(one.id)));
    let asked: Vec<OwnAsked> = of_page.chain([(person, None)]).collect();
    let read = async |asked: Vec<OwnAsked>| board_store::list_own(ctx.db(), &asked, since).await;
    if ctx.db().is_postgres() {
        ctx.tools().boards.own.read(&asked, read).await
    } else {
        // There a statement costs no way, and each reader has their own.
        Ok(Arc::new(read(asked).await?))
    }
}

/// The boards that a reader's page is merged of; nothing while nothing may be kept.
fn asked(ctx: &Ctx, walk: &Walk<'_>) -> Option<Vec<Asked>> {
    let mut asked = Vec::new();
    for (place, mask) in &walk.reader.places {
        let stamp = ctx.tools().changes.stamp(Noun::Notice, &place.hearers())?;
        let roles = AudienceRole::ALL.into_iter().filter(|role| mask & role.bit() != 0);
        asked.extend(roles.map(|role| Asked { place: place.clone(), role, stamp }));
    }
    Some(asked)
}

/// A board, read once for all who miss it.
async fn board_of(ctx: &Ctx, asked: Asked, since: Instant) -> Result<Arc<Board>> {
    let boards = &ctx.tools().boards.by_place;
    if let Some(board) = boards.get(&asked).await {
        return Ok(board);
    }
    let (place, role) = (asked.place.clone(), asked.role);
    let reading = async move {
        let most = u64::try_from(DEEP).unwrap_or(u64::MAX);
        let posted = board_store::list_newest(ctx.read(), (&place, role), since, most).await?;
        Ok::<_, Error>(Arc::new(Board::of(posted, since, DEEP)))
    };
    let board = boards.try_get_with(asked, reading).await;
    board.map_err(|cause| Error::clone(&cause))
}

/// Whether no notice stands on a page twice: of two boards one may have been read before it was pinned, and
/// one after.
fn is_each_once(page: &[Posted]) -> bool {
    let mut ids: Vec<NoticeId> = page.iter().map(|one| one.id).collect();
    ids.sort_unstable();
    ids.dedup();
    ids.len() == page.len()
}

/// The notices of a page in its order, as nobody in particular reads them; nothing when one of them is
/// no longer as it is posted.
async fn notices(ctx: &Ctx, page: &[Posted]) -> Result<Option<Vec<Arc<Notice>>>> {
    let mut versions = Vec::with_capacity(page.len());
    for one in page {
        let author = Scope::Person(one.author_id);
        let Some(stamp) = ctx.tools().changes.stamp(Noun::Person, &author) else {
            return Ok(None);
        };
        versions.push((one.id, one.version, stamp));
    }
    let remembered = &ctx.tools().boards.notices;
    let mut found: Vec<Option<Arc<Notice>>> =
        versions.iter().map(|version| remembered.get(version)).collect();
    if found.iter().any(Option::is_none) {
        let read = read(ctx, &versions).await?;
        for (notice, version) in found.iter_mut().zip(&versions) {
            if notice.is_none() {
                *notice = read.get(version).cloned();
            }
        }
    }
    Ok(found.into_iter().collect())
}

/// Reads those of these notices that are not remembered, and remembers them in the version in which
/// they stand.
async fn read(ctx: &Ctx, versions: &[Version]) -> Result<HashMap<Version, Arc<Notice>>> {
    let boards = &ctx.tools().boards;
    let turn = timeout(PATIENCE, boards.reading.acquire()).await;
    let _turn = turn.map_err(|_| Refusal::of(ErrorCode::Unavailable).stop())?;
    let mut found = HashMap::new();
    let mut missing = HashMap::new();
    for version in versions {
        match boards.notices.get(version) {
            Some(notice) => {
                found.insert(*version, notice);
            }
            None => {
                missing.insert(version.0, version.2);
            }
        }
    }
    if missing.is_empty() {
        return Ok(found);
    }
    let ids: Vec<NoticeId> = missing.keys().copied().collect();
    for notice in board_store::list_for_nobody(ctx.read(), &ids).await? {
        let Some(stamp) = missing.get(&notice.id) else { continue };
        let (version, notice) = ((notice.id, notice.version, *stamp), Arc::new(notice));
        boards.notices.insert(version, Arc::clone(&notice));
        found.insert(version, notice);
    }
    Ok(found)
}

/// A notice with what it is to its reader.
fn for_reader(notice: &Notice, own: &Own) -> Notice {
    let receipt = own.receipts.get(&notice.id);
    Notice {
        read_at: receipt.and_then(|receipt| receipt.read_at),
        acknowledged_at: receipt.and_then(|receipt| receipt.acknowledged_at(notice.asked_version)),
        named: own.named.as_ref().is_some_and(|named| named.holds(notice.id)),
        ..notice.clone()
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn at(minute: i64) -> Instant {
        let noon: Instant = "2026-03-14T04:00:00Z".parse().unwrap();
        noon + TimeDelta::minutes(minute)
    }

    fn posted(number: u128, minute: i64, version: i64) -> Posted {
        Posted {
            id: NoticeId(Uuid::from_u128(number)),
            version,
            author_id: PersonId(Uuid::nil()),
            published_at: at(minute),
            pinned_until: None,
            expires_at: None,
        }
    }

    fn merged(place: Vec<Posted>, named: Vec<Posted>) -> Vec<Posted> {
        let boards = [place, named].map(|posted| Arc::new(Board::of(posted, at(0), DEEP)));
        let stretches = [(true, None), (false, None)];
        let wanted = Wanted { now: at(9), since: at(9), stretches: &stretches, rows: 3 };
        board::merge(&boards, &wanted).unwrap()
    }

    #[test]
    fn what_names_the_reader_stands_where_it_belongs_and_once() {
        let place = vec![posted(1, 5, 2), posted(2, 3, 2), posted(3, 1, 2)];
        let page = merged(place.clone(), vec![posted(4, 4, 2), posted(1, 5, 2)]);
        assert_eq!(page, [posted(1, 5, 2), posted(4, 4, 2), posted(2, 3, 2)]);
        let pinned = Posted { pinned_until: Some(at(10)), ..posted(5, 0, 2) };
        assert_eq!(merged(place.clone(), vec![pinned]).first(), Some(&pinned));
        // Of two versions the later one counts.
        assert_eq!(merged(place, vec![posted(1, 5, 3)]).first(), Some(&posted(1, 5, 3)));
    }

    #[test]
    fn a_page_on_which_a_notice_was_pinned_meanwhile_is_left_to_the_tables() {
        let pinned = Posted { pinned_until: Some(at(10)), ..posted(1, 5, 3) };
        let page = merged(vec![posted(1, 5, 2)], vec![pinned]);
        assert_eq!(page.len(), 2);
        assert!(!is_each_once(&page));
        assert!(is_each_once(&merged(vec![posted(1, 5, 2)], vec![posted(2, 5, 3)])));
    }
}
