//! What waits for its time while somebody else takes over.

use chrono::TimeDelta;
use domain::{community::GrantScope, policy::Role, shared::db};
use serde_json::{Value, json};
use stories::{TestApp, User, until};

use super::{
    CREATE,
    life::{feed_of, read, schedule, status},
    publish,
};

/// A draft of the department for a district.
async fn draft(officer: &User, district: impl ToString) -> String {
    let audience = json!({ "place": { "districtId": district.to_string() } });
    let input =
        json!({ "audience": audience, "title": { "ms": "Bancian" }, "body": { "ms": "Isi" } });
    let written = officer.graphql(CREATE, json!({ "input": input })).await.ok();
    written.text_at("noticeCreate/notice/id")
}

#[tokio::test]
async fn a_change_of_officer_holds_a_scheduled_notice_back() {
    let (app, area, _, mut resident, _) = TestApp::neighbourhood().await;
    let district = domain::community::area(&app.ctx(), area).await.unwrap().district_id;
    let scope = GrantScope::District(district);
    let leaves = app.officer("Encik Ali", Role::DistrictOfficer, &scope).await;
    let mut stays = app.officer("Puan Wong", Role::DistrictOfficer, &scope).await;
    let held = draft(&leaves, district).await;
    let goes = draft(&stays, district).await;
    let at = app.clock.now() + TimeDelta::hours(1);
    schedule(&leaves, &held, at).await.ok();
    schedule(&stays, &goes, at).await.ok();
    // The grant ends before the time comes.
    let (now, person) = (app.clock.now(), leaves.id);
    app.arrange(async |_, work| {
        let sql = "update officer_grant set ends_at = $1 where person_id = $2";
        let ends = now + TimeDelta::minutes(30);
        db::run(work.connection(), sql, [ends.into(), person.into()]).await.unwrap();
    })
    .await;
    app.advance(TimeDelta::hours(1));
    stays.refresh().await;
    resident.refresh().await;
    until(async || (status(&stays, &goes).await == "PUBLISHED").then_some(())).await;
    until(async || (status(&stays, &held).await == "DRAFT").then_some(())).await;
    let back = read(&stays, &held).await.ok();
    assert!(back.text_at("notice/statusReason").contains("did not go out"), "{}", back.text);
    assert!(back.at("notice/heldBackAt").is_string());
    assert_eq!(feed_of(&resident).await, 1);
    assert_eq!(read(&resident, &held).await.code(), "NOT_FOUND");
    // Whoever is in office now looks at it, and sends it.
    publish(&stays, &held).await;
    let out = read(&stays, &held).await.ok();
    assert_eq!(out.at("notice/statusReason"), &Value::Null);
    assert_eq!(feed_of(&resident).await, 2);
}
