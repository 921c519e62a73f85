//! What the mail server has to offer, and what its refusals are about.

use chrono::TimeDelta;
use domain::shared::{
    db,
    outbox::{Audience, MailSettings},
};
use stories::{
    TestApp,
    mail_server::{ACCOUNT, Behaviour, MailServer},
};
use uuid::Uuid;

use super::{
    mail::{ADDRESS, is_refused, send, with_server},
    outbox::comes_to,
};

async fn sending_by(settings: MailSettings) -> TestApp {
    TestApp::start_with(|config| config.mail = Some(settings)).await
}

/// What is kept of the answer to the last attempt.
async fn answer(app: &TestApp, cause: Uuid) -> String {
    let sql = "select answer from delivery where cause = $1";
    let answer: Option<Option<String>> =
        db::value(app.house.tools.db.write(), sql, [cause.into()]).await.unwrap();
    answer.flatten().unwrap_or_default()
}

#[tokio::test]
async fn who_signs_in_does_so_behind_tls_and_once_for_many_letters() {
    let server = MailServer::protected().await;
    let app = sending_by(server.settings()).await;
    for _ in 0..2 {
        let cause = send(&app, |_| {}).await;
        comes_to(&app, cause, "SENT").await;
    }
    let letters = server.letters();
    assert_eq!(letters.len(), 2);
    assert!(letters.iter().all(|letter| letter.encrypted));
    assert!(letters.iter().all(|letter| letter.account.as_deref() == Some(ACCOUNT.0)));
    assert_eq!(server.sign_ins(), 1, "the connection is kept");
}

#[tokio::test]
async fn with_a_wrong_password_a_letter_waits_for_the_settings() {
    let server = MailServer::protected().await;
    let app = sending_by(server.settings_of_a_stranger()).await;
    let cause = send(&app, |_| {}).await;
    comes_to(&app, cause, "WAITING").await;
    assert_eq!(answer(&app, cause).await, "SMTP 535");
    assert_eq!((server.sign_ins(), server.begun()), (1, 0));
    assert!(!is_refused(&app, ADDRESS).await);
}

#[tokio::test]
async fn a_server_without_tls_is_told_nothing() {
    let server = MailServer::unprotected().await;
    let app = sending_by(server.settings()).await;
    let cause = send(&app, |_| {}).await;
    comes_to(&app, cause, "WAITING").await;
    let why = "the server does not offer what the settings need";
    assert_eq!(answer(&app, cause).await, why);
    assert_eq!((server.sign_ins(), server.begun()), (0, 0));
}

#[tokio::test]
async fn a_server_that_another_one_vouches_for_is_told_nothing() {
    let server = MailServer::disguised().await;
    let app = sending_by(server.settings()).await;
    let cause = send(&app, |_| {}).await;
    comes_to(&app, cause, "WAITING").await;
    assert_eq!((server.sign_ins(), server.begun()), (0, 0));
}

#[tokio::test]
async fn a_server_that_takes_nothing_from_us_is_asked_again() {
    let (app, server) = with_server().await;
    server.will([Behaviour::Shun]);
    let cause = send(&app, |_| {}).await;
    comes_to(&app, cause, "WAITING").await;
    assert_eq!(answer(&app, cause).await, "SMTP 550");
    app.advance(TimeDelta::seconds(7));
    assert_eq!(comes_to(&app, cause, "SENT").await.attempts(), 2);
    assert!(!is_refused(&app, ADDRESS).await);
}

#[tokio::test]
async fn only_a_word_about_the_mailbox_marks_an_address() {
    let (app, server) = with_server().await;
    for behaviour in [Behaviour::Forbid, Behaviour::Unclear] {
        server.will([behaviour]);
        let cause = send(&app, |_| {}).await;
        comes_to(&app, cause, "REFUSED").await;
        assert!(!is_refused(&app, ADDRESS).await, "{behaviour:?}");
    }
    server.will([Behaviour::NoMailbox]);
    let cause = send(&app, |_| {}).await;
    comes_to(&app, cause, "REFUSED").await;
    assert!(is_refused(&app, ADDRESS).await);
}

#[tokio::test]
async fn a_server_that_knows_nobody_marks_nobody() {
    let (app, server) = with_server().await;
    let address = |number: usize| format!("jiran-{number}@example.my");
    server.will([Behaviour::NoMailbox; 7]);
    for number in 0..7 {
        let to = Audience::Mail(address(number));
        let cause = send(&app, |message| message.audience = to).await;
        comes_to(&app, cause, "REFUSED").await;
        // It is noted before the answer is recorded.
        assert_eq!(is_refused(&app, &address(number)).await, number < 5, "{number}");
    }
    for number in 0..7 {
        assert!(!is_refused(&app, &address(number)).await, "{number}");
    }
    // Once it takes a letter again its word counts again.
    let cause = send(&app, |_| {}).await;
    comes_to(&app, cause, "SENT").await;
    server.will([Behaviour::NoMailbox]);
    let to = Audience::Mail(address(7));
    let cause = send(&app, |message| message.audience = to).await;
    comes_to(&app, cause, "REFUSED").await;
    assert!(is_refused(&app, &address(7)).await);
}
