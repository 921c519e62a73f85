//! How messages become deliveries, one for each destination.

use std::{collections::HashMap, slice, sync::Arc};

use sea_orm::{ActiveEnum as _, ConnectionTrait, FromQueryResult, Value};
use uuid::Uuid;

use super::{
    delivery_store::Leased,
    letter::{self, Letter},
    many::Many,
    model::{Audience, Channel, State},
    newer,
    priority::Priority,
    record_store::finish_messages,
    rules,
    store::{SEAL, channels, skip_locked},
    texts::Text,
    ways::Channels,
};
use crate::shared::{
    clock::Instant,
    ctx::Tools,
    db::{self, Query},
    device,
    error::Result,
    id::PersonId,
};

/// How many messages are expanded in one transaction,
const EXPANDED: i64 = 50;
/// of those to many so many,
const MANY_EXPANDED: i64 = 2;
/// unless so many deliveries were made of fewer.
const ENOUGH: usize = 1_000;
/// So many are opened at once: one that goes to 500 people is 20 kB long, and two of them are enough.
const OPENED: usize = 4;
/// So many deliveries are written at once; fewer of them in halves, so that there are nine
/// statements and no more.
const WRITTEN: usize = 256;

/// What making deliveries has brought.
#[derive(Debug, Default)]
pub(super) struct Expanded {
    /// How many messages were looked at.
    pub messages: usize,
    /// Whether some of them go to many.
    pub of_many: bool,
    /// The pushes among their deliveries that are this node's from the beginning, to be sent now.
    pub leased: Vec<Leased>,
}

#[derive(Debug, FromQueryResult)]
struct Unexpanded {
    id: Uuid,
    channel: String,
    cause: Uuid,
    round: i32,
    urgent: bool,
    priority: i32,
    many: bool,
}

/// Makes deliveries of messages that have none yet, in the order of their priorities, and last of those
/// that go to many: of a second one only when there is room for all of it.
///
/// For a node that names its ways pushes are leased as they are made, as far as there is room: a
/// delivery is written twice in its life then, and not three times. What there is no room for is left
/// to whoever looks next.
pub(super) async fn expand(tools: &Tools, ways: Option<&Channels>, many: Many) -> Result<Expanded> {
    let now = tools.clock.now();
    let lease: Uuid = tools.ids.mint(now);
    let transaction = tools.db.begin_of_outbox().await?;
    let mut messages = unexpanded(&transaction, tools, (false, EXPANDED), now).await?;
    if many == Many::Now || (many == Many::Last && messages.is_empty()) {
        // No more than are made: others may take those beyond.
        messages.extend(unexpanded(&transaction, tools, (true, MANY_EXPANDED), now).await?);
    }
    let (mut expanded, mut others) = (Vec::new(), Vec::new());
    let (mut leased, mut made, mut of_many): (Vec<Leased>, usize, bool) = (Vec::new(), 0, false);
    'all: for part in messages.chunks(OPENED) {
        let opened = letter::read(&transaction, tools, part.iter().map(|one| one.id)).await?;
        for message in part {
            let enclosed = opened.get(&message.id);
            if let Some(enclosed) = enclosed.filter(|enclosed| enclosed.is_for_others(now)) {
                others.push((message.id, enclosed.created_at));
                continue;
            }
            let is_full = |ways: &Channels| !ways.has_room_for_many(leased.len(), now);
            if message.many && of_many && ways.is_some_and(is_full) {
                break 'all;
            }
            of_many |= message.many;
            expanded.push(message.id);
            let Some(letter) = enclosed.and_then(|one| one.letter.as_ref()) else {
                let newer = enclosed.is_some_and(|enclosed| enclosed.is_newer);
                tracing::error!(message = %message.id, newer, "cannot be read, it does not leave");
                continue;
            };
            let destinations = destinations(&transaction, letter, now).await?;
            made += destinations.len();
            // What is over ends when it is looked at, as whatever has waited too long.
            let stands = enclosed.is_some_and(|enclosed| enclosed.stands(now));
            let room = ways.filter(|_| stands).map_or(0, |ways| message.room(ways, letter, now));
            let room = room.saturating_sub(leased.len()).min(destinations.len());
            let (ours, rest) = destinations.split_at(room);
            let added = add_deliveries(&transaction, tools, message, ours, Some(lease)).await?;
            leased.extend(added.into_iter().map(|(id, to)| message.leased(id, lease, to, letter)));
            add_deliveries(&transaction, tools, message, rest, None).await?;
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
    Ok(Expanded { messages: expanded.len() + others.len(), of_many, leased })
}

/// Messages without deliveries, what leaves first first, which nobody else has in hand.
async fn unexpanded<C: ConnectionTrait>(
    connection: &C,
    tools: &Tools,
    (many, most): (bool, i64),
    now: Instant,
) -> Result<Vec<Unexpanded>> {
    let which = if many { "o.many" } else { "not o.many" };
    let sql = format!(
        "select o.id, o.channel, o.cause, o.round, o.urgent, o.priority, o.many from outbox o \
         where o.expand_at <= $1 and {which} and o.channel in ({}) \
         order by o.priority, o.expand_at limit $2{}",
        channels(),
        skip_locked(tools, "o"),
    );
    db::all(connection, &sql, [now.into(), most.into()]).await
}

impl Unexpanded {
    /// How many of its deliveries may be sent at once: of pushes alone, because the rest is little. What
    /// of a digest still stands is looked up when it is leased.
    fn room(&self, ways: &Channels, letter: &Letter, now: Instant) -> usize {
        if self.channel != Channel::Push.to_value() || matches!(letter.text, Text::Digest(_)) {
            return 0;
        }
        ways.room(Channel::Push, Priority::of(self.priority), (now, true))
    }

    /// A push that is this node's from the beginning.
    fn leased(&self, id: Uuid, lease: Uuid, destination: String, letter: &Arc<Letter>) -> Leased {
        Leased {
            id,
            lease,
            channel: Channel::Push,
            priority: Priority::of(self.priority),
            attempts: 1,
            destination,
            letter: Arc::clone(letter),
        }
    }
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

/// Writes the deliveries of a message to these destinations; those under a lease it tells as far as they
/// are new, with where they go.
async fn add_deliveries<C: ConnectionTrait>(
    connection: &C,
    tools: &Tools,
    message: &Unexpanded,
    destinations: &[String],
    lease: Option<Uuid>,
) -> Result<Vec<(Uuid, String)>> {
    let mut added = Vec::new();
    if destinations.is_empty() {
        return Ok(added);
    }
    db::keep_plans(connection, true).await?;
    let returning = if lease.is_some() { "returning id" } else { "" };
    let mut rest = destinations;
    while !rest.is_empty() {
        let most = (rest.len() + 1).next_power_of_two() / 2;
        let (part, others) = rest.split_at(most.min(WRITTEN));
        rest = others;
        let now = tools.clock.now();
        let (state, attempts, due_at) = match lease {
            Some(_) => (State::Sending, 1, now + rules::LEASE),
            None => (State::Waiting, 0, now),
        };
        let mut values: Vec<Value> = vec![
            message.id.into(),
            message.channel.as_str().into(),
            message.cause.into(),
            message.round.into(),
            message.urgent.into(),
            message.priority.into(),
            state.to_value().into(),
            attempts.into(),
            lease.into(),
            due_at.into(),
            now.into(),
        ];
        let mut rows = Vec::with_capacity(part.len());
        let mut going: HashMap<Uuid, &String> =
            HashMap::with_capacity(lease.map_or(0, |_| part.len()));
        for destination in part {
            let id: Uuid = tools.ids.mint(now);
            let hash = tools.secret.hash("outbox destinations", &[destination.as_bytes()]);
            values.push(id.into());
            values.push(hash.to_vec().into());
            values.push(tools.secret.seal(SEAL, id.as_bytes(), destination.as_bytes())?.into());
            let last = values.len();
            rows.push(format!(
                "(${}, $1, $2, $3, $4, ${}, ${last}, $7, $8, $9, $10, $11, $5, $6)",
                last - 2,
                last - 1,
            ));
            if lease.is_some() {
                going.insert(id, destination);
            }
        }
        let sql = format!(
            "insert into delivery (id, outbox_id, channel, cause, round, destination_hash, \
             sealed_destination, state, attempts, lease, due_at, updated_at, urgent, priority) \
             values {} on conflict (cause, round, channel, destination_hash) do nothing {returning}",
            rows.join(", ")
        );
        let fresh: Vec<Uuid> = db::values(connection, &sql, values).await?;
        let to = |id: Uuid| Some((id, String::clone(going.get(&id)?)));
        added.extend(fresh.into_iter().filter_map(to));
    }
    db::keep_plans(connection, false).await?;
    Ok(added)
}
