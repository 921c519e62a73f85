//! Why and why not, and what is lacking, of a month as it stands: whoever changed it since it was planned.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use stories::User;

use super::{ASSIGN, MONTH, Watch, teams};

const STANDING: &str = "query($unit: ID!, $month: String!) { roster(unitId: $unit, month: $month) { fullness problems { code found wanted shiftIds reasons { code count } } explanations { personId verdict load { shifts } reasons { code count } } } }";

async fn standing(watch: &Watch, by: &User) -> Value {
    let asked = json!({ "unit": watch.unit.to_string(), "month": MONTH });
    by.graphql(STANDING, asked).await.ok().at("roster").clone()
}

fn codes(roster: &Value) -> Vec<&str> {
    let problems = roster["problems"].as_array().expect("problems").iter();
    problems.map(|it| it["code"].as_str().expect("a code")).collect()
}

/// The problems of single shifts.
fn of_shifts(roster: &Value) -> Vec<&Value> {
    let problems = roster["problems"].as_array().expect("problems").iter();
    problems.filter(|it| it["code"] == "TEAM_TOO_SMALL").collect()
}

fn explained<'a>(roster: &'a Value, person: &str) -> &'a Value {
    let mut people = roster["explanations"].as_array().expect("explanations").iter();
    people.find(|it| it["personId"] == person).expect("an explanation")
}

/// The shifts of somebody, the earliest first, each with its beginning.
fn shifts_of(roster: &Value, person: &str) -> Vec<(String, DateTime<Utc>)> {
    let shifts = roster["shifts"].as_array().expect("shifts").iter();
    let theirs = shifts.filter(|shift| {
        let seats = shift["seats"].as_array().expect("seats");
        seats.iter().any(|seat| seat["personId"] == person)
    });
    theirs
        .map(|shift| {
            let at = shift["startsAt"].as_str().expect("a time").parse().expect("a time");
            (shift["id"].as_str().expect("an id").to_owned(), at)
        })
        .collect()
}

const LEFT: &str =
    "update patroller set left_at = '2026-03-14T03:00:00+00:00' where person_id = $1";

#[tokio::test]
async fn whoever_leaves_and_whoever_comes_change_what_is_said() {
    let watch = Watch::of(12, 4).await;
    watch.nights(&[5, 6], json!({})).await;
    let published = watch.published().await;
    let before = standing(&watch, &watch.leader).await;
    assert_eq!((&before["problems"], &before["fullness"]), (&json!([]), &json!("FULL")));
    let people = before["explanations"].as_array().unwrap();
    assert!(
        people.iter().all(|it| it["verdict"] == "AT_CAP" && it["load"]["shifts"] == 2),
        "{before}"
    );

    // Eight nights with three people each are 24 turns, and eleven people have 22.
    let gone = watch.people[11];
    watch.sql(LEFT, gone).await;
    let gone = gone.to_string();
    let theirs = shifts_of(published.at("rosterPublish/roster"), &gone);
    let now = standing(&watch, &watch.leader).await;
    let people = now["explanations"].as_array().unwrap();
    assert!(people.len() == 11 && people.iter().all(|it| it["personId"] != gone.as_str()));
    assert!(codes(&now).contains(&"TOO_FEW_PEOPLE"), "{now}");
    let small = of_shifts(&now);
    assert_eq!(small.len(), 2, "{now}");
    for (problem, (shift, _)) in small.iter().zip(&theirs) {
        assert_eq!(problem["shiftIds"], json!([shift]));
        assert_eq!((&problem["found"], &problem["wanted"]), (&json!(2), &json!(3)));
        assert_eq!(problem["reasons"], json!([{ "code": "CAP", "count": 9 }]));
    }

    // Somebody comes who could: that is said at once, of her and of the nights.
    let devi = watch.user("Puan Devi").await;
    let her = devi.id.to_string();
    let now = standing(&watch, &watch.leader).await;
    let mine = explained(&now, &her);
    assert_eq!((&mine["verdict"], &mine["load"]["shifts"]), (&json!("BELOW"), &json!(0)));
    let free = json!([{ "code": "NOT_NEEDED", "count": 6 }, { "code": "NOTHING", "count": 2 }]);
    assert_eq!(mine["reasons"], free);
    let able = json!([{ "code": "CAP", "count": 9 }, { "code": "NOTHING", "count": 1 }]);
    assert!(of_shifts(&now).iter().all(|it| it["reasons"] == able), "{now}");

    let assign = async |shift: &str| {
        let input = json!({ "shiftId": shift, "personId": her, "insteadOfId": gone });
        watch.leader.graphql(ASSIGN, json!({ "input": input })).await.ok();
        standing(&watch, &watch.leader).await
    };
    let now = assign(&theirs[0].0).await;
    assert_eq!(codes(&now), ["TEAM_TOO_SMALL"], "{now}");
    assert_eq!(of_shifts(&now)[0]["shiftIds"], json!([theirs[1].0]));
    let mine = explained(&now, &her);
    assert_eq!((&mine["verdict"], &mine["load"]["shifts"]), (&json!("FAIR"), &json!(1)));
    // She reads her own, and what the month lacks is for those who plan.
    let seen = standing(&watch, &devi).await;
    assert_eq!(seen["explanations"], json!([mine]));
    assert_eq!(seen["problems"], json!([]));
    let now = assign(&theirs[1].0).await;
    assert_eq!(now["problems"], json!([]));
    assert_eq!(explained(&now, &her)["verdict"], "AT_CAP");
}

#[tokio::test]
async fn a_draft_that_is_changed_by_hand_says_what_it_lacks() {
    let watch = Watch::of(16, 8).await;
    watch.nights(&[5, 6], json!({})).await;
    let planned = watch.generate(&watch.leader, json!({})).await.ok();
    let roster = planned.at("rosterGenerate/roster");
    assert_eq!(roster["problems"], json!([]));
    let shift = &roster["shifts"][0];
    let mut seats = shift["seats"].as_array().unwrap().iter();
    let goes = seats.find(|seat| seat["duty"] == "MEMBER").unwrap()["personId"].clone();
    let person = goes.as_str().unwrap();
    let before = explained(&standing(&watch, &watch.leader).await, person)["load"].clone();
    let input = json!({ "shiftId": shift["id"], "insteadOfId": goes });
    watch.leader.graphql(ASSIGN, json!({ "input": input })).await.ok();
    let now = standing(&watch, &watch.leader).await;
    assert_eq!(codes(&now), ["TEAM_TOO_SMALL"], "{now}");
    let problem = of_shifts(&now)[0];
    assert_eq!(problem["shiftIds"], json!([shift["id"]]));
    // Whoever went could come again.
    let reasons = problem["reasons"].as_array().unwrap();
    assert!(reasons.iter().any(|it| it["code"] == "NOTHING"), "{problem}");
    let after = &explained(&now, person)["load"];
    assert_eq!(after["shifts"].as_i64(), before["shifts"].as_i64().map(|shifts| shifts - 1));
    // Planned once more, it is whole.
    let anew = watch.generate(&watch.leader, json!({})).await.ok();
    assert_eq!(anew.at("rosterGenerate/roster/problems"), &json!([]));
    assert_eq!(teams(anew.at("rosterGenerate/roster")).len(), 8);
}

#[tokio::test]
async fn what_a_night_lacked_that_is_over_nobody_fills() {
    let mut watch = Watch::of(12, 4).await;
    watch.nights(&[5, 6], json!({})).await;
    let published = watch.published().await;
    let gone = watch.people[11];
    watch.sql(LEFT, gone).await;
    let theirs = shifts_of(published.at("rosterPublish/roster"), &gone.to_string());
    watch.app.advance(theirs[0].1 - watch.app.clock.now() + TimeDelta::minutes(1));
    watch.leader.sign_in_again().await;
    let now = standing(&watch, &watch.leader).await;
    let small = of_shifts(&now);
    assert_eq!(small.len(), 1, "{now}");
    assert_eq!(small[0]["shiftIds"], json!([theirs[1].0]));
    // What they did counts as before.
    let people = now["explanations"].as_array().unwrap();
    let sum: i64 = people.iter().map(|it| it["load"]["shifts"].as_i64().unwrap()).sum();
    assert_eq!(sum, 22);
}
