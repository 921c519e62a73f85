//! What every noun uses.

pub mod audit;
pub mod bell;
pub mod cache;
pub mod change_log;
pub mod clock;
pub(crate) mod commit;
pub mod ctx;
pub mod db;
pub mod device;
pub mod error;
pub mod geo;
pub mod housekeeping;
pub mod http;
pub mod id;
pub mod language;
pub mod media;
pub mod outbox;
pub mod page;
pub mod paper;
pub(crate) mod relay;
pub mod replay;
pub mod scheduler;
pub mod secret;
mod sentences;
pub mod text;
pub mod tries;
pub mod work;
