//! What is referred to the police, as a feed: sent to them where that is agreed for a district, and read
//! by their liaison. Under the Data Sharing Act it is logged who was told what, and why.

mod agreement;
mod agreement_store;
mod cursor;
mod feed;
mod feed_store;
mod log;
mod log_store;
mod model;
mod rules;
mod told;
mod trouble;

pub use agreement::{Means, add_agreement, agreement, agreements, end_agreement, handed_over};
pub(in crate::mysrs) use agreement_store::agreed_at;
pub use feed::{FeedPage, read_feed};
pub(in crate::mysrs) use feed::{Referred, referred};
pub use feed_store::after_restore;
pub use log::{deliveries, feed_reads};
pub use model::{
    EndKind, EndingAgreement, EventKind, FeedAgreement, FeedEvent, FeedRead, NewAgreement,
    ReadEvent, ReadEvents,
};
pub use told::EventData;
pub(crate) use trouble::trouble_due;
