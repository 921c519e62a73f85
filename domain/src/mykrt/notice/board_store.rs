//! The queries of what a node remembers of notices: boards, the notices on them, and what is the
//! reader's own beside a page of them.

use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult};
use uuid::Uuid;

use super::{
    audience::{AudienceRole, Where},
    board::Posted,
    feed_store::{FeedKey, Ground, Walk},
    model::{FeedFilter, Notice},
    reader::Reader,
    store,
};
use crate::shared::{
    clock::Instant,
    db::Query,
    error::Result,
    id::{NoticeId, PersonId},
    page::PageRequest,
};

/// The newest notices to those with a role in a place that were valid at a moment: so many that were
/// pinned then, and so many of the others.
pub(super) async fn list_newest<C: ConnectionTrait>(
    connection: &C,
    (place, role): (&Where, AudienceRole),
    at: Instant,
    most: u64,
) -> Result<Vec<Posted>> {
    let nobody = Reader { person: PersonId(Uuid::nil()), places: Vec::new() };
    let filter = FeedFilter::default();
    let walk = Walk { reader: &nobody, filter: &filter, now: at, since: at };
    let ground = Ground::Place(role, place.encode());
    let columns = "n.id, n.version, n.author_id, n.published_at, n.pinned_until, n.expires_at";
    let mut query = Query::new("");
    let mut before = "";
    for pinned in [true, false] {
        walk.begin(&mut query, before, columns, &ground);
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
    store::list_by_ids(connection, ids, PersonId(Uuid::nil())).await
}

/// What a notice on a page is to its reader; one that names them stands with where it belongs.
#[derive(Debug, FromQueryResult)]
pub(super) struct Own {
    pub id: NoticeId,
    pub version: Option<i64>,
    pub author_id: Option<PersonId>,
    pub published_at: Option<Instant>,
    pub pinned_until: Option<Instant>,
    pub read_at: Option<Instant>,
    pub acknowledged_at: Option<Instant>,
    pub acknowledged_again_at: Option<Instant>,
    pub acknowledged_version: Option<i64>,
    pub named: bool,
}

impl Own {
    /// When the reader said that they know what has been asked about since this version.
    pub fn acknowledged_at(&self, asked_version: i64) -> Option<Instant> {
        let counts = self.acknowledged_version == Some(asked_version);
        self.acknowledged_again_at.or(self.acknowledged_at).filter(|_| counts)
    }

    /// The notice, when it belongs on the page because it names the reader.
    pub fn posted(&self) -> Option<Posted> {
        Some(Posted {
            id: self.id,
            version: self.version?,
            author_id: self.author_id?,
            published_at: self.published_at?,
            pinned_until: self.pinned_until,
            // It was asked just now.
            expires_at: None,
        })
    }
}

/// What is the reader's own beside a page: the notices that name them and may belong on it, and
/// their receipts of these notices, which come of the boards. One of these that names them too is among
/// the former: what names them and stands before it on the page is no more than a page. A notice may
/// come more than once.
pub(super) async fn list_own<C: ConnectionTrait>(
    connection: &C,
    walk: &Walk<'_>,
    page: &PageRequest<FeedKey>,
    ids: &[NoticeId],
) -> Result<Vec<Own>> {
    let reader = walk.reader.person;
    let mut query = Query::new(
        "select n.id, n.version, n.author_id, n.published_at, n.pinned_until, r.read_at, \
         r.acknowledged_at, r.acknowledged_again_at, r.acknowledged_version, true as named from (",
    );
    walk.parts(&mut query, &[Ground::Named], page);
    query.join(
        ") as page join notice n on n.id = page.id \
         left join notice_receipt r on r.notice_id = n.id and r.person_id = ?",
        [reader.into()],
    );
    let receipts = " union all select r.notice_id, null, null, null, null, r.read_at, \
                    r.acknowledged_at, r.acknowledged_again_at, r.acknowledged_version, \
                    false from ";
    let ids = ids.iter().map(|id| id.0);
    if connection.get_database_backend() == DbBackend::Postgres {
        // One look into the key for each notice. Asked for all of them at once, PostgreSQL walks everything
        // that the reader ever read, which grows with the years.
        query.select(receipts, []);
        query.asked(ids);
        query.join(
            "cross join lateral (select * from notice_receipt r where r.person_id = ? \
             and r.notice_id = asked.id offset 0) as r",
            [reader.into()],
        );
    } else {
        query.select(&format!("{receipts} notice_receipt r"), []);
        query.and("r.person_id = ?", [reader.into()]);
        query.and_in("r.notice_id", ids);
    }
    query.all(connection).await
}
