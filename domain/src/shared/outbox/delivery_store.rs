//! The queries about deliveries that are due: leased by this node, many at once.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use sea_orm::{ActiveEnum, ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use super::{
    digest_check,
    letter::{self, Enclosed, Letter},
    model::{Channel, State},
    newer,
    priority::Priority,
    record_store,
    recording::{self, Recording},
    rules::{self, Next},
    store::{SEAL, skip_locked},
    ways::Channels,
    webhook_store,
};
use crate::shared::{
    clock::Instant,
    ctx::Tools,
    db::{self, Query},
    error::Result,
};

/// A delivery that this node has leased.
#[derive(Debug)]
pub(super) struct Leased {
    pub id: Uuid,
    pub lease: Uuid,
    pub channel: Channel,
    pub priority: Priority,
    /// How many attempts there are with this one.
    pub attempts: i32,
    pub destination: String,
    pub letter: Arc<Letter>,
}

#[derive(Debug, FromQueryResult)]
struct DueRow {
    id: Uuid,
    outbox_id: Uuid,
    channel: String,
    state: String,
    attempts: i32,
    sealed_destination: Option<Vec<u8>>,
    urgent: bool,
    priority: i32,
}

/// What a lease has brought.
#[derive(Debug, Default)]
pub(super) struct Lease {
    /// How many were due.
    pub found: usize,
    /// Of which priorities there may be more than there was room for.
    pub filled: Vec<Priority>,
    /// What this node is to send, in the order of the priorities.
    pub leased: Vec<Leased>,
}

/// Leases deliveries that are due by this way, in the order of `rooms`: of each priority as many as
/// there is room for together with those before. Those whose node died in the middle, and those that
/// have expired, are finished by the rules as they come.
///
/// Opening what is sealed takes some microseconds for each, so five hundred are done in a few
/// milliseconds, between two waits for the database.
pub(super) async fn lease(
    tools: &Tools,
    channels: &Channels,
    channel: Channel,
    rooms: &[(Priority, usize)],
) -> Result<Lease> {
    let now = tools.clock.now();
    let keep = channels.keeps(channel);
    let transaction = tools.db.begin_of_outbox().await?;
    let (rows, filled) = due_in(&transaction, tools, channel, rooms).await?;
    if rows.is_empty() {
        transaction.commit().await?;
        return Ok(Lease { filled, ..Lease::default() });
    }
    let messages: BTreeSet<Uuid> = rows.iter().map(|row| row.outbox_id).collect();
    let mut enclosed = letter::read(&transaction, tools, messages.into_iter()).await?;
    digest_check::settle(&transaction, channels.digests(), &mut enclosed, now).await?;
    let lease: Uuid = tools.ids.mint(now);
    let (mut leased, mut ended) = (Vec::with_capacity(rows.len()), Vec::new());
    let (others, ours): (Vec<&DueRow>, Vec<&DueRow>) = rows
        .iter()
        .partition(|row| enclosed.get(&row.outbox_id).is_some_and(|one| one.is_for_others(now)));
    for row in ours {
        match row.settle(tools, &enclosed, lease, now) {
            Ok(one) => leased.push(one),
            Err(state) => ended.push(row.ended(state, keep)),
        }
    }
    let held = record_store::write(&transaction, &ended, now).await?;
    webhook_store::note(&transaction, tools, &ended, &held).await?;
    take(&transaction, &leased, lease, now).await?;
    let written_at = |row: &DueRow| Some((row.id, enclosed.get(&row.outbox_id)?.created_at));
    let others: Vec<(Uuid, Instant)> = others.into_iter().filter_map(written_at).collect();
    newer::leave_deliveries(&transaction, &others, now).await?;
    transaction.commit().await?;
    recording::tell(&ended, &held);
    Ok(Lease { found: rows.len(), filled, leased })
}

/// What is due of these priorities, as far as there is room, and of which there may be more.
async fn due_in<C: ConnectionTrait>(
    connection: &C,
    tools: &Tools,
    channel: Channel,
    rooms: &[(Priority, usize)],
) -> Result<(Vec<DueRow>, Vec<Priority>)> {
    let (mut rows, mut filled): (Vec<DueRow>, Vec<Priority>) = (Vec::new(), Vec::new());
    for (priority, room) in rooms {
        let left = i64::try_from(room.saturating_sub(rows.len())).unwrap_or(i64::MAX);
        if left > 0 {
            rows.extend(due_now(connection, tools, (channel, *priority), left).await?);
        }
        if rows.len() >= *room {
            filled.push(*priority);
        }
    }
    Ok((rows, filled))
}

/// Notes that these are this node's until the lease ends.
async fn take<C: ConnectionTrait>(
    connection: &C,
    leased: &[Leased],
    lease: Uuid,
    now: Instant,
) -> Result<()> {
    if leased.is_empty() {
        return Ok(());
    }
    let mut query = Query::new("update delivery");
    let set = "set state = 'SENDING', attempts = attempts + 1, updated_at = ?, lease = ?, \
               due_at = ?";
    query.join(set, [now.into(), lease.into(), (now + rules::LEASE).into()]);
    query.and_in("id", leased.iter().map(|one| one.id));
    query.run(connection).await?;
    Ok(())
}

/// Up to `most` deliveries of a priority that are due by this way, the longest due first.
async fn due_now<C: ConnectionTrait>(
    connection: &C,
    tools: &Tools,
    (channel, priority): (Channel, Priority),
    most: i64,
) -> Result<Vec<DueRow>> {
    let sql = format!(
        "select d.id, d.outbox_id, d.channel, d.state, d.attempts, d.sealed_destination, d.urgent, \
         d.priority from delivery d where d.channel = '{}' and d.priority = {} \
         and d.due_at <= $1 order by d.due_at limit $2{}",
        channel.to_value(),
        priority.number(),
        skip_locked(tools, "d"),
    );
    db::all(connection, &sql, [tools.clock.now().into(), most.into()]).await
}

impl DueRow {
    /// What this node is to send; or the state in which the delivery ends instead.
    fn settle(
        &self,
        tools: &Tools,
        enclosed: &HashMap<Uuid, Enclosed>,
        lease: Uuid,
        now: Instant,
    ) -> Result<Leased, State> {
        let channel = Channel::try_from_value(&self.channel).map_err(|_| State::Failed)?;
        // Leased by a node that has died since: nobody knows whether it went out.
        let lapsed = self.state == State::Sending.to_value();
        if lapsed && !rules::may_repeat(channel, self.urgent) {
            return Err(State::Unknown);
        }
        let enclosed = enclosed.get(&self.outbox_id).ok_or(State::Failed)?;
        if !enclosed.stands(now) {
            return Err(State::Expired);
        }
        let letter = enclosed.letter.as_ref().ok_or(State::Failed)?;
        let sealed = self.sealed_destination.as_deref();
        let destination = destination(tools, self.id, sealed).ok_or(State::Failed)?;
        if channel == Channel::Mail && !enclosed.goes_by_mail_to(&destination) {
            return Err(State::Expired);
        }
        Ok(Leased {
            id: self.id,
            lease,
            channel,
            priority: Priority::of(self.priority),
            attempts: self.attempts + 1,
            destination,
            letter: Arc::clone(letter),
        })
    }

    fn ended(&self, state: State, keep: bool) -> Recording {
        Recording {
            delivery: self.id,
            // The row is locked: nobody else has it.
            lease: None,
            message: self.outbox_id,
            next: Next::Finished(state),
            answer: None,
            gone: None,
            is_webhook: self.channel == Channel::Webhook.to_value(),
            keep,
        }
    }
}

/// Where a delivery goes; none when that was wiped or sealed under another secret.
pub(super) fn destination(tools: &Tools, id: Uuid, sealed: Option<&[u8]>) -> Option<String> {
    let destination = tools.secret.open(SEAL, id.as_bytes(), sealed?)?;
    String::from_utf8(destination).ok()
}
