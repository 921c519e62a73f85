//! The worst days of a session: lost answers, a thief, a wrong clock, Redis away or emptied.

use chrono::TimeDelta;
use domain::{identity::Identity, policy::Role, shared::db};
use serde_json::{Value, json};
use stories::{Answer, PASSWORD, PrivateRedis, TestApp, User, is_production, socket::Socket};

const VIEWER: &str = "{ viewer { id } }";

async fn second(app: &TestApp) -> Option<TestApp> {
    match app.database.redis {
        Some(_) => Some(app.beside().await),
        None => None,
    }
}

/// The same person with the tokens of an answer.
fn with_tokens_of(user: &User, answer: &Answer) -> User {
    let mut phone = user.holding(Some(answer.text_at("sessionRefresh/tokens/accessToken")));
    phone.refresh_token = answer.text_at("sessionRefresh/tokens/refreshToken");
    phone
}

async fn refused(user: &User) -> Vec<String> {
    user.refresh_with(&user.refresh_token).await.refusals("sessionRefresh")
}

#[tokio::test]
async fn three_answers_are_lost_in_ten_minutes_and_the_phone_stays_signed_in() {
    let app = TestApp::start().await;
    let other = second(&app).await;
    let aminah = app.person("Aminah").await;
    let elsewhere = aminah.asking(other.as_ref().map_or(&app.url, |other| &other.url));
    let mut lost = Vec::new();
    // Whichever node the phone reaches, and however often nothing comes back.
    for phone in [&aminah, &elsewhere, &aminah] {
        lost.push(phone.refresh_with(&aminah.refresh_token).await.ok());
        app.advance(TimeDelta::minutes(5));
    }
    let heard = elsewhere.refresh_with(&aminah.refresh_token).await.ok();
    for answer in &lost {
        assert_eq!(
            answer.text_at("sessionRefresh/tokens/refreshToken"),
            heard.text_at("sessionRefresh/tokens/refreshToken")
        );
    }
    let mut phone = with_tokens_of(&aminah, &heard);
    phone.ask(VIEWER).await.ok();
    app.advance(TimeDelta::minutes(11));
    phone.refresh().await;
    phone.ask(VIEWER).await.ok();
}

#[tokio::test]
async fn a_stolen_refresh_token_used_before_its_owner_ends_both() {
    let app = TestApp::start().await;
    let owner = app.person("Aminah").await;
    let thief = with_tokens_of(&owner, &owner.refresh_with(&owner.refresh_token).await.ok());
    thief.ask(VIEWER).await.ok();
    assert_eq!(refused(&owner).await, ["REFRESH_TOKEN_REUSED"]);
    for somebody in [&thief, &owner] {
        assert_eq!(somebody.ask(VIEWER).await.code(), "SESSION_ENDED");
        assert_eq!(refused(somebody).await, ["SESSION_ENDED"]);
    }
    // Nobody else's session suffers, and the owner signs in again.
    assert_eq!(owner.sign_in(PASSWORD).await.status, 200);
    // The owner is told, once, however often the old token comes.
    let told = || async {
        let messages = app.anybody().messages_to(&owner.phone).await;
        let of_safety = messages.iter().filter(|text| text.contains("token lamanya")).count();
        (of_safety > 0).then_some(of_safety)
    };
    assert_eq!(stories::until(told).await, 1);
}

#[tokio::test]
async fn a_stolen_refresh_token_used_after_its_owner_ends_both() {
    let app = TestApp::start().await;
    let other = second(&app).await;
    let stolen = app.person("Aminah").await;
    let owner = with_tokens_of(&stolen, &stolen.refresh_with(&stolen.refresh_token).await.ok());
    owner.ask(VIEWER).await.ok();
    let thief = stolen.asking(other.as_ref().map_or(&app.url, |other| &other.url));
    assert_eq!(refused(&thief).await, ["REFRESH_TOKEN_REUSED"]);
    assert_eq!(refused(&owner).await, ["SESSION_ENDED"]);
    loop {
        let answer = owner.ask(VIEWER).await;
        if answer.code() == "SESSION_ENDED" {
            break;
        }
        answer.ok();
    }
}

#[tokio::test]
async fn a_thief_who_copies_every_answer_is_found_at_the_next_refresh() {
    let app = TestApp::start().await;
    let owner = app.person("Aminah").await;
    // Both have the same token, and both get the same successor, because nobody used it yet.
    let one = with_tokens_of(&owner, &owner.refresh_with(&owner.refresh_token).await.ok());
    let two = with_tokens_of(&owner, &owner.refresh_with(&owner.refresh_token).await.ok());
    assert_eq!(one.refresh_token, two.refresh_token);
    let ahead = with_tokens_of(&one, &one.refresh_with(&one.refresh_token).await.ok());
    ahead.ask(VIEWER).await.ok();
    assert_eq!(refused(&two).await, ["REFRESH_TOKEN_REUSED"]);
    assert_eq!(ahead.ask(VIEWER).await.code(), "SESSION_ENDED");
}

#[tokio::test]
async fn a_phone_whose_clock_is_a_day_wrong_stays_signed_in() {
    let app = TestApp::start().await;
    let mut fast = app.person("Fast").await;
    let mut slow = app.person("Slow").await;
    let ask = async |user: &User, days: i64| {
        let date = (app.clock.now() + TimeDelta::days(days)).to_rfc2822();
        let request = user.request(reqwest::Method::POST, "/graphql").header("date", date);
        app.send(request.json(&json!({ "query": VIEWER }))).await
    };
    // A day fast: every token looks expired, so it refreshes before each request.
    for _ in 0..5 {
        fast.refresh().await;
        ask(&fast, 1).await.ok();
        app.advance(TimeDelta::seconds(1));
    }
    // A day slow: it never sees a token expire, and learns it from the code.
    app.advance(TimeDelta::minutes(11));
    let expired = ask(&slow, -1).await;
    assert_eq!((expired.status.as_u16(), expired.code()), (401, "TOKEN_EXPIRED"));
    slow.refresh().await;
    ask(&slow, -1).await.ok();
}

#[tokio::test]
async fn a_role_that_is_taken_away_closes_its_holders_socket() {
    let (app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    let other = second(&app).await;
    let elsewhere = resident.asking(other.as_ref().map_or(&app.url, |other| &other.url));
    let mut socket = Socket::subscribe(&elsewhere, "subscription { noticeReceived { id } }").await;
    let mut untouched =
        Socket::subscribe(&secretary, "subscription { noticeReceived { id } }").await;
    let person = resident.id;
    app.arrange(async |ctx, work| {
        let sql = "update membership set left_at = $3 where person_id = $1 and area_id = $2";
        let values = [person.into(), area.into(), ctx.now().into()];
        assert_eq!(db::run(work.connection(), sql, values).await.unwrap(), 1);
        Identity::roles_changed(work, person).await.unwrap();
    })
    .await;
    assert_eq!(socket.closed().await.0, 4403);
    assert!(untouched.is_silent().await, "only its holder's");
    assert_eq!(elsewhere.ask(VIEWER).await.code(), "TOKEN_EXPIRED");
    let left = with_tokens_of(&elsewhere, &elsewhere.refresh_with(&elsewhere.refresh_token).await);
    assert!(left.roles().await.is_empty());
}

#[tokio::test]
async fn two_nodes_sign_with_another_key_and_sign_nobody_out() {
    let app = TestApp::start().await;
    let other = second(&app).await;
    let url = other.as_ref().map_or(&app.url, |other| &other.url);
    let mut aminah = app.person("Aminah").await;
    let mut lim = app.person("Lim").await.asking(url);
    let key_of = |user: &User| {
        let token = user.token.clone().unwrap();
        token.split('.').next().unwrap().to_owned()
    };
    let before = key_of(&aminah);
    assert_eq!(key_of(&lim), before);
    app.advance(TimeDelta::seconds(1));
    app.house.identity.rotate_keys().await.unwrap();
    for user in [&aminah, &lim] {
        user.ask(VIEWER).await.ok();
        user.asking(url).ask(VIEWER).await.ok();
    }
    // Each node signs with the new key as soon as it has heard of it, and takes the other's.
    for user in [&mut aminah, &mut lim] {
        while key_of(user) == before {
            user.refresh().await;
        }
        user.ask(VIEWER).await.ok();
        user.asking(&app.url).ask(VIEWER).await.ok();
        user.asking(url).ask(VIEWER).await.ok();
    }
    // An hour later the old key is gone, and nobody notices.
    app.advance(TimeDelta::minutes(61));
    app.house.identity.rotate_keys().await.unwrap();
    let keys = app.anybody().get("/.well-known/jwks.json").await;
    assert_eq!(keys.body["keys"].as_array().unwrap().len(), 2);
    aminah.refresh().await;
    lim.refresh().await;
    aminah.asking(url).ask(VIEWER).await.ok();
}

/// A node with a Redis of its own; none where the back end has no Redis.
async fn with_its_own_redis() -> Option<(TestApp, PrivateRedis)> {
    if !is_production() {
        return None;
    }
    let redis = PrivateRedis::start().await;
    let url = redis.url();
    let mut app = TestApp::start_with(|config| config.redis_url = Some(url.clone())).await;
    app.database.redis = Some(url);
    Some((app, redis))
}

/// Signs in until it works again, and tells what it said meanwhile.
async fn until_signed_in(user: &User) -> (Answer, Vec<Value>) {
    let mut said = Vec::new();
    loop {
        let answer = user.sign_in(PASSWORD).await;
        if answer.status == 200 {
            return (answer, said);
        }
        said.push(answer.body);
    }
}

#[tokio::test]
async fn without_redis_readers_and_the_signed_in_go_on_and_sign_in_says_so() {
    let Some((app, mut redis)) = with_its_own_redis().await else { return };
    let area = app.area("Taman Ria").await;
    let resident = app.resident("Aminah", area).await;
    // A token that this node has not seen yet is good too.
    let unseen = app.resident("Lim", area).await;
    resident.ask(VIEWER).await.ok();
    redis.stop();
    app.anybody().ask("{ states { code } products(first: 1) { nodes { id } } }").await.ok();
    app.anybody().get("/v1/shop/products").await.ok();
    resident.ask("{ viewer { id roles { role } } notices { nodes { id } } }").await.ok();
    unseen.ask("{ notices { nodes { id } } }").await.ok();

    let away = resident.sign_in(PASSWORD).await;
    assert_eq!((away.status.as_u16(), away.code()), (503, "UNAVAILABLE"), "{}", away.text);
    let sentence = away.body["title"].as_str().unwrap();
    assert!(sentence.contains("Try again in a moment"), "{sentence}");
    assert_eq!(resident.refresh_with(&resident.refresh_token).await.code(), "UNAVAILABLE");
    let proof = "mutation { passwordChange(input: { newPassword: \"yang baharu\" }) { userErrors { code } } }";
    assert_eq!(resident.ask(proof).await.code(), "UNAVAILABLE");
    let ready = app.anybody().get("/readyz").await;
    assert_eq!(ready.status, 503, "{}", ready.text);

    redis.start_again().await;
    let (back, said) = until_signed_in(&resident).await;
    assert!(said.iter().all(|body| body["code"] == "UNAVAILABLE"), "{said:?}");
    let phone = resident.holding(back.body["accessToken"].as_str().map(str::to_owned));
    phone.ask("{ viewer { sessions { id } } }").await.ok();
}

#[tokio::test]
async fn after_redis_was_emptied_everyone_signs_in_again_and_nothing_revoked_comes_back() {
    let Some((app, mut redis)) = with_its_own_redis().await else { return };
    let area = app.area("Taman Ria").await;
    let resident = app.resident("Aminah", area).await;
    let revoked = app.resident("Lim", area).await;
    let secretary = app.officer_of_committee("Aishah", area, Role::Secretary).await;
    revoked.delete("/v1/session").await;
    redis.stop();
    redis.start_again().await;
    // The access tokens count as long as they live; what was revoked does not.
    resident.ask(VIEWER).await.ok();
    assert_eq!(revoked.ask(VIEWER).await.code(), "SESSION_ENDED");
    for user in [&resident, &revoked, &secretary] {
        loop {
            let answer = user.refresh_with(&user.refresh_token).await;
            if answer.code() == "UNAVAILABLE" {
                continue;
            }
            assert_eq!(answer.refusals("sessionRefresh"), ["SESSION_ENDED"]);
            let sentence = &answer.at("sessionRefresh/userErrors")[0]["message"];
            assert_eq!(sentence, "This session has ended. Please sign in again.");
            break;
        }
    }
    // What is worth more than a session asks anew.
    let proof = "mutation { passwordChange(input: { newPassword: \"yang baharu\" }) { userErrors { code } } }";
    assert_eq!(resident.ask(proof).await.code(), "SESSION_ENDED");
    let (back, _) = until_signed_in(&secretary).await;
    let phone = secretary.holding(back.body["accessToken"].as_str().map(str::to_owned));
    let roles = phone.ask("{ viewer { roles { role } sessions { isCurrent } } }").await.ok();
    assert_eq!(roles.at("viewer/roles/0/role"), "SECRETARY", "nothing else is lost");
    assert_eq!(roles.at("viewer/sessions"), &json!([{ "isCurrent": true }]));
    assert_eq!(revoked.ask(VIEWER).await.code(), "SESSION_ENDED");
}

#[tokio::test]
async fn no_dead_session_stays_in_redis() {
    let Some((app, redis)) = with_its_own_redis().await else { return };
    let mut aminah = app.person("Aminah").await;
    let key = format!("krt:sessions-of:{}", aminah.id);
    for _ in 0..5 {
        let phone = aminah.sign_in(PASSWORD).await;
        let phone = aminah.holding(phone.body["accessToken"].as_str().map(str::to_owned));
        assert_eq!(phone.delete("/v1/session").await.status, 204);
    }
    assert_eq!(redis.ask(&format!("ZCARD {key}")).await, ":1");
    aminah.sign_in(PASSWORD).await;
    assert_eq!(redis.ask(&format!("ZCARD {key}")).await, ":2");
    // One is used, the other is left lying for longer than a session lasts.
    for _ in 0..4 {
        app.advance(TimeDelta::days(8));
        aminah.refresh().await;
    }
    aminah.sign_in(PASSWORD).await;
    assert_eq!(redis.ask(&format!("ZCARD {key}")).await, ":2");
    let listed = aminah.ask("{ viewer { sessions { id } } }").await.ok();
    assert_eq!(listed.at("viewer/sessions").as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn redis_keeps_no_number_and_forgets_whence_an_erased_account_came() {
    let Some((app, redis)) = with_its_own_redis().await else { return };
    let aminah = app.person("Aminah").await;
    assert_eq!(aminah.sign_in("tekaan saya").await.code(), "CREDENTIALS_WRONG");
    assert_eq!(aminah.sign_in(PASSWORD).await.status, 200);
    let number = &aminah.phone[1..];
    assert_eq!(redis.ask(&format!("KEYS *{number}*")).await, "*0");
    let known = "EVAL \"return #redis.call('KEYS', 'krt:known:*')\" 0";
    assert_eq!(redis.ask(known).await, ":1");
    let erase = "mutation { accountErase(input: { understood: true }) { userErrors { code } } }";
    aminah.ask(erase).await.ok();
    assert_eq!(redis.ask(known).await, ":0");
}
