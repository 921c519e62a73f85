//! The viewer, joining, signing in and out.

mod ban;
mod codes;
mod device;
mod email;
mod mutation;
mod own_data;
mod query;
mod second;
mod sign_on;
mod types;

use async_graphql::MergedObject;

pub use ban::BanMutation;
pub use codes::{CodesMutation, PrivacyQuery};
pub use device::DeviceMutation;
pub use email::EmailMutation;
pub use mutation::IdentityMutation;
pub use own_data::OwnDataMutation;
pub use query::IdentityQuery;
pub use second::SecondFactorMutation;
pub use sign_on::{SignOnMutation, SignOnQuery};
pub use types::{Role, SessionTokens, Viewer};

/// What people read about themselves and how they sign on.
#[derive(MergedObject, Default)]
pub struct IdentityQueries(PrivacyQuery, SignOnQuery, IdentityQuery);

/// What people do with their accounts, sessions and devices.
#[derive(MergedObject, Default)]
pub struct IdentityMutations(
    SecondFactorMutation,
    BanMutation,
    CodesMutation,
    SignOnMutation,
    DeviceMutation,
    EmailMutation,
    OwnDataMutation,
    IdentityMutation,
);
