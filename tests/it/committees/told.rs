//! Whoever is given a post hears of it.

use serde_json::json;
use stories::{User, until};

use super::Town;

/// Waits until somebody is told that they were given this role.
async fn told(user: &User, role: &str) {
    let given = format!("peranan {role}.");
    until(async || {
        let messages = user.holding(None).messages_to(&user.phone).await;
        messages.into_iter().find(|text| text.contains(&given))
    })
    .await;
}

#[tokio::test]
async fn whoever_is_given_a_post_is_told_by_sms() {
    let town = Town::founded().await;
    let mut chair = town.app.person("Aminah").await;
    town.give(&town.district, &chair, "CHAIR", json!({})).await.ok();
    told(&chair, "Pengerusi").await;
    chair.sign_in_again().await;
    let faridah = town.app.resident("Faridah", town.area).await;
    town.give(&chair, &faridah, "TREASURER", json!({})).await.ok();
    told(&faridah, "Bendahari").await;
    let name = "mutation($input: GroupCoordinatorSetInput!) { groupCoordinatorSet(input: $input) { userErrors { code } } }";
    let siti = town.app.resident("Siti", town.area).await;
    let input = json!({ "areaId": town.area, "kind": "WOMEN", "personId": siti.id });
    chair.graphql(name, json!({ "input": input })).await.ok();
    told(&siti, "Penyelaras kelompok").await;
}
