//! MySRS: patrol units, their shifts, and what is recorded on patrol.

mod input;
mod mutation;
mod payload;
mod query;
mod registry;
mod roster;
mod subscription;
mod swap;
mod types;
mod unit;

pub use mutation::MysrsMutation;
pub use query::MysrsQuery;
pub use registry::{PatrolUnitApplication, RegistryMutation, RegistryQuery};
pub use roster::{RosterMutation, RosterQuery};
pub use subscription::MysrsSubscription;
pub use swap::{SwapMutation, SwapQuery};
pub use types::{CheckIn, Patrol};
pub use unit::{PatrolUnit, Shift, ShiftConnection};
