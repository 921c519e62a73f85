//! Weeks that begin, nodes that stop, and years that pass.

use domain::shared::db;
use serde_json::json;
use stories::until;

use super::{PHONE, counted, counts, look, opening, shop, total};

#[tokio::test]
async fn a_new_week_begins_on_monday_in_malaysia() {
    let mut shop = shop().await;
    let id = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let anybody = shop.app.anybody();
    look(&anybody, ("10.0.0.1", Some(PHONE)), &opening(&id)).await.ok();
    counted(&shop.owner, &id, counts(1, 0, 0)).await;
    // From Saturday noon to Monday, a quarter past midnight: in UTC it is Sunday yet.
    shop.app.advance(chrono::TimeDelta::minutes(36 * 60 + 15));
    look(&anybody, ("10.0.0.1", Some(PHONE)), &opening(&id)).await.ok();
    shop.owner.sign_in_again().await;
    counted(&shop.owner, &id, counts(2, 0, 0)).await;
    let document = format!(
        "{{ productInsight(id: \"{id}\", weeks: 2) {{ weeks {{ week counts {{ views }} }} }} }}"
    );
    let told = shop.owner.ask(&document).await.ok();
    assert_eq!(
        told.at("productInsight/weeks"),
        &json!([
            { "week": "2026-03-16", "counts": { "views": 1 } },
            { "week": "2026-03-09", "counts": { "views": 1 } },
        ])
    );
}

#[tokio::test]
async fn a_node_that_is_asked_to_stop_writes_what_it_has_counted() {
    let mut shop = shop().await;
    let id = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    // Two nodes write the same row.
    let other = shop.app.beside().await;
    look(&shop.app.anybody(), ("10.0.0.1", Some(PHONE)), &opening(&id)).await.ok();
    let there = other.anybody();
    let seen = async || look(&there, ("10.0.0.2", Some(PHONE)), &opening(&id)).await;
    until(async || (seen().await.code() != "NOT_FOUND").then_some(())).await;
    other.stop().await;
    shop.app = shop.app.restart().await;
    shop.owner = shop.owner.asking(&shop.app.url);
    let found = total(&shop.owner, &id).await;
    // The other node trusts no proxy, and knows its visitors as this machine.
    assert_eq!(found["views"], 2, "{found}");
}

#[tokio::test]
async fn what_was_counted_two_years_ago_is_forgotten_and_words_after_half_a_year() {
    let shop = shop().await;
    let id = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let weeks = async || -> Vec<String> {
        let sql = "select week from product_week order by week";
        db::values(shop.app.house.tools.db.write(), sql, []).await.unwrap()
    };
    let words = async || -> Vec<String> {
        let sql = "select week from product_search_week order by week";
        db::values(shop.app.house.tools.db.write(), sql, []).await.unwrap()
    };
    shop.app
        .arrange(async |_, work| {
            for week in ["2025-09-01", "2025-09-08", "2025-09-15"] {
                let sql = "insert into product_search_week (product_id, week, words, project_id, finds) values ($1, $2, 'mi', $3, 3)";
                let product: domain::shared::id::ProductId = id.parse().unwrap();
                let values = [product.into(), week.into(), shop.project.into()];
                db::run(work.connection(), sql, values).await.unwrap();
            }
            for week in ["2024-03-04", "2024-03-11", "2024-03-18"] {
                let sql = "insert into product_week (product_id, week, project_id, views, finds, contacts, favourites) values ($1, $2, $3, 1, 0, 0, 0)";
                let product: domain::shared::id::ProductId = id.parse().unwrap();
                let values = [product.into(), week.into(), shop.project.into()];
                db::run(work.connection(), sql, values).await.unwrap();
            }
        })
        .await;
    // The oldest Monday that is kept is 104 weeks before 9 March 2026: 11 March 2024.
    shop.app.advance(chrono::TimeDelta::hours(24));
    until(async || (weeks().await == ["2024-03-11", "2024-03-18"]).then_some(())).await;
    // And words 26 weeks before: 8 September 2025.
    until(async || (words().await == ["2025-09-08", "2025-09-15"]).then_some(())).await;
}
