//! The chain of a report: not finished, sent for checking, checked or sent back.

use chrono::TimeDelta;
use domain::{community::GrantScope, policy::Role};
use serde_json::{Value, json};
use stories::{User, until, with};

use super::{Desk, WALKED, change, read};

const LIST: &str = "query($unit: ID, $area: ID, $district: ID, $state: String, $filter: PatrolReportFilterInput, $first: Int, $after: String) { patrolReports(unitId: $unit, areaId: $area, districtId: $district, stateCode: $state, filter: $filter, first: $first, after: $after) { nodes { patrolId status overdue } pageInfo { endCursor hasNextPage } } }";

async fn listed(user: &User, variables: Value) -> Vec<String> {
    let answer = user.graphql(LIST, variables).await.ok();
    let nodes = answer.at("patrolReports/nodes").as_array().expect("nodes").clone();
    nodes.iter().map(|node| node["patrolId"].as_str().expect("an id").to_owned()).collect()
}

#[tokio::test]
async fn a_report_goes_to_the_district_and_back_and_is_checked() {
    let mut desk = Desk::begins().await;
    let patrol = desk.patrolled(&WALKED).await;
    let incident = json!({ "patrolId": patrol.to_string(), "severity": "HIGH" });
    desk.watch.reported(incident).await;
    let begun = desk.reckoned(patrol).await;
    assert_eq!((&begun["status"], &begun["version"]), (&json!("NOT_FINISHED"), &json!(0)));
    assert_eq!((&begun["overdue"], &begun["viewerCanSubmit"]), (&json!(false), &json!(true)));
    // The log fills the form.
    let suggested = &begun["suggestion"];
    assert_eq!(suggested["case"]["categoryCode"], "PROPERTY_THEFT");
    assert!(suggested["case"]["description"].as_str().unwrap().starts_with("SRS-"), "{suggested}");
    let names = json!([{ "displayName": "Puan Devi" }, { "displayName": "Encik Lim" }]);
    let mut members = suggested["members"].as_array().unwrap().clone();
    members.sort_by_key(|member| std::cmp::Reverse(member["displayName"].to_string()));
    assert_eq!(json!(members), names);

    let whole = json!({
        "patrolId": patrol.to_string(), "version": 0, "confirmingOfficer": "Koperal Azman",
        "memberIds": [desk.watch.devi.id.to_string(), desk.watch.lim.id.to_string()],
        "case": { "categoryCode": "PROPERTY_THEFT", "type": "Curi", "description": "=2+2 Kotak dibawa keluar.", "peopleInvolved": 2, "agency": "POLICE" },
    });
    let wrong = json!({ "memberIds": [], "case": { "categoryCode": "NONE", "description": " " } });
    let refused =
        change(&desk.watch.leader, "patrolReportSubmit", with(whole.clone(), wrong)).await;
    assert_eq!(
        refused.refusals("patrolReportSubmit"),
        ["REQUIRED memberIds", "REQUIRED case.description"]
    );
    let stranger = json!({ "memberIds": [desk.watch.stranger.id.to_string()] });
    let refused =
        change(&desk.watch.leader, "patrolReportSubmit", with(whole.clone(), stranger)).await;
    assert_eq!(refused.refusals("patrolReportSubmit"), ["PERSON_NOT_ELIGIBLE memberIds.0"]);

    // The answer was lost: the same key brings the same.
    let keyed = with(whole.clone(), json!({ "idempotencyKey": "laporan-1" }));
    for _ in 0..2 {
        let sent = change(&desk.watch.leader, "patrolReportSubmit", keyed.clone()).await.ok();
        let report = sent.at("patrolReportSubmit/report");
        assert_eq!((&report["status"], &report["version"]), (&json!("SUBMITTED"), &json!(1)));
        assert_eq!(report["case"]["agency"], "POLICE");
        assert_eq!(report["members"].as_array().map(Vec::len), Some(2));
    }
    let late = change(&desk.watch.leader, "patrolReportSubmit", whole.clone()).await;
    assert_eq!(late.refusals("patrolReportSubmit"), ["VERSION_CONFLICT version"]);

    let back = json!({ "patrolId": patrol.to_string(), "version": 1, "decision": "SEND_BACK" });
    let refused = change(&desk.officer, "patrolReportDecide", back.clone()).await;
    assert_eq!(refused.refusals("patrolReportDecide"), ["REQUIRED reason"]);
    let back = with(back, json!({ "reason": "Siapa pegawai yang mengesahkan?" }));
    let sent_back = change(&desk.officer, "patrolReportDecide", back).await.ok();
    let report = sent_back.at("patrolReportDecide/report");
    assert_eq!(report["status"], "NEEDS_UPDATE");
    assert_eq!(report["reason"], "Siapa pegawai yang mengesahkan?");
    assert_eq!(report["suggestion"], Value::Null, "it is for the leader");

    desk.watch.app.advance(TimeDelta::minutes(5));
    desk.watch.leader.refresh().await;
    let again = with(whole, json!({ "version": 2, "case": null }));
    let again = change(&desk.watch.leader, "patrolReportSubmit", again).await.ok();
    let report = again.at("patrolReportSubmit/report");
    assert_eq!((&report["case"], &report["reason"]), (&Value::Null, &Value::Null));
    let check = json!({ "patrolId": patrol.to_string(), "version": 3, "decision": "CHECK" });
    let checked = change(&desk.officer, "patrolReportDecide", check).await.ok();
    let report = checked.at("patrolReportDecide/report");
    assert_eq!((&report["status"], &report["dueAt"]), (&json!("CHECKED"), &Value::Null));
    let history: Vec<&Value> =
        report["history"].as_array().unwrap().iter().map(|step| &step["status"]).collect();
    assert_eq!(history, ["SUBMITTED", "NEEDS_UPDATE", "SUBMITTED", "CHECKED"]);
    assert_eq!(report["history"][0]["case"]["description"], "=2+2 Kotak dibawa keluar.");
}

#[tokio::test]
async fn what_nobody_does_in_time_shows_as_overdue() {
    let mut desk = Desk::begins().await;
    let (first, second) = (desk.patrolled(&WALKED).await, desk.patrolled(&WALKED).await);
    desk.reckoned(first).await;
    desk.reckoned(second).await;
    let district = desk.watch.district.to_string();
    let overdue = json!({ "district": district, "filter": { "overdueOnly": true } });
    assert!(listed(&desk.officer, overdue.clone()).await.is_empty());
    let input = json!({
        "patrolId": second.to_string(), "version": 0, "memberIds": [desk.watch.devi.id.to_string()],
    });
    change(&desk.watch.leader, "patrolReportSubmit", input).await.ok();
    desk.watch.app.advance(TimeDelta::days(4));
    desk.officer.refresh().await;
    assert_eq!(listed(&desk.officer, overdue.clone()).await, [first.to_string()]);
    desk.watch.app.advance(TimeDelta::days(4));
    desk.officer.refresh().await;
    assert_eq!(
        listed(&desk.officer, overdue).await,
        [first.to_string(), second.to_string()],
        "the latest of all first"
    );
    for (filter, expected) in [
        (json!({ "status": "SUBMITTED" }), vec![second]),
        (json!({ "status": "NOT_FINISHED" }), vec![first]),
        (json!({ "status": "CHECKED" }), vec![]),
    ] {
        let expected: Vec<String> = expected.iter().map(ToString::to_string).collect();
        for place in [
            json!({ "district": district }),
            json!({ "unit": desk.watch.unit.to_string() }),
            json!({ "area": desk.watch.area.to_string() }),
        ] {
            let wanted = with(place, json!({ "filter": filter }));
            assert_eq!(listed(&desk.officer, wanted).await, expected, "{filter}");
        }
    }
    let all = json!({ "district": district, "first": 1 });
    let page = desk.officer.graphql(LIST, all).await.ok();
    assert_eq!(page.at("patrolReports/pageInfo/hasNextPage"), true);
    let after = page.at("patrolReports/pageInfo/endCursor").clone();
    let rest = json!({ "district": district, "first": 1, "after": after });
    assert_eq!(listed(&desk.officer, rest).await.len(), 1);
}

#[tokio::test]
async fn each_does_what_is_theirs() {
    let desk = Desk::begins().await;
    let patrol = desk.patrolled(&WALKED).await;
    desk.reckoned(patrol).await;
    let input = json!({
        "patrolId": patrol.to_string(), "version": 0, "memberIds": [desk.watch.devi.id.to_string()],
    });
    let check = json!({ "patrolId": patrol.to_string(), "version": 1, "decision": "CHECK" });
    for user in [&desk.watch.devi, &desk.watch.secretary, &desk.officer] {
        let answer = change(user, "patrolReportSubmit", input.clone()).await;
        assert_eq!(answer.code(), "FORBIDDEN");
    }
    // Who was on the patrol reads its report, and nobody of another unit.
    for (user, code) in [
        (&desk.watch.devi, ""),
        (&desk.watch.leader, ""),
        (&desk.watch.secretary, ""),
        (&desk.officer, ""),
        (&desk.watch.stranger, "NOT_FOUND"),
    ] {
        assert_eq!(read(user, patrol).await.code(), code);
    }
    let unit = json!({ "unit": desk.watch.unit.to_string() });
    assert_eq!(desk.watch.devi.graphql(LIST, unit).await.code(), "FORBIDDEN");
    change(&desk.watch.leader, "patrolReportSubmit", input).await.ok();
    for user in [&desk.watch.devi, &desk.watch.leader, &desk.watch.secretary] {
        assert_eq!(change(user, "patrolReportDecide", check.clone()).await.code(), "FORBIDDEN");
    }
    let elsewhere = desk.watch.app.area_in("Kampung Jauh", "02", "Kedah").await;
    let far = domain::community::area(&desk.watch.app.ctx(), elsewhere).await.unwrap().district_id;
    let scope = GrantScope::District(far);
    let other = desk.watch.app.officer("Encik Wong", Role::DistrictOfficer, &scope).await;
    assert_eq!(change(&other, "patrolReportDecide", check.clone()).await.code(), "NOT_FOUND");
    change(&desk.officer, "patrolReportDecide", check).await.ok();
}

#[tokio::test]
async fn nothing_is_handed_in_while_the_patrol_lasts() {
    let desk = Desk::begins().await;
    let patrol = desk.begun().await;
    let before = read(&desk.watch.leader, patrol).await.ok();
    assert_eq!(before.at("patrolReport/status"), "NOT_FINISHED");
    assert_eq!(before.at("patrolReport/viewerCanSubmit"), false);
    let input = json!({
        "patrolId": patrol.to_string(), "version": 0, "memberIds": [desk.watch.devi.id.to_string()],
    });
    let refused = change(&desk.watch.leader, "patrolReportSubmit", input.clone()).await;
    assert_eq!(refused.refusals("patrolReportSubmit"), ["STATE_INVALID"]);
    desk.ended(patrol).await;
    // Sooner than the duty that begins the report.
    change(&desk.watch.leader, "patrolReportSubmit", input).await.ok();
    let kept = until(async || {
        let report = read(&desk.officer, patrol).await.ok();
        (report.at("patrolReport/version") == 1).then_some(report)
    })
    .await;
    assert_eq!(kept.at("patrolReport/status"), "SUBMITTED");
}
