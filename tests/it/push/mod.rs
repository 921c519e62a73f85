//! Messages to the apps on people's phones: to whom they belong now, whatever the push service does.

mod messages;
mod owners;
mod service;

use domain::shared::{
    clock::Instant,
    db,
    id::PersonId,
    language::{Language, LocalizedText},
    outbox::{self, Audience, Message, Text},
};
use sea_orm::FromQueryResult;
use serde_json::json;
use stories::{Answer, TestApp, User, push_service::PushService, until};
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
