//! One-time codes: joining from a new phone, coming back, and everything that goes wrong with it.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use domain::shared::{db, housekeeping};
use sea_orm::FromQueryResult;
use serde_json::{Value, json};
use stories::{
    Answer, PASSWORD, TestApp, User, code_in,
    sms_gateway::{Behaviour, SmsGateway},
    socket::Socket,
    until,
};

const VIEWER: &str = "{ viewer { id phone } }";
const REGISTER: &str = "mutation($input: AccountRegisterInput!) { accountRegister(input: $input) { tokens { accessToken sessionId } viewer { id privacyNoticeVersion } userErrors { code field message } } }";
const RESET: &str = "mutation($input: PasswordResetInput!) { passwordReset(input: $input) { done userErrors { code field message } } }";
const CHANGE: &str = "mutation($input: PhoneChangeInput!) { phoneChange(input: $input) { viewer { phone } userErrors { code field message } } }";
const PHONE: &str = "+60199990001";

fn registration(phone: &str, proof: &str) -> Value {
    json!({ "input": { "phone": phone, "password": PASSWORD, "displayName": "Aminah", "privacyNoticeVersion": "2026-01", "phoneProof": proof } })
}

fn reset(proof: &str, password: &str) -> Value {
    json!({ "input": { "phoneProof": proof, "password": password } })
}

/// A code that is not this one.
fn another(code: &str) -> String {
    let number: u32 = code.parse().unwrap();
    format!("{:06}", (number + 1) % 1_000_000)
}

async fn sign_in(app: &TestApp, phone: &str, password: &str) -> Answer {
    app.anybody().post("/v1/session", &json!({ "phone": phone, "password": password })).await
}

#[tokio::test]
async fn somebody_joins_from_a_new_phone() {
    let app = TestApp::start().await;
    let anybody = app.anybody();
    let notice = anybody.ask("{ privacyNotice { version text { text ms en } } }").await.ok();
    let version = notice.text_at("privacyNotice/version");
    assert!(notice.text_at("privacyNotice/text/ms").contains("APDP"));
    assert!(notice.text_at("privacyNotice/text/en").contains("Commissioner"));
    let sent = anybody.ask_for_code("019-999 0001", "REGISTER").await.ok();
    assert!(sent.text_at("phoneCodeSend/expiresAt").starts_with("2026-03-14T04:05:00"));
    let message = until(async || anybody.messages_to(PHONE).await.pop()).await;
    let code = code_in(&message).unwrap();
    let gaps = format!(" {} {} ", &code[..3], &code[3..]);
    let proof = anybody.give_code("+60 19-999 0001", "REGISTER", &gaps).await.ok();
    let proof = proof.text_at("phoneVerify/phoneProof");
    assert!(!proof.contains("199990001"));
    let joined = anybody.graphql(REGISTER, registration("0199990001", &proof)).await.ok();
    assert_eq!(joined.text_at("accountRegister/viewer/privacyNoticeVersion"), version);
    let aminah = anybody.holding(Some(joined.text_at("accountRegister/tokens/accessToken")));
    assert_eq!(aminah.ask(VIEWER).await.ok().text_at("viewer/phone"), PHONE);
}

#[tokio::test]
async fn nobody_joins_without_a_proof_for_this_number_and_purpose() {
    let app = TestApp::start().await;
    let anybody = app.anybody();
    let proof = anybody.prove_phone(PHONE, "REGISTER").await;
    let lim = app.person("Lim").await;
    let for_reset = anybody.prove_phone(&lim.phone, "PASSWORD_RESET").await;
    let mut without = registration(PHONE, "");
    without["input"].as_object_mut().unwrap().remove("phoneProof");
    for (what, input) in [
        ("none", without),
        ("nonsense", registration(PHONE, "krtp.AAAA")),
        ("for another number", registration("+60199990003", &proof)),
        ("for another purpose", registration(&lim.phone, &for_reset)),
    ] {
        let refused = anybody.graphql(REGISTER, input).await;
        assert_eq!(refused.refusals("accountRegister"), ["PHONE_UNPROVEN phoneProof"], "{what}");
    }
    app.advance(TimeDelta::minutes(16));
    let late = anybody.graphql(REGISTER, registration(PHONE, &proof)).await;
    assert_eq!(late.refusals("accountRegister"), ["PHONE_UNPROVEN phoneProof"]);
    // And a proof for joining resets no password.
    let other = anybody.graphql(RESET, reset(&proof, "kata laluan baharu")).await;
    assert_eq!(other.refusals("passwordReset"), ["PHONE_UNPROVEN phoneProof"]);
}

#[tokio::test]
async fn a_phone_that_lost_the_answer_repeats_its_registration() {
    let app = TestApp::start().await;
    let anybody = app.anybody();
    let proof = anybody.prove_phone(PHONE, "REGISTER").await;
    let input = registration(PHONE, &proof);
    // Twice at once, and again an hour later: one account, and a session each time.
    let (left, right) = tokio::join!(
        anybody.graphql(REGISTER, input.clone()),
        anybody.graphql(REGISTER, input.clone())
    );
    app.advance(TimeDelta::hours(1));
    let later = anybody.graphql(REGISTER, input.clone()).await.ok();
    let id = later.text_at("accountRegister/viewer/id");
    for answer in [left.ok(), right.ok()] {
        assert_eq!(answer.text_at("accountRegister/viewer/id"), id);
    }
    // Whoever found the proof but knows no password gets nothing.
    let mut guess = input.clone();
    guess["input"]["password"] = "bukan kata laluannya".into();
    let refused = anybody.graphql(REGISTER, guess).await;
    assert_eq!(refused.refusals("accountRegister"), ["PHONE_UNPROVEN phoneProof"]);
    // A new proof for a number with an account is no repeat.
    let proof = anybody.prove_phone(PHONE, "REGISTER").await;
    let taken = anybody.graphql(REGISTER, registration(PHONE, &proof)).await;
    assert_eq!(taken.refusals("accountRegister"), ["PHONE_TAKEN phone"]);
}

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
async fn a_code_expires_and_a_second_one_makes_it_void() {
    let app = TestApp::start().await;
    let anybody = app.anybody();
    let first = anybody.fresh_code(PHONE, "REGISTER").await;
    app.advance(TimeDelta::seconds(301));
    let late = anybody.give_code(PHONE, "REGISTER", &first).await;
    assert_eq!(late.refusals("phoneVerify"), ["CODE_EXPIRED code"]);
    let second = anybody.fresh_code(PHONE, "REGISTER").await;
    app.advance(TimeDelta::seconds(1));
    let third = anybody.fresh_code(PHONE, "REGISTER").await;
    let void = anybody.give_code(PHONE, "REGISTER", &second).await;
    assert_eq!(void.refusals("phoneVerify"), ["CODE_WRONG code"]);
    // For another purpose it is no code either.
    let other = anybody.give_code(PHONE, "PASSWORD_RESET", &third).await;
    assert_eq!(other.refusals("phoneVerify"), ["CODE_EXPIRED code"]);
    anybody.give_code(PHONE, "REGISTER", &third).await.ok();
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

#[tokio::test]
async fn a_forgotten_password_is_set_anew_and_every_session_ends() {
    let app = TestApp::start().await;
    let mut aminah = app.person("Aminah").await;
    let elsewhere = aminah.clone();
    aminah.sign_in_again().await;
    let mut socket = Socket::subscribe(&aminah, "subscription { noticeReceived { id } }").await;
    app.advance(TimeDelta::seconds(1));
    let anybody = app.anybody();
    let proof = anybody.prove_phone(&aminah.phone, "PASSWORD_RESET").await;
    let weak = anybody.graphql(RESET, reset(&proof, "password123")).await;
    assert_eq!(weak.refusals("passwordReset"), ["PASSWORD_COMMON password"]);
    let fresh = "kata laluan baharu";
    let done = anybody.graphql(RESET, reset(&proof, fresh)).await.ok();
    assert_eq!(done.at("passwordReset/done"), true);
    assert_eq!(socket.closed().await.0, 4403);
    for phone in [&aminah, &elsewhere] {
        until(async || (phone.ask(VIEWER).await.code() == "SESSION_ENDED").then_some(())).await;
        let refused = phone.refresh_with(&phone.refresh_token).await;
        assert_eq!(refused.refusals("sessionRefresh"), ["SESSION_ENDED"]);
    }
    assert_eq!(sign_in(&app, &aminah.phone, PASSWORD).await.code(), "CREDENTIALS_WRONG");
    assert_eq!(sign_in(&app, &aminah.phone, fresh).await.status, 200);
    until(async || {
        let said = anybody.messages_to(&aminah.phone).await;
        said.iter()
            .find(|text| text.contains("was reset") || text.contains("ditetapkan semula"))
            .cloned()
    })
    .await;
    // The phone lost the answer, and repeats; with another password it is no repeat.
    anybody.graphql(RESET, reset(&proof, fresh)).await.ok();
    let other = anybody.graphql(RESET, reset(&proof, "kata laluan orang lain")).await;
    assert_eq!(other.refusals("passwordReset"), ["PHONE_UNPROVEN phoneProof"]);
    assert_eq!(sign_in(&app, &aminah.phone, fresh).await.status, 200);
}

#[tokio::test]
async fn a_reset_ends_the_sessions_on_the_other_node_too() {
    let app = TestApp::start().await;
    let other = match app.database.redis {
        Some(_) => Some(app.beside().await),
        None => None,
    };
    let url = other.as_ref().map_or(&app.url, |other| &other.url);
    let aminah = app.person("Aminah").await;
    let there = aminah.asking(url);
    there.ask(VIEWER).await.ok();
    let mut socket = Socket::subscribe(&there, "subscription { noticeReceived { id } }").await;
    let proof = app.anybody().prove_phone(&aminah.phone, "PASSWORD_RESET").await;
    app.anybody().graphql(RESET, reset(&proof, "kata laluan baharu")).await.ok();
    assert_eq!(socket.closed().await.0, 4403);
    assert_eq!(there.ask(VIEWER).await.code(), "SESSION_ENDED");
}

/// The proofs for moving somebody to a new number.
async fn proofs(user: &User, new: &str) -> (String, String) {
    let old = user.prove_phone(&user.phone, "PHONE_CHANGE").await;
    (old, user.prove_phone(new, "PHONE_CHANGE").await)
}

fn change(old: &str, new: &str) -> Value {
    json!({ "input": { "oldPhoneProof": old, "newPhoneProof": new } })
}

#[tokio::test]
async fn a_number_changes_when_the_old_and_the_new_one_are_confirmed() {
    let app = TestApp::start().await;
    let aminah = app.person("Aminah").await;
    app.advance(TimeDelta::seconds(1));
    let (old, new) = proofs(&aminah, PHONE).await;
    for (what, input, refusals) in [
        ("exchanged", change(&new, &old), vec!["PHONE_UNPROVEN oldPhoneProof"]),
        ("twice the old", change(&old, &old), vec!["PHONE_TAKEN newPhoneProof"]),
        ("the old alone", change(&old, "x"), vec!["PHONE_UNPROVEN newPhoneProof"]),
        (
            "none",
            change("x", "x"),
            vec!["PHONE_UNPROVEN oldPhoneProof", "PHONE_UNPROVEN newPhoneProof"],
        ),
    ] {
        let refused = aminah.graphql(CHANGE, input).await;
        assert_eq!(refused.refusals("phoneChange"), refusals, "{what}");
    }
    let moved = aminah.graphql(CHANGE, change(&old, &new)).await.ok();
    assert_eq!(moved.text_at("phoneChange/viewer/phone"), PHONE);
    // The session goes on; the old number opens nothing any more and is told.
    aminah.ask(VIEWER).await.ok();
    assert_eq!(sign_in(&app, &aminah.phone, PASSWORD).await.code(), "CREDENTIALS_WRONG");
    assert_eq!(sign_in(&app, PHONE, PASSWORD).await.status, 200);
    until(async || {
        let said = aminah.messages_to(&aminah.phone).await;
        said.iter().find(|text| code_in(text).is_none()).cloned()
    })
    .await;
    // A repeat is no error, and the proofs are used up.
    aminah.graphql(CHANGE, change(&old, &new)).await.ok();
    let lim = app.person("Lim").await;
    let stolen = lim.graphql(CHANGE, change(&old, &new)).await;
    assert_eq!(stolen.refusals("phoneChange"), ["PHONE_UNPROVEN oldPhoneProof"]);
}

#[tokio::test]
async fn nobody_takes_the_number_of_another_account() {
    let app = TestApp::start().await;
    let aminah = app.person("Aminah").await;
    let lim = app.person("Lim").await;
    app.advance(TimeDelta::seconds(1));
    let (old, new) = proofs(&aminah, &lim.phone).await;
    let taken = aminah.graphql(CHANGE, change(&old, &new)).await;
    assert_eq!(taken.refusals("phoneChange").len(), 1);
    assert!(taken.refusals("phoneChange")[0].starts_with("PHONE_TAKEN"));
    assert_eq!(lim.ask(VIEWER).await.ok().text_at("viewer/phone"), lim.phone);
    // A code to change a number is only for the signed-in.
    let anybody = app.anybody();
    assert_eq!(anybody.ask_for_code(PHONE, "PHONE_CHANGE").await.code(), "UNAUTHENTICATED");
    assert_eq!(anybody.give_code(PHONE, "PHONE_CHANGE", "123456").await.code(), "UNAUTHENTICATED");
}

#[tokio::test]
async fn a_code_comes_through_whatever_the_gateway_does() {
    let gateway = SmsGateway::open().await;
    let settings = gateway.settings();
    let app = TestApp::start_with(|config| config.sms = Some(settings)).await;
    let anybody = app.anybody();
    // Busy, then broken: the code comes at the third attempt, well before it expires.
    gateway.will([Behaviour::Busy(10), Behaviour::Break]);
    anybody.ask_for_code(PHONE, "REGISTER").await.ok();
    for came in 1..=2 {
        gateway.asked_times(came).await;
        let waits = "select count(*) as number from delivery where state = 'WAITING'";
        until(async || (number(&app, waits).await == 1).then_some(())).await;
        app.advance(TimeDelta::seconds(20));
    }
    gateway.asked_times(3).await;
    let code = gateway.code_for(PHONE).await;
    anybody.give_code(PHONE, "REGISTER", &code).await.ok();
    // Slow or cut, it may have come: it is not sent again, and the person asks for another.
    for behaviour in [Behaviour::Dawdle, Behaviour::Cut] {
        gateway.will([behaviour]);
        let phone = if behaviour == Behaviour::Cut { "+60199990008" } else { "+60199990009" };
        anybody.ask_for_code(phone, "REGISTER").await.ok();
        let code = gateway.code_for(phone).await;
        anybody.give_code(phone, "REGISTER", &code).await.ok();
    }
    let unknown = "select count(*) as number from delivery where state = 'UNKNOWN'";
    until(async || (number(&app, unknown).await == 2).then_some(())).await;
    assert_eq!(gateway.asked().len(), 5);
}

#[tokio::test]
async fn without_a_gateway_production_says_so() {
    let app = TestApp::start_with(|config| config.mode = api::config::Mode::Production).await;
    assert_eq!(app.anybody().ask_for_code(PHONE, "REGISTER").await.code(), "UNAVAILABLE");
}

#[derive(FromQueryResult)]
struct Number {
    number: i64,
}

async fn number(app: &TestApp, sql: &str) -> i64 {
    let row: Option<Number> = db::one(app.house.tools.db.write(), sql, []).await.unwrap();
    row.map_or(0, |row| row.number)
}

#[tokio::test]
async fn of_a_code_only_hashes_are_kept_and_those_for_a_day() {
    let app = TestApp::start().await;
    let anybody = app.anybody();
    let code = anybody.fresh_code(PHONE, "REGISTER").await;
    #[derive(FromQueryResult)]
    struct Kept {
        phone_hash: Vec<u8>,
        code_hash: Vec<u8>,
    }
    let kept: Kept =
        db::one(app.house.tools.db.write(), "select phone_hash, code_hash from phone_code", [])
            .await
            .unwrap()
            .unwrap();
    assert_eq!((kept.phone_hash.len(), kept.code_hash.len()), (32, 32));
    assert!(!kept.code_hash.windows(6).any(|part| part == code.as_bytes()));
    let count = "select count(*) as number from phone_code";
    assert_eq!(number(&app, count).await, 1);
    housekeeping::tidy(&app.house.tools).await.unwrap();
    assert_eq!(number(&app, count).await, 1);
    // The nightly duty forgets it.
    app.advance(TimeDelta::days(2));
    until(async || (number(&app, count).await == 0).then_some(())).await;
}
