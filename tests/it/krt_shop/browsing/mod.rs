//! Somebody who looks around: filters, facets, orders, what is near and what is delivered.

mod crawling;
mod delivery;
mod facets;
mod fresh;
mod near;
mod nothing;
mod orders;
mod packed;

use chrono::TimeDelta;
use domain::shared::{
    change_log::{Change, Noun, Scope},
    db,
    id::{AreaId, ProjectId},
};
use serde_json::{Value, json};
use stories::{Answer, TestApp, User, with};

use super::{CREATE, PUBLISH, Shop, ids, small_picture, soon, upload};

const BROWSE: &str = "query($query: String, $filter: ProductFilterInput, $sort: ProductSort, $near: ProductNearInput, $first: Int, $after: String, $last: Int, $before: String) {
    products(query: $query, filter: $filter, sort: $sort, near: $near, first: $first, after: $after, last: $last, before: $before) {
        totalCount edges { distanceMetres } nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        facets { categories { value text count } kinds { value text count } states { value text count } districts { value text count }
            prices { least { amount } most { amount } count } onAsking certificates { value count } availability { value text count } }
        nearest { without nodes { id } } } }";

/// Lists an offer for 10 ringgit, with what is given besides.
async fn offer(
    app: &TestApp,
    (owner, project): (&User, ProjectId),
    (name, category): (&str, &str),
    more: Value,
) -> String {
    app.advance(TimeDelta::seconds(1));
    let picture = upload(owner, small_picture()).await;
    let input = json!({ "projectId": project.to_string(), "categoryCode": category, "kind": "GOODS",
        "name": { "ms": name }, "description": { "ms": "Dibuat setiap pagi." }, "price": "10.00",
        "pictures": [{ "mediaId": picture }] });
    let input = json!({ "input": with(input, more) });
    let id = owner.graphql(CREATE, input).await.ok().text_at("productCreate/product/id");
    owner.graphql(PUBLISH, json!({ "id": id })).await.ok();
    id
}

impl Shop {
    /// Lists an offer of the shop's own project.
    async fn offers(&self, name: &str, category: &str, more: Value) -> String {
        offer(&self.app, (&self.owner, self.project), (name, category), more).await
    }
}

/// What is found, once so many are.
async fn browsed(user: &User, wish: Value, count: u64) -> Answer {
    soon(user, BROWSE, wish, |page| page.at("products/totalCount") == count).await
}

/// What is found now.
async fn browse(user: &User, wish: Value) -> Answer {
    user.graphql(BROWSE, wish).await.ok()
}

fn found(answer: &Answer) -> Vec<String> {
    ids(answer, "products/nodes")
}

/// Puts an area on the globe, or nowhere.
async fn place(app: &TestApp, area: AreaId, place: Option<(f64, f64)>) {
    app.arrange(async |_, work| {
        let sql = "update area set latitude = $2, longitude = $3 where id = $1";
        let (north, east) = place.unzip();
        let values = [area.into(), north.into(), east.into()];
        db::run(work.connection(), sql, values).await.expect("a place");
        work.tell(Change::new(Scope::Public, Noun::Place, area));
    })
    .await;
}
