//! MySRS: patrol units, their shifts, and what is recorded on patrol.

mod checkpoint;
pub mod incident;
mod input;
mod mutation;
mod payload;
mod query;
mod registry;
mod report;
mod seal;
mod subscription;
mod types;
mod unit;

pub use checkpoint::{Checkpoint, CheckpointMutation, CheckpointQuery};
pub use mutation::MysrsMutation;
pub use query::MysrsQuery;
pub use registry::{PatrolUnitApplication, RegistryMutation, RegistryQuery};
pub use report::{Certificate, ReportMutation, ReportQuery};
pub use seal::SealQuery;
pub use subscription::MysrsSubscription;
pub use types::{CheckIn, Patrol};
pub use unit::{PatrolUnit, Shift};
