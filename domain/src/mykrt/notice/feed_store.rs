//! The queries about a reader's feed.
//!
//! A feed is merged of one short walk for each place that the reader belongs to, so it costs the
//! same however many notices there are; a notice to a million people is one row of one of them. A
//! place is walked once for each role that the reader has there, so that each walk has an index which
//! holds no notices for others.
//!
//! On PostgreSQL one select walks all places of a role, one after the other (`lateral`): a server
//! sets up every scan that stands in a statement before it begins, and a reader with ten places
//! would wait longer for that than for the walks. SQLite knows no `lateral`; there each walk is a
//! select of its own, which costs it nothing.
//!
//! A filter by severity or by category has an index for each role as well. A page of what no index
//! tells apart, which is what is unread, or one severity of one category, is looked for among the next
//! 20,000 of each walk: or whoever has read everything would be answered from every notice that there
//! ever was. A walk ends where the page is full. How many are unread is counted in `unread_store.rs`.
//!
//! What most people ask for, the newest of everything, is answered of what the node remembers
//! (`boards.rs`), which is read by the same walks.

use sea_orm::{ActiveEnum, ConnectionTrait, DbBackend, Value};

use super::{
    audience::AudienceRole,
    model::{FeedFilter, Notice, Severity},
    reader::Reader,
    store,
};
use crate::shared::{clock::Instant, db::Query, error::Result, id::NoticeId, page::PageRequest};

/// Among so many of each walk, from the place of the page on, it is looked for what is unread, or for
/// one severity of a category.
const LOOKED_AMONG: u64 = 20_000;

/// The place of a notice in a feed: when its first page was read, whether the notice was pinned
/// then, since when it is out, and its id.
pub(super) type FeedKey = (Instant, bool, Instant, NoticeId);

/// Whose feed is walked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Walk<'a> {
    pub reader: &'a Reader,
    pub filter: &'a FeedFilter,
    pub now: Instant,
    /// When the first page was read: what was pinned then stands first on every page.
    pub since: Instant,
}

/// What one select walks.
#[derive(Debug)]
pub(super) enum Ground {
    /// A place, as it stands in the table, for somebody with this role there.
    Place(AudienceRole, String),
    /// Several places, one after the other, for somebody with this role in each.
    Places(AudienceRole, Vec<String>),
    /// The notices that name the reader.
    Named,
}

/// One select's part of a page.
#[derive(Debug)]
struct Part<'a> {
    ground: &'a Ground,
    pinned: bool,
    beyond: Option<[Value; 2]>,
    backward: bool,
    rows: u64,
}

impl Walk<'_> {
    /// Everything that is walked: each place for each role, and the notices that name the reader.
    pub(super) fn grounds(&self, backend: DbBackend) -> Vec<Ground> {
        if backend != DbBackend::Postgres {
            return self.single_grounds();
        }
        let of_roles = AudienceRole::ALL.into_iter().map(|role| (role, self.scopes(role)));
        let some = of_roles.filter(|(_, scopes)| !scopes.is_empty());
        let places = some.map(|(role, scopes)| Ground::Places(role, scopes));
        places.chain([Ground::Named]).collect()
    }

    /// The same, each place by itself.
    pub(super) fn single_grounds(&self) -> Vec<Ground> {
        let of_role = |role| {
            let scopes = self.scopes(role).into_iter();
            scopes.map(move |scope| Ground::Place(role, scope))
        };
        AudienceRole::ALL.into_iter().flat_map(of_role).chain([Ground::Named]).collect()
    }

    /// The places where the reader has a role, as they stand in the table.
    fn scopes(&self, role: AudienceRole) -> Vec<String> {
        let places = self.reader.places.iter().filter(|(_, mask)| mask & role.bit() != 0);
        places.map(|(place, _)| place.encode()).collect()
    }

    /// One select up to its order: `before` stands in front of it, `columns` are those of a notice.
    pub(super) fn begin(&self, query: &mut Query, before: &str, columns: &str, ground: &Ground) {
        if let Ground::Places(_, scopes) = ground {
            let places = vec!["(?)"; scopes.len()].join(", ");
            let head = format!(
                "{before}select part.* from (values {places}) as place (scope) \
                 cross join lateral (select {columns}"
            );
            query.select(&head, scopes.iter().map(|scope| scope.as_str().into()));
        } else {
            query.select(&format!("{before}select * from (select {columns}"), []);
        }
        query.end(" from notice n");
        if matches!(ground, Ground::Named) {
            query.join(
                "join notice_person p on p.notice_id = n.id and p.person_id = ?",
                [self.reader.person.into()],
            );
        }
        query.and("n.status = 'PUBLISHED'", []);
        match ground {
            Ground::Place(role, scope) => query.and(&in_place("?", *role), [scope.as_str().into()]),
            Ground::Places(role, _) => query.and(&in_place("place.scope", *role), []),
            Ground::Named => {}
        }
        query.and("(n.expires_at is null or n.expires_at > ?)", [self.now.into()]);
        if let Some(severity) = self.filter.severity {
            query.and("n.severity = ?", [severity.to_value().into()]);
        }
        if let Some(category) = self.filter.category {
            query.and("n.category = ?", [category.to_value().into()]);
        }
    }

    /// The condition that a notice was pinned when the first page was read, or that it was not: in
    /// `board.rs` it stands once more.
    pub(super) fn pin(&self, query: &mut Query, pinned: bool) {
        if pinned {
            query.and("n.pinned_until > ?", [self.since.into()]);
        } else {
            query.and("(n.pinned_until is null or n.pinned_until <= ?)", [self.since.into()]);
        }
    }

    /// The selects of a page, joined by `union`: of each stretch that it touches, each ground.
    pub(super) fn parts(&self, query: &mut Query, grounds: &[Ground], page: &PageRequest<FeedKey>) {
        let mut before = "";
        for (pinned, key) in stretches(page) {
            for ground in grounds {
                let beyond = key.map(|(at, id)| [at.into(), id.into()]);
                let (backward, rows) = (page.backward, page.rows());
                self.part(query, before, Part { ground, pinned, beyond, backward, rows });
                before = " union ";
            }
        }
    }

    fn part(&self, query: &mut Query, before: &str, part: Part<'_>) {
        let filter = *self.filter;
        // Of two filters the index of the category holds one.
        let severity = filter.severity.filter(|_| filter.category.is_some());
        let by_index = FeedFilter { severity: filter.severity.xor(severity), ..filter };
        let walk = Walk { filter: &by_index, ..*self };
        let is_looked_for = filter.unread_only || severity.is_some();
        let mut columns = format!("n.id, n.published_at, {} as pinned", i32::from(part.pinned));
        if is_looked_for {
            // The walk stands within another select, which takes of it what is wanted.
            columns.push_str(" from (select n.id, n.published_at, n.severity");
        }
        walk.begin(query, before, &columns, part.ground);
        walk.pin(query, part.pinned);
        query.keyset(["n.published_at", "n.id"], part.beyond, part.backward, true);
        if is_looked_for {
            query.limit(LOOKED_AMONG);
            self.look(query, severity);
            query.keyset(["n.published_at", "n.id"], None, part.backward, true);
        }
        query.limit(part.rows);
        query.end(") as part");
    }

    /// Goes on with what is taken of a walk: what is unread, and what has this severity.
    fn look(&self, query: &mut Query, severity: Option<Severity>) {
        query.select(") as n", []);
        if self.filter.unread_only {
            query.join(
                "left join notice_receipt r on r.notice_id = n.id and r.person_id = ?",
                [self.reader.person.into()],
            );
            query.and("r.read_at is null", []);
        }
        if let Some(severity) = severity {
            query.and("n.severity = ?", [severity.to_value().into()]);
        }
    }
}

/// The condition that a notice went to a place and to those with a role there. The role's number
/// stands in the text: the indexes are told apart by it.
fn in_place(scope: &str, role: AudienceRole) -> String {
    format!("n.scope = {scope} and (n.audience & {}) <> 0", role.bit())
}

/// A page of a feed, in walking order.
pub(super) async fn list<C: ConnectionTrait>(
    connection: &C,
    walk: &Walk<'_>,
    page: &PageRequest<FeedKey>,
) -> Result<Vec<Notice>> {
    page_query(connection, walk, page).all(connection).await
}

/// The statement of a page of a feed.
pub(super) fn page_query<C: ConnectionTrait>(
    connection: &C,
    walk: &Walk<'_>,
    page: &PageRequest<FeedKey>,
) -> Query {
    let grounds = walk.grounds(connection.get_database_backend());
    let mut query = Query::new(format!("select {} from (select * from (", store::COLUMNS));
    walk.parts(&mut query, &grounds, page);
    let way = if page.backward { "asc" } else { "desc" };
    query.join(
        &format!(
            ") as found order by pinned {way}, published_at {way}, id {way} limit ?) as page \
             join notice n on n.id = page.id"
        ),
        [i64::try_from(page.rows()).unwrap_or(i64::MAX).into()],
    );
    let reader = walk.reader.person;
    query.join(store::OF_READER, [reader.into(), reader.into()]);
    query.end(&format!(" order by page.pinned {way}, page.published_at {way}, page.id {way}"));
    query
}

/// What came into a feed after a moment, newest first: for a digest.
pub(super) async fn list_newest_since<C: ConnectionTrait>(
    connection: &C,
    walk: &Walk<'_>,
    after: Instant,
    rows: u64,
) -> Result<Vec<Notice>> {
    list_beyond(connection, walk, (after, true), rows).await
}

/// What came into a feed after a moment, oldest first: for somebody who was away.
pub(super) async fn list_since<C: ConnectionTrait>(
    connection: &C,
    walk: &Walk<'_>,
    after: Instant,
    rows: u64,
) -> Result<Vec<Notice>> {
    list_beyond(connection, walk, (after, false), rows).await
}

async fn list_beyond<C: ConnectionTrait>(
    connection: &C,
    walk: &Walk<'_>,
    (after, newest_first): (Instant, bool),
    rows: u64,
) -> Result<Vec<Notice>> {
    let way = if newest_first { " desc" } else { "" };
    let grounds = walk.grounds(connection.get_database_backend());
    let mut query = Query::new(format!("select {} from (select * from (", store::COLUMNS));
    let mut before = "";
    for ground in &grounds {
        walk.begin(&mut query, before, "n.id, n.published_at", ground);
        query.and("n.published_at > ?", [after.into()]);
        query.keyset(["n.published_at", "n.id"], None, false, newest_first);
        query.limit(rows);
        query.end(") as part");
        before = " union ";
    }
    query.join(
        &format!(
            ") as found order by published_at{way}, id{way} limit ?) as page \
             join notice n on n.id = page.id"
        ),
        [i64::try_from(rows).unwrap_or(i64::MAX).into()],
    );
    let reader = walk.reader.person;
    query.join(store::OF_READER, [reader.into(), reader.into()]);
    query.end(&format!(" order by page.published_at{way}, page.id{way}"));
    query.all(connection).await
}

/// A stretch of the feed, the pinned or the others, and beyond which key in it a page begins.
pub(super) type Stretch = (bool, Option<(Instant, NoticeId)>);

/// Which stretches of the feed a page may touch, in walking order when it is walked forward.
pub(super) fn stretches(page: &PageRequest<FeedKey>) -> Vec<Stretch> {
    match (page.beyond, page.backward) {
        (None, _) => vec![(true, None), (false, None)],
        (Some((_, true, at, id)), false) => vec![(true, Some((at, id))), (false, None)],
        (Some((_, false, at, id)), false) => vec![(false, Some((at, id)))],
        (Some((_, true, at, id)), true) => vec![(true, Some((at, id)))],
        (Some((_, false, at, id)), true) => vec![(true, None), (false, Some((at, id)))],
    }
}
