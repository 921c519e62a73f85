//! The queries about messages and their deliveries.

use sea_orm::{ActiveEnum, ConnectionTrait, FromQueryResult, Iterable as _};
use uuid::Uuid;

use super::{
    model::{Audience, Channel, Content, Message, State},
    rules,
};
use crate::shared::{
    clock::Instant,
    ctx::Tools,
    db::{self, Query},
    error::{Error, Result},
    work::Work,
};

/// For what the texts and destinations are sealed.
const SEAL: &str = "outbox";
/// How many messages are expanded in one transaction.
const EXPANDED: i64 = 50;
/// How long a finished message's row is kept, to answer "did it leave?".
const KEPT: chrono::TimeDelta = chrono::TimeDelta::days(30);

pub(super) async fn add(work: &Work, message: &Message) -> Result<()> {
    let tools = work.tools();
    let now = tools.clock.now();
    let id: Uuid = tools.ids.mint(now);
    let content = Content {
        audience: message.audience.clone(),
        text: message.text.clone(),
        language: message.language,
    };
    let content = serde_json::to_vec(&content).map_err(Error::internal)?;
    let sealed = tools.secret.seal(SEAL, id.as_bytes(), &content)?;
    let sql = "insert into outbox (id, channel, cause, round, sealed, urgent, created_at, \
               expand_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $7, $8)";
    db::run(
        work.connection(),
        sql,
        [
            id.into(),
            message.audience.channel().to_value().into(),
            message.cause.into(),
            message.round.into(),
            sealed.into(),
            message.urgent.into(),
            now.into(),
            message.expires_at.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Whether a worker has anything to do: asked twice a second, so it takes no lock.
pub(super) async fn is_anything_due(tools: &Tools) -> Result<bool> {
    #[derive(FromQueryResult)]
    struct Due {
        due: bool,
    }
    let sql = "select exists (select 1 from outbox where expand_at <= $1) \
               or exists (select 1 from delivery where due_at <= $1) as due";
    let row: Option<Due> = db::one(tools.db.read(), sql, [tools.clock.now().into()]).await?;
    Ok(row.is_some_and(|row| row.due))
}

/// The channels that this node knows: a newer node beside it may write others.
fn channels() -> String {
    let quoted = |channel: Channel| format!("'{}'", channel.to_value());
    Channel::iter().map(quoted).collect::<Vec<_>>().join(", ")
}

/// Lets others pass over a row that somebody has in hand; SQLite has one writer at a time anyway.
fn skip_locked(tools: &Tools, of: &str) -> String {
    if tools.db.is_postgres() { format!(" for update of {of} skip locked") } else { String::new() }
}

#[derive(Debug, FromQueryResult)]
struct Unexpanded {
    id: Uuid,
    channel: String,
    cause: Uuid,
    round: i32,
    sealed: Option<Vec<u8>>,
}

/// Makes deliveries of the messages that have none yet.
pub(super) async fn expand(tools: &Tools) -> Result<()> {
    let now = tools.clock.now();
    let transaction = tools.db.begin().await?;
    let sql = format!(
        "select o.id, o.channel, o.cause, o.round, o.sealed from outbox o \
         where o.expand_at <= $1 and o.channel in ({}) order by o.expand_at limit $2{}",
        channels(),
        skip_locked(tools, "o"),
    );
    let messages: Vec<Unexpanded> =
        db::all(&transaction, &sql, [now.into(), EXPANDED.into()]).await?;
    for message in &messages {
        let content = message.sealed.as_deref().and_then(|sealed| open(tools, message.id, sealed));
        if content.is_none() {
            tracing::error!(message = %message.id, "sealed under another secret, it does not leave");
        }
        for destination in content.map(destinations).unwrap_or_default() {
            add_delivery(&transaction, tools, message, &destination).await?;
        }
        let sql = "update outbox set expand_at = null where id = $1";
        db::run(&transaction, sql, [message.id.into()]).await?;
        // When every destination has it already, or it cannot be opened, there is nothing to do.
        finish_message(&transaction, message.id, false, now).await?;
    }
    transaction.commit().await?;
    Ok(())
}

fn destinations(content: Content) -> Vec<String> {
    match content.audience {
        Audience::Phone(phone) => vec![phone],
    }
}

fn open(tools: &Tools, id: Uuid, sealed: &[u8]) -> Option<Content> {
    serde_json::from_slice(&tools.secret.open(SEAL, id.as_bytes(), sealed)?).ok()
}

async fn add_delivery<C: ConnectionTrait>(
    connection: &C,
    tools: &Tools,
    message: &Unexpanded,
    destination: &str,
) -> Result<()> {
    let now = tools.clock.now();
    let id: Uuid = tools.ids.mint(now);
    let hash = tools.secret.hash("outbox destinations", &[destination.as_bytes()]);
    let sql = "insert into delivery (id, outbox_id, channel, cause, round, destination_hash, \
               sealed_destination, state, due_at, updated_at) \
               values ($1, $2, $3, $4, $5, $6, $7, 'WAITING', $8, $8) \
               on conflict (cause, round, channel, destination_hash) do nothing";
    db::run(
        connection,
        sql,
        [
            id.into(),
            message.id.into(),
            message.channel.as_str().into(),
            message.cause.into(),
            message.round.into(),
            hash.to_vec().into(),
            tools.secret.seal(SEAL, id.as_bytes(), destination.as_bytes())?.into(),
            now.into(),
        ],
    )
    .await?;
    Ok(())
}

/// A delivery that this node has leased.
#[derive(Debug)]
pub(super) struct Leased {
    pub id: Uuid,
    pub lease: Uuid,
    pub message: Uuid,
    pub channel: Channel,
    /// How many attempts there are with this one.
    pub attempts: i32,
    pub urgent: bool,
    pub expires_at: Option<Instant>,
    pub destination: String,
    pub text: String,
}

#[derive(Debug, FromQueryResult)]
struct DueRow {
    id: Uuid,
    outbox_id: Uuid,
    channel: String,
    state: String,
    attempts: i32,
    sealed_destination: Option<Vec<u8>>,
    sealed: Option<Vec<u8>>,
    urgent: bool,
    expires_at: Option<Instant>,
}

/// Leases up to `most` deliveries that are due. Those whose node died in the middle, and those
/// that have expired, are finished by the rules on the way.
pub(super) async fn lease(tools: &Tools, most: i64, keep: bool) -> Result<Vec<Leased>> {
    let now = tools.clock.now();
    let transaction = tools.db.begin().await?;
    let sql = format!(
        "select d.id, d.outbox_id, d.channel, d.state, d.attempts, d.sealed_destination, \
         o.sealed, o.urgent, o.expires_at from delivery d join outbox o on o.id = d.outbox_id \
         where d.due_at <= $1 and d.channel in ({}) order by d.due_at limit $2{}",
        channels(),
        skip_locked(tools, "d"),
    );
    let rows: Vec<DueRow> = db::all(&transaction, &sql, [now.into(), most.into()]).await?;
    let lease: Uuid = tools.ids.mint(now);
    let mut leased = Vec::with_capacity(rows.len());
    for row in rows {
        match row.settle(tools, lease, now) {
            Ok(one) => leased.push(one),
            Err(state) => {
                tracing::warn!(delivery = %row.id, ?state, "a message does not leave");
                let end = End { state, answer: None, keep };
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
    Ok(leased)
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
        let (destination, text) = message.read(tools).ok_or(State::Failed)?;
        Ok(Leased {
            id: self.id,
            lease,
            message: self.outbox_id,
            channel,
            attempts: self.attempts + 1,
            urgent: self.urgent,
            expires_at: self.expires_at,
            destination,
            text,
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
    pub(super) fn read(&self, tools: &Tools) -> Option<(String, String)> {
        let content = open(tools, self.outbox_id, self.sealed?)?;
        let destination = tools.secret.open(SEAL, self.id.as_bytes(), self.sealed_destination?)?;
        Some((String::from_utf8(destination).ok()?, content.text.render(content.language)))
    }
}

/// Records that a delivery is to be tried again; false when the lease has passed to another node.
pub(super) async fn put_off(
    tools: &Tools,
    leased: &Leased,
    until: Instant,
    why: &str,
) -> Result<bool> {
    let sql = "update delivery set state = 'WAITING', lease = null, due_at = $3, answer = $4, \
               updated_at = $5 where id = $1 and lease = $2";
    let now = tools.clock.now();
    let values = [leased.id.into(), leased.lease.into(), until.into(), why.into(), now.into()];
    Ok(db::run(tools.db.write(), sql, values).await? == 1)
}

/// How a delivery ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct End<'a> {
    pub state: State,
    /// What the other side said, or why it does not leave.
    pub answer: Option<&'a str>,
    /// Whether text and destination stay readable, for the developer.
    pub keep: bool,
}

/// Records the end of a delivery that this node has leased; false when the lease has passed to
/// another node.
pub(super) async fn conclude(tools: &Tools, leased: &Leased, end: &End<'_>) -> Result<bool> {
    let now = tools.clock.now();
    let transaction = tools.db.begin().await?;
    let sql = "update delivery set updated_at = $3 where id = $1 and lease = $2";
    let values = [leased.id.into(), leased.lease.into(), now.into()];
    let held = db::run(&transaction, sql, values).await? == 1;
    if held {
        finish(&transaction, leased.id, end, now).await?;
        finish_message(&transaction, leased.message, end.keep, now).await?;
    }
    transaction.commit().await?;
    Ok(held)
}

/// Ends a delivery, and wipes where it went unless everything is kept for the developer.
async fn finish<C: ConnectionTrait>(
    connection: &C,
    id: Uuid,
    end: &End<'_>,
    now: Instant,
) -> Result<()> {
    let wiped = if end.keep { "" } else { "sealed_destination = null, " };
    let sql = format!(
        "update delivery set {wiped}state = $2, due_at = null, lease = null, updated_at = $3, \
         answer = $4 where id = $1"
    );
    let state = end.state.to_value();
    let values = [id.into(), state.into(), now.into(), end.answer.into()];
    db::run(connection, &sql, values).await?;
    Ok(())
}

/// Ends a message, and wipes what it says, when none of its deliveries is under way.
async fn finish_message<C: ConnectionTrait>(
    connection: &C,
    id: Uuid,
    keep: bool,
    now: Instant,
) -> Result<()> {
    let wiped = if keep { "" } else { "sealed = null, " };
    let sql = format!(
        "update outbox set {wiped}finished_at = $2 where id = $1 and not exists \
         (select 1 from delivery where outbox_id = $1 and due_at is not null)"
    );
    db::run(connection, &sql, [id.into(), now.into()]).await?;
    Ok(())
}

/// Forgets messages that were finished long ago, and tells how many rows went.
pub async fn forget_old<C: ConnectionTrait>(connection: &C, now: Instant) -> Result<u64> {
    let before = now - KEPT;
    let sql = "delete from delivery where outbox_id in \
               (select id from outbox where finished_at < $1)";
    let deliveries = db::run(connection, sql, [before.into()]).await?;
    let sql = "delete from outbox where finished_at < $1 and not exists \
               (select 1 from delivery where outbox_id = outbox.id)";
    Ok(deliveries + db::run(connection, sql, [before.into()]).await?)
}
