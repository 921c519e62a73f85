//! How often and how long a code counts, and what it does not tell.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};
use stories::{Answer, TestApp, code_in, until};

use super::{PHONE, REGISTER, another, registration};

#[tokio::test]
async fn five_wrong_codes_are_the_end_of_a_code() {
    let app = TestApp::start().await;
    let anybody = app.anybody();
    let code = anybody.fresh_code(PHONE, "REGISTER").await;
    for left in (0..5).rev() {
        let wrong = anybody.give_code(PHONE, "REGISTER", &another(&code)).await;
        assert_eq!(wrong.refusals("phoneVerify"), ["CODE_WRONG code"]);
        let said = wrong.text_at("phoneVerify/userErrors/0/message");
        assert!(said.contains(&left.to_string()), "{said}");
    }
    let right = anybody.give_code(PHONE, "REGISTER", &code).await;
    assert_eq!(right.refusals("phoneVerify"), ["CODE_EXPIRED code"]);
    app.advance(TimeDelta::seconds(1));
    anybody.prove_phone(PHONE, "REGISTER").await;
}

#[tokio::test]
async fn a_code_expires_and_counts_until_then_although_a_second_one_was_asked_for() {
    let app = TestApp::start().await;
    let anybody = app.anybody();
    let first = anybody.fresh_code(PHONE, "REGISTER").await;
    app.advance(TimeDelta::seconds(301));
    let late = anybody.give_code(PHONE, "REGISTER", &first).await;
    assert_eq!(late.refusals("phoneVerify"), ["CODE_EXPIRED code"]);
    let second = anybody.fresh_code(PHONE, "REGISTER").await;
    app.advance(TimeDelta::seconds(1));
    let third = anybody.fresh_code(PHONE, "REGISTER").await;
    // For another purpose it is no code.
    let other = anybody.give_code(PHONE, "PASSWORD_RESET", &third).await;
    assert_eq!(other.refusals("phoneVerify"), ["CODE_EXPIRED code"]);
    anybody.give_code(PHONE, "REGISTER", &second).await.ok();
    // One of them is enough: the other one is void then.
    let void = anybody.give_code(PHONE, "REGISTER", &third).await;
    assert_eq!(void.refusals("phoneVerify"), ["CODE_EXPIRED code"]);
}

async fn behind_a_proxy() -> TestApp {
    TestApp::start_with(|config| {
        config.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
    })
    .await
}

async fn from(app: &TestApp, address: &str, document: &str, input: Value) -> Answer {
    let body = json!({ "query": document, "variables": { "input": input } });
    let request = app.anybody().request(Method::POST, "/graphql");
    app.send(request.header("x-forwarded-for", address).json(&body)).await
}

async fn ask_from(app: &TestApp, address: &str) -> Answer {
    let document = "mutation($input: PhoneCodeSendInput!) { phoneCodeSend(input: $input) { expiresAt userErrors { code } } }";
    from(app, address, document, json!({ "phone": PHONE, "purpose": "REGISTER" })).await
}

async fn give_from(app: &TestApp, address: &str, code: &str) -> Answer {
    let document = "mutation($input: PhoneVerifyInput!) { phoneVerify(input: $input) { phoneProof userErrors { code field } } }";
    let input = json!({ "phone": PHONE, "purpose": "REGISTER", "code": code });
    from(app, address, document, input).await
}

#[tokio::test]
async fn a_stranger_takes_neither_codes_nor_tries_from_the_owner() {
    let app = behind_a_proxy().await;
    let (owner, strangers) = (app.anybody(), ["203.0.113.1", "203.0.113.2"]);
    for _ in 0..3 {
        ask_from(&app, strangers[0]).await.ok();
    }
    assert_eq!(ask_from(&app, strangers[0]).await.code(), "RATE_LIMITED");
    until(async || (owner.messages_to(PHONE).await.len() == 3).then_some(())).await;
    let code = owner.fresh_code(PHONE, "REGISTER").await;
    app.advance(TimeDelta::seconds(1));
    for _ in 0..3 {
        ask_from(&app, strangers[1]).await.ok();
    }
    for _ in 0..5 {
        let wrong = give_from(&app, strangers[0], &another(&code)).await;
        assert_eq!(wrong.refusals("phoneVerify"), ["CODE_WRONG code"]);
    }
    let right = give_from(&app, strangers[0], &code).await;
    assert_eq!(right.refusals("phoneVerify"), ["CODE_EXPIRED code"], "five are all for them");
    let wrong = owner.give_code(PHONE, "REGISTER", &another(&code)).await;
    let said = wrong.text_at("phoneVerify/userErrors/0/message");
    assert!(said.contains('4'), "the owner has five: {said}");
    owner.give_code(PHONE, "REGISTER", &code).await.ok();
}

#[tokio::test]
async fn fifty_wrong_codes_from_everywhere_are_the_end_of_a_code() {
    let app = behind_a_proxy().await;
    let owner = app.anybody();
    let code = owner.fresh_code(PHONE, "REGISTER").await;
    for number in 0..50 {
        let address = format!("203.0.113.{}", number / 5);
        let wrong = give_from(&app, &address, &another(&code)).await;
        assert_eq!(wrong.refusals("phoneVerify"), ["CODE_WRONG code"], "{number}");
    }
    let over = owner.give_code(PHONE, "REGISTER", &code).await;
    assert_eq!(over.refusals("phoneVerify"), ["CODE_EXPIRED code"]);
    app.advance(TimeDelta::seconds(1));
    owner.prove_phone(PHONE, "REGISTER").await;
}

#[tokio::test]
async fn a_number_gets_as_many_codes_as_three_networks_may_ask_for() {
    let app = behind_a_proxy().await;
    for number in 0..9 {
        ask_from(&app, &format!("203.0.113.{}", number / 3)).await.ok();
    }
    assert_eq!(ask_from(&app, "203.0.113.9").await.code(), "RATE_LIMITED");
}

#[tokio::test]
async fn strangers_take_neither_codes_nor_tries_from_who_is_in_a_network_of_theirs() {
    let app = behind_a_proxy().await;
    let aminah = app.person("Aminah").await;
    let (owner, purpose) = (app.anybody(), "PASSWORD_RESET");
    let ask = "mutation($input: PhoneCodeSendInput!) { phoneCodeSend(input: $input) { userErrors { code } } }";
    let asked = json!({ "phone": aminah.phone, "purpose": purpose });
    let give = "mutation($input: PhoneVerifyInput!) { phoneVerify(input: $input) { phoneProof userErrors { code field } } }";
    let given = |code: &str| json!({ "phone": aminah.phone, "purpose": purpose, "code": code });
    // The owner asks first, and then strangers take all that they may.
    let code = owner.fresh_code(&aminah.phone, purpose).await;
    app.advance(TimeDelta::seconds(1));
    let mut got = 0;
    for number in 0..12 {
        let answer = from(&app, &format!("203.0.113.{}", number / 3), ask, asked.clone()).await;
        got += usize::from(answer.code() != "RATE_LIMITED");
    }
    assert_eq!(got, 8, "nine with the code for registering: then nobody was known anywhere");
    for number in 0..50 {
        let address = format!("198.51.100.{}", number / 5);
        let wrong = from(&app, &address, give, given(&another(&code))).await;
        // By chance it may be one of the strangers' codes, which only the owner can read.
        assert_eq!(wrong.refusals("phoneVerify"), ["CODE_WRONG code"], "{number}");
    }
    // Elsewhere the code is over, right or wrong; here as well, for whoever does not know it.
    for (address, code) in [("198.51.100.99", code.clone()), ("127.0.0.1", another(&code))] {
        let over = from(&app, address, give, given(&code)).await;
        assert_eq!(over.refusals("phoneVerify"), ["CODE_EXPIRED code"], "{address}");
    }
    owner.give_code(&aminah.phone, purpose, &code).await.ok();
    app.advance(TimeDelta::seconds(1));
    owner.prove_phone(&aminah.phone, purpose).await;
}

#[tokio::test]
async fn of_two_who_give_different_codes_at_once_one_wins() {
    let app = TestApp::start().await;
    let anybody = app.anybody();
    let first = anybody.fresh_code(PHONE, "REGISTER").await;
    app.advance(TimeDelta::seconds(1));
    let second = anybody.fresh_code(PHONE, "REGISTER").await;
    let (left, right) = tokio::join!(
        anybody.give_code(PHONE, "REGISTER", &first),
        anybody.give_code(PHONE, "REGISTER", &second)
    );
    let taken =
        [left, right].iter().filter(|answer| answer.refusals("phoneVerify").is_empty()).count();
    assert_eq!(taken, 1);
    for code in [&first, &second] {
        let over = anybody.give_code(PHONE, "REGISTER", code).await;
        assert_eq!(over.refusals("phoneVerify"), ["CODE_EXPIRED code"]);
    }
}

#[tokio::test]
async fn of_two_who_give_the_right_code_at_once_one_wins() {
    let app = TestApp::start().await;
    let anybody = app.anybody();
    let code = anybody.fresh_code(PHONE, "REGISTER").await;
    let (left, right) = tokio::join!(
        anybody.give_code(PHONE, "REGISTER", &code),
        anybody.give_code(PHONE, "REGISTER", &code)
    );
    let mut outcomes = [left.refusals("phoneVerify"), right.refusals("phoneVerify")];
    outcomes.sort();
    assert_eq!(outcomes, [Vec::<String>::new(), vec!["CODE_EXPIRED code".to_owned()]]);
}

#[tokio::test]
async fn a_phone_that_lost_the_proof_asks_again_under_its_key() {
    let app = TestApp::start().await;
    let anybody = app.anybody();
    let code = anybody.fresh_code(PHONE, "REGISTER").await;
    let given = |code: &str, key: &str| json!({ "phone": PHONE, "purpose": "REGISTER", "code": code, "idempotencyKey": key });
    let first = anybody.verify(given(&code, "a phone's own")).await.ok();
    app.advance(TimeDelta::minutes(6));
    let again = anybody.verify(given(&code, "a phone's own")).await.ok();
    assert_eq!(again.at("phoneVerify/expiresAt"), first.at("phoneVerify/expiresAt"));
    for (code, key) in [(code.clone(), "another's"), (another(&code), "a phone's own")] {
        let refused = anybody.verify(given(&code, key)).await;
        assert_eq!(refused.refusals("phoneVerify"), ["CODE_EXPIRED code"]);
    }
    let proof = again.text_at("phoneVerify/phoneProof");
    anybody.graphql(REGISTER, registration(PHONE, &proof)).await.ok();
    let used = anybody.verify(given(&code, "a phone's own")).await;
    assert_eq!(used.refusals("phoneVerify"), ["CODE_EXPIRED code"]);
}

#[tokio::test]
async fn a_number_gets_a_few_codes_and_an_address_a_few_more() {
    let app = TestApp::start().await;
    let anybody = app.anybody();
    for _ in 0..3 {
        anybody.ask_for_code(PHONE, "REGISTER").await.ok();
    }
    // For whatever purpose, and in whatever spelling.
    let limited = anybody.ask_for_code("019 999 0001", "PASSWORD_RESET").await;
    assert_eq!(limited.code(), "RATE_LIMITED");
    assert!(limited.body["errors"][0]["extensions"]["retryAfterSeconds"].is_u64());
    for number in 0..56 {
        anybody.ask_for_code(&format!("+6018{number:07}"), "REGISTER").await.ok();
    }
    assert_eq!(anybody.ask_for_code("+60181234567", "REGISTER").await.code(), "RATE_LIMITED");
    // Redis counts by its own clock.
    if app.database.redis.is_none() {
        for _ in 0..2 {
            app.advance(TimeDelta::minutes(16));
            for _ in 0..3 {
                anybody.ask_for_code(PHONE, "REGISTER").await.ok();
            }
        }
        app.advance(TimeDelta::minutes(16));
        let a_day = anybody.ask_for_code(PHONE, "REGISTER").await;
        assert_eq!(a_day.code(), "RATE_LIMITED");
        app.advance(TimeDelta::days(1));
        anybody.ask_for_code(PHONE, "REGISTER").await.ok();
    }
}

#[tokio::test]
async fn an_unknown_number_gets_the_same_answers_as_a_known_one() {
    let app = TestApp::start_with(|config| config.codes_per_phone = 0).await;
    let aminah = app.person("Aminah").await;
    let anybody = app.anybody();
    for purpose in ["PASSWORD_RESET", "REGISTER"] {
        app.advance(TimeDelta::seconds(1));
        let known = anybody.ask_for_code(&aminah.phone, purpose).await;
        let unknown = anybody.ask_for_code(PHONE, purpose).await;
        assert_eq!((known.status, &known.text), (unknown.status, &unknown.text));
        for phone in [&aminah.phone, PHONE] {
            let wrong = anybody.give_code(phone, purpose, "000000").await;
            assert_eq!(wrong.refusals("phoneVerify"), ["CODE_WRONG code"]);
        }
    }
    // The unknown number is told that it has no account, and gets no code for a new password.
    until(async || {
        let said = anybody.messages_to(PHONE).await;
        (said.len() == 2).then_some(said)
    })
    .await;
    let said = anybody.messages_to(PHONE).await;
    assert!(
        said.iter().any(|text| code_in(text).is_none() && text.contains("no account")),
        "{said:?}"
    );
    // Timed in turns the two take alike: neither is the slower one much more often.
    let mut slower = 0;
    for round in 0..100 {
        let mut took = [Duration::ZERO; 2];
        for turn in [round % 2, (round + 1) % 2] {
            let phone = [aminah.phone.as_str(), PHONE][turn];
            let began = Instant::now();
            anybody.ask_for_code(phone, "PASSWORD_RESET").await.ok();
            took[turn] = began.elapsed();
        }
        slower += i32::from(took[0] > took[1]);
    }
    // By chance alone fewer than 20 or more than 80 of 100 come once in a thousand million runs.
    assert!(
        (20..=80).contains(&slower),
        "the known number is the slower one {slower} times of 100"
    );
}
