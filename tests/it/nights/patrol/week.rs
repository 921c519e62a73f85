//! A phone that had no line for a week, and then brings fifty thousand rows.

use chrono::{Days, TimeDelta};
use domain::shared::id::PatrolId;
use serde_json::{Value, json};
use stories::walk::{Dice, Step, beside};

use super::{
    BASE, Night, Team, Town, event, mint, now, spot,
    walk::{Part, parts, track},
};
use crate::mysrs::end;

const FIXES: i32 = 40_000;
const CHECK_INS: i32 = 8_000;
const NOTES: i32 = 2_000;
const READ: &str = "query($id: ID!) { patrol(id: $id) { checkInCount distanceMetres doubtedFixCount judgedAt checkIns(first: 1, verdict: DOUBTFUL) { nodes { id } } } }";

/// What the phone says of its clock when it sends: it is right.
fn clock() -> Value {
    json!({ "sentAt": now() })
}

/// Where somebody is who walks round a block, a metre and a quarter a second, so many seconds after
/// half past seven.
fn round(night: Night, second: i32) -> Step {
    let turned = f64::from(second) / 200.0;
    let there = beside(BASE, 250.0 * turned.cos(), 250.0 * turned.sin());
    Step {
        at: night.at("19:30") + TimeDelta::seconds(second.into()),
        truth: there,
        position: there,
        accuracy_metres: 8.0,
        planted: false,
    }
}

/// What the phone has kept, in parts as large as they may be, in the order in which it happens to send
/// them.
fn kept(patrol: PatrolId, night: Night) -> Vec<Part> {
    let check_ins: Vec<Value> = (0..CHECK_INS)
        .map(|number| {
            let step = round(night, number * (FIXES / CHECK_INS));
            let note = json!({ "note": format!("Tenang {number}") });
            spot(step.at, step.position, step.accuracy_metres, note)
        })
        .collect();
    let notes: Vec<Value> = (0..NOTES)
        .map(|number| {
            let at = round(night, number * (FIXES / NOTES)).at;
            event("NOTE", at, json!({ "note": format!("Nota {number}") }))
        })
        .collect();
    let way: Vec<Step> = (0..FIXES).map(|second| round(night, second)).collect();
    let mut sent = track(patrol, &way, 2_000, |step| json!({ "recordedAt": step.at }));
    sent.extend(parts(patrol, ("check-ins", "checkIns"), &check_ins, 500));
    sent.extend(parts(patrol, ("events", "events"), &notes, 500));
    let mut dice = Dice::of(11);
    for last in (1..sent.len()).rev() {
        sent.swap(last, dice.whole(0, last));
    }
    sent
}

#[tokio::test]
async fn fifty_thousand_rows_of_a_week_ago_are_there_once_whatever_breaks() {
    let mut town = Town::patrolling().await;
    let Night(last) = Night::last();
    let night = Night(last - Days::new(7));
    let patrol: PatrolId = mint();
    let devi = town.cast.devi.clone();
    town.begins(&town.devi(), patrol, night.at("19:30"), json!({ "clock": clock() })).await;
    end(&town.devi(), patrol, night.at("06:45")).await.ok();
    town.settles().await;

    let sent = kept(patrol, night);
    assert_eq!(sent.iter().map(Part::len).sum::<u64>(), 50_000);
    // Every other time a node dies while they come, and else the line breaks at each of them.
    for (number, few) in sent.chunks(8).enumerate() {
        if number % 2 == 0 {
            town.sends_over_a_line_that_breaks(&devi, few, clock).await;
        } else {
            town.sends_while_a_node_is_killed(&devi, few, clock).await;
        }
    }
    assert_eq!(town.rows().await, 50_000, "each once");
    // The phone does not know what was heard of some of them.
    let unsure: Vec<Part> = sent.iter().step_by(5).cloned().collect();
    town.sends_what_is_known(&devi, &unsure, clock).await;
    assert_eq!(town.rows().await, 50_000, "each once");

    town.time_comes("patrol_judge").await;
    town.time_comes("patrol_seal").await;
    town.goes_on_after_the_kill().await;
    town.is_believed(patrol).await;
}

impl Town<Team> {
    /// All of it was judged together: the length is that of the way, and nothing is doubted.
    async fn is_believed(&self, patrol: PatrolId) {
        let read = self.leader().graphql(READ, json!({ "id": patrol.to_string() })).await.ok();
        let patrol = read.at("patrol");
        assert!(patrol["judgedAt"].is_string(), "{patrol}");
        assert_eq!(patrol["checkInCount"], CHECK_INS);
        assert_eq!(patrol["doubtedFixCount"], 0, "{patrol}");
        assert_eq!(patrol["checkIns"]["nodes"], json!([]), "{patrol}");
        let walked = f64::from(FIXES - 1) * 1.25;
        let length = patrol["distanceMetres"].as_f64().unwrap();
        assert!((length - walked).abs() < walked / 200.0, "{length} is not {walked}");
    }
}
