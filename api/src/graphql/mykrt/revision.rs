//! What stood in a notice before it was corrected.

use async_graphql::SimpleObject;
use domain::mykrt::notice;

use super::{
    document::NoticeDocument,
    types::{NoticeCategory, NoticeSeverity},
};
use crate::graphql::{krt_shop::Picture, scalars::DateTime, values::LocalizedText};

/// A notice as it stood before a correction.
#[derive(SimpleObject)]
pub struct NoticeRevision {
    /// The version that it was.
    version: i64,
    /// How much it mattered.
    severity: NoticeSeverity,
    /// What it was about.
    category: NoticeCategory,
    /// The title.
    title: LocalizedText,
    /// The text.
    body: LocalizedText,
    /// Where an app went from it.
    link: Option<String>,
    /// Whether each reader was asked to say that they know. None of a correction of the time before
    /// this was kept.
    needs_acknowledgement: Option<bool>,
    /// Whether anybody with the link could read it. None of a correction of the time before this was
    /// kept.
    is_public: Option<bool>,
    /// Until when it was to be valid; none when that was without end.
    expires_at: Option<DateTime>,
    /// Until when it was to stand before the others; none when it was not pinned.
    pinned_until: Option<DateTime>,
    /// Its pictures, at most ten, in their order: those that still exist. None of a correction of the
    /// time before this was kept.
    attachments: Option<Vec<Picture>>,
    /// Its documents (PDF), at most five, in their order: those that still exist. None of a correction
    /// of the time before this was kept.
    documents: Option<Vec<NoticeDocument>>,
    /// Until when it stood so.
    edited_at: DateTime,
}

impl From<notice::Revision> for NoticeRevision {
    fn from(revision: notice::Revision) -> Self {
        let pictures = |pictures: Vec<_>| pictures.into_iter().map(Picture::open).collect();
        let documents = |documents: Vec<_>| documents.into_iter().map(NoticeDocument).collect();
        Self {
            version: revision.version,
            severity: revision.severity.into(),
            category: revision.category.into(),
            title: LocalizedText(revision.title),
            body: LocalizedText(revision.body),
            link: revision.link,
            needs_acknowledgement: revision.needs_acknowledgement,
            is_public: revision.is_public,
            expires_at: revision.expires_at.map(DateTime),
            pinned_until: revision.pinned_until.map(DateTime),
            attachments: revision.attachments.map(pictures),
            documents: revision.documents.map(documents),
            edited_at: DateTime(revision.edited_at),
        }
    }
}
