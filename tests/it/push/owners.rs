//! Whose a device is, and until when.

use chrono::TimeDelta;
use domain::shared::db;
use serde_json::json;
use stories::{TestApp, push_service::Behaviour};

use super::{comes_to, devices, is_finished, register, send, with_push};

#[tokio::test]
async fn what_is_no_token_is_refused_and_another_ones_device_is_not_seen() {
    let app = TestApp::start().await;
    let (aminah, muthu) = (app.person("Aminah").await, app.person("Encik Muthu").await);
    assert_eq!(register(&aminah, " ").await.refusals("deviceRegister"), ["REQUIRED token"]);
    let long = register(&aminah, &"x".repeat(4_097)).await;
    assert_eq!(long.refusals("deviceRegister"), ["TOO_LONG token"]);
    assert_eq!(register(&app.anybody(), "phone-1").await.code(), "UNAUTHENTICATED");
    let id = register(&aminah, "phone-1").await.ok().text_at("deviceRegister/device/id");
    let end = "mutation($input: DeviceUnregisterInput!) { deviceUnregister(input: $input) { deviceId userErrors { code } } }";
    let input = json!({ "input": { "id": id } });
    assert_eq!(muthu.graphql(end, input.clone()).await.code(), "NOT_FOUND");
    for _ in 0..2 {
        let ended = aminah.graphql(end, input.clone()).await.ok();
        assert_eq!(ended.text_at("deviceUnregister/deviceId"), id);
    }
    assert_eq!(devices(&aminah).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_phone_that_somebody_else_has_now_gets_only_what_is_theirs() {
    let (app, push) = with_push().await;
    let (aminah, muthu) = (app.person("Aminah").await, app.person("Encik Muthu").await);
    register(&aminah, "phone-1").await.ok();
    push.will([Behaviour::Break]);
    let on_its_way = send(&app, &aminah, |_| {}).await;
    comes_to(&app, on_its_way, "WAITING").await;
    register(&muthu, "phone-1").await.ok();
    assert_eq!((devices(&aminah).await.len(), devices(&muthu).await.len()), (0, 1));
    app.advance(TimeDelta::seconds(7));
    comes_to(&app, on_its_way, "REFUSED").await;
    let later = send(&app, &aminah, |_| {}).await;
    assert_eq!(is_finished(&app, later).await, 0);
    assert_eq!(push.asked().len(), 1, "nothing of hers came to his phone");
    let his = send(&app, &muthu, |_| {}).await;
    comes_to(&app, his, "SENT").await;
    assert_eq!(push.asked()[1].collapse_key(), his.simple().to_string());
}

#[tokio::test]
async fn whoever_signs_out_gets_nothing_there_any_more() {
    let (app, push) = with_push().await;
    let mut aminah = app.person("Aminah").await;
    register(&aminah, "phone-1").await.ok();
    let first = aminah.clone();
    aminah.sign_in_again().await;
    register(&aminah, "phone-2").await.ok();
    let out = "mutation { sessionRevoke(input: {}) { userErrors { code } } }";
    first.ask(out).await.ok();
    let cause = send(&app, &aminah, |_| {}).await;
    comes_to(&app, cause, "SENT").await;
    let asked: Vec<String> = push.asked().into_iter().map(|one| one.token).collect();
    assert_eq!(asked, ["phone-2"]);
    // From elsewhere, all at once.
    let all =
        "mutation { sessionRevokeAll(input: { keepCurrent: false }) { userErrors { code } } }";
    aminah.ask(all).await.ok();
    let cause = send(&app, &aminah, |_| {}).await;
    assert_eq!(is_finished(&app, cause).await, 0);
    assert_eq!(register(&first, "phone-3").await.code(), "SESSION_ENDED");
    // The same phone, signed in again.
    aminah.sign_in_again().await;
    register(&aminah, "phone-1").await.ok();
    let cause = send(&app, &aminah, |_| {}).await;
    comes_to(&app, cause, "SENT").await;
    assert_eq!(push.asked()[1].token, "phone-1");
}

#[tokio::test]
async fn a_device_lasts_as_long_as_its_session() {
    let (app, _push) = with_push().await;
    let mut aminah = app.person("Aminah").await;
    register(&aminah, "phone-1").await.ok();
    for _ in 0..2 {
        app.advance(TimeDelta::days(20));
        aminah.refresh().await;
    }
    app.advance(TimeDelta::days(20));
    let cause = send(&app, &aminah, |_| {}).await;
    assert_eq!(is_finished(&app, cause).await, 1);
    app.advance(TimeDelta::days(11));
    let cause = send(&app, &aminah, |_| {}).await;
    assert_eq!(is_finished(&app, cause).await, 0, "nobody is signed in there any more");
}

#[tokio::test]
async fn somebody_who_is_erased_has_no_device() {
    let (app, push) = with_push().await;
    let aminah = app.person("Aminah").await;
    register(&aminah, "phone-1").await.ok();
    let exported = aminah.get("/v1/account/export").await;
    assert_eq!(exported.body["devices"][0]["platform"], "ANDROID", "{}", exported.text);
    assert!(!exported.text.contains("phone-1"), "{}", exported.text);
    let erase = "mutation { accountErase(input: { understood: true }) { userErrors { code } } }";
    aminah.ask(erase).await.ok();
    let cause = send(&app, &aminah, |_| {}).await;
    assert_eq!(is_finished(&app, cause).await, 0);
    assert!(push.asked().is_empty());
    let sql = "select 1 from device";
    assert!(!db::exists(app.house.tools.db.write(), sql, []).await.unwrap());
}

#[tokio::test]
async fn of_more_than_twenty_devices_the_one_seen_longest_ago_goes() {
    let app = TestApp::start().await;
    let aminah = app.person("Aminah").await;
    let mut ids = Vec::new();
    for number in 0..21 {
        let answer = register(&aminah, &format!("phone-{number}")).await.ok();
        ids.push(answer.text_at("deviceRegister/device/id"));
        app.advance(TimeDelta::seconds(1));
    }
    let seen = devices(&aminah).await;
    assert_eq!(seen.len(), 20);
    assert_eq!(seen[0], ids[20]);
    assert!(!seen.contains(&ids[0]));
}
