//! A seller's work.

use domain::{
    krt_shop::project::ProjectStatus,
    shared::{
        change_log::{Change, Noun, Scope},
        db,
    },
};
use serde_json::{Value, json};
use stories::User;

use super::{
    CREATE, LIST, PUBLISH, Shop, announce, ids, owner_of_project, small_picture, soon, upload,
};

const UPDATE: &str = "mutation($input: ProductUpdateInput!) { productUpdate(input: $input) { product { id version name { ms } price { amount } unit pictures { width } } userErrors { code field } } }";
const ARCHIVE: &str = "mutation($id: ID!) { productArchive(input: { id: $id }) { product { id status } userErrors { code } } }";
const OPEN: &str = "query($id: ID!) { product(id: $id) { id } }";

fn new_product(project: &impl ToString) -> Value {
    json!({ "projectId": project.to_string(), "categoryCode": "FOOD_NOODLES", "kind": "GOODS",
        "name": { "ms": "Mi kuning" }, "description": { "ms": "Segar" } })
}

/// Asks for a product in every way there is; tells in which it was seen.
async fn seen(user: &User, shop: &Shop, id: &str, slug: &str) -> Vec<&'static str> {
    let mut seen = Vec::new();
    let project = shop.project.to_string();
    for (way, document) in [
        (
            "by id",
            "query($id: ID!, $slug: String!, $project: ID!) { product(id: $id) { id } a: products(query: $slug) { nodes { id } } b: project(id: $project) { id } }",
        ),
        (
            "by slug",
            "query($id: ID!, $slug: String!, $project: ID!) { product(slug: $slug) { id } a: nodes(ids: [$id]) { id } b: project(id: $project) { id } }",
        ),
        (
            "as a node",
            "query($id: ID!, $slug: String!, $project: ID!) { node(id: $id) { id } a: products(query: $slug) { nodes { id } } b: project(id: $project) { id } }",
        ),
        (
            "in a list",
            "query($id: ID!, $slug: String!, $project: ID!) { products { nodes { id } } a: nodes(ids: [$id]) { id } b: project(id: $project) { products { nodes { id } } } c: product(slug: $slug) { id } }",
        ),
        (
            "by its project",
            "query($id: ID!, $slug: String!, $project: ID!) { project(id: $project) { products(status: DRAFT) { nodes { id } } } a: nodes(ids: [$id]) { id } b: products(query: $slug) { nodes { id } } }",
        ),
    ] {
        let variables = json!({ "id": id, "slug": slug, "project": project });
        let answer = user.graphql(document, variables).await;
        if answer.text.contains(id) {
            seen.push(way);
        }
    }
    if user.get("/v1/shop/products?first=100").await.text.contains(id) {
        seen.push("in the catalogue");
    }
    seen
}

#[tokio::test]
async fn a_draft_is_never_shown_to_others_on_any_path() {
    let shop = Shop::open().await;
    let id = shop.draft("Mi rahsia", "FOOD_NOODLES").await;
    let slug_of = "query($id: ID!) { product(id: $id) { slug } }";
    let slug = shop.owner.graphql(slug_of, json!({ "id": id })).await.ok().text_at("product/slug");
    let (_, other_owner) =
        owner_of_project(&shop.app, shop.area, "Ayam Pak Din", ProjectStatus::Active).await;
    let resident = shop.app.resident("Encik Lim", shop.area).await;
    for stranger in [&shop.app.anybody(), &other_owner, &resident] {
        assert!(seen(stranger, &shop, &id, &slug).await.is_empty());
        // What is not there and what may not be seen answer alike.
        let nothing = "product_01j00000000000000000000000";
        let hidden = stranger.graphql(OPEN, json!({ "id": id })).await;
        let absent = stranger.graphql(OPEN, json!({ "id": nothing })).await;
        assert_eq!((hidden.code(), absent.code()), ("NOT_FOUND", "NOT_FOUND"));
    }
    let own = seen(&shop.owner, &shop, &id, &slug).await;
    assert!(own.contains(&"by id") && own.contains(&"by its project"), "{own:?}");
    assert!(!own.contains(&"in the catalogue"), "{own:?}");

    for (stranger, code) in [
        (&other_owner, "NOT_FOUND"),
        (&resident, "NOT_FOUND"),
        (&shop.app.anybody(), "UNAUTHENTICATED"),
    ] {
        assert_eq!(stranger.graphql(PUBLISH, json!({ "id": id })).await.code(), code);
        assert_eq!(stranger.graphql(ARCHIVE, json!({ "id": id })).await.code(), code);
        let change = json!({ "input": { "id": id, "version": 1, "unit": "1 kg" } });
        assert_eq!(stranger.graphql(UPDATE, change).await.code(), code);
        let new = json!({ "input": new_product(&shop.project) });
        assert_eq!(stranger.graphql(CREATE, new).await.code(), code);
    }
}

#[tokio::test]
async fn a_product_of_a_project_that_is_not_at_work_is_not_listed() {
    let shop = Shop::open().await;
    let (project, owner) =
        owner_of_project(&shop.app, shop.area, "Belum diluluskan", ProjectStatus::Applied).await;
    let picture = upload(&owner, small_picture()).await;
    let mut new = new_product(&project);
    new["pictures"] = json!([{ "mediaId": picture }]);
    let created = owner.graphql(CREATE, json!({ "input": new })).await.ok();
    let id = created.text_at("productCreate/product/id");
    let published = owner.graphql(PUBLISH, json!({ "id": id })).await.ok();
    assert_eq!(published.at("productPublish/product/status"), "PUBLISHED");
    assert_eq!(published.at("productPublish/product/listedAt"), &Value::Null);
    let buyer = shop.app.anybody();
    assert_eq!(buyer.graphql(OPEN, json!({ "id": id })).await.code(), "NOT_FOUND");
    let hidden = "query($id: ID!) { project(id: $id) { id } }";
    assert_eq!(
        buyer.graphql(hidden, json!({ "id": project.to_string() })).await.code(),
        "NOT_FOUND"
    );
    owner.graphql(hidden, json!({ "id": project.to_string() })).await.ok();
}

#[tokio::test]
async fn a_phone_that_repeats_gets_the_first_product() {
    let shop = Shop::open().await;
    let mut new = new_product(&shop.project);
    new["idempotencyKey"] = json!("k-1");
    let first = shop.owner.graphql(CREATE, json!({ "input": new.clone() })).await.ok();
    let again = shop.owner.graphql(CREATE, json!({ "input": new.clone() })).await.ok();
    assert_eq!(first.at("productCreate/product/id"), again.at("productCreate/product/id"));
    new["unit"] = json!("1 kg");
    let other = shop.owner.graphql(CREATE, json!({ "input": new })).await;
    assert_eq!(other.refusals("productCreate"), ["IDEMPOTENCY_MISMATCH idempotencyKey"]);
    let document =
        "query($id: ID!) { project(id: $id) { products(status: DRAFT) { nodes { id } } } }";
    let drafts = shop.owner.graphql(document, json!({ "id": shop.project.to_string() })).await.ok();
    assert_eq!(ids(&drafts, "project/products/nodes").len(), 1);
}

#[tokio::test]
async fn a_seller_is_told_everything_that_is_wrong_at_once() {
    let shop = Shop::open().await;
    let mut new = new_product(&shop.project);
    new["name"] = json!({ "ms": " ", "en": "x".repeat(121) });
    new["price"] = json!("10000000.01");
    new["categoryCode"] = json!("TIADA");
    new["unit"] = json!("x".repeat(41));
    let answer = shop.owner.graphql(CREATE, json!({ "input": new })).await;
    assert_eq!(
        answer.refusals("productCreate"),
        [
            "REQUIRED name.ms",
            "TOO_LONG unit",
            "CATEGORY_UNKNOWN categoryCode",
            "PRICE_INVALID price"
        ]
    );

    // Somebody else's picture, one that never came, and one named twice.
    let stranger = shop.app.person("Encik Muthu").await;
    let theirs = upload(&stranger, small_picture()).await;
    let awaited = announce(&shop.owner).await;
    let mut new = new_product(&shop.project);
    new["pictures"] = json!([{ "mediaId": theirs }, { "mediaId": awaited }]);
    let answer = shop.owner.graphql(CREATE, json!({ "input": new })).await;
    let refused = ["NOT_FOUND pictures.0.mediaId", "STATE_INVALID pictures.1.mediaId"];
    assert_eq!(answer.refusals("productCreate"), refused);
    let mine = upload(&shop.owner, small_picture()).await;
    let mut new = new_product(&shop.project);
    new["pictures"] = json!([{ "mediaId": mine }, { "mediaId": mine }]);
    let answer = shop.owner.graphql(CREATE, json!({ "input": new })).await;
    assert_eq!(answer.refusals("productCreate"), ["ID_TAKEN pictures.1.mediaId"]);

    let bare = json!({ "input": new_product(&shop.project) });
    let bare = shop.owner.graphql(CREATE, bare).await.ok().text_at("productCreate/product/id");
    let unpublished = shop.owner.graphql(PUBLISH, json!({ "id": bare })).await;
    assert_eq!(unpublished.refusals("productPublish"), ["PICTURE_MISSING pictures"]);
}

#[tokio::test]
async fn a_seller_changes_what_they_have_read_and_takes_it_down() {
    let shop = Shop::open().await;
    let id = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let buyer = shop.app.anybody();
    soon(&buyer, LIST, json!({}), |page| ids(page, "products/nodes").len() == 1).await;

    let change = json!({ "input": { "id": id, "version": 2, "name": { "ms": "Mi kuning istimewa" }, "price": null } });
    let changed = shop.owner.graphql(UPDATE, change.clone()).await.ok();
    assert_eq!(changed.at("productUpdate/product/version"), 3);
    assert_eq!(changed.at("productUpdate/product/price"), &Value::Null);
    assert_eq!(changed.at("productUpdate/product/unit"), "500 g");
    let late = shop.owner.graphql(UPDATE, change).await;
    assert_eq!(late.refusals("productUpdate"), ["VERSION_CONFLICT version"]);
    let none = json!({ "input": { "id": id, "version": 3, "pictures": [] } });
    let none = shop.owner.graphql(UPDATE, none).await;
    assert_eq!(none.refusals("productUpdate"), ["PICTURE_MISSING pictures"]);
    let found = |page: &stories::Answer| ids(page, "products/nodes") == [id.as_str()];
    soon(&buyer, LIST, json!({ "query": "istimewa" }), found).await;

    for _ in 0..2 {
        let archived = shop.owner.graphql(ARCHIVE, json!({ "id": id })).await.ok();
        assert_eq!(archived.at("productArchive/product/status"), "ARCHIVED");
    }
    soon(&buyer, LIST, json!({}), |page| ids(page, "products/nodes").is_empty()).await;
    soon(&buyer, OPEN, json!({ "id": id }), |answer| answer.code() == "NOT_FOUND").await;
    let back = shop.owner.graphql(PUBLISH, json!({ "id": id })).await;
    assert_eq!(back.refusals("productPublish"), ["STATE_INVALID"]);
}

#[tokio::test]
async fn of_two_changes_at_once_with_the_same_picture_one_is_late() {
    let shop = Shop::open().await;
    let id = shop.draft("Mi kuning", "FOOD_NOODLES").await;
    for version in 1..6 {
        let picture = upload(&shop.owner, small_picture()).await;
        let input = json!({ "id": id, "version": version, "pictures": [{ "mediaId": picture }] });
        let change = || shop.owner.graphql(UPDATE, json!({ "input": input }));
        let (one, two) = tokio::join!(change(), change());
        let refused: Vec<_> =
            [one, two].iter().flat_map(|answer| answer.refusals("productUpdate")).collect();
        assert_eq!(refused, ["VERSION_CONFLICT version"]);
    }
}

#[tokio::test]
async fn an_import_of_places_is_seen_in_the_directory() {
    let shop = Shop::open().await;
    shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let buyer = shop.app.anybody();
    let look = "{ products { nodes { area { name } } } }";
    let named = |page: &stories::Answer, name: &str| page.text.contains(name);
    soon(&buyer, look, json!({}), |page| named(page, "KRT Taman Bayu")).await;
    let area = shop.area;
    shop.app
        .arrange(async |_, work| {
            let sql = "update area set name = 'KRT Taman Angin' where id = $1";
            db::run(work.connection(), sql, [area.into()]).await.expect("another name");
            // As the import tells it: of many places at once.
            work.tell(Change::new(Scope::Public, Noun::Place, uuid::Uuid::nil()));
        })
        .await;
    soon(&buyer, look, json!({}), |page| named(page, "KRT Taman Angin")).await;
}

#[tokio::test]
async fn a_search_has_at_most_eight_words() {
    let shop = Shop::open().await;
    let buyer = shop.app.anybody();
    for list in ["areas", "products"] {
        let ask = |words: &str| format!("{{ {list}(query: \"{words}\") {{ nodes {{ id }} }} }}");
        buyer.ask(&ask("a b c d e f g h")).await.ok();
        assert_eq!(buyer.ask(&ask("a b c d e f g h i")).await.code(), "TOO_MANY");
    }
}

#[tokio::test]
async fn a_change_on_one_node_is_seen_on_the_other() {
    let shop = Shop::open().await;
    let other = shop.app.beside().await;
    let buyer = other.anybody();
    assert!(ids(&buyer.graphql(LIST, json!({})).await.ok(), "products/nodes").is_empty());
    let id = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let found = |page: &stories::Answer| ids(page, "products/nodes") == [id.as_str()];
    soon(&buyer, LIST, json!({}), found).await;
    let (project, _) =
        owner_of_project(&shop.app, shop.area, "Ayam Pak Din", ProjectStatus::Active).await;
    let there = |page: &stories::Answer| ids(page, "projects/nodes").contains(&project.to_string());
    soon(&buyer, "{ projects { nodes { id area { name } } } }", json!({}), there).await;
    other.stop().await;
}

#[tokio::test]
async fn a_name_that_is_corrected_in_one_language_keeps_the_others() {
    let shop = Shop::open().await;
    let id = shop.draft("Mi kuning", "FOOD_NOODLES").await;
    let change = async |version: i64, rest: Value| {
        let input = stories::with(json!({ "id": id, "version": version }), rest);
        shop.owner.graphql(UPDATE, json!({ "input": input })).await
    };
    change(1, json!({ "name": { "ms": "Mi", "en": "Noodles" } })).await.ok();
    change(2, json!({ "name": { "ms": "Mi segar" }, "description": { "en": "Fresh" } })).await.ok();
    let document = "query($id: ID!) { product(id: $id) { name { ms en } description { en } } }";
    let read = shop.owner.graphql(document, json!({ "id": id })).await.ok();
    assert_eq!(read.at("product/name"), &json!({ "ms": "Mi segar", "en": "Noodles" }));
    assert_eq!(read.at("product/description/en"), "Fresh");
    change(3, json!({ "name": { "en": null } })).await.ok();
    let read = shop.owner.graphql(document, json!({ "id": id })).await.ok();
    assert_eq!(read.at("product/name"), &json!({ "ms": "Mi segar", "en": null }));
}
