//! A checkpoint that a patrol goes past.

use std::collections::HashMap;

use domain::shared::id::SectorId;
use serde_json::{Value, json};
use stories::with;

use super::{Watch, ask};

const SECTOR: &str = "mutation($input: SectorSetInput!) { sectorSet(input: $input) { sector { id } userErrors { code field } } }";
const ADD: &str = "mutation($input: CheckpointAddInput!) { checkpointAdd(input: $input) { checkpoint { id } userErrors { code field } } }";

/// Three checkpoints of a sector with a fixed order, by their names.
async fn checkpoints(watch: &Watch) -> HashMap<&'static str, Value> {
    checkpoints_with(watch, json!({})).await
}

/// The same, of which this is said of the second.
async fn checkpoints_with(watch: &Watch, more: Value) -> HashMap<&'static str, Value> {
    let sector: SectorId = watch.mint();
    let unit = watch.unit.to_string();
    let input =
        json!({ "id": sector.to_string(), "unitId": unit, "name": "Barat", "order": "FIXED" });
    ask(&watch.leader, SECTOR, input).await.ok();
    let mut all = HashMap::new();
    for (place, name) in [(1, "Surau"), (2, "Taman"), (3, "Balai")] {
        let input = json!({
            "unitId": unit, "sectorId": sector.to_string(), "name": name, "positionInOrder": place,
            "coordinates": { "latitude": 1.54, "longitude": 103.65 },
        });
        let input = if place == 2 { with(input, more.clone()) } else { input };
        let added = ask(&watch.leader, ADD, input).await.ok();
        all.insert(name, added.at("checkpointAdd/checkpoint/id").clone());
    }
    all
}

/// A check-in where a checkpoint is.
fn at(checkpoint: &Value) -> Value {
    json!({
        "checkpointId": checkpoint, "coordinates": { "latitude": 1.54, "longitude": 103.65 },
        "accuracyMetres": 8,
    })
}

#[tokio::test]
async fn a_checkpoint_whose_turn_has_passed_is_told_once_and_a_visit_heals_it() {
    let mut watch = Watch::begins().await;
    let posts = checkpoints(&watch).await;
    let patrol = watch.patrol_of_two().await;
    watch.passes(5).await;
    watch.check_in(&watch.lim, patrol, at(&posts["Surau"])).await;
    watch.passes(5).await;
    watch.check_in(&watch.lim, patrol, at(&posts["Balai"])).await;
    watch.passes(15).await;
    // Elsewhere they are heard of.
    watch.check_in(&watch.devi, patrol, json!({})).await;
    watch.passes(14).await;
    assert!(watch.stand().await.is_empty());
    watch.passes(1).await;
    assert_eq!(watch.stand().await, ["MISSED_CHECKPOINT OPEN"]);
    let alert = watch.alerts(&watch.devi).await.remove(0);
    assert_eq!(
        (&alert["checkpoint"]["name"], &alert["missedCheckpoints"]),
        (&json!("Taman"), &json!(1))
    );
    for said in watch.told(&["devi", "lim", "rahim"], 1).await {
        assert_eq!(said, "The patrol of SRS Mutiara Rini has missed Taman (12:40). Please check.");
    }
    // Neither by its name nor from somewhere else.
    watch.check_in(&watch.devi, patrol, json!({ "checkpoint": "Taman" })).await;
    let elsewhere = json!({ "coordinates": { "latitude": 1.56, "longitude": 103.65 } });
    watch.check_in(&watch.devi, patrol, with(at(&posts["Taman"]), elsewhere)).await;
    watch.passes(1).await;
    assert_eq!(watch.stand().await, ["MISSED_CHECKPOINT OPEN"]);
    watch.check_in(&watch.lim, patrol, at(&posts["Taman"])).await;
    watch.passes(1).await;
    assert_eq!(watch.stand().await, ["MISSED_CHECKPOINT HEALED"]);
    for said in watch.told(&["devi", "lim", "rahim"], 2).await {
        assert_eq!(said, "All is well: the patrol of SRS Mutiara Rini has come past Taman.");
    }
}

#[tokio::test]
async fn a_visit_that_comes_in_after_the_end_heals_it_without_a_word() {
    let mut watch = Watch::begins().await;
    let posts = checkpoints(&watch).await;
    let patrol = watch.patrol_of_two().await;
    // The last first: one alert for the two before.
    watch.check_in(&watch.lim, patrol, at(&posts["Balai"])).await;
    let visited = watch.now();
    watch.passes(15).await;
    watch.check_in(&watch.lim, patrol, json!({})).await;
    watch.passes(15).await;
    assert_eq!(watch.stand().await, ["MISSED_CHECKPOINT OPEN"]);
    assert_eq!(watch.alerts(&watch.lim).await[0]["missedCheckpoints"], 2);
    watch.told(&["devi", "lim", "rahim"], 1).await;
    watch.end(&watch.devi, patrol).await;
    assert_eq!(watch.stand().await, ["MISSED_CHECKPOINT LAPSED"]);
    watch.passes(20).await;
    let late = with(at(&posts["Surau"]), json!({ "recordedAt": visited }));
    watch.check_in(&watch.devi, patrol, late).await;
    watch.passes(60).await;
    assert_eq!(watch.stand().await, ["MISSED_CHECKPOINT HEALED"]);
    watch.told(&["devi", "lim", "rahim"], 1).await;
    assert!(watch.pushed("aishah").is_empty());
}

#[tokio::test]
async fn a_checkpoint_that_is_closed_is_not_waited_for_until_it_opens() {
    let mut watch = Watch::begins().await;
    let hours = json!({ "opensAt": "12:50", "closesAt": "14:00" });
    let posts = checkpoints_with(&watch, hours).await;
    let patrol = watch.patrol_of_two().await;
    watch.passes(5).await;
    watch.check_in(&watch.lim, patrol, at(&posts["Surau"])).await;
    watch.passes(5).await;
    watch.check_in(&watch.lim, patrol, at(&posts["Balai"])).await;
    // Until ten past one they go past it twice, and are heard of.
    for _ in 0..4 {
        watch.passes(15).await;
        watch.check_in(&watch.devi, patrol, json!({})).await;
        assert!(watch.stand().await.is_empty());
    }
    watch.passes(10).await;
    assert_eq!(watch.stand().await, ["MISSED_CHECKPOINT OPEN"]);
}
