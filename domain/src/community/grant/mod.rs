//! What the department's officers, the police and the owners of projects are granted: by whom, why,
//! from when, until when.

pub mod model;
mod rules;
mod service;
mod store;

pub use model::{GrantFilter, Grantee, NewGrant, Office, OfficerGrant};
pub(super) use service::longest;
pub use service::{add_grant, end_grant, grant, grants, renew_administrator};
pub(crate) use store::{Ending, end_project_grants};
