//! MySRS: patrol units, their shifts, and what is recorded on patrol.

mod checkpoint;
mod house;
pub mod incident;
mod input;
mod live;
mod mutation;
mod payload;
mod proof;
mod query;
mod registry;
mod seal;
mod sos;
mod roster;
mod subscription;
mod swap;
mod types;
mod unit;
mod watch;
mod way;

pub use checkpoint::{Checkpoint, CheckpointMutation, CheckpointQuery};
pub use house::{HouseMutation, HouseQuery};
pub use live::LiveMutation;
pub use mutation::MysrsMutation;
pub use proof::ProofMutation;
pub use query::MysrsQuery;
pub use registry::{PatrolUnitApplication, RegistryMutation, RegistryQuery};
pub use seal::SealQuery;
pub use sos::{Sos, SosMutation, SosQuery, SosSubscription};
pub use roster::{RosterMutation, RosterQuery};
pub use subscription::MysrsSubscription;
pub use swap::{SwapMutation, SwapQuery};
pub use types::{CheckIn, Patrol};
pub use unit::{PatrolUnit, Shift};
pub use watch::WatchMutation;
pub use way::WayMutation;
pub use unit::{PatrolUnit, Shift, ShiftConnection};
