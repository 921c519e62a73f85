//! Rules that hold from a day on, and not before.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use domain::shared::db;
use serde_json::json;
use stories::TestApp;

use super::{Watch, loads, teams};

/// The first moments of April and May in Malaysia.
const APRIL: &str = "2026-03-31T16:00:00Z";
const MAY: &str = "2026-04-30T16:00:00Z";

fn moment(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

/// A unit at noon of 30 March, with so many people, of whom so many can lead.
async fn in_march(people: usize, leaders: usize) -> Watch {
    let app = TestApp::start_at(moment("2026-03-30T04:00:00Z")).await;
    Watch::on(app, ("01", "Johor"), people, leaders).await
}

/// From a moment on patrols have the rule with which the tables came, but for these numbers.
async fn rule_from(watch: &Watch, from: &str, others: &[(&str, i64)]) {
    let columns = [
        "team_least",
        "team_leaders",
        "rest_minutes",
        "patrols_a_month",
        "active_patrols_a_month",
        "shift_longest_minutes",
        "certificate_minutes",
        "late_drop_minutes",
        "swap_needs_approval",
        "night_from",
        "night_until",
        "patrol_longest_minutes",
        "shift_reach_minutes",
    ];
    let value = |column: &&str| {
        let other = others.iter().find(|(name, _)| name == column);
        other.map_or_else(|| (*column).to_owned(), |(_, number)| number.to_string())
    };
    let values: Vec<String> = columns.iter().map(value).collect();
    let row = format!(
        "insert into patrol_rule (effective_from, source, {}) select $1, 'a story', {} \
         from patrol_rule where effective_from < '2013-01-01T00:00:00+00:00'",
        columns.join(", "),
        values.join(", ")
    );
    let database = watch.app.house.tools.db.write();
    assert_eq!(db::run(database, &row, [moment(from).into()]).await.expect("a rule"), 1);
}

/// A unit at the end of March, for which April has rules of its own: one patrol a month, shifts of four
/// hours, and three patrols that make a unit active. In May everything is as it was.
async fn before_april() -> Watch {
    let watch = in_march(9, 9).await;
    let others =
        [("patrols_a_month", 1), ("active_patrols_a_month", 3), ("shift_longest_minutes", 240)];
    rule_from(&watch, APRIL, &others).await;
    rule_from(&watch, MAY, &[]).await;
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

#[tokio::test]
async fn before_a_shift_lies_the_rest_that_its_own_month_asks_for() {
    let watch = in_march(9, 9).await;
    rule_from(&watch, APRIL, &[("rest_minutes", 1_200)]).await;
    let people = &watch.people;
    // The leader each time, with two who are fresh.
    let team = |number: usize| [people[0], people[2 * number + 1], people[2 * number + 2]];
    watch.alone("2026-03-30", (15, 19), &team(0)).await.ok();
    // Fourteen hours are enough in March.
    watch.alone("2026-03-31", (9, 13), &team(1)).await.ok();
    // As many are too few before a shift of April, whether the one before it is of March or of April, and
    // twenty are enough.
    for (day, number) in [("2026-04-01", 2), ("2026-04-02", 3)] {
        let tired = watch.alone(day, (3, 7), &team(number)).await;
        assert_eq!(tired.refusals("shiftPublish"), ["REST_TOO_SHORT memberIds.0"], "{day}");
        watch.alone(day, (9, 13), &team(number)).await.ok();
    }
}

#[tokio::test]
async fn a_team_is_as_large_and_as_well_led_as_its_own_month_asks() {
    let watch = in_march(12, 6).await;
    rule_from(&watch, APRIL, &[("team_least", 4), ("team_leaders", 2)]).await;
    let people = &watch.people;
    let able: BTreeSet<String> = people[..6].iter().map(ToString::to_string).collect();
    // One Tuesday of March is still to come, and April has four; three are wanted for each.
    watch.nights(&[2], json!({})).await;
    for (month, sizes, leaders) in [("2026-03", vec![3], 1), ("2026-04", vec![4; 4], 2)] {
        let planned = watch.generate(&watch.leader, json!({ "month": month })).await.ok();
        let roster = planned.at("rosterGenerate/roster");
        assert_eq!(roster["fullness"], "FULL", "{roster}");
        let teams = teams(roster);
        assert_eq!(teams.values().map(BTreeSet::len).collect::<Vec<_>>(), sizes, "{roster}");
        let led = |team: &BTreeSet<String>| team.intersection(&able).count() >= leaders;
        assert!(teams.values().all(led), "{roster}");
    }

    let small = [people[0], people[6], people[7]];
    watch.alone("2026-03-30", (15, 19), &small).await.ok();
    let both = watch.alone("2026-04-03", (15, 19), &small).await;
    let reasons = ["TEAM_TOO_SMALL memberIds", "TEAM_LACKS_LEADER memberIds"];
    assert_eq!(both.refusals("shiftPublish"), reasons);
    let large = [people[0], people[6], people[7], people[8]];
    let led_by_one = watch.alone("2026-04-03", (15, 19), &large).await;
    assert_eq!(led_by_one.refusals("shiftPublish"), ["TEAM_LACKS_LEADER memberIds"]);
    let led_by_two = [people[0], people[1], people[6], people[7]];
    watch.alone("2026-04-03", (15, 19), &led_by_two).await.ok();
}

#[tokio::test]
async fn whoever_is_old_enough_for_march_is_too_young_for_april_when_that_asks_for_more() {
    // Of three people one is eighteen, and from April on one must be twenty-one.
    let watch = in_march(3, 3).await;
    let young = watch.people[2];
    let ages = "update patroller set stated_age = case when person_id = $1 then 18 else 30 end";
    watch.sql(ages, young).await;
    let row = "insert into unit_rule (effective_from, least_members, least_age, widest_metres, \
               source) select $1, least_members, 21, widest_metres, 'a story' from unit_rule";
    let database = watch.app.house.tools.db.write();
    assert_eq!(db::run(database, row, [moment(APRIL).into()]).await.expect("a rule"), 1);

    watch.nights(&[2], json!({})).await;
    let planned = async |month: &str| {
        let planned = watch.generate(&watch.leader, json!({ "month": month })).await.ok();
        planned.at("rosterGenerate/roster").clone()
    };
    let young = young.to_string();
    // The last Tuesday of March needs all three of them.
    let march = planned("2026-03").await;
    assert_eq!((&march["fullness"], loads(&march).get(&young)), (&json!("FULL"), Some(&1)));
    let april = planned("2026-04").await;
    assert_eq!((&april["fullness"], loads(&april).get(&young)), (&json!("LACKING"), None));
    let mut people = april["explanations"].as_array().unwrap().iter();
    let theirs = people.find(|it| it["personId"] == young.as_str()).unwrap();
    assert_eq!(theirs["verdict"], "NOT_ADULT");

    watch.alone("2026-03-30", (15, 19), &watch.people).await.ok();
    let refused = watch.alone("2026-04-03", (15, 19), &watch.people).await;
    assert_eq!(refused.refusals("shiftPublish"), ["VOLUNTEER_UNFIT memberIds.2"]);
}
