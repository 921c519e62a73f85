//! The registry of patrol units: applications and who decides about them, members' consent, what is
//! due, and warnings.

mod input;
mod member;
mod mutation;
mod payload;
mod query;
mod types;

pub use member::{PatrolUnitLeavePreview, PatrolUnitStrength};
pub use mutation::RegistryMutation;
pub use query::RegistryQuery;
pub use types::{ApprovalDesk, PatrolUnitApplication, PatrolUnitStep};
