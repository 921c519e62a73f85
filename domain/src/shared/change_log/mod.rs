//! What changed, in the order in which it became visible, on any node.
//!
//! A change is a row written in its cause's own transaction. Every node reads the log twice a
//! second, and sooner when somebody wakes it: Redis may lose a wake-up, the log loses nothing.

mod ears;
mod feed;
mod model;
mod position;
mod stamps;
mod store;

pub use self::{
    ears::Listener,
    feed::ChangeFeed,
    model::{Change, Noun, Scope, Told},
    store::{end, ended_sessions, generation, has_gone, has_gone_for, renew_generation},
};
pub(crate) use self::{
    model::ByChange,
    store::{
        ShopLine, has_gone_in, incidents_since, notices_since, settled_before, shop_end,
        shop_lines, write,
    },
};
