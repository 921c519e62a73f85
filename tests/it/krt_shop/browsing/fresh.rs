//! A change on one node is seen on the other, and what is gone is seen on no path.

use domain::{
    community::GrantScope,
    krt_shop::category::{self, Category},
    policy::Role,
    shared::language::LocalizedText,
};
use serde_json::{Value, json};
use stories::{Answer, User};

use super::{browse, browsed, found};
use crate::krt_shop::{Shop, ids, soon};

const ARCHIVE: &str =
    "mutation($id: ID!) { productArchive(input: { id: $id }) { userErrors { code } } }";
const HIDE: &str = "mutation($id: ID!) { productHide(input: { id: $id, reason: \"Tanda palsu.\" }) { userErrors { code } } }";
const UPDATE: &str = "mutation($input: ProductUpdateInput!) { productUpdate(input: $input) { product { version } userErrors { code field } } }";
const OPEN: &str = "query($id: ID!) { product(id: $id) { id slug name { ms } } }";

#[tokio::test]
async fn a_change_on_one_node_is_seen_on_the_other_in_every_order_and_count() {
    let shop = Shop::open().await;
    let other = shop.app.beside().await;
    let buyer = other.anybody();
    let food = json!({ "filter": { "categoryCode": "FOOD" }, "sort": "PRICE_ASC" });
    // Both nodes have read their shelves before anything is there.
    for node in [&buyer, &shop.app.anybody()] {
        browsed(node, food.clone(), 0).await;
    }
    let mi = shop.offers("Mi", "FOOD_NOODLES", json!({ "price": "5.00" })).await;
    let kuih = shop.offers("Kuih", "FOOD", json!({ "price": "4.00" })).await;
    let page = browsed(&buyer, food.clone(), 2).await;
    assert_eq!(found(&page), [&*kuih, &mi]);
    let one = buyer.graphql(OPEN, json!({ "id": mi })).await.ok();
    assert_eq!(one.at("product/name/ms"), "Mi");

    let input = json!({ "id": mi, "version": 2, "name": { "ms": "Mi murah" }, "price": "3.00" });
    shop.owner.graphql(UPDATE, json!({ "input": input })).await.ok();
    let right = |page: &Answer| found(page) == [mi.as_str(), kuih.as_str()];
    soon(&buyer, super::BROWSE, food.clone(), right).await;
    let renamed = |answer: &Answer| answer.at("product/name/ms") == "Mi murah";
    soon(&buyer, OPEN, json!({ "id": mi }), renamed).await;

    // A category with its offers moves elsewhere.
    shop.app
        .arrange(async |_, work| {
            let noodles = Category {
                code: "FOOD_NOODLES".to_owned(),
                parent_code: Some("HALL".to_owned()),
                name: LocalizedText::new("Mi", "Noodles"),
                position: 2,
            };
            category::put_category(work, &noodles).await.expect("another place");
        })
        .await;
    assert_eq!(found(&browsed(&buyer, food.clone(), 1).await), [kuih.as_str()]);
    let hall = browse(&buyer, json!({ "filter": { "categoryCode": "HALL" } })).await;
    assert_eq!(found(&hall), [mi.as_str()]);
    shop.owner.graphql(ARCHIVE, json!({ "id": kuih })).await.ok();
    browsed(&buyer, food, 0).await;
    other.stop().await;
}

/// In which ways a product is told of to somebody.
async fn seen(user: &User, shop: &Shop, id: &str, slug: &str) -> Vec<&'static str> {
    let project = shop.project.to_string();
    let by_price = json!({ "sort": "PRICE_ASC" });
    let nothing = json!({ "filter": { "priceMost": "0.01" } });
    let mut seen = Vec::new();
    for (way, wish) in [
        ("the newest", json!({})),
        ("by price", by_price),
        ("by words", json!({ "query": "kuih" })),
        (
            "near",
            json!({ "sort": "NEAREST", "near": { "coordinates": { "latitude": 1.5, "longitude": 103.6 } } }),
        ),
        ("in its project", json!({ "filter": { "projectId": project } })),
        ("in its area", json!({ "filter": { "areaId": shop.area.to_string() } })),
        ("as the nearest", nothing),
    ] {
        let answer = browse(user, wish).await;
        let counted =
            answer.at("products/totalCount") != 0 || answer.at("products/nearest") != &Value::Null;
        if answer.text.contains(id) || counted {
            seen.push(way);
        }
    }
    for (way, document) in [
        ("by id", format!("{{ product(id: \"{id}\") {{ id }} }}")),
        (
            "by id with its description",
            format!("{{ product(id: \"{id}\") {{ id description {{ ms }} }} }}"),
        ),
        ("by slug", format!("{{ product(slug: \"{slug}\") {{ id }} }}")),
        ("as a node", format!("{{ node(id: \"{id}\") {{ id }} }}")),
        (
            "by its project",
            format!(
                "{{ project(id: \"{project}\") {{ products {{ totalCount nodes {{ id }} }} }} }}"
            ),
        ),
    ] {
        if user.ask(&document).await.text.contains(&format!("\"id\":\"{id}\"")) {
            seen.push(way);
        }
    }
    if user.get("/v1/shop/products?facets=true").await.text.contains(id) {
        seen.push("in the catalogue");
    }
    seen
}

#[tokio::test]
async fn what_is_a_draft_hidden_or_archived_is_seen_on_no_path() {
    let shop = Shop::open().await;
    let officer = shop
        .app
        .officer("Puan Norazlina", Role::StateOfficer, &GrantScope::State("01".into()))
        .await;
    let other = shop.app.beside().await;
    let buyers = [shop.app.anybody(), other.anybody()];
    let draft = shop.draft("Kuih belum siap", "FOOD").await;
    let slug = "query($id: ID!) { product(id: $id) { slug } }";
    let slug_of = async |id: &str| {
        shop.owner.graphql(slug, json!({ "id": id })).await.ok().text_at("product/slug")
    };
    let draft_slug = slug_of(&draft).await;
    for buyer in &buyers {
        assert!(seen(buyer, &shop, &draft, &draft_slug).await.is_empty());
    }
    for end in [HIDE, ARCHIVE] {
        let id = shop.offers("Kuih", "FOOD", json!({})).await;
        let slug = slug_of(&id).await;
        for buyer in &buyers {
            browsed(buyer, json!({}), 1).await;
            let listed = |page: &Answer| ids(page, "products/nodes") == [id.as_str()];
            soon(buyer, "{ products { nodes { id } } }", json!({}), listed).await;
            assert_eq!(seen(buyer, &shop, &id, &slug).await.len(), 13);
        }
        officer.graphql(end, json!({ "id": id })).await;
        shop.owner.graphql(end, json!({ "id": id })).await;
        for buyer in &buyers {
            browsed(buyer, json!({}), 0).await;
            assert!(seen(buyer, &shop, &id, &slug).await.is_empty());
        }
    }
    other.stop().await;
}
