//! Calls for help from patrol (SOS): who is told, who comes, and what became of it.
//!
//! A call is never refused for its form, and never waits behind others: its work begins on
//! connections of its own. It rings until somebody answers (`ring`), which is a duty, so that it
//! goes on when a node dies. Where the caller is they say every few seconds: that is kept with the
//! call and told to those who may see it, without a line in the change log (`live`).

mod again;
mod answer;
mod change_store;
mod live;
mod model;
mod people_store;
mod raise;
mod read;
mod ring;
mod rules;
mod store;

pub use answer::{acknowledge, cancel, resolve, send_position};
pub use live::{heard, moved};
pub use model::{
    Acknowledging, Fix, LastFix, NewSos, PositionKept, Raised, Responder, SeenSos, Sos, SosRights,
    SosStatus, Stage, Step, StepKind, Told, ToldAs,
};
pub use raise::{caller, raise};
pub use read::{calls_of_patrol, calls_of_unit, open_calls, sos, timeline};
pub(crate) use ring::ring_due;
pub use rules::{EMERGENCY, SECONDS_BETWEEN_FIXES, fix, id_of};
