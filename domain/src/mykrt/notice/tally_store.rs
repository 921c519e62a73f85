//! The queries about how many people notices came how far with.

use sea_orm::{ConnectionTrait, Value};

use super::tally::{Additions, Counts, SLOTS, slot};
use crate::shared::{
    db,
    error::Result,
    id::{NoticeId, PersonId},
};

/// So many rows are written at once.
const WRITTEN: usize = 50;

/// What is added to a row that stands already: of acknowledgements, as [`Counts`] adds them.
const ADDED: &str = "on conflict (notice_id, slot) do update set \
                     sent = notice_tally.sent + excluded.sent, \
                     delivered = notice_tally.delivered + excluded.delivered, \
                     seen = notice_tally.seen + excluded.seen, \
                     read = notice_tally.read + excluded.read, \
                     acknowledged = case \
                     when excluded.asked_version < notice_tally.asked_version \
                     then notice_tally.acknowledged \
                     when excluded.asked_version = notice_tally.asked_version \
                     then notice_tally.acknowledged + excluded.acknowledged \
                     else excluded.acknowledged end, \
                     asked_version = case \
                     when excluded.asked_version > notice_tally.asked_version \
                     then excluded.asked_version else notice_tally.asked_version end";

/// What the receipts of a notice say themselves.
const COUNTED: &str = "select count(r.sent_at) as sent, count(r.delivered_at) as delivered, \
                       count(r.seen_at) as seen, count(r.read_at) as read, \
                       count(case when r.acknowledged_version = n.asked_version \
                       then r.acknowledged_at end) as acknowledged, n.asked_version \
                       from notice n left join notice_receipt r on r.notice_id = n.id \
                       where n.id = $1 group by n.asked_version";

/// Writes what a piece of work adds: after its receipts, and as late as possible, because others
/// wait for the rows until it ends.
pub(super) async fn write<C: ConnectionTrait>(connection: &C, additions: &Additions) -> Result<()> {
    for part in additions.each().chunks(WRITTEN) {
        let mut values: Vec<Value> = Vec::with_capacity(8 * part.len());
        let mut rows = Vec::with_capacity(part.len());
        for (notice, slot, counts) in part {
            let Counts { sent, delivered, seen, read, acknowledged, asked_version } = *counts;
            let first = values.len() + 1;
            let places: Vec<String> =
                (first..first + 8).map(|number| format!("${number}")).collect();
            rows.push(format!("({})", places.join(", ")));
            values.push((*notice).into());
            let counts = [*slot, sent, delivered, seen, read, acknowledged, asked_version];
            values.extend(counts.map(Value::from));
        }
        let sql = format!(
            "insert into notice_tally (notice_id, slot, sent, delivered, seen, read, acknowledged, \
             asked_version) values {} {ADDED}",
            rows.join(", ")
        );
        db::run(connection, &sql, values).await?;
    }
    Ok(())
}

/// How many people a notice came how far with; of acknowledgements, those of the newest asking.
/// PostgreSQL makes a decimal of a sum.
pub(super) async fn sum<C: ConnectionTrait>(connection: &C, id: NoticeId) -> Result<Counts> {
    let sql = "select cast(coalesce(sum(t.sent), 0) as bigint) as sent, \
               cast(coalesce(sum(t.delivered), 0) as bigint) as delivered, \
               cast(coalesce(sum(t.seen), 0) as bigint) as seen, \
               cast(coalesce(sum(t.read), 0) as bigint) as read, \
               cast(coalesce(sum(case when t.asked_version = n.asked_version \
               then t.acknowledged end), 0) as bigint) as acknowledged, n.asked_version \
               from notice n left join notice_tally t on t.notice_id = n.id \
               where n.id = $1 group by n.asked_version";
    Ok(db::one(connection, sql, [id.into()]).await?.unwrap_or_default())
}

/// What the receipts of a notice say, counted one by one.
pub(super) async fn count<C: ConnectionTrait>(connection: &C, id: NoticeId) -> Result<Counts> {
    Ok(db::one(connection, COUNTED, [id.into()]).await?.unwrap_or_default())
}

/// Holds every row of a notice: no receipt of it stands until the work ends that is not counted
/// here. A row that is not there could be held by nobody, so each is made first.
pub(super) async fn hold<C: ConnectionTrait>(connection: &C, id: NoticeId) -> Result<()> {
    let nothing = "insert into notice_tally \
                   (notice_id, slot, sent, delivered, seen, read, acknowledged) \
                   values ($1, $2, 0, 0, 0, 0, 0) on conflict (notice_id, slot) do nothing";
    for slot in 0..i64::try_from(SLOTS).unwrap_or(0) {
        db::run(connection, nothing, [id.into(), slot.into()]).await?;
    }
    let lock = db::locking(connection, " for update");
    let sql = format!("select slot from notice_tally where notice_id = $1 order by slot{lock}");
    db::values::<i64, _>(connection, &sql, [id.into()]).await.map(drop)
}

/// Puts these figures in the place of whatever stood there; the caller holds the rows.
pub(super) async fn replace<C: ConnectionTrait>(
    connection: &C,
    id: NoticeId,
    counts: Counts,
) -> Result<()> {
    let nothing = "update notice_tally set sent = 0, delivered = 0, seen = 0, read = 0, \
                   acknowledged = 0 where notice_id = $1";
    db::run(connection, nothing, [id.into()]).await?;
    let sql = "update notice_tally set sent = $2, delivered = $3, seen = $4, read = $5, \
               acknowledged = $6, asked_version = $7 where notice_id = $1 and slot = 0";
    let Counts { sent, delivered, seen, read, acknowledged, asked_version } = counts;
    let mut values: Vec<Value> = vec![id.into()];
    let counts = [sent, delivered, seen, read, acknowledged, asked_version];
    values.extend(counts.map(Value::from));
    db::run(connection, sql, values).await?;
    Ok(())
}

/// The notices beyond one that have gone out, in the order of their ids.
pub(super) async fn gone_out<C: ConnectionTrait>(
    connection: &C,
    beyond: NoticeId,
    most: u64,
) -> Result<Vec<NoticeId>> {
    let mut query = db::Query::new("select id from notice");
    query.and("id > ? and published_at is not null", [beyond.into()]);
    query.end(" order by id");
    query.limit(most);
    query.values(connection).await
}

/// Takes every receipt of somebody away, and out of the figures.
pub(super) async fn remove_person<C: ConnectionTrait>(
    connection: &C,
    person: PersonId,
) -> Result<()> {
    // The notices before their receipts, as whoever sends one: erasing writes over their words next.
    let lock = db::locking(connection, " for no key update");
    let own = format!(
        "select id from notice where author_id = $1 or scheduled_by = $1 order by id{lock}"
    );
    db::values::<NoticeId, _>(connection, &own, [person.into()]).await?;
    // Held first: what is noted beside a receipt meanwhile would be taken out uncounted.
    let lock = db::locking(connection, " for update");
    let held = format!(
        "select notice_id from notice_receipt where person_id = $1 order by notice_id{lock}"
    );
    let notices: Vec<NoticeId> = db::values(connection, &held, [person.into()]).await?;
    if notices.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "insert into notice_tally (notice_id, slot, sent, delivered, seen, read, acknowledged, \
         asked_version) select notice_id, cast($2 as bigint), -count(sent_at), \
         -count(delivered_at), -count(seen_at), -count(read_at), -count(acknowledged_at), \
         acknowledged_version from notice_receipt where person_id = $1 \
         group by notice_id, acknowledged_version order by notice_id {ADDED}"
    );
    db::run(connection, &sql, [person.into(), slot(person).into()]).await?;
    let sql = "delete from notice_receipt where person_id = $1";
    db::run(connection, sql, [person.into()]).await?;
    Ok(())
}
