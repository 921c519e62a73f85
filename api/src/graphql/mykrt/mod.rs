//! MyKRT: notices to residents, and activities.

pub mod activity;
mod audience;
mod delivery;
mod digest;
mod document;
mod input;
mod mutation;
mod page;
mod plain;
mod preference;
mod query;
mod receipt;
mod revision;
mod subscription;
mod types;

use async_graphql::{MergedObject, MergedSubscription};

pub use digest::NoticeDigestMutation;
pub use mutation::MykrtMutation;
pub use page::NoticeConnection;
pub use preference::{NoticePreferenceMutation, NoticePreferences};
pub use query::MykrtQuery;
pub use subscription::MykrtSubscription;
pub use types::Notice;

/// What is read of notices and activities.
#[derive(MergedObject, Default)]
pub struct MykrtQueries(activity::ActivityQuery, MykrtQuery);

/// What is done with notices and activities.
#[derive(MergedObject, Default)]
pub struct MykrtMutations(
    NoticePreferenceMutation,
    NoticeDigestMutation,
    activity::ActivityMutation,
    MykrtMutation,
);

/// What is followed live of notices.
#[derive(MergedSubscription, Default)]
pub struct MykrtSubscriptions(MykrtSubscription);
