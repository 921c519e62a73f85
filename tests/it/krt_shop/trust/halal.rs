//! Nothing says halal in public by a way around: a project's links, its address, the words for a picture,
//! an answer, a reply.

use domain::shared::id::{QuestionId, ReviewId};
use serde_json::{Value, json};
use stories::until;

use super::{Shop, does};
use crate::krt_shop::{
    certificates::{confirmed, district_officer, revoke},
    projects::change,
    small_picture, upload,
};

const ASK: &str = "mutation($input: QuestionAskInput!) { questionAsk(input: $input) { question { id } userErrors { code field } } }";
const ANSWER: &str = "mutation($input: QuestionAnswerInput!) { questionAnswer(input: $input) { question { version } userErrors { code field } } }";
const WRITE: &str = "mutation($input: ReviewWriteInput!) { reviewWrite(input: $input) { review { id } userErrors { code field } } }";
const DECIDE: &str = "mutation($input: ReviewDecideInput!) { reviewDecide(input: $input) { review { status } userErrors { code field } } }";
const REPLY: &str = "mutation($input: ReviewReplyInput!) { reviewReply(input: $input) { review { reply } userErrors { code field } } }";

#[tokio::test]
async fn every_text_of_a_project_is_looked_at() {
    let shop = Shop::open().await;
    let picture = upload(&shop.owner, small_picture()).await;
    let read = format!("{{ project(id: \"{}\") {{ version }} }}", shop.project);
    let update = async |profile: &Value| {
        let version = shop.owner.ask(&read).await.ok().at("project/version").clone();
        let input =
            json!({ "id": shop.project.to_string(), "version": version, "profile": profile });
        change(&shop.owner, "projectUpdate", input).await
    };
    let cases = [
        (
            json!({ "links": [{ "name": "Kedai lain", "url": "https://a.example/" },
                { "name": "Dijamin halal", "url": "https://b.example/" }] }),
            "links.1.name",
        ),
        (json!({ "address": "Lot 7, Dapur h a l a l", "postcode": "81300" }), "address"),
        (
            json!({ "pictures": [{ "mediaId": picture, "alternativeText": { "ms": "Logo halal JAKIM" } }] }),
            "pictures.0.alternativeText",
        ),
    ];
    for (profile, field) in &cases {
        let refused = update(profile).await;
        let wanted = [format!("HALAL_UNPROVEN profile.{field}")];
        assert_eq!(refused.refusals("projectUpdate"), wanted, "{profile}");
    }
    // With a certificate of the whole project it may.
    let officer = district_officer(&shop).await;
    confirmed(&shop, &officer, json!({})).await;
    for (profile, _) in &cases {
        update(profile).await.ok();
    }
}

#[tokio::test]
async fn an_answer_and_a_reply_claim_what_a_certificate_proves_and_are_shown_as_long_as_it_does() {
    let shop = Shop::open().await;
    let noodles = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let buyer = shop.app.person("Encik Lim").await;
    let officer = district_officer(&shop).await;
    let question = shop.app.ctx().mint::<QuestionId>().to_string();
    let asked = json!({ "id": question, "productId": noodles, "text": "Ada sijil?" });
    does(&buyer, ASK, asked).await.ok();
    let enquiry = shop.answered(&buyer, &noodles).await;
    let review = shop.app.ctx().mint::<ReviewId>().to_string();
    let written = json!({ "id": review, "enquiryId": enquiry, "stars": 5, "text": "Sedap." });
    does(&buyer, WRITE, written).await.ok();
    does(&officer, DECIDE, json!({ "id": review, "version": 1, "decision": "SHOW" })).await.ok();

    let answer = json!({ "id": question, "version": 1, "answer": "Ya, semuanya halal." });
    let refused = does(&shop.owner, ANSWER, answer.clone()).await;
    assert_eq!(refused.refusals("questionAnswer"), ["HALAL_UNPROVEN answer"]);
    let reply = json!({ "id": review, "reply": "Halal juga!" });
    let refused = does(&shop.owner, REPLY, reply.clone()).await;
    assert_eq!(refused.refusals("reviewReply"), ["HALAL_UNPROVEN reply"]);

    let certificate = confirmed(&shop, &officer, json!({ "productId": noodles })).await;
    does(&shop.owner, ANSWER, answer).await.ok();
    does(&shop.owner, REPLY, reply).await.ok();
    let shown = async |answers: usize, reply: Value| {
        until(async || {
            let trust = shop.trust(&noodles).await;
            let questions = trust["questions"]["nodes"].as_array()?.len();
            let replied = &trust["reviews"]["nodes"][0]["reply"];
            (questions == answers && *replied == reply).then_some(())
        })
        .await;
    };
    shown(1, json!("Halal juga!")).await;
    revoke(&officer, &certificate, "Palsu.").await.ok();
    shown(0, Value::Null).await;
    // Whoever wrote it sees that it stands, and corrects it; then everybody sees it again.
    let plain = json!({ "id": question, "version": 2, "answer": "Belum ada sijil halal." });
    does(&shop.owner, ANSWER, plain).await.ok();
    shown(1, Value::Null).await;
}
