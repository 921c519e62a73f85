//! Boards: the newest notices to those with one role in one place, as they were read, and how a page
//! of a feed is merged of them; pure.
//!
//! What a walk of `feed_store.rs` asks of a notice by its place, its role and its state was asked
//! when the board was read. What changes by the clock alone, that a notice expires and that it comes
//! down, is asked again at every page: a board holds what was valid, and what was pinned, since an
//! hour before it was read, and serves every page that began after that.

use std::{cmp::Reverse, sync::Arc};

use sea_orm::FromQueryResult;

use super::feed_store::Stretch;
use crate::shared::{
    clock::Instant,
    id::{NoticeId, PersonId},
};

/// Where a notice stands among those that are pinned, or among the others.
pub(super) type Key = (Instant, NoticeId);

/// A notice that is out, as it stands on a board.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromQueryResult)]
pub(super) struct Posted {
    pub id: NoticeId,
    pub version: i64,
    pub author_id: PersonId,
    pub published_at: Instant,
    pub pinned_until: Option<Instant>,
    pub expires_at: Option<Instant>,
}

/// Whether what is pinned until then was pinned at a moment: the same as `Walk::pin` asks.
pub(super) fn is_pinned(until: Option<Instant>, at: Instant) -> bool {
    until.is_some_and(|until| until > at)
}

impl Posted {
    pub fn key(&self) -> Key {
        (self.published_at, self.id)
    }

    pub fn is_pinned(&self, at: Instant) -> bool {
        is_pinned(self.pinned_until, at)
    }

    /// Whether it is valid: the same as `Walk::begin` asks.
    fn is_valid(&self, now: Instant) -> bool {
        self.expires_at.is_none_or(|until| until > now)
    }
}

/// Which page is wanted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted<'a> {
    pub now: Instant,
    /// When the first page was read: what was pinned then stands first on every page.
    pub since: Instant,
    /// The stretches that a page touches, in their order.
    pub stretches: &'a [Stretch],
    pub rows: usize,
}

/// The newest notices to those with one role in one place, newest first.
#[derive(Debug)]
pub(super) struct Board {
    /// It holds what was valid then or came since, up to when it was read.
    since: Instant,
    posted: Vec<Posted>,
    /// The last of those that were pinned then, when there are more than a board holds.
    end_of_pinned: Option<Key>,
    /// The last of the others.
    end_of_others: Option<Key>,
}

impl Board {
    /// A board of what was read: so many at most that were pinned at this moment, and so many of the
    /// others.
    pub fn of(mut posted: Vec<Posted>, since: Instant, most: usize) -> Self {
        posted.sort_unstable_by_key(|one| Reverse(one.key()));
        let end = |pinned: bool| {
            let keys = posted.iter().filter(|one| one.is_pinned(since) == pinned).map(Posted::key);
            let keys: Vec<Key> = keys.collect();
            keys.last().copied().filter(|_| keys.len() >= most)
        };
        let (end_of_pinned, end_of_others) = (end(true), end(false));
        Self { since, posted, end_of_pinned, end_of_others }
    }

    /// How many notices it holds.
    pub fn len(&self) -> usize {
        self.posted.len()
    }

    /// Whether it holds a notice.
    pub fn holds(&self, id: NoticeId) -> bool {
        self.posted.iter().any(|one| one.id == id)
    }

    fn serves(&self, wanted: &Wanted<'_>) -> bool {
        self.since <= wanted.now && self.since <= wanted.since
    }

    /// Down to where a stretch is known; nothing when all of it is. What was pinned may have come
    /// down since: the others are not known beyond what is known of the pinned.
    fn end(&self, pinned: bool) -> Option<Key> {
        if pinned { self.end_of_pinned } else { self.end_of_pinned.max(self.end_of_others) }
    }

    /// What a page may take of a stretch, down to where all boards know it.
    fn walk(
        &self,
        wanted: &Wanted<'_>,
        (pinned, beyond): Stretch,
        end: Option<Key>,
    ) -> impl Iterator<Item = Posted> {
        let before = |one: &Posted| beyond.is_some_and(|key| one.key() >= key);
        let start = self.posted.partition_point(before);
        let rest = self.posted.get(start..).unwrap_or_default().iter();
        let known = rest.take_while(move |one| end.is_none_or(|end| one.key() >= end));
        let of_stretch = known
            .filter(move |one| one.is_valid(wanted.now) && one.is_pinned(wanted.since) == pinned);
        of_stretch.take(wanted.rows).copied()
    }
}

/// The page that these boards hold, in its order; nothing when it may hold more than they know.
pub(super) fn merge(boards: &[Arc<Board>], wanted: &Wanted<'_>) -> Option<Vec<Posted>> {
    if !boards.iter().all(|board| board.serves(wanted)) {
        return None;
    }
    let mut page: Vec<Posted> = Vec::new();
    for &(pinned, beyond) in wanted.stretches {
        let end = boards.iter().filter_map(|board| board.end(pinned)).max();
        let walks = boards.iter().flat_map(|board| board.walk(wanted, (pinned, beyond), end));
        let mut found: Vec<Posted> = walks.collect();
        // Whoever has several roles finds a notice on several boards.
        found.sort_unstable_by_key(|one| Reverse((one.key(), one.version)));
        found.dedup_by_key(|one| one.id);
        found.truncate(wanted.rows - page.len());
        page.append(&mut found);
        if page.len() == wanted.rows {
            break;
        }
        if end.is_some() {
            return None;
        }
    }
    Some(page)
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    const ROWS: usize = 4;
    const MOST: usize = 6;

    fn at(minute: i64) -> Instant {
        let noon: Instant = "2026-03-14T04:00:00Z".parse().unwrap();
        noon + TimeDelta::minutes(minute)
    }

    fn posted(number: u128, minute: i64, pinned: Option<i64>, expires: Option<i64>) -> Posted {
        Posted {
            id: NoticeId(Uuid::from_u128(number)),
            version: 2,
            author_id: PersonId(Uuid::nil()),
            published_at: at(minute),
            pinned_until: pinned.map(at),
            expires_at: expires.map(at),
        }
    }

    /// What a walk of the table gives.
    fn walk(table: &[Posted], now: Instant, pinned: bool, most: usize) -> Vec<Posted> {
        let mut found: Vec<Posted> = table
            .iter()
            .filter(|one| one.is_valid(now) && one.is_pinned(now) == pinned)
            .copied()
            .collect();
        found.sort_by_key(|one| Reverse(one.key()));
        found.truncate(most);
        found
    }

    fn read(table: &[Posted], since: Instant) -> Arc<Board> {
        let mut found = walk(table, since, true, MOST);
        found.extend(walk(table, since, false, MOST));
        Arc::new(Board::of(found, since, MOST))
    }

    /// The whole feed, as it is defined.
    fn feed(table: &[Posted], now: Instant, since: Instant) -> Vec<Posted> {
        let valid = table.iter().filter(|one| one.is_valid(now));
        let mut feed: Vec<Posted> = valid.copied().collect();
        feed.sort_by_key(|one| Reverse((one.is_pinned(since), one.key())));
        feed.dedup_by_key(|one| one.id);
        feed
    }

    fn stretches(beyond: Option<&Posted>, since: Instant) -> Vec<Stretch> {
        match beyond {
            None => vec![(true, None), (false, None)],
            Some(one) if one.is_pinned(since) => vec![(true, Some(one.key())), (false, None)],
            Some(one) => vec![(false, Some(one.key()))],
        }
    }

    #[test]
    fn a_pin_ends_and_a_notice_expires_by_the_clock_alone() {
        let table =
            [posted(1, 0, Some(30), None), posted(2, 1, None, Some(20)), posted(3, 2, None, None)];
        let board = read(&table, at(0));
        let ids = |minute: i64| -> Vec<u128> {
            let stretches = stretches(None, at(minute));
            let now = at(minute);
            let wanted = Wanted { now, since: now, stretches: &stretches, rows: ROWS };
            let page = merge(&[Arc::clone(&board)], &wanted).unwrap();
            page.iter().map(|one| one.id.0.as_u128()).collect()
        };
        assert_eq!(ids(5), [1, 3, 2]);
        assert_eq!(ids(20), [1, 3]);
        assert_eq!(ids(30), [3, 1]);
    }

    #[test]
    fn a_board_serves_no_page_that_began_before_what_it_holds() {
        let board = read(&[posted(1, 0, Some(30), None)], at(0));
        for (now, since) in [(at(5), at(-1)), (at(-1), at(-1))] {
            let wanted = Wanted { now, since, stretches: &[(true, None)], rows: ROWS };
            assert_eq!(merge(&[Arc::clone(&board)], &wanted), None);
        }
    }

    type Row = (i64, Option<i64>, Option<i64>, u8);

    fn row() -> impl Strategy<Value = Row> {
        let pinned = proptest::option::of(-10_i64..80);
        let expires = proptest::option::of(1_i64..80);
        (-30_i64..0, pinned, expires, 1_u8..4)
    }

    proptest! {
        /// Whatever stands in the tables: a page of the boards is the page of the feed, or the boards
        /// say that they do not know it; and the first page they know unless too much has ended.
        #[test]
        fn a_page_is_the_feeds_own_or_is_left_to_the_tables(
            rows in proptest::collection::vec(row(), 0..40),
            later in 0_i64..60,
            before in 0_i64..60,
        ) {
            let table = |role: u8| -> Vec<Posted> {
                let numbered = (1_u128..).zip(&rows);
                let of_role = numbered.filter(|(_, row)| row.3 & role != 0);
                of_role.map(|(id, row)| posted(id, row.0, row.1, row.2)).collect()
            };
            let tables = [table(1), table(2)];
            let boards: Vec<Arc<Board>> = tables.iter().map(|table| read(table, at(0))).collect();
            let (now, since) = (at(later), at(later.min(before)));
            let whole = feed(&tables.concat(), now, since);
            for place in 0..=whole.len() {
                let beyond = place.checked_sub(1).map(|place| &whole[place]);
                let stretches = stretches(beyond, since);
                let wanted = Wanted { now, since, stretches: &stretches, rows: ROWS };
                let page = merge(&boards, &wanted);
                if let Some(page) = page {
                    let expected: Vec<Posted> =
                        whole[place..].iter().take(ROWS).copied().collect();
                    prop_assert_eq!(page, expected);
                } else {
                    let known = boards.iter().all(|board| board.len() < MOST);
                    prop_assert!(!known, "boards that hold everything know every page");
                }
            }
        }
    }
}
