//! What buyers say stands on the pages that anybody opens, and goes with what it says.

use domain::shared::id::{QuestionId, ReviewId};
use serde_json::{Value, json};

use super::{Shop, does, reviews::decides};
use crate::krt_shop::{once, world::linked};

const SLUGS: &str = "query($id: ID!) { product(id: $id) { slug project { slug } } }";
const WRITE: &str = "mutation($input: ReviewWriteInput!) { reviewWrite(input: $input) { review { id } userErrors { code field } } }";
const REPLY: &str =
    "mutation($input: ReviewReplyInput!) { reviewReply(input: $input) { userErrors { code } } }";
const ASK: &str = "mutation($input: QuestionAskInput!) { questionAsk(input: $input) { question { id version } userErrors { code field } } }";
const ANSWER: &str = "mutation($input: QuestionAnswerInput!) { questionAnswer(input: $input) { userErrors { code field } } }";

#[tokio::test]
async fn a_rating_stands_on_both_pages_and_follows_what_is_decided() {
    let shop = Shop::open().await;
    let noodles = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let chicken = shop.listed("Ayam kampung", "FOOD_CHICKEN").await;
    let anybody = shop.app.anybody().speaking("ms");
    let read = shop.owner.graphql(SLUGS, json!({ "id": noodles })).await.ok();
    let offer = format!("/p/{}", read.text_at("product/slug"));
    let project = format!("/s/{}", read.text_at("product/project/slug"));
    // Nobody has said anything: no stars, and no figure of nothing for machines.
    let bare = once(&anybody, &offer, |html| html.contains("Mi kuning")).await;
    assert!(!bare.contains("★") && linked(&bare)["aggregateRating"].is_null(), "{bare}");

    let officer = shop.officer().await;
    let (lim, siti) = (shop.app.person("Encik Lim").await, shop.app.person("Puan Siti").await);
    let mut written = Vec::new();
    for (buyer, product, stars) in [(&lim, &noodles, 5), (&siti, &noodles, 4), (&lim, &chicken, 3)]
    {
        let enquiry = shop.answered(buyer, product).await;
        let id = shop.app.ctx().mint::<ReviewId>().to_string();
        let text = "Kenyal </li><script>x</script> https://iklan.example";
        let input = json!({ "id": id, "enquiryId": enquiry, "stars": stars, "text": text });
        does(buyer, WRITE, input).await.ok();
        decides(&officer, &id, 1, true).await.ok();
        written.push(id);
    }
    let html = once(&anybody, &offer, |html| html.contains("★ 4.5 / 5 · 2 ulasan")).await;
    let rating = json!({ "@type": "AggregateRating", "ratingValue": "4.5", "reviewCount": 2,
        "bestRating": 5, "worstRating": 1 });
    assert_eq!(linked(&html)["aggregateRating"], rating);
    assert_eq!(linked(&html)["review"].as_array().map(Vec::len), Some(2));
    // What a buyer writes stays text, and leads nowhere.
    assert_eq!(html.matches("<script").count(), 1, "{html}");
    assert!(html.contains("<bdi>Lim</bdi>") && !html.contains("href=\"https://iklan"), "{html}");
    // The project is rated by everything that it offers.
    let shown = once(&anybody, &project, |html| html.contains("★ 4.0 / 5 · 3 ulasan")).await;
    assert_eq!(linked(&shown)["aggregateRating"]["reviewCount"], 3);

    let thanks = json!({ "id": written[0], "reply": "Terima kasih, datang lagi." });
    does(&shop.owner, REPLY, thanks).await.ok();
    once(&anybody, &offer, |html| html.contains("Terima kasih, datang lagi.")).await;
    // What is taken back is gone from the pages, and from the figures.
    decides(&officer, &written[1], 2, false).await.ok();
    once(&anybody, &offer, |html| html.contains("★ 5.0 / 5 · 1 ulasan")).await;
    once(&anybody, &project, |html| html.contains("★ 4.0 / 5 · 2 ulasan")).await;
    // What the public sees no longer rates its project no longer.
    let archive =
        "mutation($id: ID!) { productArchive(input: { id: $id }) { userErrors { code } } }";
    shop.owner.graphql(archive, json!({ "id": chicken })).await.ok();
    once(&anybody, &project, |html| html.contains("★ 5.0 / 5 · 1 ulasan")).await;
}

#[tokio::test]
async fn an_answered_question_stands_on_the_page_of_its_offer() {
    let shop = Shop::open().await;
    let noodles = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let anybody = shop.app.anybody().speaking("en");
    let read = shop.owner.graphql(SLUGS, json!({ "id": noodles })).await.ok();
    let offer = format!("/p/{}", read.text_at("product/slug"));
    let asker = shop.app.person("Encik Lim").await;
    let id = shop.app.ctx().mint::<QuestionId>().to_string();
    let question = json!({ "id": id, "productId": noodles, "text": "Tahan berapa hari?" });
    let asked = does(&asker, ASK, question).await.ok();
    let version: Value = asked.at("questionAsk/question/version").clone();
    let html = once(&anybody, &offer, |html| html.contains("Mi kuning")).await;
    assert!(!html.contains("Tahan berapa hari?"), "nobody has answered");
    let answer = json!({ "id": id, "version": version, "answer": "Tiga hari dalam peti sejuk." });
    does(&shop.owner, ANSWER, answer).await.ok();
    let html = once(&anybody, &offer, |html| html.contains("Tiga hari dalam peti sejuk.")).await;
    assert!(html.contains("Questions and answers") && html.contains("Tahan berapa hari?"));
    assert!(!html.contains("Lim"), "nobody is told who asked");
}
