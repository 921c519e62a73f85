//! What left, as the development page shows it.

use sea_orm::{ActiveEnum as _, FromQueryResult};
use uuid::Uuid;

use super::{delivery_store::destination, model::Channel, newer};
use crate::shared::{clock::Instant, ctx::Tools, db, error::Result};

/// How many are shown.
const SHOWN: i64 = 200;

/// One delivery whose text is still there.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Its id.
    pub id: Uuid,
    /// By which way: `SMS`, `PUSH`, `MAIL`, `WEBHOOK`.
    pub channel: String,
    /// Where it goes: a number, an e-mail address, or the id of a device or a webhook.
    pub to: String,
    /// What it says.
    pub text: String,
    /// How far it has come: `WAITING`, `SENDING`, `SENT`, …
    pub state: String,
    /// How often it was tried.
    pub attempts: i32,
    /// When it was written.
    pub created_at: Instant,
}

#[derive(Debug, FromQueryResult)]
struct Row {
    id: Uuid,
    outbox_id: Uuid,
    channel: String,
    state: String,
    attempts: i32,
    sealed_destination: Option<Vec<u8>>,
    sealed: Option<Vec<u8>>,
    created_at: Instant,
}

/// The newest messages whose text was not wiped, newest first; for one destination or all.
pub async fn recent(tools: &Tools, to: Option<&str>) -> Result<Vec<Shown>> {
    let sql = "select d.id, d.outbox_id, d.channel, d.state, d.attempts, d.sealed_destination, \
               o.sealed, o.created_at from outbox o join delivery d on d.outbox_id = o.id \
               where o.sealed is not null order by o.created_at desc, o.id desc limit $1";
    let rows: Vec<Row> = db::all(tools.db.write(), sql, [SHOWN.into()]).await?;
    let shown = rows.into_iter().filter_map(|row| row.shown(tools));
    Ok(shown.filter(|one| to.is_none_or(|to| one.to == to)).collect())
}

impl Row {
    fn shown(self, tools: &Tools) -> Option<Shown> {
        let content = newer::open(tools, self.outbox_id, &self.sealed?).ok()?;
        let to = destination(tools, self.id, self.sealed_destination.as_deref())?;
        let text = match Channel::try_from_value(&self.channel) {
            Ok(Channel::Push) => content.text.for_a_phones_list(content.language).to_string(),
            Ok(Channel::Mail) => {
                let letter = content.text.as_letter(content.language, "");
                format!("{}: {}", letter.subject, letter.text())
            }
            Ok(Channel::Webhook) => content.text.as_event().to_owned(),
            _ => content.text.render(content.language),
        };
        Some(Shown {
            id: self.id,
            channel: self.channel,
            to,
            text,
            state: self.state,
            attempts: self.attempts,
            created_at: self.created_at,
        })
    }
}
