//! The queries about how far notices came with people.

use sea_orm::{ConnectionTrait, FromQueryResult};

use super::{
    model::Notice,
    reach_store::{Part, Reached},
    tally::{Counts, Times},
};
use crate::shared::{
    clock::Instant,
    db::{self, Query},
    error::Result,
    id::{NoticeId, PersonId},
    page::PageRequest,
};

/// How far a notice came with somebody, as it is told.
#[derive(Clone, Copy, Debug)]
pub(super) struct Receipt {
    pub notice: NoticeId,
    pub person: PersonId,
    pub times: Times,
    /// Since which version the notice has been asked about.
    pub asked_version: i64,
    /// When this program heard of it.
    pub received_at: Instant,
}

/// Notes a receipt beside what is known: the earliest time of each kind stays. Tells how many people
/// more that makes of each kind; none when as much was known before.
pub(super) async fn put<C: ConnectionTrait>(
    connection: &C,
    receipt: &Receipt,
) -> Result<Option<Counts>> {
    if let Some(known) = hold(connection, receipt).await? {
        return change(connection, receipt, &known).await;
    }
    let told = Times::default().told(&receipt.times, receipt.asked_version);
    let Some((times, counts)) = told else { return Ok(None) };
    if add(connection, receipt, &times).await? {
        return Ok(Some(counts));
    }
    // Of two who tell the first thing at once, the second adds to what the first has written.
    match hold(connection, receipt).await? {
        Some(known) => change(connection, receipt, &known).await,
        None => Ok(None),
    }
}

/// What is known, and stays so until the transaction ends.
async fn hold<C: ConnectionTrait>(connection: &C, receipt: &Receipt) -> Result<Option<Times>> {
    let lock = db::locking(connection, " for update");
    let sql = format!(
        "select delivered_at, seen_at, read_at, acknowledged_at, acknowledged_again_at, \
         acknowledged_version from notice_receipt where person_id = $1 and notice_id = $2{lock}"
    );
    db::one(connection, &sql, [receipt.person.into(), receipt.notice.into()]).await
}

async fn add<C: ConnectionTrait>(connection: &C, receipt: &Receipt, times: &Times) -> Result<bool> {
    let sql = "insert into notice_receipt (notice_id, person_id, delivered_at, seen_at, read_at, \
               acknowledged_at, received_at, acknowledged_again_at, acknowledged_version) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
               on conflict (person_id, notice_id) do nothing";
    let values = [
        receipt.notice.into(),
        receipt.person.into(),
        times.delivered_at.into(),
        times.seen_at.into(),
        times.read_at.into(),
        times.acknowledged_at.into(),
        receipt.received_at.into(),
        times.acknowledged_again_at.into(),
        times.acknowledged_version.into(),
    ];
    Ok(db::run(connection, sql, values).await? == 1)
}

async fn change<C: ConnectionTrait>(
    connection: &C,
    receipt: &Receipt,
    known: &Times,
) -> Result<Option<Counts>> {
    let told = known.told(&receipt.times, receipt.asked_version);
    let Some((times, counts)) = told else { return Ok(None) };
    let sql = "update notice_receipt set delivered_at = $3, seen_at = $4, read_at = $5, \
               acknowledged_at = $6, acknowledged_again_at = $7, acknowledged_version = $8 \
               where notice_id = $1 and person_id = $2";
    let values = [
        receipt.notice.into(),
        receipt.person.into(),
        times.delivered_at.into(),
        times.seen_at.into(),
        times.read_at.into(),
        times.acknowledged_at.into(),
        times.acknowledged_again_at.into(),
        times.acknowledged_version.into(),
    ];
    db::run(connection, sql, values).await?;
    Ok(Some(counts))
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
    /// When it was first sent to them: pushed, or by SMS.
    pub sent_at: Option<Instant>,
    /// When a phone of theirs had it.
    pub delivered_at: Option<Instant>,
    /// When they saw it in a list.
    pub seen_at: Option<Instant>,
    /// When they read it.
    pub read_at: Option<Instant>,
    /// When they said that they know what it says since a correction was last pushed again.
    pub acknowledged_at: Option<Instant>,
    /// When they said so of former words. Of several times it is the newest while that which counts is
    /// missing, and the first one beside it.
    pub formerly_acknowledged_at: Option<Instant>,
}

/// How far a notice came with somebody, beside their name; twice since which version it has been asked
/// about.
const OF_RECIPIENT: &str = "r.sent_at, r.delivered_at, r.seen_at, r.read_at, \
                            case when r.acknowledged_version = ? \
                            then coalesce(r.acknowledged_again_at, r.acknowledged_at) \
                            end as acknowledged_at, \
                            case when r.acknowledged_version <> ? \
                            then coalesce(r.acknowledged_again_at, r.acknowledged_at) \
                            when r.acknowledged_at < r.acknowledged_again_at \
                            then r.acknowledged_at end as formerly_acknowledged_at";

/// Those of them who have not said that they know what it says, by name.
pub(super) async fn unacknowledged<C: ConnectionTrait>(
    connection: &C,
    notice: &Notice,
    reached: &Reached<'_>,
    now: Instant,
    page: &PageRequest<PersonKey>,
) -> Result<Vec<Recipient>> {
    let &Notice { id, asked_version, .. } = notice;
    let mut query = Query::new("select n.id, n.display_name,");
    query.join(OF_RECIPIENT, [asked_version.into(), asked_version.into()]);
    query.end(" from (");
    everybody(&mut query, id, reached, now);
    query.select(
        " join person n on n.id = everybody.person_id \
         left join notice_receipt r on r.person_id = n.id and r.notice_id = ?",
        [id.into()],
    );
    query.and(
        "n.status <> 'ERASED' and (r.acknowledged_at is null or r.acknowledged_version <> ?)",
        [asked_version.into()],
    );
    let beyond = page.beyond.as_ref().map(|(name, id)| [name.as_str().into(), (*id).into()]);
    query.keyset(["n.display_name", "n.id"], beyond, page.backward, false);
    query.limit(page.rows());
    query.all(connection).await
}

/// Somebody who was walked past.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Walked {
    #[sea_orm(nested)]
    pub recipient: Recipient,
    /// Whether their account is erased: nothing is shown of them.
    pub erased: bool,
}

/// The next people by their ids, beyond somebody. Each part costs the same, however many people
/// there are; it is the last one when it holds fewer than `most`.
pub(super) async fn walk<C: ConnectionTrait>(
    connection: &C,
    notice: &Notice,
    reached: &Reached<'_>,
    now: Instant,
    (after, most): (Option<PersonId>, i64),
) -> Result<Vec<Walked>> {
    let &Notice { id, asked_version, .. } = notice;
    let mut query = Query::new("select n.id, n.display_name, (n.status = 'ERASED') as erased,");
    query.join(OF_RECIPIENT, [asked_version.into(), asked_version.into()]);
    query.end(" from (select person_id from (");
    let part = Part { after, only: None, without: None, most };
    reached.select_part(&mut query, now, &part);
    query.select(" union select person_id from (select person_id from notice_receipt", []);
    query.and("notice_id = ?", [id.into()]);
    if let Some(after) = after {
        query.and("person_id > ?", [after.into()]);
    }
    query.join("order by person_id limit ?", [most.into()]);
    query.end(") as part");
    query.join(") as everybody order by person_id limit ?", [most.into()]);
    query.join(
        ") as walked join person n on n.id = walked.person_id \
         left join notice_receipt r on r.person_id = n.id and r.notice_id = ? order by n.id",
        [id.into()],
    );
    query.all(connection).await
}
