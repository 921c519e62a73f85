//! What every noun uses.

pub mod cache;
pub mod change_log;
pub mod clock;
pub(crate) mod commit;
pub mod ctx;
pub mod db;
pub mod error;
pub mod geo;
pub mod housekeeping;
pub mod id;
pub mod language;
pub mod media;
pub mod page;
pub mod replay;
mod sentences;
pub mod text;
pub mod tries;
pub mod work;
