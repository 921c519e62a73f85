//! MyKRT: a committee tells its residents.

mod asked_again;
mod audience;
mod boards;
mod boards_beside_tables;
mod digest;
mod digest_stands;
pub(crate) mod documents;
mod feed;
mod insistence;
mod languages;
mod life;
mod live;
mod live_ends;
mod parts;
mod plain;
mod plans;
mod preferences;
mod receipts;
mod revisions;
mod schedules;
mod share;
mod spread;
mod taken_back;
mod tally;
mod unread;
mod unseen;

pub(crate) use live::Events;
use serde_json::json;
use stories::{TestApp, User, socket::Socket};

const CREATE: &str = "mutation($input: NoticeCreateInput!) { noticeCreate(input: $input) { notice { id status } userErrors { code field message } } }";
const PUBLISH: &str = "mutation($id: ID!) { noticePublish(input: { id: $id }) { notice { id status publishedAt viewerCanPublish } userErrors { code } } }";
const FEED: &str = "{ notices { nodes { id readAt title { text language } area { name district { name } } } pageInfo { hasNextPage } } noticeUnreadCount }";

async fn draft(secretary: &User, area: impl ToString, title: &str) -> String {
    let input = json!({ "areaId": area.to_string(), "severity": "IMPORTANT", "title": { "ms": title, "en": "Flood" }, "body": { "ms": "Bawa penyapu." } });
    secretary
        .graphql(CREATE, json!({ "input": input }))
        .await
        .ok()
        .text_at("noticeCreate/notice/id")
}

async fn publish(secretary: &User, id: &str) {
    secretary.graphql(PUBLISH, json!({ "id": id })).await.ok();
}

#[tokio::test]
async fn a_notice_reaches_the_residents_of_its_area_and_nobody_else() {
    let (_app, area, secretary, resident, stranger) = TestApp::neighbourhood().await;
    let mut live =
        Socket::subscribe(&resident, "subscription { noticeReceived { id title { ms } } }").await;
    let mut elsewhere =
        Socket::subscribe(&stranger, "subscription { noticeReceived { id } }").await;

    let id = draft(&secretary, area, "Gotong-royong Ahad ini").await;
    assert!(resident.ask(FEED).await.ok().at("notices/nodes").as_array().unwrap().is_empty());
    let hidden =
        resident.graphql("query($id: ID!) { notice(id: $id) { id } }", json!({ "id": id })).await;
    assert_eq!(hidden.code(), "NOT_FOUND");

    publish(&secretary, &id).await;
    let told = live.next().await.unwrap();
    assert_eq!(told["payload"]["data"]["noticeReceived"]["id"], json!(id));
    assert_eq!(told["payload"]["data"]["noticeReceived"]["title"]["ms"], "Gotong-royong Ahad ini");

    let feed = resident.ask(FEED).await.ok();
    assert_eq!(feed.at("notices/nodes/0/id"), &json!(id));
    assert_eq!(feed.at("notices/nodes/0/title/text"), "Flood");
    assert_eq!(feed.at("notices/nodes/0/area/name"), "Taman Mutiara Rini");
    assert_eq!(feed.at("noticeUnreadCount"), 1);
    assert_eq!(
        resident.speaking("ms").ask(FEED).await.ok().at("notices/nodes/0/title/text"),
        "Gotong-royong Ahad ini"
    );

    assert!(stranger.ask(FEED).await.ok().at("notices/nodes").as_array().unwrap().is_empty());
    assert_eq!(
        stranger
            .graphql("query($id: ID!) { notice(id: $id) { id } }", json!({ "id": id }))
            .await
            .code(),
        "NOT_FOUND"
    );
    assert!(elsewhere.is_silent().await);
}

#[tokio::test]
async fn a_resident_marks_a_notice_as_read_once() {
    let (app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    let id = draft(&secretary, area, "Mesyuarat").await;
    publish(&secretary, &id).await;
    app.advance(chrono::TimeDelta::minutes(5));
    let mark = "mutation($ids: [ID!]!, $at: DateTime) { noticeMarkRead(input: { ids: $ids, readAt: $at }) { notices { readAt } unreadCount userErrors { code } } }";
    let first = resident
        .graphql(mark, json!({ "ids": [id], "at": "2026-03-14T12:02:00+08:00" }))
        .await
        .ok();
    assert_eq!(first.at("noticeMarkRead/notices/0/readAt"), "2026-03-14T04:02:00.000Z");
    assert_eq!(first.at("noticeMarkRead/unreadCount"), 0);
    let again = resident.graphql(mark, json!({ "ids": [id] })).await.ok();
    assert_eq!(again.at("noticeMarkRead/notices/0/readAt"), "2026-03-14T04:02:00.000Z");
    assert_eq!(resident.ask(FEED).await.ok().at("noticeUnreadCount"), 0);
}

#[tokio::test]
async fn only_what_is_published_is_read_and_twice_is_once() {
    let (_app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    let mark = "mutation($ids: [ID!]!) { noticeMarkRead(input: { ids: $ids }) { notices { id } unreadCount userErrors { code } } }";
    let id = draft(&secretary, area, "Draf").await;
    assert_eq!(secretary.graphql(mark, json!({ "ids": [id] })).await.code(), "NOT_FOUND");
    publish(&secretary, &id).await;
    let twice = resident.graphql(mark, json!({ "ids": [id, id] })).await.ok();
    assert_eq!(twice.at("noticeMarkRead/notices").as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn one_notice_that_is_not_theirs_stops_the_whole_marking() {
    let (app, area, secretary, resident, stranger) = TestApp::neighbourhood().await;
    let mut ids = Vec::new();
    for number in 0..3 {
        let id = draft(&secretary, area, &format!("Notis {number}")).await;
        publish(&secretary, &id).await;
        ids.push(id);
    }
    let elsewhere = app.area("Taman Ria").await;
    let other =
        app.officer_of_committee("Puan Devi", elsewhere, domain::policy::Role::Secretary).await;
    let hidden = draft(&other, elsewhere, "Di sana").await;
    publish(&other, &hidden).await;
    let mark = "mutation($ids: [ID!]!) { noticeMarkRead(input: { ids: $ids }) { notices { id readAt } unreadCount userErrors { code } } }";
    let with_hidden: Vec<&String> = ids.iter().chain([&hidden]).collect();
    assert_eq!(resident.graphql(mark, json!({ "ids": with_hidden })).await.code(), "NOT_FOUND");
    assert_eq!(resident.ask(FEED).await.ok().at("noticeUnreadCount"), 3);
    assert_eq!(stranger.graphql(mark, json!({ "ids": ids })).await.code(), "NOT_FOUND");
    let marked = resident.graphql(mark, json!({ "ids": ids })).await.ok();
    let read = marked.at("noticeMarkRead/notices").as_array().unwrap();
    assert!(read.len() == 3 && read.iter().all(|notice| notice["readAt"].is_string()));
    assert_eq!(marked.at("noticeMarkRead/unreadCount"), 0);
}

#[tokio::test]
async fn a_phone_that_repeats_gets_the_first_outcome() {
    let (_app, area, secretary, _, _) = TestApp::neighbourhood().await;
    let input = |title: &str| json!({ "input": { "areaId": area.to_string(), "title": { "ms": title }, "body": { "ms": "Isi" }, "idempotencyKey": "k-1" } });
    let first = secretary.graphql(CREATE, input("Satu")).await.ok();
    let again = secretary.graphql(CREATE, input("Satu")).await.ok();
    assert_eq!(first.at("noticeCreate/notice/id"), again.at("noticeCreate/notice/id"));
    let other = secretary.graphql(CREATE, input("Dua")).await;
    assert_eq!(other.refusals("noticeCreate"), ["IDEMPOTENCY_MISMATCH idempotencyKey"]);

    // Two at once do the work once.
    let both = json!({ "input": { "areaId": area.to_string(), "title": { "ms": "Serentak" }, "body": { "ms": "Isi" }, "idempotencyKey": "k-2" } });
    let (left, right) =
        tokio::join!(secretary.graphql(CREATE, both.clone()), secretary.graphql(CREATE, both));
    assert_eq!(left.ok().at("noticeCreate/notice/id"), right.ok().at("noticeCreate/notice/id"));
}

#[tokio::test]
async fn a_refusal_names_every_field_and_is_repeated_word_for_word() {
    let (_app, area, secretary, _, _) = TestApp::neighbourhood().await;
    let input = json!({ "input": { "areaId": area.to_string(), "title": { "ms": " ", "en": "x".repeat(121) }, "body": { "ms": "a\u{202e}b" }, "idempotencyKey": "k" } });
    let first = secretary.graphql(CREATE, input.clone()).await;
    assert_eq!(first.refusals("noticeCreate"), ["REQUIRED title.ms", "TEXT_INVALID body.ms"]);
    assert_eq!(first.at("noticeCreate/notice"), &json!(null));
    let again = secretary.graphql(CREATE, input.clone()).await;
    assert_eq!(first.body, again.body);
    let malay = secretary.speaking("ms").graphql(CREATE, input).await;
    assert_eq!(malay.at("noticeCreate/userErrors/0/message"), "Ruangan ini perlu diisi.");
}

#[tokio::test]
async fn only_the_committees_voice_writes_and_publishes() {
    let (app, area, secretary, resident, stranger) = TestApp::neighbourhood().await;
    let treasurer =
        app.officer_of_committee("Puan Devi", area, domain::policy::Role::Treasurer).await;
    let id = draft(&secretary, area, "Draf").await;
    let input = json!({ "input": { "areaId": area.to_string(), "title": { "ms": "x" }, "body": { "ms": "y" } } });
    for (somebody, write, publish) in [
        (&treasurer, "FORBIDDEN", "FORBIDDEN"),
        (&resident, "FORBIDDEN", "NOT_FOUND"),
        (&stranger, "NOT_FOUND", "NOT_FOUND"),
        (&app.anybody(), "UNAUTHENTICATED", "UNAUTHENTICATED"),
    ] {
        assert_eq!(somebody.graphql(CREATE, input.clone()).await.code(), write);
        assert_eq!(somebody.graphql(PUBLISH, json!({ "id": id })).await.code(), publish);
    }
    let drafts = treasurer
        .graphql(
            "query($area: ID!) { notices(areaId: $area) { nodes { id status viewerCanPublish } } }",
            json!({ "area": area.to_string() }),
        )
        .await
        .ok();
    assert_eq!(drafts.at("notices/nodes/0/viewerCanPublish"), false);
}

#[tokio::test]
async fn a_feed_is_paged_and_stays_stable_while_notices_come() {
    let (app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    for number in 0..7 {
        app.advance(chrono::TimeDelta::minutes(1));
        let id = draft(&secretary, area, &format!("Notis {number}")).await;
        publish(&secretary, &id).await;
    }
    let page = "query($first: Int, $after: String, $last: Int, $before: String) { notices(first: $first, after: $after, last: $last, before: $before) { edges { cursor node { title { ms } } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }";
    let titles = |answer: &stories::Answer| -> Vec<String> {
        answer
            .at("notices/edges")
            .as_array()
            .unwrap()
            .iter()
            .map(|edge| edge["node"]["title"]["ms"].as_str().unwrap().to_owned())
            .collect()
    };
    let first = resident.graphql(page, json!({ "first": 3 })).await.ok();
    assert_eq!(titles(&first), ["Notis 6", "Notis 5", "Notis 4"]);
    assert_eq!(first.at("notices/pageInfo/hasNextPage"), true);
    let id = draft(&secretary, area, "Baharu").await;
    publish(&secretary, &id).await;
    let second = resident
        .graphql(page, json!({ "first": 3, "after": first.at("notices/pageInfo/endCursor") }))
        .await
        .ok();
    assert_eq!(titles(&second), ["Notis 3", "Notis 2", "Notis 1"]);
    let back = resident
        .graphql(page, json!({ "last": 2, "before": second.at("notices/pageInfo/startCursor") }))
        .await
        .ok();
    assert_eq!(titles(&back), ["Notis 5", "Notis 4"]);
    for (wrong, code) in [
        (json!({ "first": 0 }), "PAGE_INVALID"),
        (json!({ "first": 101 }), "PAGE_INVALID"),
        (json!({ "first": 1, "last": 1 }), "PAGE_INVALID"),
        (json!({ "after": "bukan" }), "CURSOR_INVALID"),
    ] {
        assert_eq!(resident.graphql(page, wrong).await.code(), code);
    }
}

#[tokio::test]
async fn an_id_of_another_kind_is_named() {
    let (_app, area, _, resident, _) = TestApp::neighbourhood().await;
    let answer = resident
        .graphql("query($id: ID!) { notice(id: $id) { id } }", json!({ "id": area.to_string() }))
        .await;
    assert_eq!(answer.code(), "ID_INVALID");
    assert_eq!(answer.body["errors"][0]["message"], "This is not the id of a notice.");
    let malay = resident.speaking("ms").ask("{ patrolUnit(id: \"notice_1\") { id } }").await;
    assert_eq!(malay.body["errors"][0]["message"], "Ini bukan id unit rondaan.");
    assert_eq!(answer.body["errors"][0]["path"], json!(["notice"]));
    let node = resident.graphql("query($id: ID!) { node(id: $id) { id ... on Area { name } } nodes(ids: [$id, \"area_00000000000000000000000000\"]) { id } }", json!({ "id": area.to_string() })).await.ok();
    assert_eq!(node.at("node/name"), "Taman Mutiara Rini");
    assert_eq!(node.at("nodes/1"), &json!(null));
    // Of several it is said which one is none.
    let nodes = "query($id: ID!) { nodes(ids: [$id, $id, \"taman\"]) { id } }";
    let refused = resident.graphql(nodes, json!({ "id": area.to_string() })).await;
    let said = &refused.body["errors"][0]["extensions"];
    assert_eq!((&said["code"], &said["field"]), (&json!("ID_INVALID"), &json!("ids.2")));
}
