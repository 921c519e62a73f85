//! What is offered to one person is theirs alone to take or to decline; what is offered to all, the
//! first has.

use serde_json::{Value, json};
use stories::{Answer, User};

use super::{Hands, act, leaving::status};

/// Puan Devi offers her shift to Encik Lim, and says why: the id.
async fn offer_to_lim(hands: &Hands) -> String {
    let id = hands.id();
    let give = json!({
        "id": id, "shiftId": hands.shifts[0], "toPersonId": hands.lim.id.to_string(),
        "reason": "Anak sakit",
    });
    act(&hands.devi, "shiftGiveAway", give).await.ok();
    id
}

async fn reply(user: &User, id: &str, accept: bool) -> Answer {
    act(user, "shiftSwapAccept", json!({ "id": id, "accept": accept })).await
}

/// Every change of hands that somebody reads, with why.
async fn read(hands: &Hands, user: &User) -> Value {
    let unit = hands.watch.unit;
    let document = format!(
        "{{ shiftSwaps(unitId: \"{unit}\", waitingOnly: false) {{ nodes {{ id reason }} }} }}"
    );
    user.ask(&document).await.ok().at("shiftSwaps/nodes").clone()
}

#[tokio::test]
async fn what_is_offered_to_one_person_nobody_else_takes_or_declines() {
    let hands = Hands::meet().await;
    hands.without_approval().await;
    let id = offer_to_lim(&hands).await;
    for accept in [true, false] {
        // Whom it does not concern does not learn of it.
        let third = reply(&hands.muthu, &id, accept).await;
        assert_eq!(third.code(), "NOT_FOUND", "{}", third.text);
        // The leader reads it in their list, and yet it is not theirs to answer.
        let leader = reply(&hands.watch.leader, &id, accept).await;
        assert_eq!(leader.code(), "FORBIDDEN", "{}", leader.text);
        assert_eq!(status(&hands, &id).await, "OPEN");
    }
    assert!(hands.is_in(&hands.devi, 0).await && !hands.is_in(&hands.muthu, 0).await);

    // It is still Encik Lim's to take.
    for _ in 0..2 {
        let taken = reply(&hands.lim, &id, true).await.ok();
        assert_eq!(taken.at("shiftSwapAccept/swap/status"), "DONE");
        let lim = json!(hands.lim.id.to_string());
        assert_eq!(taken.at("shiftSwapAccept/swap/toPersonId"), &lim);
    }
    assert!(!hands.is_in(&hands.devi, 0).await && hands.is_in(&hands.lim, 0).await);
}

#[tokio::test]
async fn what_is_offered_to_one_person_is_read_by_them_and_who_plans() {
    let hands = Hands::meet().await;
    let id = offer_to_lim(&hands).await;
    let whole = json!([{ "id": id, "reason": "Anak sakit" }]);
    for user in [&hands.devi, &hands.lim, &hands.watch.leader] {
        assert_eq!(read(&hands, user).await, whole);
    }
    assert_eq!(read(&hands, &hands.muthu).await, json!([]));
    let third = act(&hands.muthu, "shiftSwapCancel", json!({ "id": id })).await;
    assert_eq!(third.code(), "NOT_FOUND", "{}", third.text);

    // Nor does anybody else read it once it has been declined.
    for _ in 0..2 {
        let declined = reply(&hands.lim, &id, false).await.ok();
        assert_eq!(declined.at("shiftSwapAccept/swap/status"), "DECLINED");
    }
    for accept in [true, false] {
        let third = reply(&hands.muthu, &id, accept).await;
        assert_eq!(third.refusals("shiftSwapAccept"), ["ALREADY_DECIDED"]);
        assert_eq!(third.at("shiftSwapAccept/swap"), &Value::Null);
    }
    assert_eq!(read(&hands, &hands.muthu).await, json!([]));
}

#[tokio::test]
async fn what_is_offered_to_all_the_first_has_and_the_others_are_told_that() {
    let hands = Hands::meet().await;
    let id = hands.id();
    let give = json!({ "id": id, "shiftId": hands.shifts[0] });
    act(&hands.devi, "shiftGiveAway", give).await.ok();
    // Whoever does not want it leaves it to the others.
    let left = reply(&hands.muthu, &id, false).await.ok();
    assert_eq!(left.at("shiftSwapAccept/swap/status"), "OPEN");

    let approve = json!({ "id": id, "approve": true });
    for stands in ["ACCEPTED", "DONE"] {
        if stands == "DONE" {
            act(&hands.watch.leader, "shiftSwapDecide", approve.clone()).await.ok();
        }
        for _ in 0..2 {
            let taken = reply(&hands.lim, &id, true).await.ok();
            assert_eq!(taken.at("shiftSwapAccept/swap/status"), stands);
        }
        for user in [&hands.muthu, &hands.watch.leader] {
            for accept in [true, false] {
                let late = reply(user, &id, accept).await;
                assert_eq!(late.refusals("shiftSwapAccept"), ["ALREADY_DECIDED"], "{}", late.text);
            }
        }
    }
    assert!(!hands.is_in(&hands.devi, 0).await && hands.is_in(&hands.lim, 0).await);
    assert!(!hands.is_in(&hands.muthu, 0).await);
}
