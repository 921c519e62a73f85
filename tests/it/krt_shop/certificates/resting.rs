//! A project whose own texts say halal, when nothing proves it any more.

use chrono::TimeDelta;
use domain::shared::clock::Instant;
use reqwest::StatusCode;
use serde_json::{Value, json};
use stories::{User, until};

use super::{
    super::{Shop, projects::change},
    confirmed, district_officer, listed, revoke,
};

const STATUS: &str = "query($id: ID!) { project(id: $id) { status version registration { steps { deed toStatus } } } }";

/// What its project says of itself from now on.
async fn says(shop: &Shop, story: &str) {
    let id = shop.project.to_string();
    let read = shop.owner.graphql(STATUS, json!({ "id": id })).await.ok();
    let profile = json!({ "story": { "ms": story, "en": story } });
    let input = json!({ "id": id, "version": read.at("project/version"), "profile": profile });
    change(&shop.owner, "projectUpdate", input).await.ok();
}

/// Waits until the page of the shop's project answers this, and the project is seen alike.
async fn answers(shop: &Shop, buyer: &User, (path, status): (&str, StatusCode)) {
    until(async || (buyer.get(path).await.status == status).then_some(())).await;
    let asked = buyer.graphql(STATUS, json!({ "id": shop.project.to_string() })).await;
    if status == StatusCode::OK {
        assert_eq!(asked.ok().at("project/status"), "ACTIVE");
    } else {
        assert_eq!(asked.code(), "NOT_FOUND");
    }
}

async fn page_of(shop: &Shop, buyer: &User) -> String {
    let query = "query($id: ID!) { project(id: $id) { slug } }";
    let read = buyer.graphql(query, json!({ "id": shop.project.to_string() })).await.ok();
    format!("/s/{}", read.text_at("project/slug"))
}

/// The last steps of the project, as its owner reads them.
async fn last_steps(shop: &Shop, number: usize) -> Vec<String> {
    let read = shop.owner.graphql(STATUS, json!({ "id": shop.project.to_string() })).await.ok();
    let steps = read.at("project/registration/steps").as_array().cloned().unwrap_or_default();
    let text = |step: &Value| format!("{} {}", step["deed"], step["toStatus"]).replace('"', "");
    let from = steps.len().saturating_sub(number);
    steps.iter().skip(from).map(text).collect()
}

#[tokio::test]
async fn a_project_that_says_halal_rests_from_midnight_on_and_returns_with_the_next_certificate() {
    let mut shop = Shop::open().await;
    let mut officer = district_officer(&shop).await;
    let last = json!({ "validFrom": "2025-03-15", "validUntil": "2026-03-14", "number": "H" });
    confirmed(&shop, &officer, last).await;
    says(&shop, "Semua masakan kami halal.").await;
    let buyer = shop.app.anybody();
    let path = page_of(&shop, &buyer).await;
    // Also of a project that has nothing to sell just now the page says it.
    until(async || buyer.get(&path).await.text.contains("masakan kami halal").then_some(())).await;
    let midnight: Instant = "2026-03-14T16:00:00Z".parse().unwrap();
    shop.app.advance(midnight - TimeDelta::minutes(1) - shop.app.clock.now());
    answers(&shop, &buyer, (&path, StatusCode::OK)).await;
    shop.app.advance(TimeDelta::minutes(1));
    answers(&shop, &buyer, (&path, StatusCode::GONE)).await;

    shop.owner.refresh().await;
    officer.refresh().await;
    assert_eq!(last_steps(&shop, 1).await, ["PROOF_GONE INACTIVE"]);
    let next = json!({ "validFrom": "2026-03-15", "validUntil": "2027-03-14", "number": "N" });
    confirmed(&shop, &officer, next).await;
    answers(&shop, &buyer, (&path, StatusCode::OK)).await;
    assert_eq!(last_steps(&shop, 2).await, ["PROOF_GONE INACTIVE", "PROOF_BACK ACTIVE"]);
}

#[tokio::test]
async fn a_project_that_says_halal_no_more_is_at_work_again_with_what_it_offers() {
    let shop = Shop::open().await;
    let officer = district_officer(&shop).await;
    let certificate = confirmed(&shop, &officer, json!({})).await;
    says(&shop, "Dijamin halal.").await;
    let plain = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let claiming = shop.listed("Ayam halal", "FOOD_CHICKEN").await;
    let buyer = shop.app.anybody();
    let path = page_of(&shop, &buyer).await;
    listed(&buyer, &[&plain, &claiming]).await;
    revoke(&officer, &certificate, "Palsu.").await.ok();
    answers(&shop, &buyer, (&path, StatusCode::GONE)).await;
    listed(&buyer, &[]).await;
    says(&shop, "Dimasak setiap pagi.").await;
    answers(&shop, &buyer, (&path, StatusCode::OK)).await;
    listed(&buyer, &[&plain]).await;
}
