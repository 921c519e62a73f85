//! A project gets another name: what it offers is found by it, at little cost for everybody else.

use chrono::TimeDelta;
use domain::shared::db;
use serde_json::{Value, json};

use super::{LIST, Shop, ids, projects::change, soon};

impl Shop {
    pub(super) async fn version_of_project(&self) -> Value {
        let query = "query($id: ID!) { project(id: $id) { version } }";
        let read = self.owner.graphql(query, json!({ "id": self.project.to_string() })).await.ok();
        read.at("project/version").clone()
    }

    /// How many lines of the change log tell of this noun and of nothing by name.
    async fn told_of_many(&self, noun: &str) -> i64 {
        let database = self.app.house.tools.db.write();
        let nobody = domain::shared::id::ProductId(uuid::Uuid::nil());
        let sql = "select count(*) from change_log where noun = $1 and noun_id = $2";
        db::value(database, sql, [noun.into(), nobody.into()]).await.unwrap().unwrap_or(0)
    }
}

#[tokio::test]
async fn another_name_is_found_and_makes_no_node_read_the_catalogue_again() {
    let shop = Shop::open().await;
    let noodles = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let buyer = shop.app.anybody();
    let found = |answer: &stories::Answer| ids(answer, "products/nodes") == [noodles.as_str()];
    soon(&buyer, LIST, json!({ "query": "kuning" }), found).await;
    let version = shop.version_of_project().await;
    let input =
        json!({ "id": shop.project.to_string(), "version": version, "name": "Dapur Zainab" });
    change(&shop.owner, "projectUpdate", input).await.ok();
    soon(&buyer, LIST, json!({ "query": "Zainab" }), found).await;
    assert!(shop.told_of_many("words").await > 0);
    assert_eq!(shop.told_of_many("product").await, 0, "the offers are as they were");
}

#[tokio::test]
async fn a_project_is_changed_sixty_times_an_hour_at_most() {
    let mut shop = Shop::open().await;
    let late = json!({ "id": shop.project.to_string(), "version": 99, "name": "Dapur" });
    for _ in 0..60 {
        let answer = change(&shop.owner, "projectUpdate", late.clone()).await;
        assert_eq!(answer.refusals("projectUpdate"), ["VERSION_CONFLICT version"]);
    }
    let rests = json!({ "id": shop.project.to_string(), "version": shop.version_of_project().await,
        "status": "INACTIVE" });
    for mutation in ["projectUpdate", "projectStatusSet"] {
        let input = if mutation == "projectUpdate" { late.clone() } else { rests.clone() };
        assert_eq!(change(&shop.owner, mutation, input).await.code(), "RATE_LIMITED");
    }
    shop.app.advance(TimeDelta::minutes(61));
    shop.owner.refresh().await;
    change(&shop.owner, "projectStatusSet", rests).await.ok();
}
