//! Who did what to whom, when, from which app.
//!
//! An entry is written in its cause's own transaction ([`Work::audit`]) and holds ids, never names
//! or numbers. What may have to be erased stands beside it, and the entry keeps a salted hash of
//! that. A sealer chains what is committed and signs the newest link, a second later and in the
//! background, so that a removed or changed entry shows ([`verify`]) and no writer waits.
//!
//! Nothing inside a database can show that its newest end was cut off: compare an older signed
//! link that was kept elsewhere (the log tells one now and then).
//!
//! [`Work::audit`]: super::work::Work::audit

mod attempts;
mod chain;
mod deed;
mod model;
mod sealer;
mod service;
mod store;
mod verify;

pub use attempts::{Attempt, Attempts, Whom};
pub use chain::SealKey;
pub use deed::{Author, Deed, Subject};
pub use model::{AuditFilter, Entry, Outcome};
pub use sealer::{keep, seal};
pub use service::{about_me, entries};
pub(crate) use store::write;
pub use verify::{Anchor, Break, Report, verify};
