//! Finding offers by words.
//!
//! What an offer says is kept as words beside it (`product_words`), in the product's own
//! transaction; whatever changes it on another path is put on a list by the database itself, which
//! the nodes work off (`index`). A search is read word by word against what the catalogue says
//! (`lexicon`): as it is written, in another form or spelling, by another word for the same, by its
//! beginning, or corrected. All of that becomes one expression of the database's own full text:
//! `tsquery` on PostgreSQL, FTS5 on SQLite. The engine only finds candidates; `rank` alone, which is pure,
//! decides the order, so that both databases answer alike: in the same order, as long as no more than
//! [`MOST_HITS`] offers fit. How well is held by `tests/it/krt_shop/held_queries.rs`.
//!
//! No trigrams (`pg_trgm`) are used here. A word is corrected against the node's own list of the
//! catalogue's words, by edit distance (`distance`): so both databases correct alike, PostgreSQL is asked
//! for its GIN index on the `tsvector` alone, and a search of offers needs no extension. The one that the
//! first step of the tables adds is for the names of neighbourhoods.

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
