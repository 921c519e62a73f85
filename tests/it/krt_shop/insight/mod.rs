//! What sellers learn of who looks, and offers like one.

mod counting;
mod reading;
mod searches;
mod similar;
mod weeks;

use domain::{krt_shop::project::ProjectStatus, shared::id::ProjectId};
use reqwest::Method;
use serde_json::{Value, json};
use stories::{Answer, TestApp, User, until};

use super::{CREATE, PUBLISH, Shop, owner_of_project, put_categories, small_picture, upload};

const PHONE: &str = "Mozilla/5.0 (Linux; Android 14) Chrome/122.0 Mobile Safari/537.36";
const TOTAL: &str = "total { views finds contacts favourites }";

/// A shop behind a proxy, so that a story has many addresses.
async fn shop() -> Shop {
    let app = TestApp::start_with(|config| {
        config.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
    })
    .await;
    let area = app.area("KRT Taman Bayu").await;
    put_categories(&app).await;
    let (project, owner) =
        owner_of_project(&app, area, "Mi Puan Salmah", ProjectStatus::Active).await;
    Shop { app, area, project, owner }
}

/// Somebody who looks: from an address, with a program that names itself so.
async fn look(user: &User, (address, agent): (&str, Option<&str>), document: &str) -> Answer {
    let body = json!({ "query": document });
    let mut request = user.request(Method::POST, "/graphql").header("x-forwarded-for", address);
    if let Some(agent) = agent {
        request = request.header("user-agent", agent);
    }
    Answer::of(request.json(&body).send().await.expect("an answer")).await
}

fn opening(id: &str) -> String {
    format!("{{ product(id: \"{id}\") {{ id name {{ text }} }} }}")
}

/// What the seller reads of an offer, of all weeks together.
async fn total(seller: &User, id: &str) -> Value {
    let document = format!("{{ productInsight(id: \"{id}\") {{ {TOTAL} }} }}");
    seller.ask(&document).await.ok().at("productInsight/total").clone()
}

/// Waits until an offer was counted so often.
async fn counted(seller: &User, id: &str, wanted: Value) {
    until(async || (total(seller, id).await == wanted).then_some(())).await;
}

fn counts(views: i64, finds: i64, contacts: i64) -> Value {
    json!({ "views": views, "finds": finds, "contacts": contacts, "favourites": 0 })
}

/// An offer of some project, listed.
async fn offer(owner: &User, project: ProjectId, (name, category): (&str, &str)) -> String {
    let picture = upload(owner, small_picture()).await;
    let input = json!({ "projectId": project.to_string(), "categoryCode": category, "kind": "GOODS",
        "name": { "ms": name }, "description": { "ms": "Dibuat setiap pagi." },
        "price": "6.50", "pictures": [{ "mediaId": picture }] });
    let answer = owner.graphql(CREATE, json!({ "input": input })).await.ok();
    let id = answer.text_at("productCreate/product/id");
    owner.graphql(PUBLISH, json!({ "id": id })).await.ok();
    id
}
