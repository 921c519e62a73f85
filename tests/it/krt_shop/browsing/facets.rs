//! Each facet counts under the other filters, and not under its own.

use domain::krt_shop::project::ProjectStatus;
use serde_json::{Value, json};
use stories::Answer;

use super::{browse, browsed, offer};
use crate::krt_shop::{Shop, owner_of_project};

/// What a facet tells: `GOODS 3`.
fn told(answer: &Answer, facet: &str) -> Vec<String> {
    let counts = answer.at(&format!("products/facets/{facet}")).as_array().cloned();
    let text = |count: &Value| {
        let value = count["value"].as_str().map(str::to_owned);
        let price = || count["least"]["amount"].as_str().unwrap_or("").to_owned();
        format!("{} {}", value.unwrap_or_else(price), count["count"])
    };
    counts.unwrap_or_default().iter().map(text).collect()
}

#[tokio::test]
async fn facets_count_under_the_other_filters_alike_on_every_path() {
    let shop = Shop::open().await;
    let far = shop.app.area_in("KRT Tabuan Jaya", "13", "Sarawak").await;
    let (project, owner) =
        owner_of_project(&shop.app, far, "Mi Sarawak", ProjectStatus::Active).await;
    shop.offers("Mi kuning", "FOOD_NOODLES", json!({ "price": "4.00" })).await;
    let few = json!({ "price": "12.00", "availability": "FEW" });
    shop.offers("Laksa", "FOOD_NOODLES", few).await;
    let there = (&owner, project);
    offer(&shop.app, there, ("Ayam", "FOOD_CHICKEN"), json!({ "price": "25.00" })).await;
    let hall = json!({ "price": null, "kind": "RENTAL" });
    offer(&shop.app, there, ("Dewan", "HALL"), hall).await;

    let buyer = shop.app.anybody();
    let all = browsed(&buyer, json!({}), 4).await;
    assert_eq!(told(&all, "categories"), ["FOOD 3", "FOOD_NOODLES 2", "FOOD_CHICKEN 1", "HALL 1"]);
    assert_eq!(all.at("products/facets/categories/0/text"), "Food");
    assert_eq!(told(&all, "kinds"), ["GOODS 3", "RENTAL 1"]);
    assert_eq!(told(&all, "states"), ["01 2", "13 2"]);
    assert_eq!(all.at("products/facets/states/1/text"), "Sarawak");
    assert_eq!(told(&all, "districts").len(), 2);
    let district = all.at("products/facets/districts/0/text").as_str().unwrap();
    assert!(district.starts_with("Daerah "), "{district}");
    assert_eq!(told(&all, "prices"), ["0.00 1", "10.00 1", "20.00 1"]);
    assert_eq!(all.at("products/facets/prices/0/most/amount"), "4.99");
    assert_eq!(all.at("products/facets/onAsking"), 1);
    assert_eq!(told(&all, "availability"), ["IN_STOCK 3", "FEW 1"]);
    assert!(told(&all, "certificates").is_empty());

    let johor = browse(&buyer, json!({ "filter": { "stateCode": "01" } })).await;
    assert_eq!(johor.at("products/totalCount"), 2);
    assert_eq!(told(&johor, "states"), ["01 2", "13 2"]);
    assert_eq!(told(&johor, "categories"), ["FOOD 2", "FOOD_NOODLES 2"]);
    assert_eq!(
        (told(&johor, "districts").len(), told(&johor, "kinds")),
        (1, vec!["GOODS 2".to_owned()])
    );
    assert_eq!(johor.at("products/facets/onAsking"), 0);

    // Two filters that nothing fits together: each facet shows the way out of its own.
    let none = json!({ "filter": { "stateCode": "01", "kind": "RENTAL" } });
    let none = browse(&buyer, none).await;
    assert_eq!(none.at("products/totalCount"), 0);
    assert_eq!(told(&none, "states"), ["13 1"]);
    assert_eq!(told(&none, "kinds"), ["GOODS 2"]);
    assert!(told(&none, "categories").is_empty() && told(&none, "prices").is_empty());

    let cheap = json!({ "filter": { "priceMost": "15.00", "categoryCode": "FOOD" } });
    let cheap = browse(&buyer, cheap).await;
    assert_eq!(cheap.at("products/totalCount"), 2);
    assert_eq!(told(&cheap, "prices"), ["0.00 1", "10.00 1", "20.00 1"]);
    assert_eq!(told(&cheap, "states"), ["01 2"]);
    // What a facet says is taken back as a filter.
    let district = johor.at("products/facets/districts/0/value");
    let there = json!({ "filter": { "districtId": district, "availability": ["FEW", "OUT"] } });
    assert_eq!(browse(&buyer, there).await.at("products/totalCount"), 1);

    let page = buyer.get("/v1/shop/products?state=01&kind=RENTAL&facets=true").await;
    assert_eq!(page.body["totalCount"], 0);
    assert_eq!(page.body["facets"]["states"], json!([{ "value": "13", "count": 1 }]));
    assert_eq!(page.body["facets"]["kinds"], json!([{ "value": "GOODS", "count": 2 }]));
    let plain = buyer.get("/v1/shop/products?state=01").await;
    assert!(plain.body.get("facets").is_none() && plain.body.get("totalCount").is_none());
    assert_eq!(plain.body["products"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn what_is_seasonal_can_be_had_in_its_months() {
    let shop = Shop::open().await;
    // It is March.
    let season = |months: Value| json!({ "availability": "SEASONAL", "seasonMonths": months });
    let now = shop.offers("Durian awal", "FOOD", season(json!([3, 6]))).await;
    shop.offers("Durian", "FOOD", season(json!([6, 7]))).await;
    let mut out = json!({ "availability": "OUT" });
    out["pickUp"] = json!(false);
    let gone = shop.offers("Sambal", "FOOD", out).await;
    let few = shop.offers("Kuih", "FOOD", json!({ "availability": "FEW" })).await;
    let buyer = shop.app.anybody();
    browsed(&buyer, json!({}), 4).await;
    let now_wish = json!({ "filter": { "availableNow": true } });
    let page = browse(&buyer, now_wish.clone()).await;
    assert_eq!(super::found(&page), [&*few, &now]);
    let hidden = browse(&buyer, json!({ "filter": { "pickUp": false } })).await;
    assert_eq!(super::found(&hidden), [gone.as_str()]);
    // What was kept is not given in April.
    shop.app.advance(chrono::TimeDelta::days(20));
    assert_eq!(super::found(&browse(&buyer, now_wish).await), [few.as_str()]);
}
