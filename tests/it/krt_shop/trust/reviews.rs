//! Reviews after an answered enquiry, let pass by somebody, and counted as they come and go.

use chrono::TimeDelta;
use domain::{policy::Role, shared::id::ReviewId};
use serde_json::{Value, json};
use stories::{Answer, User};

use super::{Shop, TRUST, does};
use crate::krt_shop::soon;

const WRITE: &str = "mutation($input: ReviewWriteInput!) { reviewWrite(input: $input) { review { id status stars version reason } userErrors { code field } } }";
const DECIDE: &str = "mutation($input: ReviewDecideInput!) { reviewDecide(input: $input) { review { status version reason } userErrors { code field } } }";
const REPLY: &str = "mutation($input: ReviewReplyInput!) { reviewReply(input: $input) { review { reply } userErrors { code field } } }";
const WAITING: &str = "{ reviewsWaiting { nodes { id overdue version } } }";

impl Shop {
    async fn review(&self, buyer: &User, enquiry: &str, stars: i64) -> Answer {
        let id = self.app.ctx().mint::<ReviewId>().to_string();
        let input = json!({ "id": id, "enquiryId": enquiry, "stars": stars, "text": "Begitulah." });
        does(buyer, WRITE, input).await
    }

    async fn rated(&self, product: &str, reviews: i64, average: Value) {
        let rating = json!({ "reviews": reviews, "average": average });
        soon(&self.app.anybody(), TRUST, json!({ "id": product }), |seen| {
            seen.at("product/trust/rating") == &rating
        })
        .await;
    }
}

pub(super) async fn decides(user: &User, id: &str, version: i64, show: bool) -> Answer {
    let (decision, reason) = if show { ("SHOW", None) } else { ("REFUSE", Some("Bahasa kasar.")) };
    let input = json!({ "id": id, "version": version, "decision": decision, "reason": reason });
    does(user, DECIDE, input).await
}

#[tokio::test]
async fn a_review_is_earned_by_an_answer_and_written_once_for_each_offer() {
    let shop = Shop::open().await;
    let noodles = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let buyer = shop.app.person("Encik Lim").await;
    let id = shop.asked(&buyer, &noodles).await;
    let early = shop.review(&buyer, &id, 5).await;
    assert_eq!(early.refusals("reviewWrite"), ["REVIEW_NOT_EARNED enquiryId"]);
    shop.replies(&shop.owner, &id, "Ada.", json!({})).await.ok();
    // Neither the seller nor a stranger writes it.
    assert_eq!(shop.review(&shop.owner, &id, 5).await.code(), "FORBIDDEN");
    let stranger = shop.app.person("Encik Muthu").await;
    assert_eq!(shop.review(&stranger, &id, 5).await.code(), "NOT_FOUND");
    let six = shop.review(&buyer, &id, 6).await;
    assert_eq!(six.refusals("reviewWrite"), ["OUT_OF_RANGE stars"]);
    shop.review(&buyer, &id, 5).await.ok();
    let twice = shop.review(&buyer, &id, 1).await;
    assert_eq!(twice.refusals("reviewWrite"), ["ALREADY_REVIEWED"]);
    // Also by another enquiry about the same offer.
    let other = shop.answered(&buyer, &noodles).await;
    let twice = shop.review(&buyer, &other, 1).await;
    assert_eq!(twice.refusals("reviewWrite"), ["ALREADY_REVIEWED"]);
}

#[tokio::test]
async fn a_review_is_let_pass_edited_refused_and_answered_and_the_figures_are_right_all_the_time() {
    let shop = Shop::open().await;
    let noodles = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let (buyer, other) = (shop.app.person("Encik Lim").await, shop.app.person("Puan Siti").await);
    let mut written = Vec::new();
    for (user, stars) in [(&buyer, 4), (&other, 5)] {
        let enquiry = shop.answered(user, &noodles).await;
        let review = shop.review(user, &enquiry, stars).await.ok();
        written.push((enquiry, review.text_at("reviewWrite/review/id")));
    }
    let ((enquiry, first), (_, second)) = (&written[0], &written[1]);
    assert_eq!(shop.trust(&noodles).await["reviews"]["nodes"], json!([]));

    // The secretary decides; the seller, and whoever wrote it, do not.
    let secretary = shop.app.officer_of_committee("Puan Aishah", shop.area, Role::Secretary).await;
    for user in [&shop.owner, &buyer] {
        assert_eq!(decides(user, first, 1, true).await.code(), "FORBIDDEN");
    }
    let nothing =
        does(&secretary, DECIDE, json!({ "id": first, "version": 1, "decision": "REFUSE" })).await;
    assert_eq!(nothing.refusals("reviewDecide"), ["REQUIRED reason"]);
    let (one, two) =
        tokio::join!(decides(&secretary, first, 1, true), decides(&secretary, first, 1, true));
    // One of the two did it; the other found it done, or was late.
    let refused: Vec<_> =
        [one, two].iter().flat_map(|answer| answer.refusals("reviewDecide")).collect();
    assert!(refused.is_empty() || refused == ["VERSION_CONFLICT version"], "{refused:?}");
    decides(&secretary, second, 1, true).await.ok();
    shop.rated(&noodles, 2, json!(4.5)).await;

    // The seller replies once, and takes none away.
    does(&shop.owner, REPLY, json!({ "id": first, "reply": "Terima kasih!" })).await.ok();
    does(&shop.owner, REPLY, json!({ "id": first, "reply": "Terima kasih!" })).await.ok();
    let again = does(&shop.owner, REPLY, json!({ "id": first, "reply": "Lagi" })).await;
    assert_eq!(again.refusals("reviewReply"), ["STATE_INVALID"]);
    let decided = decides(&shop.owner, first, 3, false).await;
    assert_eq!(decided.code(), "FORBIDDEN");

    // An edit waits again, and does not count meanwhile.
    let edit = |version: i64| json!({ "id": first, "enquiryId": enquiry, "stars": 1, "text": "Kini tidak.", "version": version });
    let stale = does(&buyer, WRITE, edit(1)).await;
    assert_eq!(stale.refusals("reviewWrite"), ["VERSION_CONFLICT version"]);
    let edited = does(&buyer, WRITE, edit(3)).await.ok();
    assert_eq!(edited.at("reviewWrite/review/status"), "PENDING");
    shop.rated(&noodles, 1, json!(5.0)).await;
    decides(&secretary, first, 4, false).await.ok();
    let mine = buyer.ask("{ reviewsWritten { nodes { status reason } } }").await.ok();
    assert_eq!(mine.at("reviewsWritten/nodes/0/reason"), "Bahasa kasar.");
    // What was decided is decided anew by an officer.
    let officer = shop.officer().await;
    decides(&officer, first, 5, true).await.ok();
    shop.rated(&noodles, 2, json!(3.0)).await;
    decides(&officer, second, 2, false).await.ok();
    shop.rated(&noodles, 1, json!(1.0)).await;
}

#[tokio::test]
async fn after_thirty_days_a_review_is_not_edited_and_what_waits_for_a_week_is_overdue() {
    let shop = Shop::open().await;
    let noodles = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let mut buyer = shop.app.person("Encik Lim").await;
    let enquiry = shop.answered(&buyer, &noodles).await;
    let id = shop.review(&buyer, &enquiry, 3).await.ok().text_at("reviewWrite/review/id");
    shop.app.advance(TimeDelta::days(8));
    let officer = shop.officer().await;
    let waiting = officer.ask(WAITING).await.ok();
    assert_eq!(
        waiting.at("reviewsWaiting/nodes"),
        &json!([{ "id": id, "overdue": true, "version": 1 }])
    );
    shop.app.advance(TimeDelta::days(23));
    buyer.sign_in_again().await;
    let edit =
        json!({ "id": id, "enquiryId": enquiry, "stars": 1, "text": "Lambat.", "version": 1 });
    let late = does(&buyer, WRITE, edit).await;
    assert_eq!(late.refusals("reviewWrite"), ["STATE_INVALID"]);
}

#[tokio::test]
async fn a_bombed_offer_shows_nothing_that_nobody_let_pass() {
    let shop = Shop::open().await;
    let noodles = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    for number in 0..8 {
        let bomber = shop.app.person(&format!("Pengebom {number}")).await;
        let enquiry = shop.asked(&bomber, &noodles).await;
        // Whoever was not answered has nothing to say.
        assert_eq!(
            shop.review(&bomber, &enquiry, 1).await.refusals("reviewWrite"),
            ["REVIEW_NOT_EARNED enquiryId"]
        );
        if number % 2 == 0 {
            shop.replies(&shop.owner, &enquiry, "Ya?", json!({})).await.ok();
            shop.review(&bomber, &enquiry, 1).await.ok();
        }
    }
    assert_eq!(shop.trust(&noodles).await["rating"], json!({ "reviews": 0, "average": null }));
    let officer = shop.officer().await;
    let waiting = officer.ask(WAITING).await.ok();
    assert_eq!(waiting.at("reviewsWaiting/nodes").as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn every_offer_of_a_list_has_its_own_reviews_and_favourites() {
    let shop = Shop::open().await;
    let one = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let two = shop.listed("Ayam kampung", "FOOD_CHICKEN").await;
    let bare = shop.listed("Sambal", "FOOD").await;
    let officer = shop.officer().await;
    let lim = shop.app.person("Encik Lim").await;
    let muthu = shop.app.person("Encik Muthu").await;
    for (buyer, product, stars) in [(&lim, &one, 5), (&muthu, &one, 3), (&lim, &two, 4)] {
        let enquiry = shop.answered(buyer, product).await;
        let id = shop.review(buyer, &enquiry, stars).await.ok().text_at("reviewWrite/review/id");
        shop.app.advance(TimeDelta::seconds(1));
        decides(&officer, &id, 1, true).await.ok();
    }
    let keep = "mutation($input: FavouriteSetInput!) { favouriteSet(input: $input) { userErrors { code } } }";
    does(&lim, keep, json!({ "productId": two, "favourite": true })).await.ok();
    let list = "{ products(first: 5) { nodes { id trust { viewerHasFavourite
        newest: reviews(first: 1) { nodes { stars } pageInfo { hasNextPage endCursor } }
        all: reviews(first: 5) { nodes { stars } pageInfo { hasNextPage } } } } } }";
    let said = |answer: &Answer, id: &String| -> Value {
        let nodes = answer.at("products/nodes").as_array().cloned().unwrap_or_default();
        let node = nodes.into_iter().find(|node| node["id"] == json!(id));
        node.map_or(Value::Null, |node| node["trust"].clone())
    };
    let stars = |list: &Value| -> Vec<i64> {
        let nodes = list["nodes"].as_array().cloned().unwrap_or_default();
        nodes.iter().filter_map(|node| node["stars"].as_i64()).collect()
    };
    let seen = soon(&lim, list, json!({}), |answer| {
        [&one, &two, &bare].map(|id| stars(&said(answer, id)["all"]))
            == [vec![3, 5], vec![4], vec![]]
    })
    .await;
    assert_eq!([&one, &two, &bare].map(|id| stars(&said(&seen, id)["newest"]).len()), [1, 1, 0]);
    let kept = [&one, &two, &bare].map(|id| said(&seen, id)["viewerHasFavourite"].clone());
    assert_eq!(kept, [json!(false), json!(true), json!(false)]);
    let newest = &said(&seen, &one)["newest"];
    assert_eq!(newest["pageInfo"]["hasNextPage"], true);
    assert_eq!(said(&seen, &one)["all"]["pageInfo"]["hasNextPage"], false);
    // And its next page, from where the first one ends.
    let next = "query($id: ID!, $after: String) { product(id: $id) { trust { reviews(first: 1, after: $after) { nodes { stars } } } } }";
    let variables = json!({ "id": one, "after": newest["pageInfo"]["endCursor"] });
    let page = lim.graphql(next, variables).await.ok();
    assert_eq!(stars(page.at("product/trust/reviews")), [5]);
    let wrong =
        "{ products(first: 1) { nodes { trust { reviews(first: 101) { nodes { stars } } } } } }";
    assert_eq!(lim.ask(wrong).await.code(), "PAGE_INVALID");
}
