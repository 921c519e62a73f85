//! Incidents: reporting and following them, who looks after them, and to whom they are referred.

mod category;
mod input;
mod mutation;
mod payload;
pub(super) mod place;
mod query;
mod referral;
mod subscription;
mod timeline;
mod types;

pub use category::IncidentCount;
pub use input::IncidentFilterInput;
pub use mutation::IncidentMutation;
pub use query::IncidentQuery;
pub use referral::ReferralMutation;
pub use subscription::IncidentSubscription;
pub use types::{Incident, IncidentConnection};
