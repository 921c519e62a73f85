//! What waits for its time while somebody else takes over.

use chrono::TimeDelta;
use domain::{
    community::GrantScope,
    policy::Role,
    shared::{db, id::AreaId},
};
use serde_json::{Value, json};
use stories::{TestApp, User, until};

use super::{
    CREATE,
    life::{SEND, feed_of, read, schedule, status, update},
    publish,
    spread::Ringing,
};
use crate::mysrs::{add_unit, volunteer};

/// How often somebody was told by SMS that a notice did not go out.
pub(super) async fn told_of_it(user: &User) -> usize {
    let texts = user.messages_to(&user.phone).await;
    let is_it = |text: &str| text.contains("tidak dihantar") || text.contains("did not go out");
    texts.iter().filter(|text| is_it(text)).count()
}

/// A draft of a committee for some roles of its area.
async fn draft_to(user: &User, area: AreaId, roles: Value) -> String {
    let input = json!({
        "audience": { "place": { "areaId": area.to_string() }, "roles": roles },
        "severity": "URGENT", "title": { "ms": "Banjir kilat" }, "body": { "ms": "Air naik." },
    });
    let written = user.graphql(CREATE, json!({ "input": input })).await.ok();
    written.text_at("noticeCreate/notice/id")
}

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
    // The officers of the district hear of it, and nobody else.
    app.settles().await;
    let told = [told_of_it(&stays).await, told_of_it(&leaves).await, told_of_it(&resident).await];
    assert_eq!(told, [1, 0, 0]);
    // Whoever is in office now looks at it, and sends it.
    publish(&stays, &held).await;
    let out = read(&stays, &held).await.ok();
    assert_eq!(out.at("notice/statusReason"), &Value::Null);
    assert_eq!(feed_of(&resident).await, 2);
}

#[tokio::test]
async fn a_warning_that_is_held_back_rings_for_whoever_can_send_it_once() {
    let mut night = Ringing::begins().await;
    let (area, app) = (night.area, &night.app);
    let mut deputy = app.officer_of_committee("Encik Daud", area, Role::DeputyChair).await;
    let mut treasurer = app.officer_of_committee("Puan Devi", area, Role::Treasurer).await;
    app.join(deputy.id, area).await;
    deputy.refresh().await;
    for (user, phone) in [(&deputy, "daud-1"), (&treasurer, "devi-1"), (&night.chair, "chair-1")] {
        user.has_phone(phone, ("MYKRT", "MS")).await;
    }
    // Other apps show no notices.
    deputy.has_phone("daud-2", ("MYSRS", "MS")).await;
    // Wherever there can be two nodes, there are.
    let _other = match app.database.redis {
        Some(_) => {
            let settings = night.push.settings();
            Some(app.beside_with(|config| config.push = Some(settings)).await)
        }
        None => None,
    };
    let id = draft_to(&night.chair, area, json!(["RESIDENTS"])).await;
    schedule(&night.chair, &id, app.clock.now() + TimeDelta::hours(1)).await.ok();
    let (ends, person) = (app.clock.now() + TimeDelta::minutes(30), night.chair.id);
    app.arrange(async |_, work| {
        let sql = "update appointment set ends_at = $1 where person_id = $2";
        db::run(work.connection(), sql, [ends.into(), person.into()]).await.unwrap();
    })
    .await;
    night.passes(TimeDelta::hours(1)).await;
    night.settles().await;
    deputy.refresh().await;
    treasurer.refresh().await;
    assert_eq!(status(&deputy, &id).await, "DRAFT");
    assert_eq!(night.phones(&id), ["daud-1"]);
    let pushed = night.push.asked();
    assert_eq!(pushed[0].message["notification"]["title"], "Banjir kilat");
    let others = [&night.chair, &treasurer, &night.lim];
    for (user, times) in others.map(|user| (user, 0)).into_iter().chain([(&deputy, 1)]) {
        assert_eq!(told_of_it(user).await, times, "{}", user.phone);
    }
    // Who sends it now gets it too.
    publish(&deputy, &id).await;
    night.settles().await;
    assert_eq!(night.phones(&id), ["daud-1", "daud-1", "lim-1", "siti-1"]);
    assert_eq!(told_of_it(&deputy).await, 1);
}

#[tokio::test]
async fn a_notice_of_a_committee_whose_terms_have_ended_is_told_to_the_officers_of_the_place() {
    let mut night = Ringing::begins().await;
    let (area, app) = (night.area, &night.app);
    let mut treasurer = app.officer_of_committee("Puan Devi", area, Role::Treasurer).await;
    let district = domain::community::area(&app.ctx(), area).await.unwrap().district_id;
    let scope = GrantScope::District(district);
    let officer = app.officer("Puan Wong", Role::DistrictOfficer, &scope).await;
    let signs_on = app.officer("Encik Ali", Role::DistrictOfficer, &scope).await;
    for (user, phone) in [(&treasurer, "devi-1"), (&night.chair, "chair-1"), (&signs_on, "ali-1")] {
        user.has_phone(phone, ("MYKRT", "MS")).await;
    }
    let id = draft_to(&night.chair, area, json!(["RESIDENTS"])).await;
    schedule(&night.chair, &id, app.clock.now() + TimeDelta::hours(1)).await.ok();
    let (ends, chair) = (app.clock.now() + TimeDelta::minutes(30), night.chair.id);
    let without_phone = signs_on.id;
    app.arrange(async |_, work| {
        let sql = "update appointment set ends_at = $1 where person_id = $2";
        db::run(work.connection(), sql, [ends.into(), chair.into()]).await.unwrap();
        let sql = "update person set phone = null where id = $1";
        db::run(work.connection(), sql, [without_phone.into()]).await.unwrap();
    })
    .await;
    night.passes(TimeDelta::hours(1)).await;
    night.settles().await;
    treasurer.refresh().await;
    assert_eq!(status(&treasurer, &id).await, "DRAFT");
    assert_eq!(told_of_it(&officer).await, 1);
    assert_eq!([told_of_it(&night.chair).await, told_of_it(&treasurer).await], [0, 0]);
    let pushed = night.push.asked();
    let phones: Vec<&str> = pushed.iter().map(|asked| asked.token.as_str()).collect();
    assert_eq!((phones, pushed[0].title()), (vec!["ali-1"], "Banjir kilat"));
    let said = pushed[0].message["notification"]["body"].as_str().unwrap_or_default();
    assert!(said.contains("Taman Mutiara Rini"), "{said}");
}

#[tokio::test]
async fn a_scheduled_notice_to_a_patrol_that_is_gone_by_then_is_held_back() {
    let (app, area, mut secretary, _, _) = TestApp::neighbourhood().await;
    let unit = add_unit(&app, area).await;
    let patroller = volunteer(&app, "Encik Rahim", unit, false).await;
    let held = draft_to(&secretary, area, json!(["PATROL"])).await;
    let goes = draft_to(&secretary, area, json!(["PATROL", "RESIDENTS"])).await;
    let at = app.clock.now() + TimeDelta::hours(1);
    for id in [&held, &goes] {
        schedule(&secretary, id, at).await.ok();
    }
    let (now, person) = (app.clock.now(), patroller.id);
    app.arrange(async |_, work| {
        let sql = "update patroller set left_at = $1 where person_id = $2";
        db::run(work.connection(), sql, [now.into(), person.into()]).await.unwrap();
    })
    .await;
    app.advance(TimeDelta::hours(1));
    secretary.refresh().await;
    until(async || (status(&secretary, &goes).await == "PUBLISHED").then_some(())).await;
    until(async || (status(&secretary, &held).await == "DRAFT").then_some(())).await;
    let back = read(&secretary, &held).await.ok();
    assert!(back.text_at("notice/statusReason").contains("nobody is left"), "{}", back.text);
    app.settles().await;
    assert_eq!(told_of_it(&secretary).await, 1);
    let refused = secretary.graphql(SEND, json!({ "input": { "id": held } })).await;
    assert_eq!(refused.refusals("noticePublish"), ["AUDIENCE_EMPTY audience"]);
}

#[tokio::test]
async fn whoever_has_left_by_then_is_left_out_of_a_scheduled_notice() {
    let (app, area, mut secretary, mut lim, _) = TestApp::neighbourhood().await;
    let mut siti = app.resident("Puan Siti", area).await;
    let named = async |people: &[&User]| {
        let people: Vec<String> = people.iter().map(|user| user.id.to_string()).collect();
        let input = json!({
            "audience": { "place": { "areaId": area.to_string() }, "personIds": people },
            "title": { "ms": "Panggilan" }, "body": { "ms": "Sila hadir." },
        });
        let written = secretary.graphql(CREATE, json!({ "input": input })).await.ok();
        let id = written.text_at("noticeCreate/notice/id");
        let at = app.clock.now() + TimeDelta::hours(1);
        schedule(&secretary, &id, at).await.ok();
        id
    };
    let (both, only) = (named(&[&lim, &siti]).await, named(&[&lim]).await);
    let leave = "mutation($area: ID!) { membershipLeave(input: { areaId: $area }) { userErrors { code } } }";
    lim.graphql(leave, json!({ "area": area.to_string() })).await.ok();
    app.advance(TimeDelta::hours(1));
    for user in [&mut secretary, &mut lim, &mut siti] {
        user.refresh().await;
    }
    until(async || (status(&secretary, &both).await == "PUBLISHED").then_some(())).await;
    assert_eq!(feed_of(&siti).await, 1);
    assert_eq!(feed_of(&lim).await, 0);
    assert_eq!(read(&lim, &both).await.code(), "NOT_FOUND");
    let left_out =
        "query($id: ID!) { notice(id: $id) { delivery { leftOut } receipts { audience } } }";
    let told = secretary.graphql(left_out, json!({ "id": both })).await.ok();
    let expected = json!({ "delivery": { "leftOut": 1 }, "receipts": { "audience": 1 } });
    assert_eq!(told.at("notice"), &expected);
    // What is for nobody any more does not go out, and says so.
    until(async || (status(&secretary, &only).await == "DRAFT").then_some(())).await;
    let held_back = read(&secretary, &only).await.ok();
    assert!(held_back.text_at("notice/statusReason").contains("nobody is left"));
    app.settles().await;
    assert_eq!([told_of_it(&secretary).await, told_of_it(&siti).await], [1, 0]);
    let published = secretary.graphql(SEND, json!({ "input": { "id": only } })).await;
    assert_eq!(published.refusals("noticePublish"), ["AUDIENCE_EMPTY audience"]);
}

/// How a scheduled notice stands once it is scheduled no longer.
async fn came_to(user: &User, id: &str) -> String {
    until(async || {
        let now = status(user, id).await;
        (now != "SCHEDULED").then_some(now)
    })
    .await
}

#[tokio::test]
async fn a_scheduled_notice_that_the_chair_makes_an_emergency_goes_out() {
    let (app, area, secretary, mut resident, _) = TestApp::neighbourhood().await;
    let mut chair = app.officer_of_committee("Puan Aminah", area, Role::Chair).await;
    let id = draft_to(&secretary, area, json!(["RESIDENTS"])).await;
    schedule(&secretary, &id, app.clock.now() + TimeDelta::hours(1)).await.ok();
    // The secretary could not send it any more: now it is the chair's word.
    let worse = json!({ "severity": "EMERGENCY", "confirmEmergency": true });
    update(&chair, &id, 2, worse).await.ok();
    app.advance(TimeDelta::hours(1));
    chair.refresh().await;
    resident.refresh().await;
    assert_eq!(came_to(&chair, &id).await, "PUBLISHED");
    assert_eq!(feed_of(&resident).await, 1);
}

#[tokio::test]
async fn a_scheduled_notice_that_headquarters_sends_to_the_nation_goes_out() {
    let (app, area, _, mut resident, _) = TestApp::neighbourhood().await;
    let district = domain::community::area(&app.ctx(), area).await.unwrap().district_id;
    let scope = GrantScope::District(district);
    let officer = app.officer("Encik Ali", Role::DistrictOfficer, &scope).await;
    let mut hq = app.officer("Puan Chong", Role::HqOfficer, &GrantScope::Nation).await;
    let id = draft(&officer, district).await;
    schedule(&officer, &id, app.clock.now() + TimeDelta::hours(1)).await.ok();
    let everywhere = json!({ "audience": { "place": { "nation": true } } });
    update(&hq, &id, 2, everywhere).await.ok();
    app.advance(TimeDelta::hours(1));
    hq.refresh().await;
    resident.refresh().await;
    assert_eq!(came_to(&hq, &id).await, "PUBLISHED");
    assert_eq!(feed_of(&resident).await, 1);
}
