//! Where somebody is signed in, signing out elsewhere, and proving that it is they.

use chrono::TimeDelta;
use domain::shared::db;
use serde_json::{Value, json};
use stories::{Answer, PASSWORD, TestApp, User, socket::Socket};

const SESSIONS: &str = "{ viewer { sessions { id app startedAt lastSeenAt network isCurrent } } }";

async fn revoke(user: &User, session: &Value) -> Answer {
    let document = "mutation($id: ID) { sessionRevoke(input: { sessionId: $id }) { sessionId userErrors { code field } } }";
    user.graphql(document, json!({ "id": session })).await
}

async fn prove(user: &User, input: Value) -> Answer {
    let document = "mutation($input: SessionProveInput!) { sessionProve(input: $input) { provedUntil userErrors { code field } } }";
    user.graphql(document, json!({ "input": input })).await
}

async fn change_password(user: &User, password: &str) -> Answer {
    let document = "mutation($new: String!) { passwordChange(input: { newPassword: $new }) { viewer { id } userErrors { code field } } }";
    user.graphql(document, json!({ "new": password })).await
}

/// Repeats a question until it is refused with a code.
async fn refused_with(user: &User, code: &str) {
    loop {
        let answer = user.ask("{ viewer { id } }").await;
        if answer.code() == code {
            return;
        }
        answer.ok();
    }
}

/// A second phone of the same person, on another network and with an app's name.
async fn second_phone(app: &TestApp, user: &User) -> User {
    let request = app
        .anybody()
        .request(reqwest::Method::POST, "/v1/session")
        .header("x-app", "mykrt/1.4.0 (android)")
        .header("x-forwarded-for", "203.0.113.77")
        .json(&json!({ "phone": user.phone, "password": PASSWORD }));
    let answer = app.send(request).await;
    let mut phone = user.holding(answer.body["accessToken"].as_str().map(str::to_owned));
    answer.body["refreshToken"].as_str().unwrap().clone_into(&mut phone.refresh_token);
    phone
}

async fn behind_a_proxy() -> TestApp {
    TestApp::start_with(|config| {
        config.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
        config.sessions_per_person = 3;
    })
    .await
}

#[tokio::test]
async fn somebody_sees_their_devices_and_signs_one_out() {
    let app = behind_a_proxy().await;
    let aminah = app.person("Aminah").await;
    let stranger = app.person("Muthu").await;
    app.advance(TimeDelta::minutes(1));
    let phone = second_phone(&app, &aminah).await;
    let listed = aminah.ask(SESSIONS).await.ok();
    let sessions = listed.at("viewer/sessions").as_array().unwrap().clone();
    assert_eq!(sessions.len(), 2);
    assert_eq!(sessions[0]["app"], "mykrt/1.4.0 (android)");
    assert_eq!(sessions[0]["network"], "203.0.113.0/24", "never the whole address");
    assert_eq!(sessions[0]["isCurrent"], false);
    assert_eq!(sessions[1]["isCurrent"], true);
    assert_eq!(sessions[1]["network"], "127.0.0.0/24");
    assert!(sessions[0]["startedAt"].as_str() > sessions[1]["startedAt"].as_str());

    let other = &sessions[0]["id"];
    assert_eq!(revoke(&stranger, other).await.code(), "NOT_FOUND");
    assert_eq!(
        revoke(&stranger, &json!("session_01jaaaaaaaaaaaaaaaaaaaaaaa")).await.code(),
        "NOT_FOUND"
    );
    phone.ask(SESSIONS).await.ok();
    let mut socket = Socket::subscribe(&phone, "subscription { noticeReceived { id } }").await;
    assert_eq!(revoke(&aminah, other).await.ok().at("sessionRevoke/sessionId"), other);
    assert_eq!(socket.closed().await.0, 4403);
    assert_eq!(phone.ask(SESSIONS).await.code(), "SESSION_ENDED");
    let refused = phone.refresh_with(&phone.refresh_token).await;
    assert_eq!(refused.refusals("sessionRefresh"), ["SESSION_ENDED"]);
    // The answer was lost, and the phone asks again.
    assert_eq!(revoke(&aminah, other).await.ok().at("sessionRevoke/sessionId"), other);
    assert_eq!(revoke(&stranger, other).await.code(), "NOT_FOUND");
    let left = aminah.ask(SESSIONS).await.ok();
    assert_eq!(left.at("viewer/sessions").as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn with_one_session_too_many_the_oldest_goes() {
    let app = behind_a_proxy().await;
    let first = app.person("Aminah").await;
    let mut phones = Vec::new();
    for _ in 0..2 {
        app.advance(TimeDelta::minutes(1));
        phones.push(second_phone(&app, &first).await);
    }
    first.ask(SESSIONS).await.ok();
    app.advance(TimeDelta::minutes(1));
    let newest = second_phone(&app, &first).await;
    let refused = first.refresh_with(&first.refresh_token).await;
    assert_eq!(refused.refusals("sessionRefresh"), ["SESSION_ENDED"]);
    assert_eq!(first.ask(SESSIONS).await.code(), "SESSION_ENDED");
    for phone in phones.iter().chain([&newest]) {
        let listed = phone.ask(SESSIONS).await.ok();
        assert_eq!(listed.at("viewer/sessions").as_array().unwrap().len(), 3);
    }
}

#[tokio::test]
async fn everywhere_else_or_everywhere() {
    let app = behind_a_proxy().await;
    let aminah = app.person("Aminah").await;
    let phone = second_phone(&app, &aminah).await;
    let everywhere = |user: User, keep: bool| async move {
        let document = "mutation($keep: Boolean!) { sessionRevokeAll(input: { keepCurrent: $keep }) { sessionIds userErrors { code } } }";
        let answer = user.graphql(document, json!({ "keep": keep })).await.ok();
        answer.at("sessionRevokeAll/sessionIds").as_array().unwrap().len()
    };
    assert_eq!(everywhere(aminah.clone(), true).await, 1);
    assert_eq!(phone.ask(SESSIONS).await.code(), "SESSION_ENDED");
    aminah.ask(SESSIONS).await.ok();
    assert_eq!(everywhere(aminah.clone(), true).await, 0, "nothing else is left");
    let phone = second_phone(&app, &aminah).await;
    assert_eq!(everywhere(aminah.clone(), false).await, 2);
    for user in [&aminah, &phone] {
        assert_eq!(user.ask(SESSIONS).await.code(), "SESSION_ENDED");
        let refused = user.refresh_with(&user.refresh_token).await;
        assert_eq!(refused.refusals("sessionRefresh"), ["SESSION_ENDED"]);
    }
}

#[tokio::test]
async fn a_password_change_wants_a_fresh_proof_and_signs_out_the_others() {
    let app = behind_a_proxy().await;
    let mut aminah = app.person("Aminah").await;
    let thief = second_phone(&app, &aminah).await;
    thief.ask(SESSIONS).await.ok();
    // A sign-in is a proof, for five minutes.
    let common = change_password(&aminah, "password123").await;
    assert_eq!(common.refusals("passwordChange"), ["PASSWORD_COMMON newPassword"]);
    app.advance(TimeDelta::minutes(6));
    let answer = change_password(&aminah, "kata laluan yang baharu").await;
    assert_eq!((answer.status.as_u16(), answer.code()), (200, "PROOF_REQUIRED"), "{}", answer.text);
    // A refresh is none.
    aminah.refresh().await;
    assert_eq!(change_password(&aminah, "kata laluan yang baharu").await.code(), "PROOF_REQUIRED");

    let wrong = prove(&aminah, json!({ "password": "tekaan saya" })).await;
    assert_eq!(wrong.refusals("sessionProve"), ["CREDENTIALS_WRONG password"]);
    assert_eq!(prove(&aminah, json!({})).await.refusals("sessionProve"), ["REQUIRED password"]);
    assert_eq!(prove(&app.anybody(), json!({})).await.code(), "UNAUTHENTICATED");
    assert_eq!(change_password(&aminah, "kata laluan yang baharu").await.code(), "PROOF_REQUIRED");
    let proved = prove(&aminah, json!({ "password": PASSWORD })).await.ok();
    let until: chrono::DateTime<chrono::Utc> =
        proved.text_at("sessionProve/provedUntil").parse().unwrap();
    assert_eq!(app.clock.now() + TimeDelta::minutes(5), until);
    // The proof is this session's alone.
    let refreshed = thief.refresh_with(&thief.refresh_token).await.ok();
    let thief = thief.holding(Some(refreshed.text_at("sessionRefresh/tokens/accessToken")));
    assert_eq!(change_password(&thief, "milik pencuri sekarang").await.code(), "PROOF_REQUIRED");

    change_password(&aminah, "kata laluan yang baharu").await.ok();
    refused_with(&thief, "SESSION_ENDED").await;
    aminah.ask(SESSIONS).await.ok();
    assert_eq!(aminah.sign_in(PASSWORD).await.code(), "CREDENTIALS_WRONG");
    assert_eq!(aminah.sign_in("kata laluan yang baharu").await.status, 200);
    // The same request again changes nothing more, and the person is told once.
    change_password(&aminah, "kata laluan yang baharu").await.ok();
    let told = || async {
        let messages = app.anybody().messages_to(&aminah.phone).await;
        let changed = messages.iter().filter(|text| text.contains("telah ditukar")).count();
        (changed > 0).then_some(changed)
    };
    assert_eq!(stories::until(told).await, 1);
}

#[tokio::test]
async fn a_proof_survives_a_restart_and_counts_on_every_node() {
    let app = TestApp::start().await;
    let mut aminah = app.person("Aminah").await;
    app.advance(TimeDelta::minutes(6));
    aminah.refresh().await;
    prove(&aminah, json!({ "password": PASSWORD })).await.ok();
    let app = app.restart().await;
    let aminah = aminah.asking(&app.url);
    change_password(&aminah, "kata laluan yang baharu").await.ok();
    app.advance(TimeDelta::minutes(5));
    let late = change_password(&aminah, "kata laluan yang baharu").await;
    assert_eq!(late.code(), "PROOF_REQUIRED");
}

#[tokio::test]
async fn guesses_at_a_proof_are_counted() {
    let app = TestApp::start().await;
    let aminah = app.person("Aminah").await;
    for _ in 0..10 {
        let wrong = prove(&aminah, json!({ "password": "tekaan saya" })).await;
        assert_eq!(wrong.refusals("sessionProve"), ["CREDENTIALS_WRONG password"]);
    }
    let limited = prove(&aminah, json!({ "password": PASSWORD })).await;
    assert_eq!(limited.code(), "RATE_LIMITED");
}

#[tokio::test]
async fn a_password_is_changed_a_few_times_in_an_hour_only() {
    let app = TestApp::start().await;
    let aminah = app.person("Aminah").await;
    for number in 0..5 {
        change_password(&aminah, &format!("kata laluan {}", number % 2)).await.ok();
    }
    let before = app.house.identity.hashed();
    let limited = change_password(&aminah, "kata laluan 1").await;
    assert_eq!(limited.code(), "RATE_LIMITED");
    assert_eq!(app.house.identity.hashed(), before, "nothing is hashed for it");
    let lim = app.person("Lim").await;
    change_password(&lim, "kata laluan 1").await.ok();
}

#[tokio::test]
async fn what_happens_over_and_over_is_told_ten_times_a_day() {
    let app = TestApp::start().await;
    let aminah = app.person("Aminah").await;
    let messages = async || {
        let sql = "select count(*) from outbox";
        let found: Option<i64> = db::value(app.house.tools.db.write(), sql, []).await.unwrap();
        found.unwrap()
    };
    let before = messages().await;
    for number in 0..12 {
        let answer = aminah.sign_in(PASSWORD).await;
        let stolen = answer.body["refreshToken"].as_str().unwrap();
        let thief = aminah.refresh_with(stolen).await.ok();
        let token = Some(thief.text_at("sessionRefresh/tokens/accessToken"));
        aminah.holding(token).ask(SESSIONS).await.ok();
        let reused = aminah.refresh_with(stolen).await;
        // The session ends also when nobody is told of it any more.
        assert_eq!(reused.refusals("sessionRefresh"), ["REFRESH_TOKEN_REUSED"], "{number}");
    }
    assert_eq!(messages().await - before, 10);
}
