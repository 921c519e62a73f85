//! What fits, and who sees it.

use domain::{
    community::GrantScope,
    policy::Role,
    shared::id::{Ids, ProjectTradeId},
};
use serde_json::json;

use super::{MATCHES, Market, set};

#[tokio::test]
async fn a_need_and_a_supply_in_two_states_find_each_other_and_say_why() {
    let market = Market::open().await;
    market.needs(json!({})).await.ok();
    assert!(market.of_cook().await.is_empty());
    market.supplies(json!({})).await.ok();
    // Of another kind, and of the same project.
    set(
        &market.grower.1,
        "projectTradeSet",
        json!({ "projectId": market.grower.0.to_string(), "side": "SUPPLY", "categoryCode": "HALL", "words": { "ms": "Cili" } }),
    )
    .await
    .ok();
    set(
        &market.cook.1,
        "projectTradeSet",
        json!({ "projectId": market.cook.0.to_string(), "side": "SUPPLY", "categoryCode": "FOOD", "words": { "ms": "Cili" } }),
    )
    .await
    .ok();
    let of_cook = market.of_cook().await;
    assert_eq!(of_cook.len(), 1, "{of_cook:?}");
    assert_eq!(of_cook[0]["explanation"], "supplies what you need: Bird's eye chilli, 12 km");
    assert_eq!(of_cook[0]["other"]["name"], "Kebun Encik Tan");
    assert_eq!((&of_cook[0]["quantity"], &of_cook[0]["unit"]), (&json!(50), &json!("kg")));
    let of_grower = market.of_grower().await;
    assert_eq!(of_grower.len(), 1, "{of_grower:?}");
    assert_eq!(of_grower[0]["side"], "SUPPLY");
    assert_eq!(of_grower[0]["explanation"], "needs what you can supply: Chillies, 12 km");
    assert_eq!(of_grower[0]["rhythm"], "WEEKLY");
    let malay = market.cook.1.speaking("ms");
    let told = malay.graphql(MATCHES, json!({ "id": market.cook.0.to_string() })).await.ok();
    let why = told.text_at("projectTradeMatches/nodes/0/explanation");
    assert_eq!(why, "membekalkan apa yang anda perlukan: Cili padi, 12 km");
}

#[tokio::test]
async fn only_those_of_a_project_and_the_officers_above_see_its_matches() {
    let market = Market::open().await;
    market.needs(json!({})).await.ok();
    market.supplies(json!({})).await.ok();
    let app = &market.app;
    let member = app.officer_of_committee("Encik Raju", market.area, Role::Member).await;
    let secretary = app.officer_of_committee("Puan Aishah", market.area, Role::Secretary).await;
    let neighbour = app.resident("Encik Lim", market.area).await;
    let johor = GrantScope::State("01".into());
    let ppn = app.officer("Encik Ahmad Fauzi", Role::StateOfficer, &johor).await;
    let perak = GrantScope::State("08".into());
    let away = app.officer("Encik Jauh", Role::StateOfficer, &perak).await;
    let hq = app.officer("Puan Chong", Role::HqOfficer, &GrantScope::Nation).await;
    let id = json!({ "id": market.cook.0.to_string() });
    for reader in [&market.cook.1, &member, &secretary, &ppn, &hq] {
        let read = reader.graphql(MATCHES, id.clone()).await.ok();
        assert_eq!(read.at("projectTradeMatches/nodes").as_array().unwrap().len(), 1);
    }
    for stranger in [&neighbour, &market.grower.1, &away] {
        assert_eq!(stranger.graphql(MATCHES, id.clone()).await.code(), "NOT_FOUND");
    }
    assert_eq!(app.anybody().graphql(MATCHES, id).await.code(), "UNAUTHENTICATED");
    // A state's officers see each pair once; the two are in two states.
    let state = |code: &str| {
        format!("{{ tradeMatches(stateCode: \"{code}\") {{ nodes {{ side project {{ id }} }} }} }}")
    };
    for (officer, code, side) in
        [(&ppn, "01", "NEED"), (&away, "08", "SUPPLY"), (&hq, "01", "NEED")]
    {
        let read = officer.ask(&state(code)).await.ok();
        let nodes = read.at("tradeMatches/nodes").as_array().unwrap().clone();
        assert_eq!(nodes.len(), 1, "{code}");
        assert_eq!(nodes[0]["side"], side);
    }
    for (wrong, code) in [(&ppn, "08"), (&secretary, "01"), (&market.cook.1, "01")] {
        assert_eq!(wrong.ask(&state(code)).await.code(), "FORBIDDEN");
    }
    // Who writes: the owner and the committee's voice.
    let said = json!({ "projectId": market.cook.0.to_string(), "side": "NEED", "categoryCode": "FOOD", "words": { "ms": "Bawang" } });
    set(&secretary, "projectTradeSet", said.clone()).await.ok();
    for (wrong, code) in [
        (&member, "FORBIDDEN"),
        (&ppn, "FORBIDDEN"),
        (&neighbour, "NOT_FOUND"),
        (&market.grower.1, "NOT_FOUND"),
    ] {
        assert_eq!(set(wrong, "projectTradeSet", said.clone()).await.code(), code);
    }
}

#[tokio::test]
async fn the_same_again_changes_nothing_and_two_at_once_find_each_other() {
    let market = Market::open().await;
    let id: ProjectTradeId = Ids::Random.mint(market.app.clock.now());
    let same = json!({ "id": id.to_string() });
    let (need, again, supply) = tokio::join!(
        market.needs(same.clone()),
        market.needs(same.clone()),
        market.supplies(json!({}))
    );
    for done in [need, again] {
        assert_eq!(done.ok().at("projectTradeSet/trade/version"), 1);
    }
    supply.ok();
    assert_eq!((market.of_cook().await.len(), market.of_grower().await.len()), (1, 1));
    // Another's id, another version, and what is wrong.
    let taken = market.supplies(same.clone()).await;
    assert_eq!(taken.refusals("projectTradeSet"), ["ID_TAKEN id"]);
    let late = market.needs(json!({ "id": id.to_string(), "version": 7, "quantity": 30 })).await;
    assert_eq!(late.refusals("projectTradeSet"), ["VERSION_CONFLICT version"]);
    let changed =
        market.needs(json!({ "id": id.to_string(), "version": 1, "quantity": 30 })).await.ok();
    assert_eq!(changed.at("projectTradeSet/trade/version"), 2);
    let wrong = market
        .needs(json!({ "categoryCode": "NONE", "words": { "ms": "x\u{202e}" }, "quantity": 0, "until": "2026-03-13" }))
        .await;
    assert_eq!(
        wrong.refusals("projectTradeSet"),
        [
            "CATEGORY_UNKNOWN categoryCode",
            "TEXT_INVALID words.ms",
            "OUT_OF_RANGE quantity",
            "TIME_INVALID until"
        ]
    );
}

#[tokio::test]
async fn a_project_needs_twenty_things_and_no_more() {
    let market = Market::open().await;
    for number in 0..20 {
        market.needs(json!({ "words": { "ms": format!("Barang{number}") } })).await.ok();
    }
    let more = market.needs(json!({})).await;
    assert_eq!(more.refusals("projectTradeSet"), ["TOO_MANY"]);
    market.supplies(json!({})).await.ok();
}
