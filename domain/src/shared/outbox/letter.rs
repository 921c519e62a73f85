//! What a message says, opened once for all of its deliveries: five hundred go out of one message, and
//! it names all of their people.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use super::{
    model::{Audience, Content},
    newer::{self, Unread},
    texts::Text,
};
use crate::shared::{clock::Instant, ctx::Tools, db::Query, error::Result, language::Language};

/// What leaves, to whomever it goes.
#[derive(Debug)]
pub(super) struct Letter {
    /// The message.
    pub id: Uuid,
    /// What caused it.
    pub cause: Uuid,
    pub urgent: bool,
    pub expires_at: Option<Instant>,
    pub audience: Audience,
    pub text: Text,
    pub language: Language,
    written: Mutex<HashMap<Language, Arc<str>>>,
}

impl Letter {
    /// What is written for everybody of a language, written once.
    pub(super) fn written(&self, language: Language, write: impl FnOnce() -> String) -> Arc<str> {
        // Nobody panics with it; and what was written is whole.
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(written.entry(language).or_insert_with(|| write().into()))
    }
}

/// Whether what a message says is still wanted.
#[derive(Debug)]
pub(super) enum Stands {
    /// Nobody asks.
    Always,
    /// By mail at this address alone; without one not by mail.
    ByMailTo(Option<String>),
    /// No more.
    Over,
}

/// A message as its row has it.
#[derive(Debug)]
pub(super) struct Enclosed {
    pub expires_at: Option<Instant>,
    pub stands: Stands,
    /// None when it was wiped, cannot be opened, or says what this program does not know.
    pub letter: Option<Arc<Letter>>,
    /// Whether a newer program wrote it.
    pub is_newer: bool,
    /// When it was written.
    pub created_at: Instant,
}

impl Enclosed {
    /// Whether it is still of use.
    pub(super) fn stands(&self, now: Instant) -> bool {
        !matches!(self.stands, Stands::Over)
            && self.expires_at.is_none_or(|expires_at| expires_at > now)
    }

    /// Whether it is left to other nodes, because a newer program wrote it.
    pub(super) fn is_for_others(&self, now: Instant) -> bool {
        self.is_newer && now < newer::left_until(self.created_at, self.expires_at)
    }

    /// Whether it may go to this e-mail address.
    pub(super) fn goes_by_mail_to(&self, address: &str) -> bool {
        match &self.stands {
            Stands::Always => true,
            Stands::ByMailTo(wanted) => wanted.as_deref() == Some(address),
            Stands::Over => false,
        }
    }
}

#[derive(Debug, FromQueryResult)]
struct Row {
    id: Uuid,
    cause: Uuid,
    urgent: bool,
    sealed: Option<Vec<u8>>,
    created_at: Instant,
    expires_at: Option<Instant>,
}

/// These messages, opened.
pub(super) async fn read<C: ConnectionTrait>(
    connection: &C,
    tools: &Tools,
    messages: impl ExactSizeIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Enclosed>> {
    let mut query =
        Query::new("select id, cause, urgent, sealed, created_at, expires_at from outbox");
    query.and_in("id", messages);
    let rows: Vec<Row> = query.all(connection).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.opened(tools))).collect())
}

impl Row {
    fn opened(self, tools: &Tools) -> Enclosed {
        let Self { id, cause, urgent, sealed, created_at, expires_at } = self;
        let content = sealed.map(|sealed| newer::open(tools, id, &sealed));
        let is_newer = matches!(content, Some(Err(Unread::Newer)));
        let letter = content.and_then(std::result::Result::ok).map(|content| {
            let Content { audience, text, language } = content;
            let written = Mutex::default();
            Arc::new(Letter { id, cause, urgent, expires_at, audience, text, language, written })
        });
        Enclosed { expires_at, stands: Stands::Always, letter, is_newer, created_at }
    }
}
