//! What became of each event that was sent to a webhook: kept when the outbox has forgotten it.

use sea_orm::{ActiveEnum as _, ConnectionTrait, Value};
use uuid::Uuid;

use crate::shared::{
    clock::Instant, db, error::Result, id::WebhookId, outbox::State, page::PageRequest,
};

const SELECT: &str = "select id, cause, state, attempts, answer, queued_at, tried_at \
                      from webhook_dispatch";

/// An event on its way to a webhook.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct Dispatch {
    /// The message in the outbox.
    pub id: Uuid,
    /// The event.
    pub cause: Uuid,
    /// How far it has come.
    pub state: State,
    /// How often it was tried.
    pub attempts: i64,
    /// What the other side said last: `HTTP 500`, or why it was not reached.
    pub answer: Option<String>,
    /// When it was written into the outbox.
    pub queued_at: Instant,
    /// When it was tried last.
    pub tried_at: Option<Instant>,
}

/// The key by which dispatches are ordered, the latest first.
pub type DispatchKey = (Instant, Uuid);

/// Notes that an event is to be sent.
pub(crate) async fn add<C: ConnectionTrait>(
    connection: &C,
    id: Uuid,
    webhook: WebhookId,
    cause: Uuid,
    now: Instant,
) -> Result<()> {
    let sql = "insert into webhook_dispatch (id, webhook_id, cause, state, attempts, queued_at) \
               values ($1, $2, $3, $4, 0, $5)";
    let state = State::Waiting.to_value();
    let values: [Value; 5] = [id.into(), webhook.into(), cause.into(), state.into(), now.into()];
    db::run(connection, sql, values).await?;
    Ok(())
}

/// What came of an attempt.
#[derive(Debug)]
pub(crate) struct Attempted<'a> {
    /// The message in the outbox.
    pub message: Uuid,
    /// How far it has come with that.
    pub state: State,
    /// What the other side said.
    pub answer: Option<&'a str>,
    /// When.
    pub at: Instant,
}

/// Notes what came of an attempt, and tells of which webhook it is.
pub(crate) async fn note<C: ConnectionTrait>(
    connection: &C,
    attempted: &Attempted<'_>,
) -> Result<Option<WebhookId>> {
    let sql = "update webhook_dispatch set state = $2, answer = $3, tried_at = $4, \
               attempts = attempts + 1 where id = $1 returning webhook_id";
    let values: [Value; 4] = [
        attempted.message.into(),
        attempted.state.to_value().into(),
        attempted.answer.into(),
        attempted.at.into(),
    ];
    db::value(connection, sql, values).await
}

/// What was sent to a webhook, the latest first.
pub async fn list<C: ConnectionTrait>(
    connection: &C,
    webhook: WebhookId,
    page: &PageRequest<DispatchKey>,
) -> Result<Vec<Dispatch>> {
    let mut query = db::Query::new(SELECT);
    query.and("webhook_id = ?", [webhook.into()]);
    let beyond = page.beyond.map(|(at, id)| [at.into(), id.into()]);
    query.keyset(["queued_at", "id"], beyond, page.backward, true);
    query.limit(page.rows());
    query.all(connection).await
}
