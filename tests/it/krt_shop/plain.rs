//! The quick way to answer says what the ordinary way says: the first time a document comes it is
//! answered the ordinary way, and from then on quickly. Somebody signed in asks, because answers
//! for the public are kept.

use serde_json::{Value, json};

use super::{Shop, soon};

const CARD: &str = "fragment Card on Product { __typename id slug kind status name { ms en zh text language } price { __typename amount currency }
    unit version listedAt updatedAt cover { url width height widths thumbHash alternativeText { ms } }
    project { __typename id slug name story { ms en } startYear status sample area { id } }
    area { __typename id reference name address postcode stateCode status sample coordinates { latitude longitude } } }";

#[tokio::test]
async fn a_document_is_answered_alike_whenever_it_comes() {
    let shop = Shop::open().await;
    for name in ["Mi kuning \"segar\"", "Ayam kampung", "Sambal ☀ hitam"] {
        shop.listed(name, "FOOD").await;
    }
    let listed = "{ products { nodes { id } } }";
    let all = soon(&shop.owner, listed, json!({}), |answer| {
        answer.at("products/nodes").as_array().unwrap().len() == 3
    })
    .await;
    let id = all.at("products/nodes/0/id").clone();
    for selection in [
        "products(first: 2) { nodes { ...Card } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }",
        "products(last: 2) { edges { cursor node { ...Card description { ms } } } __typename }",
        "first: products(first: 1) { nodes { n: id ...Card id } } products(first: 3) { nodes { id ...Card } }",
        "products { nodes { id @include(if: $yes) slug @skip(if: $yes) ...Card } }",
        // What needs the ordinary way inside: a right, a width, a list, two selections to merge.
        "products { nodes { ...Card viewerCanUpdate } }",
        "products { nodes { ...Card cover { small: url(width: 1) } } }",
        "products { nodes { ...Card category { code } } }",
        "products { nodes { ...Card name { text } } }",
        "products { nodes { ...Card } } ... on Query { products { nodes { description { ms } } } }",
        "product(id: $id) { ...Card description { ms en } }",
    ] {
        let document = format!(
            "query($id: ID!, $yes: Boolean!) {{ {selection} node(id: $id) @include(if: $yes) {{ id }} }} {CARD}"
        );
        let variables = json!({ "id": id, "yes": true });
        let ordinary = shop.owner.graphql(&document, variables.clone()).await.ok();
        let quick = shop.owner.graphql(&document, variables).await.ok();
        assert_eq!(ordinary.text, quick.text, "{selection}");
    }
}

#[tokio::test]
async fn a_failure_in_a_known_document_stands_where_it_belongs() {
    let shop = Shop::open().await;
    let id = shop.listed("Mi kuning", "FOOD").await;
    let document = "query($id: ID!, $first: Int) { product(id: $id) { id } products(first: $first) { nodes { id } } }";
    shop.owner.graphql(document, json!({ "id": id, "first": 1 })).await.ok();
    let missing = "product_01jaaaaaaaaaaaaaaaaaaaaaaa";
    let answer = shop.owner.graphql(document, json!({ "id": missing, "first": 1 })).await;
    assert_eq!(answer.code(), "NOT_FOUND");
    assert_eq!(answer.body["errors"][0]["path"], json!(["product"]));
    assert_eq!(answer.body["data"]["product"], Value::Null);
    let wrong = shop.owner.graphql(document, json!({ "id": id, "first": "many" })).await;
    assert_eq!(wrong.code(), "GRAPHQL_VALIDATION_FAILED", "{}", wrong.text);
    let again = shop.owner.graphql(document, json!({ "id": id, "first": 1 })).await.ok();
    assert_eq!(again.at("product/id"), &json!(id));
}
