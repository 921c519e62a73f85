//! A forgotten password, and a new number.

use chrono::TimeDelta;
use serde_json::{Value, json};
use stories::{PASSWORD, TestApp, User, code_in, socket::Socket, until};

use super::{CHANGE, PHONE, RESET, VIEWER, reset};

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
    assert_eq!(aminah.sign_in(PASSWORD).await.code(), "CREDENTIALS_WRONG");
    assert_eq!(aminah.sign_in(fresh).await.status, 200);
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
    assert_eq!(aminah.sign_in(fresh).await.status, 200);
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
    assert_eq!(aminah.sign_in(PASSWORD).await.code(), "CREDENTIALS_WRONG");
    let mut moved = aminah.clone();
    moved.phone = PHONE.to_owned();
    assert_eq!(moved.sign_in(PASSWORD).await.status, 200);
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
