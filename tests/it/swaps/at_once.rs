//! Places in different shifts that one person takes at the same moment: no rule is broken at any.

use domain::mysrs::unit;
use futures_util::future::join_all;
use serde_json::json;
use stories::User;

use super::{Hands, act, take};
use crate::roster::Watch;

/// Somebody drops out of a shift, too late to keep it until somebody takes it: their place is open.
async fn drops(hands: &Hands, user: &User, shift: &str) {
    let input = json!({ "id": hands.id(), "shiftId": shift });
    let dropped = act(user, "shiftDrop", input).await.ok();
    assert_eq!(dropped.at("shiftDrop/swap/status"), "DONE");
}

/// Encik Lim takes a place in both shifts at the same moment, from a phone that asks this node and from
/// one that asks the other, each for both: why he is refused, as often as he is. He has one of them then.
async fn takes_both(hands: &Hands, other: &str, [one, two]: [&str; 2]) -> Vec<String> {
    let (here, there) = (&hands.lim, hands.lim.asking(other));
    let takes = [(here, one), (&there, two), (here, two), (&there, one)];
    let mut refused = Vec::new();
    for answer in join_all(takes.map(|(user, shift)| take(user, shift))).await {
        let refusals = answer.refusals("shiftTake");
        if refusals.is_empty() {
            answer.ok();
        }
        refused.extend(refusals);
    }
    let own = here.ask("{ viewer { shifts { nodes { id } } } }").await.ok();
    let own = own.at("viewer/shifts/nodes").as_array().expect("shifts").clone();
    let has = |shift: &str| own.iter().any(|it| it["id"] == shift);
    assert!(has(one) != has(two), "{own:?}");
    // With the one that he had before.
    assert_eq!(own.len(), 2, "{own:?}");
    refused
}

#[tokio::test]
async fn whoever_has_one_patrol_left_gets_one_of_two_that_they_take_at_once() {
    let hands = Hands::meet().await;
    hands.where_every_drop_is_late().await;
    drops(&hands, &hands.devi, &hands.shifts[0]).await;
    drops(&hands, &hands.muthu, &hands.shifts[2]).await;
    let other = hands.watch.app.beside().await;
    let refused = takes_both(&hands, &other.url, [&hands.shifts[0], &hands.shifts[2]]).await;
    assert_eq!(refused, ["MONTH_FULL"; 2]);
    assert_eq!(hands.team(0).await.len() + hands.team(2).await.len(), 5);
    other.stop().await;
}

#[tokio::test]
async fn of_two_shifts_that_overlap_whoever_takes_both_at_once_gets_one() {
    let mut hands = Hands::meet().await;
    hands.where_every_drop_is_late().await;
    // There is room in the month.
    hands.rule("patrols_a_month = 4").await;
    let team = [hands.muthu.id, hands.watch.people[7], hands.watch.people[8]];
    // Puan Devi's ends two hours after it begins.
    let second = hands.shift("2026-04-03", (17, 21), &team).await;
    hands.shifts.push(second);
    drops(&hands, &hands.devi, &hands.shifts[0]).await;
    drops(&hands, &hands.muthu, &hands.shifts[3]).await;
    let other = hands.watch.app.beside().await;
    let refused = takes_both(&hands, &other.url, [&hands.shifts[0], &hands.shifts[3]]).await;
    assert_eq!(refused, ["SHIFTS_OVERLAP shiftId"; 2]);
    assert_eq!(hands.team(0).await.len() + hands.team(3).await.len(), 5);
    other.stop().await;
}

/// Another unit, of another area and at another node, where Encik Lim lives and patrols too.
async fn elsewhere(hands: &mut Hands) -> Watch {
    let node = hands.watch.app.beside().await;
    let watch = Watch::on(node, ("01", "Johor"), 1, 1).await;
    let (app, lim) = (&hands.watch.app, hands.lim.id);
    app.join(lim, watch.area).await;
    app.arrange(async |ctx, work| {
        unit::add_patroller(work, ctx.mint(), watch.unit, lim, false, ctx.now())
            .await
            .expect("a volunteer");
    })
    .await;
    hands.lim.sign_in_again().await;
    watch
}

#[tokio::test]
async fn whoever_takes_places_of_two_units_at_once_breaks_no_rule_either() {
    // What their unit has on a night of its own fills the month, and on the night of Puan Devi's shift it
    // overlaps with that.
    for (night, hours, most, reason) in [
        ("2026-04-17", (15, 19), 2, "MONTH_FULL"),
        ("2026-04-03", (17, 21), 4, "SHIFTS_OVERLAP shiftId"),
    ] {
        let mut hands = Hands::meet().await;
        hands.where_every_drop_is_late().await;
        hands.rule(&format!("patrols_a_month = {most}")).await;
        let watch = elsewhere(&mut hands).await;
        let (mei, raju) = (watch.user("Puan Mei").await, watch.user("Encik Raju").await);
        let published = watch.alone(night, hours, &[watch.leader.id, mei.id, raju.id]).await.ok();
        let theirs = published.text_at("shiftPublish/shift/id");
        drops(&hands, &hands.devi, &hands.shifts[0]).await;
        drops(&hands, &mei, &theirs).await;
        let refused = takes_both(&hands, &watch.app.url, [&hands.shifts[0], &theirs]).await;
        assert_eq!(refused, [reason; 2]);
        watch.app.stop().await;
    }
}
