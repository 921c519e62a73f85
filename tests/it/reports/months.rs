//! The figures of months, and the files of them.

use chrono::TimeDelta;
use domain::{
    community::{self, GrantScope},
    duties::Duty,
    policy::Role,
    shared::{db, scheduler},
};
use serde_json::{Value, json};
use stories::{User, until, with};

use super::{Desk, MONTH, WALKED, change};
use crate::mysrs::add_unit;

async fn month(user: &User, place: Value) -> Value {
    let variables = with(place, json!({ "month": "2026-03" }));
    user.graphql(MONTH, variables).await.ok().at("patrolMonth").clone()
}

/// Two checkpoints, of which patrols come past the first.
pub(super) async fn with_checkpoints(desk: &Desk) {
    for name in ["Surau", "Balai"] {
        let add = "mutation($input: CheckpointAddInput!) { checkpointAdd(input: $input) { checkpoint { id } userErrors { code } } }";
        let input = json!({
            "unitId": desk.watch.unit.to_string(), "name": name,
            "coordinates": { "latitude": 1.54, "longitude": 103.65 },
        });
        desk.watch.leader.graphql(add, json!({ "input": input })).await.ok();
    }
    // They were there before the night.
    let sql = "update checkpoint set created_at = $1";
    let before = desk.watch.now() - TimeDelta::days(30);
    let touched = db::run(desk.watch.app.house.tools.db.write(), sql, [before.into()]).await;
    assert_eq!(touched.unwrap(), 2);
}

/// Waits until the unit's month shows so many patrols.
async fn shows(desk: &Desk, patrols: i64) -> Value {
    let unit = json!({ "unit": desk.watch.unit.to_string() });
    until(async || {
        let month = month(&desk.watch.leader, unit.clone()).await;
        (month["patrols"] == patrols).then_some(month)
    })
    .await
}

#[tokio::test]
async fn a_month_is_reckoned_by_unit_district_state_and_nation() {
    let desk = Desk::begins().await;
    with_checkpoints(&desk).await;
    let incident = json!({ "happenedAt": super::at("01:15") });
    desk.watch.reported(incident).await;
    let empty = month(&desk.watch.leader, json!({ "unit": desk.watch.unit.to_string() })).await;
    assert_eq!((&empty["patrols"], &empty["coverage"]["colour"]), (&json!(0), &json!("BLACK")));
    assert_eq!(empty["activeUnits"]["colour"], "RED", "a unit that has not patrolled yet");
    desk.patrolled(&WALKED).await;
    desk.patrolled(&WALKED).await;
    let unit = shows(&desk, 2).await;
    // Two patrols of the same two people in the same four hours.
    assert_eq!((&unit["hours"], &unit["members"]), (&json!(4.0), &json!(2)));
    let coverage = json!({ "part": 2, "whole": 4, "percent": 50, "colour": "YELLOW" });
    assert_eq!(unit["coverage"], coverage);
    let active = json!({ "part": 1, "whole": 1, "percent": 100, "colour": "GREEN" });
    assert_eq!((&unit["activeUnits"], &unit["activeFromPatrols"]), (&active, &json!(1)));
    assert_eq!(
        unit["incidents"],
        json!([{ "categoryCode": "PROPERTY_THEFT", "hour": 1, "number": 1 }])
    );
    // Another unit of the district that has not patrolled.
    add_unit(&desk.watch.app, desk.watch.area).await;
    let district =
        month(&desk.officer, json!({ "district": desk.watch.district.to_string() })).await;
    let half = json!({ "part": 1, "whole": 2, "percent": 50, "colour": "YELLOW" });
    assert_eq!((&district["patrols"], &district["activeUnits"]), (&json!(2), &half));
    let hq = desk.watch.app.officer("Puan Chong", Role::HqOfficer, &GrantScope::Nation).await;
    for place in [json!({ "state": "01" }), json!({})] {
        let larger = month(&hq, place).await;
        assert_eq!((&larger["patrols"], &larger["activeUnits"]["whole"]), (&json!(2), &json!(3)));
    }
    let area = json!({ "area": desk.watch.area.to_string() });
    assert_eq!(month(&desk.watch.secretary, area.clone()).await["patrols"], 2);
    // The next month has none of it.
    let april = json!({ "month": "2026-04", "unit": desk.watch.unit.to_string() });
    let april = desk.watch.leader.graphql(MONTH, april).await.ok();
    assert_eq!(april.at("patrolMonth/patrols"), 0);
    // A volunteer reads the unit's, without the incidents, and no more.
    let own = month(&desk.watch.devi, json!({ "unit": desk.watch.unit.to_string() })).await;
    assert_eq!((&own["patrols"], &own["incidents"]), (&json!(2), &Value::Null));
    for (user, place, code) in [
        (&desk.watch.devi, area, "NOT_FOUND"),
        (&desk.officer, json!({ "state": "01" }), "NOT_FOUND"),
        (
            &desk.watch.leader,
            json!({ "month": "2026-13", "unit": desk.watch.unit.to_string() }),
            "MONTH_INVALID",
        ),
    ] {
        let variables = with(json!({ "month": "2026-03" }), place);
        assert_eq!(user.graphql(MONTH, variables).await.code(), code);
    }
}

#[tokio::test]
async fn what_is_reckoned_twice_or_at_once_counts_once() {
    let desk = Desk::begins().await;
    let patrol = desk.patrolled(&WALKED).await;
    let first = shows(&desk, 1).await;
    let now = desk.watch.now();
    desk.watch
        .app
        .arrange(async |_, work| {
            for minutes in 10..=13 {
                let due_at = now + TimeDelta::minutes(minutes);
                scheduler::plan(work, Duty::PatrolReckon, patrol, due_at).await.unwrap();
            }
        })
        .await;
    // As if somebody had written a wrong figure.
    let database = desk.watch.app.house.tools.db.write();
    db::run(database, "update unit_month set patrols = 7, people = 99", []).await.unwrap();
    desk.watch.app.advance(TimeDelta::minutes(14));
    let (one, two) = (desk.watch.app.ctx(), desk.watch.app.ctx());
    let (one, two) = tokio::join!(scheduler::round(&one), scheduler::round(&two));
    assert!(one.is_ok() && two.is_ok());
    let mut leader = desk.watch.leader.clone();
    leader.refresh().await;
    let unit = json!({ "unit": desk.watch.unit.to_string() });
    let again = until(async || {
        let month = month(&leader, unit.clone()).await;
        (month["patrols"] == 1).then_some(month)
    })
    .await;
    assert_eq!(again, first);
}

#[tokio::test]
async fn a_patrol_that_is_cancelled_is_in_no_month() {
    let desk = Desk::begins().await;
    let patrol = desk.patrolled(&[]).await;
    shows(&desk, 1).await;
    let cancel = json!({
        "patrolId": patrol.to_string(), "version": 0, "decision": "CANCEL",
        "reason": "Dimulakan secara tidak sengaja.",
    });
    let cancelled = change(&desk.officer, "patrolReportDecide", cancel).await.ok();
    assert_eq!(cancelled.at("patrolReportDecide/report/status"), "CANCELLED");
    // In the same transaction.
    let month = month(&desk.watch.leader, json!({ "unit": desk.watch.unit.to_string() })).await;
    assert_eq!((&month["patrols"], &month["hours"]), (&json!(0), &json!(0.0)));
}

#[tokio::test]
async fn files_hold_no_names_and_no_formulas() {
    let desk = Desk::begins().await;
    with_checkpoints(&desk).await;
    let patrol = desk.patrolled(&WALKED).await;
    shows(&desk, 1).await;
    let database = desk.watch.app.house.tools.db.write();
    let rename = "update patrol_unit set name = '=HYPERLINK(\"x\")' where id = $1";
    db::run(database, rename, [desk.watch.unit.into()]).await.unwrap();
    let district = desk.watch.district;
    let path = format!("/v1/reports/patrols.csv?month=2026-03&districtId={district}");
    let file = desk.officer.get(&path).await;
    assert_eq!(file.status, 200, "{}", file.text);
    assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8");
    assert_eq!(file.headers["cache-control"], "private, no-store");
    let lines: Vec<&str> = file.text.split_terminator("\r\n").collect();
    assert_eq!(lines.len(), 2, "{}", file.text);
    assert!(lines[0].starts_with("Patrol,State,District"), "{}", lines[0]);
    for part in [
        patrol.to_string().as_str(),
        "\"'=HYPERLINK(\"\"x\"\")\"",
        "2026-03-13 23:00:00,2026-03-14 03:00:00,240,240,",
        ",2,6,6,\"Not finished\",",
    ] {
        assert!(lines[1].contains(part), "{part} is not in {}", lines[1]);
    }
    assert!(!file.text.contains("Devi") && !file.text.contains("Lim"), "{}", file.text);
    let malay = desk.officer.speaking("ms").get(&path).await;
    assert!(malay.text.starts_with("Rondaan,Negeri,") && malay.text.contains("Belum selesai"));

    let path = format!("/v1/reports/units.geojson?month=2026-03&districtId={district}");
    let map = desk.officer.get(&path).await;
    assert_eq!(map.status, 200, "{}", map.text);
    assert_eq!(map.headers["content-type"], "application/geo+json");
    let map: Value = serde_json::from_str(&map.text).expect("GeoJSON");
    let feature = &map["features"][0];
    assert_eq!(map["features"].as_array().map(Vec::len), Some(1));
    assert_eq!(feature["geometry"], json!({ "type": "Point", "coordinates": [103.65, 1.54] }));
    let properties = &feature["properties"];
    assert_eq!((&properties["patrols"], &properties["minutes"]), (&json!(1), &json!(240)));
    assert_eq!((&properties["members"], &properties["active"]), (&json!(2), &json!(true)));

    // A volunteer may see the unit and not its list; nobody sees another state's.
    let unit = desk.watch.unit;
    let own = format!("/v1/reports/patrols.csv?month=2026-03&unitId={unit}");
    assert_eq!(desk.watch.devi.get(&own).await.code(), "FORBIDDEN");
    let state = "/v1/reports/patrols.csv?month=2026-03&stateCode=01";
    assert_eq!(desk.officer.get(state).await.code(), "NOT_FOUND");
    let wrong = format!("/v1/reports/patrols.csv?month=March&districtId={district}");
    assert_eq!(desk.officer.get(&wrong).await.code(), "MONTH_INVALID");
    assert_eq!(desk.officer.get("/v1/reports/patrols.csv").await.code(), "BAD_REQUEST");
}

#[tokio::test]
async fn a_file_of_more_than_one_part_is_whole() {
    let desk = Desk::begins().await;
    let (unit, district, person) = (desk.watch.unit, desk.watch.district, desk.watch.devi.id);
    desk.watch
        .app
        .arrange(async |ctx, work| {
            for number in 0..1_201_i64 {
                // Two at the same moment, over the bounds of the parts.
                let began = super::at("23:00") - TimeDelta::minutes(number / 2);
                let id: domain::shared::id::PatrolId = ctx.mint();
                let sql = "insert into patrol (id, unit_id, started_by, status, started_at, ended_at, opened_at, duration_seconds) values ($1, $2, $3, 'ENDED', $4, $4, $4, 60)";
                let values = [id.into(), unit.into(), person.into(), began.into()];
                db::run(work.connection(), sql, values).await.unwrap();
            }
        })
        .await;
    let path = format!("/v1/reports/patrols.csv?month=2026-03&districtId={district}");
    let file = desk.officer.get(&path).await;
    let mut lines: Vec<&str> = file.text.split_terminator("\r\n").collect();
    assert_eq!(lines.len(), 1_202);
    lines.sort_unstable();
    lines.dedup();
    assert_eq!(lines.len(), 1_202, "each once");
    let area = community::area(&desk.watch.app.ctx(), desk.watch.area).await.unwrap();
    assert!(lines[0].contains(&area.name), "{}", lines[0]);
}
