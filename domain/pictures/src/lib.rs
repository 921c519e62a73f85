//! Drawing and encoding pictures: what takes a core, and knows nothing of neighbourhoods.
//!
//! A crate of its own, because what works on every pixel is optimised in a debug build too: the
//! first start draws a hundred pictures.

mod decode;
mod dice;
mod encode;
mod motif;

pub use self::{
    decode::Opened,
    dice::Dice,
    encode::{flatten, jpeg},
    motif::{Motif, draw},
};
