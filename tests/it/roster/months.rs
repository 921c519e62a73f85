//! Months that are planned, published, and read.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use stories::{TestApp, User};

use super::{GENERATE, MONTH, PUBLISH, TEMPLATE, Watch, loads, teams};

#[tokio::test]
async fn a_fair_month_reaches_phones_and_calendars() {
    let (app, push) = TestApp::start_with_push(|_| {}).await;
    let watch = Watch::on(app, ("01", "Johor"), 11, 4).await;
    let devi = watch.user("Puan Devi").await;
    devi.has_phone("devi", ("MYSRS", "EN")).await;
    watch.nights(&[5, 6], json!({})).await;

    let planned = watch.generate(&watch.leader, json!({})).await.ok();
    let roster = planned.at("rosterGenerate/roster").clone();
    assert_eq!((&roster["fullness"], &roster["status"]), (&json!("FULL"), &json!("DRAFT")));
    assert_eq!((&roster["problems"], &roster["viewerCanPublish"]), (&json!([]), &json!(true)));
    // Eight nights with three people each, and twelve people with two patrols each.
    assert_eq!(teams(&roster).len(), 8);
    assert!(teams(&roster).values().all(|team| team.len() == 3), "{roster}");
    assert_eq!(loads(&roster).values().copied().collect::<Vec<_>>(), [2; 12]);
    for shift in roster["shifts"].as_array().unwrap() {
        let seats = shift["seats"].as_array().unwrap().iter();
        assert_eq!(seats.filter(|seat| seat["duty"] == "LEADER").count(), 1, "{shift}");
    }
    // Every night begins at 23:00 in Malaysia, on a Friday or a Saturday there.
    assert!(teams(&roster).keys().all(|at| at.ends_with("T15:00:00.000Z")), "{roster}");

    // Nobody but those who plan knows of it.
    assert_eq!(watch.read(&devi).await.at("roster"), &Value::Null);
    let shifts = format!(
        "{{ patrolUnit(id: \"{}\") {{ shifts {{ nodes {{ id }} }} rosters {{ nodes {{ id }} }} }} viewer {{ shifts {{ nodes {{ id }} }} }} }}",
        watch.unit
    );
    let seen = devi.ask(&shifts).await.ok();
    assert_eq!(seen.at("patrolUnit/shifts/nodes"), &json!([]));
    assert_eq!(seen.at("patrolUnit/rosters/nodes"), &json!([]));
    assert_eq!(seen.at("viewer/shifts/nodes"), &json!([]));
    let one = roster["shifts"][0]["id"].as_str().unwrap();
    let node = format!("{{ node(id: \"{one}\") {{ ... on Shift {{ id }} }} }}");
    assert_eq!(devi.ask(&node).await.code(), "NOT_FOUND");
    assert_eq!(watch.leader.ask(&node).await.ok().text_at("node/id"), one);

    let published = watch.publish(&planned).await.ok();
    let published = published.at("rosterPublish/roster");
    assert_eq!(published["status"], "PUBLISHED");
    assert_eq!(teams(published), teams(&roster));
    let told = push.asked_times(1).await;
    let body = told[0].message["notification"]["body"].as_str().unwrap();
    assert!(body.contains("2 shifts of yours"), "{body}");

    let seen = watch.read(&devi).await;
    assert_eq!(seen.at("roster/status"), "PUBLISHED");
    assert_eq!(seen.at("roster/viewerCanPublish"), false);
    // Why others are in it or not is not hers to read.
    assert_eq!(seen.at("roster/explanations"), &json!([{ "personId": devi.id.to_string() }]));
    let fairness = seen.at("roster/fairness").as_array().unwrap().clone();
    assert_eq!(fairness.len(), 12);
    assert!(fairness.iter().all(|part| part["load"]["shifts"] == 2 && part["load"]["nights"] == 2));
    let saturdays: i64 =
        fairness.iter().map(|part| part["load"]["weekends"].as_i64().unwrap()).sum();
    assert_eq!(saturdays, 12);
    let mine = devi.ask("{ viewer { shifts { nodes { id place } } } }").await.ok();
    assert_eq!(mine.at("viewer/shifts/nodes").as_array().unwrap().len(), 2);
    let calendar = calendar(&watch, &devi).await;
    assert_eq!(calendar.matches("BEGIN:VEVENT").count(), 2, "{calendar}");
    assert!(calendar.contains("CATEGORIES:PATROL"), "{calendar}");
    let file = devi.get(&format!("/v1/shifts/{one}.ics")).await;
    assert!(file.text.contains(&format!("UID:{one}")), "{}", file.text);
}

async fn calendar(watch: &Watch, user: &User) -> String {
    let renew = "mutation { calendarTokenRenew(input: {}) { url userErrors { code } } }";
    let url = user.ask(renew).await.ok().text_at("calendarTokenRenew/url");
    let path = url.strip_prefix("http://krt.test").unwrap().to_owned();
    watch.app.anybody().get(&path).await.text
}

#[tokio::test]
async fn the_same_key_and_the_same_seed_bring_the_same_month() {
    let watch = Watch::of(12, 4).await;
    watch.nights(&[5, 6], json!({})).await;
    let key = json!({ "idempotencyKey": "april" });
    let first = watch.generate(&watch.leader, key.clone()).await.ok();
    let again = watch.generate(&watch.leader, key).await.ok();
    assert_eq!(first.body, again.body);
    let other = json!({ "idempotencyKey": "april", "seed": 8 });
    let other = watch.generate(&watch.leader, other).await;
    assert_eq!(other.refusals("rosterGenerate"), ["IDEMPOTENCY_MISMATCH idempotencyKey"]);
    let anew = watch.generate(&watch.leader, json!({})).await.ok();
    assert_eq!(anew.at("rosterGenerate/roster/version"), 2);
    let teams_of = |answer: &stories::Answer| teams(answer.at("rosterGenerate/roster"));
    assert_eq!(teams_of(&first), teams_of(&anew));
}

#[tokio::test]
async fn of_two_who_plan_at_once_one_is_told_to_read_again() {
    let watch = Watch::of(12, 4).await;
    watch.nights(&[5, 6], json!({})).await;
    let secretary = watch.secretary().await;
    watch.generate(&watch.leader, json!({})).await.ok();
    let read = json!({ "version": 1 });
    let (left, right) = tokio::join!(
        watch.generate(&watch.leader, read.clone()),
        watch.generate(&secretary, read.clone()),
    );
    let refused = [left.refusals("rosterGenerate"), right.refusals("rosterGenerate")].concat();
    assert_eq!(refused, ["VERSION_CONFLICT version"]);
    let found = watch.read(&secretary).await;
    assert_eq!(found.at("roster/version"), 2);
    assert!(teams(found.at("roster")).values().all(|team| team.len() == 3));
    let late = json!({ "id": found.at("roster/id"), "version": 1 });
    let late = watch.leader.graphql(PUBLISH, json!({ "input": late })).await;
    assert_eq!(late.refusals("rosterPublish"), ["VERSION_CONFLICT version"]);
}

#[tokio::test]
async fn who_may_not_plan_does_not() {
    let watch = Watch::of(12, 4).await;
    watch.nights(&[5, 6], json!({})).await;
    let devi = watch.user("Puan Devi").await;
    assert_eq!(watch.generate(&devi, json!({})).await.code(), "FORBIDDEN");
    let planned = watch.generate(&watch.leader, json!({})).await.ok();
    let roster = planned.at("rosterGenerate/roster");
    let input = json!({ "id": roster["id"], "version": roster["version"] });
    let refused = devi.graphql(PUBLISH, json!({ "input": input })).await;
    assert_eq!(refused.code(), "NOT_FOUND");
    let input = json!({ "id": "template_01jaaaaaaaaaaaaaaaaaaaaaaa", "unitId": watch.unit.to_string(), "name": "x", "weekdays": [1], "startsAt": "23:00", "minutes": 60, "teamSize": 3, "from": "2026-01-01" });
    let refused = devi.graphql(TEMPLATE, json!({ "input": input })).await;
    assert_eq!(refused.code(), "FORBIDDEN");
}

#[tokio::test]
async fn a_month_that_cannot_be_planned_is_refused() {
    let watch = Watch::of(4, 1).await;
    let empty = watch.generate(&watch.leader, json!({})).await;
    assert_eq!(empty.refusals("rosterGenerate"), ["NO_SHIFTS month"]);
    let sentence = empty.text_at("rosterGenerate/userErrors/0/message");
    assert!(sentence.contains("Make a template of recurring shifts first"), "{sentence}");
    watch.nights(&[5], json!({})).await;
    for (month, code) in [
        ("2026-02", "TIME_INVALID"),
        ("2027-12", "TIME_INVALID"),
        ("April", "MONTH_INVALID"),
        ("2026-13", "MONTH_INVALID"),
        ("2026-4", "MONTH_INVALID"),
    ] {
        let refused = watch.generate(&watch.leader, json!({ "month": month })).await;
        assert_eq!(refused.refusals("rosterGenerate"), [format!("{code} month")], "{month}");
    }
    let stale = watch.generate(&watch.leader, json!({ "version": 3 })).await;
    assert_eq!(stale.refusals("rosterGenerate"), ["VERSION_CONFLICT version"]);
    watch
        .sql(
            "update patrol_unit set status = 'INACTIVE' where id in \
             (select unit_id from patroller where person_id = $1)",
            watch.leader.id,
        )
        .await;
    let resting = watch.generate(&watch.leader, json!({})).await;
    assert_eq!(resting.refusals("rosterGenerate"), ["STATE_INVALID unitId"]);
}

#[tokio::test]
async fn a_month_under_way_is_planned_from_now_on() {
    let mut watch = Watch::of(12, 4).await;
    watch.nights(&[5, 6], json!({})).await;
    // Noon of 14 April: two weekends are over.
    watch.app.advance(TimeDelta::days(31));
    watch.leader.sign_in_again().await;
    let planned = watch.generate(&watch.leader, json!({})).await.ok();
    let now: DateTime<Utc> = watch.app.clock.now();
    let starts: Vec<String> = teams(planned.at("rosterGenerate/roster")).into_keys().collect();
    assert_eq!(starts.len(), 4);
    assert!(starts.iter().all(|at| at.parse::<DateTime<Utc>>().unwrap() > now), "{starts:?}");
}

#[tokio::test]
async fn a_weekend_is_that_of_the_state() {
    for (state, weekends) in [(("01", "Johor"), 0), (("02", "Kedah"), 12)] {
        let watch = Watch::on(TestApp::start().await, state, 8, 4).await;
        // Fridays alone.
        watch.nights(&[5], json!({})).await;
        watch.generate(&watch.leader, json!({})).await.ok();
        let found = watch.read(&watch.leader).await;
        let parts = found.at("roster/fairness").as_array().unwrap().clone();
        let sum: i64 = parts.iter().map(|it| it["load"]["weekends"].as_i64().unwrap()).sum();
        assert_eq!(sum, weekends, "{state:?}");
    }
}

#[tokio::test]
async fn forty_people_have_a_month_of_nights() {
    let watch = Watch::of(40, 16).await;
    // 26 nights with three people each: 78 of the 80 patrols that 40 people may have.
    watch.nights(&[1, 2, 3, 4, 5, 6], json!({})).await;
    let input = json!({ "unitId": watch.unit.to_string(), "month": MONTH, "seed": 1 });
    let planned = watch.leader.graphql(GENERATE, json!({ "input": input })).await.ok();
    let roster = planned.at("rosterGenerate/roster");
    assert_eq!(roster["fullness"], "FULL", "{}", roster["problems"]);
    assert_eq!(teams(roster).len(), 26);
    assert!(loads(roster).values().all(|shifts| *shifts <= 2));
    watch.publish(&planned).await.ok();
}
