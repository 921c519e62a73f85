//! The types of agreements with the police, of what was sent, and of who read what.

use async_graphql::{Context, Description, Enum, ID, Object, SimpleObject};
use domain::{
    mysrs::referral::{self, FeedRead},
    policy::{Action, Target},
    shared::{id::FeedEventId, outbox, webhook::Dispatch},
};

use crate::graphql::{
    community::District,
    connection::{self, connection},
    context::InRequest as _,
    scalars::DateTime,
};

/// Why an agreement with the police ended before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "referral::EndKind")]
pub enum FeedEndKind {
    /// An officer ended it.
    Revoked,
    /// The police's program answered that it wants nothing more (HTTP 410).
    Gone,
}

/// How far an event has come on its way to the police's program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "outbox::State")]
pub enum FeedDeliveryState {
    /// To be sent, or to be sent again: after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h and 10 h.
    Waiting,
    /// Being sent.
    Sending,
    /// The police's program took it.
    Sent,
    /// It wants nothing more, or the agreement ended first.
    Refused,
    /// Of no use any more before it could be sent.
    Expired,
    /// Perhaps sent.
    Unknown,
    /// Tried as often as it is; the feed has it still.
    Failed,
}

/// An event on its way to the police's program.
#[derive(Clone, Debug, SimpleObject)]
pub struct FeedDelivery {
    /// The event's id, which the program gets as `webhook-id` and the feed names too.
    event_id: ID,
    /// How far it has come.
    state: FeedDeliveryState,
    /// How often it was tried.
    attempts: i32,
    /// What the program answered last (`HTTP 500`), or why it was not reached.
    answer: Option<String>,
    /// When it was to be sent first.
    queued_at: DateTime,
    /// When it was tried last.
    tried_at: Option<DateTime>,
}

impl FeedDelivery {
    fn of(sent: Dispatch) -> Self {
        Self {
            event_id: FeedEventId(sent.cause).into(),
            state: sent.state.into(),
            attempts: i32::try_from(sent.attempts).unwrap_or(i32::MAX),
            answer: sent.answer,
            queued_at: DateTime(sent.queued_at),
            tried_at: sent.tried_at.map(DateTime),
        }
    }
}

connection!(FeedDeliveryConnection, FeedDeliveryEdge, FeedDelivery, "events sent to the police");

/// What was agreed with the police about a district: from when until when its incidents that are
/// referred to the police are sent to a program of theirs, by the Standard Webhooks rules.
#[derive(Description)]
pub struct FeedAgreement(pub referral::FeedAgreement);

#[Object(use_type_description)]
impl FeedAgreement {
    /// The id.
    async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// The district.
    async fn district(&self, context: &Context<'_>) -> domain::Result<Option<District>> {
        Ok(Some(District(context.loaders()?.district(self.0.district_id).await?)))
    }

    /// Where referrals are sent.
    async fn url(&self) -> &str {
        &self.0.url
    }

    /// Who agreed to it at the police.
    async fn agreed_with(&self) -> &str {
        &self.0.agreed_with
    }

    /// For what the police use it, and how they handle it.
    async fn purpose(&self) -> &str {
        &self.0.purpose
    }

    /// The name of the officer who agreed to it; empty once their account is erased.
    async fn agreed_by(&self) -> &str {
        &self.0.agreed_by_name
    }

    /// From when it counts.
    async fn starts_at(&self) -> DateTime {
        DateTime(self.0.starts_at)
    }

    /// Until when it counts.
    async fn ends_at(&self) -> DateTime {
        DateTime(self.0.ends_at)
    }

    /// When it was written down.
    async fn added_at(&self) -> DateTime {
        DateTime(self.0.added_at)
    }

    /// When it ended before its time.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(DateTime)
    }

    /// Why it ended before its time.
    async fn end_kind(&self) -> Option<FeedEndKind> {
        self.0.end_kind.map(Into::into)
    }

    /// What the officer said who ended it.
    async fn end_reason(&self) -> Option<&str> {
        self.0.end_reason.as_deref()
    }

    /// Whether it counts at this moment.
    async fn active(&self, context: &Context<'_>) -> domain::Result<bool> {
        Ok(self.0.counts(context.ctx()?.now()))
    }

    /// Whether the viewer may end it now.
    async fn viewer_can_end(&self, context: &Context<'_>) -> domain::Result<bool> {
        let ctx = context.ctx()?;
        let target = Target::at(self.0.place());
        Ok(self.0.ended_at.is_none() && ctx.may(Action::FeedAgreementSet, &target))
    }

    /// What was sent, and what became of it, the latest first.
    async fn deliveries(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<Option<FeedDeliveryConnection>> {
        let args = connection::args(first, after, last, before);
        let page = referral::deliveries(context.ctx()?, &self.0, &args).await?;
        Ok(Some(FeedDeliveryConnection::of(page, FeedDelivery::of)))
    }
}

connection!(
    FeedAgreementConnection,
    FeedAgreementEdge,
    FeedAgreement,
    "agreements with the police"
);

/// An event of the police's feed that somebody read.
#[derive(Clone, Debug, SimpleObject)]
pub struct PoliceFeedReadEvent {
    /// The event's id.
    id: ID,
    /// The incident's serial number.
    serial: String,
}

/// What somebody of the police read of a district in their feed at once: the log that the Data Sharing
/// Act asks for. Why it was shared stands with each referral. It is never changed.
#[derive(Description)]
pub struct PoliceFeedRead(pub FeedRead);

#[Object(use_type_description)]
impl PoliceFeedRead {
    /// The id.
    async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// The name of whoever read it; empty once their account is erased.
    async fn reader(&self) -> &str {
        &self.0.reader_name
    }

    /// The district.
    async fn district(&self, context: &Context<'_>) -> domain::Result<Option<District>> {
        Ok(Some(District(context.loaders()?.district(self.0.district_id).await?)))
    }

    /// What was read.
    async fn events(&self) -> Vec<PoliceFeedReadEvent> {
        let events = self.0.events.0.iter();
        events
            .map(|one| PoliceFeedReadEvent { id: one.event.into(), serial: one.serial.clone() })
            .collect()
    }

    /// When.
    async fn read_at(&self) -> DateTime {
        DateTime(self.0.read_at)
    }
}

connection!(
    PoliceFeedReadConnection,
    PoliceFeedReadEdge,
    PoliceFeedRead,
    "what the police read in their feed"
);
