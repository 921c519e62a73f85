//! Sample content: invented neighbourhoods in real places, so that a first start feels alive.
//!
//! `content` and `pictures` are data and drawing, without database or clock; `plant` puts them into
//! a database. Nobody named here exists.

mod accounts;
pub mod content;
pub mod dice;
pub mod pictures;
mod plant;

pub use accounts::{SampleAccount, accounts};
pub use plant::{Planted, plant};
