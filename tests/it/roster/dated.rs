//! Rules that hold from a day on, and not before.

use chrono::{DateTime, TimeDelta, Utc};
use domain::shared::db;
use serde_json::json;
use stories::TestApp;

use super::{Watch, loads};

/// A unit at the end of March, for which April has rules of its own: one patrol a month, shifts of four
/// hours, and three patrols that make a unit active. In May everything is as it was.
async fn before_april() -> Watch {
    let now: DateTime<Utc> = "2026-03-30T04:00:00Z".parse().expect("an instant");
    let watch = Watch::on(TestApp::start_at(now).await, ("01", "Johor"), 9, 9).await;
    let row = "insert into patrol_rule (effective_from, team_least, team_leaders, rest_minutes, \
               patrols_a_month, active_patrols_a_month, shift_longest_minutes, certificate_minutes, \
               late_drop_minutes, swap_needs_approval, night_from, night_until, \
               patrol_longest_minutes, shift_reach_minutes, source) \
               select $1, team_least, team_leaders, rest_minutes, $2, $3, $4, certificate_minutes, \
               late_drop_minutes, swap_needs_approval, night_from, night_until, \
               patrol_longest_minutes, shift_reach_minutes, 'a story' \
               from patrol_rule where effective_from < '2013-01-01T00:00:00+00:00'";
    // Months begin at midnight in Malaysia.
    for (from, rule) in
        [("2026-03-31T16:00:00Z", [1_i64, 3, 240]), ("2026-04-30T16:00:00Z", [2, 1, 720])]
    {
        let from: DateTime<Utc> = from.parse().expect("an instant");
        let [a_month, active, longest] = rule;
        let values = [from.into(), a_month.into(), active.into(), longest.into()];
        let database = watch.app.house.tools.db.write();
        assert_eq!(db::run(database, row, values).await.expect("a rule"), 1);
    }
    watch
}

#[tokio::test]
async fn a_shift_keeps_the_rule_of_its_own_month() {
    let watch = before_april().await;
    let people = &watch.people;
    let (one, two) = ([people[0], people[1], people[2]], [people[0], people[3], people[4]]);
    // Two patrols in March and two in May are allowed, and five hours: the rule of April holds in April.
    for (first, second) in [("2026-03-30", "2026-03-31"), ("2026-05-08", "2026-05-15")] {
        watch.alone(first, (15, 20), &one).await.ok();
        watch.alone(second, (15, 19), &two).await.ok();
    }
    let long = watch.alone("2026-04-03", (15, 20), &one).await;
    assert_eq!(long.refusals("shiftPublish"), ["SPAN_TOO_LONG endsAt"]);
    watch.alone("2026-04-03", (15, 19), &one).await.ok();
    let often = watch.alone("2026-04-17", (15, 19), &two).await;
    assert_eq!(often.refusals("shiftPublish"), ["MONTH_FULL memberIds.0"]);
}

#[tokio::test]
async fn a_month_is_planned_and_counted_by_the_rule_of_its_own_days() {
    let watch = before_april().await;
    // Four Fridays for three each, and nine people.
    watch.nights(&[5], json!({})).await;
    let in_month = async |month: &str| {
        let planned = watch.generate(&watch.leader, json!({ "month": month })).await.ok();
        loads(planned.at("rosterGenerate/roster"))
    };
    let april = in_month("2026-04").await;
    assert!(april.values().all(|shifts| *shifts == 1), "{april:?}");
    let may = in_month("2026-05").await;
    assert!(may.values().any(|shifts| *shifts == 2), "{may:?}");

    // When March is over its units are still judged by its own rule, which ended with its last day.
    watch.app.advance(TimeDelta::days(3));
    let mut leader = watch.leader.clone();
    leader.refresh().await;
    let asked = "query($month: String!, $unit: ID) { patrolMonth(month: $month, unitId: $unit) { activeFromPatrols } }";
    for (month, active_from) in [("2026-03", 1), ("2026-04", 3)] {
        let variables = json!({ "month": month, "unit": watch.unit.to_string() });
        let read = leader.graphql(asked, variables).await.ok();
        assert_eq!(read.at("patrolMonth/activeFromPatrols"), &json!(active_from), "{month}");
    }
}
