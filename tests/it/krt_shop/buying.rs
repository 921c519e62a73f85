//! A buyer who never signs in.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use stories::Answer;

use super::{LIST, Shop, ids, soon};

#[tokio::test]
async fn a_buyer_who_never_signs_in_finds_noodles() {
    let shop = Shop::open().await;
    let noodles = shop.listed("Mi kuning segar", "FOOD_NOODLES").await;
    let chicken = shop.listed("Ayam kampung", "FOOD_CHICKEN").await;
    let hall = shop.listed("Dewan serbaguna", "HALL").await;
    let buyer = shop.app.anybody();

    let all =
        soon(&buyer, LIST, json!({}), |answer| ids(answer, "products/nodes").len() == 3).await;
    assert_eq!(ids(&all, "products/nodes"), [&*hall, &chicken, &noodles]);
    let food = buyer.graphql(LIST, json!({ "filter": { "categoryCode": "FOOD" } })).await.ok();
    assert_eq!(ids(&food, "products/nodes"), [&*chicken, &noodles]);
    let filter = json!({ "filter": { "categoryCode": "FOOD_NOODLES", "areaId": shop.area.to_string(), "projectId": shop.project.to_string(), "stateCode": "01", "kind": "GOODS" } });
    let narrow = buyer.graphql(LIST, filter).await.ok();
    assert_eq!(ids(&narrow, "products/nodes"), [&*noodles]);
    let elsewhere = buyer.graphql(LIST, json!({ "filter": { "stateCode": "13" } })).await.ok();
    assert!(ids(&elsewhere, "products/nodes").is_empty());

    // Words of the name, the category in another language, and the project, the best first; capitals do
    // not matter. The project's name begins with noodles too.
    for (words, found) in [
        ("KUNING mi", vec![&noodles]),
        ("noodles", vec![&noodles, &hall, &chicken]),
        ("food salmah", vec![&chicken, &noodles]),
        ("kuning%", vec![&noodles]),
        ("tiada", vec![]),
        // No offer answers all three words: those that answer two.
        ("dewan mi kuning", vec![&noodles, &hall]),
    ] {
        let answer = buyer.graphql(LIST, json!({ "query": words })).await.ok();
        let found: Vec<&str> = found.into_iter().map(String::as_str).collect();
        assert_eq!(ids(&answer, "products/nodes"), found, "{words}");
    }

    let open = "query($id: ID!) { product(id: $id) { slug kind name { ms en text } description { ms } price { amount currency } unit listedAt
        cover { url width height widths thumbHash } pictures { url(width: 1) alternativeText { ms } }
        category { code name { en } parent { code } } project { id name startYear story { en } area { name } } area { name stateCode district { name } } viewerCanUpdate } }";
    let one = buyer.graphql(open, json!({ "id": noodles })).await.ok();
    assert_eq!(one.at("product/price"), &json!({ "amount": "6.50", "currency": "MYR" }));
    assert_eq!(one.at("product/description/ms"), "Dibuat setiap pagi.");
    assert_eq!(one.at("product/category/parent/code"), "FOOD");
    assert_eq!(one.at("product/project/startYear"), 2019);
    assert_eq!(one.at("product/area/name"), "KRT Taman Bayu");
    assert_eq!(one.at("product/cover/width"), 8);
    assert_eq!(one.at("product/pictures/0/url"), one.at("product/cover/url"));
    assert_eq!(one.at("product/viewerCanUpdate"), false);
    let by_slug = "query($slug: String!) { product(slug: $slug) { id } }";
    let same = buyer.graphql(by_slug, json!({ "slug": one.at("product/slug") })).await.ok();
    assert_eq!(same.at("product/id"), &json!(noodles));
    let tree = buyer.ask("{ categories { code children { code } } }").await.ok();
    assert_eq!(
        tree.at("categories"),
        &json!([{ "code": "FOOD", "children": [{ "code": "FOOD_NOODLES" }, { "code": "FOOD_CHICKEN" }] }, { "code": "HALL", "children": [] }])
    );
}

#[tokio::test]
async fn the_catalogue_over_rest_is_kept_and_told_apart_by_language() {
    let shop = Shop::open().await;
    let id = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let buyer = shop.app.anybody();
    let path = "/v1/shop/products?category=FOOD&query=kuning&first=5";
    let page = buyer.get(path).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    assert_eq!(page.body["products"][0]["id"], json!(id));
    assert_eq!(page.body["products"][0]["price"]["amount"], "6.50");
    assert_eq!(page.body["products"][0]["project"]["name"], "Mi Puan Salmah");
    assert_eq!(page.body["products"][0]["name"], "Mi kuning (en)");
    let header = |answer: &Answer, name: &str| answer.headers[name].to_str().unwrap().to_owned();
    assert!(header(&page, "cache-control").starts_with("public, max-age=30"));
    assert!(header(&page, "vary").to_lowercase().contains("accept-language"));
    let etag = header(&page, "etag");

    let again = buyer.request(Method::GET, path).header("if-none-match", &etag);
    let again = shop.app.send(again).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    assert_eq!(again.text, "");
    assert_eq!(header(&again, "etag"), etag);
    let malay = buyer.speaking("ms").get(path).await;
    assert_eq!(malay.body["products"][0]["name"], "Mi kuning");
    assert_ne!(header(&malay, "etag"), etag);

    // A change is seen within a second, by the same address and the same tag.
    shop.listed("Mi kuning istimewa", "FOOD_NOODLES").await;
    let mut seen = Value::Null;
    for _ in 0..40 {
        let request = buyer.request(Method::GET, path).header("if-none-match", &etag);
        let answer = shop.app.send(request).await;
        if answer.status == StatusCode::OK {
            seen = answer.body;
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(seen["products"].as_array().unwrap().len(), 2);

    for (wrong, status, code) in [
        ("first=0", StatusCode::BAD_REQUEST, "PAGE_INVALID"),
        ("first=banyak", StatusCode::BAD_REQUEST, "BAD_REQUEST"),
        ("after=bukan", StatusCode::BAD_REQUEST, "CURSOR_INVALID"),
        ("category=TIADA", StatusCode::UNPROCESSABLE_ENTITY, "CATEGORY_UNKNOWN"),
    ] {
        let answer = buyer.get(&format!("/v1/shop/products?{wrong}")).await;
        assert_eq!((answer.status, answer.code()), (status, code), "{wrong}");
    }
}

#[tokio::test]
async fn a_page_over_several_categories_is_whole_and_stable() {
    let shop = Shop::open().await;
    let mut expected = Vec::new();
    for number in 0..7 {
        let category = if number % 2 == 0 { "FOOD_NOODLES" } else { "FOOD_CHICKEN" };
        expected.insert(0, shop.listed(&format!("Hidangan {number}"), category).await);
    }
    shop.listed("Dewan", "HALL").await;
    let buyer = shop.app.anybody();
    for filter in
        [json!({ "categoryCode": "FOOD" }), json!({ "kind": "GOODS", "categoryCode": "FOOD" })]
    {
        let mut found = Vec::new();
        let mut after = Value::Null;
        for _ in 0..4 {
            let variables = json!({ "first": 3, "after": after, "filter": filter });
            let page =
                soon(&buyer, LIST, variables, |page| page.body.get("errors").is_none()).await;
            found.extend(ids(&page, "products/nodes"));
            after = page.at("products/pageInfo/endCursor").clone();
            if page.at("products/pageInfo/hasNextPage") == false {
                break;
            }
        }
        assert_eq!(found, expected);
    }
    let unknown = buyer.graphql(LIST, json!({ "filter": { "categoryCode": "TIADA" } })).await;
    assert_eq!(unknown.code(), "CATEGORY_UNKNOWN");
    let both = buyer.ask("{ product { id } }").await;
    assert_eq!(both.code(), "BAD_REQUEST");
}
