//! A shift to which nobody comes.

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
        "id": watch.mint::<domain::shared::id::PatrolId>().to_string(), "shiftId": shift,
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
        "id": watch.mint::<domain::shared::id::PatrolId>().to_string(),
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
        "id": watch.mint::<domain::shared::id::PatrolId>().to_string(), "shiftId": shift,
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
