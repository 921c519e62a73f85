//! A notice: written by a committee or the department, sent to a place and the roles there, read by
//! those for whom it is meant.

mod asked;
mod attachments;
pub mod audience;
mod audience_count;
mod board;
mod board_store;
mod boards;
mod cursor;
mod digest;
mod digest_due;
mod digest_keeper;
mod digest_store;
mod digest_wish;
mod document_file;
mod document_rules;
mod documents;
mod emergency;
mod feed_store;
mod held_back;
mod insist;
mod life;
mod live;
pub mod model;
mod plans;
mod preference;
mod preference_store;
mod reach;
mod reach_store;
mod reader;
mod receipt_export;
mod receipt_file;
mod receipt_store;
mod receipts;
mod recount;
mod revision_store;
mod rules;
mod service;
mod share;
mod spread;
mod step;
mod step_store;
mod store;
mod tally;
mod tally_store;
mod told_store;
mod unread_store;
mod watched;
mod ways;
mod ways_store;
mod wish;
mod write;

pub use audience::{Audience, AudienceRole, Where, roles_in};
pub use boards::Boards;
pub use digest::{DigestDay, DigestWish, Frequency, Planned, USUAL_DAY, USUAL_HOUR};
pub(crate) use digest_due::digest_due;
pub use digest_keeper::Digests;
pub(crate) use digest_wish::forget_digest;
pub use digest_wish::{check_digest_link, end_digest_by_link, set_digest};
pub use document_file::{DocumentFile, document_file};
pub(crate) use insist::insist_due;
pub use life::{Sending, may_publish, publish_notice, schedule_notice, withdraw_notice};
pub(crate) use life::{expire_due, publish_due, tell_carried};
pub use live::{Follower, Told, follow};
pub use model::{
    Category, Content, FeedFilter, InList, NewAttachment, NewDocument, NewNotice, Notice,
    NoticeChanges, NoticeDocument, NoticeStatus, Revision, Severity, UnreadCount,
};
pub use plans::{feed_plan, unread_plan};
pub use preference::{Preferences, preferences, set_preference, set_quiet_hours};
pub(crate) use preference::{Ring, rings};
pub use reach::{Reach, preview};
pub use reader::Reader;
pub use receipt_file::{ReceiptFile, receipt_file};
pub use receipt_store::Recipient;
pub use receipts::{
    NewReceipt, ReceiptKind, ReceiptOutcome, Totals, acknowledge, mark_read, record_receipts,
    totals, totals_of, unacknowledged,
};
pub(crate) use recount::forget_receipts;
pub use recount::{Recount, recount};
pub use service::{
    attachments_of, documents_of, feed, is_of_writers, may, notice, notice_for, notices_of_area,
    notices_sent, revisions, status_reason, unread_count, unread_counts,
};
pub use share::{SharedNotice, shared_notice};
pub use spread::{delivery, timeline};
pub(crate) use spread::{quiet_hours_end, spread_due};
pub use step::{Delivery, Step, StepKind};
pub(crate) use store::add as add_notice;
pub use watched::{Watched, watch};
pub use ways::Ways;
pub use wish::{Choice, Preference, QuietHours};
pub use write::{create_notice, update_notice};
