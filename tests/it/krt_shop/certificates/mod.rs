//! Certificates: submitted, checked, shown while they are valid; and no halal without one.

mod claims;
mod days;
mod deciding;
mod leaving;
mod nights;
mod resting;
mod roles;
mod stopping;
mod submitting;

use domain::{
    community::GrantScope,
    policy::Role,
    shared::{
        db,
        id::{AreaId, DistrictId},
    },
};
use serde_json::{Value, json};
use stories::{Answer, TestApp, User, until, with};

use super::{Shop, ids, small_picture, soon, upload};

const SUBMIT: &str = "mutation($input: ProjectCertificateSubmitInput!) { projectCertificateSubmit(input: $input) { certificate { id status isShown number } userErrors { code field } } }";
const DECIDE: &str = "mutation($input: ProjectCertificateDecideInput!) { projectCertificateDecide(input: $input) { certificate { status isShown reason } userErrors { code field } } }";
const REVOKE: &str = "mutation($input: ProjectCertificateRevokeInput!) { projectCertificateRevoke(input: $input) { certificate { status isShown reason } userErrors { code field } } }";
const READ: &str = "query($id: ID!) { projectCertificate(id: $id) { id kind number status reason isShown scanUrl productId alsoUsedBy viewerCanDecide project { id } } }";
const MARKS: &str =
    "{ products { nodes { id marks { kind number validUntil } project { marks { kind } } } } }";
const SIGHT: &str = "query($id: ID!) { product(id: $id) { status listedAt halalHeldAt version } }";
const UPDATE: &str = "mutation($input: ProductUpdateInput!) { productUpdate(input: $input) { product { status listedAt halalHeldAt version } userErrors { code field } } }";
const PAGE: &str = "/v1/shop/products";

/// A halal certificate of the whole project for this year, with what is said otherwise.
async fn submit(shop: &Shop, user: &User, otherwise: Value) -> Answer {
    let scan = upload(user, small_picture()).await;
    let input = json!({ "projectId": shop.project.to_string(), "kind": "HALAL", "number": "JAKIM-1",
        "issuer": "JAKIM", "validFrom": "2026-01-01", "validUntil": "2026-12-31", "scanId": scan });
    user.graphql(SUBMIT, json!({ "input": with(input, otherwise) })).await
}

pub(super) async fn submitted(shop: &Shop, otherwise: Value) -> String {
    let answer = submit(shop, &shop.owner, otherwise).await.ok();
    answer.text_at("projectCertificateSubmit/certificate/id")
}

pub(super) async fn confirm(officer: &User, id: &str) -> Answer {
    let input = json!({ "id": id, "decision": "CONFIRM" });
    officer.graphql(DECIDE, json!({ "input": input })).await
}

async fn refuse(officer: &User, id: &str, reason: &str) -> Answer {
    let input = json!({ "id": id, "decision": "REFUSE", "reason": reason });
    officer.graphql(DECIDE, json!({ "input": input })).await
}

pub(super) async fn revoke(officer: &User, id: &str, reason: &str) -> Answer {
    officer.graphql(REVOKE, json!({ "input": { "id": id, "reason": reason } })).await
}

/// A certificate that an officer has confirmed.
pub(super) async fn confirmed(shop: &Shop, officer: &User, otherwise: Value) -> String {
    let id = submitted(shop, otherwise).await;
    confirm(officer, &id).await.ok();
    id
}

async fn district_of(app: &TestApp, area: AreaId) -> DistrictId {
    let sql = "select district_id from area where id = $1";
    let database = app.house.tools.db.write();
    db::value(database, sql, [area.into()]).await.unwrap().expect("a district")
}

/// The officer of the shop's district.
pub(super) async fn district_officer(shop: &Shop) -> User {
    let scope = GrantScope::District(district_of(&shop.app, shop.area).await);
    shop.app.officer("Puan Norazlina", Role::DistrictOfficer, &scope).await
}

/// The marks that everybody is shown of a product: over GraphQL and over REST.
async fn marks(user: &User, id: &str) -> (Vec<String>, Vec<String>) {
    let numbers = |marks: &Value| -> Vec<String> {
        let marks = marks.as_array().cloned().unwrap_or_default();
        let said = |mark: &Value| format!("{} {}", mark["kind"], mark["number"]).replace('"', "");
        marks.iter().map(said).collect()
    };
    let of = |list: &Value| {
        let products = list.as_array().cloned().unwrap_or_default();
        let found = products.into_iter().find(|product| product["id"] == id);
        found.map_or(Vec::new(), |product| numbers(&product["marks"]))
    };
    let asked = user.ask(MARKS).await.ok();
    let page = user.get(PAGE).await;
    (of(asked.at("products/nodes")), of(&page.body["products"]))
}

/// Waits until everybody is shown these marks of a product.
pub(super) async fn shown(user: &User, id: &str, wanted: &[&str]) {
    until(async || {
        let (asked, page) = marks(user, id).await;
        (asked == wanted && page == wanted).then_some(())
    })
    .await;
}

/// Waits until the public sees these products and no others, on every path.
async fn listed(user: &User, wanted: &[&String]) {
    let sorted = |mut ids: Vec<String>| {
        ids.sort_unstable();
        ids
    };
    let all = sorted(wanted.iter().map(|id| (*id).clone()).collect());
    let right = |answer: &Answer| sorted(ids(answer, "products/nodes")) == all;
    soon(user, MARKS, json!({}), right).await;
    until(async || {
        let page = user.get(PAGE).await;
        let products = page.body["products"].as_array().cloned().unwrap_or_default();
        let id = |product: &Value| product["id"].as_str().unwrap_or_default().to_owned();
        (sorted(products.iter().map(id).collect()) == all).then_some(())
    })
    .await;
}

async fn sight(user: &User, id: &str) -> Answer {
    user.graphql(SIGHT, json!({ "id": id })).await
}
