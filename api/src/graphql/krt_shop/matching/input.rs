//! What is sent about needs, supplies and matches.

use async_graphql::{ID, InputObject};
use domain::krt_shop::matching::NewTrade;

use super::types::{TradeRhythm, TradeSide};
use crate::graphql::{context, scalars::Date, values::LocalizedTextInput};

/// A need or a supply as it is said, whole each time: what is left out is not said.
#[derive(InputObject)]
pub struct ProjectTradeSetInput {
    /// The id (`trade_…`), when the phone makes it, so that a repeat is recognised; of one that is
    /// changed.
    id: Option<ID>,
    /// The version that was read, of one that is changed; left out for a new one.
    version: Option<i64>,
    /// The project's id.
    project_id: ID,
    /// Whether the project needs it or can supply it; it never changes.
    side: TradeSide,
    /// The category, by its code: it fits to the same one, those above it and those below it.
    category_code: String,
    /// What it is, at most 60 characters in each language: it fits when a word is the same.
    words: LocalizedTextInput,
    /// How much, 1 to 1000000.
    quantity: Option<i64>,
    /// Of what, at most 40 characters.
    unit: Option<String>,
    /// How often.
    rhythm: Option<TradeRhythm>,
    /// The last day on which it holds, in Malaysia: from today to two years ahead.
    until: Option<Date>,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    pub(super) idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl ProjectTradeSetInput {
    pub(super) fn read(self) -> domain::Result<NewTrade> {
        Ok(NewTrade {
            id: self.id.as_ref().map(|id| context::id(id, "id")).transpose()?,
            version: self.version,
            project_id: context::id(&self.project_id, "projectId")?,
            side: self.side.into(),
            category_code: self.category_code,
            words: self.words.into(),
            quantity: self.quantity,
            unit: self.unit,
            rhythm: self.rhythm.map(Into::into),
            until: self.until.map(|until| until.0),
        })
    }
}

/// Which need or supply.
#[derive(InputObject)]
pub struct ProjectTradeEndInput {
    /// Its id.
    pub(super) id: ID,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

/// Which match.
#[derive(InputObject)]
pub struct TradeMatchDismissInput {
    /// Its id.
    pub(super) id: ID,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}
