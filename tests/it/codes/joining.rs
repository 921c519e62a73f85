//! Joining from a new phone.

use chrono::TimeDelta;
use stories::{TestApp, code_in, until};

use super::{PHONE, REGISTER, RESET, VIEWER, registration, reset};

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
