//! Mail: once, whatever the mail server does; and an e-mail address that its owner has confirmed.

use chrono::TimeDelta;
use domain::shared::{
    language::Language,
    outbox::{self, Audience, Message, Text},
};
use serde_json::{Value, json};
use stories::{
    Answer, TestApp, User,
    mail_server::{Behaviour, MailServer},
    until,
};
use uuid::Uuid;

use super::outbox::{comes_to, look};

pub(super) const ADDRESS: &str = "aminah@example.my";
const SET: &str = "mutation($input: EmailSetInput!) { emailSet(input: $input) { viewer { email emailConfirmed } expiresAt userErrors { code field } } }";
const CONFIRM: &str = "mutation($input: EmailConfirmInput!) { emailConfirm(input: $input) { viewer { email emailConfirmed emailReached } userErrors { code field message } } }";
const MINE: &str = "{ viewer { email emailConfirmed emailReached } }";

/// A node with a mail server.
pub(super) async fn with_server() -> (TestApp, MailServer) {
    let server = MailServer::open().await;
    let settings = server.settings();
    (TestApp::start_with(|config| config.mail = Some(settings)).await, server)
}

/// Sends a letter with this change, and tells its cause.
pub(super) async fn send(app: &TestApp, change: impl FnOnce(&mut Message)) -> Uuid {
    let cause: Uuid = app.ctx().mint();
    let mut message = Message {
        audience: Audience::Mail(ADDRESS.to_owned()),
        text: Text::EmailCode("271828".to_owned()),
        language: Language::En,
        cause,
        round: 0,
        urgent: false,
        expires_at: None,
    };
    change(&mut message);
    app.arrange(async |_, work| outbox::send(work, &message).await.unwrap()).await;
    cause
}

pub(super) async fn is_refused(app: &TestApp, address: &str) -> bool {
    let tools = &app.house.tools;
    outbox::is_refused(tools.db.write(), tools, address).await.unwrap()
}

pub(super) async fn set(user: &User, address: Option<&str>) -> Answer {
    user.graphql(SET, json!({ "input": { "address": address } })).await
}

pub(super) async fn confirm(user: &User, code: &str) -> Answer {
    user.graphql(CONFIRM, json!({ "input": { "code": code } })).await
}

/// What a user's account says of their address.
pub(super) async fn mine(user: &User) -> Value {
    user.ask(MINE).await.ok().at("viewer").clone()
}

#[tokio::test]
async fn a_letter_leaves_once_and_is_wiped() {
    let (app, server) = with_server().await;
    let cause = send(&app, |_| {}).await;
    let sent = comes_to(&app, cause, "SENT").await;
    assert!(sent.is_wiped(), "{sent:?}");
    app.advance(TimeDelta::days(1));
    look(&app).await;
    let letters = server.letters();
    assert_eq!(letters.len(), 1);
    let letter = &letters[0];
    assert_eq!((letter.from.as_str(), letter.to.as_str()), ("krt@example.my", ADDRESS));
    assert!(letter.header("from").contains("<krt@example.my>"), "{}", letter.raw);
    assert_eq!(letter.header("to"), ADDRESS);
    assert_eq!(letter.header("auto-submitted"), "auto-generated");
    assert!(letter.header("message-id").ends_with("@example.my>"), "{}", letter.raw);
    assert!(letter.header("date").contains("2026"), "{}", letter.raw);
    assert_eq!(letter.header("list-unsubscribe"), "", "there is nothing to be left alone by");
    assert!(letter.text().contains("271828"), "{}", letter.text());
    assert!(letter.html().contains("271828"), "{}", letter.html());
}

#[tokio::test]
async fn a_server_that_takes_nothing_now_is_asked_later() {
    let (app, server) = with_server().await;
    server.will([Behaviour::Close, Behaviour::Busy]);
    let cause = send(&app, |_| {}).await;
    for (attempts, wait) in [(1, TimeDelta::seconds(7)), (2, TimeDelta::minutes(7))] {
        until(async || {
            let row = comes_to(&app, cause, "WAITING").await;
            (row.attempts() == attempts).then_some(())
        })
        .await;
        assert!(server.letters().is_empty(), "neither said anything of it");
        app.advance(wait);
        look(&app).await;
    }
    comes_to(&app, cause, "SENT").await;
    assert_eq!((server.letters().len(), server.begun()), (1, 3));
    assert!(!is_refused(&app, ADDRESS).await);
}

#[tokio::test]
async fn what_will_never_be_taken_is_not_tried_again() {
    let (app, server) = with_server().await;
    server.will([Behaviour::NoMailbox]);
    let cause = send(&app, |_| {}).await;
    comes_to(&app, cause, "REFUSED").await;
    assert!(is_refused(&app, ADDRESS).await && is_refused(&app, "Aminah@Example.my").await);
    server.will([Behaviour::Refuse]);
    let other = "chong@example.my";
    let cause = send(&app, |message| message.audience = Audience::Mail(other.to_owned())).await;
    comes_to(&app, cause, "REFUSED").await;
    assert!(!is_refused(&app, other).await, "somebody has that address");
    app.advance(TimeDelta::days(1));
    look(&app).await;
    assert_eq!(server.begun(), 2);
    // A mailbox may come back.
    app.advance(TimeDelta::days(90));
    assert!(!is_refused(&app, ADDRESS).await);
}

#[tokio::test]
async fn after_a_whole_letter_without_an_answer_only_an_emergency_is_repeated() {
    let (app, server) = with_server().await;
    for behaviour in [Behaviour::Cut, Behaviour::Dawdle] {
        server.will([behaviour]);
        let cause = send(&app, |_| {}).await;
        comes_to(&app, cause, "UNKNOWN").await;
    }
    app.advance(TimeDelta::days(1));
    look(&app).await;
    assert_eq!(server.letters().len(), 2);
    server.will([Behaviour::Cut]);
    let cause = send(&app, |message| message.urgent = true).await;
    comes_to(&app, cause, "WAITING").await;
    app.advance(TimeDelta::seconds(7));
    look(&app).await;
    comes_to(&app, cause, "SENT").await;
    let letters = server.letters();
    let ids: Vec<String> = letters.iter().map(|one| one.header("message-id")).collect();
    assert_eq!(ids[2], ids[3], "whoever gets both shows one");
    assert_ne!(ids[0], ids[2]);
}

#[tokio::test]
async fn without_a_server_nobody_is_promised_a_letter() {
    let app = TestApp::start_with(|config| {
        config.mode = api::config::Mode::Production;
    })
    .await;
    let cause = send(&app, |_| {}).await;
    comes_to(&app, cause, "REFUSED").await;
    assert!(!is_refused(&app, ADDRESS).await);
}

#[tokio::test]
async fn in_development_letters_stand_on_the_page() {
    let app = TestApp::start().await;
    let aminah = app.person("Aminah").await;
    set(&aminah, Some(ADDRESS)).await.ok();
    let code = until(async || {
        aminah.messages_to(ADDRESS).await.first().and_then(|text| stories::code_in(text))
    })
    .await;
    let confirmed = confirm(&aminah, &code).await.ok();
    assert_eq!(confirmed.at("emailConfirm/viewer/email"), ADDRESS);
}

#[tokio::test]
async fn an_address_counts_once_its_code_is_given_back() {
    let (app, server) = with_server().await;
    let aminah = app.person("Aminah").await;
    let asked = set(&aminah, Some(" aminah@example.my ")).await.ok();
    assert_eq!(asked.at("emailSet/viewer/email"), &Value::Null);
    assert_eq!(asked.at("emailSet/expiresAt"), "2026-03-14T04:10:00.000Z");
    let code = server.code_for(ADDRESS).await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let refused = confirm(&aminah, wrong).await;
    assert_eq!(refused.refusals("emailConfirm"), ["CODE_WRONG code"]);
    assert_eq!(mine(&aminah).await["email"], Value::Null);
    confirm(&aminah, &code).await.ok();
    let whole = json!({ "email": ADDRESS, "emailConfirmed": true, "emailReached": true });
    assert_eq!(mine(&aminah).await, whole);
    // The answer was lost.
    assert_eq!(confirm(&aminah, &code).await.ok().at("emailConfirm/viewer"), &whole);

    // The old one stays until the new one is confirmed; an early code still counts.
    set(&aminah, Some("baharu@example.my")).await.ok();
    let first = server.code_for("baharu@example.my").await;
    set(&aminah, Some("baharu@example.my")).await.ok();
    server.letters_come(3).await;
    assert_eq!(mine(&aminah).await["email"], ADDRESS);
    confirm(&aminah, &first).await.ok();
    assert_eq!(mine(&aminah).await["email"], "baharu@example.my");

    // Nobody learns whether others have an address.
    let lim = app.person("Encik Lim").await;
    set(&lim, Some("baharu@example.my")).await.ok();
    let letters = server.letters_come(4).await;
    let code = stories::code_in(&letters[3].text()).unwrap();
    confirm(&lim, &code).await.ok();
    assert_eq!(mine(&aminah).await["emailConfirmed"], true);

    set(&aminah, None).await.ok();
    let nothing = json!({ "email": null, "emailConfirmed": false, "emailReached": false });
    assert_eq!(mine(&aminah).await, nothing);
    assert_eq!(confirm(&aminah, &first).await.refusals("emailConfirm"), ["CODE_EXPIRED code"]);
}

#[tokio::test]
async fn a_stolen_phone_does_not_change_the_address() {
    let (app, server) = with_server().await;
    let mut aminah = app.person("Aminah").await;
    set(&aminah, Some(ADDRESS)).await.ok();
    let code = server.code_for(ADDRESS).await;
    app.advance(TimeDelta::minutes(6));
    aminah.refresh().await;
    for address in [Some("eve@example.my"), None] {
        assert_eq!(set(&aminah, address).await.code(), "PROOF_REQUIRED");
    }
    let update = "mutation { accountUpdate(input: { email: \"eve@example.my\" }) { viewer { email } userErrors { code } } }";
    assert_eq!(aminah.ask(update).await.code(), "PROOF_REQUIRED");
    // The code needs no proof: whoever gives it reads the mailbox that was named before.
    confirm(&aminah, &code).await.ok();
    // Not confirmed is not confirmed, by whichever way it was given.
    aminah.sign_in_again().await;
    aminah.ask(update).await.ok();
    let other =
        json!({ "email": "eve@example.my", "emailConfirmed": false, "emailReached": false });
    assert_eq!(mine(&aminah).await, other);
}

#[tokio::test]
async fn codes_are_few_short_lived_and_tried_five_times() {
    let (app, server) = with_server().await;
    let mut aminah = app.person("Aminah").await;
    for wrong in ["aminah", "a@b", "a@example.my\r\nBcc: eve@example.my", "a@例え.my"] {
        let refused = set(&aminah, Some(wrong)).await;
        assert_eq!(refused.refusals("emailSet"), ["EMAIL_INVALID address"], "{wrong}");
    }
    set(&aminah, Some(ADDRESS)).await.ok();
    let code = server.code_for(ADDRESS).await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for _ in 0..5 {
        assert_eq!(confirm(&aminah, wrong).await.refusals("emailConfirm"), ["CODE_WRONG code"]);
    }
    assert_eq!(confirm(&aminah, &code).await.refusals("emailConfirm"), ["CODE_EXPIRED code"]);
    set(&aminah, Some(ADDRESS)).await.ok();
    let code = stories::code_in(&server.letters_come(2).await[1].text()).unwrap();
    app.advance(TimeDelta::minutes(10));
    aminah.sign_in_again().await;
    assert_eq!(confirm(&aminah, &code).await.refusals("emailConfirm"), ["CODE_EXPIRED code"]);
    set(&aminah, Some(ADDRESS)).await.ok();
    assert_eq!(set(&aminah, Some("lain@example.my")).await.code(), "RATE_LIMITED");
    // And nobody else fills the mailbox.
    let eve = app.person("Eve").await;
    assert_eq!(set(&eve, Some(ADDRESS)).await.code(), "RATE_LIMITED");
}
