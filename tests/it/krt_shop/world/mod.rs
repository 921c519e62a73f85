//! The shop out in the world: pages that anybody opens, what search engines are told of, posters,
//! catalogues as files, and phones that keep the catalogue.

mod bounds;
mod files;
mod hostile_files;
mod links;
mod offline;
mod pages;

use reqwest::{Method, StatusCode, header::HeaderMap};
use serde_json::{Value, json};
use stories::{Answer, User, until};

use super::{Shop, projects::change};

const ARCHIVE: &str = "mutation($id: ID!) { productArchive(input: { id: $id }) { product { status } userErrors { code field } } }";
const UPDATE: &str = "mutation($input: ProductUpdateInput!) { productUpdate(input: $input) { product { version } userErrors { code field } } }";

impl Shop {
    /// The short name and the version of a product.
    async fn named(&self, id: &str) -> (String, i64) {
        let query = "query($id: ID!) { product(id: $id) { slug version } }";
        let read = self.owner.graphql(query, json!({ "id": id })).await.ok();
        (read.text_at("product/slug"), read.at("product/version").as_i64().unwrap())
    }

    async fn archive(&self, id: &str) {
        self.owner.graphql(ARCHIVE, json!({ "id": id })).await.ok();
    }

    /// The project rests, or is at work again.
    pub(in crate::krt_shop) async fn set(&self, status: &str) {
        let (id, version) = (self.project.to_string(), self.version_of_project().await);
        let input = json!({ "id": id, "version": version, "status": status });
        change(&self.owner, "projectStatusSet", input).await.ok();
    }

    /// Sends a file, with what stands behind the `?` of its address.
    async fn import(&self, user: &User, file: impl Into<reqwest::Body>, how: &str) -> Answer {
        let path = format!("/v1/projects/{}/catalogue{how}", self.project);
        Answer::of(user.request(Method::POST, &path).body(file).send().await.expect("an answer"))
            .await
    }

    /// Takes out a file.
    async fn export(&self, form: &str) -> Vec<u8> {
        let path = format!("/v1/projects/{}/catalogue.{form}", self.project);
        let answer = self.owner.request(Method::GET, &path).send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::OK);
        answer.bytes().await.expect("a file").to_vec()
    }
}

/// A page once it answers this: a change is heard within a second.
async fn page(user: &User, path: &str, status: StatusCode) -> (HeaderMap, String) {
    until(async || {
        let answer = user.get(path).await;
        (answer.status == status).then_some((answer.headers, answer.text))
    })
    .await
}

/// What has changed since a cursor.
pub(in crate::krt_shop) async fn since(user: &User, cursor: &str) -> Answer {
    user.get(&format!("/v1/shop/delta?cursor={cursor}")).await.ok()
}

/// From where to go on.
pub(in crate::krt_shop) fn cursor(answer: &Answer) -> String {
    answer.body["cursor"].as_str().expect("a cursor").to_owned()
}

/// What a page says to machines.
pub(in crate::krt_shop) fn linked(html: &str) -> Value {
    let (_, rest) = html.split_once("<script type=\"application/ld+json\">").expect("JSON-LD");
    let (json, _) = rest.split_once("</script>").expect("its end");
    serde_json::from_str(json).expect("JSON")
}
