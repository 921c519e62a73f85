//! The queries about messages, and how they become deliveries.

use std::slice;

use sea_orm::{ActiveEnum, ConnectionTrait, FromQueryResult, Iterable as _, Value};
use uuid::Uuid;

use super::{
    letter::{self, Letter},
    model::{Audience, Channel, Content, Message},
    newer,
    priority::Priority,
    record_store::finish_messages,
};
use crate::shared::{
    clock::Instant,
    ctx::Tools,
    db::{self, Query},
    device,
    error::{Error, Result},
    id::PersonId,
    webhook,
    work::Work,
};

/// For what the texts and destinations are sealed.
pub(super) const SEAL: &str = "outbox";
/// How many messages are expanded in one transaction,
const EXPANDED: i64 = 50;
/// unless so many deliveries were made of fewer.
const ENOUGH: usize = 1_000;
/// So many are opened at once: one that goes to 500 people is 20 kB long, and two of them are enough.
const OPENED: usize = 4;
/// So many deliveries are written at once; fewer of them in halves, so that there are nine
/// statements and no more.
const WRITTEN: usize = 256;

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
    let sql = "insert into outbox (id, channel, cause, round, sealed, urgent, priority, created_at, \
               expand_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)";
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
            message.priority().number().into(),
            now.into(),
            message.expires_at.into(),
        ],
    )
    .await?;
    if let Audience::Webhook(to) = message.audience {
        webhook::add_dispatch(work.connection(), id, to, message.cause, now).await?;
    }
    Ok(())
}

/// Ends now what of this cause has not left, by this way alone when one is named: nobody leases what has
/// expired.
pub(super) async fn recall(work: &Work, cause: Uuid, by: Option<Channel>) -> Result<()> {
    // In the order of their ids, so that others that lock several wait in one direction only.
    let lock = db::locking(work.connection(), " for update");
    let of_it = if by.is_some() { " and channel = $3" } else { "" };
    let sql = format!(
        "update outbox set expires_at = $2 where id in \
         (select id from outbox where cause = $1 and finished_at is null{of_it} order by id{lock}) \
         and (expires_at is null or expires_at > $2)"
    );
    let now = work.tools().clock.now();
    let mut values: Vec<Value> = vec![cause.into(), now.into()];
    values.extend(by.map(|channel| channel.to_value().into()));
    db::run(work.connection(), &sql, values).await?;
    Ok(())
}

/// What a worker has to do.
#[derive(Debug, Default)]
pub(super) struct Due {
    /// Whether there are messages without deliveries.
    pub unexpanded: bool,
    /// By which ways deliveries are due, and of which priorities, the first one first.
    pub deliveries: Vec<(Channel, Vec<Priority>)>,
}

impl Due {
    /// Whether there is nothing.
    pub fn is_nothing(&self) -> bool {
        !self.unexpanded && self.deliveries.is_empty()
    }
}

/// What a worker has to do: asked twice a second, so it takes no lock.
pub(super) async fn due(tools: &Tools) -> Result<Due> {
    /// No channel has this name.
    const UNEXPANDED: &str = "";
    // In the order of the index: without it a table most of which is finished would be walked from
    // its beginning.
    let mut sql = format!(
        "select '{UNEXPANDED}' as what where (select expand_at from outbox where expand_at <= $1 \
         and channel in ({}) order by priority, expand_at limit 1) is not null",
        channels()
    );
    let mut asked = Vec::new();
    for channel in Channel::iter() {
        for priority in Priority::ALL {
            let (name, number) = (channel.to_value(), priority.number());
            sql.push_str(&format!(
                " union all select '{name} {number}' where (select due_at from delivery \
                 where channel = '{name}' and priority = {number} and due_at <= $1 \
                 order by due_at limit 1) is not null"
            ));
            asked.push((format!("{name} {number}"), channel, priority));
        }
    }
    let now = tools.clock.now();
    let found: Vec<String> = db::values(tools.db.read_of_outbox(), &sql, [now.into()]).await?;
    let mut due = Due { unexpanded: found.iter().any(|what| what == UNEXPANDED), ..Due::default() };
    for (what, channel, priority) in asked {
        if !found.contains(&what) {
            continue;
        }
        match due.deliveries.last_mut() {
            Some((last, priorities)) if *last == channel => priorities.push(priority),
            _ => due.deliveries.push((channel, vec![priority])),
        }
    }
    // What leaves first does so by whichever way.
    due.deliveries.sort_by_key(|(_, priorities)| priorities.first().copied());
    Ok(due)
}

/// The channels that this node knows: a newer node beside it may write others.
fn channels() -> String {
    let quoted = |channel: Channel| format!("'{}'", channel.to_value());
    Channel::iter().map(quoted).collect::<Vec<_>>().join(", ")
}

/// Lets others pass over a row that somebody has in hand; SQLite has one writer at a time anyway.
pub(super) fn skip_locked(tools: &Tools, of: &str) -> String {
    if tools.db.is_postgres() { format!(" for update of {of} skip locked") } else { String::new() }
}

#[derive(Debug, FromQueryResult)]
struct Unexpanded {
    id: Uuid,
    channel: String,
    cause: Uuid,
    round: i32,
    urgent: bool,
    priority: i32,
}

/// Makes deliveries of messages that have none yet, in the order of their priorities, and tells how many
/// messages were looked at.
pub(super) async fn expand(tools: &Tools) -> Result<usize> {
    let now = tools.clock.now();
    let transaction = tools.db.begin_of_outbox().await?;
    let sql = format!(
        "select o.id, o.channel, o.cause, o.round, o.urgent, o.priority from outbox o \
         where o.expand_at <= $1 and o.channel in ({}) order by o.priority, o.expand_at \
         limit $2{}",
        channels(),
        skip_locked(tools, "o"),
    );
    let messages: Vec<Unexpanded> =
        db::all(&transaction, &sql, [now.into(), EXPANDED.into()]).await?;
    let (mut expanded, mut others, mut made) = (Vec::new(), Vec::new(), 0);
    'all: for part in messages.chunks(OPENED) {
        let opened = letter::read(&transaction, tools, part.iter().map(|one| one.id)).await?;
        for message in part {
            let enclosed = opened.get(&message.id);
            if let Some(enclosed) = enclosed.filter(|enclosed| enclosed.is_for_others(now)) {
                others.push((message.id, enclosed.created_at));
                continue;
            }
            let destinations = if let Some(letter) = enclosed.and_then(|one| one.letter.as_ref()) {
                destinations(&transaction, letter, now).await?
            } else {
                let newer = enclosed.is_some_and(|enclosed| enclosed.is_newer);
                tracing::error!(message = %message.id, newer, "cannot be read, it does not leave");
                Vec::new()
            };
            add_deliveries(&transaction, tools, message, &destinations).await?;
            expanded.push(message.id);
            made += destinations.len();
            if made >= ENOUGH {
                break 'all;
            }
        }
    }
    if !expanded.is_empty() {
        let mut query = Query::new("update outbox set expand_at = null");
        query.and_in("id", expanded.iter().copied());
        query.run(&transaction).await?;
        // When every destination has it already, or it cannot be opened, there is nothing to do.
        finish_messages(&transaction, &expanded, false, now).await?;
    }
    newer::leave_messages(&transaction, &others, now).await?;
    transaction.commit().await?;
    Ok(expanded.len() + others.len())
}

/// Where a message goes: a number, an address, the id of a webhook, or the ids of devices that have the
/// app for it.
async fn destinations<C: ConnectionTrait>(
    connection: &C,
    letter: &Letter,
    now: Instant,
) -> Result<Vec<String>> {
    let people: &[PersonId] = match &letter.audience {
        Audience::Phone(phone) => return Ok(vec![phone.clone()]),
        Audience::Mail(address) => return Ok(vec![address.clone()]),
        Audience::Webhook(id) => return Ok(vec![id.to_string()]),
        Audience::Person(person) => slice::from_ref(person),
        Audience::People(people) => people,
    };
    let devices = device::live_of(connection, people, letter.text.app(), now).await?;
    Ok(devices.iter().map(ToString::to_string).collect())
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
            now.into(),
            message.urgent.into(),
            message.priority.into(),
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
                "(${}, $1, $2, $3, $4, ${}, ${last}, 'WAITING', $5, $5, $6, $7)",
                last - 2,
                last - 1,
            ));
        }
        let sql = format!(
            "insert into delivery (id, outbox_id, channel, cause, round, destination_hash, \
             sealed_destination, state, due_at, updated_at, urgent, priority) values {} \
             on conflict (cause, round, channel, destination_hash) do nothing",
            rows.join(", ")
        );
        db::run(connection, &sql, values).await?;
    }
    Ok(())
}
