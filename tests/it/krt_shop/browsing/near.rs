//! What is near somebody.

use domain::krt_shop::project::ProjectStatus;
use serde_json::{Value, json};

use super::{browse, browsed, found, offer, place};
use crate::krt_shop::{Shop, owner_of_project};

#[tokio::test]
async fn what_is_near_comes_first_with_how_far_away_it_is() {
    let shop = Shop::open().await;
    let (next, nowhere) = (shop.app.area("KRT Bukit").await, shop.app.area("KRT Awan").await);
    place(&shop.app, shop.area, Some((1.50, 103.70))).await;
    place(&shop.app, next, Some((1.60, 103.70))).await;
    place(&shop.app, nowhere, None).await;
    let here = shop.offers("Mi", "FOOD", json!({})).await;
    let mut others = Vec::new();
    for (area, name) in [(next, "Ayam Bukit"), (nowhere, "Kuih Awan")] {
        let (project, owner) = owner_of_project(&shop.app, area, name, ProjectStatus::Active).await;
        others.push(offer(&shop.app, (&owner, project), (name, "FOOD"), json!({})).await);
    }
    let buyer = shop.app.anybody();
    let near = |latitude: f64, within: Value| json!({ "coordinates": { "latitude": latitude, "longitude": 103.70 }, "withinMetres": within });
    let wish = json!({ "sort": "NEAREST", "near": near(1.50, Value::Null) });
    let page = browsed(&buyer, wish, 3).await;
    assert_eq!(found(&page), [&*here, &others[0], &others[1]]);
    let metres = |place: usize| page.at(&format!("products/edges/{place}/distanceMetres"));
    // A tenth of a degree is 11,120 m.
    assert_eq!((metres(0), metres(1), metres(2)), (&json!(0), &json!(11_120), &Value::Null));
    let away = browse(&buyer, json!({ "sort": "NEAREST", "near": near(1.61, Value::Null) })).await;
    assert_eq!(found(&away), [&*others[0], &here, &others[1]]);
    // Page by page, and only so far.
    let first =
        browse(&buyer, json!({ "sort": "NEAREST", "near": near(1.50, Value::Null), "first": 1 }))
            .await;
    let after = first.at("products/pageInfo/endCursor");
    let wish =
        json!({ "sort": "NEAREST", "near": near(1.50, Value::Null), "first": 1, "after": after });
    assert_eq!(found(&browse(&buyer, wish).await), [others[0].as_str()]);
    let close = browse(&buyer, json!({ "near": near(1.50, json!(5_000)) })).await;
    assert_eq!((found(&close), close.at("products/totalCount")), (vec![here.clone()], &json!(1)));

    let path = "/v1/shop/products?sort=NEAREST&latitude=1.5&longitude=103.7";
    let page = buyer.get(path).await;
    assert_eq!(page.body["products"][1]["distanceMetres"], 11_120);
    assert!(page.body["products"][2].get("distanceMetres").is_none());

    // The neighbourhood is written down elsewhere: nearer than the first.
    place(&shop.app, nowhere, Some((1.501, 103.70))).await;
    let wish = json!({ "near": near(1.50, json!(5_000)), "sort": "NEAREST" });
    let page = browsed(&buyer, wish, 2).await;
    assert_eq!(found(&page), [&*here, &others[1]]);

    for (wish, code) in [
        (json!({ "sort": "NEAREST" }), "REQUIRED"),
        (json!({ "near": near(101.0, Value::Null) }), "POSITION_INVALID"),
        (json!({ "near": near(1.50, json!(0)) }), "OUT_OF_RANGE"),
    ] {
        assert_eq!(buyer.graphql(super::BROWSE, wish).await.code(), code);
    }
    assert_eq!(buyer.get("/v1/shop/products?latitude=1.5").await.code(), "POSITION_INVALID");
    // An address names what is wrong as it stands there.
    let far = buyer.get("/v1/shop/products?latitude=1.5&longitude=103.7&withinMetres=0").await;
    assert_eq!(
        (far.code(), &far.body["errors"][0]["field"]),
        ("OUT_OF_RANGE", &json!("withinMetres"))
    );
}
