//! The queries about messages, and about what is due of them.

use sea_orm::{ActiveEnum, FromQueryResult, Iterable as _, Value};
use uuid::Uuid;

use super::{
    model::{Audience, Channel, Content, Message},
    priority::Priority,
};
use crate::shared::{
    clock::Instant,
    ctx::Tools,
    db,
    error::{Error, Result},
    webhook,
    work::Work,
};

/// For what the texts and destinations are sealed.
pub(super) const SEAL: &str = "outbox";

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
               expand_at, expires_at, many) values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $10)";
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
            message.is_for_many().into(),
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
    /// Whether there are messages without deliveries that wait for nothing.
    pub unexpanded: bool,
    /// Since when messages to many wait for room.
    pub many_since: Option<Instant>,
    /// By which ways deliveries are due, and of which priorities, the first one first.
    pub deliveries: Vec<(Channel, Vec<Priority>)>,
}

impl Due {
    /// Whether there is nothing.
    pub fn is_nothing(&self) -> bool {
        !self.unexpanded && self.many_since.is_none() && self.deliveries.is_empty()
    }

    /// Whether deliveries are due by this way.
    pub fn is_by(&self, channel: Channel) -> bool {
        self.deliveries.iter().any(|(due, _)| *due == channel)
    }
}

/// One thing that is due.
#[derive(Debug, FromQueryResult)]
struct Found {
    what: String,
    since: Instant,
}

/// What a worker has to do: asked twice a second, so it takes no lock.
pub(super) async fn due(tools: &Tools) -> Result<Due> {
    /// No channel has these names.
    const FEW: &str = "FEW";
    const MANY: &str = "MANY";
    // In the order of the indexes: without it a table most of which is finished would be walked from
    // its beginning.
    let messages = |what: &str, which: &str| {
        format!(
            "select '{what}' as what, expand_at as since from (select expand_at from outbox \
             where expand_at <= $1 and {which} and channel in ({}) \
             order by priority, expand_at limit 1) as messages",
            channels()
        )
    };
    let mut parts = vec![messages(FEW, "not many"), messages(MANY, "many")];
    let mut asked = Vec::new();
    for channel in Channel::iter() {
        for priority in Priority::ALL {
            let (name, number) = (channel.to_value(), priority.number());
            parts.push(format!(
                "select '{name} {number}' as what, due_at as since from (select due_at \
                 from delivery where channel = '{name}' and priority = {number} and due_at <= $1 \
                 order by due_at limit 1) as deliveries"
            ));
            asked.push((format!("{name} {number}"), channel, priority));
        }
    }
    let now = tools.clock.now();
    let sql = parts.join(" union all ");
    let found: Vec<Found> = db::all(tools.db.read_of_outbox(), &sql, [now.into()]).await?;
    let since = |what: &str| found.iter().find(|one| one.what == what).map(|one| one.since);
    let mut due =
        Due { unexpanded: since(FEW).is_some(), many_since: since(MANY), deliveries: Vec::new() };
    for (what, channel, priority) in asked {
        if since(&what).is_none() {
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
pub(super) fn channels() -> String {
    let quoted = |channel: Channel| format!("'{}'", channel.to_value());
    Channel::iter().map(quoted).collect::<Vec<_>>().join(", ")
}

/// Lets others pass over a row that somebody has in hand; SQLite has one writer at a time anyway.
pub(super) fn skip_locked(tools: &Tools, of: &str) -> String {
    if tools.db.is_postgres() { format!(" for update of {of} skip locked") } else { String::new() }
}
