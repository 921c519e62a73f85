//! The queries about deliveries: leased by a node, sent, and ended.

use std::collections::BTreeMap;

use sea_orm::{ActiveEnum, ConnectionTrait, FromQueryResult, Value};
use uuid::Uuid;

use super::{
    model::{Channel, Content, State},
    recording::Recording,
    rules::{self, Next},
    store::{SEAL, open, skip_locked},
    texts::Text,
};
use crate::shared::{
    clock::Instant,
    ctx::Tools,
    db::{self, Query},
    error::Result,
    language::Language,
};

/// A delivery that this node has leased.
#[derive(Debug)]
pub(super) struct Leased {
    pub id: Uuid,
    pub lease: Uuid,
    pub message: Uuid,
    pub channel: Channel,
    /// What caused the message.
    pub cause: Uuid,
    /// How many attempts there are with this one.
    pub attempts: i32,
    pub urgent: bool,
    pub expires_at: Option<Instant>,
    pub destination: String,
    pub text: Text,
    pub language: Language,
}

#[derive(Debug, FromQueryResult)]
struct DueRow {
    id: Uuid,
    outbox_id: Uuid,
    channel: String,
    cause: Uuid,
    state: String,
    attempts: i32,
    sealed_destination: Option<Vec<u8>>,
    sealed: Option<Vec<u8>>,
    urgent: bool,
    expires_at: Option<Instant>,
}

/// Leases up to `most` deliveries that are due by this way, the urgent ones first. Those whose node
/// died in the middle, and those that have expired, are finished by the rules as they come. Tells
/// also how many it found.
pub(super) async fn lease(
    tools: &Tools,
    channel: Channel,
    most: i64,
    keep: bool,
) -> Result<(usize, Vec<Leased>)> {
    let now = tools.clock.now();
    let transaction = tools.db.begin().await?;
    let mut rows: Vec<DueRow> = Vec::new();
    for urgent in [true, false] {
        let left = most - i64::try_from(rows.len()).unwrap_or(most);
        if left > 0 {
            rows.extend(due_now(&transaction, tools, (channel, urgent), left).await?);
        }
    }
    let lease: Uuid = tools.ids.mint(now);
    let found = rows.len();
    let mut leased = Vec::with_capacity(found);
    for row in rows {
        match row.settle(tools, lease, now) {
            Ok(one) => leased.push(one),
            Err(state) => {
                tracing::warn!(delivery = %row.id, ?state, "a message does not leave");
                let end = End { lease: None, state, answer: None, keep };
                finish(&transaction, row.id, &end, now).await?;
                finish_message(&transaction, row.outbox_id, keep, now).await?;
            }
        }
    }
    if !leased.is_empty() {
        let mut query = Query::new("update delivery");
        let set = "set state = 'SENDING', attempts = attempts + 1, updated_at = ?, lease = ?, \
                   due_at = ?";
        query.join(set, [now.into(), lease.into(), (now + rules::LEASE).into()]);
        query.and_in("id", leased.iter().map(|one| one.id));
        query.run(&transaction).await?;
    }
    transaction.commit().await?;
    Ok((found, leased))
}

/// Up to `most` deliveries that are due by this way, the longest due first.
async fn due_now<C: ConnectionTrait>(
    connection: &C,
    tools: &Tools,
    (channel, urgent): (Channel, bool),
    most: i64,
) -> Result<Vec<DueRow>> {
    let sql = format!(
        "select d.id, d.outbox_id, d.channel, d.cause, d.state, d.attempts, \
         d.sealed_destination, o.sealed, o.urgent, o.expires_at \
         from delivery d join outbox o on o.id = d.outbox_id \
         where d.channel = '{}' and d.urgent = {urgent} and d.due_at <= $1 \
         order by d.due_at limit $2{}",
        channel.to_value(),
        skip_locked(tools, "d"),
    );
    db::all(connection, &sql, [tools.clock.now().into(), most.into()]).await
}

impl DueRow {
    /// What this node is to send; or the state in which the delivery ends instead.
    fn settle(&self, tools: &Tools, lease: Uuid, now: Instant) -> Result<Leased, State> {
        let channel = Channel::try_from_value(&self.channel).map_err(|_| State::Failed)?;
        // Leased by a node that has died since: nobody knows whether it went out.
        let lapsed = self.state == State::Sending.to_value();
        if lapsed && !rules::may_repeat(channel, self.urgent) {
            return Err(State::Unknown);
        }
        if self.expires_at.is_some_and(|expires_at| expires_at <= now) {
            return Err(State::Expired);
        }
        let message = Readable {
            id: self.id,
            outbox_id: self.outbox_id,
            sealed_destination: self.sealed_destination.as_deref(),
            sealed: self.sealed.as_deref(),
        };
        let (destination, content) = message.read(tools).ok_or(State::Failed)?;
        Ok(Leased {
            id: self.id,
            lease,
            message: self.outbox_id,
            channel,
            cause: self.cause,
            attempts: self.attempts + 1,
            urgent: self.urgent,
            expires_at: self.expires_at,
            destination,
            text: content.text,
            language: content.language,
        })
    }
}

/// A delivery's sealed parts.
pub(super) struct Readable<'a> {
    pub id: Uuid,
    pub outbox_id: Uuid,
    pub sealed_destination: Option<&'a [u8]>,
    pub sealed: Option<&'a [u8]>,
}

impl Readable<'_> {
    /// Where it goes and what it says; none when it was wiped or sealed under another secret.
    pub(super) fn read(&self, tools: &Tools) -> Option<(String, Content)> {
        let content = open(tools, self.outbox_id, self.sealed?)?;
        let destination = tools.secret.open(SEAL, self.id.as_bytes(), self.sealed_destination?)?;
        Some((String::from_utf8(destination).ok()?, content))
    }
}

/// Records what came of deliveries that this node has leased; false for each whose lease has passed
/// to another node.
pub(super) async fn record(tools: &Tools, recordings: &[Recording]) -> Result<Vec<bool>> {
    let now = tools.clock.now();
    let transaction = tools.db.begin().await?;
    let mut recorded = Vec::with_capacity(recordings.len());
    // In the order of their ids, so that nodes wait for each other in one direction only.
    let mut ended = BTreeMap::new();
    for one in recordings {
        let held = match one.next {
            Next::Finished(state) => {
                let (answer, keep) = (one.answer.as_deref(), one.keep);
                let end = End { lease: Some(one.lease), state, answer, keep };
                finish(&transaction, one.delivery, &end, now).await?
            }
            Next::Again(at) => put_off(&transaction, one, at, now).await?,
        };
        if held && matches!(one.next, Next::Finished(_)) {
            ended.insert(one.message, one.keep);
        }
        recorded.push(held);
    }
    for (message, keep) in ended {
        finish_message(&transaction, message, keep, now).await?;
    }
    transaction.commit().await?;
    Ok(recorded)
}

/// Notes when a delivery is to be tried again.
async fn put_off<C: ConnectionTrait>(
    connection: &C,
    recording: &Recording,
    until: Instant,
    now: Instant,
) -> Result<bool> {
    let sql = "update delivery set state = 'WAITING', lease = null, due_at = $3, answer = $4, \
               updated_at = $5 where id = $1 and lease = $2";
    let values = [
        recording.delivery.into(),
        recording.lease.into(),
        until.into(),
        recording.answer.as_deref().into(),
        now.into(),
    ];
    Ok(db::run(connection, sql, values).await? == 1)
}

/// How a delivery ends.
#[derive(Clone, Copy, Debug)]
struct End<'a> {
    /// Under which lease, if it was sent.
    lease: Option<Uuid>,
    state: State,
    /// What the other side said, or why it does not leave.
    answer: Option<&'a str>,
    /// Whether text and destination stay readable, for the developer.
    keep: bool,
}

/// Ends a delivery, and wipes where it went unless everything is kept for the developer; false when
/// the lease has passed to another node.
async fn finish<C: ConnectionTrait>(
    connection: &C,
    id: Uuid,
    end: &End<'_>,
    now: Instant,
) -> Result<bool> {
    let wiped = if end.keep { "" } else { "sealed_destination = null, " };
    let held = if end.lease.is_some() { " and lease = $5" } else { "" };
    let sql = format!(
        "update delivery set {wiped}state = $2, due_at = null, lease = null, updated_at = $3, \
         answer = $4 where id = $1{held}"
    );
    let state = end.state.to_value();
    let mut values: Vec<Value> = vec![id.into(), state.into(), now.into(), end.answer.into()];
    values.extend(end.lease.map(Value::from));
    Ok(db::run(connection, &sql, values).await? == 1)
}

/// Ends a message, and wipes what it says, when none of its deliveries is under way.
pub(super) async fn finish_message<C: ConnectionTrait>(
    connection: &C,
    id: Uuid,
    keep: bool,
    now: Instant,
) -> Result<()> {
    // Of two that end its last deliveries at once neither would see the other: the second one waits
    // here, and looks afterwards.
    let lock = db::locking(connection, " for update");
    let sql = format!("select id from outbox where id = $1{lock}");
    db::value::<Uuid, _>(connection, &sql, [id.into()]).await?;
    let wiped = if keep { "" } else { "sealed = null, " };
    let sql = format!(
        "update outbox set {wiped}finished_at = $2 where id = $1 and not exists \
         (select 1 from delivery where outbox_id = $1 and due_at is not null)"
    );
    db::run(connection, &sql, [id.into(), now.into()]).await?;
    Ok(())
}
