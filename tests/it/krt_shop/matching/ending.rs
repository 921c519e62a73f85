//! What fits no more.

use serde_json::json;
use stories::User;

use super::{Market, set};

async fn dismiss(user: &User, id: &str) -> stories::Answer {
    let document = format!(
        "mutation {{ tradeMatchDismiss(input: {{ id: \"{id}\" }}) {{ matchId userErrors {{ code }} }} }}"
    );
    user.ask(&document).await
}

#[tokio::test]
async fn a_match_that_is_put_aside_stays_away_for_this_side() {
    let market = Market::open().await;
    let need = market.needs(json!({})).await.ok().text_at("projectTradeSet/trade/id");
    market.supplies(json!({})).await.ok();
    let found = market.of_cook().await[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(dismiss(&market.grower.1, &found).await.code(), "NOT_FOUND");
    for _ in 0..2 {
        dismiss(&market.cook.1, &found).await.ok();
    }
    assert!(market.of_cook().await.is_empty());
    assert_eq!(market.of_grower().await.len(), 1);
    // Whatever is said anew.
    for (version, words) in [(1, "Tepung"), (2, "Cili")] {
        let said = json!({ "id": need, "version": version, "words": { "ms": words } });
        market.needs(said).await.ok();
    }
    assert!(market.of_cook().await.is_empty());
    assert_eq!(market.of_grower().await.len(), 1);
}

#[tokio::test]
async fn a_need_that_expires_fits_to_nothing_from_the_next_day_on() {
    let mut market = Market::open().await;
    // The story begins on 14 March 2026.
    let need = market.needs(json!({ "until": "2026-03-15" })).await.ok();
    let id = need.text_at("projectTradeSet/trade/id");
    market.supplies(json!({})).await.ok();
    assert_eq!((market.of_cook().await.len(), market.of_grower().await.len()), (1, 1));
    market.app.advance(chrono::TimeDelta::hours(36) - chrono::TimeDelta::minutes(1));
    market.cook.1.sign_in_again().await;
    assert_eq!(market.of_cook().await.len(), 1);
    market.app.advance(chrono::TimeDelta::minutes(1));
    market.grower.1.sign_in_again().await;
    assert!(market.of_cook().await.is_empty() && market.of_grower().await.is_empty());
    // It stands there to be said anew.
    let list =
        format!("{{ projectTrades(projectId: \"{}\") {{ id until version }} }}", market.cook.0);
    let trades = market.cook.1.ask(&list).await.ok();
    assert_eq!(trades.at("projectTrades/0/until"), "2026-03-15");
    market.needs(json!({ "id": id, "version": 1, "until": "2026-04-15" })).await.ok();
    assert_eq!(market.of_grower().await.len(), 1);
}

#[tokio::test]
async fn what_is_ended_is_gone_and_a_project_that_rests_waits() {
    let market = Market::open().await;
    let need = market.needs(json!({})).await.ok().text_at("projectTradeSet/trade/id");
    market.supplies(json!({})).await.ok();
    let rest = async |version: i64, status: &str| {
        let document = "mutation($input: ProjectStatusSetInput!) { projectStatusSet(input: $input) { project { status } userErrors { code field } } }";
        let input =
            json!({ "id": market.grower.0.to_string(), "version": version, "status": status });
        market.grower.1.graphql(document, json!({ "input": input })).await.ok();
    };
    rest(1, "INACTIVE").await;
    assert!(market.of_cook().await.is_empty());
    rest(2, "ACTIVE").await;
    assert_eq!(market.of_cook().await.len(), 1);
    for _ in 0..2 {
        set(&market.cook.1, "projectTradeEnd", json!({ "id": need })).await.ok();
    }
    assert!(market.of_cook().await.is_empty() && market.of_grower().await.is_empty());
    let list = format!("{{ projectTrades(projectId: \"{}\") {{ id }} }}", market.cook.0);
    assert_eq!(market.cook.1.ask(&list).await.ok().at("projectTrades"), &json!([]));
}
