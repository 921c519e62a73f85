//! A draft goes out at its time.

use chrono::TimeDelta;
use domain::shared::db;
use serde_json::{Value, json};
use stories::{Answer, User, until};

use super::Shop;

const SCHEDULE: &str = "mutation($input: ProductScheduleInput!) { productSchedule(input: $input) { product { status publishAt } userErrors { code field } } }";
const READ: &str = "query($id: ID!) { product(id: $id) { status publishAt heldBackAt version } }";

async fn schedule(user: &User, id: &str, at: impl serde::Serialize) -> Answer {
    user.graphql(SCHEDULE, json!({ "input": { "id": id, "publishAt": at } })).await
}

async fn read(user: &User, id: &str) -> Answer {
    user.graphql(READ, json!({ "id": id })).await.ok()
}

#[tokio::test]
async fn a_scheduled_draft_goes_out_once_at_its_time() {
    let shop = Shop::open().await;
    let app = &shop.app;
    let goes = shop.draft("Kuih raya", "FOOD").await;
    let stays = shop.draft("Kuih lain", "FOOD").await;
    let mut owner = shop.owner.clone();
    let now = app.clock.now();
    for wrong in [now, now - TimeDelta::hours(1), now + TimeDelta::days(63_000)] {
        let refused = schedule(&owner, &goes, wrong).await;
        assert_eq!(refused.refusals("productSchedule"), ["TIME_INVALID publishAt"]);
    }
    let waiting = schedule(&owner, &goes, now + TimeDelta::hours(2)).await.ok();
    assert_eq!(waiting.at("productSchedule/product/status"), "DRAFT");
    // Another time takes the place of the first, and none takes it away.
    schedule(&owner, &goes, now + TimeDelta::hours(3)).await.ok();
    schedule(&owner, &stays, now + TimeDelta::hours(3)).await.ok();
    let back = schedule(&owner, &stays, Value::Null).await.ok();
    assert_eq!(back.at("productSchedule/product/publishAt"), &Value::Null);
    app.advance(TimeDelta::hours(2));
    owner.refresh().await;
    assert_eq!(read(&owner, &goes).await.at("product/status"), "DRAFT");

    let other = app.beside().await;
    app.advance(TimeDelta::hours(1));
    owner.refresh().await;
    let out =
        async || (read(&owner, &goes).await.at("product/status") == "PUBLISHED").then_some(());
    until(out).await;
    assert_eq!(read(&owner, &goes).await.at("product/publishAt"), &Value::Null);
    assert_eq!(read(&owner, &stays).await.at("product/status"), "DRAFT");
    let told = "select count(*) from change_log where noun = 'product'";
    let told: Option<i64> = db::value(app.house.tools.db.write(), told, []).await.unwrap();
    assert_eq!(told, Some(1));
    let late = schedule(&owner, &goes, app.clock.now() + TimeDelta::hours(1)).await;
    assert_eq!(late.refusals("productSchedule"), ["STATE_INVALID"]);
    other.stop().await;
}

#[tokio::test]
async fn a_draft_that_lacks_its_picture_by_then_is_held_back_and_says_so() {
    let shop = Shop::open().await;
    let id = shop.draft("Kuih raya", "FOOD").await;
    let mut owner = shop.owner.clone();
    let at = shop.app.clock.now() + TimeDelta::hours(1);
    schedule(&owner, &id, at).await.ok();
    let bare = "mutation($input: ProductUpdateInput!) { productUpdate(input: $input) { product { version } userErrors { code field } } }";
    let version = read(&owner, &id).await.at("product/version").clone();
    let input = json!({ "id": id, "version": version, "pictures": [] });
    owner.graphql(bare, json!({ "input": input })).await.ok();
    let again = schedule(&owner, &id, at + TimeDelta::hours(1)).await;
    assert_eq!(again.refusals("productSchedule"), ["PICTURE_MISSING pictures"]);
    shop.app.advance(TimeDelta::hours(1));
    owner.refresh().await;
    let held = async || {
        let seen = read(&owner, &id).await;
        seen.at("product/heldBackAt").is_string().then_some(seen)
    };
    let seen = until(held).await;
    assert_eq!(seen.at("product/status"), "DRAFT");
    assert_eq!(seen.at("product/publishAt"), &Value::Null);
}

#[tokio::test]
async fn a_draft_whose_project_shows_too_little_by_then_is_held_back() {
    let shop = Shop::open().await;
    let id = shop.draft("Kuih raya", "FOOD").await;
    let mut owner = shop.owner.clone();
    schedule(&owner, &id, shop.app.clock.now() + TimeDelta::hours(1)).await.ok();
    shop.shows_no_terms().await;
    shop.app.advance(TimeDelta::hours(1));
    owner.refresh().await;
    let held = async || {
        let seen = read(&owner, &id).await;
        seen.at("product/heldBackAt").is_string().then_some(seen)
    };
    assert_eq!(until(held).await.at("product/status"), "DRAFT");
}
