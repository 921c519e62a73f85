//! The queries of what a node remembers of notices: boards, the notices on them, and what is readers' own
//! beside their pages.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock},
};

use sea_orm::{ConnectionTrait, FromQueryResult, QueryResult, sqlx};
use uuid::Uuid;

use super::{
    audience::{AudienceRole, Where},
    board::{Board, Posted},
    feed_store::{Ground, Walk},
    model::{FeedFilter, Notice},
    reader::Reader,
    store,
};
use crate::shared::{
    clock::Instant,
    db::{Db, Lanes, Query},
    error::Result,
    id::{NoticeId, PersonId},
};

/// So many notices that name a reader are looked at for a page, of those that are pinned and of the others.
const NAMED: u16 = 32;

/// The newest notices to those with a role in a place that were valid at a moment: so many that were
/// pinned then, and so many of the others.
pub(super) async fn list_newest<C: ConnectionTrait>(
    connection: &C,
    (place, role): (&Where, AudienceRole),
    at: Instant,
    most: u64,
) -> Result<Vec<Posted>> {
    let ground = Ground::Place(role, place.encode());
    newest_of(connection, PersonId(Uuid::nil()), &ground, (at, most)).await
}

async fn newest_of<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
    ground: &Ground,
    (at, most): (Instant, u64),
) -> Result<Vec<Posted>> {
    let reader = Reader { person, places: Vec::new() };
    let filter = FeedFilter::default();
    let walk = Walk { reader: &reader, filter: &filter, now: at, since: at };
    let columns = "n.id, n.version, n.author_id, n.published_at, n.pinned_until, n.expires_at";
    let mut query = Query::new("");
    let mut before = "";
    for pinned in [true, false] {
        walk.begin(&mut query, before, columns, ground);
        walk.pin(&mut query, pinned);
        query.keyset(["n.published_at", "n.id"], None, false, true);
        query.limit(most);
        query.end(") as part");
        before = " union all ";
    }
    query.all(connection).await
}

/// These notices, read by nobody in particular, in any order.
pub(super) async fn list_for_nobody<C: ConnectionTrait>(
    connection: &C,
    ids: &[NoticeId],
) -> Result<Vec<Notice>> {
    store::list_by_ids(connection, ids, None).await
}

/// What somebody did with a notice.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub(super) struct Receipt {
    pub notice_id: NoticeId,
    pub read_at: Option<Instant>,
    acknowledged_at: Option<Instant>,
    acknowledged_again_at: Option<Instant>,
    acknowledged_version: i64,
}

impl Receipt {
    /// When the reader said that they know what has been asked about since this version.
    pub fn acknowledged_at(&self, asked_version: i64) -> Option<Instant> {
        let counts = self.acknowledged_version == asked_version;
        self.acknowledged_again_at.or(self.acknowledged_at).filter(|_| counts)
    }
}

/// What is a reader's own beside a page.
#[derive(Debug, Default)]
pub(super) struct Own {
    /// The newest that name them; none where there are none.
    pub named: Option<Arc<Board>>,
    /// Their receipts of these and of what was asked for.
    pub receipts: HashMap<NoticeId, Receipt>,
}

impl Own {
    /// … of what was read for a moment: whoever shares the reading may have asked for another.
    fn of(named: Vec<Posted>, since: Instant, receipts: Vec<Receipt>) -> Self {
        let board = |named| Arc::new(Board::of(named, since, usize::from(NAMED)));
        Self {
            named: Some(named).filter(|named| !named.is_empty()).map(board),
            receipts: receipts.into_iter().map(|one| (one.notice_id, one)).collect(),
        }
    }
}

/// A reader, and a notice of their page; without one, what names them.
pub(super) type OwnAsked = (PersonId, Option<NoticeId>);

/// What is readers' own, by reader: the newest notices that name them and were valid at a moment, and
/// their receipts.
pub(super) async fn list_own(
    db: &Db,
    asked: &[OwnAsked],
    since: Instant,
) -> Result<HashMap<PersonId, Own>> {
    if let Some(lanes) = db.postgres() {
        return list_own_postgres(lanes, asked, since).await;
    }
    let mut all: HashMap<PersonId, Own> = HashMap::new();
    let mut wanted: HashMap<PersonId, Vec<Uuid>> = HashMap::new();
    for (person, notice) in asked {
        wanted.entry(*person).or_default().extend(notice.map(|notice| notice.0));
    }
    for (person, mut notices) in wanted {
        let newest = (since, u64::from(NAMED));
        let named = newest_of(db.read(), person, &Ground::Named, newest).await?;
        notices.extend(named.iter().map(|one| one.id.0));
        let mut query = Query::new(format!("select r.notice_id, {RECEIPT} from notice_receipt r"));
        query.and("r.person_id = ?", [person.into()]);
        query.and_in("r.notice_id", notices.into_iter());
        let receipts: Vec<Receipt> = query.all(db.read()).await?;
        all.insert(person, Own::of(named, since, receipts));
    }
    Ok(all)
}

/// What is told of a receipt `r`.
const RECEIPT: &str =
    "r.read_at, r.acknowledged_at, r.acknowledged_again_at, r.acknowledged_version";

/// One statement for all readers, with one look into the key for each notice. Asked for all notices of a
/// reader at once, PostgreSQL walks everything that they ever read, which grows with the years.
static OWN: LazyLock<String> = LazyLock::new(|| {
    format!(
        "
select asked.person_id, n.id as notice_id, n.version, n.author_id, n.published_at, n.pinned_until,
    n.expires_at, {RECEIPT}
from unnest($1::uuid[]) as asked (person_id)
cross join lateral (
    (select n.* from notice_person p join notice n on n.id = p.notice_id
    where p.person_id = asked.person_id and n.status = 'PUBLISHED'
    and (n.expires_at is null or n.expires_at > $4) and n.pinned_until > $4
    order by n.published_at desc, n.id desc limit $5)
    union all
    (select n.* from notice_person p join notice n on n.id = p.notice_id
    where p.person_id = asked.person_id and n.status = 'PUBLISHED'
    and (n.expires_at is null or n.expires_at > $4)
    and (n.pinned_until is null or n.pinned_until <= $4)
    order by n.published_at desc, n.id desc limit $5)
) as n
left join lateral (
    select * from notice_receipt r
    where r.person_id = asked.person_id and r.notice_id = n.id offset 0
) as r on true
union all
select asked.person_id, asked.notice_id, null, null, null, null, null, {RECEIPT}
from unnest($2::uuid[], $3::uuid[]) as asked (person_id, notice_id)
cross join lateral (
    select * from notice_receipt r
    where r.person_id = asked.person_id and r.notice_id = asked.notice_id offset 0
) as r"
    )
});

/// A row of it: a notice that names the reader, or a receipt alone.
#[derive(Debug, FromQueryResult)]
struct OwnRow {
    person_id: PersonId,
    notice_id: NoticeId,
    version: Option<i64>,
    author_id: Option<PersonId>,
    published_at: Option<Instant>,
    pinned_until: Option<Instant>,
    expires_at: Option<Instant>,
    read_at: Option<Instant>,
    acknowledged_at: Option<Instant>,
    acknowledged_again_at: Option<Instant>,
    acknowledged_version: Option<i64>,
}

impl OwnRow {
    fn receipt(&self) -> Option<Receipt> {
        Some(Receipt {
            notice_id: self.notice_id,
            read_at: self.read_at,
            acknowledged_at: self.acknowledged_at,
            acknowledged_again_at: self.acknowledged_again_at,
            acknowledged_version: self.acknowledged_version?,
        })
    }

    fn posted(&self) -> Option<Posted> {
        Some(Posted {
            id: self.notice_id,
            version: self.version?,
            author_id: self.author_id?,
            published_at: self.published_at?,
            pinned_until: self.pinned_until,
            expires_at: self.expires_at,
        })
    }
}

async fn list_own_postgres(
    lanes: &Lanes,
    asked: &[OwnAsked],
    since: Instant,
) -> Result<HashMap<PersonId, Own>> {
    let readers: Vec<Uuid> =
        asked.iter().filter(|(_, notice)| notice.is_none()).map(|(person, _)| person.0).collect();
    let (people, notices): (Vec<Uuid>, Vec<Uuid>) =
        asked.iter().filter_map(|(person, notice)| Some((person.0, notice.as_ref()?.0))).unzip();
    let query = sqlx::query(OWN.as_str())
        .bind(readers)
        .bind(people)
        .bind(notices)
        .bind(since)
        .bind(i64::from(NAMED));
    let mut found: HashMap<PersonId, (Vec<Posted>, Vec<Receipt>)> = HashMap::new();
    for row in lanes.rows(query).await? {
        let row = OwnRow::from_query_result(&QueryResult::from(row), "")?;
        let (named, receipts) = found.entry(row.person_id).or_default();
        named.extend(row.posted());
        receipts.extend(row.receipt());
    }
    let found = found.into_iter();
    Ok(found.map(|(person, (named, receipts))| (person, Own::of(named, since, receipts))).collect())
}
