//! A project moves on the map, and a category in its tree: what fits follows.

use chrono::TimeDelta;
use domain::{community::GrantScope, policy::Role};
use serde_json::{Value, json};
use stories::{User, until};

use super::{super::projects::change, Market, set};

const MOVE: &str = "mutation($input: CategoryMoveInput!) { categoryMove(input: $input) { category { code } userErrors { code field } } }";

#[tokio::test]
async fn whoever_moves_is_as_far_away_as_they_are_now() {
    let market = Market::open().await;
    market.needs(json!({})).await.ok();
    market.supplies(json!({})).await.ok();
    assert!(market.of_cook().await[0]["explanation"].to_string().contains("12 km"));
    let (id, grower) = (market.grower.0.to_string(), &market.grower.1);
    let read = grower.ask(&format!("{{ project(id: \"{id}\") {{ version }} }}")).await.ok();
    let input = json!({ "id": id, "version": read.at("project/version"),
        "profile": { "coordinates": { "latitude": 1.76, "longitude": 103.65 } } });
    change(grower, "projectUpdate", input).await.ok();
    let says = |found: &[Value]| found[0]["explanation"].to_string().contains("24 km");
    until(async || says(&market.of_cook().await).then_some(())).await;
    assert!(says(&market.of_grower().await), "both sides are as far apart");
    assert_eq!(market.of_cook().await.len(), 1);
}

async fn put(officer: &User, code: &str, parent: Option<&str>) {
    let input = json!({ "input": { "code": code, "parentCode": parent } });
    officer.graphql(MOVE, input).await.ok();
}

#[tokio::test]
async fn what_a_moved_category_holds_fits_below_the_new_parent_and_no_more_below_the_old() {
    let market = Market::open().await;
    let hq = market.app.officer("Puan Chong", Role::HqOfficer, &GrantScope::Nation).await;
    market.needs(json!({})).await.ok();
    let input = json!({ "projectId": market.grower.0.to_string(), "side": "SUPPLY", "categoryCode": "HALL",
        "words": { "ms": "Cili" } });
    set(&market.grower.1, "projectTradeSet", input).await.ok();
    assert!(market.of_cook().await.is_empty());
    put(&hq, "HALL", Some("FOOD")).await;
    until(async || (market.of_cook().await.len() == 1).then_some(())).await;
    assert_eq!(market.of_grower().await.len(), 1);
    market.app.settles().await;
    market.app.advance(TimeDelta::seconds(1));
    put(&hq, "HALL", None).await;
    until(async || market.of_cook().await.is_empty().then_some(())).await;
    assert!(market.of_grower().await.is_empty());
}
