//! Who finds nothing is offered what comes nearest, and told what that is not.

use serde_json::json;
use stories::Answer;

use super::{browse, browsed, found};
use crate::krt_shop::{Shop, ids};

fn nearest(answer: &Answer) -> (Vec<String>, Vec<String>) {
    let parts = answer.at("products/nearest/without").as_array().cloned().unwrap_or_default();
    let parts = parts.iter().map(|part| part.as_str().unwrap_or("").to_owned()).collect();
    (parts, ids(answer, "products/nearest/nodes"))
}

#[tokio::test]
async fn who_finds_nothing_is_offered_what_comes_nearest() {
    let shop = Shop::open().await;
    let buyer = shop.app.anybody();
    let empty = browsed(&buyer, json!({}), 0).await;
    assert!(empty.at("products/nearest").is_null());
    let mi = shop.offers("Mi kuning", "FOOD_NOODLES", json!({ "price": "5.00" })).await;
    let kuih = shop.offers("Kuih lapis", "FOOD", json!({ "price": "3.00" })).await;
    let all = browsed(&buyer, json!({}), 2).await;
    assert!(all.at("products/nearest").is_null());

    for (wish, without, nodes) in [
        // One part is given up, the least of those that help.
        (
            json!({ "filter": { "priceMost": "1.00", "kind": "GOODS" } }),
            vec!["PRICE"],
            vec![&kuih, &mi],
        ),
        (
            json!({ "filter": { "stateCode": "13", "priceMost": "4.00" } }),
            vec!["STATE"],
            vec![&kuih],
        ),
        (
            json!({ "sort": "PRICE_ASC", "filter": { "kind": "RENTAL" } }),
            vec!["KIND"],
            vec![&kuih, &mi],
        ),
        // The words stay as long as something fits them.
        (
            json!({ "query": "lapis", "filter": { "categoryCode": "FOOD_NOODLES" } }),
            vec!["CATEGORY"],
            vec![&kuih],
        ),
        // Several together, when none alone helps.
        (
            json!({ "filter": { "kind": "RENTAL", "priceMost": "1.00" } }),
            vec!["PRICE", "KIND"],
            vec![&kuih, &mi],
        ),
        (json!({ "filter": { "certificates": ["HALAL"] } }), vec!["CERTIFICATE"], vec![&kuih, &mi]),
    ] {
        let answer = browse(&buyer, wish.clone()).await;
        assert!(found(&answer).is_empty(), "{wish}");
        let (parts, near) = nearest(&answer);
        assert_eq!(parts, without, "{wish}");
        assert_eq!(near.iter().collect::<Vec<_>>(), nodes, "{wish}");
    }
    let page = buyer.get("/v1/shop/products?kind=RENTAL").await;
    assert_eq!(page.body["nearest"]["without"], json!(["KIND"]));
    assert_eq!(page.body["nearest"]["products"][0]["id"], json!(kuih));
    assert!(buyer.get("/v1/shop/products").await.body.get("nearest").is_none());
    for unknown in ["certificate=KOSHER", "certificate=HALAL,halal", "sort=BEST"] {
        let refused = buyer.get(&format!("/v1/shop/products?{unknown}")).await;
        assert_eq!(refused.code(), "VALUE_INVALID", "{unknown}");
    }
}

#[tokio::test]
async fn words_that_nothing_fits_are_given_up_last() {
    let shop = Shop::open().await;
    let mi = shop.offers("Mi kuning", "FOOD_NOODLES", json!({})).await;
    let buyer = shop.app.anybody();
    browsed(&buyer, json!({}), 1).await;
    let wish = json!({ "query": "zzqxw", "filter": { "categoryCode": "FOOD" } });
    let (parts, near) = nearest(&browse(&buyer, wish).await);
    assert_eq!((parts, near), (vec!["WORDS".to_owned()], vec![mi]));
}
