//! A project whose own texts say halal, when nothing proves it any more.

use chrono::TimeDelta;
use domain::{
    policy::Role,
    shared::{clock::Instant, db},
};
use reqwest::StatusCode;
use serde_json::{Value, json};
use stories::{Answer, User, until};

use super::{
    super::{Shop, projects::change},
    confirm, confirmed, district_officer, listed, revoke, soon, submit,
};

const STATUS: &str = "query($id: ID!) { project(id: $id) { status version registration { steps { deed toStatus } } } }";

/// What its project says of itself from now on.
async fn says(shop: &Shop, story: &str) {
    let (id, version) = (shop.project.to_string(), shop.version_of_project().await);
    let profile = json!({ "story": { "ms": story, "en": story } });
    let input = json!({ "id": id, "version": version, "profile": profile });
    change(&shop.owner, "projectUpdate", input).await.ok();
}

/// Somebody sets its project's status.
async fn sets(shop: &Shop, user: &User, (status, reason): (&str, Value)) -> Answer {
    let (id, version) = (shop.project.to_string(), shop.version_of_project().await);
    let input = json!({ "id": id, "version": version, "status": status, "reason": reason });
    change(user, "projectStatusSet", input).await
}

/// Waits until the page of the shop's project answers this, and the project is seen alike.
async fn answers(shop: &Shop, buyer: &User, (path, status): (&str, StatusCode)) {
    until(async || (buyer.get(path).await.status == status).then_some(())).await;
    let is_shown = status == StatusCode::OK;
    let alike = |answer: &Answer| {
        if is_shown {
            answer.at("project/status") == "ACTIVE"
        } else {
            answer.code() == "NOT_FOUND"
        }
    };
    soon(buyer, STATUS, json!({ "id": shop.project.to_string() }), alike).await;
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

/// A project that says halal and has nothing to sell; the page that shows it, and its certificate.
async fn that_says_halal(shop: &Shop, (officer, buyer): (&User, &User)) -> (String, String) {
    let certificate = confirmed(shop, officer, json!({})).await;
    says(shop, "Dijamin halal.").await;
    let path = page_of(shop, buyer).await;
    answers(shop, buyer, (&path, StatusCode::OK)).await;
    (path, certificate)
}

#[tokio::test]
async fn a_project_that_says_halal_rests_also_when_its_proof_ended_long_before_anybody_looked() {
    let mut shop = Shop::open().await;
    let (officer, buyer) = (district_officer(&shop).await, shop.app.anybody());
    let (path, certificate) = that_says_halal(&shop, (&officer, &buyer)).await;
    // As a program left it that looked at nothing: the certificate ended more than a year ago.
    let ended: chrono::NaiveDate = "2024-12-31".parse().unwrap();
    let begun: chrono::NaiveDate = "2024-01-01".parse().unwrap();
    shop.app
        .arrange(async |_, work| {
            let sql = "update project_certificate set valid_from = $2, valid_until = $3 \
                       where project_id = $1";
            let values = [shop.project.into(), begun.into(), ended.into()];
            assert_eq!(db::run(work.connection(), sql, values).await.unwrap(), 1, "{certificate}");
        })
        .await;
    let midnight: Instant = "2026-03-14T16:00:00Z".parse().unwrap();
    shop.app.advance(midnight - shop.app.clock.now());
    shop.app.settles().await;
    answers(&shop, &buyer, (&path, StatusCode::OK)).await;
    shop.app.advance(TimeDelta::minutes(20));
    answers(&shop, &buyer, (&path, StatusCode::GONE)).await;
    shop.owner.refresh().await;
    assert_eq!(last_steps(&shop, 1).await, ["PROOF_GONE INACTIVE"]);
}

#[tokio::test]
async fn a_project_returns_on_the_day_on_which_its_next_certificate_begins() {
    let mut shop = Shop::open().await;
    let (officer, buyer) = (district_officer(&shop).await, shop.app.anybody());
    let (path, certificate) = that_says_halal(&shop, (&officer, &buyer)).await;
    let next = json!({ "validFrom": "2026-03-16", "validUntil": "2027-03-15", "number": "N" });
    confirmed(&shop, &officer, next).await;
    revoke(&officer, &certificate, "Palsu.").await.ok();
    answers(&shop, &buyer, (&path, StatusCode::GONE)).await;
    let begins: Instant = "2026-03-15T16:00:00Z".parse().unwrap();
    shop.app.advance(begins - TimeDelta::minutes(1) - shop.app.clock.now());
    shop.app.settles().await;
    answers(&shop, &buyer, (&path, StatusCode::GONE)).await;
    shop.app.advance(TimeDelta::minutes(1));
    answers(&shop, &buyer, (&path, StatusCode::OK)).await;
    shop.owner.refresh().await;
    assert_eq!(last_steps(&shop, 2).await, ["PROOF_GONE INACTIVE", "PROOF_BACK ACTIVE"]);
}

#[tokio::test]
async fn what_an_officer_stops_while_it_rests_for_want_of_proof_stays_stopped() {
    let shop = Shop::open().await;
    let (officer, buyer) = (district_officer(&shop).await, shop.app.anybody());
    let (path, certificate) = that_says_halal(&shop, (&officer, &buyer)).await;
    revoke(&officer, &certificate, "Palsu.").await.ok();
    answers(&shop, &buyer, (&path, StatusCode::GONE)).await;
    let bare = sets(&shop, &officer, ("INACTIVE", Value::Null)).await;
    assert_eq!(bare.refusals("projectStatusSet"), ["REQUIRED reason"]);
    sets(&shop, &officer, ("INACTIVE", json!("Sijil palsu."))).await.ok();
    says(&shop, "Dimasak setiap pagi.").await;
    shop.app.settles().await;
    assert_eq!(last_steps(&shop, 2).await, ["PROOF_GONE INACTIVE", "STATUS_SET INACTIVE"]);
    answers(&shop, &buyer, (&path, StatusCode::GONE)).await;
    for status in ["ACTIVE", "INACTIVE"] {
        let own = sets(&shop, &shop.owner, (status, Value::Null)).await;
        assert_eq!(own.refusals("projectStatusSet"), ["STATE_INVALID status"], "{status}");
    }
    sets(&shop, &officer, ("ACTIVE", json!("Selesai."))).await.ok();
    answers(&shop, &buyer, (&path, StatusCode::OK)).await;
}

#[tokio::test]
async fn a_project_returns_by_itself_also_to_another_owner() {
    let shop = Shop::open().await;
    let (officer, buyer) = (district_officer(&shop).await, shop.app.anybody());
    let secretary = shop.app.officer_of_committee("Puan Aishah", shop.area, Role::Secretary).await;
    let mut neighbour = shop.app.resident("Encik Lim", shop.area).await;
    let (path, certificate) = that_says_halal(&shop, (&officer, &buyer)).await;
    revoke(&officer, &certificate, "Palsu.").await.ok();
    answers(&shop, &buyer, (&path, StatusCode::GONE)).await;
    let version = shop.version_of_project().await;
    let owner = json!({ "id": shop.project.to_string(), "version": version, "ownerId": neighbour.id.to_string() });
    change(&secretary, "projectOwnerSet", owner).await.ok();
    neighbour.refresh().await;
    let sent = submit(&shop, &neighbour, json!({ "number": "JAKIM-2" })).await.ok();
    let next = sent.text_at("projectCertificateSubmit/certificate/id");
    confirm(&officer, &next).await.ok();
    answers(&shop, &buyer, (&path, StatusCode::OK)).await;
}
