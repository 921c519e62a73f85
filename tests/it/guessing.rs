//! Guessers: thousands of tries by every way in, many sign-ins at once, and answers that tell who
//! has an account.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use domain::shared::{
    db,
    tries::{Pace, Tries},
};
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use stories::{Answer, PASSWORD, TestApp, User};

async fn behind_a_proxy() -> TestApp {
    TestApp::start_with(|config| {
        config.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
    })
    .await
}

async fn sign_in_from(app: &TestApp, address: &str, phone: &str, password: &str) -> Answer {
    let request = app.anybody().request(Method::POST, "/v1/session");
    let body = json!({ "phone": phone, "password": password });
    app.send(request.header("x-forwarded-for", address).json(&body)).await
}

/// Twenty guesses in one document, each under a name of its own.
fn aliases(phone: &str, number: usize) -> Value {
    let guesses: String = (0..20)
        .map(|guess| {
            format!(
                "g{guess}: sessionCreate(input: {{ phone: \"{phone}\", password: \"tekaan {number} {guess}\" }}) {{ tokens {{ accessToken }} userErrors {{ code }} }} "
            )
        })
        .collect();
    json!({ "query": format!("mutation {{ {guesses} }}") })
}

#[tokio::test]
async fn ten_thousand_guesses_get_a_hundred_tries_and_the_owner_still_gets_in() {
    let app = behind_a_proxy().await;
    let aminah = app.person("Aminah").await;
    let before = app.house.identity.hashed();
    let list = json!([{ "query": "{ __typename }" }, { "query": "{ __typename }" }]);
    assert_eq!(app.anybody().post("/graphql", &list).await.code(), "BATCHING_NOT_SUPPORTED");
    // 500 documents of 20 aliases, each from another network; the owner's own is not among them.
    let mut refused = 0;
    for number in 0..500_usize {
        let address = format!("203.{}.{}.7", number / 250, number % 250);
        let request = app.anybody().request(Method::POST, "/graphql");
        let request =
            request.header("x-forwarded-for", address).json(&aliases(&aminah.phone, number));
        let answer = app.send(request).await;
        assert!(!answer.text.contains("\"accessToken\""), "{}", answer.text);
        refused += usize::from(answer.code() == "RATE_LIMITED");
    }
    // Ten from each network, until the account's hundred are spent. After that one from each is
    // checked against nothing, so that nobody learns from which networks the owner gets in.
    assert_eq!(app.house.identity.hashed() - before, 100 + 490);
    assert_eq!(refused, 500, "no document got through whole");

    // The owner signs in from the network where they registered, at once.
    let right = json!({ "phone": aminah.phone, "password": PASSWORD });
    assert_eq!(app.anybody().post("/v1/session", &right).await.status, 200);
    // From anywhere else they wait a little, never long.
    let limited = sign_in_from(&app, "198.51.100.1", &aminah.phone, PASSWORD).await;
    assert_eq!((limited.status.as_u16(), limited.code()), (429, "RATE_LIMITED"));
    let seconds: i64 = limited.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
    app.advance(TimeDelta::seconds(seconds));
    assert_eq!(sign_in_from(&app, "198.51.100.1", &aminah.phone, PASSWORD).await.status, 200);
    // And from there at once from now on.
    assert_eq!(sign_in_from(&app, "198.51.100.1", &aminah.phone, PASSWORD).await.status, 200);
}

#[tokio::test]
async fn one_address_that_tries_many_numbers_waits_longer_and_longer() {
    let app = TestApp::start_with(|config| {
        config.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
        config.sign_in_tries = 2;
    })
    .await;
    let owner = app.person("Aminah").await;
    let guess = async |number: u32| {
        sign_in_from(&app, "203.0.113.1", &format!("+6019{number:07}"), "tekaan saya").await
    };
    for number in 0..20 {
        assert_eq!(guess(number).await.code(), "CREDENTIALS_WRONG", "{number}");
    }
    // In the end about as many an hour as were free at once.
    for (number, seconds) in (20..).zip([15, 30, 60, 120, 120, 240, 120, 240, 120]) {
        let limited = guess(number).await;
        assert_eq!(limited.code(), "RATE_LIMITED");
        assert_eq!(limited.headers["retry-after"], seconds.to_string());
        app.advance(TimeDelta::seconds(seconds));
        assert_eq!(guess(number).await.code(), "CREDENTIALS_WRONG");
    }
    // Everybody else goes on meanwhile.
    assert_eq!(sign_in_from(&app, "203.0.113.2", &owner.phone, PASSWORD).await.status, 200);
}

#[tokio::test]
async fn two_hundred_sign_ins_at_once_hash_a_few_at_a_time() {
    let app = TestApp::start_with(|config| config.sign_in_tries = 0).await;
    let aminah = app.person("Aminah").await;
    let lim = app.person("Lim").await;
    let body = json!({ "phone": aminah.phone, "password": PASSWORD });
    let requests: Vec<_> =
        (0..200).map(|_| app.anybody().request(Method::POST, "/v1/session").json(&body)).collect();
    let all = tokio::spawn(join_all(
        requests
            .into_iter()
            .map(async |request| Answer::of(request.send().await.expect("an answer")).await),
    ));
    let mut answered_meanwhile = 0;
    while !all.is_finished() {
        lim.ask("{ viewer { id } }").await.ok();
        app.anybody().ask("{ states { code } }").await.ok();
        answered_meanwhile += 1;
    }
    let answers = all.await.unwrap();
    for answer in &answers {
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
    assert!(answered_meanwhile > 10, "others were answered while they waited");
    // Each holds 19 MiB while it is made: as many at once as there are permits, and no more.
    assert_eq!(app.house.identity.hashed_at_once(), app.house.config.hashing_permits);
    // No more sessions than the setting says, however many began at once.
    let mut alive = 0;
    for answer in answers {
        let phone = aminah.holding(answer.body["accessToken"].as_str().map(str::to_owned));
        let listed = phone.ask("{ viewer { sessions { id } } }").await;
        if listed.code() == "SESSION_ENDED" {
            continue;
        }
        alive += 1;
        let sessions = listed.ok().at("viewer/sessions").as_array().unwrap().len();
        assert!(sessions <= app.house.config.sessions_per_person, "{sessions}");
    }
    assert!((1..=app.house.config.sessions_per_person).contains(&alive), "{alive}");
}

/// What an answer shows of whether there is an account: all but the request's name and the time.
fn shown(answer: &Answer) -> (u16, BTreeSet<String>, Value) {
    let headers = answer.headers.keys().map(|name| name.as_str().to_owned()).collect();
    let mut body = answer.body.clone();
    if let Some(problem) = body.as_object_mut() {
        problem.remove("requestId");
    }
    (answer.status.as_u16(), headers, body)
}

#[tokio::test]
async fn the_answer_tells_nobody_who_has_an_account() {
    let app = TestApp::start_with(|config| config.sign_in_tries = 0).await;
    let known = app.person("Aminah").await;
    let banned = app.person("Muthu").await;
    let without_password = app.person("Lim").await;
    let mut with_second = app.person("Siti").await;
    app.enrol(&mut with_second).await;
    app.arrange(async |_, work| {
        for (sql, id) in [
            ("update person set status = 'BANNED' where id = $1", banned.id),
            ("update person set password_hash = null where id = $1", without_password.id),
        ] {
            db::run(work.connection(), sql, [id.into()]).await.unwrap();
        }
    })
    .await;
    let document = "mutation($input: SessionCreateInput!) { sessionCreate(input: $input) { tokens { accessToken } viewer { id } userErrors { code field message } } }";
    for wrong in ["salah sama sekali", "", "x", &"x".repeat(5_000)] {
        let unknown = json!({ "phone": "+60198765432", "password": wrong });
        let before = app.house.identity.hashed();
        let rest = shown(&app.anybody().post("/v1/session", &unknown).await);
        let graphql = shown(&app.anybody().graphql(document, json!({ "input": unknown })).await);
        assert_eq!(rest.0, 401);
        assert_eq!(app.house.identity.hashed() - before, 2, "an unknown number is hashed for too");
        for user in [&known, &banned, &without_password, &with_second] {
            let before = app.house.identity.hashed();
            let body = json!({ "phone": user.phone, "password": wrong, "totpCode": "123456" });
            assert_eq!(shown(&app.anybody().post("/v1/session", &body).await), rest);
            let answer = app.anybody().graphql(document, json!({ "input": body })).await;
            assert_eq!(shown(&answer), graphql);
            assert_eq!(app.house.identity.hashed() - before, 2);
        }
    }
    // Neither does the right password of somebody who is shut out.
    let body = |user: &User| json!({ "phone": user.phone, "password": PASSWORD });
    let out = shown(&app.anybody().post("/v1/session", &body(&banned)).await);
    let unknown = json!({ "phone": "+60198765432", "password": PASSWORD });
    assert_eq!(out, shown(&app.anybody().post("/v1/session", &unknown).await));
    assert_eq!(app.anybody().post("/v1/session", &body(&known)).await.status, 200);
    let asked = app.anybody().post("/v1/session", &body(&with_second)).await;
    assert_eq!(asked.code(), "TOTP_REQUIRED");
}

async fn behind_a_proxy_with_two_tries() -> TestApp {
    TestApp::start_with(|config| {
        config.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
        config.sign_in_tries = 2;
    })
    .await
}

#[tokio::test]
async fn what_people_behind_one_address_mistype_does_not_add_up() {
    let app = behind_a_proxy_with_two_tries().await;
    // Fifteen an hour for four hours; twenty would be free in each.
    for number in 0..60 {
        let phone = format!("+6019{number:07}");
        let wrong = sign_in_from(&app, "203.0.113.1", &phone, "tersalah taip").await;
        assert_eq!(wrong.code(), "CREDENTIALS_WRONG", "{number}");
        app.advance(TimeDelta::minutes(4));
    }
}

#[tokio::test]
async fn who_has_signed_in_from_a_network_gets_in_although_others_there_try_too_much() {
    let app = behind_a_proxy_with_two_tries().await;
    let (aminah, lim) = (app.person("Aminah").await, app.person("Lim").await);
    let here = "203.0.113.1";
    assert_eq!(sign_in_from(&app, here, &aminah.phone, PASSWORD).await.status, 200);
    for number in 0..20 {
        let wrong = sign_in_from(&app, here, &format!("+6019{number:07}"), "tekaan saya").await;
        assert_eq!(wrong.code(), "CREDENTIALS_WRONG", "{number}");
    }
    assert_eq!(sign_in_from(&app, here, &lim.phone, PASSWORD).await.code(), "RATE_LIMITED");
    assert_eq!(sign_in_from(&app, here, &aminah.phone, PASSWORD).await.status, 200);
    assert_eq!(sign_in_from(&app, here, &aminah.phone, PASSWORD).await.status, 200);
    // Nobody guesses there for longer by that.
    let wrong = sign_in_from(&app, here, &aminah.phone, "tekaan saya").await;
    assert_eq!(wrong.code(), "RATE_LIMITED");
    assert_eq!(sign_in_from(&app, here, &aminah.phone, PASSWORD).await.code(), "RATE_LIMITED");
}

/// Somebody who has signed in from two networks, `here` and that of the stories, and whose number
/// others block from everywhere.
async fn blocked(app: &TestApp, here: &str) -> User {
    let aminah = app.person("Aminah").await;
    assert_eq!(sign_in_from(app, here, &aminah.phone, PASSWORD).await.status, 200);
    for number in 0..20 {
        let address = format!("198.51.100.{number}");
        let wrong = sign_in_from(app, &address, &aminah.phone, "tekaan saya").await;
        assert_eq!(wrong.code(), "CREDENTIALS_WRONG", "{number}");
    }
    assert_eq!(sign_in_from(app, here, &aminah.phone, PASSWORD).await.status, 200);
    aminah
}

#[tokio::test]
async fn no_network_is_known_any_more_after_a_password_reset() {
    let app = behind_a_proxy_with_two_tries().await;
    let (here, fresh) = ("203.0.113.1", "kata laluan baharu");
    let aminah = blocked(&app, here).await;
    let proof = app.anybody().prove_phone(&aminah.phone, "PASSWORD_RESET").await;
    let reset = "mutation($input: PasswordResetInput!) { passwordReset(input: $input) { done userErrors { code } } }";
    let input = json!({ "phoneProof": proof, "password": fresh });
    app.anybody().graphql(reset, json!({ "input": input })).await.ok();
    assert_eq!(sign_in_from(&app, here, &aminah.phone, fresh).await.code(), "RATE_LIMITED");
    assert_eq!(aminah.sign_in(fresh).await.code(), "RATE_LIMITED");
    app.advance(TimeDelta::minutes(1));
    assert_eq!(sign_in_from(&app, here, &aminah.phone, fresh).await.status, 200);
}

#[tokio::test]
async fn only_the_present_network_is_known_after_a_change_of_the_password() {
    let app = behind_a_proxy_with_two_tries().await;
    let (here, fresh) = ("203.0.113.1", "kata laluan baharu");
    let aminah = blocked(&app, here).await;
    let change = "mutation($new: String!) { passwordChange(input: { newPassword: $new }) { userErrors { code } } }";
    aminah.graphql(change, json!({ "new": fresh })).await.ok();
    assert_eq!(sign_in_from(&app, here, &aminah.phone, fresh).await.code(), "RATE_LIMITED");
    assert_eq!(aminah.sign_in(fresh).await.status, 200);
}

#[tokio::test]
async fn nobody_learns_who_signs_in_from_a_network() {
    let app = behind_a_proxy_with_two_tries().await;
    let (aminah, lim) = (app.person("Aminah").await, app.person("Lim").await);
    let (shared, nobody) = ("203.0.113.1", "+60198765432");
    assert_eq!(sign_in_from(&app, shared, &aminah.phone, PASSWORD).await.status, 200);
    // Somebody keeps the numbers blocked from everywhere else.
    for phone in [aminah.phone.as_str(), lim.phone.as_str(), nobody] {
        for number in 0..20 {
            let address = format!("198.51.100.{number}");
            let wrong = sign_in_from(&app, &address, phone, "tekaan saya").await;
            assert_eq!(wrong.code(), "CREDENTIALS_WRONG", "{number}");
        }
    }
    // The owner gets in from their network.
    assert_eq!(sign_in_from(&app, shared, &aminah.phone, PASSWORD).await.status, 200);
    // A wrong password there says no more than the right one of somebody who was never there.
    let mut seen = Vec::new();
    for (phone, password) in [
        (aminah.phone.as_str(), "tekaan saya"),
        (lim.phone.as_str(), PASSWORD),
        (nobody, "tekaan saya"),
    ] {
        let before = app.house.identity.hashed();
        let answer = sign_in_from(&app, shared, phone, password).await;
        assert_eq!(answer.code(), "RATE_LIMITED");
        assert_eq!(answer.headers["retry-after"], "15");
        assert_eq!(app.house.identity.hashed() - before, 1, "and takes as long");
        seen.push(shown(&answer));
    }
    assert_eq!((&seen[0], &seen[0]), (&seen[1], &seen[2]));
}

#[tokio::test]
async fn tries_fade_alike_wherever_they_are_counted() {
    let app = TestApp::start().await;
    let tries = Tries::beside(&app.house.tools.cache);
    let pace = Pace { free: 4, longest: TimeDelta::minutes(15), fades: 4 };
    let counters = [("krt:tries:story".to_owned(), pace)];
    let begin = async || tries.begin(&counters, app.clock.now()).await.unwrap();
    for number in 0..20 {
        assert_eq!(begin().await, None, "{number}");
        app.advance(TimeDelta::minutes(15));
    }
    for _ in 0..4 {
        assert_eq!(begin().await, None);
    }
    assert_eq!(begin().await, Some(TimeDelta::seconds(15)));
    app.advance(TimeDelta::seconds(15));
    assert_eq!(begin().await, None);
    assert_eq!(begin().await, Some(TimeDelta::seconds(30)));
    app.advance(TimeDelta::minutes(30));
    assert_eq!(begin().await, None);
    assert_eq!(begin().await, Some(TimeDelta::seconds(15)));
    // What was no guess is taken back, and what was noted is forgotten.
    tries.forgive(&["krt:tries:story".to_owned()]).await.unwrap();
    assert_eq!(begin().await, None);
    let (now, lasts) = (app.clock.now(), TimeDelta::days(90));
    tries.note("krt:known:story", "one", now, lasts).await.unwrap();
    tries.note("krt:known:story", "two", now, lasts).await.unwrap();
    for (member, at, known) in
        [("one", now, true), ("two", now, true), ("three", now, false), ("one", now + lasts, false)]
    {
        assert_eq!(tries.is_noted("krt:known:story", member, at).await.unwrap(), known, "{member}");
    }
    tries.forget("krt:known:story").await.unwrap();
    assert!(!tries.is_noted("krt:known:story", "one", now).await.unwrap());
}
