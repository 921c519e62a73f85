//! Both are told once, gathered.

use serde_json::json;
use stories::{TestApp, User, until};

use super::Market;

const REGISTER: &str = "mutation($input: DeviceRegisterInput!) { deviceRegister(input: $input) { device { id } userErrors { code field } } }";

async fn registered(user: &User) -> String {
    let token = format!("SHOP:{}", user.id);
    let input = json!({ "token": token, "app": "SHOP", "platform": "ANDROID", "language": "EN" });
    let answer = user.graphql(REGISTER, json!({ "input": input })).await.ok();
    answer.text_at("deviceRegister/device/id")
}

#[tokio::test]
async fn both_sides_are_told_once_and_once_a_week_at_most() {
    let market = Market::open_on(TestApp::start().await).await;
    let of_cook = registered(&market.cook.1).await;
    let of_grower = registered(&market.grower.1).await;
    // Whoever sells for the cook too.
    let partner = market.app.person("Encik Raju").await;
    super::super::also_sells(&market.app, market.cook.0, partner.id).await;
    let of_partner = registered(&partner).await;
    market.needs(json!({})).await.ok();
    market.supplies(json!({})).await.ok();
    let reader = market.app.anybody();
    // The story begins on a Saturday at noon; the next morning has nine o'clock.
    market.app.advance(chrono::TimeDelta::hours(22));
    for (device, name) in [
        (&of_cook, "Sambal Puan Salmah"),
        (&of_partner, "Sambal Puan Salmah"),
        (&of_grower, "Kebun Encik Tan"),
    ] {
        let told = until(async || reader.messages_to(device).await.into_iter().next()).await;
        assert!(told.contains("1 padanan baharu") && told.contains(name), "{told}");
        assert!(told.contains("krt://matches/project_"), "{told}");
        // A phone's list does not show what is needed.
        assert!(!told.to_lowercase().contains("cili"), "{told}");
    }
    // Another match the day after waits for the week to pass.
    let mut cook = market.cook.1.clone();
    cook.sign_in_again().await;
    let more = json!({ "projectId": market.cook.0.to_string(), "side": "NEED", "categoryCode": "FOOD", "words": { "ms": "Padi" } });
    super::set(&cook, "projectTradeSet", more).await.ok();
    market.app.advance(chrono::TimeDelta::hours(24));
    market.app.settles().await;
    assert_eq!(reader.messages_to(&of_cook).await.len(), 1);
    market.app.advance(chrono::TimeDelta::days(6));
    until(async || (reader.messages_to(&of_cook).await.len() == 2).then_some(())).await;
    market.app.advance(chrono::TimeDelta::days(14));
    market.app.settles().await;
    assert_eq!(reader.messages_to(&of_cook).await.len(), 2);
}
