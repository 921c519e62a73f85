//! A buyer who types: mistakes, other languages, nothing that fits, and what must not be found.

use domain::shared::db;
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{LIST, PUBLISH, Shop, ids, soon};

const WHY: &str = "query($query: String) { products(query: $query) { edges { node { id } why { word field answer } } search { words corrected fits nearCategories { code } } } }";
const SUGGEST: &str = "query($prefix: String!) { productSuggest(prefix: $prefix) { kind text categoryCode projectId productId } }";

#[tokio::test]
async fn a_buyer_is_understood_and_told_why() {
    let shop = Shop::open().await;
    let noodles = shop.listed("Mi kuning segar", "FOOD_NOODLES").await;
    let chicken = shop.listed("Ayam kampung", "FOOD_CHICKEN").await;
    let buyer = shop.app.anybody();
    for (query, wanted, field, answer) in [
        ("kuning", &noodles, "NAME", "EXACT"),
        ("kunning", &noodles, "NAME", "FORM"),
        ("kampong", &chicken, "NAME", "FORM"),
        ("ayamnya", &chicken, "NAME", "FORM"),
        ("poultry", &chicken, "NAME", "SYNONYM"),
        ("鸡", &chicken, "NAME", "SYNONYM"),
        ("kamp", &chicken, "NAME", "BEGINNING"),
        ("kuninh", &noodles, "NAME", "CORRECTED"),
        ("Kúning", &noodles, "NAME", "EXACT"),
        ("dibuat chicken", &chicken, "DESCRIPTION", "EXACT"),
    ] {
        let found = buyer.graphql(WHY, json!({ "query": query })).await.ok();
        assert_eq!(found.at("products/edges/0/node/id"), &json!(wanted), "{query} {}", found.text);
        let why = found.at("products/edges/0/why/0");
        assert_eq!((&why["field"], &why["answer"]), (&json!(field), &json!(answer)), "{query}");
        assert_eq!(found.at("products/search/fits"), true, "{query}");
    }
    let meant = buyer.graphql(WHY, json!({ "query": "mi kuninh" })).await.ok();
    assert_eq!(meant.at("products/search/corrected"), "mi kuning");
    assert_eq!(meant.at("products/search/words"), &json!(["mi", "kuninh"]));
    let listed = buyer.graphql(WHY, json!({})).await.ok();
    assert_eq!(listed.at("products/search"), &Value::Null);
    assert_eq!(listed.at("products/edges/0/why"), &json!([]));
}

#[tokio::test]
async fn food_is_found_however_its_name_is_spelled() {
    let shop = Shop::open().await;
    // What somebody calls kerepek another calls keropok.
    let crackers = shop.listed("Keropok lekor", "FOOD").await;
    let chilli = shop.listed("Cili merah", "FOOD").await;
    let sprouts = shop.listed("Taugeh segar", "FOOD").await;
    let tofu = shop.listed("Tauhu putih", "FOOD").await;
    let rice = shop.listed("Nasi lemak", "FOOD").await;
    let sauce = shop.listed("Sambal hijau", "FOOD").await;
    let cakes = shop.listed("Kuih lapis", "FOOD").await;
    let peanut = shop.listed("Rempeyek bilis", "FOOD").await;
    let buyer = shop.app.anybody();
    for (wanted, spelled) in [
        (&crackers, &["kerepek", "krepek", "kripik", "keripik", "kerupuk"][..]),
        (&chilli, &["cabai", "cabe", "chili", "chilli"][..]),
        (&sprouts, &["tauge", "toge"][..]),
        (&tofu, &["tahu", "taufu"][..]),
        (&rice, &["nasik lemak"][..]),
        (&sauce, &["sambel"][..]),
        (&cakes, &["kueh", "kuih muih", "kueh mueh"][..]),
        (&peanut, &["peyek"][..]),
    ] {
        for query in spelled {
            let answer = buyer.graphql(LIST, json!({ "query": query })).await.ok();
            assert_eq!(ids(&answer, "products/nodes"), [&**wanted], "{query}");
        }
    }
}

#[tokio::test]
async fn when_nothing_fits_the_nearest_is_offered() {
    let shop = Shop::open().await;
    let noodles = shop.listed("Mi kuning segar", "FOOD_NOODLES").await;
    shop.listed("Ayam kampung", "FOOD_CHICKEN").await;
    let buyer = shop.app.anybody();
    let nearest = buyer.graphql(WHY, json!({ "query": "mi kuning dewan" })).await.ok();
    assert_eq!(nearest.at("products/search/fits"), false);
    assert_eq!(
        nearest.at("products/search/nearCategories"),
        &json!([
            { "code": "FOOD_NOODLES" }, { "code": "HALL" }
        ])
    );
    assert_eq!(nearest.at("products/edges/0/node/id"), &json!(noodles));
    assert_eq!(nearest.at("products/edges").as_array().unwrap().len(), 1);
    let nothing = buyer.graphql(WHY, json!({ "query": "halls zzzzzz" })).await.ok();
    assert_eq!(nothing.at("products/edges"), &json!([]));
    assert_eq!(nothing.at("products/search/nearCategories/0/code"), "HALL");
}

#[tokio::test]
async fn whatever_is_typed_is_only_ever_words() {
    let shop = Shop::open().await;
    let noodles = shop.listed("Mi kuning \"segar\" 面条 தோசை", "FOOD_NOODLES").await;
    let buyer = shop.app.anybody();
    for (query, finds) in [
        // The grammar of either engine.
        ("mi & !kuning", true),
        ("kuning | ayam", true),
        ("'kuning':*A", true),
        ("\"kuning\" NEAR(mi)", true),
        ("name:kuning", true),
        ("kuning* OR (", true),
        ("-kuning^2", true),
        ("'; drop table product; --", false),
        ("0x009762", false),
        // Scripts and signs.
        ("面条", true),
        ("面", true),
        ("条", true),
        ("தோசை", true),
        ("\u{202e}kuning\u{202c}", true),
        ("🍜 kuning 🍜", true),
        ("ku\u{ad}ning", true),
        ("ｋｕｎｉｎｇ", true),
        ("kuning\u{0}", true),
        ("مي", false),
        ("x", false),
        // A word that says nothing counts when it stands alone; beside others it does not.
        ("dan", false),
        ("kuning dan untuk", true),
        // No word at all: everything is shown.
        ("%", true),
        ("🍜", true),
        ("  _ ' \" ", true),
        ("", true),
    ] {
        let answer = buyer.graphql(LIST, json!({ "query": query })).await.ok();
        let found = ids(&answer, "products/nodes");
        assert_eq!(found.contains(&noodles), finds, "{query:?}");
        buyer.graphql(SUGGEST, json!({ "prefix": query })).await.ok();
    }
    for (query, code) in [
        ("x".repeat(10_000), "TOO_LONG"),
        ("🍜".repeat(201), "TOO_LONG"),
        ("satu dua tiga empat lima enam tujuh lapan sembilan".to_owned(), "TOO_MANY"),
    ] {
        let refused = buyer.graphql(LIST, json!({ "query": query })).await;
        assert_eq!(refused.code(), code, "{query}");
        let refused = buyer.graphql(SUGGEST, json!({ "prefix": query })).await;
        assert_eq!(refused.code(), code, "{query}");
    }
    assert_eq!(buyer.get("/v1/shop/products?query=%27%20OR%201").await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_is_not_listed_is_neither_found_nor_suggested() {
    let shop = Shop::open().await;
    let draft = shop.draft("Rahsia keluarga", "FOOD").await;
    let buyer = shop.app.anybody();
    for query in ["rahsia", "rahsai", "keluarga"] {
        let answer = buyer.graphql(WHY, json!({ "query": query })).await.ok();
        assert_eq!(answer.at("products/edges"), &json!([]));
        assert_eq!(answer.at("products/search/corrected"), &Value::Null);
        let suggested = buyer.graphql(SUGGEST, json!({ "prefix": query })).await.ok();
        assert_eq!(suggested.at("productSuggest"), &json!([]), "{query}");
    }
    shop.owner.graphql(PUBLISH, json!({ "id": draft })).await.ok();
    let is_found = json!({ "query": "rahsai" });
    soon(&buyer, LIST, is_found.clone(), |one| ids(one, "products/nodes") == [&*draft]).await;
    // Somebody unlists it past the program: the database itself takes it out.
    shop.app
        .arrange(async |_, work| {
            let sql = "update product set listed_at = null";
            db::run(work.connection(), sql, []).await.expect("an update");
            let kept = "select count(*) from product_words";
            let kept: Option<i64> = db::value(work.connection(), kept, []).await.expect("a count");
            assert_eq!(kept, Some(0));
        })
        .await;
    let again = shop.app.beside().await;
    let answer = again.anybody().graphql(LIST, is_found).await.ok();
    assert!(ids(&answer, "products/nodes").is_empty());
}

#[tokio::test]
async fn what_is_renamed_is_found_by_its_new_name_and_so_is_what_was_there_before() {
    let shop = Shop::open().await;
    let noodles = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let buyer = shop.app.anybody();
    shop.app
        .arrange(async |_, work| {
            let renamed = "update project set name = 'Warung Cempaka'";
            db::run(work.connection(), renamed, []).await.expect("an update");
        })
        .await;
    let found_by = async |query: &str| {
        stories::until(async || {
            let answer = buyer.graphql(LIST, json!({ "query": query })).await.ok();
            (ids(&answer, "products/nodes") == [&*noodles]).then_some(())
        })
        .await;
    };
    found_by("cempaka").await;
    // As after an import or a restore: rows without an index.
    shop.app
        .arrange(async |_, work| {
            for sql in [
                "delete from search_word",
                "delete from product_words",
                "insert into product_unindexed (product_id) select id from product",
            ] {
                db::run(work.connection(), sql, []).await.expect("it is done");
            }
        })
        .await;
    found_by("mii kuninng").await;
    let done = domain::krt_shop::search::reindex(&shop.app.ctx()).await.unwrap();
    assert_eq!((done.listed, done.forgotten), (1, 0));
    let words = "select count(*) from search_word where word = 'kuning' and offers = 1";
    let known: Option<i64> = db::value(shop.app.house.tools.db.write(), words, []).await.unwrap();
    assert_eq!(known, Some(1));
    found_by("cempaka kuninh").await;
}

#[tokio::test]
async fn pages_of_a_search_go_on_in_its_order() {
    let shop = Shop::open().await;
    let mut listed = Vec::new();
    for number in 0..5 {
        listed.insert(0, shop.listed(&format!("Sambal {number}"), "FOOD").await);
    }
    let best = shop.listed("Sos sambal", "FOOD").await;
    listed.push(best);
    let buyer = shop.app.anybody();
    let both = json!({ "query": "sambal", "filter": { "kind": "GOODS", "categoryCode": "FOOD" }, "first": 2 });
    let mut after = Value::Null;
    let mut found = Vec::new();
    for _ in 0..3 {
        let mut variables = both.clone();
        variables["after"] = after;
        let page = buyer.graphql(LIST, variables).await.ok();
        found.extend(ids(&page, "products/nodes"));
        after = page.at("products/pageInfo/endCursor").clone();
    }
    assert_eq!(found, listed);
    let none = json!({ "query": "sambal", "filter": { "kind": "RENTAL" } });
    let none = buyer.graphql(LIST, none).await.ok();
    assert!(ids(&none, "products/nodes").is_empty());
    let elsewhere = json!({ "query": "sambal", "filter": { "stateCode": "13" } });
    let elsewhere = buyer.graphql(LIST, elsewhere).await.ok();
    assert!(ids(&elsewhere, "products/nodes").is_empty());
    let back = "query($before: String) { products(query: \"sambal\", last: 2, before: $before) { nodes { id } pageInfo { hasPreviousPage } } }";
    let back = buyer.graphql(back, json!({ "before": after })).await.ok();
    assert_eq!(ids(&back, "products/nodes"), listed[3..5]);
    assert_eq!(back.at("products/pageInfo/hasPreviousPage"), true);
    let wrong = buyer.graphql(LIST, json!({ "query": "sambal", "after": "bukan" })).await;
    assert_eq!(wrong.code(), "CURSOR_INVALID");
}

#[tokio::test]
async fn somebody_who_is_still_typing_is_shown_what_they_may_mean() {
    let shop = Shop::open().await;
    let noodles = shop.listed("Mi kuning segar", "FOOD_NOODLES").await;
    shop.listed("Ayam kampung", "FOOD_CHICKEN").await;
    let buyer = shop.app.anybody().speaking("en");
    let suggested = async |prefix: &str| {
        let answer = buyer.graphql(SUGGEST, json!({ "prefix": prefix })).await.ok();
        answer.at("productSuggest").as_array().unwrap().clone()
    };
    let kuning = suggested("mi ku").await;
    assert!(kuning.iter().any(|one| one["productId"] == json!(noodles)), "{kuning:?}");
    let category = suggested("nood").await;
    assert_eq!(category[0]["categoryCode"], "FOOD_NOODLES");
    assert_eq!(category[0]["text"], "Noodles");
    let project = suggested("salm").await;
    assert_eq!(project[0]["projectId"], json!(shop.project.to_string()));
    let meant = suggested("kuninh").await;
    assert_eq!((&meant[0]["kind"], &meant[0]["text"]), (&json!("WORDS"), &json!("kuning")));
    assert_eq!(meant[1]["productId"], json!(noodles));
    assert!(suggested("🍜").await.is_empty());
}
