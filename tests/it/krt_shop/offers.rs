//! What an offer says: a seller's first listing, and what is refused.

use serde_json::{Value, json};
use stories::with;

use super::{CREATE, PUBLISH, Shop, small_picture, soon, upload};

const UPDATE: &str = "mutation($input: ProductUpdateInput!) { productUpdate(input: $input) { product { id version } newest { version name { ms } availability price { amount } } userErrors { code field } } }";
const OFFER: &str = "query($id: ID!) { product(id: $id) { priceKind price { amount } priceNow { amount } minimumQuantity leadTimeDays availability seasonMonths pickUp name { ms zh ta }
    variants { id name { ms } price { amount } availability } deliveries { placeKind place placeName cost { amount } }
    cover { alternativeText { ms } } pictures { alternativeText { ms } } } }";

fn bare(shop: &Shop) -> Value {
    json!({ "projectId": shop.project.to_string(), "categoryCode": "FOOD_NOODLES", "kind": "GOODS",
        "name": { "ms": "Mi kuning" }, "description": { "ms": "Segar" } })
}

#[tokio::test]
async fn a_sellers_first_listing_says_everything_that_a_buyer_asks() {
    let shop = Shop::open().await;
    let (front, side) =
        (upload(&shop.owner, small_picture()).await, upload(&shop.owner, small_picture()).await);
    let area = shop.area.to_string();
    let picture =
        |id: &str, shows: &str| json!({ "mediaId": id, "alternativeText": { "ms": shows } });
    let input = with(
        bare(&shop),
        json!({
            "kind": "MADE_TO_ORDER", "priceKind": "FROM", "price": "6.50", "unit": "500 g",
            "name": { "ms": "Mi kuning", "en": "Yellow noodles", "zh": "黄面", "ta": "மஞ்சள் நூடுல்ஸ்" },
            "minimumQuantity": 2, "leadTimeDays": 3, "availability": "SEASONAL",
            "seasonMonths": [12, 1, 12], "pickUp": false,
            "variants": [
                { "name": { "ms": "Biasa" } },
                { "name": { "ms": "Pedas 🌶️" }, "price": "7.00", "availability": "FEW" },
            ],
            "deliveries": [
                { "placeKind": "AREA", "place": area, "cost": "0" },
                { "placeKind": "STATE", "place": "1", "cost": "8.00" },
                { "placeKind": "NATION" },
            ],
            "pictures": [picture(&front, "Depan"), picture(&side, "Sisi")],
        }),
    );
    let created = shop.owner.graphql(CREATE, json!({ "input": input })).await.ok();
    let id = created.text_at("productCreate/product/id");
    shop.owner.graphql(PUBLISH, json!({ "id": id })).await.ok();

    let buyer = shop.app.anybody();
    let seen = soon(&buyer, OFFER, json!({ "id": id }), |answer| answer.code().is_empty()).await;
    let at = |path: &str| seen.at(&format!("product/{path}")).clone();
    assert_eq!(at("priceKind"), "FROM");
    assert_eq!(at("priceNow/amount"), "6.50");
    assert_eq!(at("seasonMonths"), json!([1, 12]));
    assert_eq!((at("minimumQuantity"), at("leadTimeDays")), (json!(2), json!(3)));
    assert_eq!(at("pickUp"), false);
    assert_eq!(at("name/zh"), "黄面");
    assert_eq!(at("variants/0/price"), Value::Null);
    assert_eq!(at("variants/1/name/ms"), "Pedas 🌶️");
    assert_eq!(at("variants/1/availability"), "FEW");
    assert_eq!(
        at("deliveries"),
        json!([
            { "placeKind": "NATION", "place": null, "placeName": "Malaysia", "cost": null },
            { "placeKind": "STATE", "place": "01", "placeName": "Johor", "cost": { "amount": "8.00" } },
            { "placeKind": "AREA", "place": area, "placeName": "KRT Taman Bayu", "cost": { "amount": "0.00" } },
        ])
    );
    assert_eq!(at("cover/alternativeText/ms"), "Depan");
    assert_eq!(at("pictures/1/alternativeText/ms"), "Sisi");
    let page = buyer.get("/v1/shop/products").await;
    let card = &page.body["products"][0];
    assert_eq!(card["priceKind"], "FROM");
    assert_eq!(card["priceNow"]["amount"], "6.50");
    assert_eq!((&card["availability"], &card["pickUp"]), (&json!("SEASONAL"), &json!(false)));

    // A size that is named by its id keeps it; the other pictures come first; and what is not spoken of
    // stays.
    let spicy = at("variants/1/id");
    let change = json!({ "id": id, "version": 2, "variants": [{ "id": spicy, "name": { "ms": "Sangat pedas" } }],
        "pictures": [picture(&side, "Sisi"), picture(&front, "Depan")] });
    shop.owner.graphql(UPDATE, json!({ "input": change })).await.ok();
    // Sizes are read as they are written; the offer itself is kept by each node for a moment.
    let right = |answer: &stories::Answer| {
        answer.at("product/variants/0/name/ms") == "Sangat pedas"
            && answer.at("product/cover/alternativeText/ms") == "Sisi"
    };
    let seen = soon(&buyer, OFFER, json!({ "id": id }), right).await;
    assert_eq!(seen.at("product/variants").as_array().unwrap().len(), 1);
    assert_eq!(seen.at("product/variants/0/id"), &spicy);
    assert_eq!(seen.at("product/cover/alternativeText/ms"), "Sisi");
    assert_eq!(seen.at("product/deliveries").as_array().unwrap().len(), 3);
    assert_eq!(seen.at("product/leadTimeDays"), 3);
}

#[tokio::test]
async fn what_no_offer_can_be_is_refused_by_name() {
    let shop = Shop::open().await;
    let variants = |count: usize| -> Vec<Value> {
        (0..count).map(|n| json!({ "name": { "ms": format!("Saiz {n}") } })).collect()
    };
    let sale = |price: &str, until: &str| json!({ "price": "5.00", "promotion": { "price": price, "until": until } });
    let nowhere = "01j00000000000000000000000";
    for (patch, wrong) in [
        // A gift is one: it costs nothing, and says so.
        (json!({ "price": "0" }), vec![]),
        (json!({ "name": { "ms": "🌶️🌶️" } }), vec![]),
        (json!({ "name": { "ms": "كبسة دجاج" } }), vec![]),
        (json!({ "variants": variants(30) }), vec![]),
        (json!({ "price": "-0.01" }), vec!["PRICE_INVALID price"]),
        (json!({ "price": "1000000000000" }), vec!["PRICE_INVALID price"]),
        (json!({ "price": "0", "priceKind": "FROM" }), vec!["OUT_OF_RANGE price"]),
        (json!({ "priceKind": "FIXED" }), vec!["REQUIRED price"]),
        (json!({ "price": "1", "priceKind": "ASK" }), vec!["VALUE_INVALID priceKind"]),
        (json!({ "name": { "ms": "a\u{202e}b" } }), vec!["TEXT_INVALID name.ms"]),
        (json!({ "variants": variants(100) }), vec!["TOO_MANY variants"]),
        (
            json!({ "variants": [{ "name": { "ms": "Emas" }, "price": "10000000.01" }] }),
            vec!["PRICE_INVALID variants.0.price"],
        ),
        (
            json!({ "variants": [{ "name": { "ms": "Pedas" } }, { "name": { "ms": " pedas" } }] }),
            vec!["DUPLICATE variants.1.name"],
        ),
        (
            json!({ "variants": [{ "id": format!("variant_{nowhere}"), "name": { "ms": "Pedas" } }] }),
            vec!["NOT_FOUND variants.0.id"],
        ),
        (sale("5.00", "2026-03-20T00:00:00Z"), vec!["PROMOTION_NOT_LOWER promotion.price"]),
        (sale("4.99", "2026-03-14T03:00:00Z"), vec!["TIME_INVALID promotion.until"]),
        (sale("4.99", "2199-01-01T00:00:00Z"), vec!["TIME_INVALID promotion.until"]),
        (
            json!({ "availability": "SEASONAL", "seasonMonths": [13] }),
            vec!["OUT_OF_RANGE seasonMonths.0"],
        ),
        (
            json!({ "minimumQuantity": 0, "leadTimeDays": 366 }),
            vec!["OUT_OF_RANGE minimumQuantity", "OUT_OF_RANGE leadTimeDays"],
        ),
        (
            json!({ "deliveries": [{ "placeKind": "AREA", "place": format!("area_{nowhere}") }, { "placeKind": "DISTRICT", "place": format!("district_{nowhere}") }] }),
            vec!["PLACE_UNKNOWN deliveries.0.place", "PLACE_UNKNOWN deliveries.1.place"],
        ),
        (
            json!({ "deliveries": [{ "placeKind": "STATE", "place": "99" }] }),
            vec!["PLACE_UNKNOWN deliveries.0.place"],
        ),
    ] {
        let input = with(bare(&shop), patch.clone());
        let answer = shop.owner.graphql(CREATE, json!({ "input": input })).await;
        assert_eq!(answer.refusals("productCreate"), wrong, "{patch} {}", answer.text);
        let created = answer.at("productCreate/product/id").is_string();
        assert_eq!(created, wrong.is_empty(), "{patch}");
    }
}

#[tokio::test]
async fn the_later_of_two_editors_is_told_and_shown_both_versions() {
    let shop = Shop::open().await;
    let id = shop.draft("Mi kuning", "FOOD_NOODLES").await;
    let edit = |change: Value| {
        let input = with(json!({ "id": id, "version": 1 }), change);
        shop.owner.graphql(UPDATE, json!({ "input": input }))
    };
    let first = edit(json!({ "availability": "FEW" }));
    let second = edit(json!({ "name": { "ms": "Mi kuning istimewa" }, "price": "9.00" }));
    let (first, second) = tokio::join!(first, second);
    let late = [&first, &second]
        .into_iter()
        .filter(|answer| answer.refusals("productUpdate") == ["VERSION_CONFLICT version"]);
    let late: Vec<_> = late.collect();
    assert_eq!(late.len(), 1, "{} {}", first.text, second.text);
    // What the other wrote stands whole, and whoever was late is given it.
    let newest = late[0].at("productUpdate/newest");
    assert_eq!(newest["version"], 2);
    let of_first = newest["availability"] == "FEW" && newest["price"]["amount"] == "6.50";
    let of_second = newest["availability"] == "IN_STOCK" && newest["price"]["amount"] == "9.00";
    assert!(of_first != of_second, "{newest}");
    let won =
        [&first, &second].into_iter().find(|answer| answer.refusals("productUpdate").is_empty());
    assert_eq!(won.unwrap().at("productUpdate/newest"), &Value::Null);
}
