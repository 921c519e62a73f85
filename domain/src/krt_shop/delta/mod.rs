//! What has changed in the shop since a phone last asked: for a catalogue that is there without a
//! signal. The first time it is everything, in parts; from then on what the change log tells, with what
//! has gone. Where the log does not reach back, and after a restore, it is everything again.

mod cursor;
mod kiosks;
mod model;
mod service;

pub use model::{Delta, DeltaMark, DeltaProduct, DeltaProject};
pub use service::{PART, delta};
