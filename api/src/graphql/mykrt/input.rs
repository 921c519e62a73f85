//! What is written and changed of notices.

use async_graphql::{ID, InputObject, MaybeUndefined};
use domain::{
    ErrorCode, Refusal,
    mykrt::notice::{Audience, Content, NewAttachment, NewNotice, NoticeChanges, Where},
};

use super::{
    audience::NoticeAudienceInput,
    document::{self, NoticeDocumentInput},
    types::{NoticeCategory, NoticeSeverity},
};
use crate::graphql::{
    context,
    scalars::DateTime,
    values::{LocalizedTextInput, given},
};

/// A picture of a notice.
#[derive(InputObject)]
pub struct NoticeAttachmentInput {
    /// The picture, uploaded by whoever writes (`mediaUploadCreate`).
    media_id: ID,
    /// What it shows, for those who cannot see it: at most 200 characters in each language.
    alternative_text: Option<LocalizedTextInput>,
}

fn attachments(input: Vec<NoticeAttachmentInput>) -> domain::Result<Vec<NewAttachment>> {
    let read = |attachment: NoticeAttachmentInput| {
        Ok(NewAttachment {
            media_id: context::id(&attachment.media_id, "attachments.mediaId")?,
            alternative_text: attachment.alternative_text.map(Into::into),
        })
    };
    input.into_iter().map(read).collect()
}

/// What is written. Either `areaId` or `audience` says to whom.
#[derive(InputObject)]
pub struct NoticeCreateInput {
    /// The area, when it goes to everybody there.
    area_id: Option<ID>,
    /// To whom it goes.
    audience: Option<NoticeAudienceInput>,
    /// How much it matters.
    #[graphql(default_with = "NoticeSeverity::Information")]
    severity: NoticeSeverity,
    /// What it is about.
    #[graphql(default_with = "NoticeCategory::General")]
    category: NoticeCategory,
    /// The title, at most 120 characters in each language; Malay must be there.
    title: LocalizedTextInput,
    /// The text, at most 5,000 characters in each language; Malay must be there.
    body: LocalizedTextInput,
    /// Where an app goes from it: `https://…` or `krt:…`, at most 500 characters.
    link: Option<String>,
    /// Whether each reader is asked to say that they know; always of an emergency.
    #[graphql(default)]
    needs_acknowledgement: bool,
    /// Whether anybody with the link (`shareUrl`) can read it, without an account and without being
    /// of the place. Only for what goes to everybody of its place: no roles, nobody by name
    /// (`AUDIENCE_NOT_PUBLIC`).
    #[graphql(default)]
    is_public: bool,
    /// Until when it is valid: in the future, at most 1,830 days ahead.
    expires_at: Option<DateTime>,
    /// Until when it stands before the others: in the future, at most 366 days ahead.
    pinned_until: Option<DateTime>,
    /// Its pictures, at most ten.
    #[graphql(default)]
    attachments: Vec<NoticeAttachmentInput>,
    /// Its documents (PDF), at most five.
    #[graphql(default)]
    documents: Vec<NoticeDocumentInput>,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    pub(super) idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl NoticeCreateInput {
    pub(super) fn read(self) -> domain::Result<NewNotice> {
        let audience = match (&self.audience, &self.area_id) {
            (Some(audience), None) => audience.read()?,
            (None, Some(area)) => Audience {
                place: Where::Area(context::id(area, "areaId")?),
                roles: Vec::new(),
                people: Vec::new(),
            },
            (Some(_), Some(_)) => {
                let refusal = Refusal::of(ErrorCode::TooMany).at("audience.place");
                return Err(refusal.with("limit", 1).into());
            }
            (None, None) => {
                return Err(Refusal::of(ErrorCode::Required).at("audience.place").into());
            }
        };
        Ok(NewNotice {
            audience,
            content: Content {
                severity: self.severity.into(),
                category: self.category.into(),
                title: self.title.into(),
                body: self.body.into(),
                link: self.link,
                needs_acknowledgement: self.needs_acknowledgement,
                is_public: self.is_public,
                expires_at: self.expires_at.map(|at| at.0),
                pinned_until: self.pinned_until.map(|at| at.0),
            },
            attachments: attachments(self.attachments)?,
            documents: document::read(self.documents)?,
        })
    }
}

/// What is changed of a notice; what is not given stays as it is.
#[derive(InputObject)]
pub struct NoticeUpdateInput {
    /// The notice's id.
    pub(super) id: ID,
    /// The version that the writer has read.
    pub(super) version: i64,
    /// To whom it goes; not after it has gone out.
    audience: Option<NoticeAudienceInput>,
    /// How much it matters.
    severity: Option<NoticeSeverity>,
    /// What it is about.
    category: Option<NoticeCategory>,
    /// The title, at most 120 characters in each language. A language that is not given stays
    /// as it is; null or an empty text takes it away, Malay never.
    title: Option<LocalizedTextInput>,
    /// The text, at most 5,000 characters in each language. A language that is not given stays
    /// as it is; null or an empty text takes it away, Malay never.
    body: Option<LocalizedTextInput>,
    /// Where an app goes from it; null takes the link away.
    link: MaybeUndefined<String>,
    /// Whether each reader is asked to say that they know.
    needs_acknowledgement: Option<bool>,
    /// Whether anybody with the link (`shareUrl`) can read it; false ends it at once.
    is_public: Option<bool>,
    /// Until when it is valid; null without end.
    expires_at: MaybeUndefined<DateTime>,
    /// Until when it stands before the others; null lets it go.
    pinned_until: MaybeUndefined<DateTime>,
    /// Its pictures, at most ten, in the place of those that it had.
    attachments: Option<Vec<NoticeAttachmentInput>>,
    /// Its documents (PDF), at most five, in the place of those that it had.
    documents: Option<Vec<NoticeDocumentInput>>,
    /// Whether phones ring again for a notice that is out. A correction alone is silent. When a
    /// correction is pushed again, this one or one that was silent, each reader is asked anew to say
    /// that they know it; when nothing was corrected since it was last asked, what they said stays.
    #[graphql(default)]
    push_again: bool,
    /// Says that a notice that becomes an emergency, or rings again as one, is one.
    #[graphql(default)]
    confirm_emergency: bool,
    /// Made by the phone, at most 128 characters: the same key brings the first outcome again, for
    /// 30 days.
    pub(super) idempotency_key: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl NoticeUpdateInput {
    pub(super) fn read(self) -> domain::Result<NoticeChanges> {
        Ok(NoticeChanges {
            audience: self.audience.as_ref().map(NoticeAudienceInput::read).transpose()?,
            severity: self.severity.map(Into::into),
            category: self.category.map(Into::into),
            title: self.title.map(Into::into),
            body: self.body.map(Into::into),
            link: given(self.link, |link| link),
            needs_acknowledgement: self.needs_acknowledgement,
            is_public: self.is_public,
            expires_at: given(self.expires_at, |at| at.0),
            pinned_until: given(self.pinned_until, |at| at.0),
            attachments: self.attachments.map(attachments).transpose()?,
            documents: self.documents.map(document::read).transpose()?,
            push_again: self.push_again,
            confirm_emergency: self.confirm_emergency,
        })
    }
}

/// Which draft is published.
#[derive(InputObject)]
pub struct NoticePublishInput {
    /// The notice's id.
    pub(super) id: ID,
    /// The version that the sender has read: when somebody has changed it since, nothing is sent
    /// (`VERSION_CONFLICT`). Without it whatever stands there now goes out.
    pub(super) version: Option<i64>,
    /// Says that an emergency is one: it reaches everybody at any hour.
    #[graphql(default)]
    pub(super) confirm_emergency: bool,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

/// When a draft goes out by itself.
#[derive(InputObject)]
pub struct NoticeScheduleInput {
    /// The notice's id.
    pub(super) id: ID,
    /// The version that the sender has read: when somebody has changed it since, nothing is
    /// scheduled (`VERSION_CONFLICT`). Without it whatever stands there now is scheduled.
    pub(super) version: Option<i64>,
    /// When: in the future, at most 366 days ahead. Without it the notice is a draft again.
    pub(super) publish_at: Option<DateTime>,
    /// Says that an emergency is one: it reaches everybody at any hour.
    #[graphql(default)]
    pub(super) confirm_emergency: bool,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

/// Which notice is taken back.
#[derive(InputObject)]
pub struct NoticeWithdrawInput {
    /// The notice's id.
    pub(super) id: ID,
    /// Why, in at most 500 characters: readers see it in the place of the text.
    pub(super) reason: String,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

/// Which notices were read.
#[derive(InputObject)]
pub struct NoticeMarkReadInput {
    /// The notices' ids, at most 100.
    pub(super) ids: Vec<ID>,
    /// When they were read by the phone's clock; now when it is not given.
    pub(super) read_at: Option<DateTime>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}
