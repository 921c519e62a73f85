//! A buyer in Johor wants noodles delivered: from the search on, up to what the next one reads.

use chrono::TimeDelta;
use domain::{policy::Role, shared::id::ReviewId};
use serde_json::{Value, json};
use stories::{User, socket::Socket};

use super::{INBOX, ONE, OPEN, READ, SEND, SHOW, Shop, TRUST, does, sms};
use crate::krt_shop::soon;

const PHONE: &str = "+60137654321";
const UPDATE: &str = "mutation($input: ProductUpdateInput!) { productUpdate(input: $input) { product { id } userErrors { code field } } }";
const FIND: &str = "query($filter: ProductFilterInput) { products(query: \"fresh noodle\", filter: $filter) { nodes { id deliveries { cost { amount } } } } }";
const WRITE: &str = "mutation($input: ReviewWriteInput!) { reviewWrite(input: $input) { review { id status version } userErrors { code field } } }";
const DECIDE: &str = "mutation($input: ReviewDecideInput!) { reviewDecide(input: $input) { review { status } userErrors { code field } } }";

/// The buyer searches, and finds what is delivered to them with what that costs.
async fn finds_noodles_that_are_delivered(shop: &Shop, buyer: &User, noodles: &str) {
    // Others deliver elsewhere, and one nowhere: of them the buyer hears nothing.
    let away = shop.listed("Mi kolo", "FOOD_NOODLES").await;
    shop.listed("Mi ambil sendiri", "FOOD_NOODLES").await;
    for (product, state, cost) in [(noodles, "01", "8.00"), (away.as_str(), "13", "5.00")] {
        let deliveries = json!([{ "placeKind": "STATE", "place": state, "cost": cost }]);
        let input = json!({ "id": product, "version": 2, "deliveries": deliveries });
        does(&shop.owner, UPDATE, input).await.ok();
    }
    let wish = json!({ "filter": { "deliverTo": { "areaId": shop.area.to_string() } } });
    soon(buyer, FIND, wish, |answer| {
        answer.at("products/nodes")
            == &json!([{ "id": noodles, "deliveries": [{ "cost": { "amount": "8.00" } }] }])
    })
    .await;
}

#[tokio::test]
async fn a_buyer_in_johor_wants_noodles_delivered() {
    let shop = Shop::open().await;
    let noodles = shop.listed("Mi kuning segar", "FOOD_NOODLES").await;
    let buyer = shop.app.anybody();
    let mut owner = shop.owner.clone();

    finds_noodles_that_are_delivered(&shop, &buyer, &noodles).await;

    // Without an account: a code to the phone, and a secret for this conversation.
    let id = shop.enquiry_id();
    let question = "Boleh hantar 5 kg ke Skudai esok? <b>segera</b>";
    let mut input =
        json!({ "id": id, "productId": noodles, "text": question, "name": "Puan Devi" });
    let unproven = does(&buyer, SEND, input.clone()).await;
    assert_eq!(unproven.refusals("enquirySend"), ["PHONE_UNPROVEN phoneProof"]);
    input["phoneProof"] = buyer.prove_phone(PHONE, "ENQUIRY").await.into();
    let sent = does(&buyer, SEND, input.clone()).await.ok();
    let secret = sent.text_at("enquirySend/secret");
    assert_eq!(sent.at("enquirySend/enquiry/viewerSide"), "BUYER");
    assert_eq!(sent.at("enquirySend/enquiry/buyerPhone"), PHONE);
    // The answer was lost: the same again is the same enquiry, and somebody else's id is not theirs.
    let again = does(&buyer, SEND, input.clone()).await.ok();
    assert_eq!(again.at("enquirySend/enquiry/id"), &json!(id));
    assert_eq!(again.at("enquirySend/enquiry/messageCount"), 1);
    input["text"] = json!("Lain");
    assert_eq!(does(&buyer, SEND, input.clone()).await.refusals("enquirySend"), ["ID_TAKEN id"]);
    // A proof is good for one enquiry.
    input["id"] = json!(shop.enquiry_id());
    let used = does(&buyer, SEND, input).await;
    assert_eq!(used.refusals("enquirySend"), ["PHONE_UNPROVEN phoneProof"]);

    // The seller, who has no app, is told by SMS; reads the question as it was typed; and sees no number.
    sms(&buyer, &owner.phone, "Mi Puan Salmah").await;
    let project = json!({ "project": shop.project.to_string() });
    let inbox = owner.graphql(INBOX, project.clone()).await.ok();
    assert_eq!(inbox.at("enquiriesUnread"), 1);
    assert_eq!(inbox.at("enquiries/nodes/0/messages/nodes/0/text"), question);
    assert_eq!(inbox.at("enquiries/nodes/0/buyerName"), "Puan Devi");
    assert_eq!(inbox.at("enquiries/nodes/0/buyerPhone"), &Value::Null);

    // Nobody reads it without the secret, and the secret opens nothing else.
    assert_eq!(buyer.graphql(ONE, json!({ "id": id })).await.code(), "UNAUTHENTICATED");
    let stranger = shop.app.person("Encik Muthu").await;
    assert_eq!(stranger.graphql(ONE, json!({ "id": id })).await.code(), "NOT_FOUND");
    let other = json!({ "id": shop.enquiry_id(), "secret": secret });
    assert_eq!(buyer.graphql(ONE, other).await.code(), "NOT_FOUND");

    // The buyer follows live; the answer comes there and, once, by SMS.
    let follow = format!(
        "subscription {{ enquiryChanged(enquiryId: \"{id}\", secret: \"{secret}\") {{ unread }} }}"
    );
    let mut live = Socket::subscribe(&buyer, &follow).await;
    shop.replies(&owner, &id, "Boleh, RM 8 sekilo.", json!({})).await.ok();
    // What was committed before may still be told first.
    loop {
        let told = live.next().await.unwrap();
        if told["payload"]["data"]["enquiryChanged"]["unread"] == 1 {
            break;
        }
    }
    shop.replies(&owner, &id, "Pukul 9 pagi.", json!({})).await.ok();
    sms(&buyer, PHONE, "Mi Puan Salmah").await;
    let held = json!({ "id": id, "secret": secret });
    let read = buyer.graphql(ONE, held.clone()).await.ok();
    assert_eq!(read.at("enquiry/unread"), 2);
    assert_eq!(
        read.at("enquiry/messages/nodes/2"),
        &json!({ "number": 3, "from": "SELLER", "text": "Pukul 9 pagi." })
    );
    let marked = does(&buyer, READ, json!({ "id": id, "number": 2, "secret": secret })).await.ok();
    assert_eq!(marked.at("enquiryMarkRead/enquiry/unread"), 1);
    // Never back, and never beyond what there is.
    let marked = does(&buyer, READ, json!({ "id": id, "number": 1, "secret": secret })).await.ok();
    assert_eq!(marked.at("enquiryMarkRead/enquiry/unread"), 1);
    let marked = does(&buyer, READ, json!({ "id": id, "number": 99, "secret": secret })).await.ok();
    assert_eq!(marked.at("enquiryMarkRead/enquiry/unread"), 0);
    let texts = buyer.messages_to(PHONE).await;
    assert_eq!(texts.iter().filter(|text| text.contains("Mi Puan Salmah")).count(), 1, "{texts:?}");

    // The number is the buyer's to show.
    let refused = does(&owner, SHOW, json!({ "id": id, "shown": true })).await;
    assert_eq!(refused.code(), "FORBIDDEN");
    does(&buyer, SHOW, json!({ "id": id, "shown": true, "secret": secret })).await.ok();
    let inbox = owner.graphql(INBOX, project.clone()).await.ok();
    assert_eq!(inbox.at("enquiries/nodes/0/buyerPhone"), PHONE);

    // The secret is short-lived; the same number opens the conversation again, another one does not.
    shop.app.advance(TimeDelta::hours(25));
    assert_eq!(buyer.graphql(ONE, held).await.code(), "NOT_FOUND");
    let proof = buyer.prove_phone("+60137654322", "ENQUIRY").await;
    let other = does(&buyer, OPEN, json!({ "id": id, "phoneProof": proof })).await;
    assert_eq!(other.code(), "NOT_FOUND");
    let proof = buyer.prove_phone(PHONE, "ENQUIRY").await;
    let opened = does(&buyer, OPEN, json!({ "id": id, "phoneProof": proof })).await.ok();
    let secret = opened.text_at("enquiryOpen/secret");
    shop.replies(&buyer, &id, "Sedap! Terima kasih.", json!({ "secret": secret })).await.ok();
    // Whoever still follows by the old secret is told that it has run out.
    while !live.next().await.unwrap().to_string().contains("NOT_FOUND") {}

    // A review, which the neighbourhood's secretary lets pass.
    let review = shop.app.ctx().mint::<ReviewId>().to_string();
    let input = json!({ "id": review, "enquiryId": id, "stars": 5, "text": "Segar dan sampai awal.", "secret": secret });
    let written = does(&buyer, WRITE, input).await.ok();
    assert_eq!(written.at("reviewWrite/review/status"), "PENDING");
    assert_eq!(shop.trust(&noodles).await["rating"], json!({ "reviews": 0, "average": null }));
    let secretary = shop.app.officer_of_committee("Puan Aishah", shop.area, Role::Secretary).await;
    let waiting =
        format!("{{ reviewsWaiting(areaId: \"{}\") {{ nodes {{ id overdue }} }} }}", shop.area);
    let waiting = secretary.ask(&waiting).await.ok();
    assert_eq!(waiting.at("reviewsWaiting/nodes"), &json!([{ "id": review, "overdue": false }]));
    does(&secretary, DECIDE, json!({ "id": review, "version": 1, "decision": "SHOW" })).await.ok();
    let shown = soon(&buyer, TRUST, json!({ "id": noodles }), |answer| {
        answer.at("product/trust/rating/reviews") == 1
    })
    .await;
    assert_eq!(shown.at("product/trust/rating/average"), 5.0);
    assert_eq!(shown.at("product/trust/reviews/nodes/0/authorName"), "Devi");
    owner.sign_in_again().await;
    assert_eq!(owner.graphql(INBOX, project).await.ok().at("enquiriesUnread"), 1);
}
