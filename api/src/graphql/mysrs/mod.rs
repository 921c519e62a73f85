//! MySRS: patrol units, their shifts, and what is recorded on patrol.

mod checkpoint;
mod house;
pub mod incident;
mod input;
mod live;
mod mutation;
mod payload;
mod plain;
mod police;
mod proof;
mod query;
mod registry;
mod report;
mod roster;
mod seal;
mod sos;
mod subscription;
mod swap;
mod types;
mod unit;
mod watch;
mod way;

use async_graphql::{MergedObject, MergedSubscription};

pub use checkpoint::{Checkpoint, CheckpointMutation, CheckpointQuery};
pub use house::{HouseMutation, HouseQuery};
pub use live::LiveMutation;
pub use mutation::MysrsMutation;
pub use police::{PoliceMutation, PoliceQuery};
pub use proof::ProofMutation;
pub use query::MysrsQuery;
pub use registry::{ApprovalDesk, PatrolUnitApplication, RegistryMutation, RegistryQuery};
pub use report::{Certificate, ReportMutation, ReportQuery};
pub use roster::{RosterMutation, RosterQuery};
pub use seal::SealQuery;
pub use sos::{Sos, SosMutation, SosQuery, SosSubscription};
pub use subscription::MysrsSubscription;
pub use swap::{SwapMutation, SwapQuery};
pub use types::{CheckIn, Patrol};
pub use unit::{PatrolUnit, Shift, ShiftConnection};
pub use watch::WatchMutation;
pub use way::WayMutation;

/// What is read about patrol units and what they do.
#[derive(MergedObject, Default)]
pub struct MysrsQueries(
    RegistryQuery,
    CheckpointQuery,
    HouseQuery,
    incident::IncidentQuery,
    PoliceQuery,
    ReportQuery,
    RosterQuery,
    SealQuery,
    SosQuery,
    SwapQuery,
    MysrsQuery,
);

/// What patrol units do, and what is done about them.
#[derive(MergedObject, Default)]
pub struct MysrsMutations(
    ProofMutation,
    RegistryMutation,
    CheckpointMutation,
    HouseMutation,
    incident::IncidentMutation,
    incident::ReferralMutation,
    LiveMutation,
    PoliceMutation,
    ReportMutation,
    RosterMutation,
    SosMutation,
    SwapMutation,
    WatchMutation,
    WayMutation,
    MysrsMutation,
);

/// What is followed live of patrols, incidents and calls for help.
#[derive(MergedSubscription, Default)]
pub struct MysrsSubscriptions(MysrsSubscription, incident::IncidentSubscription, SosSubscription);
