//! The way of a code to the phone, and what is kept of it.

use chrono::TimeDelta;
use domain::shared::{db, housekeeping};
use sea_orm::FromQueryResult;
use stories::{
    TestApp,
    sms_gateway::{Behaviour, SmsGateway},
    until,
};

use super::PHONE;

#[tokio::test]
async fn a_code_comes_through_whatever_the_gateway_does() {
    let gateway = SmsGateway::open().await;
    let settings = gateway.settings();
    let app = TestApp::start_with(|config| config.sms = Some(settings)).await;
    let anybody = app.anybody();
    // Busy, then broken: the code comes at the third attempt, well before it expires.
    gateway.will([Behaviour::Busy(10), Behaviour::Break]);
    anybody.ask_for_code(PHONE, "REGISTER").await.ok();
    for came in 1..=2 {
        gateway.asked_times(came).await;
        let waits = "select count(*) as number from delivery where state = 'WAITING'";
        until(async || (number(&app, waits).await == 1).then_some(())).await;
        app.advance(TimeDelta::seconds(20));
    }
    gateway.asked_times(3).await;
    let code = gateway.code_for(PHONE).await;
    anybody.give_code(PHONE, "REGISTER", &code).await.ok();
    // Slow or cut, it may have come: it is not sent again, and the person asks for another.
    for behaviour in [Behaviour::Dawdle, Behaviour::Cut] {
        gateway.will([behaviour]);
        let phone = if behaviour == Behaviour::Cut { "+60199990008" } else { "+60199990009" };
        anybody.ask_for_code(phone, "REGISTER").await.ok();
        let code = gateway.code_for(phone).await;
        anybody.give_code(phone, "REGISTER", &code).await.ok();
    }
    let unknown = "select count(*) as number from delivery where state = 'UNKNOWN'";
    until(async || (number(&app, unknown).await == 2).then_some(())).await;
    assert_eq!(gateway.asked().len(), 5);
}

#[tokio::test]
async fn without_a_gateway_production_says_so() {
    let app = TestApp::start_with(|config| config.mode = api::config::Mode::Production).await;
    assert_eq!(app.anybody().ask_for_code(PHONE, "REGISTER").await.code(), "UNAVAILABLE");
}

#[derive(FromQueryResult)]
struct Number {
    number: i64,
}

async fn number(app: &TestApp, sql: &str) -> i64 {
    let row: Option<Number> = db::one(app.house.tools.db.write(), sql, []).await.unwrap();
    row.map_or(0, |row| row.number)
}

#[tokio::test]
async fn of_a_code_only_hashes_are_kept_and_those_for_a_day() {
    let app = TestApp::start().await;
    let anybody = app.anybody();
    let code = anybody.fresh_code(PHONE, "REGISTER").await;
    #[derive(FromQueryResult)]
    struct Kept {
        phone_hash: Vec<u8>,
        code_hash: Vec<u8>,
    }
    let kept: Kept =
        db::one(app.house.tools.db.write(), "select phone_hash, code_hash from phone_code", [])
            .await
            .unwrap()
            .unwrap();
    assert_eq!((kept.phone_hash.len(), kept.code_hash.len()), (32, 32));
    assert!(!kept.code_hash.windows(6).any(|part| part == code.as_bytes()));
    let count = "select count(*) as number from phone_code";
    assert_eq!(number(&app, count).await, 1);
    housekeeping::tidy(&app.house.tools).await.unwrap();
    assert_eq!(number(&app, count).await, 1);
    // The nightly duty forgets it.
    app.advance(TimeDelta::days(2));
    until(async || (number(&app, count).await == 0).then_some(())).await;
}
