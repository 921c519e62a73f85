//! Messages to the apps on people's phones: to whom they belong now, whatever the push service does.

use std::time::Duration;

use chrono::TimeDelta;
use domain::shared::{
    clock::Instant,
    db,
    id::PersonId,
    language::{Language, LocalizedText},
    outbox::{self, Audience, Message, Text},
};
use sea_orm::FromQueryResult;
use serde_json::json;
use stories::{
    Answer, TestApp, User,
    push_service::{Asked, Behaviour, PushService},
    sms_gateway::SmsGateway,
    until,
};
use tokio::task::JoinSet;
use uuid::Uuid;

/// A node with a push service.
pub(super) async fn with_push() -> (TestApp, PushService) {
    let mut push = None;
    let app = TestApp::start_at_noon(|config, clock| {
        let service = PushService::start(clock);
        config.push = Some(service.settings());
        push = Some(service);
    })
    .await;
    (app, push.unwrap())
}

const REGISTER: &str = "mutation($input: DeviceRegisterInput!) { deviceRegister(input: $input) { device { id app platform language isCurrent } userErrors { code field } } }";

/// Registers the app on somebody's phone.
pub(super) async fn register(user: &User, token: &str) -> Answer {
    let input = json!({ "token": token, "app": "MYKRT", "platform": "ANDROID", "language": "EN" });
    user.graphql(REGISTER, json!({ "input": input })).await
}

/// The ids of the devices that somebody sees of their own.
async fn devices(user: &User) -> Vec<String> {
    let seen = user.ask("{ viewer { devices { id } } }").await.ok();
    let list = seen.at("viewer/devices").as_array().unwrap().clone();
    list.iter().map(|device| device["id"].as_str().unwrap().to_owned()).collect()
}

fn flood() -> Text {
    let title = LocalizedText::new("Amaran banjir", "Flood warning");
    let body = LocalizedText::new("Air naik di sungai.", "The river rises.");
    Text::written(&title, &body, Some("krt://notice/notice_x".to_owned()))
}

fn message(to: PersonId, cause: Uuid) -> Message {
    Message {
        audience: Audience::Person(to),
        text: flood(),
        language: Language::Ms,
        cause,
        round: 0,
        urgent: false,
        expires_at: None,
    }
}

/// Writes a message to somebody with this change, and tells its cause.
pub(super) async fn send(app: &TestApp, to: &User, change: impl FnOnce(&mut Message)) -> Uuid {
    let cause: Uuid = app.ctx().mint();
    let mut message = message(to.id, cause);
    change(&mut message);
    app.arrange(async |_, work| outbox::send(work, &message).await.unwrap()).await;
    cause
}

#[derive(Debug, FromQueryResult)]
pub(super) struct Row {
    state: String,
    attempts: i32,
    due_at: Option<Instant>,
    answer: Option<String>,
}

async fn rows(app: &TestApp, cause: Uuid) -> Vec<Row> {
    let sql = "select state, attempts, due_at, answer from delivery where cause = $1 order by id";
    db::all(app.house.tools.db.write(), sql, [cause.into()]).await.unwrap()
}

/// Waits until the only delivery of a message has come so far.
pub(super) async fn comes_to(app: &TestApp, cause: Uuid, state: &str) -> Row {
    until(async || {
        let row = rows(app, cause).await.pop()?;
        (row.state == state && row.attempts > 0).then_some(row)
    })
    .await
}

/// Waits until nothing of a message is under way, and tells how many deliveries it had.
async fn is_finished(app: &TestApp, cause: Uuid) -> usize {
    let sql = "select 1 from outbox where cause = $1 and finished_at is null";
    until(async || {
        let open = db::exists(app.house.tools.db.write(), sql, [cause.into()]).await.unwrap();
        (!open).then_some(())
    })
    .await;
    rows(app, cause).await.len()
}

/// What is due now is sent, and nothing else: without waiting for the node's own worker.
pub(super) async fn look(app: &TestApp) {
    let mut flying = JoinSet::new();
    outbox::round(&app.house.tools, &app.house.channels, &mut flying).await.unwrap();
    while flying.join_next().await.is_some() {}
}

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
async fn what_is_no_token_is_refused_and_another_ones_device_is_not_seen() {
    let app = TestApp::start().await;
    let (aminah, muthu) = (app.person("Aminah").await, app.person("Encik Muthu").await);
    assert_eq!(register(&aminah, " ").await.refusals("deviceRegister"), ["REQUIRED token"]);
    let long = register(&aminah, &"x".repeat(4_097)).await;
    assert_eq!(long.refusals("deviceRegister"), ["TOO_LONG token"]);
    assert_eq!(register(&app.anybody(), "phone-1").await.code(), "UNAUTHENTICATED");
    let id = register(&aminah, "phone-1").await.ok().text_at("deviceRegister/device/id");
    let end = "mutation($input: DeviceUnregisterInput!) { deviceUnregister(input: $input) { deviceId userErrors { code } } }";
    let input = json!({ "input": { "id": id } });
    assert_eq!(muthu.graphql(end, input.clone()).await.code(), "NOT_FOUND");
    for _ in 0..2 {
        let ended = aminah.graphql(end, input.clone()).await.ok();
        assert_eq!(ended.text_at("deviceUnregister/deviceId"), id);
    }
    assert_eq!(devices(&aminah).await, Vec::<String>::new());
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
async fn a_device_ends_when_the_push_service_does_not_know_it_and_only_then() {
    let (app, push) = with_push().await;
    let aminah = app.person("Aminah").await;
    for (token, behaviour, left) in [
        ("uninstalled", Behaviour::Unregistered, 0),
        ("garbage", Behaviour::BadToken, 0),
        ("sound", Behaviour::BadMessage, 1),
    ] {
        register(&aminah, token).await.ok();
        push.will([behaviour]);
        let cause = send(&app, &aminah, |_| {}).await;
        comes_to(&app, cause, "REFUSED").await;
        assert_eq!(devices(&aminah).await.len(), left, "{token}");
    }
    // An address at which nobody is says nothing about the device: it is tried again.
    push.will([Behaviour::Lost]);
    let cause = send(&app, &aminah, |_| {}).await;
    comes_to(&app, cause, "WAITING").await;
    app.advance(TimeDelta::seconds(7));
    comes_to(&app, cause, "SENT").await;
    // Whose token was not known may come again with it.
    register(&aminah, "uninstalled").await.ok();
    let cause = send(&app, &aminah, |_| {}).await;
    assert_eq!(is_finished(&app, cause).await, 2);
}

#[tokio::test]
async fn a_push_service_that_asks_for_patience_gets_it() {
    let (app, push) = with_push().await;
    let aminah = app.person("Aminah").await;
    register(&aminah, "phone-1").await.ok();
    push.will_to("phone-1", [Behaviour::Busy(90), Behaviour::Break]);
    let cause = send(&app, &aminah, |_| {}).await;
    let waiting = comes_to(&app, cause, "WAITING").await;
    assert!(waiting.due_at.unwrap() >= app.clock.now() + TimeDelta::seconds(90));
    assert_eq!(waiting.answer.as_deref(), Some("HTTP 429 QUOTA_EXCEEDED"));
    app.advance(TimeDelta::seconds(80));
    look(&app).await;
    assert_eq!(push.asked().len(), 1, "not before the service is ready");
    // Nor to another phone.
    let muthu = app.person("Encik Muthu").await;
    register(&muthu, "phone-2").await.ok();
    send(&app, &muthu, |_| {}).await;
    look(&app).await;
    assert_eq!(push.asked().len(), 1);
    app.advance(TimeDelta::seconds(40));
    push.asked_times(3).await;
    until(async || rows(&app, cause).await.pop().filter(|row| row.state == "WAITING")).await;
    app.advance(TimeDelta::minutes(6));
    assert_eq!(comes_to(&app, cause, "SENT").await.attempts, 3);
    assert_eq!(devices(&aminah).await.len(), 1);
}

#[tokio::test]
async fn when_an_answer_is_lost_the_phone_still_shows_one() {
    let (app, push) = with_push().await;
    let aminah = app.person("Aminah").await;
    register(&aminah, "phone-1").await.ok();
    for (number, behaviour) in [(1, Behaviour::Cut), (2, Behaviour::Dawdle)] {
        push.will([behaviour]);
        let cause = send(&app, &aminah, |_| {}).await;
        comes_to(&app, cause, "WAITING").await;
        app.advance(TimeDelta::seconds(7));
        assert_eq!(comes_to(&app, cause, "SENT").await.attempts, 2);
        let asked = push.asked();
        let keys: Vec<String> = asked.iter().map(Asked::collapse_key).collect();
        assert_eq!(
            keys[2 * number - 2..],
            [cause.simple().to_string(), cause.simple().to_string()]
        );
    }
}

#[tokio::test]
async fn a_phone_that_somebody_else_has_now_gets_only_what_is_theirs() {
    let (app, push) = with_push().await;
    let (aminah, muthu) = (app.person("Aminah").await, app.person("Encik Muthu").await);
    register(&aminah, "phone-1").await.ok();
    push.will([Behaviour::Break]);
    let on_its_way = send(&app, &aminah, |_| {}).await;
    comes_to(&app, on_its_way, "WAITING").await;
    register(&muthu, "phone-1").await.ok();
    assert_eq!((devices(&aminah).await.len(), devices(&muthu).await.len()), (0, 1));
    app.advance(TimeDelta::seconds(7));
    comes_to(&app, on_its_way, "REFUSED").await;
    let later = send(&app, &aminah, |_| {}).await;
    assert_eq!(is_finished(&app, later).await, 0);
    assert_eq!(push.asked().len(), 1, "nothing of hers came to his phone");
    let his = send(&app, &muthu, |_| {}).await;
    comes_to(&app, his, "SENT").await;
    assert_eq!(push.asked()[1].collapse_key(), his.simple().to_string());
}

#[tokio::test]
async fn whoever_signs_out_gets_nothing_there_any_more() {
    let (app, push) = with_push().await;
    let mut aminah = app.person("Aminah").await;
    register(&aminah, "phone-1").await.ok();
    let first = aminah.clone();
    aminah.sign_in_again().await;
    register(&aminah, "phone-2").await.ok();
    let out = "mutation { sessionRevoke(input: {}) { userErrors { code } } }";
    first.ask(out).await.ok();
    let cause = send(&app, &aminah, |_| {}).await;
    comes_to(&app, cause, "SENT").await;
    let asked: Vec<String> = push.asked().into_iter().map(|one| one.token).collect();
    assert_eq!(asked, ["phone-2"]);
    // From elsewhere, all at once.
    let all =
        "mutation { sessionRevokeAll(input: { keepCurrent: false }) { userErrors { code } } }";
    aminah.ask(all).await.ok();
    let cause = send(&app, &aminah, |_| {}).await;
    assert_eq!(is_finished(&app, cause).await, 0);
    assert_eq!(register(&first, "phone-3").await.code(), "SESSION_ENDED");
    // The same phone, signed in again.
    aminah.sign_in_again().await;
    register(&aminah, "phone-1").await.ok();
    let cause = send(&app, &aminah, |_| {}).await;
    comes_to(&app, cause, "SENT").await;
    assert_eq!(push.asked()[1].token, "phone-1");
}

#[tokio::test]
async fn a_device_lasts_as_long_as_its_session() {
    let (app, _push) = with_push().await;
    let mut aminah = app.person("Aminah").await;
    register(&aminah, "phone-1").await.ok();
    for _ in 0..2 {
        app.advance(TimeDelta::days(20));
        aminah.refresh().await;
    }
    app.advance(TimeDelta::days(20));
    let cause = send(&app, &aminah, |_| {}).await;
    assert_eq!(is_finished(&app, cause).await, 1);
    app.advance(TimeDelta::days(11));
    let cause = send(&app, &aminah, |_| {}).await;
    assert_eq!(is_finished(&app, cause).await, 0, "nobody is signed in there any more");
}

#[tokio::test]
async fn somebody_who_is_erased_has_no_device() {
    let (app, push) = with_push().await;
    let aminah = app.person("Aminah").await;
    register(&aminah, "phone-1").await.ok();
    let exported = aminah.get("/v1/account/export").await;
    assert_eq!(exported.body["devices"][0]["platform"], "ANDROID", "{}", exported.text);
    assert!(!exported.text.contains("phone-1"), "{}", exported.text);
    let erase = "mutation { accountErase(input: { understood: true }) { userErrors { code } } }";
    aminah.ask(erase).await.ok();
    let cause = send(&app, &aminah, |_| {}).await;
    assert_eq!(is_finished(&app, cause).await, 0);
    assert!(push.asked().is_empty());
    let sql = "select 1 from device";
    assert!(!db::exists(app.house.tools.db.write(), sql, []).await.unwrap());
}

#[tokio::test]
async fn of_more_than_twenty_devices_the_one_seen_longest_ago_goes() {
    let app = TestApp::start().await;
    let aminah = app.person("Aminah").await;
    let mut ids = Vec::new();
    for number in 0..21 {
        let answer = register(&aminah, &format!("phone-{number}")).await.ok();
        ids.push(answer.text_at("deviceRegister/device/id"));
        app.advance(TimeDelta::seconds(1));
    }
    let seen = devices(&aminah).await;
    assert_eq!(seen.len(), 20);
    assert_eq!(seen[0], ids[20]);
    assert!(!seen.contains(&ids[0]));
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

#[tokio::test]
async fn an_access_token_is_renewed_once_and_then_waited_for() {
    let (app, push) = with_push().await;
    let aminah = app.person("Aminah").await;
    register(&aminah, "phone-1").await.ok();
    let cause = send(&app, &aminah, |_| {}).await;
    comes_to(&app, cause, "SENT").await;
    // Ten seconds after one was given no other is asked for.
    app.advance(TimeDelta::seconds(11));
    push.forget_access();
    let cause = send(&app, &aminah, |_| {}).await;
    assert_eq!(comes_to(&app, cause, "SENT").await.attempts, 1);
    assert_eq!(push.accesses(), 2);
    // A minute before its end it is not used any more.
    app.advance(TimeDelta::seconds(3_599 - 60));
    let cause = send(&app, &aminah, |_| {}).await;
    comes_to(&app, cause, "SENT").await;
    assert_eq!(push.accesses(), 3);
    app.advance(TimeDelta::seconds(11));
    push.will([Behaviour::Distrust, Behaviour::Distrust]);
    let cause = send(&app, &aminah, |_| {}).await;
    comes_to(&app, cause, "WAITING").await;
    assert_eq!(push.accesses(), 4, "once more, and not without end");
    push.forget_access();
    push.give_no_access(true);
    app.advance(TimeDelta::seconds(11));
    let waiting = until(async || {
        rows(&app, cause).await.pop().filter(|row| row.attempts == 2 && row.state == "WAITING")
    })
    .await;
    assert_eq!(waiting.answer.as_deref(), Some("access token: HTTP 400"));
    push.give_no_access(false);
    app.advance(TimeDelta::minutes(6));
    assert_eq!(comes_to(&app, cause, "SENT").await.attempts, 3);
}

#[tokio::test]
async fn with_half_of_the_tokens_dead_the_others_get_it_and_the_dead_are_gone() {
    let (app, push) = with_push().await;
    let aminah = app.person("Aminah").await;
    for number in 0..20 {
        let token = format!("phone-{number}");
        register(&aminah, &token).await.ok();
        if number % 2 == 0 {
            push.will_to(&token, [Behaviour::Unregistered]);
        }
    }
    let cause = send(&app, &aminah, |_| {}).await;
    assert_eq!(is_finished(&app, cause).await, 20);
    let sent = rows(&app, cause).await.iter().filter(|row| row.state == "SENT").count();
    assert_eq!((sent, devices(&aminah).await.len()), (10, 10));
    assert_eq!(push.accesses(), 1, "twenty at once asked for one access token");
}

#[tokio::test]
async fn a_slow_push_service_keeps_no_code_by_sms_waiting() {
    let gateway = SmsGateway::open().await;
    let sms = gateway.settings();
    let mut push = None;
    let app = TestApp::start_at_noon(|config, clock| {
        let service = PushService::start(clock);
        let settings = service.settings();
        config.sms = Some(sms);
        config.push = Some(outbox::PushSettings { patience: Duration::from_secs(15), ..settings });
        push = Some(service);
    })
    .await;
    let push = push.unwrap();
    let aminah = register_with_gateway(&app, &gateway).await;
    for number in 0..20 {
        register(&aminah, &format!("phone-{number}")).await.ok();
    }
    push.will_always(Behaviour::Dawdle);
    for _ in 0..26 {
        send(&app, &aminah, |_| {}).await;
    }
    push.asked_times(512).await;
    let before = gateway.asked().len();
    app.anybody().ask_for_code("+60129999999", "REGISTER").await.ok();
    until(async || (gateway.asked().len() > before).then_some(())).await;
    assert_eq!(push.asked().len(), 512, "so many at once, and no more");
}

/// Somebody who joins where codes go to the gateway.
async fn register_with_gateway(app: &TestApp, gateway: &SmsGateway) -> User {
    let phone = "+60128888888";
    let mut user = app.anybody();
    user.phone = phone.to_owned();
    user.ask_for_code(phone, "REGISTER").await.ok();
    let code = gateway.code_for(phone).await;
    let proof = user.give_code(phone, "REGISTER", &code).await.ok();
    let input = json!({
        "phone": phone, "password": stories::PASSWORD, "displayName": "Aminah",
        "privacyNoticeVersion": "2026-01", "phoneProof": proof.text_at("phoneVerify/phoneProof"),
    });
    let join = "mutation($input: AccountRegisterInput!) { accountRegister(input: $input) { viewer { id } userErrors { code } } }";
    user.graphql(join, json!({ "input": input })).await.ok();
    user.sign_in_again().await;
    user
}
