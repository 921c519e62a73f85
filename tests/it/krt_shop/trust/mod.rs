//! Buyers and sellers write to each other, ask in public, review, report, and keep what they like.

mod before_account;
mod blocks;
mod conversations;
mod ending;
mod favourites;
mod halal;
mod johor;
mod many;
mod pages;
mod questions;
mod reports;
mod reviews;
mod themselves;
mod told;

use domain::{
    community::GrantScope,
    policy::Role,
    shared::{
        db,
        id::{DistrictId, EnquiryId, EnquiryMessageId},
    },
};
use serde_json::{Value, json};
use stories::{Answer, User, until, with};

use super::Shop;

pub(super) const SEND: &str = "mutation($input: EnquirySendInput!) { enquirySend(input: $input) { enquiry { id status viewerSide buyerName buyerPhone phoneShown unread messageCount } secret secretExpiresAt userErrors { code field } } }";
const OPEN: &str = "mutation($input: EnquiryOpenInput!) { enquiryOpen(input: $input) { enquiry { id } secret userErrors { code field } } }";
const REPLY: &str = "mutation($input: EnquiryReplyInput!) { enquiryReply(input: $input) { enquiry { id unread answeredAt } message { id number from text } userErrors { code field } } }";
const READ: &str = "mutation($input: EnquiryMarkReadInput!) { enquiryMarkRead(input: $input) { enquiry { unread readByOther } userErrors { code field } } }";
const SHOW: &str = "mutation($input: EnquiryPhoneShowInput!) { enquiryPhoneShow(input: $input) { enquiry { phoneShown } userErrors { code field } } }";
const CLOSE: &str = "mutation($input: EnquiryCloseInput!) { enquiryClose(input: $input) { enquiry { status closedBy } userErrors { code field } } }";
const BLOCK: &str = "mutation($input: EnquiryBlockSetInput!) { enquiryBlockSet(input: $input) { enquiry { id } userErrors { code field } } }";
pub(super) const ONE: &str = "query($id: ID!, $secret: String) { enquiry(id: $id, secret: $secret) { id status viewerSide buyerName buyerPhone unread closedBy product { id } messages(first: 100) { nodes { number from text } } } }";
const INBOX: &str = "query($project: ID) { enquiries(projectId: $project, unreadOnly: false, first: 20) { nodes { id viewerSide buyerName buyerPhone unread messages(first: 10) { nodes { number from text } } } } enquiriesUnread(projectId: $project) }";
const TRUST: &str = "query($id: ID!) { product(id: $id) { trust { rating { reviews average } reviews(first: 20) { nodes { id stars text authorName reply } } questions(first: 20) { nodes { id text answer answerEditedAt earlierAnswers { number answer } version } } viewerHasFavourite } } }";

/// Sends an input to a mutation.
async fn does(user: &User, document: &str, input: Value) -> Answer {
    user.graphql(document, json!({ "input": input })).await
}

impl Shop {
    /// A new id of an enquiry, made by a phone.
    fn enquiry_id(&self) -> String {
        self.app.ctx().mint::<EnquiryId>().to_string()
    }

    fn message_id(&self) -> String {
        self.app.ctx().mint::<EnquiryMessageId>().to_string()
    }

    /// An enquiry of somebody with an account about an offer: its id.
    async fn asked(&self, buyer: &User, product: &str) -> String {
        let input = json!({ "id": self.enquiry_id(), "productId": product, "text": "Ada lagi?" });
        does(buyer, SEND, input).await.ok().text_at("enquirySend/enquiry/id")
    }

    /// Sends a message into an enquiry.
    async fn replies(&self, user: &User, enquiry: &str, text: &str, more: Value) -> Answer {
        let input = json!({ "id": self.message_id(), "enquiryId": enquiry, "text": text });
        does(user, REPLY, with(input, more)).await
    }

    /// An enquiry that the seller has answered: its id.
    async fn answered(&self, buyer: &User, product: &str) -> String {
        let id = self.asked(buyer, product).await;
        self.replies(&self.owner, &id, "Ada.", json!({})).await.ok();
        id
    }

    /// What the public sees of an offer beside what its seller says.
    async fn trust(&self, product: &str) -> Value {
        let answer = self.app.anybody().graphql(TRUST, json!({ "id": product })).await.ok();
        answer.at("product/trust").clone()
    }

    /// An officer of the district in which the shop is.
    async fn officer(&self) -> User {
        let sql = "select district_id from area where id = $1";
        let writer = self.app.house.tools.db.write();
        let district: Option<DistrictId> =
            db::value(writer, sql, [self.area.into()]).await.unwrap();
        let scope = GrantScope::District(district.unwrap());
        self.app.officer("Puan Norazlina", Role::DistrictOfficer, &scope).await
    }
}

/// Waits for an SMS in which this stands.
async fn sms(user: &User, phone: &str, text: &str) -> String {
    until(async || user.messages_to(phone).await.into_iter().find(|message| message.contains(text)))
        .await
}
