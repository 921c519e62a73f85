//! The queries about webhooks.

use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::shared::{clock::Instant, ctx::Tools, db, error::Result, id::WebhookId, work::Work};

/// For what secrets are sealed.
const SEAL: &str = "webhook secrets";

/// A webhook that is to be written down.
#[derive(Clone, Copy)]
pub(crate) struct NewWebhook<'a> {
    pub id: WebhookId,
    pub url: &'a str,
    /// The key of its signatures.
    pub secret: &'a [u8],
    /// Until when something is sent there.
    pub ends_at: Instant,
}

/// Writes down a webhook with its secret, until it ends.
pub(crate) async fn add(work: &Work, new: &NewWebhook<'_>) -> Result<()> {
    let sealed = work.tools().secret.seal(SEAL, new.id.0.as_bytes(), new.secret)?;
    let sql = "insert into webhook (id, url, sealed_secret, ends_at) values ($1, $2, $3, $4)";
    let values = [new.id.into(), new.url.into(), sealed.into(), new.ends_at.into()];
    db::run(work.connection(), sql, values).await?;
    Ok(())
}

/// Nothing is sent there any more, and the secret is forgotten.
pub(crate) async fn end<C: ConnectionTrait>(
    connection: &C,
    id: WebhookId,
    now: Instant,
) -> Result<()> {
    let sql = "update webhook set ends_at = $2, sealed_secret = null where id = $1";
    db::run(connection, sql, [id.into(), now.into()]).await?;
    Ok(())
}

/// Notes that it said that it is gone for good: nothing is sent there any more.
pub(crate) async fn note_gone<C: ConnectionTrait>(
    connection: &C,
    id: WebhookId,
    now: Instant,
) -> Result<()> {
    let sql = "update webhook set gone_at = $2 where id = $1 and gone_at is null";
    db::run(connection, sql, [id.into(), now.into()]).await?;
    Ok(())
}

/// When it said that it is gone for good.
pub(crate) async fn gone_at<C: ConnectionTrait>(
    connection: &C,
    id: WebhookId,
) -> Result<Option<Instant>> {
    let sql = "select gone_at from webhook where id = $1";
    Ok(db::value::<Option<Instant>, _>(connection, sql, [id.into()]).await?.flatten())
}

/// How a webhook is reached now.
pub(crate) struct Reached {
    pub url: String,
    /// The key of its signatures.
    pub secret: Vec<u8>,
}

#[derive(FromQueryResult)]
struct Row {
    url: String,
    sealed_secret: Option<Vec<u8>>,
}

impl Row {
    fn opened(self, tools: &Tools, id: WebhookId) -> Option<Reached> {
        let secret = tools.secret.open(SEAL, id.0.as_bytes(), &self.sealed_secret?)?;
        Some(Reached { url: self.url, secret })
    }
}

/// How it is reached now; nothing when it has ended or is gone.
pub(crate) async fn reach(tools: &Tools, id: WebhookId) -> Result<Option<Reached>> {
    let sql = "select url, sealed_secret from webhook \
               where id = $1 and gone_at is null and (ends_at is null or ends_at > $2)";
    let values = [id.into(), tools.clock.now().into()];
    let row: Option<Row> = db::one(tools.db.read_of_outbox(), sql, values).await?;
    Ok(row.and_then(|row| row.opened(tools, id)))
}

/// Its secret, as long as it has not ended.
pub(crate) async fn secret(tools: &Tools, id: WebhookId) -> Result<Option<Vec<u8>>> {
    let sql = "select url, sealed_secret from webhook where id = $1";
    let row: Option<Row> = db::one(tools.db.write(), sql, [id.into()]).await?;
    Ok(row.and_then(|row| row.opened(tools, id)).map(|reached| reached.secret))
}
