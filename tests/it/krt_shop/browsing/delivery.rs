//! A buyer in Johor wants noodles delivered.

use serde_json::{Value, json};

use super::{browse, browsed, found, place};
use crate::krt_shop::Shop;

#[tokio::test]
async fn what_is_delivered_here_is_found_by_area_and_by_position() {
    let shop = Shop::open().await;
    let home = shop.app.area("KRT Taman Rinting").await;
    let sarawak = shop.app.area_in("KRT Tabuan Jaya", "13", "Sarawak").await;
    place(&shop.app, home, Some((1.52, 103.90))).await;
    place(&shop.app, sarawak, Some((1.52, 110.38))).await;
    let buyer = shop.app.anybody();
    let document = "query($id: ID!) { area(id: $id) { district { id } } }";
    let district = buyer.graphql(document, json!({ "id": home.to_string() })).await.ok();
    let district = district.text_at("area/district/id");

    let to = |place_kind: &str, place: Value| json!({ "deliveries": [{ "placeKind": place_kind, "place": place, "cost": "3.00" }] });
    let category = "FOOD_NOODLES";
    let nation = shop.offers("Mi kering", category, to("NATION", Value::Null)).await;
    let state = shop.offers("Mi kuning", category, to("STATE", json!("01"))).await;
    let near = shop.offers("Mi basah", category, to("DISTRICT", json!(district))).await;
    let next = shop.offers("Mi kicap", category, to("AREA", json!(home.to_string()))).await;
    let away = shop.offers("Mi kolo", category, to("STATE", json!("13"))).await;
    shop.offers("Mi ambil sendiri", category, json!({})).await;
    shop.offers("Ayam", "FOOD_CHICKEN", to("NATION", Value::Null)).await;
    browsed(&buyer, json!({}), 7).await;

    let wish = |deliver_to: Value| json!({ "query": "mi", "sort": "NEWEST", "filter": { "categoryCode": category, "deliverTo": deliver_to } });
    let at_home = browse(&buyer, wish(json!({ "areaId": home.to_string() }))).await;
    assert_eq!(found(&at_home), [&*next, &near, &state, &nation]);
    let place = |latitude: f64, longitude: f64| json!({ "coordinates": { "latitude": latitude, "longitude": longitude } });
    let at_home = browse(&buyer, wish(place(1.521, 103.901))).await;
    assert_eq!(found(&at_home), [&*next, &near, &state, &nation]);
    let there = browse(&buyer, wish(place(1.52, 110.39))).await;
    assert_eq!(found(&there), [&*away, &nation]);
    let path = format!("/v1/shop/products?category=FOOD_NOODLES&deliverTo={sarawak}");
    assert_eq!(buyer.get(&path).await.body["products"].as_array().unwrap().len(), 2);

    // The seller delivers elsewhere from now on.
    let input = json!({ "id": near, "version": 2, "deliveries": [] });
    let document = "mutation($input: ProductUpdateInput!) { productUpdate(input: $input) { product { id } userErrors { code field } } }";
    shop.owner.graphql(document, json!({ "input": input })).await.ok();
    let at_home = browsed(&buyer, wish(json!({ "areaId": home.to_string() })), 3).await;
    assert_eq!(found(&at_home), [&*next, &state, &nation]);

    for (nowhere, code) in [
        (json!({ "areaId": "area_01jaaaaaaaaaaaaaaaaaaaaaaa" }), "PLACE_UNKNOWN"),
        (place(-30.0, 20.0), "PLACE_UNKNOWN"),
        (place(130.0, 20.0), "POSITION_INVALID"),
        (json!({}), "BAD_REQUEST"),
    ] {
        assert_eq!(buyer.graphql(super::BROWSE, wish(nowhere)).await.code(), code);
    }
}
