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

#[tokio::test]
async fn whoever_loses_one_node_goes_on_at_the_other() {
    let (app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    let other = second(&app).await;
    let url = other.as_ref().map_or(&app.url, |other| &other.url);
    let create = "mutation($input: NoticeCreateInput!) { noticeCreate(input: $input) { notice { id } userErrors { code } } }";
    let publish =
        "mutation($id: ID!) { noticePublish(input: { id: $id }) { userErrors { code } } }";
    let send = async |title: &str| {
        let input = json!({ "areaId": area.to_string(), "title": { "ms": title }, "body": { "ms": "Ke dewan." } });
        let draft = secretary.graphql(create, json!({ "input": input })).await.ok();
        let id = draft.text_at("noticeCreate/notice/id");
        secretary.graphql(publish, json!({ "id": id })).await.ok();
        id
    };
    let follow = "subscription { noticeReceived { cursor title { ms } } }";
    let mut live = Socket::subscribe(&resident, follow).await;
    send("Satu").await;
    let told = live.next().await.unwrap()["payload"]["data"]["noticeReceived"].clone();
    assert_eq!(told["title"]["ms"], "Satu");
    drop(live);
    let id = send("Dua").await;

    let elsewhere = resident.asking(url);
    let mut live = Socket::open(&elsewhere).await;
    let query = format!(
        "subscription {{ noticeReceived(after: {}) {{ title {{ ms }} }} }}",
        told["cursor"]
    );
    live.send(&json!({ "id": "1", "type": "subscribe", "payload": { "query": query } })).await;
    for title in ["Dua", "Tiga"] {
        let told = live.next().await.unwrap();
        assert_eq!(told["payload"]["data"]["noticeReceived"]["title"]["ms"], title, "{told}");
        if title == "Dua" {
            send("Tiga").await;
        }
    }
    assert!(live.is_silent().await);

    // The sender asks one node, the reader answers at the other.
    let query =
        format!("subscription {{ noticeReceiptsChanged(noticeId: \"{id}\") {{ acknowledged }} }}");
    let mut totals = Socket::open(&secretary).await;
    totals.send(&json!({ "id": "1", "type": "subscribe", "payload": { "query": query } })).await;
    let know =
        "mutation($id: ID!) { noticeAcknowledge(input: { id: $id }) { userErrors { code } } }";
    let mut acknowledged = Vec::new();
    // That it was sent may be told in between.
    while acknowledged.last() != Some(&json!(1)) {
        let told = totals.next().await.unwrap();
        acknowledged.push(told["payload"]["data"]["noticeReceiptsChanged"]["acknowledged"].clone());
        if acknowledged.len() == 1 {
            elsewhere.graphql(know, json!({ "id": id })).await.ok();
        }
    }
    let before = acknowledged.len() - 1;
    assert!(before > 0 && acknowledged[..before].iter().all(|number| *number == 0));
}
