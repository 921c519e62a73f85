//! Messages of a newer program, while an older one runs beside it.

use chrono::TimeDelta;
use domain::shared::{
    clock::Instant,
    db,
    language::Language,
    outbox::{self, Audience, Message, Text},
};
use sea_orm::FromQueryResult;
use stories::{
    TestApp,
    sms_gateway::{Behaviour, SmsGateway},
    until,
};
use uuid::Uuid;

use crate::outbox::{comes_to, look};

/// What this program says, and what it does not know yet.
const KNOWN: &str =
    r#"{"audience":{"phone":"+60123456789"},"text":{"register_code":"271828"},"language":"en"}"#;
const NEWER: &str =
    r#"{"audience":{"phone":"+60123456789"},"text":{"flood_gauge":{"metres":3}},"language":"en"}"#;

async fn with_gateway() -> (TestApp, SmsGateway) {
    let gateway = SmsGateway::open().await;
    let settings = gateway.settings();
    (TestApp::start_with(|config| config.sms = Some(settings)).await, gateway)
}

/// What is sealed of a message of this cause, in the place of what is: as the program that writes it
/// seals it.
async fn says(app: &TestApp, cause: Uuid, content: &str) {
    let database = app.house.tools.db.write();
    let sql = "select id from outbox where cause = $1";
    let id: Uuid = db::value(database, sql, [cause.into()]).await.unwrap().unwrap();
    let secret = &app.house.tools.secret;
    let sealed = secret.seal("outbox", id.as_bytes(), content.as_bytes()).unwrap();
    let sql = "update outbox set sealed = $2 where id = $1";
    db::run(database, sql, [id.into(), sealed.into()]).await.unwrap();
}

/// A message that a newer program has written, with no deliveries yet.
async fn written(app: &TestApp) -> Uuid {
    let cause: Uuid = app.ctx().mint();
    app.arrange(async |ctx, work| {
        let id: Uuid = ctx.mint();
        let secret = &ctx.tools().secret;
        let sealed = secret.seal("outbox", id.as_bytes(), NEWER.as_bytes()).unwrap();
        let sql = "insert into outbox (id, channel, cause, round, sealed, urgent, created_at, \
                   expand_at) values ($1, 'SMS', $2, 0, $3, false, $4, $4)";
        let values = [id.into(), cause.into(), sealed.into(), ctx.now().into()];
        db::run(work.connection(), sql, values).await.unwrap();
    })
    .await;
    cause
}

#[derive(Debug, FromQueryResult)]
struct Standing {
    expand_at: Option<Instant>,
    finished_at: Option<Instant>,
}

async fn standing(app: &TestApp, cause: Uuid) -> Standing {
    let sql = "select expand_at, finished_at from outbox where cause = $1";
    db::one(app.house.tools.db.write(), sql, [cause.into()]).await.unwrap().unwrap()
}

/// Waits until this node has looked at a message and left it to others.
async fn is_left(app: &TestApp, cause: Uuid) {
    let now = app.clock.now();
    until(async || standing(app, cause).await.expand_at.is_some_and(|at| at > now).then_some(()))
        .await;
}

#[tokio::test]
async fn what_only_a_newer_program_understands_waits_for_one_and_leaves() {
    let (app, gateway) = with_gateway().await;
    let cause = written(&app).await;
    is_left(&app, cause).await;
    app.advance(TimeDelta::minutes(1));
    is_left(&app, cause).await;
    assert!(standing(&app, cause).await.finished_at.is_none());
    assert!(gateway.asked().is_empty());
    // When none came for an hour it is looked at once a minute.
    app.advance(TimeDelta::hours(1));
    is_left(&app, cause).await;
    let next = standing(&app, cause).await.expand_at.unwrap();
    assert_eq!(next - app.clock.now(), TimeDelta::minutes(1));
    // The node that has it next understands it.
    says(&app, cause, KNOWN).await;
    app.advance(TimeDelta::minutes(1));
    comes_to(&app, cause, "SENT").await;
    assert_eq!(gateway.asked().len(), 1);
}

#[tokio::test]
async fn a_delivery_of_a_newer_program_is_not_failed_by_an_older_one() {
    let (app, gateway) = with_gateway().await;
    gateway.will([Behaviour::Break]);
    let cause: Uuid = app.ctx().mint();
    let message = Message {
        audience: Audience::Phone("+60123456789".to_owned()),
        text: Text::RegisterCode("271828".to_owned()),
        language: Language::En,
        cause,
        round: 0,
        urgent: false,
        expires_at: None,
    };
    app.arrange(async |_, work| outbox::send(work, &message).await.unwrap()).await;
    comes_to(&app, cause, "WAITING").await;
    says(&app, cause, NEWER).await;
    // It was tried once, and is due again: this node passes it over.
    app.advance(TimeDelta::minutes(1));
    let now = app.clock.now();
    let passed_over = async || {
        let sql = "select due_at from delivery where cause = $1 and state = 'WAITING'";
        let due: Option<Instant> =
            db::value(app.house.tools.db.write(), sql, [cause.into()]).await.unwrap();
        due.filter(|due| *due > now).map(drop)
    };
    until(passed_over).await;
    look(&app).await;
    assert_eq!(comes_to(&app, cause, "WAITING").await.attempts(), 1);
    says(&app, cause, KNOWN).await;
    app.advance(TimeDelta::minutes(1));
    assert_eq!(comes_to(&app, cause, "SENT").await.attempts(), 2);
}

#[tokio::test]
async fn what_nobody_understands_for_a_day_is_given_up() {
    let (app, gateway) = with_gateway().await;
    let cause = written(&app).await;
    is_left(&app, cause).await;
    app.advance(TimeDelta::days(1));
    until(async || standing(&app, cause).await.finished_at.map(drop)).await;
    assert!(gateway.asked().is_empty());
}
