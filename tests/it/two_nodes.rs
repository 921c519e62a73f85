//! Two nodes that share one PostgreSQL and one Redis. The embedded default is one node by
//! nature; there the same stories are told of one.

use serde_json::json;
use stories::{TestApp, socket::Socket};

async fn second(app: &TestApp) -> Option<TestApp> {
    match app.database.redis {
        Some(_) => Some(app.beside().await),
        None => None,
    }
}

#[tokio::test]
async fn what_one_node_publishes_the_other_tells() {
    let (app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    let other = second(&app).await;
    let url = other.as_ref().map_or(&app.url, |other| &other.url);
    let mut live = Socket::subscribe(
        &resident.asking(url),
        "subscription { noticeReceived { title { ms } } }",
    )
    .await;
    let create = "mutation($input: NoticeCreateInput!) { noticeCreate(input: $input) { notice { id } userErrors { code } } }";
    let input = json!({ "areaId": area.to_string(), "title": { "ms": "Banjir" }, "body": { "ms": "Ke dewan." } });
    let draft = secretary.graphql(create, json!({ "input": input })).await.ok();
    let publish =
        "mutation($id: ID!) { noticePublish(input: { id: $id }) { userErrors { code } } }";
    secretary.graphql(publish, json!({ "id": draft.at("noticeCreate/notice/id") })).await.ok();
    assert_eq!(
        live.next().await.unwrap()["payload"]["data"]["noticeReceived"]["title"]["ms"],
        "Banjir"
    );
}

#[tokio::test]
async fn a_session_that_one_node_ends_is_ended_on_the_other() {
    let app = TestApp::start().await;
    let other = second(&app).await;
    let url = other.as_ref().map_or(&app.url, |other| &other.url);
    let aminah = app.person("Aminah").await;
    let elsewhere = aminah.asking(url);
    elsewhere.ask("{ viewer { id } }").await.ok();
    let mut socket = Socket::subscribe(&elsewhere, "subscription { noticeReceived { id } }").await;
    aminah.delete("/v1/session").await;
    assert_eq!(socket.closed().await.0, 4403);
    assert_eq!(elsewhere.ask("{ viewer { id } }").await.code(), "SESSION_ENDED");
    let refused = elsewhere.refresh_with(&elsewhere.refresh_token).await;
    assert_eq!(refused.refusals("sessionRefresh"), ["SESSION_ENDED"]);
}

#[tokio::test]
async fn a_node_takes_tokens_that_another_nodes_new_key_signed() {
    let app = TestApp::start().await;
    let other = second(&app).await;
    let url = other.as_ref().map_or(&app.url, |other| &other.url);
    app.advance(chrono::TimeDelta::seconds(1));
    app.house.identity.rotate_keys().await.unwrap();
    let aminah = app.person("Aminah").await;
    aminah.asking(url).ask("{ viewer { id } }").await.ok();
}
