//! Why somebody is in a month or not, and what is said when no roster exists.

use chrono::TimeDelta;
use domain::shared::{
    clock::Instant,
    db,
    id::{Ids, PatrolId, PersonId},
};
use serde_json::{Value, json};

use super::{Watch, loads, teams};

fn verdict<'a>(roster: &'a Value, person: &str) -> Option<&'a Value> {
    let mut people = roster["explanations"].as_array().unwrap().iter();
    people.find(|it| it["personId"] == person)
}

#[tokio::test]
async fn who_is_too_young_or_lives_elsewhere_or_has_left_is_not_planned() {
    let watch = Watch::of(15, 6).await;
    watch.nights(&[5, 6], json!({})).await;
    let (young, moved, gone) = (watch.people[12], watch.people[13], watch.people[14]);
    watch.sql("update patroller set stated_age = 17 where person_id = $1", young).await;
    let now = "'2026-03-01T00:00:00+00:00'";
    let left = format!("update membership set left_at = {now} where person_id = $1");
    watch.sql(&left, moved).await;
    let left = format!("update patroller set left_at = {now} where person_id = $1");
    watch.sql(&left, gone).await;
    let planned = watch.generate(&watch.leader, json!({})).await.ok();
    let roster = planned.at("rosterGenerate/roster");
    assert_eq!(roster["fullness"], "FULL");
    let loads = loads(roster);
    for person in [young, moved, gone] {
        assert_eq!(loads.get(&person.to_string()), None);
    }
    assert_eq!(verdict(roster, &young.to_string()).unwrap()["verdict"], "NOT_ADULT");
    let moved = verdict(roster, &moved.to_string()).unwrap();
    assert_eq!(moved["verdict"], "NOT_ACTIVE");
    assert_eq!(moved["reasons"][0]["count"], 8, "{moved}");
    assert_eq!(verdict(roster, &gone.to_string()), None);
}

#[tokio::test]
async fn when_no_roster_exists_it_says_why_and_what_is_nearest() {
    // Eight nights with three people each want 24 turns, and eight people have 16.
    let watch = Watch::of(8, 8).await;
    watch.nights(&[5, 6], json!({})).await;
    let planned = watch.generate(&watch.leader, json!({})).await.ok();
    let roster = planned.at("rosterGenerate/roster");
    assert_eq!(roster["fullness"], "LACKING");
    let problems = roster["problems"].as_array().unwrap();
    let codes: Vec<&str> = problems.iter().map(|it| it["code"].as_str().unwrap()).collect();
    assert!(codes.contains(&"TEAM_TOO_SMALL") && codes.contains(&"TOO_FEW_PEOPLE"), "{codes:?}");
    let shortage = problems.iter().find(|it| it["code"] == "TOO_FEW_PEOPLE").unwrap();
    assert!(shortage["found"].as_i64() < shortage["wanted"].as_i64(), "{shortage}");
    let reliefs = roster["reliefs"].as_array().unwrap();
    let relief = |rule: &str| reliefs.iter().find(|it| it["rule"] == rule);
    assert_eq!(relief("PATROLS_A_MONTH").unwrap()["value"], 3, "{reliefs:?}");
    // The nearest one keeps every rule about people.
    assert!(loads(roster).values().all(|shifts| *shifts <= 2));
    let refused = watch.publish(&planned).await;
    let codes = refused.refusals("rosterPublish");
    assert!(!codes.is_empty(), "{}", refused.text);
    assert!(codes.iter().all(|code| code.starts_with("TEAM_")), "{codes:?}");
    assert_eq!(watch.read(&watch.leader).await.at("roster/status"), "DRAFT");
}

/// A patrol that has ended, by these people; its id.
async fn patrolled(watch: &Watch, people: &[PersonId], at: Instant) -> PatrolId {
    let (unit, id): (_, PatrolId) = (watch.unit, Ids::Random.mint(at));
    watch
        .app
        .arrange(async |_, work| {
            let sql = "insert into patrol (id, unit_id, started_by, status, started_at, ended_at, \
                       opened_at) values ($1, $2, $3, 'ENDED', $4, $4, $4)";
            let values = [id.into(), unit.into(), people[0].into(), at.into()];
            db::run(work.connection(), sql, values).await.unwrap();
            let sql =
                "insert into patrol_member (patrol_id, person_id, joined_at) values ($1, $2, $3)";
            for person in people {
                let values = [id.into(), (*person).into(), at.into()];
                db::run(work.connection(), sql, values).await.unwrap();
            }
        })
        .await;
    id
}

/// An officer cancels a patrol.
async fn cancel(watch: &Watch, patrol: PatrolId) {
    watch
        .app
        .arrange(async |_, work| {
            let sql = "insert into patrol_report (patrol_id, unit_id, district_id, state_code, \
                       patrolled_at, status, has_case, version) select p.id, p.unit_id, \
                       a.district_id, a.state_code, p.started_at, 'CANCELLED', false, 1 \
                       from patrol p join patrol_unit u on u.id = p.unit_id \
                       join area a on a.id = u.area_id where p.id = $1";
            assert_eq!(db::run(work.connection(), sql, [patrol.into()]).await.unwrap(), 1);
        })
        .await;
}

#[tokio::test]
async fn a_patrol_that_was_cancelled_takes_no_turn_of_anybodys_month() {
    let watch = Watch::of(14, 14).await;
    watch.nights(&[5, 6], json!({})).await;
    let fullness = async || {
        let planned = watch.generate(&watch.leader, json!({})).await.ok();
        planned.at("rosterGenerate/roster/fullness").clone()
    };
    // Two patrols a month are all that anybody has.
    let mut patrols = Vec::new();
    for at in ["2026-04-02T15:00:00Z", "2026-04-08T15:00:00Z"] {
        patrols.push(patrolled(&watch, &watch.people, at.parse().unwrap()).await);
    }
    assert_eq!(fullness().await, "LACKING");
    for patrol in patrols {
        cancel(&watch, patrol).await;
    }
    assert_eq!(fullness().await, "FULL");
}

#[tokio::test]
async fn where_leaders_are_too_few_somebody_else_may_lead_before_a_team_goes_without() {
    // Eight nights, and one who can lead two of them.
    let watch = Watch::of(14, 1).await;
    watch.nights(&[5, 6], json!({})).await;
    // Somebody who was on patrol more often than the others.
    let (often, seldom) = (watch.people[9], watch.people[10]);
    patrolled(&watch, &[often], watch.app.clock.now()).await;
    // And somebody whose patrols were cancelled: they taught nobody anything.
    for _ in 0..2 {
        let patrol = patrolled(&watch, &[seldom], watch.app.clock.now()).await;
        cancel(&watch, patrol).await;
    }
    let planned = watch.generate(&watch.leader, json!({})).await.ok();
    let roster = planned.at("rosterGenerate/roster");
    assert_eq!(roster["fullness"], "LACKING");
    let problems = roster["problems"].as_array().unwrap();
    let lacking = problems.iter().find(|it| it["code"] == "LEADER_MISSING").unwrap();
    let said = lacking["message"].as_str().unwrap();
    assert!(said.starts_with("2026-04-") && said.contains(" 23:00: too few can lead"), "{said}");
    let reliefs = format!(
        "{{ roster(unitId: \"{}\", month: \"2026-04\") {{ reliefs {{ rule value message leadersToBe {{ personId patrollerId displayName }} }} }} }}",
        watch.unit
    );
    let reliefs = watch.leader.ask(&reliefs).await.ok().at("roster/reliefs").clone();
    let rules: Vec<&Value> = reliefs.as_array().unwrap().iter().map(|it| &it["rule"]).collect();
    assert_eq!(rules, [&json!("MORE_LEADERS")], "{reliefs}");
    let named = reliefs[0]["leadersToBe"].as_array().unwrap();
    assert!(named.len() >= 3 && reliefs[0]["value"] == named.len(), "{reliefs}");
    assert_eq!(named[0]["personId"], often.to_string());
    let said = reliefs[0]["message"].as_str().unwrap();
    assert!(said.contains("Peronda 09"), "{said}");
    // As it is said, so it works.
    for one in named {
        let lead = "mutation($input: PatrollerLeadSetInput!) { patrollerLeadSet(input: $input) { userErrors { code } } }";
        let input = json!({ "patrollerId": one["patrollerId"], "canLead": true });
        watch.leader.graphql(lead, json!({ "input": input })).await.ok();
    }
    let planned = watch.generate(&watch.leader, json!({})).await.ok();
    assert_eq!(planned.at("rosterGenerate/roster/fullness"), "FULL");
}

#[tokio::test]
async fn the_last_night_of_the_month_before_leaves_its_rest() {
    let watch = Watch::of(8, 4).await;
    // The evening of 31 March in Malaysia, until 03:00.
    let tired: Vec<String> = watch.people[..3].iter().map(ToString::to_string).collect();
    watch.alone("2026-03-31", (15, 19), &watch.people[..3]).await.ok();
    // 06:00 on Wednesdays; the first is 1 April, three hours later.
    watch.nights(&[3], json!({ "startsAt": "06:00", "minutes": 120 })).await;
    let planned = watch.generate(&watch.leader, json!({})).await.ok();
    let teams = teams(planned.at("rosterGenerate/roster"));
    let first = &teams["2026-03-31T22:00:00.000Z"];
    assert_eq!(first.len(), 3);
    assert!(tired.iter().all(|person| !first.contains(person)), "{first:?}");
    // The month before does not count for the limit of this one.
    assert!(teams.values().skip(1).flatten().any(|person| tired.contains(person)));
}

#[tokio::test]
async fn what_one_owes_counts_in_the_next_month() {
    let mut watch = Watch::of(9, 9).await;
    let template = watch.nights(&[5], json!({})).await;
    // Four nights with three people: twelve turns among nine.
    let april = watch.published().await;
    let once: Vec<String> = loads(april.at("rosterPublish/roster"))
        .into_iter()
        .filter(|(_, shifts)| *shifts == 1)
        .map(|(person, _)| person)
        .collect();
    assert_eq!(once.len(), 6);
    watch.app.advance(TimeDelta::days(30));
    watch.leader.sign_in_again().await;
    // Two nights in May: six turns, for those who had one.
    let end = json!({ "id": template, "unitId": watch.unit.to_string(), "name": "Syif malam", "weekdays": [5], "startsAt": "23:00", "minutes": 240, "teamSize": 3, "from": "2026-01-01", "until": "2026-05-10" });
    watch.leader.graphql(super::TEMPLATE, json!({ "input": end })).await.ok();
    let may = watch.generate(&watch.leader, json!({ "month": "2026-05" })).await.ok();
    let may = loads(may.at("rosterGenerate/roster"));
    assert_eq!(may.into_keys().collect::<Vec<_>>(), once);
}

#[tokio::test]
async fn whoever_leads_the_unit_can_lead_its_teams() {
    let watch = Watch::of(4, 1).await;
    let people =
        format!("{{ patrolUnit(id: \"{}\") {{ patrollers {{ id leads }} }} }}", watch.unit);
    let people = watch.leader.ask(&people).await.ok().at("patrolUnit/patrollers").clone();
    let leader = people.as_array().unwrap().iter().find(|one| one["leads"] == true).unwrap();
    let lead = "mutation($input: PatrollerLeadSetInput!) { patrollerLeadSet(input: $input) { userErrors { code field } } }";
    let input = json!({ "patrollerId": leader["id"], "canLead": false });
    let refused = watch.leader.graphql(lead, json!({ "input": input })).await;
    assert_eq!(refused.refusals("patrollerLeadSet"), ["LEADER_LEADS canLead"]);
}
