//! What buyers and sellers send.

use async_graphql::{ID, InputObject};
use domain::krt_shop::enquiry::{NewEnquiry, NewMessage, SettingBlock};

use crate::graphql::context;

/// An enquiry as a buyer begins it.
#[derive(InputObject)]
pub struct EnquirySendInput {
    /// The id (`enquiry_…`), made by the phone: the same again brings the same enquiry.
    id: ID,
    /// The offer.
    product_id: ID,
    /// The first message, at most 2,000 characters.
    text: String,
    /// Whether the sellers see the buyer's number.
    #[graphql(default)]
    show_phone: bool,
    /// How the buyer is called, at most 80 characters: for somebody without an account.
    name: Option<String>,
    /// The proof of a number, by `phoneVerify` for the purpose `ENQUIRY`: for somebody without an
    /// account.
    phone_proof: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl EnquirySendInput {
    pub(super) fn read(&self) -> domain::Result<NewEnquiry> {
        Ok(NewEnquiry {
            id: context::id(&self.id, "id")?,
            product_id: context::id(&self.product_id, "productId")?,
            text: self.text.clone(),
            show_phone: self.show_phone,
            name: self.name.clone(),
            phone_proof: self.phone_proof.clone(),
        })
    }
}

/// Coming back to an enquiry without an account.
#[derive(InputObject)]
pub struct EnquiryOpenInput {
    /// The enquiry.
    pub(super) id: ID,
    /// The proof of the number with which it was begun, by `phoneVerify` for the purpose `ENQUIRY`.
    pub(super) phone_proof: String,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

/// A message.
#[derive(InputObject)]
pub struct EnquiryReplyInput {
    /// The id (`enquirymessage_…`), made by the phone: the same again is the same message.
    id: ID,
    /// The enquiry.
    enquiry_id: ID,
    /// What it says, at most 2,000 characters.
    text: String,
    /// The enquiry's secret: for a buyer without an account.
    secret: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl EnquiryReplyInput {
    pub(super) fn read(&self) -> domain::Result<NewMessage> {
        Ok(NewMessage {
            id: context::id(&self.id, "id")?,
            enquiry_id: context::id(&self.enquiry_id, "enquiryId")?,
            text: self.text.clone(),
            secret: self.secret.clone(),
        })
    }
}

/// Up to which message somebody has read.
#[derive(InputObject)]
pub struct EnquiryMarkReadInput {
    /// The enquiry.
    pub(super) id: ID,
    /// The number of the last message that was read.
    pub(super) number: i64,
    /// The enquiry's secret: for a buyer without an account.
    pub(super) secret: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

/// Whether the sellers see the buyer's number.
#[derive(InputObject)]
pub struct EnquiryPhoneShowInput {
    /// The enquiry.
    pub(super) id: ID,
    /// Whether they see it from now on.
    pub(super) shown: bool,
    /// The enquiry's secret: for a buyer without an account.
    pub(super) secret: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

/// Which enquiry comes to an end.
#[derive(InputObject)]
pub struct EnquiryCloseInput {
    /// The enquiry.
    pub(super) id: ID,
    /// The enquiry's secret: for a buyer without an account.
    pub(super) secret: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

/// Out of which enquiry its buyer is taken.
#[derive(InputObject)]
pub struct EnquiryForgetInput {
    /// The enquiry.
    pub(super) id: ID,
    /// The enquiry's secret.
    pub(super) secret: String,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

/// Whether the viewer wants messages of the other side.
#[derive(InputObject)]
pub struct EnquiryBlockSetInput {
    /// An enquiry in which they met.
    id: ID,
    /// Whether the other side is blocked from now on.
    blocked: bool,
    /// Why, at most 500 characters; the officers above the project read it.
    reason: Option<String>,
    /// The enquiry's secret: for a buyer without an account.
    secret: Option<String>,
    /// Given back unchanged in the answer.
    pub(super) client_mutation_id: Option<String>,
}

impl EnquiryBlockSetInput {
    pub(super) fn read(&self) -> domain::Result<SettingBlock> {
        Ok(SettingBlock {
            enquiry_id: context::id(&self.id, "id")?,
            blocked: self.blocked,
            reason: self.reason.clone(),
            secret: self.secret.clone(),
        })
    }
}
