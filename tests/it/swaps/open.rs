//! Dropping out late, and standing in.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{Hands, act, take};

/// A day on which Puan Devi's shift begins in eleven hours.
async fn that_day() -> Hands {
    let mut hands = Hands::meet().await;
    hands.watch.app.advance(TimeDelta::days(20));
    let Hands { watch, devi, lim, muthu, .. } = &mut hands;
    for user in [&mut watch.leader, devi, lim, muthu] {
        user.sign_in_again().await;
    }
    hands
}

async fn open(hands: &Hands) -> Value {
    let document =
        format!("{{ openShifts(unitId: \"{}\") {{ shift {{ id }} places }} }}", hands.watch.unit);
    hands.lim.ask(&document).await.ok().at("openShifts").clone()
}

#[tokio::test]
async fn the_first_who_stands_in_has_it() {
    let hands = that_day().await;
    let id = hands.id();
    let input = json!({ "id": id, "shiftId": hands.shifts[0], "reason": "Demam" });
    let dropped = act(&hands.devi, "shiftDrop", input.clone()).await.ok();
    assert_eq!(dropped.at("shiftDrop/swap/kind"), "DROP");
    assert_eq!(dropped.at("shiftDrop/swap/status"), "DONE");
    let again = act(&hands.devi, "shiftDrop", input).await.ok();
    assert_eq!(again.at("shiftDrop/swap/id"), &json!(id));
    assert_eq!(hands.team(0).await.len(), 2);
    let wanted = json!([{ "shift": { "id": hands.shifts[0] }, "places": 1 }]);
    assert_eq!(open(&hands).await, wanted);

    let (lim, muthu) =
        tokio::join!(take(&hands.lim, &hands.shifts[0]), take(&hands.muthu, &hands.shifts[0]));
    let refused = [lim.refusals("shiftTake"), muthu.refusals("shiftTake")].concat();
    assert_eq!(refused, ["TEAM_FULL shiftId"]);
    assert_eq!(hands.team(0).await.len(), 3);
    assert_eq!(open(&hands).await, json!([]));
    // Whoever has it may ask again.
    let first = if lim.refusals("shiftTake").is_empty() { &hands.lim } else { &hands.muthu };
    take(first, &hands.shifts[0]).await.ok();
    assert_eq!(hands.team(0).await.len(), 3);
}

#[tokio::test]
async fn who_drops_out_in_time_keeps_the_shift_until_somebody_takes_it() {
    let hands = Hands::meet().await;
    let input = json!({ "id": hands.id(), "shiftId": hands.shifts[0] });
    let dropped = act(&hands.devi, "shiftDrop", input).await.ok();
    assert_eq!(dropped.at("shiftDrop/swap/kind"), "GIVE");
    assert_eq!(dropped.at("shiftDrop/swap/status"), "OPEN");
    assert!(hands.is_in(&hands.devi, 0).await);
    let full = take(&hands.lim, &hands.shifts[0]).await;
    assert_eq!(full.refusals("shiftTake"), ["TEAM_FULL shiftId"]);
}

#[tokio::test]
async fn who_drops_what_they_had_offered_ends_that_offer() {
    let hands = Hands::meet().await;
    hands.without_approval().await;
    let offer = json!({
        "id": hands.id(), "shiftId": hands.shifts[0], "toPersonId": hands.lim.id.to_string(),
    });
    act(&hands.devi, "shiftGiveAway", offer.clone()).await.ok();
    let input = json!({ "id": hands.id(), "shiftId": hands.shifts[0] });
    let dropped = act(&hands.devi, "shiftDrop", input.clone()).await.ok();
    assert_eq!(dropped.at("shiftDrop/swap/status"), "OPEN");
    let late = act(&hands.lim, "shiftSwapAccept", json!({ "id": offer["id"] })).await;
    assert_eq!(late.refusals("shiftSwapAccept"), ["ALREADY_DECIDED"]);
    // What all have agreed to is promised.
    act(&hands.muthu, "shiftSwapAccept", json!({ "id": input["id"] })).await.ok();
    assert!(!hands.is_in(&hands.devi, 0).await && hands.is_in(&hands.muthu, 0).await);
}

#[tokio::test]
async fn what_waits_for_the_leaders_word_is_not_dropped() {
    let hands = Hands::meet().await;
    let offer = json!({ "id": hands.id(), "shiftId": hands.shifts[0] });
    act(&hands.devi, "shiftGiveAway", offer.clone()).await.ok();
    act(&hands.muthu, "shiftSwapAccept", json!({ "id": offer["id"] })).await.ok();
    let input = json!({ "id": hands.id(), "shiftId": hands.shifts[0] });
    let refused = act(&hands.devi, "shiftDrop", input).await;
    assert_eq!(refused.refusals("shiftDrop"), ["SHIFT_PROMISED shiftId"]);
}

#[tokio::test]
async fn with_nobody_to_stand_in_the_place_stays_open() {
    let hands = that_day().await;
    let input = json!({ "id": hands.id(), "shiftId": hands.shifts[0] });
    // Everybody else has their two patrols of the month.
    hands.without_room().await;
    act(&hands.devi, "shiftDrop", input).await.ok();
    let full = take(&hands.lim, &hands.shifts[0]).await;
    assert_eq!(full.refusals("shiftTake"), ["MONTH_FULL"]);
    assert_eq!(open(&hands).await[0]["places"], 1);
    let late =
        act(&hands.devi, "shiftDrop", json!({ "id": hands.id(), "shiftId": hands.shifts[0] }));
    assert_eq!(late.await.refusals("shiftDrop"), ["NOT_ON_SHIFT shiftId"]);
}
