//! What somebody wrote by a number alone: it is their account's once they have one, and it can be forgotten.

use domain::{policy::Role, shared::id::ReviewId};
use serde_json::{Value, json};
use stories::{Answer, User};

use super::{INBOX, ONE, SEND, Shop, TRUST, does};
use crate::{krt_shop::soon, own_data::erase};

const PHONE: &str = "+60137654321";
const NAME: &str = "Devi Subramaniam";
const WRITE: &str = "mutation($input: ReviewWriteInput!) { reviewWrite(input: $input) { review { id } userErrors { code field } } }";
const DECIDE: &str = "mutation($input: ReviewDecideInput!) { reviewDecide(input: $input) { review { status } userErrors { code field } } }";
const FORGET: &str = "mutation($input: EnquiryForgetInput!) { enquiryForget(input: $input) { enquiry { status closedBy buyerName } userErrors { code field } } }";
const CHANGE: &str = "mutation($input: PhoneChangeInput!) { phoneChange(input: $input) { viewer { phone } userErrors { code field } } }";

/// An enquiry by a number, answered and reviewed: its id and its secret.
async fn reviewed(shop: &Shop, product: &str) -> (String, String) {
    let (buyer, id) = (shop.app.anybody(), shop.enquiry_id());
    let proof = buyer.prove_phone(PHONE, "ENQUIRY").await;
    let input = json!({ "id": id, "productId": product, "text": "Boleh hantar?", "name": NAME, "phoneProof": proof });
    let secret = does(&buyer, SEND, input).await.ok().text_at("enquirySend/secret");
    shop.replies(&shop.owner, &id, "Boleh.", json!({})).await.ok();
    let review = shop.app.ctx().mint::<ReviewId>().to_string();
    let input =
        json!({ "id": review, "enquiryId": id, "stars": 5, "text": "Sedap.", "secret": secret });
    does(&buyer, WRITE, input).await.ok();
    let secretary = shop.app.officer_of_committee("Puan Aishah", shop.area, Role::Secretary).await;
    does(&secretary, DECIDE, json!({ "id": review, "version": 1, "decision": "SHOW" })).await.ok();
    shows_author(shop, product, "Devi").await;
    (id, secret)
}

async fn shows_author(shop: &Shop, product: &str, name: &str) {
    soon(&shop.app.anybody(), TRUST, json!({ "id": product }), |seen| {
        seen.at("product/trust/reviews/nodes/0/authorName") == name
    })
    .await;
}

/// Nothing of the buyer is left in the enquiry, and the seller's words are.
async fn is_forgotten(shop: &Shop, id: &str) {
    let seen = shop.owner.graphql(ONE, json!({ "id": id })).await.ok();
    assert_eq!(seen.at("enquiry/status"), "CLOSED");
    assert_eq!(seen.at("enquiry/buyerName"), "");
    assert_eq!(seen.at("enquiry/buyerPhone"), &Value::Null);
    assert_eq!(seen.at("enquiry/messages/nodes/0/text"), &Value::Null);
    assert_eq!(seen.at("enquiry/messages/nodes/1/text"), "Boleh.");
}

fn is_theirs(export: &Answer, id: &str) {
    assert_eq!(export.body["enquiries"][0]["id"], json!(id), "{}", export.text);
    assert_eq!(export.body["enquiryMessages"][0]["text"], "Boleh hantar?");
    assert_eq!(export.body["reviews"][0]["text"], "Sedap.");
}

#[tokio::test]
async fn what_was_written_before_there_was_an_account_is_found_exported_and_erased_with_it() {
    let shop = Shop::open().await;
    let noodles = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let (id, _) = reviewed(&shop, &noodles).await;
    let devi = User::register(&shop.app.url, PHONE, NAME).await;
    let inbox = devi.graphql(INBOX, json!({})).await.ok();
    assert_eq!(inbox.at("enquiries/nodes/0/id"), &json!(id));
    let written = devi.ask("{ reviewsWritten { nodes { text } } }").await.ok();
    assert_eq!(written.at("reviewsWritten/nodes/0/text"), "Sedap.");
    is_theirs(&devi.get("/v1/account/export").await, &id);
    erase(&devi).await.ok();
    is_forgotten(&shop, &id).await;
    shows_author(&shop, &noodles, "").await;
}

#[tokio::test]
async fn what_was_written_by_a_new_number_or_signed_out_is_the_accounts_too() {
    let shop = Shop::open().await;
    let noodles = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let (id, _) = reviewed(&shop, &noodles).await;
    let mut devi = shop.app.person(NAME).await;
    assert_eq!(devi.graphql(INBOX, json!({})).await.ok().at("enquiries/nodes"), &json!([]));
    shop.app.advance(chrono::TimeDelta::seconds(1));
    let old = devi.prove_phone(&devi.phone, "PHONE_CHANGE").await;
    let new = devi.prove_phone(PHONE, "PHONE_CHANGE").await;
    does(&devi, CHANGE, json!({ "oldPhoneProof": old, "newPhoneProof": new })).await.ok();
    PHONE.clone_into(&mut devi.phone);
    let inbox = devi.graphql(INBOX, json!({})).await.ok();
    assert_eq!(inbox.at("enquiries/nodes/0/id"), &json!(id));

    // Another one, signed out although there is an account.
    let out = shop.app.anybody();
    let other = shop.enquiry_id();
    let proof = out.prove_phone(PHONE, "ENQUIRY").await;
    let input = json!({ "id": other, "productId": noodles, "text": "Lagi?", "name": NAME, "phoneProof": proof });
    does(&out, SEND, input).await.ok();
    erase(&devi).await.ok();
    let seen = shop.owner.graphql(ONE, json!({ "id": other })).await.ok();
    assert_eq!(seen.at("enquiry/buyerName"), "");
    assert_eq!(seen.at("enquiry/messages/nodes/0/text"), &Value::Null);
    is_forgotten(&shop, &id).await;
}

#[tokio::test]
async fn a_buyer_without_an_account_takes_themselves_out() {
    let shop = Shop::open().await;
    let noodles = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let (id, secret) = reviewed(&shop, &noodles).await;
    let buyer = shop.app.anybody();
    // Nobody else does it for them.
    let wrong = json!({ "id": id, "secret": "krte.AAAA" });
    assert_eq!(does(&buyer, FORGET, wrong.clone()).await.code(), "NOT_FOUND");
    assert_eq!(does(&shop.owner, FORGET, wrong.clone()).await.code(), "FORBIDDEN");
    let stranger = shop.app.person("Encik Muthu").await;
    assert_eq!(does(&stranger, FORGET, wrong).await.code(), "NOT_FOUND");
    for _ in 0..2 {
        let gone = does(&buyer, FORGET, json!({ "id": id, "secret": secret })).await.ok();
        let expected = json!({ "status": "CLOSED", "closedBy": "BUYER", "buyerName": "" });
        assert_eq!(gone.at("enquiryForget/enquiry"), &expected);
    }
    is_forgotten(&shop, &id).await;
    shows_author(&shop, &noodles, "").await;
    let late = shop.replies(&buyer, &id, "Helo?", json!({ "secret": secret })).await;
    assert_eq!(late.refusals("enquiryReply"), ["STATE_INVALID"]);
    let review = shop.app.ctx().mint::<ReviewId>().to_string();
    let input =
        json!({ "id": review, "enquiryId": id, "stars": 1, "text": "Lagi.", "secret": secret });
    assert_eq!(does(&buyer, WRITE, input).await.refusals("reviewWrite"), ["STATE_INVALID"]);
    // With an account, what one wrote goes with that.
    let own = shop.asked(&stranger, &noodles).await;
    let refused = does(&stranger, FORGET, json!({ "id": own, "secret": "x" })).await;
    assert_eq!(refused.code(), "FORBIDDEN");
}
