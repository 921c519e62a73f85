//! An officer stops a false halal mark: from the report to what came of it.

use chrono::TimeDelta;
use domain::shared::{
    db,
    id::{ListingReportId, ProductId},
};
use serde_json::{Value, json};

use super::{Shop, does};
use crate::krt_shop::certificates;

const SEND: &str = "mutation($input: ListingReportSendInput!) { listingReportSend(input: $input) { report { id status version } secret userErrors { code field } } }";
const TAKE: &str = "mutation($input: ListingReportTakeInput!) { listingReportTake(input: $input) { report { status version } userErrors { code field } } }";
const DECIDE: &str = "mutation($input: ListingReportDecideInput!) { listingReportDecide(input: $input) { report { status measure version } userErrors { code field } } }";
const ONE: &str = "query($id: ID!, $secret: String) { listingReport(id: $id, secret: $secret) { status measure answer text reason } }";
const QUEUE: &str = "{ listingReports { nodes { id reason overdue } } }";

impl Shop {
    fn report(&self, product: &str, reason: &str) -> Value {
        let id = self.app.ctx().mint::<ListingReportId>().to_string();
        json!({ "id": id, "productId": product, "reason": reason })
    }
}

#[tokio::test]
async fn an_officer_stops_a_false_halal_mark_up_to_what_the_reporters_hear() {
    let shop = Shop::open().await;
    let chicken = shop.listed("Ayam kampung", "FOOD_CHICKEN").await;
    let (anybody, siti) = (shop.app.anybody(), shop.app.person("Puan Siti").await);
    let officer = shop.officer().await;
    let certificate =
        certificates::confirmed(&shop, &officer, json!({ "number": "PALSU-1" })).await;
    certificates::shown(&anybody, &chicken, &["HALAL PALSU-1"]).await;
    let mut input = shop.report(&chicken, "FALSE_MARK");
    input["text"] = json!("Sijil halal itu palsu. <script>");
    let first = does(&anybody, SEND, input.clone()).await.ok();
    let secret = first.text_at("listingReportSend/secret");
    let id = first.text_at("listingReportSend/report/id");
    // The answer was lost: the same report, the same secret.
    let again = does(&anybody, SEND, input.clone()).await.ok();
    assert_eq!(again.at("listingReportSend/secret"), &json!(secret));
    input["reason"] = json!("FRAUD");
    let other = does(&anybody, SEND, input).await;
    assert_eq!(other.refusals("listingReportSend"), ["ID_TAKEN id"]);
    let alike = shop.report(&chicken, "FALSE_MARK");
    let second = does(&siti, SEND, alike).await.ok().text_at("listingReportSend/report/id");
    let bare = does(&siti, SEND, shop.report(&chicken, "OTHER")).await;
    assert_eq!(bare.refusals("listingReportSend"), ["REQUIRED text"]);

    // The officers of the district see what waits; the seller and others see nothing of it.
    let queue = officer.ask(QUEUE).await.ok();
    assert_eq!(queue.at("listingReports/nodes").as_array().unwrap().len(), 2);
    assert_eq!(queue.at("listingReports/nodes/0/reason"), "FALSE_MARK");
    let one = json!({ "id": id });
    for user in [&shop.owner, &siti] {
        assert_eq!(user.graphql(ONE, one.clone()).await.code(), "NOT_FOUND");
        assert_eq!(user.ask(QUEUE).await.code(), "FORBIDDEN");
    }
    assert_eq!(anybody.graphql(ONE, one.clone()).await.code(), "UNAUTHENTICATED");
    // A secret opens one report, and none of somebody who is known.
    let wrong = json!({ "id": second, "secret": secret });
    assert_eq!(anybody.graphql(ONE, wrong).await.code(), "UNAUTHENTICATED");

    let take = json!({ "id": id, "version": 1 });
    for _ in 0..2 {
        let taken = does(&officer, TAKE, take.clone()).await.ok();
        assert_eq!(taken.at("listingReportTake/report/version"), 2);
    }
    // Hidden counts when the public does not see it any more, and a mark as revoked once it is.
    let decide = |measure: &str, version: i64| json!({ "id": id, "version": version, "decision": "UPHOLD", "measure": measure, "answer": "Tanda halal telah ditarik balik.", "withAlike": true });
    for measure in ["HIDDEN", "MARK_REVOKED"] {
        let early = does(&officer, DECIDE, decide(measure, 2)).await;
        assert_eq!(early.refusals("listingReportDecide"), ["STATE_INVALID measure"], "{measure}");
    }
    certificates::revoke(&officer, &certificate, "Sijil palsu.").await.ok();
    certificates::shown(&anybody, &chicken, &[]).await;
    let late = does(&officer, DECIDE, decide("MARK_REVOKED", 1)).await;
    assert_eq!(late.refusals("listingReportDecide"), ["VERSION_CONFLICT version"]);
    for _ in 0..2 {
        let decided = does(&officer, DECIDE, decide("MARK_REVOKED", 2)).await.ok();
        assert_eq!(decided.at("listingReportDecide/report/status"), "UPHELD");
    }
    // Both reporters hear what came of it, and nothing waits any more.
    let heard = anybody.graphql(ONE, json!({ "id": id, "secret": secret })).await.ok();
    assert_eq!(heard.at("listingReport/answer"), "Tanda halal telah ditarik balik.");
    let heard = siti.graphql(ONE, json!({ "id": second })).await.ok();
    assert_eq!(heard.at("listingReport/measure"), "MARK_REVOKED");
    assert_eq!(officer.ask(QUEUE).await.ok().at("listingReports/nodes"), &json!([]));
}

#[tokio::test]
async fn a_report_is_upheld_once_the_listing_is_hidden_and_nobody_decides_their_own() {
    let shop = Shop::open().await;
    let noodles = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let officer = shop.officer().await;
    let own = does(&officer, SEND, shop.report(&noodles, "UNSAFE")).await.ok();
    let own = own.text_at("listingReportSend/report/id");
    let refused = does(&officer, TAKE, json!({ "id": own, "version": 1 })).await;
    assert_eq!(refused.code(), "FORBIDDEN");
    let siti = shop.app.person("Puan Siti").await;
    let sent = does(&siti, SEND, shop.report(&noodles, "UNSAFE")).await.ok();
    let id = sent.text_at("listingReportSend/report/id");
    shop.app
        .arrange(async |_, work| {
            let product: ProductId = noodles.parse().unwrap();
            let sql = "update product set listed_at = null where id = $1";
            db::run(work.connection(), sql, [product.into()]).await.unwrap();
        })
        .await;
    let input = json!({ "id": id, "version": 1, "decision": "UPHOLD", "measure": "HIDDEN", "answer": "Disembunyikan." });
    let decided = does(&officer, DECIDE, input).await.ok();
    assert_eq!(decided.at("listingReportDecide/report/measure"), "HIDDEN");
}

#[tokio::test]
async fn a_report_that_waits_is_overdue_and_a_dismissed_one_says_why() {
    let shop = Shop::open().await;
    let noodles = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let mut siti = shop.app.person("Puan Siti").await;
    let sent = does(&siti, SEND, shop.report(&noodles, "MISLEADING")).await.ok();
    let id = sent.text_at("listingReportSend/report/id");
    shop.app.advance(TimeDelta::days(4));
    let officer = shop.officer().await;
    let queue = officer.ask(QUEUE).await.ok();
    assert_eq!(queue.at("listingReports/nodes/0/overdue"), true);
    // A measure belongs to a report that is upheld, and to no other.
    for (decision, measure, code) in
        [("UPHOLD", json!(null), "REQUIRED"), ("DISMISS", json!("CORRECTED"), "VALUE_INVALID")]
    {
        let input = json!({ "id": id, "version": 1, "decision": decision, "measure": measure, "answer": "Harga betul." });
        let refused = does(&officer, DECIDE, input).await;
        assert_eq!(refused.refusals("listingReportDecide"), [format!("{code} measure")]);
    }
    let input = json!({ "id": id, "version": 1, "decision": "DISMISS", "answer": "Harga betul." });
    let decided = does(&officer, DECIDE, input).await.ok();
    assert_eq!(decided.at("listingReportDecide/report/status"), "DISMISSED");
    siti.sign_in_again().await;
    let heard = siti.graphql(ONE, json!({ "id": id })).await.ok();
    assert_eq!(heard.at("listingReport/answer"), "Harga betul.");
}

#[tokio::test]
async fn somebody_reports_ten_times_a_day() {
    let shop = Shop::open().await;
    let noodles = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let siti = shop.app.person("Puan Siti").await;
    for _ in 0..10 {
        does(&siti, SEND, shop.report(&noodles, "FRAUD")).await.ok();
    }
    let more = does(&siti, SEND, shop.report(&noodles, "FRAUD")).await;
    assert_eq!(more.code(), "RATE_LIMITED");
}
