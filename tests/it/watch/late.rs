//! A shift to which nobody comes.

use chrono::{DateTime, Utc};
use domain::{community::GrantScope, policy::Role, shared::id::PatrolId};
use serde_json::json;

use super::{START, Watch, ask};

#[tokio::test]
async fn nobody_comes_and_those_who_can_act_are_told_once_and_that_all_is_well() {
    let mut watch = Watch::begins().await;
    let shift = watch.shift(10).await;
    watch.passes(24).await;
    assert!(watch.stand().await.is_empty());
    watch.passes(1).await;
    assert_eq!(watch.stand().await, ["LATE OPEN"]);
    let alert = watch.alerts(&watch.devi).await.remove(0);
    assert_eq!(alert["shift"]["id"], json!(shift));
    assert_eq!((&alert["patrol"], &alert["escalatedAt"]), (&json!(null), &json!(null)));
    assert_eq!(alert["toldAt"], alert["raisedAt"]);
    for said in watch.told(&["devi", "lim", "rahim"], 1).await {
        // Ten past twelve in Malaysia.
        assert_eq!(
            said,
            "The patrol of SRS Mutiara Rini was due at 12:10 and has not started. Please check."
        );
    }
    // Nobody has done anything for ten minutes: the committee is told, and nobody else again.
    watch.passes(9).await;
    assert!(watch.pushed("aishah").is_empty());
    watch.passes(1).await;
    watch.told(&["devi", "lim", "rahim", "aishah"], 1).await;
    assert!(watch.alerts(&watch.devi).await[0]["escalatedAt"].is_string());
    watch.passes(5).await;
    let start = json!({
        "id": watch.mint::<PatrolId>().to_string(), "shiftId": shift,
        "unitId": watch.unit.to_string(), "startedAt": watch.now(),
    });
    ask(&watch.devi, START, start.clone()).await.ok();
    assert_eq!(watch.stand().await, ["LATE HEALED"]);
    for said in watch.told(&["devi", "lim", "rahim", "aishah"], 2).await {
        assert_eq!(said, "All is well: the patrol of SRS Mutiara Rini has started.");
    }
    // The same again tells nothing.
    ask(&watch.devi, START, start).await.ok();
    watch.passes(5).await;
    watch.told(&["devi", "lim", "rahim", "aishah"], 2).await;
    assert!(watch.pushed("muthu").is_empty());
}

#[tokio::test]
async fn whoever_comes_in_time_is_seen_also_without_naming_the_shift() {
    let mut watch = Watch::begins().await;
    watch.shift(10).await;
    watch.passes(8).await;
    watch.patrol_of_two().await;
    for _ in 0..2 {
        watch.passes(9).await;
        assert!(watch.stand().await.is_empty());
    }
    // Somebody else's patrol is none of this shift.
    watch.shift_of_others(70).await;
    watch.passes(15).await;
    let other = json!({
        "id": watch.mint::<PatrolId>().to_string(),
        "unitId": watch.unit.to_string(), "startedAt": watch.now(),
    });
    ask(&watch.leader, START, other).await.ok();
    watch.passes(69).await;
    assert!(!watch.stand().await.iter().any(|said| said.starts_with("LATE")));
    watch.passes(1).await;
    assert!(watch.stand().await.contains(&"LATE OPEN".to_owned()));
}

#[tokio::test]
async fn a_patrol_that_had_no_signal_until_the_shift_was_over_heals_it_late() {
    let mut watch = Watch::begins().await;
    let shift = watch.shift(0).await;
    let began = watch.now();
    watch.passes(15).await;
    watch.told(&["devi", "lim", "rahim"], 1).await;
    // The shift is over, and nobody can come any more.
    watch.passes(5 * 60).await;
    assert_eq!(watch.stand().await[..1], ["LATE LAPSED"]);
    let start = json!({
        "id": watch.mint::<PatrolId>().to_string(), "shiftId": shift,
        "unitId": watch.unit.to_string(), "startedAt": began,
        "clock": { "sentAt": watch.now() },
    });
    ask(&watch.devi, START, start).await.ok();
    assert_eq!(watch.stand().await[..1], ["LATE HEALED"]);
    // In the morning nobody needs to hear of it.
    assert_eq!(watch.pushed("lim").len(), 1);
}

#[tokio::test]
async fn a_shift_that_is_written_down_afterwards_is_nobodys_to_come_to() {
    let mut watch = Watch::begins().await;
    watch.shift(-181).await;
    watch.passes(30).await;
    assert!(watch.stand().await.is_empty());
}

#[tokio::test]
async fn a_unit_that_rests_is_expected_nowhere_and_starts_nothing() {
    let mut watch = Watch::begins().await;
    watch.shift(30).await;
    let began = watch.now();
    watch.passes(10).await;
    let nation = GrantScope::Nation;
    let officer = watch.app.officer("Puan Noor", Role::HqOfficer, &nation).await;
    let of_unit = format!("{{ patrolUnit(id: \"{}\") {{ version }} }}", watch.unit);
    let version = officer.ask(&of_unit).await.ok().at("patrolUnit/version").clone();
    let set = "mutation($input: PatrolUnitStatusSetInput!) { patrolUnitStatusSet(input: $input) { unit { status } userErrors { code field } } }";
    let input = json!({ "id": watch.unit.to_string(), "status": "INACTIVE", "version": version, "reason": "Digantung" });
    let rests = ask(&officer, set, input).await.ok();
    assert_eq!(rests.at("patrolUnitStatusSet/unit/status"), "INACTIVE");
    // Those who were to come are told, and nobody is missed.
    watch.told(&["devi", "lim"], 1).await;
    watch.passes(60).await;
    watch.passes(60).await;
    assert!(watch.stand().await.is_empty());
    watch.told(&["devi", "lim"], 1).await;
    let start = |at: DateTime<Utc>| json!({ "id": watch.mint::<PatrolId>().to_string(), "unitId": watch.unit.to_string(), "startedAt": at });
    let refused = ask(&watch.devi, START, start(watch.now())).await;
    assert_eq!(refused.refusals("patrolStart"), ["STATE_INVALID unitId"]);
    // One that had begun before, of which nobody had heard, is kept, also when it is sent twice.
    let before = start(began);
    for _ in 0..2 {
        ask(&watch.devi, START, before.clone()).await.ok();
    }
}
