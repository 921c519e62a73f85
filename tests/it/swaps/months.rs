//! Shifts change hands over the end of a month: each month keeps its own rules.

use domain::shared::db;
use serde_json::{Value, json};
use stories::User;

use super::{Hands, NIGHT, act};

/// Places in [`Hands::shifts`]: the evening of 31 March, and 01:00 on 1 April, five hours later.
const MARCH: usize = 3;
const APRIL: usize = 4;

/// Encik Lim has the last evening of March and Encik Muthu the first night of April: nobody could have
/// both, as ten hours lie between two shifts.
async fn meet() -> Hands {
    let mut hands = Hands::meet().await;
    let people = hands.watch.people.clone();
    let (lim, muthu) = (hands.lim.id, hands.muthu.id);
    let march = hands.shift("2026-03-31", (10, 12), &[lim, people[7], people[8]]).await;
    let april = hands.shift("2026-03-31", (17, 19), &[muthu, people[5], people[6]]).await;
    hands.shifts.extend([march, april]);
    hands
}

fn leg(hands: &Hands, (shift, user): (usize, &User)) -> Value {
    json!({ "shiftId": hands.shifts[shift], "personId": user.id.to_string() })
}

/// Encik Lim asks Encik Muthu for his night.
fn asking(hands: &Hands, id: &str) -> Value {
    let legs = [leg(hands, (MARCH, &hands.lim)), leg(hands, (APRIL, &hands.muthu))];
    json!({ "id": id, "legs": legs })
}

#[tokio::test]
async fn two_swap_the_last_evening_of_a_month_for_the_first_night_of_the_next() {
    let hands = meet().await;
    // To have both is too much for anybody.
    let both = json!({ "id": hands.id(), "shiftId": hands.shifts[APRIL], "toPersonId": hands.lim.id.to_string() });
    let tired = act(&hands.muthu, "shiftGiveAway", both).await;
    assert_eq!(tired.refusals("shiftGiveAway"), ["REST_TOO_SHORT shiftId"]);

    let id = hands.id();
    let asked = act(&hands.lim, "shiftSwapRequest", asking(&hands, &id)).await.ok();
    assert_eq!(asked.at("shiftSwapRequest/swap/status"), "OPEN");
    let accept = json!({ "id": id });
    for _ in 0..2 {
        let accepted = act(&hands.muthu, "shiftSwapAccept", accept.clone()).await.ok();
        assert_eq!(accepted.at("shiftSwapAccept/swap/status"), "ACCEPTED");
    }
    assert!(hands.is_in(&hands.lim, MARCH).await && hands.is_in(&hands.muthu, APRIL).await);
    let decide = json!({ "id": id, "approve": true });
    for _ in 0..2 {
        let done = act(&hands.watch.leader, "shiftSwapDecide", decide.clone()).await.ok();
        assert_eq!(done.at("shiftSwapDecide/swap/status"), "DONE");
    }
    assert!(hands.is_in(&hands.muthu, MARCH).await && hands.is_in(&hands.lim, APRIL).await);
    assert!(!hands.is_in(&hands.lim, MARCH).await && !hands.is_in(&hands.muthu, APRIL).await);
    assert_eq!((hands.team(MARCH).await.len(), hands.team(APRIL).await.len()), (3, 3));
}

#[tokio::test]
async fn each_month_keeps_its_own_rules() {
    let hands = meet().await;
    let people = &hands.watch.people;
    // From 1 April on one patrol a month is the limit, and Encik Lim has one there; in March there are
    // two as before.
    let columns = "team_least, team_leaders, rest_minutes, active_patrols_a_month, \
                   shift_longest_minutes, certificate_minutes, late_drop_minutes, \
                   swap_needs_approval, night_from, night_until, source";
    let rule = format!(
        "insert into patrol_rule (effective_from, patrols_a_month, {columns}) \
         select '2026-03-31T16:00:00+00:00', 1, {columns} from patrol_rule"
    );
    hands
        .watch
        .app
        .arrange(async |_, work| {
            db::run(work.connection(), &rule, []).await.expect("a rule");
        })
        .await;
    let full = act(&hands.lim, "shiftSwapRequest", asking(&hands, &hands.id())).await;
    assert_eq!(full.refusals("shiftSwapRequest"), ["MONTH_FULL"]);
    assert!(full.text.contains("Encik Lim would have 2 patrols"), "{}", full.text);
    // What is given up in one month makes no room in the other.
    let second = hands.shift("2026-03-20", (15, 19), &[hands.devi.id, people[7], people[1]]).await;
    let legs = json!([
        { "shiftId": second, "personId": hands.devi.id.to_string() },
        leg(&hands, (1, &hands.lim)),
    ]);
    let full =
        act(&hands.devi, "shiftSwapRequest", json!({ "id": hands.id(), "legs": legs })).await;
    assert_eq!(full.refusals("shiftSwapRequest"), ["MONTH_FULL"]);
    assert!(full.text.contains("Puan Devi would have 2 patrols"), "{}", full.text);
    for (user, shift) in [(&hands.lim, MARCH), (&hands.muthu, APRIL), (&hands.lim, 1)] {
        assert!(hands.is_in(user, shift).await, "{shift}");
    }
}

#[tokio::test]
async fn what_was_agreed_is_judged_again_in_both_months_when_it_is_approved() {
    let hands = meet().await;
    let people = &hands.watch.people;
    let id = hands.id();
    act(&hands.lim, "shiftSwapRequest", asking(&hands, &id)).await.ok();
    act(&hands.muthu, "shiftSwapAccept", json!({ "id": id })).await.ok();
    // Meanwhile Encik Lim is given a second patrol in April, which fills his month.
    hands.shift(NIGHT[3], (15, 19), &[hands.lim.id, people[7], people[8]]).await;
    let decide = json!({ "id": id, "approve": true });
    let full = act(&hands.watch.leader, "shiftSwapDecide", decide).await;
    assert_eq!(full.refusals("shiftSwapDecide"), ["MONTH_FULL"]);
    assert!(hands.is_in(&hands.lim, MARCH).await && hands.is_in(&hands.muthu, APRIL).await);
}

#[tokio::test]
async fn three_swap_in_a_ring_over_the_end_of_a_month_from_three_phones_at_once() {
    let hands = meet().await;
    hands.without_approval().await;
    let id = hands.id();
    let ring = [(0, &hands.devi), (MARCH, &hands.lim), (APRIL, &hands.muthu)];
    let legs = ring.map(|one| leg(&hands, one));
    act(&hands.devi, "shiftSwapRequest", json!({ "id": id, "legs": legs })).await.ok();
    let accept = || json!({ "id": id });
    let (lim, muthu, again) = tokio::join!(
        act(&hands.lim, "shiftSwapAccept", accept()),
        act(&hands.muthu, "shiftSwapAccept", accept()),
        act(&hands.lim, "shiftSwapAccept", accept()),
    );
    for answer in [lim, muthu, again] {
        answer.ok();
    }
    let settled = act(&hands.lim, "shiftSwapAccept", accept()).await.ok();
    assert_eq!(settled.at("shiftSwapAccept/swap/status"), "DONE");
    for (user, shift) in [(&hands.lim, 0), (&hands.muthu, MARCH), (&hands.devi, APRIL)] {
        assert!(hands.is_in(user, shift).await, "{shift}");
    }
    for shift in [0, MARCH, APRIL] {
        assert_eq!(hands.team(shift).await.len(), 3);
    }
}
