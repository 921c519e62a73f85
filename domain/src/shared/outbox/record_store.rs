//! The queries by which answers are recorded and messages end, hundreds at once.

use std::collections::{BTreeSet, HashSet};

use sea_orm::{ActiveEnum, ConnectionTrait, DbBackend};
use serde::Serialize;
use uuid::Uuid;

use super::{
    model::State,
    recording::{self, Gone, Recording},
    rules::Next,
    webhook_store,
};
use crate::shared::{
    clock::Instant,
    ctx::Tools,
    db::{self, Query},
    device,
    error::{Error, Result},
    id::DeviceId,
};

/// Records what came of deliveries that this node has leased; false for each whose lease has passed
/// to another node.
pub(super) async fn record(tools: &Tools, recordings: &[Recording]) -> Result<Vec<bool>> {
    let now = tools.clock.now();
    let transaction = tools.db.begin_of_outbox().await?;
    let held = write(&transaction, recordings, now).await?;
    let gone: BTreeSet<DeviceId> =
        recordings.iter().filter_map(|one| one.gone.and_then(Gone::device)).collect();
    if !gone.is_empty() {
        let gone: Vec<DeviceId> = gone.into_iter().collect();
        device::end_all(&transaction, &gone, now).await?;
    }
    webhook_store::note(&transaction, tools, recordings, &held).await?;
    transaction.commit().await?;
    recording::tell(recordings, &held);
    Ok(held)
}

/// Writes what becomes of these deliveries, and ends the messages of which nothing is under way any
/// more; false for each whose lease has passed to another node.
pub(super) async fn write<C: ConnectionTrait>(
    connection: &C,
    recordings: &[Recording],
    now: Instant,
) -> Result<Vec<bool>> {
    if recordings.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<Row<'_>> = recordings.iter().zip(0..).map(Row::of).collect();
    let held = if connection.get_database_backend() == DbBackend::Postgres {
        write_at_once(connection, &rows, now).await?
    } else {
        write_one_by_one(connection, &rows, now).await?
    };
    let held: Vec<bool> = rows.iter().map(|row| held.contains(&row.number)).collect();
    for keep in [false, true] {
        let ended = recordings.iter().zip(&held).filter(|(one, held)| {
            **held && one.keep == keep && matches!(one.next, Next::Finished(_))
        });
        // In the order of their ids, so that nodes wait for each other in one direction only.
        let ended: BTreeSet<Uuid> = ended.map(|(one, _)| one.message).collect();
        let ended: Vec<Uuid> = ended.into_iter().collect();
        finish_messages(connection, &ended, keep, now).await?;
    }
    Ok(held)
}

/// A delivery as it is from now on.
#[derive(Debug, Serialize)]
struct Row<'a> {
    /// Its place among those that are written at once.
    number: i64,
    id: Uuid,
    /// Only as long as this lease lasts.
    lease: Option<Uuid>,
    state: String,
    due_at: Option<Instant>,
    answer: Option<&'a str>,
    /// Whether where it went is wiped.
    wiped: bool,
}

impl<'a> Row<'a> {
    fn of((one, number): (&'a Recording, i64)) -> Self {
        let (state, due_at) = match one.next {
            Next::Finished(state) => (state, None),
            Next::Again(at) => (State::Waiting, Some(at)),
        };
        Self {
            number,
            id: one.delivery,
            lease: one.lease,
            state: state.to_value(),
            due_at,
            answer: one.answer.as_deref(),
            wiped: due_at.is_none() && !one.keep,
        }
    }
}

/// One statement for any number: what is handed over is one text.
const RECORD: &str = "
update delivery d set state = given.state, due_at = given.due_at, lease = null, \
answer = given.answer, updated_at = $2, \
sealed_destination = case when given.wiped then null else d.sealed_destination end \
from json_to_recordset($1::text::json) as given (number bigint, id uuid, lease uuid, state text, \
due_at timestamptz, answer text, wiped boolean) \
where d.id = given.id and (given.lease is null or d.lease = given.lease) returning given.number";

async fn write_at_once<C: ConnectionTrait>(
    connection: &C,
    rows: &[Row<'_>],
    now: Instant,
) -> Result<HashSet<i64>> {
    let given = serde_json::to_string(rows).map_err(Error::internal)?;
    let held: Vec<i64> = db::values(connection, RECORD, [given.into(), now.into()]).await?;
    Ok(held.into_iter().collect())
}

/// SQLite is in this process: a statement more costs nothing.
async fn write_one_by_one<C: ConnectionTrait>(
    connection: &C,
    rows: &[Row<'_>],
    now: Instant,
) -> Result<HashSet<i64>> {
    let sql = "update delivery set state = $2, due_at = $3, lease = null, answer = $4, \
               updated_at = $5, \
               sealed_destination = case when $6 then null else sealed_destination end \
               where id = $1 and ($7 is null or lease = $7)";
    let mut held = HashSet::with_capacity(rows.len());
    for row in rows {
        let values = [
            row.id.into(),
            row.state.as_str().into(),
            row.due_at.into(),
            row.answer.into(),
            now.into(),
            row.wiped.into(),
            row.lease.into(),
        ];
        if db::run(connection, sql, values).await? == 1 {
            held.insert(row.number);
        }
    }
    Ok(held)
}

/// Ends these messages, and wipes what they say, as far as none of their deliveries is under way.
pub(super) async fn finish_messages<C: ConnectionTrait>(
    connection: &C,
    messages: &[Uuid],
    keep: bool,
    now: Instant,
) -> Result<()> {
    if messages.is_empty() {
        return Ok(());
    }
    // Of two that end a message's last deliveries at once neither would see the other: the second one
    // waits here, and looks afterwards.
    let mut query = Query::new("select id from outbox");
    query.and_in("id", messages.iter().copied());
    query.end(" order by id");
    query.end(db::locking(connection, " for update"));
    query.values::<Uuid, _>(connection).await?;
    let mut query = Query::new("update outbox");
    let wiped = if keep { "" } else { "sealed = null, " };
    query.join(&format!("set {wiped}finished_at = ?"), [now.into()]);
    query.and_in("id", messages.iter().copied());
    let under_way = "select 1 from delivery where outbox_id = outbox.id and due_at is not null";
    query.and(&format!("not exists ({under_way})"), []);
    query.run(connection).await?;
    Ok(())
}
