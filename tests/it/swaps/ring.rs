//! Three who swap in a ring at once, on two nodes.

use futures_util::future::join_all;
use serde_json::json;
use stories::{Answer, User};

use super::{Hands, act};

async fn accept(user: &User, id: &str) -> Answer {
    act(user, "shiftSwapAccept", json!({ "id": id })).await
}

#[tokio::test]
async fn three_swap_in_a_ring_at_once_on_two_nodes_and_each_moves_once() {
    let hands = Hands::meet().await;
    hands.without_approval().await;
    let other = hands.watch.app.beside().await;
    let there = |user: &User| user.asking(&other.url);
    let [devi, lim, muthu] = [&hands.devi, &hands.lim, &hands.muthu];
    // Each thinks of it and asks for the same ring, at the same moment.
    let ids = [hands.id(), hands.id(), hands.id()];
    let (lim_there, muthu_there) = (there(lim), there(muthu));
    let rings = [[devi, lim, muthu], [&lim_there, muthu, devi], [&muthu_there, devi, lim]];
    let asking = ids.iter().zip(&rings).map(|(id, ring)| hands.ask(id, ring));
    for answer in join_all(asking).await {
        assert_eq!(answer.ok().at("shiftSwapRequest/swap/status"), "OPEN");
    }
    // Each has promised their own shift to the ring that they asked for, and so to no other.
    let devi_there = there(devi);
    let crossed = [(lim, 0), (&muthu_there, 0), (&devi_there, 1), (muthu, 1), (devi, 2)];
    let crossed = crossed.map(|(user, ring)| accept(user, &ids[ring]));
    for answer in join_all(crossed).await {
        assert_eq!(answer.refusals("shiftSwapAccept"), ["SHIFT_PROMISED id"]);
    }
    // They agree on hers: two take theirs back, and agree from two nodes at once, twice each.
    for (user, ring) in [(lim, 1), (muthu, 2)] {
        act(user, "shiftSwapCancel", json!({ "id": ids[ring] })).await.ok();
    }
    let agree = [lim, &lim_there, muthu, &muthu_there].map(|user| accept(user, &ids[0]));
    for answer in join_all(agree).await {
        answer.ok();
    }
    let settled = accept(&lim_there, &ids[0]).await.ok();
    assert_eq!(settled.at("shiftSwapAccept/swap/status"), "DONE");
    for (user, shift) in [(devi, 2), (lim, 0), (muthu, 1)] {
        assert!(hands.is_in(user, shift).await, "{shift}");
    }
    for shift in 0..3 {
        assert_eq!(hands.team(shift).await.len(), 3, "{shift}");
    }
    other.stop().await;
}
