//! The queries about how far notices came with people.

use sea_orm::{ConnectionTrait, FromQueryResult};

use super::reach_store::Reached;
use crate::shared::{
    clock::Instant,
    db::{self, Query},
    error::Result,
    id::{NoticeId, PersonId},
    page::PageRequest,
};

/// How far a notice came with somebody: when, as far as it is known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Receipt {
    pub notice: NoticeId,
    pub person: PersonId,
    pub delivered_at: Option<Instant>,
    pub seen_at: Option<Instant>,
    pub read_at: Option<Instant>,
    pub acknowledged_at: Option<Instant>,
    /// When this program heard of it.
    pub received_at: Instant,
}

/// Notes a receipt beside what is known: the earliest time of each kind stays. Tells whether
/// anything is new.
pub(super) async fn put<C: ConnectionTrait>(connection: &C, receipt: &Receipt) -> Result<bool> {
    const KINDS: [&str; 4] = ["delivered_at", "seen_at", "read_at", "acknowledged_at"];
    // PostgreSQL and SQLite agree on this form alone: `least` is not known to the second.
    let earlier = |kind: &str| {
        format!(
            "(excluded.{kind} is not null and (notice_receipt.{kind} is null or \
             excluded.{kind} < notice_receipt.{kind}))"
        )
    };
    let set = KINDS.map(|kind| {
        let earlier = earlier(kind);
        format!("{kind} = case when {earlier} then excluded.{kind} else notice_receipt.{kind} end")
    });
    let sql = format!(
        "insert into notice_receipt (notice_id, person_id, delivered_at, seen_at, read_at, \
         acknowledged_at, received_at) values ($1, $2, $3, $4, $5, $6, $7) \
         on conflict (person_id, notice_id) do update set {} where {}",
        set.join(", "),
        KINDS.map(earlier).join(" or "),
    );
    let values = [
        receipt.notice.into(),
        receipt.person.into(),
        receipt.delivered_at.into(),
        receipt.seen_at.into(),
        receipt.read_at.into(),
        receipt.acknowledged_at.into(),
        receipt.received_at.into(),
    ];
    Ok(db::run(connection, &sql, values).await? == 1)
}

/// Whether somebody has a receipt of a notice.
pub(super) async fn has<C: ConnectionTrait>(
    connection: &C,
    id: NoticeId,
    person: PersonId,
) -> Result<bool> {
    let sql = "select 1 from notice_receipt where notice_id = $1 and person_id = $2";
    db::exists(connection, sql, [id.into(), person.into()]).await
}

/// How many people a notice came how far with.
#[derive(Clone, Copy, Debug, Default, FromQueryResult)]
pub(super) struct Counts {
    pub sent: i64,
    pub delivered: i64,
    pub seen: i64,
    pub read: i64,
    pub acknowledged: i64,
}

pub(super) async fn counts<C: ConnectionTrait>(connection: &C, id: NoticeId) -> Result<Counts> {
    let sql = "select count(sent_at) as sent, count(delivered_at) as delivered, \
               count(seen_at) as seen, count(read_at) as read, \
               count(acknowledged_at) as acknowledged from notice_receipt where notice_id = $1";
    Ok(db::one(connection, sql, [id.into()]).await?.unwrap_or_default())
}

/// Begins a query about those whom the audience matches now, and whoever has a receipt: each once.
fn everybody(query: &mut Query, id: NoticeId, reached: &Reached<'_>, now: Instant) {
    reached.select(query, now, i64::MAX);
    query.join("union select person_id from notice_receipt where notice_id = ?", [id.into()]);
    query.end(") as everybody");
}

/// How many people those are.
pub(super) async fn audience<C: ConnectionTrait>(
    connection: &C,
    id: NoticeId,
    reached: &Reached<'_>,
    now: Instant,
) -> Result<i64> {
    let mut query = Query::new("select count(*) from (");
    everybody(&mut query, id, reached, now);
    let counts: Vec<i64> = query.values(connection).await?;
    Ok(counts.first().copied().unwrap_or(0))
}

/// The key by which people are ordered.
pub(super) type PersonKey = (String, PersonId);

/// How far a notice came with somebody, for whoever may see their name.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Recipient {
    /// The person.
    pub id: PersonId,
    /// Their name.
    pub display_name: String,
    /// When a phone of theirs had it.
    pub delivered_at: Option<Instant>,
    /// When they saw it in a list.
    pub seen_at: Option<Instant>,
    /// When they read it.
    pub read_at: Option<Instant>,
    /// When they said that they know.
    pub acknowledged_at: Option<Instant>,
}

/// Those people by name.
pub(super) async fn recipients<C: ConnectionTrait>(
    connection: &C,
    id: NoticeId,
    reached: &Reached<'_>,
    wanted: (Instant, bool),
    page: &PageRequest<PersonKey>,
) -> Result<Vec<Recipient>> {
    let (now, unacknowledged_only) = wanted;
    let mut query = Query::new(
        "select n.id, n.display_name, r.delivered_at, r.seen_at, r.read_at, r.acknowledged_at \
         from (",
    );
    everybody(&mut query, id, reached, now);
    query.select(
        " join person n on n.id = everybody.person_id \
         left join notice_receipt r on r.person_id = n.id and r.notice_id = ?",
        [id.into()],
    );
    query.and("n.status <> 'ERASED'", []);
    if unacknowledged_only {
        query.and("r.acknowledged_at is null", []);
    }
    let beyond = page.beyond.as_ref().map(|(name, id)| [name.as_str().into(), (*id).into()]);
    query.keyset(["n.display_name", "n.id"], beyond, page.backward, false);
    query.limit(page.rows());
    query.all(connection).await
}
