//! What people agreed is kept, and the rest is repaired with the fewest changes.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{ASSIGN, PIN, Watch, loads, teams};

fn seat_of(roster: &Value, shift: usize, place: usize) -> (String, String) {
    let shift = &roster["shifts"][shift];
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&shift["id"]), text(&shift["seats"][place]["personId"]))
}

#[tokio::test]
async fn what_was_agreed_stays_whatever_the_seed() {
    let watch = Watch::of(16, 8).await;
    watch.nights(&[5, 6], json!({})).await;
    let planned = watch.generate(&watch.leader, json!({})).await.ok();
    let roster = planned.at("rosterGenerate/roster");
    let (shift, person) = seat_of(roster, 2, 0);
    let pin = json!({ "id": roster["id"], "version": 1, "pins": [{ "shiftId": shift, "personId": person }] });
    let pinned = watch.leader.graphql(PIN, json!({ "input": pin })).await.ok();
    assert_eq!(pinned.at("rosterPin/roster/version"), 2);
    let stale = watch.leader.graphql(PIN, json!({ "input": pin })).await;
    assert_eq!(stale.refusals("rosterPin"), ["VERSION_CONFLICT version"]);
    let nobody = json!({ "id": roster["id"], "version": 2, "pins": [{ "shiftId": shift, "personId": "person_01jaaaaaaaaaaaaaaaaaaaaaaa" }] });
    let nobody = watch.leader.graphql(PIN, json!({ "input": nobody })).await;
    assert_eq!(nobody.refusals("rosterPin"), ["PERSON_NOT_ELIGIBLE pins.0"]);
    // A volunteer who is in another shift belongs to the unit, and not to this team.
    let team = &teams(roster)[roster["shifts"][2]["startsAt"].as_str().unwrap()];
    let mut others = watch.people.iter().map(ToString::to_string);
    let other = others.find(|person| !team.contains(person)).unwrap();
    let pins = json!([{ "shiftId": shift, "personId": other }]);
    let elsewhere = json!({ "id": roster["id"], "version": 2, "pins": pins });
    let elsewhere = watch.leader.graphql(PIN, json!({ "input": elsewhere })).await;
    assert_eq!(elsewhere.refusals("rosterPin"), ["NOT_ON_SHIFT pins.0"]);
    for seed in 20..23 {
        let anew = watch.generate(&watch.leader, json!({ "seed": seed })).await.ok();
        let kept = &anew.at("rosterGenerate/roster")["shifts"][2];
        assert_eq!(kept["id"].as_str(), Some(shift.as_str()));
        let seats = kept["seats"].as_array().unwrap();
        let mine = seats.iter().find(|seat| seat["personId"] == person.as_str()).unwrap();
        assert_eq!(mine["pinned"], true);
    }
}

#[tokio::test]
async fn a_repair_changes_only_what_it_must() {
    let watch = Watch::of(16, 8).await;
    watch.nights(&[5, 6], json!({})).await;
    let published = watch.published().await;
    let before = published.at("rosterPublish/roster").clone();
    let anew = watch.generate(&watch.leader, json!({})).await;
    assert_eq!(anew.refusals("rosterGenerate"), ["STATE_INVALID mode"]);
    // Somebody who cannot lead leaves the unit.
    let person = watch.people[15];
    let gone = person.to_string();
    let shifts = loads(&before)[&gone];
    let left = "update patroller set left_at = '2026-03-14T03:00:00+00:00' where person_id = $1";
    watch.sql(left, person).await;
    let repaired = watch.generate(&watch.leader, json!({ "mode": "REPAIR" })).await.ok();
    let after = repaired.at("rosterGenerate/roster");
    assert_eq!((&after["status"], &after["fullness"]), (&json!("PUBLISHED"), &json!("FULL")));
    assert_eq!(after["changed"].as_u64(), u64::try_from(shifts).ok());
    for (at, team) in teams(&before) {
        let now = &teams(after)[&at];
        let stayed: BTreeSet<String> = team.into_iter().filter(|it| *it != gone).collect();
        assert!(now.len() == 3 && stayed.is_subset(now), "{at}");
    }
}

#[tokio::test]
async fn a_leader_changes_a_draft_by_hand() {
    let watch = Watch::of(16, 8).await;
    watch.nights(&[5, 6], json!({})).await;
    let planned = watch.generate(&watch.leader, json!({})).await.ok();
    let roster = planned.at("rosterGenerate/roster");
    let (shift, goes) = seat_of(roster, 0, 0);
    let load = loads(roster);
    let in_it: BTreeSet<String> = teams(roster).into_values().next().unwrap();
    let free = watch
        .people
        .iter()
        .map(ToString::to_string)
        .find(|person| load.get(person).copied().unwrap_or(0) < 2 && !in_it.contains(person));
    let comes = free.unwrap();
    let input = json!({ "shiftId": shift, "personId": comes, "insteadOfId": goes });
    let assigned = watch.leader.graphql(ASSIGN, json!({ "input": input })).await.ok();
    let seats = assigned.at("shiftAssign/shift/seats").as_array().unwrap().clone();
    let mine = seats.iter().find(|seat| seat["personId"] == comes.as_str()).unwrap();
    assert_eq!((seats.len(), &mine["pinned"]), (3, &json!(true)));
    // The same again changes nothing.
    let again = json!({ "shiftId": shift, "personId": comes });
    let again = watch.leader.graphql(ASSIGN, json!({ "input": again })).await.ok();
    assert_eq!(again.at("shiftAssign/shift/seats").as_array().unwrap().len(), 3);
    // A team of a draft may be too small for a while, but a person's own rules are kept.
    let busy = load.iter().find(|(person, shifts)| **shifts == 2 && !in_it.contains(*person));
    let input = json!({ "shiftId": shift, "personId": busy.unwrap().0, "insteadOfId": comes });
    let full = watch.leader.graphql(ASSIGN, json!({ "input": input })).await;
    assert_eq!(full.refusals("shiftAssign"), ["MONTH_FULL"]);
    let input = json!({ "shiftId": shift, "insteadOfId": comes });
    let less = watch.leader.graphql(ASSIGN, json!({ "input": input })).await.ok();
    assert_eq!(less.at("shiftAssign/shift/seats").as_array().unwrap().len(), 2);
}
