//! A notice: written by a committee, published to its area, read by its residents.

pub mod model;
mod rules;
mod service;
mod store;

pub use model::{Category, NewNotice, Notice, NoticeStatus, Severity};
pub use service::{
    create_notice, feed, mark_read, notice, notices_of_area, publish_notice, unread_count,
};
pub(crate) use store::add as add_notice;
