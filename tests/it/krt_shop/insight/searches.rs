//! By which words buyers found what a seller offers.

use chrono::TimeDelta;
use domain::{
    krt_shop::insight::{Event, Onlooker, Seen, Sighting},
    shared::{db, id::ProductId},
};
use serde_json::{Value, json};
use stories::{User, until};

use super::{PHONE, Shop, counted, counts, look, opening, shop};

/// What the seller reads of an offer: the words by which it was found.
async fn searches(seller: &User, id: &str) -> Value {
    let document = format!("{{ productInsight(id: \"{id}\") {{ searches {{ words finds }} }} }}");
    seller.ask(&document).await.ok().at("productInsight/searches").clone()
}

fn find(words: &str) -> String {
    format!("{{ products(query: \"{words}\") {{ nodes {{ id }} }} }}")
}

/// Waits until these words find so many offers. A program looks: it is not counted.
async fn are_found(anybody: &User, words: &str, number: usize) {
    until(async || {
        let program = ("10.0.0.9", Some("Googlebot/2.1"));
        let found = look(anybody, program, &find(words)).await.ok();
        (found.at("products/nodes").as_array().map(Vec::len) == Some(number)).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_seller_reads_by_which_words_they_are_found_and_nobody_is_known_by_them() {
    let shop = shop().await;
    let id = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let anybody = shop.app.anybody();
    are_found(&anybody, "mi kuning", 1).await;
    // Four people, one of them twice within the hour, and one who mistypes.
    for (address, words) in [
        ("10.0.0.1", "mi kuning"),
        ("10.0.0.1", "mi kuning"),
        ("10.0.0.2", "Mi KUNING"),
        ("10.0.0.3", "mi kuninh"),
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
    let told = json!([{ "words": "mi kuning", "finds": 3 }]);
    until(async || (searches(&shop.owner, &id).await == told).then_some(())).await;
    // Once the last look is counted, so is everything before it: finds are counted of whoever looked.
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
    assert_eq!(stranger.ask(&document).await.code(), "NOT_FOUND");
}

#[tokio::test]
async fn one_search_that_finds_many_offers_of_a_project_is_one_search() {
    let shop = shop().await;
    let mut offers = Vec::new();
    for name in ["Mi kuning", "Mi hitam", "Mi merah"] {
        offers.push(shop.listed(name, "FOOD_NOODLES").await);
    }
    let anybody = shop.app.anybody();
    let project =
        format!("{{ projectInsight(id: \"{}\") {{ searches {{ words finds }} }} }}", shop.project);
    let told = async || {
        let answer = shop.owner.ask(&project).await.ok();
        answer.at("projectInsight/searches").clone()
    };
    // All of them are found before anybody looks; then two people are too few to be told of.
    are_found(&anybody, "mi", 3).await;
    for address in ["10.0.0.1", "10.0.0.2"] {
        look(&anybody, (address, Some(PHONE)), &find("mi")).await.ok();
    }
    for id in &offers {
        until(async || (searched(&shop, id).await == Some(2)).then_some(())).await;
    }
    assert_eq!(told().await, json!([]));
    look(&anybody, ("10.0.0.3", Some(PHONE)), &find("mi")).await.ok();
    let all = json!([{ "words": "mi", "finds": 9 }]);
    until(async || (told().await == all).then_some(())).await;
}

#[tokio::test]
async fn one_person_who_looks_again_and_again_is_one_person() {
    let mut shop = shop().await;
    let id = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let anybody = shop.app.anybody();
    are_found(&anybody, "mi kuning", 1).await;
    // Within an hour they would be counted once.
    for finds in 1..=3 {
        look(&anybody, ("10.0.0.1", Some(PHONE)), &find("mi kuning")).await.ok();
        until(async || (searched(&shop, &id).await == Some(finds)).then_some(())).await;
        shop.app.advance(TimeDelta::hours(2));
    }
    shop.owner.refresh().await;
    assert_eq!(searches(&shop.owner, &id).await, json!([]));
    for address in ["10.0.0.2", "10.0.0.3"] {
        look(&anybody, (address, Some(PHONE)), &find("mi kuning")).await.ok();
    }
    let told = json!([{ "words": "mi kuning", "finds": 5 }]);
    until(async || (searches(&shop.owner, &id).await == told).then_some(())).await;
}

/// How often an offer was found by words, as it is written.
async fn searched(shop: &Shop, id: &str) -> Option<i64> {
    let product: ProductId = id.parse().unwrap();
    let sql = "select cast(coalesce(sum(finds), 0) as bigint) from product_search_week where product_id = $1";
    let writer = shop.app.house.tools.db.write();
    db::value(writer, sql, [product.into()]).await.unwrap()
}

#[tokio::test]
async fn a_seller_who_is_erased_takes_along_the_words_that_name_them() {
    let shop = shop().await;
    let id = shop.listed("Mi Puan Salmah", "FOOD_NOODLES").await;
    let anybody = shop.app.anybody();
    are_found(&anybody, "mi salmah", 1).await;
    for address in ["10.0.0.1", "10.0.0.2", "10.0.0.3"] {
        look(&anybody, (address, Some(PHONE)), &find("mi salmah")).await.ok();
    }
    until(async || (searched(&shop, &id).await == Some(3)).then_some(())).await;
    crate::own_data::erase(&shop.owner).await.ok();
    assert_eq!(searched(&shop, &id).await, Some(0));
}

#[tokio::test]
async fn words_that_wait_on_a_node_are_not_written_of_what_nobody_sees_any_more() {
    let shop = shop().await;
    let unseen = shop.draft("Mi hitam", "FOOD_NOODLES").await;
    let seen = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let of = |id: &str| Sighting {
        seen: Seen::Product(id.parse().unwrap()),
        event: Event::Found,
        words: Some("mi".into()),
    };
    let onlooker =
        Onlooker { network: Some("10.0.0.1".to_owned()), user_agent: Some(PHONE), app: None };
    let house = &shop.app.house;
    house.insight.count(&onlooker, &[of(&unseen), of(&seen)], house.tools.clock.now());
    // They are written in the order in which they are counted, or together.
    until(async || (searched(&shop, &seen).await == Some(1)).then_some(())).await;
    assert_eq!(searched(&shop, &unseen).await, Some(0));
}

#[tokio::test]
async fn whoever_makes_up_words_fills_no_table() {
    let shop = shop().await;
    let id = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    shop.app
        .arrange(async |_, work| {
            let product: ProductId = id.parse().unwrap();
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
