//! A seller who signs out to speak well of themselves, and counts that nobody gets around.

use domain::{
    krt_shop::listing_report::{self, NewReport, ReportReason},
    policy::Role,
    shared::id::{ListingReportId, ReviewId},
};
use serde_json::{Value, json};
use stories::User;

use super::{SEND, Shop, TRUST, does};
use crate::krt_shop::{projects::change, soon};

const WRITE: &str = "mutation($input: ReviewWriteInput!) { reviewWrite(input: $input) { review { id version } userErrors { code field } } }";
const DECIDE: &str = "mutation($input: ReviewDecideInput!) { reviewDecide(input: $input) { review { status } userErrors { code field } } }";
/// The number that the project shows.
const SHOWN: &str = "+60123456789";

/// Begins an enquiry without an account by this number.
async fn sends(shop: &Shop, phone: &str, product: &str) -> (String, stories::Answer) {
    let (buyer, id) = (shop.app.anybody(), shop.enquiry_id());
    let proof = buyer.prove_phone(phone, "ENQUIRY").await;
    let input = json!({ "id": id, "productId": product, "text": "Ada lagi?", "name": "Pembeli", "phoneProof": proof });
    (id, does(&buyer, SEND, input).await)
}

fn review(shop: &Shop, enquiry: &str, secret: &Value) -> Value {
    let id = shop.app.ctx().mint::<ReviewId>().to_string();
    json!({ "id": id, "enquiryId": enquiry, "stars": 5, "text": "Terbaik!", "secret": secret })
}

#[tokio::test]
async fn a_seller_who_signs_out_neither_asks_nor_reviews_themselves() {
    let shop = Shop::open().await;
    let noodles = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    // By their own number, and by the one that the project shows.
    for phone in [shop.owner.phone.as_str(), SHOWN] {
        let (_, sent) = sends(&shop, phone, &noodles).await;
        assert_eq!(sent.code(), "FORBIDDEN", "{phone}");
    }
    let (id, sent) = sends(&shop, "+60137654321", &noodles).await;
    let secret = sent.ok().at("enquirySend/secret").clone();
    shop.replies(&shop.owner, &id, "Ada.", json!({})).await.ok();
    // Who came to sell for it after they had asked does not review it either.
    let read = format!("{{ project(id: \"{}\") {{ version }} }}", shop.project);
    let version = shop.owner.ask(&read).await.ok().at("project/version").clone();
    let input = json!({ "id": shop.project.to_string(), "version": version, "profile": { "whatsapp": "013-765 4321" } });
    change(&shop.owner, "projectUpdate", input).await.ok();
    let written = does(&shop.app.anybody(), WRITE, review(&shop, &id, &secret)).await;
    assert_eq!(written.code(), "FORBIDDEN");
    // Anybody else does.
    let (id, sent) = sends(&shop, "+60137654322", &noodles).await;
    let secret = sent.ok().at("enquirySend/secret").clone();
    shop.replies(&shop.owner, &id, "Ada.", json!({})).await.ok();
    does(&shop.app.anybody(), WRITE, review(&shop, &id, &secret)).await.ok();
}

#[tokio::test]
async fn a_reviewer_says_how_they_are_called_in_public() {
    let shop = Shop::open().await;
    let noodles = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let buyer = shop.app.person("Siti Aminah binti Salleh").await;
    let enquiry = shop.answered(&buyer, &noodles).await;
    let input = review(&shop, &enquiry, &Value::Null);
    let secretary = shop.app.officer_of_committee("Puan Aishah", shop.area, Role::Secretary).await;
    let called = async |version: i64, name: &str, text: &str| {
        let decide = json!({ "id": input["id"], "version": version, "decision": "SHOW" });
        does(&secretary, DECIDE, decide).await.ok();
        soon(&shop.app.anybody(), TRUST, json!({ "id": noodles }), |seen| {
            let shown = |field: &str| seen.at(&format!("product/trust/reviews/nodes/0/{field}"));
            shown("authorName") == name && shown("text") == text
        })
        .await;
    };
    does(&buyer, WRITE, input.clone()).await.ok();
    called(1, "Siti", "Terbaik!").await;
    let name = |name: &str, version: i64| {
        stories::with(input.clone(), json!({ "authorName": name, "version": version }))
    };
    for (wrong, refused) in
        [(" ", "REQUIRED authorName"), (&*"x".repeat(41), "TOO_LONG authorName")]
    {
        let refusals = does(&buyer, WRITE, name(wrong, 2)).await.refusals("reviewWrite");
        assert_eq!(refusals, [refused]);
    }
    for _ in 0..2 {
        // The same again is the same edit.
        does(&buyer, WRITE, name("Pencinta mi", 2)).await.ok();
    }
    called(3, "Pencinta mi", "Terbaik!").await;
    // What is not said stays.
    let edit = stories::with(input.clone(), json!({ "text": "Masih sedap.", "version": 4 }));
    does(&buyer, WRITE, edit).await.ok();
    called(5, "Pencinta mi", "Masih sedap.").await;
}

#[tokio::test]
async fn twenty_reviews_a_day_are_a_buyers_and_not_an_enquirys() {
    let shop = Shop::open().await;
    let buyer: User = shop.app.person("Encik Lim").await;
    let mut written = Vec::new();
    for name in ["Mi kuning", "Mi sanggul"] {
        let product = shop.listed(name, "FOOD_NOODLES").await;
        let enquiry = shop.answered(&buyer, &product).await;
        let input = review(&shop, &enquiry, &Value::Null);
        does(&buyer, WRITE, input.clone()).await.ok();
        written.push(input);
    }
    for version in 1..=9 {
        for input in &written {
            let text = format!("Kali {version}.");
            let edit = stories::with(input.clone(), json!({ "version": version, "text": text }));
            does(&buyer, WRITE, edit).await.ok();
        }
    }
    let edit = stories::with(written[0].clone(), json!({ "version": 10, "text": "Lagi." }));
    assert_eq!(does(&buyer, WRITE, edit).await.code(), "RATE_LIMITED");
}

#[tokio::test]
async fn what_comes_from_no_known_network_shares_no_count() {
    let shop = Shop::open().await;
    let noodles = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let ctx = shop.app.ctx();
    assert_eq!(ctx.origin.network(), None);
    // More than come from one network in a day.
    for _ in 0..=60 {
        let id: ListingReportId = ctx.mint();
        let product_id = noodles.parse().unwrap();
        let new = NewReport { id, product_id, reason: ReportReason::Fraud, text: None };
        listing_report::report_listing(&ctx, &new).await.unwrap();
    }
}
