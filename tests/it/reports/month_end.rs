//! Patrols at the end of a month: each is in the month in which it began, in Malaysia, and in no other.

use chrono::{DateTime, Utc};
use domain::shared::id::{Ids, PatrolId, PersonId};
use serde_json::{Value, json};
use stories::{TestApp, User};

use super::{
    Desk, END, MONTH, START, WALKED, bounds::reckoned, certify, figures::lines,
    months::with_checkpoints,
};
use crate::incidents::Watch;

/// A time of the night from 31 March to 1 April 2026 in Malaysia.
fn at(time: &str) -> DateTime<Utc> {
    let day = if time < "12:00" { "2026-04-01" } else { "2026-03-31" };
    DateTime::parse_from_rfc3339(&format!("{day}T{time}:00+08:00")).expect("a time").into()
}

/// Somebody patrols until three in the morning with those beside them, and their phone recorded this; it
/// had no signal until noon.
async fn patrolled(
    desk: &Desk,
    (by, beside): (&User, &[PersonId]),
    (from, records): (&str, &[&str]),
) -> PatrolId {
    let id: PatrolId = Ids::Random.mint(desk.watch.now());
    let beside: Vec<String> = beside.iter().map(ToString::to_string).collect();
    let input = json!({
        "id": id.to_string(), "unitId": desk.watch.unit.to_string(), "startedAt": at(from),
        "presentIds": beside,
    });
    by.graphql(START, json!({ "input": input })).await.ok();
    for time in records {
        desk.checks_in_at(by, id, at(time), "Surau").await;
    }
    let input = json!({ "id": id.to_string(), "endedAt": at("03:00") });
    by.graphql(END, json!({ "input": input })).await.ok();
    reckoned(desk, id).await;
    id
}

/// The unit's patrols, hours and members of a month, and the checkpoints that they came past.
async fn figures(desk: &Desk, month: &str) -> Value {
    let asked = json!({ "month": month, "unit": desk.watch.unit.to_string() });
    let read = desk.watch.leader.graphql(MONTH, asked).await.ok();
    let month = read.at("patrolMonth");
    json!([month["patrols"], month["hours"], month["members"], month["coverage"]["part"]])
}

#[tokio::test]
async fn a_patrol_over_the_end_of_a_month_is_in_the_one_in_which_it_began() {
    let noon = "2026-04-01T04:00:00Z".parse().expect("an instant");
    let watch = Watch::begins_on(TestApp::start_at(noon).await).await;
    let officer = watch.officer().await;
    let desk = Desk { watch, officer };
    with_checkpoints(&desk).await;
    let (devi, lim) = (&desk.watch.devi, [desk.watch.lim.id]);
    let before = patrolled(&desk, (devi, &lim), ("23:00", &WALKED)).await;
    // Half an hour into April the leader sets out by himself. By UTC both began on the last day of March.
    let walked = ["00:40", "01:20", "02:00", "02:30"];
    let after = patrolled(&desk, (&desk.watch.leader, &[]), ("00:30", &walked)).await;

    // The hours that the first one lasts into April are those of its own month.
    assert_eq!(figures(&desk, "2026-03").await, json!([1, 4.0, 2, 1]));
    assert_eq!(figures(&desk, "2026-04").await, json!([1, 2.5, 1, 1]));
    for month in ["2026-02", "2026-05"] {
        assert_eq!(figures(&desk, month).await, json!([0, 0.0, 0, 0]), "{month}");
    }
    for (month, patrol, times) in [
        ("2026-03", before, "2026-03-31 23:00:00,2026-04-01 03:00:00,240,240,"),
        ("2026-04", after, "2026-04-01 00:30:00,2026-04-01 03:00:00,150,150,"),
    ] {
        let district = desk.watch.district;
        let path = format!("/v1/reports/patrols.csv?month={month}&districtId={district}");
        let file = desk.officer.get(&path).await;
        let lines = lines(&file, "Patrol,State,District");
        assert_eq!(lines.len(), 1, "{}", file.text);
        assert!(lines[0].contains(&patrol.to_string()), "{}", file.text);
        assert!(lines[0].contains(times), "{}", file.text);
    }

    // A certificate is about the hours after midnight, whose day is the first of April.
    let named = json!({ "patrolId": before.to_string() });
    let issued = certify(devi, "certificateIssue", named).await.ok();
    let certificate = issued.at("certificateIssue/certificate");
    assert_eq!(certificate["minutes"], 180);
    assert_eq!(certificate["startsAt"], "2026-03-31T16:00:00.000Z");
    assert_eq!(certificate["endsAt"], "2026-03-31T19:00:00.000Z");
}
