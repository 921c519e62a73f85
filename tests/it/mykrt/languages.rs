//! A text that is corrected in one language keeps the others.

use domain::shared::{db, id::NoticeId, language::LocalizedText};
use serde_json::{Value, json};
use stories::{TestApp, User};

use super::{draft, life::update, publish};

async fn body(user: &User, id: &str) -> Value {
    let document = "query($id: ID!) { notice(id: $id) { body { ms en zh ta } } }";
    user.graphql(document, json!({ "id": id })).await.ok().at("notice/body").clone()
}

#[tokio::test]
async fn a_correction_in_one_language_keeps_the_others() {
    let (_app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    let id = draft(&secretary, area, "Banjir").await;
    let all = json!({ "body": { "ms": "Naik", "en": "Rising", "zh": "上涨", "ta": "உயர்கிறது" } });
    update(&secretary, &id, 1, all).await.ok();
    publish(&secretary, &id).await;
    update(&secretary, &id, 3, json!({ "body": { "ms": "Surut" } })).await.ok();
    let expected = json!({ "ms": "Surut", "en": "Rising", "zh": "上涨", "ta": "உயர்கிறது" });
    assert_eq!(body(&resident, &id).await, expected);
    // Null takes a language away, and so does an empty text; Malay need not be said again.
    update(&secretary, &id, 4, json!({ "body": { "zh": null, "ta": " " } })).await.ok();
    let expected = json!({ "ms": "Surut", "en": "Rising", "zh": null, "ta": null });
    assert_eq!(body(&resident, &id).await, expected);
    for malay in [Value::Null, json!(""), json!(" ")] {
        let refused = update(&secretary, &id, 5, json!({ "body": { "ms": malay } })).await;
        assert_eq!(refused.refusals("noticeUpdate"), ["REQUIRED body.ms"]);
    }
    assert_eq!(body(&resident, &id).await, expected);
}

#[tokio::test]
async fn an_old_word_in_one_language_holds_up_no_change_of_another() {
    let (app, area, secretary, _, _) = TestApp::neighbourhood().await;
    let id = draft(&secretary, area, "Gotong-royong").await;
    let known: NoticeId = id.parse().expect("a notice's id");
    // As it could be written before such marks were refused: pasted with a soft hyphen.
    let old = LocalizedText::new("Gotong\u{ad}royong", "Clean-up");
    app.arrange(async |_, work| {
        let sql = "update notice set title = $2 where id = $1";
        db::run(work.connection(), sql, [known.into(), old.into()]).await.unwrap();
    })
    .await;
    update(&secretary, &id, 1, json!({ "title": { "en": "Cleaning" } })).await.ok();
    update(&secretary, &id, 2, json!({ "category": "ACTIVITY" })).await.ok();
    // Who writes it anew writes it as it is written today.
    let again = json!({ "title": { "ms": "Gotong\u{ad}royong!" } });
    let refused = update(&secretary, &id, 3, again).await;
    assert_eq!(refused.refusals("noticeUpdate"), ["TEXT_INVALID title.ms"]);
    update(&secretary, &id, 3, json!({ "title": { "ms": "Gotong-royong" } })).await.ok();
}
