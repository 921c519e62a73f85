//! Sample content: invented neighbourhoods in real places, so that a first start feels alive.
//!
//! `content` is data, without database or clock, and the crate `pictures` draws; `plant` puts both
//! into a database. Nobody named here exists.

mod accounts;
pub mod content;
mod plant;

pub use accounts::{SampleAccount, accounts};
pub use plant::{Planted, plant};
