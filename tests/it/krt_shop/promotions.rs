//! A promotion begins and ends by the clock alone, at once on every node.

use chrono::TimeDelta;
use serde_json::{Value, json};
use stories::{User, until};

use super::Shop;

const UPDATE: &str = "mutation($input: ProductUpdateInput!) { productUpdate(input: $input) { product { version } userErrors { code field } } }";
const PRICE: &str = "{ products { nodes { price { amount } priceNow { amount } promotion { price { amount } } } } }";
const PAGE: &str = "/v1/shop/products";

/// What everybody is told that it costs: over GraphQL, in the ordinary way and quickly, and over REST.
async fn told(user: &User) -> Vec<String> {
    let asked = user.ask(PRICE).await.ok();
    let page = user.get(PAGE).await;
    let text = |value: &Value| value.as_str().unwrap_or("none").to_owned();
    vec![
        text(asked.at("products/nodes/0/priceNow/amount")),
        text(asked.at("products/nodes/0/promotion/price/amount")),
        text(&page.body["products"][0]["priceNow"]["amount"]),
        text(&page.body["products"][0]["promotion"]["price"]["amount"]),
    ]
}

async fn control(user: &User) -> String {
    let page = user.get(PAGE).await;
    page.headers["cache-control"].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_promotion_begins_and_ends_at_once_on_every_node() {
    let shop = Shop::open().await;
    let id = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let other = shop.app.beside().await;
    let buyers = [shop.app.anybody(), other.anybody()];
    let now = shop.app.clock.now();
    let (from, ends) = (now + TimeDelta::seconds(20), now + TimeDelta::seconds(45));
    let promotion = json!({ "price": "5.00", "from": from, "until": ends });
    let input = json!({ "id": id, "version": 2, "promotion": promotion });
    shop.owner.graphql(UPDATE, json!({ "input": input })).await.ok();

    for buyer in &buyers {
        // Once a node knows of it, nobody is let keep the price beyond the promotion's beginning.
        until(async || (control(buyer).await == "public, max-age=20").then_some(())).await;
        for _ in 0..3 {
            assert_eq!(told(buyer).await, ["6.50", "none", "6.50", "none"]);
        }
    }
    // What is planned its owner reads, and no buyer.
    let planned = "query($id: ID!) { product(id: $id) { plannedPromotion { price { amount } } } }";
    let path = "product/plannedPromotion";
    let own = shop.owner.graphql(planned, json!({ "id": id })).await.ok();
    assert_eq!(own.at(path), &json!({ "price": { "amount": "5.00" } }));
    let strange = buyers[0].graphql(planned, json!({ "id": id })).await.ok();
    assert_eq!(strange.at(path), &Value::Null);

    shop.app.advance(TimeDelta::seconds(20));
    for buyer in &buyers {
        for _ in 0..3 {
            assert_eq!(told(buyer).await, ["5.00", "5.00", "5.00", "5.00"]);
        }
        assert_eq!(control(buyer).await, "public, max-age=25");
    }
    // A little before its end what was kept is kept for the little that is left.
    shop.app.advance(TimeDelta::seconds(24));
    for buyer in &buyers {
        assert_eq!(told(buyer).await, ["5.00", "5.00", "5.00", "5.00"]);
        assert_eq!(control(buyer).await, "public, max-age=1");
    }
    shop.app.advance(TimeDelta::seconds(1));
    for buyer in &buyers {
        for _ in 0..3 {
            assert_eq!(told(buyer).await, ["6.50", "none", "6.50", "none"]);
        }
        assert_eq!(control(buyer).await, "public, max-age=30, stale-while-revalidate=30");
    }
    other.stop().await;
}

#[tokio::test]
async fn a_price_that_falls_below_its_promotion_is_refused_until_the_promotion_is_over() {
    let shop = Shop::open().await;
    let id = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let ends = shop.app.clock.now() + TimeDelta::seconds(30);
    let change = async |version: i64, rest: Value| {
        let input = stories::with(json!({ "id": id, "version": version }), rest);
        shop.owner.graphql(UPDATE, json!({ "input": input })).await
    };
    change(2, json!({ "promotion": { "price": "5.00", "until": ends } })).await.ok();
    let refused = change(3, json!({ "price": "5.00" })).await;
    assert_eq!(refused.refusals("productUpdate"), ["PROMOTION_NOT_LOWER promotion.price"]);
    // Without a usual price there is nothing to lower, and the promotion goes with it.
    change(3, json!({ "priceKind": "ASK" })).await.ok();
    let refused = change(4, json!({ "promotion": { "price": "5.00", "until": ends } })).await;
    assert_eq!(refused.refusals("productUpdate"), ["PROMOTION_NOT_LOWER promotion.price"]);
    let promotion = json!({ "price": "5.00", "until": ends });
    change(4, json!({ "price": "6.00", "promotion": promotion })).await.ok();
    shop.app.advance(TimeDelta::seconds(30));
    change(5, json!({ "price": "5.00" })).await.ok();
}
