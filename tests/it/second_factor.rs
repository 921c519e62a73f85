//! The second factor: enrolling, signing in with it, and officers, who need it.

use chrono::TimeDelta;
use domain::{community::GrantScope, identity::totp, policy::Role};
use serde_json::{Value, json};
use stories::{Answer, PASSWORD, TestApp, User};

const STATE: &str =
    "{ viewer { totpNeeded secondFactor { isEnabled recoveryCodesLeft } roles { role } } }";

async fn begin(user: &User) -> Answer {
    user.ask("mutation { totpBegin(input: {}) { secret otpauthUrl userErrors { code field } } }")
        .await
}

async fn confirm(user: &User, code: &str) -> Answer {
    let document = "mutation($code: String!) { totpConfirm(input: { code: $code }) { recoveryCodes userErrors { code field } } }";
    user.graphql(document, json!({ "code": code })).await
}

async fn prove(user: &User, input: Value) -> Answer {
    let document = "mutation($input: SessionProveInput!) { sessionProve(input: $input) { provedUntil userErrors { code field } } }";
    user.graphql(document, json!({ "input": input })).await
}

/// The bytes of a secret in base 32, as an authenticator app reads it.
fn bytes(base32: &str) -> Vec<u8> {
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits: String =
        base32.chars().map(|letter| format!("{:05b}", alphabet.find(letter).unwrap())).collect();
    let whole = bits.as_bytes().chunks_exact(8);
    whole.map(|eight| u8::from_str_radix(std::str::from_utf8(eight).unwrap(), 2).unwrap()).collect()
}

/// Enrols somebody over the doors, and gives their recovery codes.
async fn enrolled(app: &TestApp, user: &mut User) -> Vec<String> {
    let secret = bytes(&begin(user).await.ok().text_at("totpBegin/secret"));
    user.authenticator = Some((secret, app.clock.clone()));
    let answer = confirm(user, &user.code()).await.ok();
    let codes = answer.at("totpConfirm/recoveryCodes").as_array().unwrap().clone();
    codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn somebody_enrols_and_is_asked_for_a_code_from_then_on() {
    let app = TestApp::start().await;
    let mut aminah = app.person("Aminah").await;
    let begun = begin(&aminah).await.ok();
    let address = begun.text_at("totpBegin/otpauthUrl");
    assert!(address.starts_with("otpauth://totp/KRT:%2B6012"), "{address}");
    assert!(
        address.contains(&format!("secret={}", begun.text_at("totpBegin/secret"))),
        "{address}"
    );
    // Until it is confirmed it asks for nothing.
    assert_eq!(aminah.sign_in(PASSWORD).await.status, 200);
    assert_eq!(confirm(&aminah, "000000").await.refusals("totpConfirm"), ["TOTP_WRONG code"]);
    let codes = enrolled(&app, &mut aminah).await;
    assert_eq!(codes.len(), 10);
    aminah.refresh().await;
    assert_eq!(begin(&aminah).await.refusals("totpBegin"), ["STATE_INVALID"]);
    assert_eq!(confirm(&aminah, "000000").await.refusals("totpConfirm"), ["STATE_INVALID"]);

    // Before the password is right nothing tells that there is a second factor.
    let wrong = aminah.sign_in_with("tekaan saya", json!({ "totpCode": aminah.code() })).await;
    assert_eq!((wrong.status.as_u16(), wrong.code()), (401, "CREDENTIALS_WRONG"));
    let asked = aminah.sign_in(PASSWORD).await;
    assert_eq!((asked.status.as_u16(), asked.code()), (401, "TOTP_REQUIRED"));
    let spent = aminah.sign_in_with(PASSWORD, json!({ "totpCode": aminah.code() })).await;
    assert_eq!(spent.code(), "TOTP_WRONG", "the code that confirmed is spent");
    app.advance(TimeDelta::seconds(30));
    let code = aminah.code();
    let fine = aminah.sign_in_with(PASSWORD, json!({ "totpCode": code })).await;
    assert_eq!(fine.status, 200, "{}", fine.text);
    let again = aminah.sign_in_with(PASSWORD, json!({ "totpCode": code })).await;
    assert_eq!(again.code(), "TOTP_WRONG", "a code is good once");
    app.advance(TimeDelta::seconds(30));
    aminah.sign_in_again().await;

    // A recovery code is good once, however it is written.
    let recovery = json!({ "recoveryCode": codes[0].to_uppercase().replace('-', " ") });
    assert_eq!(aminah.sign_in_with(PASSWORD, recovery.clone()).await.status, 200);
    assert_eq!(aminah.sign_in_with(PASSWORD, recovery).await.code(), "TOTP_WRONG");
    let state = aminah.ask(STATE).await.ok();
    assert_eq!(
        state.at("viewer/secondFactor"),
        &json!({ "isEnabled": true, "recoveryCodesLeft": 9 })
    );
}

#[tokio::test]
async fn the_answer_with_the_recovery_codes_is_lost() {
    let app = TestApp::start().await;
    let mut aminah = app.person("Aminah").await;
    let lost = enrolled(&app, &mut aminah).await;
    aminah.refresh().await;
    let renew = "mutation { recoveryCodesRenew(input: {}) { recoveryCodes userErrors { code } } }";
    let fresh = aminah.ask(renew).await.ok();
    let code = &fresh.at("recoveryCodesRenew/recoveryCodes")[3];
    let old = aminah.sign_in_with(PASSWORD, json!({ "recoveryCode": lost[3] })).await;
    assert_eq!(old.code(), "TOTP_WRONG");
    assert_eq!(aminah.sign_in_with(PASSWORD, json!({ "recoveryCode": code })).await.status, 200);
    app.advance(TimeDelta::minutes(6));
    assert_eq!(aminah.ask(renew).await.code(), "PROOF_REQUIRED");
    // A code of the app proves, and once.
    let code = aminah.code();
    prove(&aminah, json!({ "totpCode": code })).await.ok();
    aminah.ask(renew).await.ok();
    let again = prove(&aminah, json!({ "totpCode": code })).await;
    assert_eq!(again.refusals("sessionProve"), ["TOTP_WRONG totpCode"]);
    // Whoever has none proves nothing by it.
    let other = app.person("Muthu").await;
    let none = prove(&other, json!({ "totpCode": "123456" })).await;
    assert_eq!(none.refusals("sessionProve"), ["TOTP_WRONG totpCode"]);
}

#[tokio::test]
async fn removing_it_wants_a_fresh_proof() {
    let app = TestApp::start().await;
    let mut aminah = app.person("Aminah").await;
    let codes = enrolled(&app, &mut aminah).await;
    app.advance(TimeDelta::minutes(6));
    aminah.refresh().await;
    let remove = "mutation { totpRemove(input: {}) { viewer { secondFactor { isEnabled } } userErrors { code } } }";
    assert_eq!(aminah.ask(remove).await.code(), "PROOF_REQUIRED");
    assert_eq!(begin(&aminah).await.code(), "PROOF_REQUIRED");
    // Somebody who knows only the password does not take it away by that.
    let password = prove(&aminah, json!({ "password": PASSWORD })).await;
    assert_eq!(password.refusals("sessionProve"), ["TOTP_REQUIRED totpCode"]);
    assert_eq!(aminah.ask(remove).await.code(), "PROOF_REQUIRED");
    prove(&aminah, json!({ "totpCode": aminah.code() })).await.ok();
    let removed = aminah.ask(remove).await.ok();
    assert_eq!(removed.at("totpRemove/viewer/secondFactor/isEnabled"), false);
    assert_eq!(aminah.sign_in(PASSWORD).await.status, 200);
    aminah.refresh().await;
    enrolled(&app, &mut aminah).await;
    let old = aminah.sign_in_with(PASSWORD, json!({ "recoveryCode": codes[0] })).await;
    assert_eq!(old.code(), "TOTP_WRONG", "the old codes are gone");
    // Whoever did not do this learns of it.
    let told = || async {
        let messages = app.anybody().messages_to(&aminah.phone).await;
        let said = |words: &str| messages.iter().any(|text| text.contains(words));
        (said("pengesah telah ditambah") && said("pengesah telah dibuang")).then_some(())
    };
    stories::until(told).await;
}

#[tokio::test]
async fn a_phone_whose_clock_is_a_day_wrong_gets_in_by_a_recovery_code() {
    let app = TestApp::start().await;
    let mut aminah = app.person("Aminah").await;
    let codes = enrolled(&app, &mut aminah).await;
    let (secret, _) = aminah.authenticator.clone().unwrap();
    for off in [TimeDelta::days(1), TimeDelta::days(-1)] {
        let code = totp::code_at(&secret, app.clock.now() + off);
        let wrong = aminah.sign_in_with(PASSWORD, json!({ "totpCode": code })).await;
        assert_eq!(wrong.code(), "TOTP_WRONG");
        assert!(wrong.body["title"].as_str().unwrap().contains("clock"), "{}", wrong.text);
    }
    let recovered = aminah.sign_in_with(PASSWORD, json!({ "recoveryCode": codes[7] })).await;
    assert_eq!(recovered.status, 200, "{}", recovered.text);
}

#[tokio::test]
async fn guesses_at_a_code_wait_longer_and_longer() {
    let app = TestApp::start().await;
    let mut aminah = app.person("Aminah").await;
    enrolled(&app, &mut aminah).await;
    for _ in 0..10 {
        let wrong = aminah.sign_in_with(PASSWORD, json!({ "totpCode": "000000" })).await;
        assert_eq!(wrong.code(), "TOTP_WRONG");
    }
    for seconds in [15, 30, 60] {
        let limited = aminah.sign_in_with(PASSWORD, json!({ "totpCode": aminah.code() })).await;
        assert_eq!(limited.code(), "RATE_LIMITED");
        assert_eq!(limited.headers["retry-after"], seconds.to_string());
        app.advance(TimeDelta::seconds(seconds));
        let wrong = aminah.sign_in_with(PASSWORD, json!({ "totpCode": "000000" })).await;
        assert_eq!(wrong.code(), "TOTP_WRONG");
    }
    app.advance(TimeDelta::minutes(2));
    let fine = aminah.sign_in_with(PASSWORD, json!({ "totpCode": aminah.code() })).await;
    assert_eq!(fine.status, 200, "{}", fine.text);
}

#[tokio::test]
async fn a_stolen_session_keeps_nobody_out_by_confirming_codes() {
    let app = TestApp::start().await;
    let mut aminah = app.person("Aminah").await;
    begin(&aminah).await.ok();
    // Guesses at what is being confirmed are counted, apart from those at signing in.
    for _ in 0..10 {
        assert_eq!(confirm(&aminah, "000000").await.refusals("totpConfirm"), ["TOTP_WRONG code"]);
    }
    assert_eq!(confirm(&aminah, "000000").await.code(), "RATE_LIMITED");
    app.enrol(&mut aminah).await;
    aminah.refresh().await;
    for _ in 0..20 {
        assert_eq!(confirm(&aminah, "000000").await.refusals("totpConfirm"), ["STATE_INVALID"]);
    }
    let fine = aminah.sign_in_with(PASSWORD, json!({ "totpCode": aminah.code() })).await;
    assert_eq!(fine.status, 200, "{}", fine.text);
}

#[tokio::test]
async fn the_same_code_twice_at_once_lets_one_in() {
    let app = TestApp::start().await;
    let mut aminah = app.person("Aminah").await;
    app.enrol(&mut aminah).await;
    let more = json!({ "totpCode": aminah.code() });
    let (left, right) = tokio::join!(
        aminah.sign_in_with(PASSWORD, more.clone()),
        aminah.sign_in_with(PASSWORD, more)
    );
    let mut seen = [left.status.as_u16(), right.status.as_u16()];
    seen.sort_unstable();
    assert_eq!(seen, [200, 401]);
}

#[tokio::test]
async fn an_officer_without_a_second_factor_can_only_enrol() {
    let app = TestApp::start().await;
    let mut officer = app.person("Puan Norazlina").await;
    app.grant(officer.id, Role::StateOfficer, &GrantScope::State("01".to_owned())).await;
    let area = app.area("Taman Ria").await;
    app.join(officer.id, area).await;
    officer.refresh().await;
    let state = officer.ask(STATE).await.ok();
    assert_eq!(state.at("viewer/totpNeeded"), true);
    assert_eq!(state.at("viewer/roles"), &json!([{ "role": "RESIDENT" }]), "what they are at home");
    let sign_in = "mutation($input: SessionCreateInput!) { sessionCreate(input: $input) { viewer { totpNeeded secondFactor { isEnabled } } userErrors { code } } }";
    let input = json!({ "input": { "phone": officer.phone, "password": PASSWORD } });
    let told = app.anybody().graphql(sign_in, input).await.ok();
    assert_eq!(told.at("sessionCreate/viewer/totpNeeded"), true, "the app knows at once");

    enrolled(&app, &mut officer).await;
    officer.refresh().await;
    let state = officer.ask(STATE).await.ok();
    assert_eq!(state.at("viewer/totpNeeded"), false);
    let roles = state.at("viewer/roles").to_string();
    assert!(roles.contains("STATE_OFFICER"), "{roles}");

    // Without it again, the roles are gone within a second.
    officer.ask("mutation { totpRemove(input: {}) { userErrors { code } } }").await.ok();
    loop {
        let answer = officer.ask(STATE).await;
        if answer.code() == "TOKEN_EXPIRED" {
            break;
        }
        answer.ok();
    }
    officer.refresh().await;
    let state = officer.ask(STATE).await.ok();
    assert_eq!(state.at("viewer/totpNeeded"), true);
    assert_eq!(state.at("viewer/roles"), &json!([{ "role": "RESIDENT" }]));
}
