//! Finding offers by words.
//!
//! What an offer says is kept as words beside it (`product_words`), in the product's own
//! transaction; whatever changes it on another path is put on a list by the database itself, which
//! the nodes work off (`index`). A search is read word by word against what the catalogue says
//! (`lexicon`): as it is written, in another form or spelling, by another word for the same, by its
//! beginning, or corrected. All of that becomes one expression of the database's own full text:
//! `tsquery` on PostgreSQL, FTS5 on SQLite. The engine finds; `rank` alone decides the order, so that
//! both databases answer alike: in the same order, as long as no more than [`MOST_HITS`] offers fit.

mod dictionary;
mod distance;
mod find;
mod finder;
mod forms;
mod index;
mod lexicon;
mod rank;
mod reading;
mod store;
mod suggest;
mod wish;
mod words;

pub use find::{Found, Hit, MOST_HITS, find};
pub(super) use finder::Finder;
pub use index::{Reindexed, keep, reindex};
pub(crate) use index::{index, recount, recount_soon};
pub use rank::{Field, Reason, Why};
pub use suggest::{Suggestion, suggest};
pub use wish::How;
