//! Certificates begin and end at midnight in Malaysia, at once on every node; and reminders before.

use chrono::TimeDelta;
use domain::shared::clock::Instant;
use serde_json::json;
use stories::{TestApp, User, until};

use super::{
    super::{Shop, also_sells},
    PAGE, confirmed, district_officer, listed, marks, shown, sight, soon,
};

async fn control(user: &User) -> String {
    let page = user.get(PAGE).await;
    page.headers["cache-control"].to_str().unwrap().to_owned()
}

fn both(marks: &[&str]) -> (Vec<String>, Vec<String>) {
    let list = || marks.iter().map(|&mark| mark.to_owned()).collect();
    (list(), list())
}

#[tokio::test]
async fn the_last_certificate_ends_at_midnight_while_the_page_is_cached() {
    let shop = Shop::open().await;
    let officer = district_officer(&shop).await;
    // It is noon of the certificate's last day.
    let last = json!({ "validFrom": "2025-03-15", "validUntil": "2026-03-14", "number": "H" });
    confirmed(&shop, &officer, last).await;
    let plain = shop.listed("Ayam segar", "FOOD_CHICKEN").await;
    let claiming = shop.listed("Ayam halal", "FOOD_CHICKEN").await;
    let other = shop.app.beside().await;
    let buyers = [shop.app.anybody(), other.anybody()];
    let midnight: Instant = "2026-03-14T16:00:00Z".parse().unwrap();
    for buyer in &buyers {
        shown(buyer, &plain, &["HALAL H"]).await;
        shown(buyer, &claiming, &["HALAL H"]).await;
    }
    shop.app.advance(midnight - TimeDelta::seconds(10) - shop.app.clock.now());
    for buyer in &buyers {
        for _ in 0..3 {
            assert_eq!(marks(buyer, &plain).await, both(&["HALAL H"]));
        }
        // Nobody on the way keeps it beyond midnight.
        assert_eq!(control(buyer).await, "public, max-age=10");
    }
    shop.app.advance(TimeDelta::seconds(10));
    for buyer in &buyers {
        for _ in 0..3 {
            assert_eq!(marks(buyer, &plain).await, both(&[]));
            assert_eq!(marks(buyer, &claiming).await, both(&[]));
        }
    }
    // What claims it goes out of sight that night, on every node.
    for buyer in &buyers {
        listed(buyer, &[&plain]).await;
    }
    let mut owner = shop.owner.clone();
    owner.refresh().await;
    let held = sight(&owner, &claiming).await.ok();
    assert!(held.at("product/halalHeldAt").is_string(), "{}", held.text);
    other.stop().await;
}

#[tokio::test]
async fn a_renewal_before_the_end_leaves_no_gap() {
    let shop = Shop::open().await;
    let officer = district_officer(&shop).await;
    confirmed(&shop, &officer, json!({ "validUntil": "2026-03-14", "number": "OLD" })).await;
    let next = json!({ "validFrom": "2026-03-14", "validUntil": "2028-03-13", "number": "NEW" });
    confirmed(&shop, &officer, next).await;
    let later = json!({ "kind": "GMP", "validFrom": "2026-03-15", "validUntil": "2026-03-15", "number": "G" });
    confirmed(&shop, &officer, later).await;
    let id = shop.listed("Ayam halal", "FOOD_CHICKEN").await;
    let buyer = shop.app.anybody();
    // Of two of a kind the one that lasts longer is shown; what begins tomorrow is not.
    shown(&buyer, &id, &["HALAL NEW"]).await;
    let midnight: Instant = "2026-03-14T16:00:00Z".parse().unwrap();
    shop.app.advance(midnight - shop.app.clock.now());
    assert_eq!(marks(&buyer, &id).await, both(&["HALAL NEW", "GMP G"]));
    shop.app.settles().await;
    listed(&buyer, &[&id]).await;
    shop.app.advance(TimeDelta::days(1));
    assert_eq!(marks(&buyer, &id).await, both(&["HALAL NEW"]));
}

#[tokio::test]
async fn a_certificate_of_one_product_marks_that_one_alone() {
    let shop = Shop::open().await;
    let officer = district_officer(&shop).await;
    let (one, two) = (shop.listed("Sambal", "FOOD").await, shop.listed("Mi", "FOOD").await);
    confirmed(&shop, &officer, json!({ "kind": "MESTI", "number": "M", "productId": one })).await;
    let buyer = shop.app.anybody();
    shown(&buyer, &one, &["MESTI M"]).await;
    assert_eq!(marks(&buyer, &two).await, both(&[]));
    let project = "query($id: ID!) { project(id: $id) { marks { kind } } }";
    let whole = buyer.graphql(project, json!({ "id": shop.project.to_string() })).await.ok();
    assert_eq!(whole.at("project/marks"), &json!([]));
    confirmed(&shop, &officer, json!({ "kind": "HACCP" })).await;
    soon(&buyer, project, json!({ "id": shop.project.to_string() }), |answer| {
        answer.at("project/marks") == &json!([{ "kind": "HACCP" }])
    })
    .await;
    shown(&buyer, &one, &["MESTI M", "HACCP JAKIM-1"]).await;
    shown(&buyer, &two, &["HACCP JAKIM-1"]).await;
}

/// Somebody signs in again at this time, on the phone that they had: a session that nobody uses for a
/// month has ended, and its phone with it.
async fn opens_the_app(shop: &Shop, user: &User, (token, at): (&str, Instant)) {
    shop.app.advance(at - shop.app.clock.now());
    let mut user = user.clone();
    user.sign_in_again().await;
    user.has_phone(token, ("SHOP", "EN")).await;
}

#[tokio::test]
async fn the_owner_is_reminded_60_and_14_days_before_the_end_once() {
    let (app, push) = TestApp::start_with_push(|_| {}).await;
    let shop = Shop::open_on(app).await;
    let officer = district_officer(&shop).await;
    // Of what goes on nobody is reminded, nor of what was refused.
    confirmed(&shop, &officer, json!({ "kind": "GMP", "validUntil": "2026-06-30" })).await;
    confirmed(&shop, &officer, json!({ "kind": "GMP", "validUntil": "2027-06-30" })).await;
    confirmed(&shop, &officer, json!({ "kind": "MESTI", "validUntil": "2026-06-30" })).await;
    let refused =
        super::submitted(&shop, json!({ "kind": "SALM", "validUntil": "2026-06-30" })).await;
    super::refuse(&officer, &refused, "Tidak jelas.").await.ok();
    shop.app.settles().await;
    let settings = push.settings();
    let other = shop.app.beside_with(|config| config.push = Some(settings)).await;
    let ends: Instant = "2026-06-30T02:00:00Z".parse().unwrap();
    let reminders = async |days: i64| {
        shop.app.advance(ends - TimeDelta::days(days) - shop.app.clock.now());
        shop.app.settles().await;
        let asked = push.asked();
        let body =
            |one: &stories::push_service::Asked| one.message["notification"]["body"].to_string();
        asked
            .iter()
            .map(body)
            .filter(|body| body.contains("MeSTI") && body.contains("2026-06-30"))
            .count()
    };
    opens_the_app(&shop, &shop.owner, ("salmah", ends - TimeDelta::days(62))).await;
    assert_eq!(reminders(61).await, 0);
    assert_eq!(reminders(60).await, 1);
    assert_eq!(reminders(59).await, 1);
    opens_the_app(&shop, &shop.owner, ("salmah", ends - TimeDelta::days(32))).await;
    // The fourteenth day is missed by a stop: the newest one goes out, once.
    assert_eq!(reminders(9).await, 2);
    assert_eq!(reminders(8).await, 2);
    assert_eq!(reminders(-3).await, 2);
    assert_eq!(push.asked().len(), 2, "nothing else is told");
    other.stop().await;
}

#[tokio::test]
async fn every_seller_is_reminded_also_when_a_renewal_leaves_a_gap_or_waits() {
    let (app, push) = TestApp::start_with_push(|_| {}).await;
    let shop = Shop::open_on(app).await;
    let officer = district_officer(&shop).await;
    // The next one begins two weeks after the end, the day after it, and is still looked at.
    for kind in ["HACCP", "GMP", "SALM"] {
        confirmed(&shop, &officer, json!({ "kind": kind, "validUntil": "2026-06-30" })).await;
    }
    let next = |kind: &str, from: &str| json!({ "kind": kind, "validFrom": from, "validUntil": "2027-06-30", "number": "NEXT" });
    confirmed(&shop, &officer, next("HACCP", "2026-07-14")).await;
    confirmed(&shop, &officer, next("GMP", "2026-07-01")).await;
    super::submitted(&shop, next("SALM", "2026-07-01")).await;
    shop.app.settles().await;
    let partner = shop.app.person("Encik Raju").await;
    also_sells(&shop.app, shop.project, partner.id).await;
    let ends: Instant = "2026-06-30T02:00:00Z".parse().unwrap();
    let told = || {
        let asked = push.asked();
        let body =
            |one: &stories::push_service::Asked| one.message["notification"]["body"].to_string();
        let bodies: Vec<String> = asked.iter().map(body).collect();
        ["HACCP", "GMP", "SALM"].map(|kind| {
            bodies.iter().filter(|body| body.contains(kind) && body.contains("2026-06-30")).count()
        })
    };
    let reminders = async |days: i64, wanted: [usize; 3]| {
        shop.app.advance(ends - TimeDelta::days(days) - shop.app.clock.now());
        until(async || (told() == wanted).then_some(())).await;
        shop.app.settles().await;
        assert_eq!(told(), wanted, "and no more");
    };
    let both_open_the_app = async |days: i64| {
        let at = ends - TimeDelta::days(days);
        opens_the_app(&shop, &shop.owner, ("salmah", at)).await;
        opens_the_app(&shop, &partner, ("raju", at)).await;
    };
    both_open_the_app(62).await;
    // Two sell, and each is told.
    reminders(60, [2, 0, 0]).await;
    both_open_the_app(35).await;
    // What waits may yet be refused: of that too the last reminder goes out.
    reminders(14, [4, 0, 2]).await;
}
