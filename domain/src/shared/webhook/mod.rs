//! Webhooks: programs elsewhere that events are sent to, signed by the Standard Webhooks rules.
//!
//! Where one is reached is checked twice: when it is written down, and again when a name has become
//! addresses, just before the connection is made. So nothing inside the house can be reached by
//! naming it, whatever a name leads to by then.

mod address;
mod dispatch;
mod resolver;
mod sign;
mod store;

pub use address::{Reach, checked};
pub(crate) use dispatch::{Attempted, add as add_dispatch, note as note_attempt};
pub use dispatch::{Dispatch, DispatchKey, list as dispatches};
pub(crate) use resolver::Guarded;
pub(crate) use sign::{new_secret, shown, signature};
pub(crate) use store::{NewWebhook, Reached, add, end, gone_at, note_gone, reach, secret};
