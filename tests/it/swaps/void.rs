//! What somebody would give who has their place no more comes to nothing at once.

use serde_json::json;

use super::{Hands, act, leaving::status};
use crate::roster::{ASSIGN, CANCEL};

#[tokio::test]
async fn a_place_that_the_leader_gives_to_somebody_else_is_offered_no_more() {
    let hands = Hands::meet().await;
    let offer = hands.id();
    let give = json!({ "id": offer, "shiftId": hands.shifts[0] });
    act(&hands.devi, "shiftGiveAway", give).await.ok();
    let open = format!("{{ openShifts(unitId: \"{}\") {{ offerIds }} }}", hands.watch.unit);
    let found = hands.lim.ask(&open).await.ok();
    assert_eq!(found.at("openShifts"), &json!([{ "offerIds": [offer] }]));
    let input = json!({
        "shiftId": hands.shifts[0], "personId": hands.watch.people[7].to_string(),
        "insteadOfId": hands.devi.id.to_string(),
    });
    hands.watch.leader.graphql(ASSIGN, json!({ "input": input })).await.ok();
    assert_eq!(hands.lim.ask(&open).await.ok().at("openShifts"), &json!([]));
    assert_eq!(status(&hands, &offer).await, "CANCELLED");
    let late = act(&hands.lim, "shiftSwapAccept", json!({ "id": offer })).await;
    assert_eq!(late.refusals("shiftSwapAccept"), ["ALREADY_DECIDED"]);
}

#[tokio::test]
async fn a_shift_that_does_not_take_place_leaves_nobody_promised() {
    let hands = Hands::meet().await;
    // Encik Muthu gives his for Encik Lim's, who has agreed: the leader has not.
    let swap = hands.id();
    hands.ask(&swap, &[&hands.muthu, &hands.lim]).await.ok();
    let accepted = act(&hands.lim, "shiftSwapAccept", json!({ "id": swap })).await.ok();
    assert_eq!(accepted.at("shiftSwapAccept/swap/status"), "ACCEPTED");
    let input = json!({ "shiftId": hands.shifts[1], "reason": "Banjir" });
    hands.watch.leader.graphql(CANCEL, json!({ "input": input })).await.ok();
    assert_eq!(status(&hands, &swap).await, "CANCELLED");
    // He asks for something else.
    let give = json!({ "id": hands.id(), "shiftId": hands.shifts[2] });
    let given = act(&hands.muthu, "shiftGiveAway", give).await.ok();
    assert_eq!(given.at("shiftGiveAway/swap/status"), "OPEN");
}
