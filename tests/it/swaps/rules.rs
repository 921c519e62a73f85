//! What would break a rule does not change hands, and nothing is promised to two.

use chrono::TimeDelta;
use serde_json::json;
use stories::until;

use super::{Hands, NIGHT, act, joins, leaves};

#[tokio::test]
async fn a_change_that_would_break_a_rule_is_refused_by_its_name() {
    let hands = Hands::meet().await;
    let people = &hands.watch.people;
    // Encik Lim has one more in the month, so a third would be too many.
    hands.shift(NIGHT[3], (15, 19), &[hands.lim.id, people[7], people[8]]).await;
    let to = |user: &stories::User| json!({ "id": hands.id(), "shiftId": hands.shifts[0], "toPersonId": user.id.to_string() });
    let full = act(&hands.devi, "shiftGiveAway", to(&hands.lim)).await;
    assert_eq!(full.refusals("shiftGiveAway"), ["MONTH_FULL"]);
    assert!(full.text.contains("Encik Lim would have 3 patrols"), "{}", full.text);
    // Encik Muthu would rest an hour only.
    hands.shift("2026-04-03", (20, 22), &[hands.muthu.id, people[7], people[8]]).await;
    let tired = act(&hands.devi, "shiftGiveAway", to(&hands.muthu)).await;
    let codes = tired.refusals("shiftGiveAway");
    assert!(codes.iter().any(|code| code == "REST_TOO_SHORT shiftId"), "{codes:?}");
    // The only one who can lead does not go.
    hands.watch.sql("update patroller set can_lead = false where person_id <> $1", people[1]).await;
    let alone = json!({ "id": hands.id(), "legs": [
        { "shiftId": hands.shifts[1], "personId": hands.lim.id.to_string() },
        { "shiftId": hands.shifts[0], "personId": people[1].to_string() },
    ] });
    let alone = act(&hands.lim, "shiftSwapRequest", alone).await;
    let codes = alone.refusals("shiftSwapRequest");
    assert!(codes.iter().any(|code| code.starts_with("TEAM_LACKS_LEADER")), "{codes:?}");
    let other = json!({ "id": hands.id(), "shiftId": hands.shifts[1] });
    let other = act(&hands.devi, "shiftGiveAway", other).await;
    assert_eq!(other.refusals("shiftGiveAway"), ["NOT_ON_SHIFT shiftId"]);
}

#[tokio::test]
async fn what_does_not_fit_together_says_what_would() {
    let hands = Hands::meet().await;
    let leg = |shift: usize, user: &stories::User| json!({ "shiftId": hands.shifts[shift], "personId": user.id.to_string() });
    // Somebody else's first, or one's own alone, is no swap.
    for legs in [
        json!([leg(1, &hands.lim), leg(0, &hands.devi)]),
        json!([leg(0, &hands.devi)]),
        json!([leg(0, &hands.devi), leg(0, &hands.lim)]),
    ] {
        let input = json!({ "id": hands.id(), "legs": legs });
        let refused = act(&hands.devi, "shiftSwapRequest", input).await;
        assert_eq!(refused.refusals("shiftSwapRequest"), ["SWAP_SHAPE legs"], "{legs}");
        assert!(refused.text.contains("Begin with a shift of your own"), "{}", refused.text);
    }
}

#[tokio::test]
async fn a_shift_is_promised_once() {
    let hands = Hands::meet().await;
    let first = hands.id();
    hands.ask(&first, &[&hands.devi, &hands.lim]).await.ok();
    let second = hands.id();
    let refused = hands.ask(&second, &[&hands.devi, &hands.muthu]).await;
    assert_eq!(refused.refusals("shiftSwapRequest"), ["SHIFT_PROMISED legs.0.shiftId"]);
    // Encik Lim may promise his to one of two who ask.
    let third = hands.id();
    hands.ask(&third, &[&hands.muthu, &hands.lim]).await.ok();
    act(&hands.lim, "shiftSwapAccept", json!({ "id": third })).await.ok();
    let taken = act(&hands.lim, "shiftSwapAccept", json!({ "id": first })).await;
    assert_eq!(taken.refusals("shiftSwapAccept"), ["SHIFT_PROMISED id"]);
    act(&hands.devi, "shiftSwapCancel", json!({ "id": first })).await.ok();
    let again = act(&hands.devi, "shiftSwapCancel", json!({ "id": first })).await.ok();
    assert_eq!(again.at("shiftSwapCancel/swap/status"), "CANCELLED");
    let declined = json!({ "id": third, "approve": false });
    act(&hands.watch.leader, "shiftSwapDecide", declined).await.ok();
    hands.ask(&second, &[&hands.devi, &hands.muthu]).await.ok();
    let no = json!({ "id": second, "accept": false });
    let no = act(&hands.muthu, "shiftSwapAccept", no).await.ok();
    assert_eq!(no.at("shiftSwapAccept/swap/status"), "DECLINED");
}

#[tokio::test]
async fn whoever_has_left_the_unit_swaps_nothing() {
    let hands = Hands::meet().await;
    let id = hands.id();
    hands.ask(&id, &[&hands.devi, &hands.lim]).await.ok();
    leaves(&hands, &hands.devi).await;
    let accept = json!({ "id": id });
    let gone = act(&hands.lim, "shiftSwapAccept", accept.clone()).await;
    assert_eq!(gone.refusals("shiftSwapAccept"), ["PERSON_NOT_ELIGIBLE id"]);
    joins(&hands, hands.devi.id).await;
    act(&hands.lim, "shiftSwapAccept", accept).await.ok();
}

#[tokio::test]
async fn what_is_not_settled_when_the_shift_begins_comes_to_nothing() {
    let mut hands = Hands::meet().await;
    let id = hands.id();
    hands.ask(&id, &[&hands.devi, &hands.lim]).await.ok();
    // 14 March, noon; the shift begins on 3 April at 23:00.
    hands.watch.app.advance(TimeDelta::days(20) + TimeDelta::hours(12));
    hands.lim.sign_in_again().await;
    until(async || {
        let answer = act(&hands.lim, "shiftSwapAccept", json!({ "id": id })).await;
        (answer.refusals("shiftSwapAccept") == ["ALREADY_DECIDED"]).then_some(())
    })
    .await;
    let unit = hands.watch.unit;
    let document = format!(
        "{{ shiftSwaps(unitId: \"{unit}\", waitingOnly: false) {{ nodes {{ id status }} }} }}"
    );
    let found = hands.lim.ask(&document).await.ok();
    assert_eq!(found.at("shiftSwaps/nodes"), &json!([{ "id": id, "status": "EXPIRED" }]));
}
