//! Joining, signing in, staying in, leaving.

use chrono::TimeDelta;
use domain::{
    community::{Appointing, add_appointment},
    identity::Identity,
    policy::Role,
    shared::{
        change_log::{Change, Noun, Scope},
        db,
        id::SessionId,
    },
};
use serde_json::json;
use stories::{TestApp, socket::Socket};

const VIEWER: &str = "{ viewer { displayName phone roles { role scopeId } } }";

#[tokio::test]
async fn a_new_phone_registers_and_is_signed_in() {
    let app = TestApp::start().await;
    let aminah = app.person("Aminah  binti Yusof").await;
    let viewer = aminah.ask(VIEWER).await.ok();
    assert_eq!(viewer.at("viewer/displayName"), "Aminah binti Yusof");
    assert_eq!(viewer.at("viewer/phone"), "+60120000000");
    assert_eq!(app.anybody().ask(VIEWER).await.ok().at("viewer"), &json!(null));
}

#[tokio::test]
async fn everything_wrong_with_a_registration_is_said_at_once() {
    let app = TestApp::start().await;
    app.person("Aminah").await;
    let register = "mutation($input: AccountRegisterInput!) { accountRegister(input: $input) { tokens { accessToken } userErrors { code field message } } }";
    let wrong = json!({ "input": { "phone": "03-1234 5678", "password": "password123", "displayName": " ", "privacyNoticeVersion": "1999" } });
    let answer = app.anybody().graphql(register, wrong).await;
    assert_eq!(
        answer.refusals("accountRegister"),
        [
            "PHONE_INVALID phone",
            "REQUIRED displayName",
            "PASSWORD_COMMON password",
            "PRIVACY_NOTICE_OUTDATED privacyNoticeVersion",
            "PHONE_UNPROVEN phoneProof"
        ]
    );
    app.advance(TimeDelta::seconds(1));
    let proof = app.anybody().prove_phone("+60120000000", "REGISTER").await;
    let taken = json!({ "input": { "phone": "012-000 0000", "password": "hujan lebat", "displayName": "Lain", "privacyNoticeVersion": "2026-01", "phoneProof": proof } });
    assert_eq!(
        app.anybody().graphql(register, taken).await.refusals("accountRegister"),
        ["PHONE_TAKEN phone"]
    );
}

#[tokio::test]
async fn an_unknown_number_and_a_wrong_password_get_the_same_answer() {
    let app = TestApp::start().await;
    let aminah = app.person("Aminah").await;
    let anybody = app.anybody();
    let wrong = anybody
        .post("/v1/session", &json!({ "phone": aminah.phone, "password": "salah sama sekali" }))
        .await;
    let unknown = anybody
        .post("/v1/session", &json!({ "phone": "+60198765432", "password": "salah sama sekali" }))
        .await;
    let nonsense = anybody
        .post("/v1/session", &json!({ "phone": "bukan nombor", "password": "salah sama sekali" }))
        .await;
    for answer in [&wrong, &unknown, &nonsense] {
        assert_eq!((answer.status.as_u16(), answer.code()), (401, "CREDENTIALS_WRONG"));
        assert_eq!(answer.headers["content-type"], "application/problem+json");
    }
    assert_eq!(wrong.body["title"], unknown.body["title"]);
}

#[tokio::test]
async fn guesses_are_counted_and_time_heals() {
    let app = TestApp::start().await;
    let mut aminah = app.person("Aminah").await;
    let anybody = app.anybody();
    let guess = json!({ "phone": aminah.phone, "password": "tekaan saya" });
    for _ in 0..10 {
        assert_eq!(anybody.post("/v1/session", &guess).await.code(), "CREDENTIALS_WRONG");
    }
    let limited = anybody.post("/v1/session", &guess).await;
    assert_eq!((limited.status.as_u16(), limited.code()), (429, "RATE_LIMITED"));
    assert!(limited.headers.contains_key("retry-after"));
    if app.database.redis.is_none() {
        app.advance(TimeDelta::minutes(16));
        aminah.sign_in_again().await;
    }
}

#[tokio::test]
async fn the_same_session_works_over_rest() {
    let app = TestApp::start().await;
    let aminah = app.person("Aminah").await;
    let session = aminah.sign_in(stories::PASSWORD).await;
    assert_eq!(session.headers["cache-control"], "no-store");
    let refreshed = app
        .anybody()
        .post("/v1/session/refresh", &json!({ "refreshToken": session.body["refreshToken"] }))
        .await;
    assert_eq!(refreshed.body["sessionId"], session.body["sessionId"]);
    let token = refreshed.body["accessToken"].as_str().map(str::to_owned);
    let phone = aminah.holding(token);
    assert_eq!(phone.delete("/v1/session").await.status, 204);
    assert_eq!(phone.ask(VIEWER).await.code(), "SESSION_ENDED");
    assert_eq!(app.anybody().delete("/v1/session").await.code(), "UNAUTHENTICATED");
    // The other session of the same person goes on.
    aminah.ask(VIEWER).await.ok();
}

#[tokio::test]
async fn a_lost_answer_is_given_again_until_it_is_used() {
    let app = TestApp::start().await;
    let aminah = app.person("Aminah").await;
    let first = aminah.refresh_with(&aminah.refresh_token).await.ok();
    app.advance(TimeDelta::minutes(5));
    let second = aminah.refresh_with(&aminah.refresh_token).await.ok();
    app.advance(TimeDelta::minutes(5));
    let third = aminah.refresh_with(&aminah.refresh_token).await.ok();
    let successor = first.text_at("sessionRefresh/tokens/refreshToken");
    assert_eq!(second.text_at("sessionRefresh/tokens/refreshToken"), successor);
    assert_eq!(third.text_at("sessionRefresh/tokens/refreshToken"), successor);

    // The access token of the last answer is used: now the old refresh token is spent.
    let token = Some(third.text_at("sessionRefresh/tokens/accessToken"));
    let mut phone = aminah.holding(token);
    phone.refresh_token = successor;
    phone.ask(VIEWER).await.ok();
    let stolen = aminah.refresh_with(&aminah.refresh_token).await;
    assert_eq!(stolen.refusals("sessionRefresh"), ["REFRESH_TOKEN_REUSED"]);
    assert_eq!(phone.ask(VIEWER).await.code(), "SESSION_ENDED");
    assert_eq!(
        phone.refresh_with(&phone.refresh_token).await.refusals("sessionRefresh"),
        ["SESSION_ENDED"]
    );
}

#[tokio::test]
async fn an_end_that_the_session_store_missed_is_an_end() {
    let app = TestApp::start().await;
    let mut aminah = app.person("Aminah").await;
    let first = aminah.refresh_with(&aminah.refresh_token).await.ok();
    let session = first.text_at("sessionRefresh/tokens/sessionId").parse::<SessionId>().unwrap();
    aminah.refresh_token = first.text_at("sessionRefresh/tokens/refreshToken");
    let person = aminah.id;
    app.arrange(async |_, work| {
        work.tell(Change::gone(Scope::Person(person), Noun::Session, session));
    })
    .await;
    let refused = aminah.refresh_with(&aminah.refresh_token).await;
    assert_eq!(refused.refusals("sessionRefresh"), ["SESSION_ENDED"]);
}

#[tokio::test]
async fn a_person_who_was_shut_out_is_out_at_once() {
    let app = TestApp::start().await;
    let aminah = app.person("Aminah").await;
    aminah.ask(VIEWER).await.ok();
    let id = aminah.id;
    app.arrange(async |_, work| {
        let sql = "update person set status = 'BANNED' where id = $1";
        db::run(work.connection(), sql, [id.into()]).await.unwrap();
        Identity::roles_changed(work, id).await.unwrap();
    })
    .await;
    loop {
        let answer = aminah.ask(VIEWER).await;
        if answer.code() == "SESSION_ENDED" {
            break;
        }
        answer.ok();
    }
    let refused = aminah.refresh_with(&aminah.refresh_token).await;
    assert_eq!(refused.refusals("sessionRefresh"), ["SESSION_ENDED"]);
    assert_eq!(aminah.sign_in(stories::PASSWORD).await.code(), "CREDENTIALS_WRONG");
}

#[tokio::test]
async fn a_stranger_who_guesses_keeps_nobody_out() {
    let app = TestApp::start_with(|config| {
        config.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
    })
    .await;
    let aminah = app.person("Aminah").await;
    let sign_in = |address: &'static str, password: &'static str| {
        let request = app.anybody().request(reqwest::Method::POST, "/v1/session");
        let body = json!({ "phone": aminah.phone, "password": password });
        app.send(request.header("x-forwarded-for", address).json(&body))
    };
    for _ in 0..10 {
        assert_eq!(sign_in("203.0.113.1", "tekaan saya").await.code(), "CREDENTIALS_WRONG");
    }
    assert_eq!(sign_in("203.0.113.1", stories::PASSWORD).await.code(), "RATE_LIMITED");
    // What the client itself claims to have come through is not believed.
    assert_eq!(
        sign_in("198.51.100.9, 203.0.113.1", stories::PASSWORD).await.code(),
        "RATE_LIMITED"
    );
    assert_eq!(sign_in("203.0.113.2", stories::PASSWORD).await.status, 200);
}

#[tokio::test]
async fn a_token_lasts_no_longer_than_the_role_it_names() {
    let app = TestApp::start().await;
    let area = app.area("Taman Ria").await;
    let mut aminah = app.person("Aminah").await;
    let (person, now) = (aminah.id, app.clock.now());
    app.arrange(async |ctx, work| {
        let ends_at = Some(now + TimeDelta::minutes(3));
        let new = Appointing { person, area, post: Role::Secretary, starts_at: now, ends_at };
        add_appointment(work, ctx.mint(), &new).await.unwrap();
    })
    .await;
    aminah.sign_in_again().await;
    assert_eq!(aminah.ask(VIEWER).await.ok().at("viewer/roles/0/role"), "SECRETARY");
    app.advance(TimeDelta::minutes(4));
    assert_eq!(aminah.ask(VIEWER).await.code(), "TOKEN_EXPIRED");
    aminah.refresh().await;
    assert_eq!(aminah.ask(VIEWER).await.ok().at("viewer/roles"), &json!([]));
}

#[tokio::test]
async fn two_refreshes_at_once_give_the_same_successor() {
    let app = TestApp::start().await;
    let aminah = app.person("Aminah").await;
    let (left, right) = tokio::join!(
        aminah.refresh_with(&aminah.refresh_token),
        aminah.refresh_with(&aminah.refresh_token)
    );
    assert_eq!(
        left.ok().text_at("sessionRefresh/tokens/refreshToken"),
        right.ok().text_at("sessionRefresh/tokens/refreshToken")
    );
}

#[tokio::test]
async fn a_session_ends_when_it_is_idle_or_old() {
    let app = TestApp::start().await;
    let idle = app.person("Idle").await;
    let mut busy = app.person("Busy").await;
    for _ in 0..4 {
        app.advance(TimeDelta::days(20));
        busy.refresh().await;
    }
    assert_eq!(
        idle.refresh_with(&idle.refresh_token).await.refusals("sessionRefresh"),
        ["SESSION_ENDED"]
    );
    app.advance(TimeDelta::days(20));
    assert_eq!(
        busy.refresh_with(&busy.refresh_token).await.refusals("sessionRefresh"),
        ["SESSION_ENDED"]
    );
}

#[tokio::test]
async fn a_restart_signs_nobody_out() {
    let app = TestApp::start().await;
    let mut aminah = app.person("Aminah").await;
    let left = app.person("Left").await;
    left.delete("/v1/session").await;
    let app = app.restart().await;
    aminah = aminah.asking(&app.url);
    aminah.ask(VIEWER).await.ok();
    aminah.refresh().await;
    aminah.ask(VIEWER).await.ok();
    // What was ended stays ended.
    assert_eq!(left.asking(&app.url).ask(VIEWER).await.code(), "SESSION_ENDED");
}

#[tokio::test]
async fn tokens_that_are_not_ours_are_refused() {
    let app = TestApp::start().await;
    let aminah = app.person("Aminah").await;
    let other =
        TestApp::start_with(|config| config.public_url = "http://other.test".to_owned()).await;
    let foreign = other.person("Foreign").await;
    let genuine = aminah.token.clone().unwrap();
    let (header, rest) = genuine.split_once('.').unwrap();
    let (payload, signature) = rest.split_once('.').unwrap();
    let none = "eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0";
    let flipped: String = signature.chars().rev().collect();
    for (what, token) in [
        ("of another issuer", foreign.token.clone().unwrap()),
        ("alg none", format!("{none}.{payload}.")),
        ("changed", format!("{header}.{payload}.{flipped}")),
        ("nonsense", "not.a.token".to_owned()),
        ("empty", String::new()),
        ("a refresh token", aminah.refresh_token.clone()),
    ] {
        let phone = aminah.holding(Some(token));
        let answer = phone.ask(VIEWER).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (401, "TOKEN_INVALID"), "{what}");
        assert_eq!(phone.delete("/v1/session").await.code(), "TOKEN_INVALID", "{what}");
    }
    let basic = app
        .anybody()
        .request(reqwest::Method::POST, "/graphql")
        .header("authorization", "Basic eDp5");
    assert_eq!(
        app.send(basic.json(&json!({ "query": "{ __typename }" }))).await.code(),
        "TOKEN_INVALID"
    );
    app.advance(TimeDelta::minutes(11));
    let expired = aminah.ask(VIEWER).await;
    assert_eq!((expired.status.as_u16(), expired.code()), (401, "TOKEN_EXPIRED"));
}

#[tokio::test]
async fn a_new_role_counts_after_a_refresh_and_an_old_token_says_so() {
    let app = TestApp::start().await;
    let area = app.area("Taman Ria").await;
    let mut aminah = app.person("Aminah").await;
    aminah.ask(VIEWER).await.ok();
    app.join(aminah.id, area).await;
    // The change log tells the node; nobody sleeps for it here, the request is simply repeated.
    loop {
        let answer = aminah.ask(VIEWER).await;
        if answer.code() == "TOKEN_EXPIRED" {
            break;
        }
        answer.ok();
    }
    aminah.refresh().await;
    let viewer = aminah.ask(VIEWER).await.ok();
    assert_eq!(viewer.at("viewer/roles/0/role"), "RESIDENT");
    assert_eq!(viewer.at("viewer/roles/0/scopeId"), &json!(area.to_string()));
}

#[tokio::test]
async fn a_socket_closes_when_its_session_ends() {
    let (_app, _, _, resident, _) = TestApp::neighbourhood().await;
    let mut socket = Socket::subscribe(&resident, "subscription { noticeReceived { id } }").await;
    resident.delete("/v1/session").await;
    assert_eq!(socket.closed().await.0, 4403);
}

#[tokio::test]
async fn signing_keys_rotate_without_signing_anyone_out() {
    let app = TestApp::start().await;
    let mut aminah = app.person("Aminah").await;
    let before = app.anybody().get("/.well-known/jwks.json").await;
    app.advance(TimeDelta::seconds(1));
    app.house.identity.rotate_keys().await.unwrap();
    let after = app.anybody().get("/.well-known/jwks.json").await;
    assert_eq!(before.body["keys"].as_array().unwrap().len(), 1);
    assert_eq!(after.body["keys"].as_array().unwrap().len(), 2);
    assert_eq!(after.body["keys"][1]["kid"], before.body["keys"][0]["kid"]);
    aminah.ask(VIEWER).await.ok();
    aminah.refresh().await;
    aminah.ask(VIEWER).await.ok();
}
