//! Categories are data: added, renamed and moved at headquarters.

use domain::{community::GrantScope, policy::Role};
use serde_json::{Value, json};
use stories::{Answer, User, until};

use super::{LIST, Shop, ids, soon};

const ADD: &str = "mutation($input: CategoryAddInput!) { categoryAdd(input: $input) { category { code parent { code } } userErrors { code field } } }";
const RENAME: &str = "mutation($input: CategoryRenameInput!) { categoryRename(input: $input) { category { name { ms } } userErrors { code field } } }";
const MOVE: &str = "mutation($input: CategoryMoveInput!) { categoryMove(input: $input) { category { code parent { code } } userErrors { code field } } }";

async fn put(user: &User, code: &str, parent: Option<&str>) -> Answer {
    user.graphql(MOVE, json!({ "input": { "code": code, "parentCode": parent } })).await
}

async fn add(user: &User, code: &str, parent: Option<&str>) -> Answer {
    let input = json!({ "code": code, "parentCode": parent, "name": { "ms": code } });
    user.graphql(ADD, json!({ "input": input })).await
}

fn of(code: &str) -> Value {
    json!({ "filter": { "categoryCode": code } })
}

#[tokio::test]
async fn what_a_moved_category_holds_is_found_below_the_new_parent_on_every_node() {
    let shop = Shop::open().await;
    let officer = shop.app.officer("Puan Chong", Role::HqOfficer, &GrantScope::Nation).await;
    let noodles = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let chicken = shop.listed("Ayam kampung", "FOOD_CHICKEN").await;
    let other = shop.app.beside().await;
    let buyers = [shop.app.anybody(), other.anybody()];
    for buyer in &buyers {
        soon(buyer, LIST, of("FOOD"), |page| ids(page, "products/nodes").len() == 2).await;
        assert!(ids(&buyer.graphql(LIST, of("HALL")).await.ok(), "products/nodes").is_empty());
    }
    let moved = put(&officer, "FOOD_NOODLES", Some("HALL")).await.ok();
    assert_eq!(moved.at("categoryMove/category/parent/code"), "HALL");
    for buyer in &buyers {
        let here = |page: &Answer| ids(page, "products/nodes") == [noodles.as_str()];
        soon(buyer, LIST, of("HALL"), here).await;
        let rest = buyer.graphql(LIST, of("FOOD")).await.ok();
        assert_eq!(ids(&rest, "products/nodes"), [chicken.as_str()]);
        // And by the name of the new parent, not by the old one's.
        let found = async |words: &str| {
            let page = buyer.graphql(LIST, json!({ "query": words })).await.ok();
            ids(&page, "products/nodes")
        };
        until(async || (found("dewan").await == [noodles.as_str()]).then_some(())).await;
        assert_eq!(found("makanan").await, [chicken.as_str()]);
    }
    let name = json!({ "input": { "code": "HALL", "name": { "ms": "Ruang sewa" } } });
    let renamed = officer.graphql(RENAME, name).await.ok();
    assert_eq!(renamed.at("categoryRename/category/name/ms"), "Ruang sewa");
    for buyer in &buyers {
        let found = async || {
            let page = buyer.graphql(LIST, json!({ "query": "sewa" })).await.ok();
            (ids(&page, "products/nodes") == [noodles.as_str()]).then_some(())
        };
        until(found).await;
    }
    other.stop().await;
}

#[tokio::test]
async fn a_category_is_never_moved_below_itself() {
    let shop = Shop::open().await;
    let officer = shop.app.officer("Puan Chong", Role::HqOfficer, &GrantScope::Nation).await;
    for below in ["FOOD", "FOOD_NOODLES"] {
        let refused = put(&officer, "FOOD", Some(below)).await;
        assert_eq!(refused.refusals("categoryMove"), ["CATEGORY_CIRCLE parentCode"]);
    }
    let unknown = put(&officer, "TIADA", None).await;
    assert_eq!(unknown.refusals("categoryMove"), ["CATEGORY_UNKNOWN code"]);
    let nowhere = put(&officer, "FOOD", Some("TIADA")).await;
    assert_eq!(nowhere.refusals("categoryMove"), ["CATEGORY_UNKNOWN parentCode"]);
    // Of two moves that would make a circle together, one is refused.
    let (one, two) =
        tokio::join!(put(&officer, "FOOD", Some("HALL")), put(&officer, "HALL", Some("FOOD")));
    let refused: Vec<String> =
        [one, two].iter().flat_map(|answer| answer.refusals("categoryMove")).collect();
    assert_eq!(refused, ["CATEGORY_CIRCLE parentCode"]);
    let tops = |answer: &Answer| answer.at("categories").as_array().unwrap().len() == 1;
    soon(&officer, "{ categories { code } }", json!({}), tops).await;
}

#[tokio::test]
async fn a_tree_that_is_too_deep_is_refused() {
    let shop = Shop::open().await;
    let admin = shop.app.officer("Encik Ravi", Role::Administrator, &GrantScope::Nation).await;
    let mut parent = "FOOD_NOODLES".to_owned();
    for level in 3..=5 {
        let code = format!("LEVEL_{level}");
        for _ in 0..2 {
            let added = add(&admin, &code, Some(&parent)).await.ok();
            assert_eq!(added.at("categoryAdd/category/parent/code"), &json!(parent));
        }
        parent = code;
    }
    let deeper = add(&admin, "LEVEL_6", Some(&parent)).await;
    assert_eq!(deeper.refusals("categoryAdd"), ["CATEGORY_TOO_DEEP parentCode"]);
    let sunk = put(&admin, "FOOD", Some("HALL")).await;
    assert_eq!(sunk.refusals("categoryMove"), ["CATEGORY_TOO_DEEP parentCode"]);
    put(&admin, "FOOD_CHICKEN", Some("LEVEL_4")).await.ok();
    let taken = add(&admin, "HALL", Some("FOOD")).await;
    assert_eq!(taken.refusals("categoryAdd"), ["ID_TAKEN code"]);
    let small = add(&admin, "kecil", None).await;
    assert_eq!(small.refusals("categoryAdd"), ["VALUE_INVALID code"]);
    let district = shop
        .app
        .officer("Puan Norazlina", Role::StateOfficer, &GrantScope::State("01".into()))
        .await;
    for nobody in [&shop.owner, &district] {
        assert_eq!(add(nobody, "BARU", None).await.code(), "FORBIDDEN");
        assert_eq!(put(nobody, "FOOD", None).await.code(), "FORBIDDEN");
    }
}
