//! Notices as plain values.

use serde::Serialize;

use super::audience::{Audience, Where};
use crate::shared::{
    clock::Instant,
    id::{AreaId, MediaId, NoticeId, PersonId},
    language::{LocalizedChange, LocalizedText},
    media::{Document, Picture},
    page,
};

/// How much a notice matters.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Severity {
    /// Good to know.
    Information,
    /// Should be read by everybody.
    Important,
    /// Should be read today.
    Urgent,
    /// Life or property is in danger now.
    Emergency,
}

/// What a notice is about.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Category {
    /// Anything else.
    General,
    /// Safety and patrols.
    Safety,
    /// Health.
    Health,
    /// Floods, storms, haze and other dangers of nature.
    Disaster,
    /// Water, power, roads and refuse.
    Utilities,
    /// Gotong-royong, classes, festivals and other activities.
    Activity,
    /// Meetings of the committee or of everybody.
    Meeting,
    /// Earning, selling and the cost of living.
    Economy,
}

/// Where a notice stands in its life.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum NoticeStatus {
    /// Seen by those who write it only.
    Draft,
    /// Goes out by itself at its time.
    Scheduled,
    /// Seen by everybody for whom it is meant.
    Published,
    /// No longer valid.
    Expired,
    /// Taken back.
    Withdrawn,
}

/// A notice.
#[derive(Clone, Debug, sea_orm::FromQueryResult)]
#[expect(clippy::struct_excessive_bools, reason = "each is a column of its own")]
pub struct Notice {
    /// The id.
    pub id: NoticeId,
    /// The place that it is for.
    pub scope: Where,
    /// That place, when it is an area.
    pub area_id: Option<AreaId>,
    /// Whether the department sends it, and not the area's committee.
    pub official: bool,
    /// The sum of the roles that it is for: see [`Audience::mask`].
    pub audience: i64,
    /// Who wrote it.
    pub author_id: PersonId,
    /// How much it matters.
    pub severity: Severity,
    /// What it is about.
    pub category: Category,
    /// Where it stands in its life.
    pub status: NoticeStatus,
    /// The title.
    pub title: LocalizedText,
    /// The text.
    pub body: LocalizedText,
    /// Where an app goes from it.
    pub link: Option<String>,
    /// Whether each reader is asked to say that they know.
    pub needs_acknowledgement: bool,
    /// Whether anybody with the link reads it.
    pub is_public: bool,
    /// The short name in that link, once it was public.
    pub slug: Option<String>,
    /// Rises with every change.
    pub version: i64,
    /// Rises with whatever is new about the activity that it carries, once it is out.
    pub carried_version: i64,
    /// How often it was pushed again on purpose.
    pub push_round: i64,
    /// When a correction was last pushed again: acknowledgements from before that count no more.
    pub asked_again_at: Option<Instant>,
    /// The version that this made of it: of it or of a later one an acknowledgement has to be. 0 when
    /// each counts.
    pub asked_version: i64,
    /// When it goes out by itself.
    pub publish_at: Option<Instant>,
    /// Who said so, or has since made it an emergency or sent it elsewhere: they have to be allowed to
    /// send it when the time comes.
    pub scheduled_by: Option<PersonId>,
    /// When it did not go out at its time: whoever scheduled it may no longer send it, it had expired,
    /// or nobody was left for whom it is.
    pub held_back_at: Option<Instant>,
    /// Since when readers see it.
    pub published_at: Option<Instant>,
    /// When it was last corrected after that.
    pub edited_at: Option<Instant>,
    /// Until when it is valid.
    pub expires_at: Option<Instant>,
    /// Until when it stands before the others.
    pub pinned_until: Option<Instant>,
    /// When it was taken back.
    pub withdrawn_at: Option<Instant>,
    /// Why.
    pub status_reason: Option<String>,
    /// When it was first written.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// When the reader read it.
    pub read_at: Option<Instant>,
    /// When the reader said that they know; none once a correction was pushed again since.
    pub acknowledged_at: Option<Instant>,
    /// Whether the reader is one of the people whom it names.
    pub named: bool,
}

impl Notice {
    /// Whether it has gone out, whatever became of it since.
    #[must_use]
    pub fn has_gone_out(&self) -> bool {
        self.published_at.is_some()
    }

    /// The short name of the page on which anybody reads it; none while nobody does.
    #[must_use]
    pub fn shared_as(&self) -> Option<&str> {
        let shown = matches!(self.status, NoticeStatus::Published | NoticeStatus::Expired);
        self.slug.as_deref().filter(|_| self.is_public && shown)
    }
}

/// What is written, in whichever state.
#[derive(Clone, Debug, Serialize)]
pub struct Content {
    /// How much it matters.
    pub severity: Severity,
    /// What it is about.
    pub category: Category,
    /// The title, at most 120 characters in each language.
    pub title: LocalizedText,
    /// The text, at most 5,000 characters in each language.
    pub body: LocalizedText,
    /// Where an app goes from it: `https://…` or `krt:…`, at most 500 characters.
    pub link: Option<String>,
    /// Whether each reader is asked to say that they know.
    pub needs_acknowledgement: bool,
    /// Whether anybody with the link reads it; only when it goes to everybody of its place.
    pub is_public: bool,
    /// Until when it is valid.
    pub expires_at: Option<Instant>,
    /// Until when it stands before the others.
    pub pinned_until: Option<Instant>,
}

/// A picture of a notice.
#[derive(Clone, Debug, Serialize)]
pub struct NewAttachment {
    /// The picture, uploaded by whoever writes.
    pub media_id: MediaId,
    /// What it shows, for those who cannot see it.
    pub alternative_text: Option<LocalizedText>,
}

/// A document of a notice as it is written.
#[derive(Clone, Debug, Serialize)]
pub struct NewDocument {
    /// The document, uploaded by whoever writes.
    pub media_id: MediaId,
    /// What the file is called, 1 to 100 characters, with or without `.pdf`.
    pub filename: String,
}

/// A document of a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeDocument {
    /// The document.
    pub document: Document,
    /// What the file is called, with `.pdf`.
    pub filename: String,
}

/// A notice as it is first written.
#[derive(Clone, Debug, Serialize)]
pub struct NewNotice {
    /// To whom it goes.
    pub audience: Audience,
    /// What it says.
    pub content: Content,
    /// Its pictures, at most ten.
    pub attachments: Vec<NewAttachment>,
    /// Its documents, at most five.
    pub documents: Vec<NewDocument>,
}

/// What is changed of a notice; what is not given stays as it is.
#[derive(Clone, Debug, Default, Serialize)]
pub struct NoticeChanges {
    /// To whom it goes; not after it has gone out.
    pub audience: Option<Audience>,
    /// How much it matters.
    pub severity: Option<Severity>,
    /// What it is about.
    pub category: Option<Category>,
    /// The title.
    pub title: Option<LocalizedChange>,
    /// The text.
    pub body: Option<LocalizedChange>,
    /// Where an app goes from it.
    pub link: Option<Option<String>>,
    /// Whether each reader is asked to say that they know.
    pub needs_acknowledgement: Option<bool>,
    /// Whether anybody with the link reads it.
    pub is_public: Option<bool>,
    /// Until when it is valid.
    pub expires_at: Option<Option<Instant>>,
    /// Until when it stands before the others.
    pub pinned_until: Option<Option<Instant>>,
    /// Its pictures.
    pub attachments: Option<Vec<NewAttachment>>,
    /// Its documents.
    pub documents: Option<Vec<NewDocument>>,
    /// Whether phones ring again for it.
    pub push_again: bool,
    /// Whether the writer says that it is an emergency.
    pub confirm_emergency: bool,
}

/// A notice as it stood before a correction. What was not kept of the earliest ones is nothing.
#[derive(Clone, Debug)]
pub struct Revision {
    /// The version that it was.
    pub version: i64,
    /// How much it mattered.
    pub severity: Severity,
    /// What it was about.
    pub category: Category,
    /// The title.
    pub title: LocalizedText,
    /// The text.
    pub body: LocalizedText,
    /// Where an app went from it.
    pub link: Option<String>,
    /// Whether each reader was asked to say that they know.
    pub needs_acknowledgement: Option<bool>,
    /// Whether anybody with the link could read it.
    pub is_public: Option<bool>,
    /// Until when it was to be valid.
    pub expires_at: Option<Instant>,
    /// Until when it was to stand before the others.
    pub pinned_until: Option<Instant>,
    /// Its pictures, those that still exist.
    pub attachments: Option<Vec<Picture>>,
    /// Its documents, those that still exist.
    pub documents: Option<Vec<NoticeDocument>>,
    /// Who corrected it.
    pub edited_by: PersonId,
    /// Until when it stood so.
    pub edited_at: Instant,
}

/// Which notices of a feed are wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct FeedFilter {
    /// Only of this severity.
    pub severity: Option<Severity>,
    /// Only of this category.
    pub category: Option<Category>,
    /// Only those that the reader has not read.
    pub unread_only: bool,
}

impl FeedFilter {
    /// Whether everything is wanted.
    pub(super) fn takes_all(self) -> bool {
        self.severity.is_none() && self.category.is_none() && !self.unread_only
    }
}

/// Where a notice stands in a list. A cursor is made of it when somebody asks for one: most pages
/// want one of twenty.
#[derive(Clone, Copy, Debug)]
pub enum InList {
    /// In a feed.
    Feed {
        /// When its first page was read.
        since: Instant,
        /// Whether the notice was pinned then.
        pinned: bool,
        /// Since when it is out.
        at: Instant,
        /// The notice.
        id: NoticeId,
    },
    /// Among those that somebody wrote.
    Sent(NoticeId),
}

impl InList {
    /// The cursor that stands for this place.
    #[must_use]
    pub fn cursor(&self) -> String {
        match *self {
            Self::Feed { since, pinned, at, id } => page::encode(&(since, pinned, at, id)),
            Self::Sent(id) => page::encode(&(id, id)),
        }
    }
}

/// How many notices of one severity are unread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnreadCount {
    /// Of which severity.
    pub severity: Severity,
    /// How many, at most 99.
    pub count: u64,
    /// Whether there are more.
    pub more: bool,
}
