//! The quick way to answer says what the ordinary way says: the first time a document comes it is
//! answered the ordinary way, and from then on quickly. Somebody signed in asks, because answers
//! for the public are kept.

use serde_json::{Value, json};

use stories::User;

use super::{Shop, soon};

/// Every field of a type that takes no argument and holds no others, by the schema itself: a field
/// that comes later is compared too.
pub(crate) async fn leaves(user: &User, name: &str) -> String {
    let ask = "query($name: String!) { __type(name: $name) { fields { name args { name } type { kind ofType { kind ofType { kind ofType { kind } } } } } } }";
    let answer = user.graphql(ask, json!({ "name": name })).await.ok();
    let fields = answer.at("__type/fields").as_array().unwrap().clone();
    let is_leaf = |field: &&Value| {
        let kind = field["type"].to_string();
        field["args"] == json!([]) && !kind.contains("OBJECT") && !kind.contains("INTERFACE")
    };
    let names: Vec<&str> =
        fields.iter().filter(is_leaf).map(|field| field["name"].as_str().unwrap()).collect();
    assert!(!names.is_empty(), "{name}");
    format!("__typename {}", names.join(" "))
}

/// What the ordinary way alone answers: rights, and what is asked of nobody else.
fn without(leaves: &str, names: &[&str]) -> String {
    leaves.split(' ').filter(|name| !names.contains(name)).collect::<Vec<_>>().join(" ")
}

async fn card(user: &User) -> String {
    let text = leaves(user, "LocalizedText").await;
    let (product, project) = (leaves(user, "Product").await, leaves(user, "Project").await);
    let (area, money) = (leaves(user, "Area").await, leaves(user, "Money").await);
    let promotion = leaves(user, "ProductPromotion").await;
    let mark = leaves(user, "Mark").await;
    let product = without(&product, &["viewerCanUpdate"]);
    let project = without(&project, &["viewerCanUpdate"]);
    format!(
        "fragment Card on Product {{ {product} name {{ {text} }} price {{ {money} }} priceNow {{ {money} }} promotion {{ {promotion} price {{ {money} }} }}
        cover {{ url webpUrl width height widths thumbHash alternativeText {{ {text} }} }} marks {{ {mark} }}
        project {{ {project} marks {{ {mark} }} story {{ {text} }} area {{ id }} }}
        area {{ {area} coordinates {{ latitude longitude }} }} }}"
    )
}

#[tokio::test]
async fn a_document_is_answered_alike_whenever_it_comes() {
    let shop = Shop::open().await;
    for name in ["Mi kuning \"segar\"", "Ayam kampung", "Sambal ☀ hitam"] {
        let id = shop.listed(name, "FOOD").await;
        let until = shop.app.clock.now() + chrono::TimeDelta::days(1);
        let input = json!({ "id": id, "version": 2, "availability": "SEASONAL", "seasonMonths": [3, 1],
            "minimumQuantity": 2, "promotion": { "price": "5.00", "until": until } });
        let document = "mutation($input: ProductUpdateInput!) { productUpdate(input: $input) { product { id } userErrors { code field } } }";
        shop.owner.graphql(document, json!({ "input": input })).await.ok();
    }
    let listed = "{ products { nodes { id } } }";
    let all = soon(&shop.owner, listed, json!({}), |answer| {
        answer.at("products/nodes").as_array().unwrap().len() == 3
    })
    .await;
    let id = all.at("products/nodes/0/id").clone();
    let card = card(&shop.owner).await;
    for selection in [
        "products(first: 2) { nodes { ...Card } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }",
        "products(near: { coordinates: { latitude: 1.5, longitude: 103.6 } }) { totalCount edges { distanceMetres node { ...Card } } facets { __typename onAsking categories { value text count } kinds { value count } districts { text } prices { least { amount currency } most { amount } count } availability { value } } nearest { without } }",
        "products(filter: { kind: RENTAL }) { nodes { id } nearest { __typename without nodes { ...Card } } facets { kinds { value text count } } }",
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
            "query($id: ID!, $yes: Boolean!) {{ {selection} node(id: $id) @include(if: $yes) {{ id }} }} {card}"
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

#[tokio::test]
async fn values_of_variables_are_checked_however_often_a_document_came() {
    let shop = Shop::open().await;
    shop.listed("Mi kuning", "FOOD").await;
    let filter = "query($f: ProductFilterInput) { products(filter: $f) { nodes { id } } }";
    let skip = "query($hide: Boolean!) { products { nodes { id slug @skip(if: $hide) } } }";
    let default =
        "query($hide: Boolean! = true) { products { nodes { id slug @skip(if: $hide) } } }";
    for (document, right, wrong) in [
        (
            filter,
            json!({ "f": { "categoryCode": "FOOD" } }),
            json!({ "f": { "categoryCod": "FOOD" } }),
        ),
        (skip, json!({ "hide": true }), json!({ "hide": "yes" })),
        (skip, json!({ "hide": false }), json!({ "hide": 1 })),
        (default, json!({}), json!({ "hide": "yes" })),
    ] {
        let first = shop.owner.graphql(document, wrong.clone()).await;
        shop.owner.graphql(document, right.clone()).await.ok();
        shop.owner.graphql(document, right).await.ok();
        let later = shop.owner.graphql(document, wrong.clone()).await;
        assert_eq!(
            (first.code(), &first.body["data"]),
            (later.code(), &later.body["data"]),
            "{wrong}"
        );
    }
}
