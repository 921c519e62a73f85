//! Every order is walked page by page, whatever comes and goes meanwhile.

use chrono::TimeDelta;
use serde_json::{Value, json};
use stories::until;

use super::{BROWSE, browse, browsed, found};
use crate::krt_shop::{Shop, soon};

const ARCHIVE: &str =
    "mutation($id: ID!) { productArchive(input: { id: $id }) { userErrors { code } } }";
const UPDATE: &str = "mutation($input: ProductUpdateInput!) { productUpdate(input: $input) { product { version } userErrors { code field } } }";

#[tokio::test]
async fn the_cheapest_come_page_by_page_while_offers_come_and_go() {
    let shop = Shop::open().await;
    let mut ids = Vec::new();
    for price in
        [json!("5.00"), json!("3.00"), json!("9.00"), Value::Null, json!("3.00"), json!("7.00")]
    {
        ids.push(shop.offers("Kuih", "FOOD", json!({ "price": price })).await);
    }
    let [five, three, nine, asking, three_too, seven] =
        <[String; 6]>::try_from(ids).expect("six offers");
    let buyer = shop.app.anybody();
    let cheap = json!({ "sort": "PRICE_ASC" });
    let all = browsed(&buyer, cheap.clone(), 6).await;
    assert_eq!(found(&all), [&*three_too, &three, &five, &seven, &nine, &asking]);
    let dear = browse(&buyer, json!({ "sort": "PRICE_DESC" })).await;
    assert_eq!(found(&dear), [&*nine, &seven, &five, &three_too, &three, &asking]);

    let first = browse(&buyer, json!({ "sort": "PRICE_ASC", "first": 2 })).await;
    assert_eq!(found(&first), [&*three_too, &three]);
    // Something cheaper comes in front, the page's last offer goes, and one behind it.
    let one = shop.offers("Kuih murah", "FOOD", json!({ "price": "1.00" })).await;
    for gone in [&three, &seven] {
        shop.owner.graphql(ARCHIVE, json!({ "id": gone })).await.ok();
    }
    browsed(&buyer, cheap.clone(), 5).await;
    let after = first.at("products/pageInfo/endCursor");
    let next = json!({ "sort": "PRICE_ASC", "first": 2, "after": after });
    let next = browse(&buyer, next).await;
    assert_eq!(found(&next), [&*five, &nine]);
    assert_eq!(next.at("products/pageInfo/hasNextPage"), true);
    let after = next.at("products/pageInfo/endCursor");
    let rest = browse(&buyer, json!({ "sort": "PRICE_ASC", "first": 2, "after": after })).await;
    assert_eq!(found(&rest), [asking.as_str()]);
    assert_eq!(rest.at("products/pageInfo/hasNextPage"), false);

    // The same from the end, in the list's own order.
    let last = browse(&buyer, json!({ "sort": "PRICE_ASC", "last": 2 })).await;
    assert_eq!(found(&last), [&*nine, &asking]);
    let before = last.at("products/pageInfo/startCursor");
    let former = json!({ "sort": "PRICE_ASC", "last": 2, "before": before });
    assert_eq!(found(&browse(&buyer, former).await), [&*three_too, &five]);
    let newest = browse(&buyer, json!({ "last": 2 })).await;
    assert_eq!(found(&newest), [&*nine, &five]);
    let before = newest.at("products/pageInfo/startCursor");
    let former = browse(&buyer, json!({ "last": 9, "before": before })).await;
    assert_eq!(found(&former), [&*one, &three_too, &asking]);

    // A cursor is good for the order that it comes from.
    let cursor = first.at("products/pageInfo/endCursor");
    for wrong in ["NEWEST", "PRICE_DESC"] {
        let answer = buyer.graphql(BROWSE, json!({ "sort": wrong, "after": cursor })).await;
        assert_eq!(answer.code(), "CURSOR_INVALID");
    }
    let rest = buyer.get("/v1/shop/products?sort=PRICE_ASC&first=2").await;
    assert_eq!(rest.body["products"][0]["id"], json!(one));
    let after = rest.body["endCursor"].as_str().unwrap();
    let rest = buyer.get(&format!("/v1/shop/products?sort=PRICE_ASC&first=2&after={after}")).await;
    assert_eq!(rest.body["products"][0]["id"], json!(five));
    let wrong = buyer.get(&format!("/v1/shop/products?after={after}")).await;
    assert_eq!(wrong.code(), "CURSOR_INVALID");
}

#[tokio::test]
async fn the_newest_are_walked_while_offers_come_and_go() {
    let shop = Shop::open().await;
    let mut expected = Vec::new();
    for number in 0..6 {
        let category = if number % 2 == 0 { "FOOD_NOODLES" } else { "FOOD_CHICKEN" };
        expected.insert(0, shop.offers("Kuih", category, json!({})).await);
    }
    let buyer = shop.app.anybody();
    for filter in [json!({}), json!({ "categoryCode": "FOOD" }), json!({ "kind": "GOODS" })] {
        let total = u64::try_from(expected.len()).unwrap();
        browsed(&buyer, json!({ "filter": filter }), total).await;
        let first = browse(&buyer, json!({ "filter": filter, "first": 3 })).await;
        assert_eq!(found(&first), expected[..3]);
        // The cursor's own offer goes, and a newer one comes.
        let gone = expected.remove(2);
        shop.owner.graphql(ARCHIVE, json!({ "id": gone })).await.ok();
        expected.insert(0, shop.offers("Kuih", "FOOD_NOODLES", json!({})).await);
        let wish = json!({ "filter": filter, "first": 1 });
        soon(&buyer, BROWSE, wish, |page| {
            found(page).first() == expected.first() && page.at("products/totalCount") == total
        })
        .await;
        let after = first.at("products/pageInfo/endCursor");
        let rest = json!({ "filter": filter, "first": 9, "after": after });
        assert_eq!(found(&browse(&buyer, rest).await), expected[3..]);
    }
}

#[tokio::test]
async fn a_promotion_changes_the_order_of_prices_when_it_begins_and_ends() {
    let shop = Shop::open().await;
    let usual = shop.offers("Kuih", "FOOD", json!({ "price": "5.00" })).await;
    let lowered = shop.offers("Mi", "FOOD", json!({ "price": "6.50" })).await;
    let now = shop.app.clock.now();
    let (from, ends) = (now + TimeDelta::seconds(20), now + TimeDelta::seconds(40));
    let promotion = json!({ "price": "4.00", "from": from, "until": ends });
    let input = json!({ "id": lowered, "version": 2, "promotion": promotion });
    let other = shop.app.beside().await;
    let buyers = [shop.app.anybody(), other.anybody()];
    let cheap = json!({ "sort": "PRICE_ASC" });
    let bargains = json!({ "filter": { "priceMost": "4.50" } });
    for buyer in &buyers {
        browsed(buyer, cheap.clone(), 2).await;
        browsed(buyer, bargains.clone(), 0).await;
    }
    shop.owner.graphql(UPDATE, json!({ "input": input })).await.ok();
    for buyer in &buyers {
        // Once a node knows of it, nobody is let keep the order beyond its beginning.
        until(async || {
            let page = buyer.get("/v1/shop/products?sort=PRICE_ASC").await;
            (page.headers["cache-control"] == "public, max-age=20").then_some(())
        })
        .await;
    }
    for (seconds, order, bargain) in [
        (0, [&usual, &lowered], None),
        (20, [&lowered, &usual], Some(&lowered)),
        (20, [&usual, &lowered], None),
    ] {
        shop.app.advance(TimeDelta::seconds(seconds));
        for buyer in &buyers {
            for _ in 0..2 {
                assert_eq!(found(&browse(buyer, cheap.clone()).await), order.map(String::as_str));
                let expected: Vec<&str> = bargain.map(String::as_str).into_iter().collect();
                assert_eq!(found(&browse(buyer, bargains.clone()).await), expected);
            }
        }
    }
    other.stop().await;
}
