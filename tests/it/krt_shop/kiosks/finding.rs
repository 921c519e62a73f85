//! Who writes kiosks, and how they are found.

use domain::shared::id::{Ids, KioskId};
use serde_json::json;

use super::{Fair, LIST, does};

#[tokio::test]
async fn officers_of_the_district_and_above_write_and_nobody_else() {
    let fair = Fair::open().await;
    let kiosk = fair.kiosk();
    for (wrong, code) in [
        (&fair.elsewhere, "FORBIDDEN"),
        (&fair.shop.owner, "FORBIDDEN"),
        (&fair.shop.app.anybody(), "UNAUTHENTICATED"),
    ] {
        assert_eq!(does(wrong, "kioskSet", kiosk.clone()).await.code(), code);
    }
    let id: KioskId = Ids::Random.mint(fair.shop.app.clock.now());
    let own = stories::with(kiosk, json!({ "id": id.to_string() }));
    for officer in [&fair.ppd, &fair.ppn] {
        let done = does(officer, "kioskSet", own.clone()).await.ok();
        assert_eq!(done.at("kioskSet/kiosk/version"), 1);
    }
    let moved = stories::with(own.clone(), json!({ "address": "Dewan" }));
    assert_eq!(
        does(&fair.ppd, "kioskSet", moved.clone()).await.refusals("kioskSet"),
        ["VERSION_CONFLICT version"]
    );
    let changed =
        does(&fair.ppd, "kioskSet", stories::with(moved, json!({ "version": 1 }))).await.ok();
    assert_eq!(changed.at("kioskSet/kiosk/version"), 2);
    let wrong = stories::with(
        own,
        json!({ "version": 2, "name": { "ms": "" }, "openingHours": [], "coordinates": { "latitude": 95.0, "longitude": 0.0 } }),
    );
    assert_eq!(
        does(&fair.ppd, "kioskSet", wrong).await.refusals("kioskSet"),
        ["REQUIRED name.ms", "POSITION_INVALID coordinates", "REQUIRED openingHours"]
    );
    let none =
        stories::with(fair.kiosk(), json!({ "districtId": "district_00000000000000000000000001" }));
    assert_eq!(
        does(&fair.ppd, "kioskSet", none).await.refusals("kioskSet"),
        ["DISTRICT_UNKNOWN districtId"]
    );
}

#[tokio::test]
async fn a_buyer_finds_what_is_near_page_by_page_and_over_rest() {
    let fair = Fair::open().await;
    let anybody = fair.shop.app.anybody();
    // It is kept, and heard of when another comes.
    assert!(fair.listed(json!({})).await.is_empty());
    let kiosk = fair.written(fair.kiosk()).await;
    let carnival =
        fair.written(fair.carnival("2026-03-20T02:00:00Z", "2026-03-22T14:00:00Z")).await;
    stories::until(async || (fair.listed(json!({})).await.len() == 2).then_some(())).await;
    let ids = |nodes: &[serde_json::Value]| -> Vec<String> {
        nodes.iter().map(|node| node["id"].as_str().unwrap_or_default().to_owned()).collect()
    };
    // What ends first comes first.
    assert_eq!(ids(&fair.listed(json!({})).await), [carnival.clone(), kiosk.clone()]);
    let here = json!({ "latitude": 1.54, "longitude": 103.65 });
    let near = fair.listed(json!({ "near": here })).await;
    assert_eq!(ids(&near), [kiosk.clone(), carnival.clone()]);
    let far = anybody.graphql(LIST, json!({ "near": here })).await.ok();
    assert_eq!(far.at("kiosks/edges/0/distanceMetres"), 0);
    let metres = far.at("kiosks/edges/1/distanceMetres").as_i64().unwrap();
    assert!((10_000..13_000).contains(&metres), "{metres}");
    for variables in [json!({ "first": 1 }), json!({ "first": 1, "near": here })] {
        let page = anybody.graphql(LIST, variables.clone()).await.ok();
        let mut found = ids(page.at("kiosks/nodes").as_array().unwrap());
        assert_eq!(page.at("kiosks/pageInfo/hasNextPage"), true);
        let next =
            stories::with(variables, json!({ "after": page.at("kiosks/pageInfo/endCursor") }));
        let page = anybody.graphql(LIST, next).await.ok();
        found.extend(ids(page.at("kiosks/nodes").as_array().unwrap()));
        assert_eq!(page.at("kiosks/pageInfo/hasNextPage"), false);
        found.sort();
        let mut all = vec![kiosk.clone(), carnival.clone()];
        all.sort();
        assert_eq!(found, all);
    }
    assert_eq!(
        ids(&fair.listed(json!({ "kind": "CARNIVAL" })).await),
        std::slice::from_ref(&carnival)
    );
    let page = anybody.get("/v1/shop/kiosks?latitude=1.54&longitude=103.65").await;
    assert_eq!(page.body["kiosks"][0]["openingHours"][0]["day"], "MONDAY");
    assert_eq!(page.body["kiosks"][0]["distanceMetres"], 0);
    assert_eq!(page.body["kiosks"][1]["name"], "Economic carnival");
    let tag = page.headers["etag"].clone();
    let again = anybody
        .request(reqwest::Method::GET, "/v1/shop/kiosks?latitude=1.54&longitude=103.65")
        .header("if-none-match", tag);
    assert_eq!(fair.shop.app.send(again).await.status, 304);
    for wrong in ["latitude=1.54", "latitude=95&longitude=1", "kind=X", "from=yesterday"] {
        let refused = anybody.get(&format!("/v1/shop/kiosks?{wrong}")).await;
        assert!(refused.status.is_client_error(), "{wrong}: {}", refused.status);
    }
    for (wrong, field) in [
        ("latitude=1.54", "longitude"),
        ("longitude=1", "latitude"),
        ("latitude=95&longitude=1", "latitude"),
        ("latitude=1&longitude=181", "longitude"),
    ] {
        let refused = anybody.get(&format!("/v1/shop/kiosks?{wrong}")).await;
        assert_eq!(refused.body["errors"][0]["field"], field, "{wrong}: {}", refused.text);
    }
    assert_eq!(anybody.get("/v1/shop/kiosks?kind=X").await.code(), "VALUE_INVALID");
    let no_time = anybody.get(&format!("/v1/shop/kiosks/{kiosk}.ics")).await;
    assert_eq!(no_time.status, 404);
}

#[tokio::test]
async fn each_place_of_a_page_has_its_own_stands() {
    let fair = Fair::open().await;
    let noodles = fair.shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let chicken = fair.shop.listed("Ayam kampung", "FOOD_CHICKEN").await;
    let carnival =
        fair.written(fair.carnival("2026-03-20T02:00:00Z", "2026-03-22T14:00:00Z")).await;
    let kiosk = fair.written(fair.kiosk()).await;
    let other = fair.carnival("2026-03-23T02:00:00Z", "2026-03-24T14:00:00Z");
    let empty = fair.written(other).await;
    // The same offer at two places, and at one of them behind another.
    fair.stands(&carnival, &[&noodles]).await;
    fair.stands(&kiosk, &[&chicken, &noodles]).await;
    let project = fair.shop.project.to_string();
    let stand = |products: &[&String]| {
        let products: Vec<_> = products.iter().map(|id| json!({ "id": id })).collect();
        json!([{ "status": "CONFIRMED", "project": { "id": project, "name": "Mi Puan Salmah" }, "products": products }])
    };
    let wanted = [
        (&carnival, stand(&[&noodles])),
        (&empty, json!([])),
        (&kiosk, stand(&[&chicken, &noodles])),
    ];
    stories::until(async || {
        let nodes = fair.listed(json!({})).await;
        let right = |(id, stands): &(&String, serde_json::Value)| {
            nodes.iter().any(|node| node["id"] == json!(id) && &node["stands"] == stands)
        };
        (nodes.len() == 3 && wanted.iter().all(right)).then_some(())
    })
    .await;
    // And over REST.
    stories::until(async || {
        let page = fair.shop.app.anybody().get("/v1/shop/kiosks").await;
        let places = page.body["kiosks"].as_array().cloned().unwrap_or_default();
        let of = |id: &String| {
            let place = places.iter().find(|place| place["id"] == json!(id));
            let stands = place.map_or(serde_json::Value::Null, |place| place["stands"].clone());
            stands[0]["products"].as_array().cloned().unwrap_or_default().len()
        };
        ([of(&carnival), of(&empty), of(&kiosk)] == [1, 0, 2]).then_some(())
    })
    .await;
}
