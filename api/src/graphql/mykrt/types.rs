//! Notices.

use std::sync::Arc;

use async_graphql::{Context, Description, Enum, ID, Object, SimpleObject};
use domain::{community as places, mykrt::notice, policy::Action};

use super::{
    activity::Activity,
    audience::NoticeAudience,
    delivery::{NoticeDelivery, NoticeStep},
    document::NoticeDocument,
    revision::NoticeRevision,
};
use crate::graphql::{
    community::Area,
    context::InRequest as _,
    krt_shop::Picture,
    scalars::DateTime,
    transport::{Event, NextEvent},
    values::LocalizedText,
};

/// How much a notice matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "notice::Severity")]
pub enum NoticeSeverity {
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "notice::Category")]
pub enum NoticeCategory {
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "notice::NoticeStatus")]
pub enum NoticeStatus {
    /// Seen by those who write it only.
    Draft,
    /// Goes out by itself at `publishAt`.
    Scheduled,
    /// Seen by everybody for whom it is meant.
    Published,
    /// No longer valid: it stands in no feed.
    Expired,
    /// Taken back: it stands in no feed, and `statusReason` says why.
    Withdrawn,
}

/// Where anybody reads a notice that is public under this short name.
pub(super) fn share_address(public_url: &str, slug: &str) -> String {
    format!("{public_url}/n/{slug}")
}

/// The event of a subscription whose notice is being read.
fn event(context: &Context<'_>) -> Option<Event> {
    context.data_opt::<NextEvent>().and_then(NextEvent::get)
}

/// A notice of a committee to its area, or of the department to a place of its own.
#[derive(Description)]
pub struct Notice {
    pub(super) notice: notice::Notice,
    /// The area that it is for, where that was looked up with the others of its page.
    pub(super) area: Option<Arc<places::Area>>,
}

impl From<notice::Notice> for Notice {
    fn from(notice: notice::Notice) -> Self {
        Self { notice, area: None }
    }
}

#[Object(use_type_description)]
impl Notice {
    /// The id.
    pub async fn id(&self) -> ID {
        self.notice.id.into()
    }

    /// The area that it is for, or of which it is for a part; none when it goes to a district, a state or the country.
    async fn area(&self, context: &Context<'_>) -> domain::Result<Option<Area>> {
        match (&self.area, self.notice.area_id) {
            (Some(area), _) => Ok(Some(Area(area.as_ref().clone()))),
            (None, Some(id)) => Ok(Some(Area(context.loaders()?.known_area(id).await?))),
            (None, None) => Ok(None),
        }
    }

    /// To whom it goes.
    async fn audience(&self) -> NoticeAudience {
        NoticeAudience::of(&self.notice)
    }

    /// Whether the department sends it, and not the area's committee.
    async fn official(&self) -> bool {
        self.notice.official
    }

    /// How much it matters.
    async fn severity(&self) -> NoticeSeverity {
        self.notice.severity.into()
    }

    /// What it is about.
    async fn category(&self) -> NoticeCategory {
        self.notice.category.into()
    }

    /// Where it stands in its life.
    async fn status(&self) -> NoticeStatus {
        self.notice.status.into()
    }

    /// The title. Of a notice that was taken back readers see only that it was.
    async fn title(&self) -> LocalizedText {
        LocalizedText(self.notice.title.clone())
    }

    /// The text, as it is: plain text in which nothing is markup. Of a notice that was taken back
    /// readers see the reason in its place.
    async fn body(&self) -> LocalizedText {
        LocalizedText(self.notice.body.clone())
    }

    /// Where an app goes from it: `https://…`, or `krt:…` for a place in an app.
    async fn link(&self) -> Option<&str> {
        self.notice.link.as_deref()
    }

    /// Its pictures, at most ten, in their order.
    async fn attachments(&self, context: &Context<'_>) -> domain::Result<Vec<Picture>> {
        let ctx = context.ctx()?;
        if self.notice.status == notice::NoticeStatus::Withdrawn
            && !notice::is_of_writers(ctx, &self.notice).await?
        {
            return Ok(Vec::new());
        }
        let pictures = context.loaders()?.notice_pictures(self.notice.id).await?;
        Ok(pictures.into_iter().map(Picture::open).collect())
    }

    /// The activity that it carries (a meeting, a gotong-royong, a class), to be answered with
    /// `activityRsvp`: of several the one that is still planned, else one that was held, else the
    /// earliest that was cancelled. None when it carries none, and for those who may not see the area's
    /// activities.
    async fn activity(&self, context: &Context<'_>) -> domain::Result<Option<Activity>> {
        Ok(context.loaders()?.notice_activity(self.notice.id).await?.map(Activity))
    }

    /// Its documents (PDF), at most five, in their order. None of a notice that was taken back, but
    /// for those in whose name it was written.
    async fn documents(&self, context: &Context<'_>) -> domain::Result<Vec<NoticeDocument>> {
        let ctx = context.ctx()?;
        if self.notice.status == notice::NoticeStatus::Withdrawn
            && !notice::is_of_writers(ctx, &self.notice).await?
        {
            return Ok(Vec::new());
        }
        let documents = context.loaders()?.notice_documents(self.notice.id).await?;
        Ok(documents.into_iter().map(NoticeDocument).collect())
    }

    /// Whether each reader is asked to say that they know (`noticeAcknowledge`); always of an
    /// emergency. Whoever has not is pushed it again, then gets an SMS; in the end somebody who can
    /// look is told. How soon and how often is the department's dated rule: three pushes in all, after 5
    /// minutes each in an emergency and after 60 else, unless it says otherwise.
    async fn needs_acknowledgement(&self) -> bool {
        self.notice.needs_acknowledgement
    }

    /// Whether anybody with the link can read it.
    async fn is_public(&self) -> bool {
        self.notice.is_public
    }

    /// The link under which anybody can read it, in their language: a page without a script for
    /// messengers and old phones. None while it is not public, not out, or taken back.
    async fn share_url(&self, context: &Context<'_>) -> domain::Result<Option<String>> {
        let base = &context.house()?.config.public_url;
        Ok(self.notice.shared_as().map(|slug| share_address(base, slug)))
    }

    /// Rises with every change.
    async fn version(&self) -> i64 {
        self.notice.version
    }

    /// When it goes out by itself.
    async fn publish_at(&self) -> Option<DateTime> {
        self.notice.publish_at.map(DateTime)
    }

    /// Since when readers see it.
    async fn published_at(&self) -> Option<DateTime> {
        self.notice.published_at.map(DateTime)
    }

    /// When it was last corrected after it went out; apps show that it was edited.
    async fn edited_at(&self) -> Option<DateTime> {
        self.notice.edited_at.map(DateTime)
    }

    /// How it stood before each correction since it went out, newest first, at most 100.
    async fn revisions(&self, context: &Context<'_>) -> domain::Result<Vec<NoticeRevision>> {
        let found = notice::revisions(context.ctx()?, &self.notice).await?;
        Ok(found.into_iter().map(Into::into).collect())
    }

    /// How often phones rang for it again on purpose.
    async fn push_round(&self) -> i64 {
        self.notice.push_round
    }

    /// When a correction was last pushed again on purpose. Since then each reader is asked anew to say
    /// that they know it: acknowledgements from before that count no more. None when each counts.
    async fn asked_again_at(&self) -> Option<DateTime> {
        self.notice.asked_again_at.map(DateTime)
    }

    /// Until when it is valid.
    async fn expires_at(&self) -> Option<DateTime> {
        self.notice.expires_at.map(DateTime)
    }

    /// Until when it stands before the others.
    async fn pinned_until(&self) -> Option<DateTime> {
        self.notice.pinned_until.map(DateTime)
    }

    /// When it was taken back.
    async fn withdrawn_at(&self) -> Option<DateTime> {
        self.notice.withdrawn_at.map(DateTime)
    }

    /// Why it was taken back; of a draft, why it did not go out at its time.
    async fn status_reason(&self, context: &Context<'_>) -> domain::Result<Option<String>> {
        Ok(notice::status_reason(&context.ctx()?.languages, &self.notice))
    }

    /// When a draft did not go out at its time. Those who can send it are told so, by push and by SMS.
    async fn held_back_at(&self) -> Option<DateTime> {
        self.notice.held_back_at.map(DateTime)
    }

    /// Of a notice that `noticeReceived` tells: from where it goes on after a break (`after`), at
    /// most 256 characters. None elsewhere.
    async fn cursor(&self, context: &Context<'_>) -> Option<String> {
        event(context).map(|event| event.id)
    }

    /// Of a notice that `noticeReceived` tells again after a break: whether more than 100 were
    /// missed and this is the last of those that are told, so that the app reads its feed anew.
    /// False elsewhere.
    async fn missed(&self, context: &Context<'_>) -> bool {
        event(context).is_some_and(|event| event.missed)
    }

    /// When it was last changed.
    async fn updated_at(&self) -> DateTime {
        DateTime(self.notice.updated_at)
    }

    /// When the viewer read it; none while it is unread.
    async fn read_at(&self) -> Option<DateTime> {
        self.notice.read_at.map(DateTime)
    }

    /// When the viewer said that they know; none while they have not, and again once a correction was
    /// pushed again (`askedAgainAt`): they are asked anew.
    async fn acknowledged_at(&self) -> Option<DateTime> {
        self.notice.acknowledged_at.map(DateTime)
    }

    /// How far it came until now; none for those in whose name it was not written.
    async fn receipts(&self, context: &Context<'_>) -> domain::Result<Option<NoticeReceipts>> {
        Ok(notice::totals(context.ctx()?, &self.notice).await?.map(Into::into))
    }

    /// How far its newest push to everybody has come; none while it is not out, and for those in
    /// whose name it was not written.
    async fn delivery(&self, context: &Context<'_>) -> domain::Result<Option<NoticeDelivery>> {
        Ok(notice::delivery(context.ctx()?, &self.notice).await?.map(Into::into))
    }

    /// What was done with it since it is out, the first first: pushed, pushed again to those who had
    /// not said that they know it, sent by SMS, and told to somebody who can look. Empty for those
    /// in whose name it was not written.
    async fn timeline(&self, context: &Context<'_>) -> domain::Result<Vec<NoticeStep>> {
        let steps = notice::timeline(context.ctx()?, &self.notice).await?;
        Ok(steps.into_iter().map(Into::into).collect())
    }

    /// Whether the viewer may publish it now: it is a draft or scheduled, and theirs to publish. An
    /// emergency is the chair's, the deputy chair's or an officer's.
    async fn viewer_can_publish(&self, context: &Context<'_>) -> domain::Result<bool> {
        use notice::NoticeStatus::{Draft, Scheduled};
        let waits = matches!(self.notice.status, Draft | Scheduled);
        Ok(waits && notice::may_publish(context.ctx()?, &self.notice).await?)
    }

    /// Whether the viewer may change it now.
    async fn viewer_can_update(&self, context: &Context<'_>) -> domain::Result<bool> {
        use notice::NoticeStatus::{Draft, Published, Scheduled};
        let open = matches!(self.notice.status, Draft | Scheduled | Published);
        Ok(open && notice::may(context.ctx()?, &self.notice, Action::NoticeWrite).await?)
    }

    /// Whether the viewer may take it back now.
    async fn viewer_can_withdraw(&self, context: &Context<'_>) -> domain::Result<bool> {
        let there = self.notice.status != notice::NoticeStatus::Withdrawn;
        Ok(there && notice::may(context.ctx()?, &self.notice, Action::NoticeWithdraw).await?)
    }
}

/// How far a notice came, in people. Whoever read it saw it, and whoever saw it has it. Every figure
/// but `audience` is exact whenever it is read.
#[derive(SimpleObject)]
pub struct NoticeReceipts {
    /// Whom the audience matches, and whoever has a receipt. Up to 10,000 people they are counted now;
    /// a larger number was counted up to a second before for each 50,000 of them, a minute at most.
    audience: u64,
    /// To how many it was sent.
    sent: u64,
    /// How many have it on a phone.
    delivered: u64,
    /// How many saw it.
    seen: u64,
    /// How many read it.
    read: u64,
    /// How many said that they know; of what they said before a correction was pushed again, nothing
    /// counts.
    acknowledged: u64,
}

impl From<notice::Totals> for NoticeReceipts {
    fn from(totals: notice::Totals) -> Self {
        let notice::Totals { audience, sent, delivered, seen, read, acknowledged } = totals;
        Self { audience, sent, delivered, seen, read, acknowledged }
    }
}
