//! What comes to an app: its words, once a round, to each device of its person.

use chrono::TimeDelta;
use domain::shared::{
    language::Language,
    outbox::{self, Audience, Message},
};
use stories::TestApp;

use super::{comes_to, devices, is_finished, message, register, send, with_push};

#[tokio::test]
async fn an_app_registers_and_gets_what_is_for_its_person() {
    let (app, push) = with_push().await;
    let (aminah, muthu) = (app.person("Aminah").await, app.person("Encik Muthu").await);
    let registered = register(&aminah, "phone-1").await.ok();
    assert_eq!(registered.at("deviceRegister/device/app"), "MYKRT");
    assert_eq!(registered.at("deviceRegister/device/language"), "EN");
    assert_eq!(registered.at("deviceRegister/device/isCurrent"), true);
    // At each start again.
    let again = register(&aminah, "phone-1").await.ok();
    assert_eq!(again.at("deviceRegister/device/id"), registered.at("deviceRegister/device/id"));
    register(&muthu, "phone-2").await.ok();
    assert_eq!(devices(&aminah).await.len(), 1);

    let cause = send(&app, &aminah, |_| {}).await;
    let sent = comes_to(&app, cause, "SENT").await;
    assert_eq!(sent.answer.as_deref(), Some("projects/krt-stories/messages/1"));
    let asked = push.asked();
    assert_eq!(asked.len(), 1, "nobody else's phone");
    assert_eq!((asked[0].token.as_str(), asked[0].title()), ("phone-1", "Flood warning"));
    assert_eq!(asked[0].message["notification"]["body"], "The river rises.");
    assert_eq!(asked[0].message["data"]["link"], "krt://notice/notice_x");
    assert_eq!(asked[0].message["android"]["priority"], "NORMAL");
    assert_eq!(asked[0].collapse_key(), cause.simple().to_string());

    let until_then = app.clock.now() + TimeDelta::minutes(30);
    let change = |message: &mut Message| {
        message.urgent = true;
        message.expires_at = Some(until_then);
    };
    send(&app, &aminah, change).await;
    let asked = push.asked_times(2).await;
    assert_eq!(asked[1].message["android"]["priority"], "HIGH");
    assert_eq!(asked[1].message["android"]["ttl"], "1800s");
    assert_eq!(push.accesses(), 1, "the access token is kept");
}

#[tokio::test]
async fn in_development_a_push_stands_on_the_page_beside_the_sms() {
    let app = TestApp::start().await;
    let aminah = app.person("Aminah").await;
    let id = register(&aminah, "phone-1").await.ok().text_at("deviceRegister/device/id");
    let cause = send(&app, &aminah, |message| message.language = Language::En).await;
    comes_to(&app, cause, "SENT").await;
    let page = app.anybody().request(reqwest::Method::GET, &format!("/outbox?to={id}"));
    let page = app.send(page.header("accept", "application/json")).await;
    assert_eq!(page.body["messages"][0]["channel"], "PUSH");
    let text = page.body["messages"][0]["text"].as_str().unwrap();
    assert_eq!(text, "Flood warning: The river rises. <krt://notice/notice_x>");
    assert!(!page.text.contains("phone-1"), "a token is nobody's affair");
}

#[tokio::test]
async fn the_same_round_reaches_a_device_once_and_another_round_again() {
    let (app, push) = with_push().await;
    let (aminah, lim) = (app.person("Aminah").await, app.person("Encik Lim").await);
    register(&aminah, "phone-1").await.ok();
    register(&aminah, "phone-2").await.ok();
    register(&lim, "phone-3").await.ok();
    let cause = send(&app, &aminah, |_| {}).await;
    assert_eq!(is_finished(&app, cause).await, 2);
    // The same to more people: those who have it get it no second time.
    let people = Audience::People(vec![aminah.id, lim.id]);
    let wider = Message { audience: people, ..message(aminah.id, cause) };
    app.arrange(async |_, work| outbox::send(work, &wider).await.unwrap()).await;
    push.asked_times(3).await;
    assert_eq!(is_finished(&app, cause).await, 3);
    let again = Message { round: 1, ..message(aminah.id, cause) };
    app.arrange(async |_, work| outbox::send(work, &again).await.unwrap()).await;
    assert_eq!(is_finished(&app, cause).await, 5);
    let mut asked: Vec<String> = push.asked().into_iter().map(|one| one.token).collect();
    asked.sort();
    assert_eq!(asked, ["phone-1", "phone-1", "phone-2", "phone-2", "phone-3"]);
    assert!(push.asked().iter().all(|one| one.collapse_key() == cause.simple().to_string()));
}
