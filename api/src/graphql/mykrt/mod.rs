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

pub use digest::NoticeDigestMutation;
pub use mutation::MykrtMutation;
pub use page::NoticeConnection;
pub use preference::{NoticePreferenceMutation, NoticePreferences};
pub use query::MykrtQuery;
pub use subscription::MykrtSubscription;
pub use types::Notice;
