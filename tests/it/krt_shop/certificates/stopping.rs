//! An officer stops a false halal mark.

use domain::{community::GrantScope, policy::Role};
use serde_json::{Value, json};
use stories::{TestApp, User, until};

use super::{
    super::{PUBLISH, Shop},
    READ, UPDATE, confirmed, district_officer, listed, marks, revoke, shown, sight,
};

#[tokio::test]
async fn an_officer_stops_a_false_halal_mark() {
    let (app, push) = TestApp::start_with_push(|_| {}).await;
    let shop = Shop::open_on(app).await;
    shop.owner.has_phone("salmah", ("SHOP", "EN")).await;
    let officer = district_officer(&shop).await;
    let plain = shop.listed("Ayam kampung segar", "FOOD_CHICKEN").await;
    let claiming = shop.draft("Ayam goreng halal", "FOOD_CHICKEN").await;

    // Without a certificate nothing says halal.
    let refused = shop.owner.graphql(PUBLISH, json!({ "id": claiming })).await;
    assert_eq!(refused.refusals("productPublish"), ["HALAL_UNPROVEN name"]);
    let certificate = confirmed(&shop, &officer, json!({ "number": "JAKIM-7" })).await;
    shop.publish(&claiming).await;
    let settings = push.settings();
    let other = shop.app.beside_with(|config| config.push = Some(settings)).await;
    let buyers = [shop.app.anybody(), other.anybody()];
    for buyer in &buyers {
        listed(buyer, &[&plain, &claiming]).await;
        for id in [&plain, &claiming] {
            shown(buyer, id, &["HALAL JAKIM-7"]).await;
        }
    }

    // The officer rings JAKIM: there is no such certificate.
    assert_eq!(
        revoke(&officer, &certificate, " ").await.refusals("projectCertificateRevoke"),
        ["REQUIRED reason"]
    );
    for _ in 0..2 {
        let revoked =
            revoke(&officer, &certificate, "JAKIM tidak mengenali nombor ini.").await.ok();
        assert_eq!(revoked.at("projectCertificateRevoke/certificate/status"), "REVOKED");
        assert_eq!(revoked.at("projectCertificateRevoke/certificate/isShown"), false);
    }
    for buyer in &buyers {
        shown(buyer, &plain, &[]).await;
        listed(buyer, &[&plain]).await;
        assert_eq!(sight(buyer, &claiming).await.code(), "NOT_FOUND");
        assert!(!buyer.get(super::PAGE).await.text.contains(&claiming));
    }

    // The seller reads why, is told what happened, and cannot publish it again as it is.
    let own = shop.owner.graphql(READ, json!({ "id": certificate })).await.ok();
    assert_eq!(own.at("projectCertificate/reason"), "JAKIM tidak mengenali nombor ini.");
    let held = sight(&shop.owner, &claiming).await.ok();
    assert_eq!(held.at("product/status"), "PUBLISHED");
    assert_eq!(held.at("product/listedAt"), &Value::Null);
    assert!(held.at("product/halalHeldAt").is_string(), "{}", held.text);
    told(&push, &["was confirmed", "was revoked", "1 offers"]).await;
    // Whoever tries to publish it again hears which of its texts claims it.
    let refused = shop.owner.graphql(PUBLISH, json!({ "id": claiming })).await;
    assert_eq!(refused.refusals("productPublish"), ["HALAL_UNPROVEN name"]);
    let another = shop.draft("Ikan halal", "FOOD").await;
    let refused = shop.owner.graphql(PUBLISH, json!({ "id": another })).await;
    assert_eq!(refused.refusals("productPublish"), ["HALAL_UNPROVEN name"]);

    // A text that claims nothing is seen again at once.
    let version = held.at("product/version").clone();
    let input = json!({ "id": claiming, "version": version, "name": { "ms": "Ayam goreng", "en": "Fried chicken" } });
    let mended = shop.owner.graphql(UPDATE, json!({ "input": input })).await.ok();
    assert_eq!(mended.at("productUpdate/product/halalHeldAt"), &Value::Null);
    assert!(mended.at("productUpdate/product/listedAt").is_string(), "{}", mended.text);
    for buyer in &buyers {
        listed(buyer, &[&plain, &claiming]).await;
        assert_eq!(marks(buyer, &claiming).await, (Vec::new(), Vec::new()));
    }
    other.stop().await;
}

/// Waits until the seller's phone has shown what says these, and nothing else.
async fn told(push: &stories::push_service::PushService, says: &[&str]) {
    let asked = push.asked_times(says.len()).await;
    let bodies: Vec<String> = asked
        .iter()
        .map(|one| one.message["notification"]["body"].as_str().unwrap_or_default().to_owned())
        .collect();
    for one in says {
        assert_eq!(bodies.iter().filter(|body| body.contains(one)).count(), 1, "{bodies:?}");
    }
    assert_eq!(bodies.len(), says.len(), "{bodies:?}");
}

#[tokio::test]
async fn what_was_stopped_comes_back_when_a_right_certificate_is_confirmed() {
    let shop = Shop::open().await;
    let officer =
        shop.app.officer("Encik Rahman", Role::StateOfficer, &GrantScope::State("01".into())).await;
    let first = confirmed(&shop, &officer, json!({})).await;
    let id = shop.listed("Sate halal", "FOOD").await;
    let buyer: User = shop.app.anybody();
    listed(&buyer, &[&id]).await;
    revoke(&officer, &first, "Palsu.").await.ok();
    listed(&buyer, &[]).await;
    let second = confirmed(&shop, &officer, json!({ "number": "JAKIM-2" })).await;
    listed(&buyer, &[&id]).await;
    shown(&buyer, &id, &["HALAL JAKIM-2"]).await;
    // With two of them one may go.
    let third = confirmed(&shop, &officer, json!({ "number": "JAKIM-3" })).await;
    revoke(&officer, &second, "Silap.").await.ok();
    shown(&buyer, &id, &["HALAL JAKIM-3"]).await;
    shop.app.settles().await;
    listed(&buyer, &[&id]).await;
    // What an officer has hidden is not put back while it claims what nothing proves.
    let hide = "mutation($id: ID!) { productHide(input: { id: $id, reason: \"x\" }) { product { status } userErrors { code } } }";
    officer.graphql(hide, json!({ "id": id })).await.ok();
    revoke(&officer, &third, "Palsu.").await.ok();
    let unhide = "mutation($id: ID!) { productUnhide(input: { id: $id }) { product { status } userErrors { code field } } }";
    let refused = officer.graphql(unhide, json!({ "id": id })).await;
    assert_eq!(refused.refusals("productUnhide"), ["HALAL_UNPROVEN name"]);
    until(async || {
        let page = buyer.get(super::PAGE).await;
        (!page.text.contains(&id)).then_some(())
    })
    .await;
}
