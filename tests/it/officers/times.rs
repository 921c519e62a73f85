//! From when an office counts, and until when.

use chrono::TimeDelta;
use domain::{
    community::{self, Appointing, GrantScope},
    policy::Role,
};
use serde_json::json;
use stories::{TestApp, socket::Socket};

use super::{ROLES, add, district_of, end, in_district, roles};

#[tokio::test]
async fn headquarters_grants_a_district_and_ends_it_while_its_holder_is_online() {
    let app = TestApp::start().await;
    let area = app.area("Taman Ria").await;
    let district = district_of(&app, area).await;
    let hq = app.officer("Puan Chong", Role::HqOfficer, &GrantScope::Nation).await;
    let mut ali = app.person("Encik Ali").await;
    app.enrol(&mut ali).await;
    let made = add(&hq, &ali, "DISTRICT_OFFICER", in_district(district)).await.ok();
    let grant = made.at("grantAdd/grant");
    assert_eq!(grant["displayName"], "Encik Ali");
    assert_eq!(grant["givenByName"], "Puan Chong");
    assert_eq!(grant["district"]["id"], json!(district.to_string()));
    assert_eq!((&grant["active"], &grant["viewerCanEnd"]), (&json!(true), &json!(true)));
    let id = made.text_at("grantAdd/grant/id");
    assert_eq!(
        roles(&mut ali).await,
        json!([{ "role": "DISTRICT_OFFICER", "scopeId": district.to_string(), "stateCode": null }])
    );

    // The holder is online on another node, where there is one.
    let other = match app.database.redis {
        Some(_) => Some(app.beside().await),
        None => None,
    };
    let there = ali.asking(other.as_ref().map_or(&app.url, |other| &other.url));
    let mut socket = Socket::subscribe(&there, "subscription { noticeReceived { id } }").await;
    let ended = end(&hq, &id).await.ok();
    assert_eq!(ended.at("grantEnd/grant/active"), false);
    assert_eq!(ended.at("grantEnd/grant/endReason"), "Bersara");
    assert_eq!(socket.closed().await.0, 4403);
    loop {
        let answer = there.ask(ROLES).await;
        if answer.code() == "TOKEN_EXPIRED" {
            break;
        }
        answer.ok();
    }
    assert_eq!(roles(&mut ali).await, json!([]));
    // What has ended stays as it was.
    app.advance(TimeDelta::minutes(1));
    let again = end(&hq, &id).await.ok();
    assert_eq!(again.at("grantEnd/grant/endsAt"), ended.at("grantEnd/grant/endsAt"));
}

#[tokio::test]
async fn a_grant_that_begins_tomorrow_counts_from_tomorrow() {
    let app = TestApp::start().await;
    let area = app.area("Taman Ria").await;
    let district = district_of(&app, area).await;
    let hq = app.officer("Puan Chong", Role::HqOfficer, &GrantScope::Nation).await;
    let mut ali = app.person("Encik Ali").await;
    app.enrol(&mut ali).await;
    let mut rest = in_district(district);
    rest["startsAt"] = json!("2026-03-14T04:05:00Z");
    rest["endsAt"] = json!("2026-03-14T04:12:00Z");
    let made = add(&hq, &ali, "DISTRICT_OFFICER", rest).await.ok();
    assert_eq!(made.at("grantAdd/grant/active"), false);
    assert_eq!(roles(&mut ali).await, json!([]));
    // The token ends when the office begins, so that its successor has it.
    app.advance(TimeDelta::minutes(4));
    ali.ask(ROLES).await.ok();
    app.advance(TimeDelta::seconds(61));
    assert_eq!(ali.ask(ROLES).await.code(), "TOKEN_EXPIRED");
    assert_eq!(roles(&mut ali).await[0]["role"], "DISTRICT_OFFICER");
    // … and ends with it.
    app.advance(TimeDelta::minutes(7));
    assert_eq!(ali.ask(ROLES).await.code(), "TOKEN_EXPIRED");
    assert_eq!(roles(&mut ali).await, json!([]));
}

#[tokio::test]
async fn a_post_that_begins_later_counts_from_then() {
    let app = TestApp::start().await;
    let area = app.area("Taman Ria").await;
    let mut aminah = app.person("Aminah").await;
    let (person, now) = (aminah.id, app.clock.now());
    app.arrange(async |ctx, work| {
        let starts_at = now + TimeDelta::minutes(3);
        let new = Appointing { person, area, post: Role::Chair, starts_at, ends_at: None };
        community::add_appointment(work, ctx.mint(), &new).await.unwrap();
    })
    .await;
    assert_eq!(roles(&mut aminah).await, json!([]));
    app.advance(TimeDelta::minutes(3));
    assert_eq!(aminah.ask(ROLES).await.code(), "TOKEN_EXPIRED");
    assert_eq!(roles(&mut aminah).await[0]["role"], "CHAIR");
}
