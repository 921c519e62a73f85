//! What sellers learn of who looks: how often, each week, an offer was seen, found by words, asked for
//! and kept.
//!
//! Whoever reads waits for none of it. What a request shows is noted in its context
//! ([`Ctx::sees`](crate::Ctx::sees)); once it is answered, also from a cache of this node, the edge hands
//! that over ([`Insight::count`]), and one task of the node adds it up and writes it every few seconds
//! ([`Insight::keep`]). A node that is asked to stop writes what it has; one that is killed loses the
//! last seconds, at most what came together between two beats. What a browser or a cache on the way
//! shows again is not asked for here and not counted.
//!
//! Nothing is kept of who looks. Addresses become numbers by a key that the process makes for itself and
//! nobody knows, live in its memory for an hour at most, so that the same address is not counted twice
//! within it, and are never written. Each node knows its own hour. The words of a search are told once
//! three people have looked by them, whichever nodes they asked, and only those that an offer answers
//! ([`searches`]): of each one bit of 63 is written beside the words, and nothing else. A seller's name may
//! be among the words: they go with the seller's account.

mod contact;
mod count;
mod forget;
mod model;
mod rules;
mod searched;
mod service;
mod store;
mod tally;

pub use contact::{Way, contact};
pub use count::{Insight, Onlooker};
pub(crate) use forget::forget_old;
pub use model::{Counts, Event, Search, Seen, Sighting, Week};
pub use service::{
    found, note_enquiry, note_favourite, note_view_of_product, note_view_of_project, searches,
    weeks,
};
