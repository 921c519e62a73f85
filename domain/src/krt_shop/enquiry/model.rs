//! Enquiries as plain values.

use super::key::EnquirySecret;
use crate::shared::{
    clock::Instant,
    id::{EnquiryBlockId, EnquiryId, EnquiryMessageId, PersonId, ProductId, ProjectId},
    language::Language,
};

/// Whether an enquiry goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EnquiryStatus {
    /// Both may write.
    Open,
    /// Nobody writes any more.
    Closed,
}

/// One of the two who write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sea_orm::EnumIter, sea_orm::DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Side {
    /// Whoever asks.
    Buyer,
    /// Whoever offers.
    Seller,
}

/// An enquiry.
#[derive(Clone, Debug, PartialEq, sea_orm::FromQueryResult)]
pub struct Enquiry {
    /// The id, made by the phone that began it.
    pub id: EnquiryId,
    /// To which project.
    pub project_id: ProjectId,
    /// About which offer.
    pub product_id: ProductId,
    /// Who asks; none for somebody without an account.
    pub buyer_id: Option<PersonId>,
    /// How the buyer is called; empty once the account is erased.
    pub buyer_name: String,
    /// By which a buyer is known again, with and without an account.
    pub buyer_key: Option<Vec<u8>>,
    /// The number of a buyer without an account, sealed.
    pub sealed_phone: Option<Vec<u8>>,
    /// With which code it was begun without an account.
    pub code_id: Option<uuid::Uuid>,
    /// In which language the buyer is spoken to.
    pub language: Language,
    /// Whether the buyer shows the number.
    pub phone_shown: bool,
    /// Whether it goes on.
    pub status: EnquiryStatus,
    /// Who has closed it.
    pub closed_by: Option<Side>,
    /// When.
    pub closed_at: Option<Instant>,
    /// When it was begun.
    pub created_at: Instant,
    /// When a seller first wrote.
    pub answered_at: Option<Instant>,
    /// When somebody last wrote.
    pub last_message_at: Instant,
    /// How many messages there are: the number of the last one.
    pub message_count: i64,
    /// Up to which number the sellers have read.
    pub read_by_seller: i64,
    /// Up to which number the buyer has read.
    pub read_by_buyer: i64,
    /// How many of the buyer's messages no seller has read.
    pub unread_by_seller: i64,
    /// How many of the sellers' messages the buyer has not read.
    pub unread_by_buyer: i64,
}

/// A message of an enquiry.
#[derive(Clone, Debug, PartialEq, sea_orm::FromQueryResult)]
pub struct EnquiryMessage {
    /// The id, made by the phone that sent it; of the first one by the server.
    pub id: EnquiryMessageId,
    /// The enquiry.
    pub enquiry_id: EnquiryId,
    /// Its number within it, from 1, without gaps.
    pub number: i64,
    /// Whether a seller has written it.
    pub from_seller: bool,
    /// What it says; none once its author's account is erased.
    pub text: Option<String>,
    /// When it came.
    pub sent_at: Instant,
    /// By which a repeat is known.
    pub content_hash: Option<Vec<u8>>,
}

/// An enquiry as one of the two sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// The enquiry.
    pub enquiry: Enquiry,
    /// Who looks at it.
    pub side: Side,
}

impl Shown {
    /// How many messages of the other side the reader has not read.
    #[must_use]
    pub fn unread(&self) -> i64 {
        match self.side {
            Side::Buyer => self.enquiry.unread_by_buyer,
            Side::Seller => self.enquiry.unread_by_seller,
        }
    }
}

/// An enquiry as a buyer begins it.
#[derive(Clone, Debug)]
pub struct NewEnquiry {
    /// The id, made by the phone: the same again brings the same enquiry.
    pub id: EnquiryId,
    /// About which offer.
    pub product_id: ProductId,
    /// The first message, at most 2,000 characters.
    pub text: String,
    /// Whether the seller sees the number.
    pub show_phone: bool,
    /// How the buyer is called, at most 80 characters; for somebody without an account.
    pub name: Option<String>,
    /// The proof of a number; for somebody without an account.
    pub phone_proof: Option<String>,
}

/// An enquiry that was begun or opened.
#[derive(Clone, Debug)]
pub struct Sent {
    /// The enquiry.
    pub shown: Shown,
    /// What opens it for a buyer without an account.
    pub secret: Option<EnquirySecret>,
}

/// A message as it is sent.
#[derive(Clone, Debug)]
pub struct NewMessage {
    /// The id, made by the phone: the same again is the same message.
    pub id: EnquiryMessageId,
    /// The enquiry.
    pub enquiry_id: EnquiryId,
    /// What it says, at most 2,000 characters.
    pub text: String,
    /// The secret of a buyer without an account.
    pub secret: Option<String>,
}

/// That one side wants no more of the other, or again.
#[derive(Clone, Debug)]
pub struct SettingBlock {
    /// In which enquiry they met.
    pub enquiry_id: EnquiryId,
    /// Whether the other is blocked from now on.
    pub blocked: bool,
    /// Why, at most 500 characters; the officers above the project read it.
    pub reason: Option<String>,
    /// The secret of a buyer without an account.
    pub secret: Option<String>,
}

/// That a buyer or a seller wants no more of the other.
#[derive(Clone, Debug, PartialEq, sea_orm::FromQueryResult)]
pub struct EnquiryBlock {
    /// The id.
    pub id: EnquiryBlockId,
    /// The project.
    pub project_id: ProjectId,
    /// In which enquiry they met; none once that is forgotten.
    pub enquiry_id: Option<EnquiryId>,
    /// Whether the seller has blocked the buyer; else the buyer has blocked the seller.
    pub by_seller: bool,
    /// The buyer, when they have an account.
    pub buyer_id: Option<PersonId>,
    /// Why.
    pub reason: Option<String>,
    /// When.
    pub made_at: Instant,
    /// When it was taken back.
    pub ended_at: Option<Instant>,
}
