//! Questions that everybody reads once they are answered.

use domain::shared::id::QuestionId;
use serde_json::{Value, json};

use super::{Shop, TRUST, does};
use crate::krt_shop::soon;

const ASK: &str = "mutation($input: QuestionAskInput!) { questionAsk(input: $input) { question { id status version } userErrors { code field } } }";
const ANSWER: &str = "mutation($input: QuestionAnswerInput!) { questionAnswer(input: $input) { question { status answer version earlierAnswers { number answer } } userErrors { code field } } }";
const REMOVE: &str = "mutation($input: QuestionRemoveInput!) { questionRemove(input: $input) { question { status removeReason } userErrors { code field } } }";
const ASKED: &str = "{ questionsAsked { nodes { id status removeReason } } }";

#[tokio::test]
async fn a_question_is_read_by_everybody_once_it_is_answered_with_what_stood_there_before() {
    let shop = Shop::open().await;
    let noodles = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let buyer = shop.app.person("Encik Lim").await;
    let id = shop.app.ctx().mint::<QuestionId>().to_string();
    let input = json!({ "id": id, "productId": noodles, "text": "Ada telur?" });
    for _ in 0..2 {
        does(&buyer, ASK, input.clone()).await.ok();
    }
    assert_eq!(shop.trust(&noodles).await["questions"]["nodes"], json!([]));
    let waiting =
        "query($project: ID!) { questionsUnanswered(projectId: $project) { nodes { id text } } }";
    let project = json!({ "project": shop.project.to_string() });
    let waits = shop.owner.graphql(waiting, project.clone()).await.ok();
    assert_eq!(waits.at("questionsUnanswered/nodes/0/id"), &json!(id));
    assert_eq!(buyer.graphql(waiting, project).await.code(), "FORBIDDEN");

    let answer = |version: i64, text: &str| json!({ "id": id, "version": version, "answer": text });
    assert_eq!(does(&buyer, ANSWER, answer(1, "Tiada")).await.code(), "NOT_FOUND");
    does(&shop.owner, ANSWER, answer(1, "Ada.")).await.ok();
    // The same again changes nothing; from an older version it is refused.
    does(&shop.owner, ANSWER, answer(1, "Ada.")).await.ok();
    let late = does(&shop.owner, ANSWER, answer(1, "Tiada.")).await;
    assert_eq!(late.refusals("questionAnswer"), ["VERSION_CONFLICT version"]);
    let corrected = does(&shop.owner, ANSWER, answer(2, "Tiada telur.")).await.ok();
    assert_eq!(corrected.at("questionAnswer/question/version"), 3);
    let shown = soon(&shop.app.anybody(), TRUST, json!({ "id": noodles }), |seen| {
        seen.at("product/trust/questions/nodes/0/answer") == "Tiada telur."
    })
    .await;
    // That it was corrected everybody sees; what was wrong only the sellers and the officers above.
    let officer = shop.officer().await;
    assert!(shown.at("product/trust/questions/nodes/0/answerEditedAt").is_string());
    assert_eq!(shown.at("product/trust/questions/nodes/0/earlierAnswers"), &json!([]));
    for (user, earlier) in [
        (&buyer, json!([])),
        (&shop.owner, json!([{ "number": 1, "answer": "Ada." }])),
        (&officer, json!([{ "number": 1, "answer": "Ada." }])),
    ] {
        let seen = user.graphql(TRUST, json!({ "id": noodles })).await.ok();
        assert_eq!(seen.at("product/trust/questions/nodes/0/earlierAnswers"), &earlier);
    }

    // An officer takes it away, with a reason that the asker reads.
    let remove = json!({ "id": id, "reason": "Bukan soalan." });
    assert_eq!(does(&buyer, REMOVE, remove.clone()).await.code(), "FORBIDDEN");
    for _ in 0..2 {
        does(&officer, REMOVE, remove.clone()).await.ok();
    }
    soon(&shop.app.anybody(), TRUST, json!({ "id": noodles }), |seen| {
        seen.at("product/trust/questions/nodes") == &json!([])
    })
    .await;
    let asked = buyer.ask(ASKED).await.ok();
    assert_eq!(asked.at("questionsAsked/nodes/0/removeReason"), "Bukan soalan.");
    let late = does(&shop.owner, ANSWER, answer(4, "Lagi")).await;
    assert_eq!(late.refusals("questionAnswer"), ["STATE_INVALID"]);
}

#[tokio::test]
async fn whoever_asks_is_signed_in_and_asks_ten_times_a_day() {
    let shop = Shop::open().await;
    let noodles = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let buyer = shop.app.person("Encik Lim").await;
    let ask = || {
        let id = shop.app.ctx().mint::<QuestionId>().to_string();
        json!({ "id": id, "productId": noodles, "text": "Ada?" })
    };
    assert_eq!(does(&shop.app.anybody(), ASK, ask()).await.code(), "UNAUTHENTICATED");
    assert_eq!(does(&shop.owner, ASK, ask()).await.code(), "FORBIDDEN");
    for _ in 0..10 {
        does(&buyer, ASK, ask()).await.ok();
    }
    assert_eq!(does(&buyer, ASK, ask()).await.code(), "RATE_LIMITED");
    assert_ne!(shop.trust(&noodles).await, Value::Null);
}

#[tokio::test]
async fn every_offer_of_a_list_has_its_own_answered_questions() {
    let shop = Shop::open().await;
    let one = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let two = shop.listed("Ayam kampung", "FOOD_CHICKEN").await;
    let buyer = shop.app.person("Encik Lim").await;
    for (product, text) in [(&one, "Ada telur?"), (&one, "Boleh beku?"), (&two, "Berapa berat?")] {
        let id = shop.app.ctx().mint::<QuestionId>().to_string();
        does(&buyer, ASK, json!({ "id": id, "productId": product, "text": text })).await.ok();
        shop.app.advance(chrono::TimeDelta::seconds(1));
        let answer = json!({ "id": id, "version": 1, "answer": "Ya." });
        does(&shop.owner, ANSWER, answer).await.ok();
    }
    let list = "{ products(first: 5) { nodes { id trust { questions(first: 5) { nodes { text earlierAnswers { number } } } } } } }";
    let texts = |answer: &stories::Answer, id: &String| -> Vec<String> {
        let nodes = answer.at("products/nodes").as_array().cloned().unwrap_or_default();
        let node = nodes.into_iter().find(|node| node["id"] == json!(id)).unwrap_or_default();
        let asked = node["trust"]["questions"]["nodes"].as_array().cloned().unwrap_or_default();
        asked.iter().map(|one| one["text"].as_str().unwrap_or_default().to_owned()).collect()
    };
    soon(&shop.app.anybody(), list, json!({}), |answer| {
        texts(answer, &one) == ["Boleh beku?", "Ada telur?"]
            && texts(answer, &two) == ["Berapa berat?"]
    })
    .await;
}
