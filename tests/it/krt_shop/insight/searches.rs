//! By which words buyers found what a seller offers.

use domain::shared::db;
use serde_json::{Value, json};
use stories::{User, until};

use super::{PHONE, counted, counts, look, opening, shop};

/// What the seller reads of an offer: the words by which it was found.
async fn searches(seller: &User, id: &str) -> Value {
    let document = format!("{{ productInsight(id: \"{id}\") {{ searches {{ words finds }} }} }}");
    seller.ask(&document).await.ok().at("productInsight/searches").clone()
}

fn find(words: &str) -> String {
    format!("{{ products(query: \"{words}\") {{ nodes {{ id }} }} }}")
}

#[tokio::test]
async fn a_seller_reads_by_which_words_they_are_found_and_nobody_is_known_by_them() {
    let shop = shop().await;
    let id = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let anybody = shop.app.anybody();
    // Four people, one of them twice within the hour, and one who mistypes.
    for (address, words) in [
        ("10.0.0.1", "mi kuning"),
        ("10.0.0.1", "mi kuning"),
        ("10.0.0.2", "Mi KUNING"),
        ("10.0.0.3", "mi kunning"),
        // Two are too few to be told of.
        ("10.0.0.4", "kuning"),
        ("10.0.0.5", "kuning"),
        // What it does not answer is not its word, whoever looks for it, and whatever is shown instead.
        ("10.0.0.6", "kuning 60123456789"),
        ("10.0.0.7", "kuning 60123456789"),
        ("10.0.0.8", "kuning 60123456789"),
    ] {
        look(&anybody, (address, Some(PHONE)), &find(words)).await.ok();
    }
    // The seller looks for their own.
    look(&shop.owner, ("10.0.0.9", Some(PHONE)), &find("mi kuning")).await.ok();
    look(&anybody, ("10.0.0.10", Some(PHONE)), &opening(&id)).await.ok();
    // Once the last one is counted, so is everything before it: finds are counted of whoever looked.
    until(async || (searches(&shop.owner, &id).await != json!([])).then_some(())).await;
    let told = json!([{ "words": "mi kuning", "finds": 3 }]);
    until(async || (searches(&shop.owner, &id).await == told).then_some(())).await;
    counted(&shop.owner, &id, counts(1, 8, 0)).await;
    // A number that somebody typed is not kept.
    until(async || {
        let sql = "select words from product_search_week order by words";
        let writer = shop.app.house.tools.db.write();
        let written: Vec<String> = db::values(writer, sql, []).await.unwrap();
        (written == ["kuning", "mi kuning"]).then_some(())
    })
    .await;
    let project =
        format!("{{ projectInsight(id: \"{}\") {{ searches {{ words finds }} }} }}", shop.project);
    assert_eq!(shop.owner.ask(&project).await.ok().at("projectInsight/searches"), &told);
    // For whom the numbers are, the words are, and for nobody else.
    let stranger = shop.app.person("Encik Muthu").await;
    let document = format!("{{ productInsight(id: \"{id}\") {{ searches {{ words }} }} }}");
    assert_eq!(stranger.ask(&document).await.code(), "FORBIDDEN");
}

#[tokio::test]
async fn whoever_makes_up_words_fills_no_table() {
    let shop = shop().await;
    let id = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    shop.app
        .arrange(async |_, work| {
            let product: domain::shared::id::ProductId = id.parse().unwrap();
            for number in 0..50 {
                let sql = "insert into product_search_week (product_id, week, words, project_id, finds) values ($1, '2026-03-09', $2, $3, 3)";
                let values = [product.into(), format!("rekaan {number}").into(), shop.project.into()];
                db::run(work.connection(), sql, values).await.unwrap();
            }
        })
        .await;
    let anybody = shop.app.anybody();
    look(&anybody, ("10.0.0.1", Some(PHONE)), &find("mi")).await.ok();
    counted(&shop.owner, &id, counts(0, 1, 0)).await;
    look(&anybody, ("10.0.0.2", Some(PHONE)), &find("kuning")).await.ok();
    counted(&shop.owner, &id, counts(0, 2, 0)).await;
    let number: Option<i64> =
        db::value(shop.app.house.tools.db.write(), "select count(*) from product_search_week", [])
            .await
            .unwrap();
    assert_eq!(number, Some(50));
}
