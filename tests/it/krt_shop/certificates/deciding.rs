//! Officers decide: two at once, with a warning about numbers, from their queue.

use domain::{community::GrantScope, krt_shop::project::ProjectStatus, policy::Role};
use serde_json::{Value, json};
use stories::{User, with};

use super::{
    super::{Shop, ids, owner_of_project, small_picture, upload},
    DECIDE, READ, SUBMIT, confirm, district_officer, refuse, submitted,
};

const WAITING: &str = "query($first: Int, $after: String) { projectCertificatesWaiting(first: $first, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }";

fn status(answer: &stories::Answer) -> &Value {
    answer.at("projectCertificateDecide/certificate/status")
}

#[tokio::test]
async fn of_two_officers_at_once_one_decides_and_the_other_is_told() {
    let shop = Shop::open().await;
    let one = district_officer(&shop).await;
    let two = shop.app.officer("Encik Teo", Role::HqOfficer, &GrantScope::Nation).await;
    for _ in 0..5 {
        let id = submitted(&shop, json!({})).await;
        let (yes, no) = tokio::join!(confirm(&one, &id), refuse(&two, &id, "Tidak jelas."));
        let told = [&yes, &no].map(|answer| answer.refusals("projectCertificateDecide"));
        let late = told.iter().filter(|told| **told == ["ALREADY_DECIDED"]).count();
        let done = told.iter().filter(|told| told.is_empty()).count();
        assert_eq!((late, done), (1, 1), "{} {}", yes.text, no.text);
        let read = shop.owner.graphql(READ, json!({ "id": id })).await.ok();
        let wanted = if told[0].is_empty() { "CONFIRMED" } else { "REFUSED" };
        assert_eq!(read.at("projectCertificate/status"), wanted);
        // The same again is no other decision.
        let again = if told[0].is_empty() {
            confirm(&one, &id).await
        } else {
            refuse(&two, &id, "x").await
        };
        assert_eq!(status(&again.ok()), wanted);
    }
}

#[tokio::test]
async fn a_decision_that_is_sent_twice_is_done_once() {
    let shop = Shop::open().await;
    let officer = district_officer(&shop).await;
    let id = submitted(&shop, json!({})).await;
    let bare = json!({ "id": id, "decision": "REFUSE", "idempotencyKey": "a" });
    let refused = officer.graphql(DECIDE, json!({ "input": bare })).await;
    assert_eq!(refused.refusals("projectCertificateDecide"), ["REQUIRED reason"]);
    let input =
        json!({ "id": id, "decision": "REFUSE", "reason": "Kabur.", "idempotencyKey": "b" });
    for _ in 0..2 {
        let done = officer.graphql(DECIDE, json!({ "input": input })).await.ok();
        assert_eq!(status(&done), "REFUSED");
        assert_eq!(done.at("projectCertificateDecide/certificate/reason"), "Kabur.");
    }
    // What was refused is submitted anew, and no mark was ever shown.
    let revoked = super::revoke(&officer, &id, "x").await;
    assert_eq!(revoked.refusals("projectCertificateRevoke"), ["STATE_INVALID"]);
    let second = submitted(&shop, json!({ "number": "JAKIM-1" })).await;
    assert_eq!(status(&confirm(&officer, &second).await.ok()), "CONFIRMED");
}

#[tokio::test]
async fn whoever_decides_is_warned_of_a_number_that_another_project_uses() {
    let shop = Shop::open().await;
    let officer = district_officer(&shop).await;
    let (elsewhere, neighbour) =
        owner_of_project(&shop.app, shop.area, "Ayam Pak Din", ProjectStatus::Active).await;
    let theirs = json!({ "projectId": elsewhere.to_string(), "kind": "HALAL", "number": "jakim / 1",
        "issuer": "JAKIM", "validFrom": "2026-01-01", "validUntil": "2026-12-31",
        "scanId": upload(&neighbour, small_picture()).await });
    neighbour.graphql(SUBMIT, json!({ "input": theirs })).await.ok();
    let id = submitted(&shop, json!({ "number": "JAKIM-1" })).await;
    let warned = officer.graphql(READ, json!({ "id": id })).await.ok();
    assert_eq!(warned.at("projectCertificate/alsoUsedBy"), &json!([elsewhere.to_string()]));
    assert_eq!(warned.at("projectCertificate/viewerCanDecide"), true);
    // The seller is not told whose certificates others have.
    let own = shop.owner.graphql(READ, json!({ "id": id })).await.ok();
    assert_eq!(own.at("projectCertificate/alsoUsedBy"), &json!([]));
    let other_kind = submitted(&shop, json!({ "number": "JAKIM-1", "kind": "GMP" })).await;
    let alone = officer.graphql(READ, json!({ "id": other_kind })).await.ok();
    assert_eq!(alone.at("projectCertificate/alsoUsedBy"), &json!([]));
}

async fn waiting(user: &User, variables: Value) -> (Vec<String>, Value) {
    let page = user.graphql(WAITING, variables).await.ok();
    let cursor = page.at("projectCertificatesWaiting/pageInfo/endCursor").clone();
    (ids(&page, "projectCertificatesWaiting/nodes"), cursor)
}

#[tokio::test]
async fn what_waits_stands_in_the_queue_of_each_officer_above_the_oldest_first() {
    let shop = Shop::open().await;
    let officer = district_officer(&shop).await;
    let state = GrantScope::State("10".into());
    let elsewhere = shop.app.officer("Encik Teo", Role::StateOfficer, &state).await;
    let mut all = Vec::new();
    for number in 0..3 {
        shop.app.advance(chrono::TimeDelta::seconds(1));
        all.push(submitted(&shop, json!({ "number": format!("N{number}") })).await);
    }
    let (first, cursor) = waiting(&officer, json!({ "first": 2 })).await;
    assert_eq!(first, all[..2]);
    let next = with(json!({ "first": 2 }), json!({ "after": cursor }));
    assert_eq!(waiting(&officer, next).await.0, all[2..]);
    assert!(waiting(&elsewhere, json!({})).await.0.is_empty());
    confirm(&officer, &all[0]).await.ok();
    assert_eq!(waiting(&officer, json!({})).await.0, all[1..]);
    assert_eq!(shop.owner.graphql(WAITING, json!({})).await.code(), "FORBIDDEN");
    // The project's own list, the latest first.
    let list = "query($id: ID!, $status: ProjectCertificateStatus) { projectCertificates(projectId: $id, status: $status) { nodes { id } } }";
    let of = async |status: Value| {
        let variables = json!({ "id": shop.project.to_string(), "status": status });
        ids(&shop.owner.graphql(list, variables).await.ok(), "projectCertificates/nodes")
    };
    let latest: Vec<String> = all.iter().rev().cloned().collect();
    assert_eq!(of(Value::Null).await, latest);
    assert_eq!(of(json!("CONFIRMED")).await, all[..1]);
}
