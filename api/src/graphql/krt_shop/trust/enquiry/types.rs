//! Enquiries and their messages.

use async_graphql::{Context, Description, Enum, ID, Object, SimpleObject};
use domain::{
    Error,
    krt_shop::{enquiry, product},
};

use crate::graphql::{
    connection::{self, connection},
    context::InRequest as _,
    krt_shop::{Product, Project},
    scalars::{DateTime, PhoneNumber},
};

/// Whether an enquiry goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "enquiry::EnquiryStatus")]
pub enum EnquiryStatus {
    /// Both may write.
    Open,
    /// Nobody writes any more.
    Closed,
}

/// One of the two who write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "enquiry::Side")]
pub enum EnquirySide {
    /// Whoever asks.
    Buyer,
    /// Whoever offers.
    Seller,
}

/// A message of an enquiry.
#[derive(SimpleObject)]
pub struct EnquiryMessage {
    /// The id (`enquirymessage_…`), made by the phone that sent it.
    id: ID,
    /// Its number within the enquiry, from 1, without gaps.
    number: i64,
    /// Who has written it.
    from: EnquirySide,
    /// What it says; null once its author's account is erased.
    text: Option<String>,
    /// When it came.
    sent_at: DateTime,
}

impl EnquiryMessage {
    pub(super) fn of(message: enquiry::EnquiryMessage) -> Self {
        let from = if message.from_seller { EnquirySide::Seller } else { EnquirySide::Buyer };
        Self {
            id: message.id.into(),
            number: message.number,
            from,
            text: message.text,
            sent_at: DateTime(message.sent_at),
        }
    }
}

connection!(EnquiryMessageConnection, EnquiryMessageEdge, EnquiryMessage, "messages of an enquiry");

/// What a buyer and the sellers of a project write to each other about an offer. Nobody else reads it.
#[derive(Description)]
pub struct Enquiry(pub enquiry::Shown);

#[Object(use_type_description)]
impl Enquiry {
    /// The id (`enquiry_…`), made by the phone that began it.
    pub async fn id(&self) -> ID {
        self.0.enquiry.id.into()
    }

    /// Whether it goes on.
    async fn status(&self) -> EnquiryStatus {
        self.0.enquiry.status.into()
    }

    /// On which side the viewer is.
    async fn viewer_side(&self) -> EnquirySide {
        self.0.side.into()
    }

    /// The offer; null while the viewer may not see it, as when it was taken out of the directory.
    async fn product(&self, context: &Context<'_>) -> domain::Result<Option<Product>> {
        let ctx = context.ctx()?;
        match product::product(ctx, self.0.enquiry.product_id).await {
            Ok(found) => {
                let cards = context.house()?.directory.cards(ctx).await?;
                Ok(Some(Product::new(found, &cards)))
            }
            Err(Error::Stopped(_)) => Ok(None),
            Err(other) => Err(other),
        }
    }

    /// The project; null when it is not at work any more.
    async fn project(&self, context: &Context<'_>) -> domain::Result<Option<Project>> {
        let cards = context.house()?.directory.cards(context.ctx()?).await?;
        let found = cards.project(self.0.enquiry.project_id).cloned();
        Ok(found.map(|project| Project::new(project, &cards)))
    }

    /// How the buyer is called; empty once their account is erased.
    async fn buyer_name(&self) -> &str {
        &self.0.enquiry.buyer_name
    }

    /// Whether the buyer shows the number to the sellers.
    async fn phone_shown(&self) -> bool {
        self.0.enquiry.phone_shown
    }

    /// The buyer's number: for the buyer, and for the sellers when the buyer shows it.
    async fn buyer_phone(&self, context: &Context<'_>) -> domain::Result<Option<PhoneNumber>> {
        let phone = enquiry::buyer_phone(context.ctx()?, &self.0).await?;
        Ok(phone.map(PhoneNumber))
    }

    /// What was written, the first first.
    async fn messages(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 when nothing is said.")] first: Option<
            i32,
        >,
        #[graphql(desc = "… after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "… before this cursor.")] before: Option<String>,
    ) -> domain::Result<EnquiryMessageConnection> {
        let args = connection::args(first, after, last, before);
        let page = enquiry::messages(context.ctx()?, &self.0, &args).await?;
        Ok(EnquiryMessageConnection::of(page, EnquiryMessage::of))
    }

    /// How many messages there are: the number of the last one.
    async fn message_count(&self) -> i64 {
        self.0.enquiry.message_count
    }

    /// How many messages of the other side the viewer, or for sellers anybody of the project, has not
    /// read.
    async fn unread(&self) -> i64 {
        self.0.unread()
    }

    /// Up to which number the other side has read.
    async fn read_by_other(&self) -> i64 {
        match self.0.side {
            enquiry::Side::Buyer => self.0.enquiry.read_by_seller,
            enquiry::Side::Seller => self.0.enquiry.read_by_buyer,
        }
    }

    /// When it was begun.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.enquiry.created_at)
    }

    /// When a seller first wrote; from then on the buyer may review the offer.
    async fn answered_at(&self) -> Option<DateTime> {
        self.0.enquiry.answered_at.map(DateTime)
    }

    /// When somebody last wrote.
    async fn last_message_at(&self) -> DateTime {
        DateTime(self.0.enquiry.last_message_at)
    }

    /// Who has closed it.
    async fn closed_by(&self) -> Option<EnquirySide> {
        self.0.enquiry.closed_by.map(Into::into)
    }

    /// When it was closed.
    async fn closed_at(&self) -> Option<DateTime> {
        self.0.enquiry.closed_at.map(DateTime)
    }
}

connection!(EnquiryConnection, EnquiryEdge, Enquiry, "enquiries");

/// That a buyer or a seller wants no more messages of the other.
#[derive(SimpleObject)]
pub struct EnquiryBlock {
    /// The id (`enquiryblock_…`).
    id: ID,
    /// Who has blocked the other.
    by: EnquirySide,
    /// In which enquiry they met; null once that is forgotten.
    enquiry_id: Option<ID>,
    /// The buyer, when they have an account.
    buyer_id: Option<ID>,
    /// Why.
    reason: Option<String>,
    /// When.
    made_at: DateTime,
    /// When it was taken back.
    ended_at: Option<DateTime>,
}

impl EnquiryBlock {
    pub(super) fn of(block: enquiry::EnquiryBlock) -> Self {
        Self {
            id: block.id.into(),
            by: if block.by_seller { EnquirySide::Seller } else { EnquirySide::Buyer },
            enquiry_id: block.enquiry_id.map(Into::into),
            buyer_id: block.buyer_id.map(Into::into),
            reason: block.reason,
            made_at: DateTime(block.made_at),
            ended_at: block.ended_at.map(DateTime),
        }
    }
}

connection!(
    EnquiryBlockConnection,
    EnquiryBlockEdge,
    EnquiryBlock,
    "blocks between buyers and sellers"
);
