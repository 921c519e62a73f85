//! Sample content: invented neighbourhoods in real places, so that a first start feels alive.
//!
//! Everything here is data and drawing, without database or clock. Nobody named here exists.

pub mod content;
pub mod dice;
pub mod pictures;
