//! The queries about messages and their deliveries.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use sea_orm::{ActiveEnum, ConnectionTrait, DbBackend, FromQueryResult, Iterable as _, Value};
use uuid::Uuid;

use super::{
    model::{Audience, Channel, Content, Message, State},
    recording::Recording,
    rules::{self, Next},
    texts::Text,
};
use crate::shared::{
    clock::Instant,
    ctx::Tools,
    db::{self, Query},
    device,
    error::{Error, Result},
    id::PersonId,
    language::Language,
    work::Work,
};

/// For what the texts and destinations are sealed.
const SEAL: &str = "outbox";
/// How many messages are expanded in one transaction,
const EXPANDED: i64 = 50;
/// unless so many deliveries were made of fewer.
const ENOUGH: usize = 1_000;
/// So many deliveries are written at once; fewer of them in halves, so that there are seven
/// statements and no more.
const WRITTEN: usize = 64;
/// What is urgent is expanded before whatever has waited for less than this. Its deliveries are
/// sent before all others, however long those have waited.
const AHEAD: TimeDelta = TimeDelta::days(1);
/// How long a finished message's row is kept, to answer "did it leave?".
const KEPT: TimeDelta = TimeDelta::days(30);

/// When what is written now is first due.
fn first_due(urgent: bool, now: Instant) -> Instant {
    if urgent { now - AHEAD } else { now }
}

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
               expand_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
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
            first_due(message.urgent, now).into(),
            message.expires_at.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Ends now what of this cause has not left: nobody leases what has expired.
pub(super) async fn recall(work: &Work, cause: Uuid) -> Result<()> {
    // In the order of their ids, so that others that lock several wait in one direction only.
    let locked = if work.connection().get_database_backend() == DbBackend::Postgres {
        " order by id for update"
    } else {
        ""
    };
    let sql = format!(
        "update outbox set expires_at = $2 where id in \
         (select id from outbox where cause = $1 and finished_at is null{locked}) \
         and (expires_at is null or expires_at > $2)"
    );
    let now = work.tools().clock.now();
    db::run(work.connection(), &sql, [cause.into(), now.into()]).await?;
    Ok(())
}

/// What a worker has to do.
#[derive(Debug, Default)]
pub(super) struct Due {
    /// Whether there are messages without deliveries.
    pub unexpanded: bool,
    /// By which ways deliveries are due.
    pub channels: Vec<Channel>,
}

impl Due {
    /// Whether there is nothing.
    pub fn is_nothing(&self) -> bool {
        !self.unexpanded && self.channels.is_empty()
    }
}

/// What a worker has to do: asked twice a second, so it takes no lock.
pub(super) async fn due(tools: &Tools) -> Result<Due> {
    /// No channel has this name.
    const UNEXPANDED: &str = "";
    let mut sql = format!(
        "select '{UNEXPANDED}' as what where exists (select 1 from outbox where expand_at <= $1 \
         and channel in ({}))",
        channels()
    );
    for channel in Channel::iter() {
        let name = channel.to_value();
        sql.push_str(&format!(
            " union all select '{name}' where exists \
             (select 1 from delivery where channel = '{name}' and urgent = true and due_at <= $1) \
             or exists \
             (select 1 from delivery where channel = '{name}' and urgent = false and due_at <= $1)"
        ));
    }
    let found: Vec<String> = db::values(tools.db.read(), &sql, [tools.clock.now().into()]).await?;
    let mut due = Due::default();
    for what in found {
        match Channel::try_from_value(&what) {
            Ok(channel) => due.channels.push(channel),
            Err(_) => due.unexpanded = true,
        }
    }
    Ok(due)
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
    urgent: bool,
    sealed: Option<Vec<u8>>,
}

/// Makes deliveries of messages that have none yet, and tells of how many.
pub(super) async fn expand(tools: &Tools) -> Result<usize> {
    let now = tools.clock.now();
    let transaction = tools.db.begin().await?;
    let sql = format!(
        "select o.id, o.channel, o.cause, o.round, o.urgent, o.sealed from outbox o \
         where o.expand_at <= $1 and o.channel in ({}) order by o.expand_at limit $2{}",
        channels(),
        skip_locked(tools, "o"),
    );
    let messages: Vec<Unexpanded> =
        db::all(&transaction, &sql, [now.into(), EXPANDED.into()]).await?;
    let (mut expanded, mut made) = (0, 0);
    for message in &messages {
        let content = message.sealed.as_deref().and_then(|sealed| open(tools, message.id, sealed));
        let destinations = if let Some(content) = content {
            destinations(&transaction, content.audience, now).await?
        } else {
            tracing::error!(message = %message.id, "sealed under another secret, it does not leave");
            Vec::new()
        };
        add_deliveries(&transaction, tools, message, &destinations).await?;
        let sql = "update outbox set expand_at = null where id = $1";
        db::run(&transaction, sql, [message.id.into()]).await?;
        // When every destination has it already, or it cannot be opened, there is nothing to do.
        finish_message(&transaction, message.id, false, now).await?;
        expanded += 1;
        made += destinations.len();
        if made >= ENOUGH {
            break;
        }
    }
    transaction.commit().await?;
    Ok(expanded)
}

/// Where a message goes: a number, or the ids of devices.
async fn destinations<C: ConnectionTrait>(
    connection: &C,
    audience: Audience,
    now: Instant,
) -> Result<Vec<String>> {
    let people: Vec<PersonId> = match audience {
        Audience::Phone(phone) => return Ok(vec![phone]),
        Audience::Person(person) => vec![person],
        Audience::People(people) => people,
    };
    let devices = device::live_of(connection, &people, now).await?;
    Ok(devices.iter().map(ToString::to_string).collect())
}

fn open(tools: &Tools, id: Uuid, sealed: &[u8]) -> Option<Content> {
    serde_json::from_slice(&tools.secret.open(SEAL, id.as_bytes(), sealed)?).ok()
}

async fn add_deliveries<C: ConnectionTrait>(
    connection: &C,
    tools: &Tools,
    message: &Unexpanded,
    destinations: &[String],
) -> Result<()> {
    let mut rest = destinations;
    while !rest.is_empty() {
        let most = (rest.len() + 1).next_power_of_two() / 2;
        let (part, others) = rest.split_at(most.min(WRITTEN));
        rest = others;
        let now = tools.clock.now();
        let mut values: Vec<Value> = vec![
            message.id.into(),
            message.channel.as_str().into(),
            message.cause.into(),
            message.round.into(),
            first_due(message.urgent, now).into(),
            now.into(),
            message.urgent.into(),
        ];
        let mut rows = Vec::with_capacity(part.len());
        for destination in part {
            let id: Uuid = tools.ids.mint(now);
            let hash = tools.secret.hash("outbox destinations", &[destination.as_bytes()]);
            values.push(id.into());
            values.push(hash.to_vec().into());
            values.push(tools.secret.seal(SEAL, id.as_bytes(), destination.as_bytes())?.into());
            let last = values.len();
            rows.push(format!(
                "(${}, $1, $2, $3, $4, ${}, ${last}, 'WAITING', $5, $6, $7)",
                last - 2,
                last - 1,
            ));
        }
        let sql = format!(
            "insert into delivery (id, outbox_id, channel, cause, round, destination_hash, \
             sealed_destination, state, due_at, updated_at, urgent) values {} \
             on conflict (cause, round, channel, destination_hash) do nothing",
            rows.join(", ")
        );
        db::run(connection, &sql, values).await?;
    }
    Ok(())
}

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
async fn finish_message<C: ConnectionTrait>(
    connection: &C,
    id: Uuid,
    keep: bool,
    now: Instant,
) -> Result<()> {
    if connection.get_database_backend() == DbBackend::Postgres {
        // Of two that end its last deliveries at once neither would see the other: the second one
        // waits here, and looks afterwards.
        let sql = "select id from outbox where id = $1 for update";
        db::run(connection, sql, [id.into()]).await?;
    }
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
