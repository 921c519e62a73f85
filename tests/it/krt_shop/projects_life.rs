//! What becomes of a project: it rests and returns, it gets another owner, its owner goes.

use serde_json::{Value, json};
use stories::{Answer, User};

use super::{
    CREATE, LIST, PUBLISH, ids,
    projects::{Office, change, way},
    small_picture, soon, upload,
};

pub(super) async fn publish(user: &User, project: &str) -> String {
    let picture = upload(user, small_picture()).await;
    let input = json!({ "projectId": project, "categoryCode": "FOOD_NOODLES", "kind": "GOODS",
        "name": { "ms": "Mi kuning" }, "description": { "ms": "Segar" }, "pictures": [{ "mediaId": picture }] });
    let made = user.graphql(CREATE, json!({ "input": input })).await.ok();
    let id = made.text_at("productCreate/product/id");
    user.graphql(PUBLISH, json!({ "id": id })).await.ok();
    id
}

pub(super) async fn set(
    office: &Office,
    user: &User,
    id: &str,
    status: &str,
    reason: Value,
) -> Answer {
    let version = office.read(&office.ppd, id).await["version"].clone();
    let input = json!({ "id": id, "version": version, "status": status, "reason": reason });
    change(user, "projectStatusSet", input).await
}

pub(super) async fn listed(office: &Office, wanted: &[&str]) {
    let right = |page: &Answer| ids(page, "products/nodes") == wanted;
    soon(&office.app.anybody(), LIST, json!({}), right).await;
}

#[tokio::test]
async fn what_was_published_before_the_confirmation_is_seen_with_it() {
    let mut office = Office::open().await;
    let id = office.apply().await;
    office.owner.refresh().await;
    let product = publish(&office.owner, &id).await;
    listed(&office, &[]).await;
    office.decide(&office.ppd, &id, "APPROVE").await.ok();
    office.decide(&office.ppn, &id, "APPROVE").await.ok();
    listed(&office, &[&product]).await;
}

#[tokio::test]
async fn a_project_that_rests_takes_its_products_along_and_brings_them_back() {
    let mut office = Office::open().await;
    let id = office.at_work().await;
    let product = publish(&office.owner, &id).await;
    listed(&office, &[&product]).await;
    let look = format!("{{ product(id: \"{product}\") {{ listedAt }} }}");
    let since = office.owner.ask(&look).await.ok().text_at("product/listedAt");

    office.app.advance(chrono::TimeDelta::minutes(2));
    set(&office, &office.owner, &id, "INACTIVE", Value::Null).await.ok();
    listed(&office, &[]).await;
    let buyer = office.app.anybody();
    for hidden in [look.clone(), format!("{{ project(id: \"{id}\") {{ id }} }}")] {
        soon(&buyer, &hidden, json!({}), |answer| answer.code() == "NOT_FOUND").await;
    }
    // What is published meanwhile waits with the others.
    let second = publish(&office.owner, &id).await;
    listed(&office, &[]).await;
    office.app.advance(chrono::TimeDelta::minutes(2));
    set(&office, &office.owner, &id, "ACTIVE", Value::Null).await.ok();
    listed(&office, &[&second, &product]).await;
    let again = office.owner.ask(&look).await.ok().text_at("product/listedAt");
    assert_eq!(again, since, "it stands where it stood before");
}

#[tokio::test]
async fn an_owner_undoes_no_officers_stop_and_an_end_is_an_end() {
    let mut office = Office::open().await;
    let id = office.at_work().await;
    let product = publish(&office.owner, &id).await;
    let bare = set(&office, &office.ppd, &id, "INACTIVE", Value::Null).await;
    assert_eq!(bare.refusals("projectStatusSet"), ["REQUIRED reason"]);
    set(&office, &office.ppd, &id, "INACTIVE", json!("Aduan pembeli")).await.ok();
    let back = set(&office, &office.owner, &id, "ACTIVE", Value::Null).await;
    assert_eq!(back.refusals("projectStatusSet"), ["STATE_INVALID status"]);
    assert_eq!(
        set(&office, &office.secretary, &id, "ACTIVE", Value::Null).await.code(),
        "FORBIDDEN"
    );
    set(&office, &office.ppn, &id, "ACTIVE", json!("Selesai")).await.ok();
    listed(&office, &[&product]).await;
    let own_end = set(&office, &office.owner, &id, "CANCELLED", Value::Null).await;
    assert_eq!(own_end.refusals("projectStatusSet"), ["STATE_INVALID status"]);
    set(&office, &office.ppd, &id, "CANCELLED", json!("Tutup")).await.ok();
    listed(&office, &[]).await;
    let over = set(&office, &office.ppd, &id, "ACTIVE", json!("Buka")).await;
    assert_eq!(over.refusals("projectStatusSet"), ["STATE_INVALID status"]);
    office.owner.refresh().await;
    assert!(!office.owner.roles().await.contains(&"PROJECT_OWNER".to_owned()));
}

#[tokio::test]
async fn a_committee_gives_a_project_another_owner() {
    let mut office = Office::open().await;
    let id = office.at_work().await;
    let input = json!({ "id": id, "version": 3, "ownerId": office.neighbour.id.to_string() });
    for wrong in [&office.owner, &office.member, &office.elsewhere] {
        assert_eq!(change(wrong, "projectOwnerSet", input.clone()).await.code(), "FORBIDDEN");
    }
    let stranger = office.app.person("Encik Muthu").await;
    let theirs = json!({ "id": id, "version": 3, "ownerId": stranger.id.to_string() });
    let refused = change(&office.secretary, "projectOwnerSet", theirs).await;
    assert_eq!(refused.refusals("projectOwnerSet"), ["PERSON_NOT_ELIGIBLE ownerId"]);
    let given = change(&office.secretary, "projectOwnerSet", input.clone()).await.ok();
    assert_eq!(given.at("projectOwnerSet/project/registration/owner/displayName"), "Encik Lim");
    let late = change(&office.ppd, "projectOwnerSet", input).await;
    assert_eq!(late.refusals("projectOwnerSet"), ["VERSION_CONFLICT version"]);
    office.neighbour.refresh().await;
    office.owner.refresh().await;
    publish(&office.neighbour, &id).await;
    let input = json!({ "projectId": id, "categoryCode": "FOOD", "kind": "GOODS",
        "name": { "ms": "Mi" }, "description": { "ms": "Segar" } });
    let gone = office.owner.graphql(CREATE, json!({ "input": input })).await;
    assert_eq!(gone.code(), "NOT_FOUND");
    // Later somebody who has left the phone on a table proves nothing.
    office.app.advance(chrono::TimeDelta::minutes(6));
    office.secretary.refresh().await;
    let input = json!({ "id": id, "version": 4, "ownerId": office.owner.id.to_string() });
    assert_eq!(change(&office.secretary, "projectOwnerSet", input).await.code(), "PROOF_REQUIRED");
}

#[tokio::test]
async fn an_erased_owner_leaves_the_project_to_the_committee_and_takes_the_contact_along() {
    let mut office = Office::open().await;
    let id = office.at_work().await;
    let product = publish(&office.owner, &id).await;
    listed(&office, &[&product]).await;
    let slugs = format!("{{ project(id: \"{id}\") {{ slug }} }}");
    let before = office.secretary.ask(&slugs).await.ok();
    let slug = before.text_at("project/slug");
    let erase = "mutation { accountErase(input: { understood: true }) { kept { code } userErrors { code } } }";
    office.owner.ask(erase).await.ok();
    listed(&office, &[]).await;
    // The address tells no name either.
    let after = office.secretary.ask(&slugs).await.ok().text_at("project/slug");
    assert_eq!(slug.replace("puan-salmah-", ""), after, "{slug}");
    assert_ne!(slug, after);
    let left = office.read(&office.secretary, &id).await;
    assert_eq!((&left["status"], &left["profile"]["phone"]), (&json!("INACTIVE"), &Value::Null));
    assert_eq!(left["registration"]["owner"]["gone"], true);
    assert_eq!(left["profile"]["whatsappUrl"], Value::Null);
    assert_eq!(way(&left).last().map(String::as_str), Some("OWNER_GONE INACTIVE by "));
    // The committee names another owner, who says how one reaches it; then it is at work again.
    let owner =
        json!({ "id": id, "version": left["version"], "ownerId": office.neighbour.id.to_string() });
    change(&office.secretary, "projectOwnerSet", owner).await.ok();
    office.neighbour.refresh().await;
    let early = set(&office, &office.neighbour, &id, "ACTIVE", Value::Null).await;
    assert_eq!(early.refusals("projectStatusSet"), ["DISCLOSURE_MISSING project.phone"]);
    let version = office.version(&id).await;
    let profile = json!({ "phone": "012-987 6543", "email": "lim@contoh.example" });
    let input = json!({ "id": id, "version": version, "profile": profile });
    change(&office.neighbour, "projectUpdate", input).await.ok();
    set(&office, &office.neighbour, &id, "ACTIVE", Value::Null).await.ok();
    listed(&office, &[&product]).await;
}
