//! The queries that count what is unread of a reader's feed.
//!
//! One statement looks at the newest 1,000 of each walk, of each severity, and says whether a walk
//! goes on. For nearly everybody that is all. For whoever has read so many, each walk goes on, a part
//! of 1,000 at a time, until enough is found or it ends: 20,000 notices further at most for each
//! severity, so that it has a bound however many notices there are.

use std::collections::HashSet;

use sea_orm::{ConnectionTrait, FromQueryResult, Iterable as _, Value};

use super::{
    feed_store::{Ground, Walk},
    model::{FeedFilter, Severity},
};
use crate::shared::{clock::Instant, db::Query, error::Result, id::NoticeId};

/// So many notices of a walk are looked at at once.
const PART: u64 = 1_000;
/// So many parts beyond the first of each walk are looked at: 20 × 1,000 notices.
const MOST_PARTS: usize = 20;

/// How many notices of a feed are unread of each severity, counted up to `most`.
pub(super) async fn count<C: ConnectionTrait>(
    connection: &C,
    walk: &Walk<'_>,
    most: u64,
) -> Result<Vec<(Severity, u64)>> {
    let mut counts = Vec::new();
    for first in first_parts(connection, walk, most).await? {
        let mut unread = u64::try_from(first.unread).unwrap_or(0);
        let goes_on = u64::try_from(first.reached).unwrap_or(0) >= PART;
        if unread < most && goes_on {
            let filter = FeedFilter { severity: Some(first.severity), ..*walk.filter };
            unread = walk_on(connection, &Walk { filter: &filter, ..*walk }, most).await?;
        }
        counts.push((first.severity, unread.min(most)));
    }
    Ok(counts)
}

/// What the first parts of all walks hold of a severity.
#[derive(Debug, FromQueryResult)]
struct First {
    severity: Severity,
    unread: i64,
    /// [`PART`] when a walk goes on.
    reached: i64,
}

async fn first_parts<C: ConnectionTrait>(
    connection: &C,
    walk: &Walk<'_>,
    most: u64,
) -> Result<Vec<First>> {
    first_query(connection, walk, most).all(connection).await
}

/// The statement that looks at them.
pub(super) fn first_query<C: ConnectionTrait>(connection: &C, walk: &Walk<'_>, most: u64) -> Query {
    let mut query = Query::new(
        "select severity, count(distinct case when read_at is null then id end) as unread, \
         max(walked) as reached from (",
    );
    let grounds = walk.grounds(connection.get_database_backend());
    let mut before = "";
    for severity in Severity::iter() {
        let filter = FeedFilter { severity: Some(severity), ..*walk.filter };
        let walk = Walk { filter: &filter, ..*walk };
        for ground in &grounds {
            part(&mut query, before, &walk, Looked { ground, beyond: None, most });
            before = " union all ";
        }
    }
    query.end(") as looked group by severity");
    query
}

/// At what one part looks.
#[derive(Debug)]
struct Looked<'a> {
    ground: &'a Ground,
    beyond: Option<[Value; 2]>,
    most: u64,
}

/// Writes the select of one part of a walk: what is unread of it, and its last notice when it is full,
/// because then the walk goes on beyond that. Where it finds enough it ends before.
fn part(query: &mut Query, before: &str, walk: &Walk<'_>, looked: Looked<'_>) {
    let columns = "n.id, n.severity, n.published_at, n.walked, r.read_at from (select w.*, \
                   row_number() over (order by w.published_at desc, w.id desc) as walked \
                   from (select n.id, n.severity, n.published_at";
    walk.begin(query, before, columns, looked.ground);
    query.keyset(["n.published_at", "n.id"], looked.beyond, false, true);
    query.limit(PART);
    query.select(
        ") as w) as n left join notice_receipt r on r.notice_id = n.id and r.person_id = ?",
        [walk.reader.person.into()],
    );
    query.and(&format!("(r.read_at is null or n.walked = {PART})"), []);
    query.limit(looked.most);
    query.end(") as part");
}

/// A notice that a part holds.
#[derive(Debug, FromQueryResult)]
struct Found {
    id: NoticeId,
    published_at: Instant,
    walked: i64,
    read_at: Option<Instant>,
}

/// How many are unread of everything that a walk of one severity holds, counted up to `most`.
async fn walk_on<C: ConnectionTrait>(connection: &C, walk: &Walk<'_>, most: u64) -> Result<u64> {
    let (mut unread, mut parts) = (HashSet::new(), 0);
    let number = |unread: &HashSet<NoticeId>| u64::try_from(unread.len()).unwrap_or(u64::MAX);
    for ground in &walk.single_grounds() {
        let mut beyond = None;
        loop {
            let mut query = Query::new("");
            part(&mut query, "", walk, Looked { ground, beyond, most });
            let found: Vec<Found> = query.all(connection).await?;
            unread.extend(found.iter().filter(|one| one.read_at.is_none()).map(|one| one.id));
            if number(&unread) >= most {
                return Ok(most);
            }
            let last =
                found.iter().find(|one| u64::try_from(one.walked).is_ok_and(|at| at == PART));
            let Some(last) = last else { break };
            if parts == MOST_PARTS {
                return Ok(number(&unread));
            }
            parts += 1;
            beyond = Some([last.published_at.into(), last.id.into()]);
        }
    }
    Ok(number(&unread))
}
