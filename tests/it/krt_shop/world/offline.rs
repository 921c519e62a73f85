//! A phone that keeps the catalogue hears what has changed, and what has gone.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use domain::{
    krt_shop::project::{self, NewProject, ProjectStatus},
    shared::{change_log, id::ProjectId, language::LocalizedText},
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use stories::{Answer, User, until};

use super::{UPDATE, cursor, since};
use crate::krt_shop::{
    Shop,
    certificates::{confirmed, district_officer, revoke},
    full_profile,
};

fn ids(answer: &Answer, list: &str) -> Vec<String> {
    let text = |value: &Value| value.as_str().or(value["id"].as_str()).unwrap_or("").to_owned();
    answer.body[list].as_array().into_iter().flatten().map(text).collect()
}

/// Asks from a cursor until something is told.
async fn news(user: &User, from: &str) -> Answer {
    until(async || {
        let answer = since(user, from).await;
        (cursor(&answer) != from).then_some(answer)
    })
    .await
}

#[tokio::test]
async fn a_phone_hears_what_came_what_changed_and_what_went() {
    let shop = Shop::open().await;
    let mi = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    shop.draft("Rahsia", "FOOD_NOODLES").await;
    let phone = shop.app.anybody();
    let first = phone.get("/v1/shop/delta").await.ok();
    assert_eq!((&first.body["full"], &first.body["more"]), (&json!(true), &json!(false)));
    assert_eq!(ids(&first, "products"), [mi.as_str()]);
    assert_eq!(ids(&first, "projects"), [shop.project.to_string()]);
    assert_eq!(first.body["products"][0]["name"]["en"], "Mi kuning (en)");
    assert_eq!(first.body["products"][0]["priceSen"], 650);
    assert_eq!(first.body["projects"][0]["whatsapp"], "+60123456789");
    assert_eq!(first.body["categories"].as_array().map(Vec::len), Some(4));
    assert!(!first.text.contains("Rahsia"));

    // Nothing new: the same answer, and nothing on the wire for whoever has it.
    let mut at = cursor(&first);
    let quiet = loop {
        let answer = since(&phone, &at).await;
        // What was written while another transaction was open may be told once more.
        if cursor(&answer) == at {
            break answer;
        }
        at = cursor(&answer);
    };
    assert!(ids(&quiet, "products").is_empty());
    let path = format!("/v1/shop/delta?cursor={at}");
    let known = phone.request(Method::GET, &path).header("if-none-match", &quiet.headers["etag"]);
    assert_eq!(known.send().await.unwrap().status(), StatusCode::NOT_MODIFIED);

    let kuetiau = shop.listed("Kuetiau", "FOOD_NOODLES").await;
    let answer = news(&phone, &at).await;
    assert!(ids(&answer, "products").contains(&kuetiau));
    assert_eq!(answer.body["full"], false);
    at = cursor(&answer);
    shop.archive(&mi).await;
    let answer = news(&phone, &at).await;
    assert_eq!(ids(&answer, "goneProducts"), [mi.as_str()]);
    at = cursor(&answer);

    shop.set("INACTIVE").await;
    let answer = news(&phone, &at).await;
    assert_eq!(ids(&answer, "goneProjects"), [shop.project.to_string()]);
    at = cursor(&answer);
    shop.set("ACTIVE").await;
    let answer = news(&phone, &at).await;
    assert_eq!(ids(&answer, "products"), [kuetiau.as_str()]);
    assert_eq!(ids(&answer, "projects"), [shop.project.to_string()]);
}

#[tokio::test]
async fn a_promotion_that_begins_by_the_clock_is_told() {
    let shop = Shop::open().await;
    let id = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let (_, version) = shop.named(&id).await;
    let now = shop.app.clock.now();
    let promotion = json!({ "price": "5.00", "from": now + TimeDelta::hours(1), "until": now + TimeDelta::hours(2) });
    let input = json!({ "id": id, "version": version, "promotion": promotion });
    shop.owner.graphql(UPDATE, json!({ "input": input })).await.ok();
    let phone = shop.app.anybody();
    let first = phone.get("/v1/shop/delta").await.ok();
    assert_eq!(first.body["products"][0]["promotion"], Value::Null);
    shop.app.advance(TimeDelta::minutes(61));
    let answer = news(&phone, &cursor(&first)).await;
    let told = answer.body["products"].as_array().and_then(|all| all.last()).cloned().unwrap();
    assert_eq!(told["promotion"]["priceSen"], 500);
}

#[tokio::test]
async fn a_phone_keeps_marks_with_their_days_and_hears_when_one_is_taken_back() {
    let shop = Shop::open().await;
    let officer = district_officer(&shop).await;
    let id = shop.listed("Ayam kampung", "FOOD_CHICKEN").await;
    let phone = shop.app.anybody();
    let marks = |answer: &Answer| {
        let products = answer.body["products"].as_array().cloned().unwrap_or_default();
        let found = products.into_iter().find(|product| product["id"] == json!(id));
        found.map_or(Value::Null, |product| product["marks"].clone())
    };
    let first = phone.get("/v1/shop/delta").await.ok();
    assert_eq!(marks(&first), json!([]));
    let from = cursor(&first);
    let certificate = confirmed(&shop, &officer, json!({ "number": "JAKIM-7" })).await;
    let mark = json!([{ "kind": "HALAL", "number": "JAKIM-7", "issuer": "JAKIM",
        "validFrom": "2026-01-01", "validUntil": "2026-12-31" }]);
    let told = until(async || {
        let answer = since(&phone, &from).await;
        (marks(&answer) == mark).then_some(answer)
    })
    .await;
    assert_eq!(told.body["projects"][0]["marks"], mark);
    let from = cursor(&told);
    revoke(&officer, &certificate, "Palsu").await.ok();
    until(async || {
        let answer = since(&phone, &from).await;
        (marks(&answer) == json!([])).then_some(())
    })
    .await;
}

#[tokio::test]
async fn many_projects_that_change_at_once_are_told_part_by_part() {
    let shop = Shop::open().await;
    let phone = shop.app.anybody();
    let mut at = cursor(&phone.get("/v1/shop/delta").await.ok());
    let (area_id, owner_id) = (shop.area, shop.owner.id);
    let mut planted: BTreeSet<String> = BTreeSet::new();
    shop.app
        .arrange(async |ctx, work| {
            for number in 0..45 {
                let new = NewProject {
                    area_id,
                    owner_id,
                    category_code: "FOOD".to_owned(),
                    name: format!("Dapur {number}"),
                    story: LocalizedText::new("Bermula di dapur.", "It began in a kitchen."),
                    start_year: Some(2019),
                    status: ProjectStatus::Active,
                    sample: false,
                };
                let id: ProjectId = ctx.mint();
                let profile = full_profile(&new.story);
                project::add_described(ctx, work, id, &new, profile).await.expect("a project");
                planted.insert(id.to_string());
            }
        })
        .await;
    let mut heard: BTreeSet<String> = BTreeSet::new();
    while !heard.is_superset(&planted) {
        let answer = news(&phone, &at).await;
        let part = ids(&answer, "projects");
        assert!(part.len() <= 20, "a request costs the node no more than that");
        heard.extend(part);
        at = cursor(&answer);
    }
}

#[tokio::test]
async fn a_cursor_that_leads_nowhere_begins_anew() {
    let shop = Shop::open().await;
    let id = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let phone = shop.app.anybody();
    let first = cursor(&phone.get("/v1/shop/delta").await.ok());
    let wrong = phone.get("/v1/shop/delta?cursor=bukan").await;
    assert_eq!((wrong.status, wrong.code()), (StatusCode::BAD_REQUEST, "CURSOR_INVALID"));
    // The log does not reach back for ever …
    shop.app.advance(TimeDelta::days(30));
    let late = since(&phone, &first).await;
    assert_eq!((&late.body["full"], ids(&late, "products")), (&json!(true), vec![id.clone()]));
    // … and after a restore it is another one.
    let ctx = shop.app.ctx();
    change_log::renew_generation(ctx.db(), ctx.mint()).await.unwrap();
    let restored = since(&phone, &cursor(&late)).await;
    assert_eq!((&restored.body["full"], ids(&restored, "products")), (&json!(true), vec![id]));
}
