//! What leaves the house: once, by one node, whatever the gateway does.

use std::{collections::BTreeSet, sync::Arc};

use chrono::TimeDelta;
use domain::{
    Ctx,
    shared::{
        clock::Instant,
        db,
        language::Language,
        outbox::{self, Audience, Message, Text},
        work::Work,
    },
};
use sea_orm::FromQueryResult;
use stories::{
    TestApp,
    sms_gateway::{Behaviour, SmsGateway},
    until,
};
use tokio::task::JoinSet;
use uuid::Uuid;

const PHONE: &str = "+60123456789";

/// A message whose cause is `cause`.
fn message(cause: Uuid) -> Message {
    Message {
        audience: Audience::Phone(PHONE.to_owned()),
        text: Text::RegisterCode("271828".to_owned()),
        language: Language::En,
        cause,
        round: 0,
        urgent: false,
        expires_at: None,
    }
}

/// Sends a message with this change, and tells its cause.
async fn send(app: &TestApp, change: impl FnOnce(&mut Message)) -> Uuid {
    let cause: Uuid = app.ctx().mint();
    let mut message = message(cause);
    change(&mut message);
    app.arrange(async |_, work| outbox::send(work, &message).await.unwrap()).await;
    cause
}

#[derive(Debug, FromQueryResult)]
pub(super) struct Row {
    state: String,
    attempts: i32,
    due_at: Option<Instant>,
    sealed_destination: Option<Vec<u8>>,
    sealed: Option<Vec<u8>>,
}

impl Row {
    /// Whether nobody can read any more what was said, and to whom.
    pub(super) fn is_wiped(&self) -> bool {
        self.sealed.is_none() && self.sealed_destination.is_none()
    }

    pub(super) fn attempts(&self) -> i32 {
        self.attempts
    }
}

async fn row(app: &TestApp, cause: Uuid) -> Option<Row> {
    let sql = "select d.state, d.attempts, d.due_at, d.sealed_destination, o.sealed \
               from delivery d join outbox o on o.id = d.outbox_id where d.cause = $1";
    db::one(app.house.tools.db.write(), sql, [cause.into()]).await.unwrap()
}

/// Waits until a message has come so far.
pub(super) async fn comes_to(app: &TestApp, cause: Uuid, state: &str) -> Row {
    // A delivery that nobody has tried yet waits too: that is not what a story waits for.
    let has_come = |row: &Row| row.state == state && row.attempts > 0;
    until(async || row(app, cause).await.filter(has_come)).await
}

/// What is due now is sent, and nothing else: without waiting for the node's own worker.
pub(super) async fn look(app: &TestApp) {
    let mut flying = JoinSet::new();
    outbox::round(&app.house.tools, &app.house.channels, &mut flying).await.unwrap();
    while flying.join_next().await.is_some() {}
}

/// A node with a gateway.
async fn with_gateway() -> (TestApp, SmsGateway) {
    let gateway = SmsGateway::open().await;
    let settings = gateway.settings();
    (TestApp::start_with(|config| config.sms = Some(settings)).await, gateway)
}

#[tokio::test]
async fn in_development_what_left_stands_on_a_page() {
    let app = TestApp::start().await;
    let cause = send(&app, |_| {}).await;
    comes_to(&app, cause, "SENT").await;
    let page = app.anybody().get("/outbox").await;
    assert!(page.text.contains("271828") && page.text.contains(PHONE), "{}", page.text);
    assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
    let json = app.anybody().request(reqwest::Method::GET, "/outbox?to=%2B60123456789");
    let json = app.send(json.header("accept", "application/json")).await;
    assert_eq!(json.body["messages"][0]["to"], PHONE);
    assert_eq!(json.body["messages"][0]["state"], "SENT");
    let others = app.anybody().request(reqwest::Method::GET, "/outbox?to=%2B60190000000");
    let others = app.send(others.header("accept", "application/json")).await;
    assert_eq!(others.body["messages"], serde_json::json!([]));
}

#[tokio::test]
async fn in_production_there_is_no_such_page() {
    let app = TestApp::start_with(|config| config.mode = api::config::Mode::Production).await;
    let page = app.anybody().get("/outbox").await;
    assert_eq!((page.status.as_u16(), page.code()), (404, "NOT_FOUND"));
}

#[tokio::test]
async fn a_message_leaves_once_and_is_wiped() {
    let (app, gateway) = with_gateway().await;
    let cause = send(&app, |_| {}).await;
    let sent = comes_to(&app, cause, "SENT").await;
    assert!(sent.sealed.is_none() && sent.sealed_destination.is_none(), "{sent:?}");
    assert!(sent.due_at.is_none());
    // The same cause in the same round reaches the same number once; another round is another.
    app.arrange(async |_, work| outbox::send(work, &message(cause)).await.unwrap()).await;
    app.advance(TimeDelta::days(1));
    look(&app).await;
    let again = Message { round: 1, ..message(cause) };
    app.arrange(async |_, work| outbox::send(work, &again).await.unwrap()).await;
    let asked = gateway.asked_times(2).await;
    assert_eq!((asked[0].to.as_str(), asked[0].from.as_str()), (PHONE, "KRT"));
    assert!(asked[0].text.contains("271828"), "{}", asked[0].text);
    assert_ne!(asked[0].key, asked[1].key);
    look(&app).await;
    assert_eq!(gateway.asked().len(), 2);
}

#[tokio::test]
async fn what_is_not_committed_does_not_leave() {
    let (app, gateway) = with_gateway().await;
    let ctx = app.ctx();
    let mut work = ctx.begin().await.unwrap();
    outbox::send(&mut work, &message(ctx.mint())).await.unwrap();
    drop(work);
    let cause = send(&app, |_| {}).await;
    comes_to(&app, cause, "SENT").await;
    assert_eq!(gateway.asked().len(), 1);
}

#[tokio::test]
async fn a_gateway_that_asks_for_patience_gets_it() {
    let (app, gateway) = with_gateway().await;
    gateway.will([Behaviour::Busy(90), Behaviour::Break, Behaviour::Distrust]);
    let cause = send(&app, |_| {}).await;
    let waiting = until(async || {
        row(&app, cause).await.filter(|row| row.attempts == 1 && row.state == "WAITING")
    })
    .await;
    assert!(waiting.due_at.unwrap() >= app.clock.now() + TimeDelta::seconds(90));
    assert!(waiting.sealed.is_some());
    app.advance(TimeDelta::seconds(80));
    look(&app).await;
    assert_eq!(gateway.asked().len(), 1, "not before the gateway is ready");
    // Then after 5 and 30 minutes, each up to a fifth later.
    for wait in [TimeDelta::seconds(40), TimeDelta::minutes(6), TimeDelta::minutes(36)] {
        let before = gateway.asked().len();
        app.advance(wait);
        gateway.asked_times(before + 1).await;
        until(async || row(&app, cause).await.filter(|row| row.state != "SENDING")).await;
    }
    assert_eq!(comes_to(&app, cause, "SENT").await.attempts, 4);
    let asked = gateway.asked();
    assert!(asked.iter().all(|one| one.key == asked[0].key), "the gateway can know it again");
}

#[tokio::test]
async fn a_refused_number_is_not_tried_again() {
    let (app, gateway) = with_gateway().await;
    gateway.will([Behaviour::Refuse]);
    let cause = send(&app, |_| {}).await;
    let refused = comes_to(&app, cause, "REFUSED").await;
    assert!(refused.sealed.is_none() && refused.due_at.is_none());
    app.advance(TimeDelta::days(2));
    look(&app).await;
    assert_eq!(gateway.asked().len(), 1);
}

#[tokio::test]
async fn what_may_have_left_is_not_sent_again_unless_it_is_urgent() {
    let (app, gateway) = with_gateway().await;
    for behaviour in [Behaviour::Dawdle, Behaviour::Cut] {
        gateway.will([behaviour]);
        let cause = send(&app, |_| {}).await;
        let unknown = comes_to(&app, cause, "UNKNOWN").await;
        assert!(unknown.sealed.is_none() && unknown.due_at.is_none());
    }
    app.advance(TimeDelta::days(2));
    look(&app).await;
    assert_eq!(gateway.asked().len(), 2);
    gateway.will([Behaviour::Cut]);
    let cause = send(&app, |message| message.urgent = true).await;
    comes_to(&app, cause, "WAITING").await;
    app.advance(TimeDelta::seconds(7));
    assert_eq!(comes_to(&app, cause, "SENT").await.attempts, 2);
}

#[tokio::test]
async fn what_is_of_no_use_any_more_is_given_up() {
    let (app, gateway) = with_gateway().await;
    gateway.will([Behaviour::Break]);
    let until_then = app.clock.now() + TimeDelta::minutes(5);
    let cause = send(&app, |message| message.expires_at = Some(until_then)).await;
    comes_to(&app, cause, "WAITING").await;
    app.advance(TimeDelta::minutes(6));
    let expired = comes_to(&app, cause, "EXPIRED").await;
    assert!(expired.sealed.is_none());
    assert_eq!(gateway.asked().len(), 1);
}

#[tokio::test]
async fn what_is_of_use_for_a_day_outlasts_hours_without_a_gateway() {
    let (app, gateway) = with_gateway().await;
    gateway.will([Behaviour::Break; 5]);
    let until_then = app.clock.now() + TimeDelta::days(1);
    let cause = send(&app, |message| message.expires_at = Some(until_then)).await;
    comes_to(&app, cause, "WAITING").await;
    for wait in [
        TimeDelta::seconds(7),
        TimeDelta::minutes(7),
        TimeDelta::minutes(37),
        TimeDelta::hours(3),
        TimeDelta::hours(7),
    ] {
        let before = gateway.asked().len();
        app.advance(wait);
        gateway.asked_times(before + 1).await;
        until(async || row(&app, cause).await.filter(|row| row.state != "SENDING")).await;
    }
    assert_eq!(comes_to(&app, cause, "SENT").await.attempts, 6);
}

#[tokio::test]
async fn a_node_that_ends_before_sending_loses_nothing() {
    let (app, gateway) = with_gateway().await;
    let settings = gateway.settings();
    let cause: Uuid = app.ctx().mint();
    let act = async |_: &Ctx, work: &mut Work| {
        outbox::send(work, &message(cause)).await.unwrap();
    };
    let app = app.restart_after(act, |config| config.sms = Some(settings)).await;
    assert_eq!(comes_to(&app, cause, "SENT").await.attempts, 1);
    look(&app).await;
    assert_eq!(gateway.asked().len(), 1);
}

#[tokio::test]
async fn after_a_node_that_died_in_the_middle_the_rule_holds() {
    let (app, gateway) = with_gateway().await;
    let settings = gateway.settings();
    gateway.will([Behaviour::Break, Behaviour::Break]);
    let plain = send(&app, |_| {}).await;
    let urgent = send(&app, |message| message.urgent = true).await;
    comes_to(&app, plain, "WAITING").await;
    comes_to(&app, urgent, "WAITING").await;
    // Both were being sent when the node died.
    let act = async |ctx: &Ctx, work: &mut Work| {
        let sql = "update delivery set state = 'SENDING', lease = $1, due_at = $2";
        let ends = ctx.now() + TimeDelta::minutes(1);
        let lease: Uuid = ctx.mint();
        db::run(work.connection(), sql, [lease.into(), ends.into()]).await.unwrap();
    };
    let app = app.restart_after(act, |config| config.sms = Some(settings)).await;
    look(&app).await;
    assert_eq!(gateway.asked().len(), 2, "somebody may still be at it");
    app.advance(TimeDelta::minutes(2));
    comes_to(&app, plain, "UNKNOWN").await;
    comes_to(&app, urgent, "SENT").await;
    assert_eq!(gateway.asked().len(), 3);
}

#[tokio::test]
async fn two_nodes_send_each_message_once() {
    let (app, gateway) = with_gateway().await;
    let settings = gateway.settings();
    // The embedded default is one node by nature; there a second worker stands for it.
    let other = match app.database.redis {
        Some(_) => Some(app.beside_with(|config| config.sms = Some(settings)).await),
        None => None,
    };
    let second = Arc::clone(other.as_ref().map_or(&app.house, |other| &other.house));
    let second_worker = tokio::spawn(outbox::work(
        Arc::clone(&second.tools),
        Arc::clone(&second.channels),
        second.stop.subscribe(),
    ));
    let mut causes = Vec::new();
    for _ in 0..40 {
        causes.push(send(&app, |_| {}).await);
    }
    for cause in causes {
        assert_eq!(comes_to(&app, cause, "SENT").await.attempts, 1);
    }
    let asked = gateway.asked();
    let keys: BTreeSet<&str> = asked.iter().map(|one| one.key.as_str()).collect();
    assert_eq!((asked.len(), keys.len()), (40, 40));
    second.stop.send_replace(true);
    second_worker.await.unwrap();
}
