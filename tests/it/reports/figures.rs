//! The figures of months as files, and which units they are about.

use chrono::TimeDelta;
use domain::{community::GrantScope, policy::Role};
use serde_json::json;
use stories::{Answer, TestApp, User, with};

use super::{Desk, MONTH, WALKED, months::with_checkpoints};
use crate::incidents::Watch;

/// The lines of a file without its head, which begins like this.
pub(super) fn lines(file: &Answer, head: &str) -> Vec<String> {
    assert_eq!(file.status, 200, "{}", file.text);
    assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8");
    assert_eq!(file.headers["cache-control"], "private, no-store");
    let mut lines = file.text.split_terminator("\r\n").map(str::to_owned);
    let first = lines.next().expect("a head");
    assert!(first.starts_with(head), "{first}");
    lines.collect()
}

#[tokio::test]
async fn a_months_figures_are_a_file_by_unit_district_and_state() {
    let desk = Desk::begins().await;
    with_checkpoints(&desk).await;
    desk.watch.reported(json!({ "happenedAt": super::at("01:15") })).await;
    let patrol = desk.patrolled(&WALKED).await;
    desk.reckoned(patrol).await;
    let (unit, area, district) = (desk.watch.unit, desk.watch.area, desk.watch.district);
    let hq = desk.watch.app.officer("Puan Chong", Role::HqOfficer, &GrantScope::Nation).await;
    let months = "/v1/reports/months.csv?month=2026-03";
    let names = "\"Daerah Taman Mutiara Rini\",\"Taman Mutiara Rini\",\"SRS Mutiara Rini\"";
    let of_unit =
        format!("\"2026-03\",\"01\",{names},1,4.00,2,1,2,50,\"Yellow\",1,1,100,\"Green\",1");

    // A line for a unit is what is said by default.
    for by in ["", "&by=unit", "&by=UNIT"] {
        let file = desk.officer.get(&format!("{months}&districtId={district}{by}")).await;
        let whole = format!("{of_unit},1");
        assert_eq!(lines(&file, "Month,State,District,Area,Unit,Patrols,Hours"), [whole]);
    }
    // The districts of a state by their names, also with nothing.
    let file = hq.get(&format!("{months}&stateCode=01&by=district")).await;
    assert_eq!(
        lines(&file, "Month,"),
        [
            "\"2026-03\",\"01\",\"Daerah Taman Melati\",\"\",\"\",0,0.00,0,0,0,,\"Black\",0,1,0,\"Red\",1,0",
            "\"2026-03\",\"01\",\"Daerah Taman Mutiara Rini\",\"\",\"\",1,4.00,2,1,2,50,\"Yellow\",1,1,100,\"Green\",1,1",
        ]
    );
    let file = hq.get(&format!("{months}&scope=NATION&by=state")).await;
    let states = lines(&file, "Month,");
    assert_eq!(states.len(), 16, "{}", file.text);
    assert_eq!(
        states[0],
        "\"2026-03\",\"01\",\"\",\"\",\"\",1,4.00,2,1,2,50,\"Yellow\",1,2,50,\"Yellow\",1,1"
    );
    // The committee its own; a volunteer the unit's, without the incidents.
    let file = desk.watch.secretary.get(&format!("{months}&areaId={area}")).await;
    assert_eq!(lines(&file, "Month,").len(), 1);
    let own = format!("{months}&unitId={unit}");
    assert_eq!(lines(&desk.watch.devi.get(&own).await, "Month,"), [format!("{of_unit},")]);
    let malay = desk.officer.speaking("ms").get(&own).await;
    assert!(lines(&malay, "Bulan,Negeri,Daerah")[0].contains(",\"Kuning\","), "{}", malay.text);

    let incidents = "/v1/reports/incidents.csv?month=2026-03";
    let file = desk.officer.get(&format!("{incidents}&districtId={district}")).await;
    let theft = format!("\"2026-03\",\"01\",{names},\"Theft\",1,1");
    assert_eq!(lines(&file, "Month,State,District,Area,Unit,Category,Hour,Incidents"), [theft]);
    let file = hq.get(&format!("{incidents}&scope=NATION&by=state")).await;
    assert_eq!(
        lines(&file, "Month,"),
        ["\"2026-03\",\"01\",\"\",\"\",\"\",\"Theft\",1,1"],
        "what has none has no line"
    );
    for (user, path, code) in [
        (&desk.watch.devi, format!("{incidents}&unitId={unit}"), "FORBIDDEN"),
        (&desk.watch.stranger, own.clone(), "NOT_FOUND"),
        (&desk.officer, format!("{months}&stateCode=01"), "NOT_FOUND"),
        // A line for more than the place would show a part of it as the whole.
        (&desk.watch.secretary, format!("{months}&areaId={area}&by=district"), "BAD_REQUEST"),
        (&desk.officer, format!("{incidents}&districtId={district}&by=state"), "BAD_REQUEST"),
        (&desk.officer, format!("{months}&districtId={district}&by=street"), "BAD_REQUEST"),
        (&hq, months.to_owned(), "REQUIRED"),
        (&hq, "/v1/reports/months.csv?month=2026-3&scope=NATION".to_owned(), "MONTH_INVALID"),
    ] {
        assert_eq!(user.get(&path).await.code(), code, "{path}");
    }
}

/// Units of a district that were active, and all of them, in a month.
async fn active_units(officer: &User, desk: &Watch, month: &str) -> (i64, i64) {
    let place = json!({ "district": desk.district.to_string() });
    let read = officer.graphql(MONTH, with(place, json!({ "month": month }))).await.ok();
    let share = read.at("patrolMonth/activeUnits").clone();
    (share["part"].as_i64().expect("a part"), share["whole"].as_i64().expect("a whole"))
}

#[tokio::test]
async fn a_unit_that_rests_later_stays_in_the_share_of_the_months_before() {
    let evening = "2026-03-31T12:00:00Z".parse().expect("an instant");
    let watch = Watch::begins_on(TestApp::start_at(evening).await).await;
    let mut officer = watch.officer().await;
    assert_eq!(active_units(&officer, &watch, "2026-03").await, (0, 1));
    watch.app.advance(TimeDelta::days(1));
    officer.refresh().await;
    let set = "mutation($input: PatrolUnitStatusSetInput!) { patrolUnitStatusSet(input: $input) { unit { status version } userErrors { code field } } }";
    let status = |status: &str, version: i64| json!({ "input": { "id": watch.unit.to_string(), "status": status, "version": version, "reason": "Tiada rondaan" } });
    officer.graphql(set, status("INACTIVE", 1)).await.ok();
    assert_eq!(active_units(&officer, &watch, "2026-04").await, (0, 0));
    // In March it was at work and did not patrol, and no later rest takes that out of the figures.
    assert_eq!(active_units(&officer, &watch, "2026-03").await, (0, 1));
    let file =
        |month: &str| format!("/v1/reports/months.csv?month={month}&districtId={}", watch.district);
    assert_eq!(lines(&officer.get(&file("2026-03")).await, "Month,").len(), 1);
    assert_eq!(lines(&officer.get(&file("2026-04")).await, "Month,").len(), 0);
    // At work again: the last step of a month says where the unit stood.
    watch.app.advance(TimeDelta::minutes(1));
    officer.graphql(set, status("ACTIVE", 2)).await.ok();
    assert_eq!(active_units(&officer, &watch, "2026-04").await, (0, 1));
    assert_eq!(active_units(&officer, &watch, "2026-02").await, (0, 0), "it was not there yet");
}
