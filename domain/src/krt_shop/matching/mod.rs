//! Business matching: what projects need and can supply, and which of it fits together.
//!
//! A need and a supply fit when their categories are one or above each other and their names share a
//! word. It is found in the transaction that says either of them, so that both sides see it at once, and
//! looked for again when a project moves on the map or a category in its tree (`review`); whatever ends by
//! the clock, or with a project, is left out when it is read. Only those who belong to
//! a project, its committee and the officers above it see its matches.

mod dismiss;
mod find;
mod match_store;
mod model;
mod review;
mod rules;
mod service;
mod set;
mod store;
mod tell;

pub use dismiss::dismiss_match;
pub use model::{Match, NewTrade, Rhythm, Side, Trade};
pub(crate) use review::{review_due, review_in_categories};
pub use rules::explained;
pub use service::{matches_of_project, matches_of_state, trades_of_project};
pub use set::{end_trade, set_trade};
pub(crate) use tell::tell_due;
