//! Calls for help from patrol (SOS): calling, answering, ending, and following them live.

mod input;
mod mutation;
mod payload;
mod query;
mod subscription;
mod types;

pub use mutation::SosMutation;
pub use query::SosQuery;
pub use subscription::SosSubscription;
pub use types::{Sos, SosConnection};
