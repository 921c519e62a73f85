//! A phone that keeps the catalogue keeps where projects sell together too.

use std::time::Duration;

use chrono::TimeDelta;
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};
use stories::{User, is_production, until};
use tokio::time::timeout;

use super::{Fair, does};
use crate::krt_shop::world::{cursor, since};

const HIDE: &str = "mutation($id: ID!) { productHide(input: { id: $id, reason: \"Semak.\" }) { userErrors { code } } }";
const UNHIDE: &str =
    "mutation($id: ID!) { productUnhide(input: { id: $id }) { userErrors { code } } }";

/// Asks from one place until what is told since then is right.
async fn hears(user: &User, at: &str, right: impl Fn(&Value) -> bool) -> Value {
    until(async || {
        let answer = since(user, at).await;
        right(&answer.body).then_some(answer)
    })
    .await
    .body
}

fn only(body: &Value) -> &Value {
    assert_eq!(body["kiosks"].as_array().map(Vec::len), Some(1), "{body}");
    &body["kiosks"][0]
}

#[tokio::test]
async fn a_phone_keeps_places_with_what_is_sold_there() {
    let fair = Fair::open().await;
    let noodles = fair.shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let kiosk = fair.written(fair.kiosk()).await;
    let phone = fair.shop.app.anybody();
    let first = phone.get("/v1/shop/delta").await.ok();
    let told = only(&first.body);
    assert_eq!((&told["id"], &told["kind"]), (&json!(kiosk), &json!("KIOSK")));
    assert_eq!(
        told["openingHours"],
        json!([{ "day": "MONDAY", "opens": "09:00", "closes": "17:00" }])
    );
    assert_eq!(told["stands"], json!([]));
    let mut at = cursor(&first);

    // A stand that waits is not told of; one that is confirmed is.
    does(&fair.shop.owner, "kioskJoin", fair.joining(&kiosk, &[&noodles])).await.ok();
    fair.decided(&kiosk, true).await.ok();
    let project = fair.shop.project.to_string();
    let sold = json!([{ "projectId": project, "productIds": [noodles] }]);
    let stands = |body: &Value| body["kiosks"][0]["stands"].clone();
    hears(&phone, &at, |body| stands(body) == sold).await;
    at = cursor(&since(&phone, &at).await);

    // What goes out of sight and comes back is sold there again, without a word about the place.
    fair.ppd.graphql(HIDE, json!({ "id": noodles })).await.ok();
    hears(&phone, &at, |body| body["goneProducts"] == json!([noodles])).await;
    fair.ppd.graphql(UNHIDE, json!({ "id": noodles })).await.ok();
    let back = hears(&phone, &at, |body| stands(body) == sold).await;
    assert!(back["products"].as_array().is_some_and(|all| !all.is_empty()), "{back}");

    // A carnival is told of until it is over, and one that does not take place has gone.
    let now = fair.shop.app.clock.now();
    let (from, to) = (now + TimeDelta::hours(1), now + TimeDelta::hours(3));
    let carnival = fair.written(fair.carnival(&from.to_rfc3339(), &to.to_rfc3339())).await;
    let off = fair.written(fair.carnival(&from.to_rfc3339(), &to.to_rfc3339())).await;
    let names = |body: &Value, list: &str, id: &str| {
        let all = body[list].as_array().cloned().unwrap_or_default();
        all.iter().any(|one| one == id || one["id"] == id)
    };
    hears(&phone, &at, |body| names(body, "kiosks", &carnival) && names(body, "kiosks", &off))
        .await;
    does(&fair.ppd, "kioskCancel", json!({ "id": off, "reason": "Hujan" })).await.ok();
    let gone = hears(&phone, &at, |body| names(body, "goneKiosks", &off)).await;
    assert!(!names(&gone, "kiosks", &off), "{gone}");
    let whole = phone.get("/v1/shop/delta").await.ok();
    assert!(names(&whole.body, "kiosks", &carnival) && !names(&whole.body, "kiosks", &off));
    fair.shop.app.advance(TimeDelta::hours(4));
    let later = phone.get("/v1/shop/delta").await.ok();
    assert_eq!(only(&later.body)["id"], json!(kiosk));
}

#[tokio::test]
async fn what_is_written_beside_something_slow_is_told_as_soon_as_that_has_ended() {
    // SQLite has one writer: nothing is beside it.
    if !is_production() {
        return;
    }
    let fair = Fair::open().await;
    let phone = fair.shop.app.anybody();
    let at = cursor(&phone.get("/v1/shop/delta").await.ok());
    let slow = fair.shop.app.house.tools.db.begin().await.expect("a transaction");
    slow.execute_unprepared("select pg_current_xact_id()").await.expect("its number");
    let kiosk = fair.written(fair.kiosk()).await;
    fair.shop.app.settles().await;
    for _ in 0..20 {
        // It waits for what may still come before it.
        assert_eq!(since(&phone, &at).await.body["kiosks"], json!([]));
    }
    slow.rollback().await.expect("its end");
    // Of that end nobody says anything, and an answer that is kept is given for a minute.
    let hears = hears(&phone, &at, |body| body["kiosks"] != json!([]));
    let told =
        timeout(Duration::from_secs(30), hears).await.expect("sooner than what is kept ends");
    assert_eq!(only(&told)["id"], json!(kiosk));
}

#[tokio::test]
async fn a_project_that_rests_stands_nowhere_on_a_phone_and_stands_again_with_its_return() {
    let fair = Fair::open().await;
    let noodles = fair.shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let kiosk = fair.written(fair.kiosk()).await;
    fair.stands(&kiosk, &[&noodles]).await;
    let phone = fair.shop.app.anybody();
    let at = cursor(&phone.get("/v1/shop/delta").await.ok());
    fair.shop.set("INACTIVE").await;
    let rests = hears(&phone, &at, |body| body["goneProjects"] != json!([])).await;
    assert_eq!(only(&rests)["stands"], json!([]));
    fair.shop.set("ACTIVE").await;
    let sold = json!([{ "projectId": fair.shop.project.to_string(), "productIds": [noodles] }]);
    hears(&phone, &at, |body| body["kiosks"][0]["stands"] == sold).await;
}

#[tokio::test]
async fn a_price_that_changes_says_nothing_anew_of_where_it_is_sold() {
    let mut fair = Fair::open().await;
    let noodles = fair.shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let kiosk = fair.written(fair.kiosk()).await;
    fair.stands(&kiosk, &[&noodles]).await;
    // Whatever came within the hour counts as new.
    fair.shop.app.advance(TimeDelta::hours(2));
    fair.shop.owner.refresh().await;
    let phone = fair.shop.app.anybody();
    let mut at = cursor(&phone.get("/v1/shop/delta").await.ok());
    // What was written while another transaction was open, also in another database, is told once more.
    loop {
        let next = since(&phone, &at).await;
        at = cursor(&next);
        if next.body["kiosks"] == json!([]) {
            break;
        }
    }
    let update = "mutation($input: ProductUpdateInput!) { productUpdate(input: $input) { userErrors { code field } } }";
    let input = json!({ "id": noodles, "version": 2, "price": "7.00" });
    fair.shop.owner.graphql(update, json!({ "input": input })).await.ok();
    let told = hears(&phone, &at, |body| body["products"][0]["priceSen"] == 700).await;
    assert_eq!((&told["kiosks"], &told["goneKiosks"]), (&json!([]), &json!([])));
}

#[tokio::test]
async fn a_phone_knows_what_a_project_is_called_that_stands_somewhere_with_nothing_listed() {
    let fair = Fair::open().await;
    let noodles = fair.shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let kiosk = fair.written(fair.kiosk()).await;
    fair.stands(&kiosk, &[&noodles]).await;
    let archive =
        "mutation($id: ID!) { productArchive(input: { id: $id }) { userErrors { code } } }";
    fair.shop.owner.graphql(archive, json!({ "id": noodles })).await.ok();
    let project = fair.shop.project.to_string();
    let whole = fair.shop.app.anybody().get("/v1/shop/delta").await.ok();
    assert_eq!(only(&whole.body)["stands"], json!([{ "projectId": project, "productIds": [] }]));
    let told = whole.body["projects"].as_array().expect("projects");
    let names: Vec<_> = told.iter().map(|one| (&one["id"], &one["name"])).collect();
    assert_eq!(names, [(&json!(project), &json!("Mi Puan Salmah"))]);
}
