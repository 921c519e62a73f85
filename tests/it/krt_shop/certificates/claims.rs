//! Texts that say halal, and tricks to say it without being caught.

use serde_json::{Value, json};

use super::{
    super::{CREATE, PUBLISH, Shop, small_picture, upload},
    UPDATE, confirmed, district_officer, listed, sight,
};

/// A draft whose texts say this in one of their fields.
async fn draft(shop: &Shop, otherwise: Value) -> String {
    let picture = upload(&shop.owner, small_picture()).await;
    let input = json!({ "projectId": shop.project.to_string(), "categoryCode": "FOOD", "kind": "GOODS",
        "name": { "ms": "Mi kuning" }, "description": { "ms": "Dibuat setiap pagi." }, "price": "6.50",
        "unit": "500 g", "pictures": [{ "mediaId": picture }] });
    let mut input = stories::with(input, otherwise);
    if let Some(text) = input.as_object_mut().and_then(|fields| fields.remove("alternativeText")) {
        input["pictures"][0]["alternativeText"] = text;
    }
    let answer = shop.owner.graphql(CREATE, json!({ "input": input })).await.ok();
    answer.text_at("productCreate/product/id")
}

#[tokio::test]
async fn every_text_of_an_offer_is_looked_at() {
    let shop = Shop::open().await;
    for (otherwise, field) in [
        (json!({ "name": { "ms": "Mi", "en": "Halal noodles" } }), "name"),
        (json!({ "name": { "ms": "Mi", "zh": "清真面" } }), "name"),
        (json!({ "name": { "ms": "Mi", "ta": "ஹலால் உணவு" } }), "name"),
        (json!({ "description": { "ms": "Pagi ini.\nDijamin h a l a l!" } }), "description"),
        (json!({ "description": { "ms": "Mi حلال" } }), "description"),
        (json!({ "unit": "1 kg h4l4l" }), "unit"),
        (
            json!({ "alternativeText": { "ms": "Logo h a l a l JAKIM" } }),
            "pictures.0.alternativeText",
        ),
        (
            json!({ "variants": [{ "name": { "ms": "Ayam hаlаl" }, "price": "7.00" }] }),
            "variants.0.name",
        ),
    ] {
        let id = draft(&shop, otherwise.clone()).await;
        let refused = shop.owner.graphql(PUBLISH, json!({ "id": id })).await;
        let wanted = [format!("HALAL_UNPROVEN {field}")];
        assert_eq!(refused.refusals("productPublish"), wanted, "{otherwise}");
    }
    for otherwise in [
        json!({ "name": { "ms": "Char siu (tidak halal)", "en": "Non-halal char siu", "zh": "非清真叉烧" } }),
        json!({ "description": { "ms": "Belum ada sijil halal." } }),
        json!({ "name": { "ms": "Beg mahal, alat hala tuju" } }),
    ] {
        let id = draft(&shop, otherwise).await;
        shop.owner.graphql(PUBLISH, json!({ "id": id })).await.ok();
    }
}

#[tokio::test]
async fn an_offer_in_sight_is_not_made_to_claim_it() {
    let shop = Shop::open().await;
    let id = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let change = async |version: i64, more: Value| {
        let input = stories::with(json!({ "id": id, "version": version }), more);
        shop.owner.graphql(UPDATE, json!({ "input": input })).await
    };
    let refused = change(2, json!({ "name": { "ms": "Mi kuning halal" } })).await;
    assert_eq!(refused.refusals("productUpdate"), ["HALAL_UNPROVEN name"]);
    let kept = sight(&shop.owner, &id).await.ok();
    assert_eq!(kept.at("product/version"), 2);
    // With a certificate for it alone it may.
    let officer = district_officer(&shop).await;
    confirmed(&shop, &officer, json!({ "productId": id })).await;
    change(2, json!({ "name": { "ms": "Mi kuning halal" } })).await.ok();
    // And no other one.
    let other = shop.draft("Laksa halal", "FOOD").await;
    let refused = shop.owner.graphql(PUBLISH, json!({ "id": other })).await;
    assert_eq!(refused.refusals("productPublish"), ["HALAL_UNPROVEN name"]);
    listed(&shop.app.anybody(), &[&id]).await;
}

#[tokio::test]
async fn a_scheduled_draft_that_claims_it_is_held_back() {
    let shop = Shop::open().await;
    let mut owner = shop.owner.clone();
    let id = shop.draft("Ayam halal", "FOOD").await;
    let schedule = "mutation($input: ProductScheduleInput!) { productSchedule(input: $input) { product { status } userErrors { code field } } }";
    let at = shop.app.clock.now() + chrono::TimeDelta::hours(1);
    owner.graphql(schedule, json!({ "input": { "id": id, "publishAt": at } })).await.ok();
    shop.app.advance(chrono::TimeDelta::hours(1));
    owner.refresh().await;
    let held = "query($id: ID!) { product(id: $id) { status heldBackAt } }";
    super::soon(&owner, held, json!({ "id": id }), |answer| {
        answer.at("product/heldBackAt").is_string() && answer.at("product/status") == "DRAFT"
    })
    .await;
}
