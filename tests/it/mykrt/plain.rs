//! The quick way to answer says of notices what the ordinary way says: the first time a document
//! comes it is answered the ordinary way, and from then on quickly.

use chrono::TimeDelta;
use domain::{community::GrantScope, policy::Role, shared::id::AreaId};
use serde_json::{Value, json};
use stories::{TestApp, User, with};

use super::{CREATE, draft, publish};
use crate::krt_shop::plain::leaves;

const READ: &str =
    "mutation($ids: [ID!]!) { noticeMarkRead(input: { ids: $ids }) { userErrors { code } } }";
const KNOW: &str =
    "mutation($id: ID!) { noticeAcknowledge(input: { id: $id }) { userErrors { code } } }";
const UPDATE: &str =
    "mutation($input: NoticeUpdateInput!) { noticeUpdate(input: $input) { userErrors { code } } }";

async fn send(user: &User, audience: Value, rest: Value) -> String {
    let input = json!({ "audience": audience, "title": { "ms": "Banjir \"kilat\" ☀", "en": "Flood" }, "body": { "ms": "Bawa <b>penyapu</b>.\nTerima kasih." } });
    let written = user.graphql(CREATE, json!({ "input": with(input, rest) })).await.ok();
    let id = written.text_at("noticeCreate/notice/id");
    publish(user, &id).await;
    id
}

/// Notices of every kind: to the nation, to everybody here, to some roles, to somebody by name; read,
/// known, corrected, pinned and public; and a draft.
async fn every_kind(app: &TestApp, area: AreaId, secretary: &User, resident: &User) {
    let hq = app.officer("Puan Chong", Role::HqOfficer, &GrantScope::Nation).await;
    let (place, nation) = (json!({ "areaId": area.to_string() }), json!({ "nation": true }));
    let soon = app.clock.now() + TimeDelta::days(3);
    send(&hq, json!({ "place": nation }), json!({ "severity": "IMPORTANT" })).await;
    app.advance(TimeDelta::seconds(1));
    let rest = json!({ "isPublic": true, "link": "krt:/notices", "expiresAt": soon, "pinnedUntil": soon, "category": "DISASTER" });
    let public = send(secretary, json!({ "place": place }), rest).await;
    app.advance(TimeDelta::seconds(1));
    let some = json!({ "place": place, "roles": ["RESIDENTS", "PATROL"] });
    let known = send(secretary, some, json!({ "needsAcknowledgement": true })).await;
    app.advance(TimeDelta::seconds(1));
    let named = json!({ "place": place, "personIds": [resident.id.to_string()] });
    send(secretary, named, json!({})).await;
    draft(secretary, area, "Draf").await;
    app.advance(TimeDelta::seconds(1));
    resident.graphql(READ, json!({ "ids": [public] })).await.ok();
    resident.graphql(KNOW, json!({ "id": known })).await.ok();
    let version = "query($id: ID!) { notice(id: $id) { version } }";
    let read = secretary.graphql(version, json!({ "id": public })).await.ok();
    let changes = json!({ "id": public, "version": read.at("notice/version"), "title": { "ms": "Banjir surut" } });
    secretary.graphql(UPDATE, json!({ "input": changes })).await.ok();
}

async fn alike(user: &User, document: &str, variables: Value) {
    let ordinary = user.graphql(document, variables.clone()).await.ok();
    let quick = user.graphql(document, variables).await.ok();
    assert_eq!(ordinary.text, quick.text, "{document}");
}

#[tokio::test]
async fn every_field_of_a_notice_is_answered_alike_whenever_it_is_asked() {
    let (app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    every_kind(&app, area, &secretary, &resident).await;
    let all = resident.ask("{ notices { nodes { id } } }").await.ok();
    assert_eq!(all.at("notices/nodes").as_array().unwrap().len(), 4);
    // Field by field: one that takes the ordinary way takes the others with it.
    for (name, before, after) in [
        ("Notice", "", ""),
        ("Area", "id area {", "}"),
        ("NoticeAudience", "audience {", "}"),
        ("LocalizedText", "title {", "}"),
        ("LocalizedText", "body {", "}"),
    ] {
        let leaves = leaves(&resident, name).await;
        for leaf in leaves.split(' ') {
            let selection = format!("nodes {{ {before} {leaf} {after} }}");
            alike(&resident, &format!("{{ notices {{ {selection} }} }}"), json!({})).await;
            let own = format!("query($area: ID!) {{ notices(areaId: $area) {{ {selection} }} }}");
            alike(&secretary, &own, json!({ "area": area.to_string() })).await;
        }
    }
}

#[tokio::test]
async fn a_feed_is_answered_alike_however_it_is_asked() {
    let (app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    every_kind(&app, area, &secretary, &resident).await;
    let all = resident.ask("{ notices { nodes { id } } }").await.ok();
    let id = all.at("notices/nodes/0/id").clone();
    for selection in [
        "notices(first: 2) { nodes { ...Card } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }",
        "notices(last: 2) { edges { cursor node { ...Card } __typename } __typename }",
        "first: notices(first: 1) { nodes { n: id ...Card id } } notices(first: 3) { nodes { id ...Card } }",
        "notices { nodes { id @include(if: $yes) version @skip(if: $yes) ...Card } }",
        "notices(filter: { severity: IMPORTANT }) { nodes { ...Card } }",
        "notices { nodes { ...Card ... on Notice { readAt } ... { acknowledgedAt } audience { roles } } }",
        // What needs the ordinary way inside: a right, others' rows, two selections to merge.
        "notices { nodes { ...Card viewerCanUpdate viewerCanWithdraw } }",
        "notices { nodes { ...Card attachments { url } revisions { title { ms } } } }",
        "notices { nodes { ...Card audience { area { name } district { name } } } }",
        "notices { nodes { ...Card area { district { name } } } }",
        "notices { nodes { ...Card title { ta } } }",
        "notices { nodes { ...Card } } ... on Query { notices { nodes { link } } }",
        "notice(id: $id) { ...Card shareUrl statusReason }",
    ] {
        let document = format!(
            "query($id: ID!, $yes: Boolean!) {{ {selection} node(id: $id) @include(if: $yes) {{ id }} }}
            fragment Card on Notice {{ __typename id severity category status title {{ text language ms en }}
            body {{ ms }} publishedAt editedAt readAt acknowledgedAt area {{ id name }} }}"
        );
        alike(&resident, &document, json!({ "id": id, "yes": true })).await;
    }
}

#[tokio::test]
async fn a_known_document_is_refused_as_a_new_one_is() {
    let (app, area, secretary, resident, stranger) = TestApp::neighbourhood().await;
    let id = draft(&secretary, area, "Mesyuarat").await;
    publish(&secretary, &id).await;
    let feed = "query($first: Int) { notices(first: $first) { nodes { id title { ms } } } }";
    let one = "query($id: ID!) { notice(id: $id) { id title { ms } } }";
    resident.graphql(feed, json!({ "first": 1 })).await.ok();
    resident.graphql(one, json!({ "id": id })).await.ok();
    let answer = resident.graphql(feed, json!({ "first": 101 })).await;
    assert_eq!(answer.code(), "PAGE_INVALID");
    assert_eq!(answer.body["errors"][0]["path"], json!(["notices"]));
    assert_eq!(answer.body["data"], json!({ "notices": null }));
    assert_eq!(app.anybody().graphql(feed, json!({})).await.code(), "UNAUTHENTICATED");
    let hidden = stranger.graphql(one, json!({ "id": id })).await;
    assert_eq!((hidden.code(), &hidden.body["data"]), ("NOT_FOUND", &json!({ "notice": null })));
    let empty = stranger.graphql(feed, json!({})).await.ok();
    assert_eq!(empty.at("notices/nodes"), &json!([]));
}
