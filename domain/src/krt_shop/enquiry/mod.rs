//! A buyer and the sellers of a project write to each other about an offer.
//!
//! A buyer has an account, or confirms a number by a code: that gives a secret for this one
//! conversation, which counts for a day, and no account. Nobody else reads a conversation, officers
//! neither; they see who has blocked whom. A year after its last message it is forgotten. What was written
//! by a number is the account's that confirms it; without one its secret takes the buyer out of it.

mod block;
mod block_store;
mod buyer;
mod follow;
mod forget;
mod key;
mod message_store;
pub mod model;
mod person_store;
mod read;
mod send;
mod store;
mod talk;
mod told;

pub use block::{blocks, set_block};
pub(super) use buyer::buys_from_others;
pub use follow::{Follower, Following, follow};
pub use forget::forget_enquiry;
pub(crate) use forget::{adopt, buyer_leaves, forget_old};
pub use key::EnquirySecret;
pub use model::{
    Enquiry, EnquiryBlock, EnquiryMessage, EnquiryStatus, NewEnquiry, NewMessage, Sent,
    SettingBlock, Shown, Side,
};
pub(super) use read::{Reached, reach};
pub use read::{
    buyer_phone, enquiries_of_project, enquiries_of_viewer, enquiry, messages, open_enquiry,
    unread_of_project, unread_of_viewer,
};
pub use send::send_enquiry;
pub use talk::{close_enquiry, mark_read, reply, show_phone};
