//! Each node remembers the newest notices; whoever reads their feed notices nothing of that.

use chrono::TimeDelta;
use domain::{
    community::{self, Appointing},
    policy::Role,
    shared::{
        db,
        id::{AppointmentId, NoticeId},
    },
};
use serde_json::{Value, json};
use stories::{Answer, TestApp, User, until};

use super::{
    draft,
    feed::{page, send, titles},
    life::{schedule, update, withdraw},
    parts::{moves, part, to},
    publish,
    unread::{self, Older},
};

/// Looks until somebody's feed shows this and nothing else.
async fn shows(reader: &User, expected: &[&str]) {
    until(async || {
        let found = titles(&page(reader, json!({})).await);
        (found == expected).then_some(())
    })
    .await;
}

/// What stands in somebody's feed now.
async fn feed(reader: &User) -> Vec<String> {
    titles(&page(reader, json!({})).await)
}

/// Another node, where there may be one.
pub(super) async fn second(app: &TestApp) -> Option<TestApp> {
    match app.database.redis {
        Some(_) => Some(app.beside().await),
        None => None,
    }
}

pub(super) fn ids(answer: &Answer) -> Vec<String> {
    let edges = answer.at("notices/edges").as_array().unwrap();
    edges.iter().map(|edge| edge["node"]["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn whatever_becomes_of_a_notice_on_one_node_the_feed_of_the_other_shows() {
    let (app, area, secretary, resident, stranger) = TestApp::neighbourhood().await;
    let other = second(&app).await;
    let url = other.as_ref().map_or(&app.url, |other| &other.url);
    let (reader, elsewhere) = (resident.asking(url), stranger.asking(url));
    let here = json!({ "areaId": area.to_string() });
    for somebody in [&resident, &reader, &elsewhere] {
        assert!(feed(somebody).await.is_empty());
    }
    let one = send(&secretary, here.clone(), "Satu", json!({})).await;
    assert_eq!(feed(&resident).await, ["Satu"], "where it was published it stands at once");
    shows(&reader, &["Satu"]).await;
    app.advance(TimeDelta::seconds(1));
    let two = send(&secretary, here, "Dua", json!({})).await;
    shows(&reader, &["Dua", "Satu"]).await;

    // Corrected, pinned, and no longer pinned.
    update(&secretary, &one, 2, json!({ "title": { "ms": "Betul" } })).await.ok();
    assert_eq!(feed(&resident).await, ["Dua", "Betul"]);
    shows(&reader, &["Dua", "Betul"]).await;
    let until_later = app.clock.now() + TimeDelta::minutes(30);
    update(&secretary, &one, 3, json!({ "pinnedUntil": until_later })).await.ok();
    shows(&reader, &["Betul", "Dua"]).await;
    update(&secretary, &one, 4, json!({ "pinnedUntil": null })).await.ok();
    shows(&reader, &["Dua", "Betul"]).await;

    // What is scheduled comes at its time, by whichever node is free.
    let three = draft(&secretary, area, "Tiga").await;
    let soon = app.clock.now() + TimeDelta::minutes(2);
    schedule(&secretary, &three, soon).await.ok();
    assert_eq!(feed(&reader).await, ["Dua", "Betul"]);
    app.advance(TimeDelta::minutes(2));
    shows(&reader, &["Tiga", "Dua", "Betul"]).await;
    shows(&resident, &["Tiga", "Dua", "Betul"]).await;

    withdraw(&secretary, &two, "Tersilap hantar.").await.ok();
    assert_eq!(feed(&resident).await, ["Tiga", "Betul"]);
    shows(&reader, &["Tiga", "Betul"]).await;
    assert!(feed(&elsewhere).await.is_empty());
}

#[tokio::test]
async fn what_expires_and_what_comes_down_does_so_by_the_clock() {
    let (app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    let here = json!({ "areaId": area.to_string() });
    let after = |minutes: i64| app.clock.now() + TimeDelta::minutes(minutes);
    let (ends, comes_down) = (after(3), after(5));
    send(&secretary, here.clone(), "Disemat", json!({ "pinnedUntil": comes_down })).await;
    app.advance(TimeDelta::seconds(1));
    send(&secretary, here.clone(), "Tamat", json!({ "expiresAt": ends })).await;
    app.advance(TimeDelta::seconds(1));
    send(&secretary, here, "Biasa", json!({})).await;
    assert_eq!(feed(&resident).await, ["Disemat", "Biasa", "Tamat"]);
    app.advance(TimeDelta::minutes(3));
    assert_eq!(feed(&resident).await, ["Disemat", "Biasa"]);
    app.advance(TimeDelta::minutes(2));
    assert_eq!(feed(&resident).await, ["Biasa", "Disemat"]);
}

#[tokio::test]
async fn whoever_is_named_finds_it_among_what_everybody_gets() {
    let (app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    let neighbour = app.resident("Puan Wong", area).await;
    let here = json!({ "areaId": area.to_string() });
    let named = json!({ "place": here, "personIds": [resident.id.to_string()] });
    send(&secretary, here.clone(), "Satu", json!({})).await;
    assert_eq!((feed(&resident).await.len(), feed(&neighbour).await.len()), (1, 1));
    app.advance(TimeDelta::seconds(1));
    let own = send(&secretary, here.clone(), "Sendiri", json!({ "audience": named })).await;
    app.advance(TimeDelta::seconds(1));
    send(&secretary, here, "Dua", json!({})).await;
    assert_eq!(feed(&resident).await, ["Dua", "Sendiri", "Satu"]);
    assert_eq!(feed(&neighbour).await, ["Dua", "Satu"]);
    let (mut found, mut after) = (Vec::new(), Value::Null);
    loop {
        let next = page(&resident, json!({ "first": 1, "after": after })).await;
        found.extend(titles(&next));
        after = next.at("notices/pageInfo/endCursor").clone();
        if next.at("notices/pageInfo/hasNextPage") == false {
            break;
        }
    }
    assert_eq!(found, ["Dua", "Sendiri", "Satu"]);

    let later = app.clock.now() + TimeDelta::minutes(30);
    update(&secretary, &own, 2, json!({ "pinnedUntil": later })).await.ok();
    assert_eq!(feed(&resident).await, ["Sendiri", "Dua", "Satu"]);
    withdraw(&secretary, &own, "Tersilap hantar.").await.ok();
    assert_eq!(feed(&resident).await, ["Dua", "Satu"]);
}

#[tokio::test]
async fn what_a_feed_shows_says_what_the_reader_did_with_it() {
    const FEED: &str = "{ notices { nodes { id readAt acknowledgedAt } } }";
    let (app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    let neighbour = app.resident("Puan Wong", area).await;
    let here = json!({ "areaId": area.to_string() });
    let id = send(&secretary, here, "Satu", json!({ "needsAcknowledgement": true })).await;
    for reader in [&resident, &neighbour] {
        let feed = reader.ask(FEED).await.ok();
        assert_eq!(feed.at("notices/nodes/0/readAt"), &Value::Null);
    }
    let know =
        "mutation($id: ID!) { noticeAcknowledge(input: { id: $id }) { userErrors { code } } }";
    resident.graphql(know, json!({ "id": id })).await.ok();
    let feed = resident.ask(FEED).await.ok();
    assert!(feed.at("notices/nodes/0/acknowledgedAt").is_string(), "{}", feed.text);
    let feed = neighbour.ask(FEED).await.ok();
    assert_eq!(feed.at("notices/nodes/0/acknowledgedAt"), &Value::Null);
}

#[tokio::test]
async fn what_is_for_one_block_is_on_no_other_board() {
    let (app, area, secretary, mut resident, _) = TestApp::neighbourhood().await;
    let neighbour = app.resident("Puan Wong", area).await;
    let other = second(&app).await;
    let url = other.as_ref().map_or(&app.url, |other| &other.url);
    let block = part(&secretary, area, "Blok A").await;
    moves(&mut resident, area, &block).await;
    let (reader, beside) = (resident.asking(url), neighbour.asking(url));
    assert!(feed(&reader).await.is_empty() && feed(&beside).await.is_empty());
    let audience = json!({ "audience": to(area, &block) });
    let here = json!({ "areaId": area.to_string() });
    send(&secretary, here.clone(), "Blok A", audience).await;
    shows(&reader, &["Blok A"]).await;
    assert!(feed(&beside).await.is_empty());
    app.advance(TimeDelta::seconds(1));
    send(&secretary, here, "Semua", json!({})).await;
    shows(&reader, &["Semua", "Blok A"]).await;
    shows(&beside, &["Semua"]).await;
}

#[tokio::test]
async fn a_role_that_is_gained_opens_its_notices_and_one_that_is_lost_closes_them() {
    const END: &str = "mutation($input: AppointmentEndInput!) { appointmentEnd(input: $input) { userErrors { code field } } }";
    let (app, area, secretary, mut resident, _) = TestApp::neighbourhood().await;
    let here = json!({ "areaId": area.to_string() });
    send(&secretary, here.clone(), "Semua", json!({})).await;
    app.advance(TimeDelta::seconds(1));
    let to_committee = json!({ "audience": { "place": here, "roles": ["COMMITTEE"] } });
    send(&secretary, here, "AJK", to_committee).await;
    assert_eq!(feed(&resident).await, ["Semua"]);
    assert_eq!(feed(&secretary).await, ["AJK", "Semua"]);
    let (person, starts_at) = (resident.id, app.clock.now());
    let id: AppointmentId = app.ctx().mint();
    app.arrange(async |_, work| {
        let new = Appointing { person, area, post: Role::Treasurer, starts_at, ends_at: None };
        community::add_appointment(work, id, &new).await.unwrap();
    })
    .await;
    resident.sign_in_again().await;
    assert_eq!(feed(&resident).await, ["AJK", "Semua"]);
    app.advance(TimeDelta::minutes(1));
    let input = json!({ "id": id.to_string(), "reason": "Berpindah" });
    resident.graphql(END, json!({ "input": input })).await.ok();
    resident.sign_in_again().await;
    assert_eq!(feed(&resident).await, ["Semua"]);
}

#[tokio::test]
async fn beyond_what_a_node_remembers_pages_go_on_without_a_gap_while_notices_come() {
    let (app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    let id = draft(&secretary, area, "Notis").await;
    publish(&secretary, &id).await;
    let older = Older { like: &id, from: 1, number: 299, read_by: None };
    unread::add(&app, older).await;
    let sql =
        "select id from notice where status = 'PUBLISHED' order by published_at desc, id desc";
    let all: Vec<NoticeId> = db::values(app.house.tools.db.write(), sql, []).await.unwrap();
    let all: Vec<String> = all.iter().map(NoticeId::to_string).collect();
    assert_eq!(all.len(), 300);
    let (mut found, mut after) = (Vec::new(), Value::Null);
    loop {
        let next = page(&resident, json!({ "first": 20, "after": after })).await;
        found.extend(ids(&next));
        after = next.at("notices/pageInfo/endCursor").clone();
        if next.at("notices/pageInfo/hasNextPage") == false {
            break;
        }
        app.advance(TimeDelta::seconds(1));
        send(&secretary, json!({ "areaId": area.to_string() }), "Baharu", json!({})).await;
    }
    assert_eq!(found, all);
    assert_eq!(titles(&page(&resident, json!({ "first": 1 })).await), ["Baharu"]);
}

#[tokio::test]
async fn whoever_erases_their_account_is_taken_out_of_what_is_remembered_too() {
    let (app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    // The committee keeps its voice.
    app.officer_of_committee("Puan Aminah", area, Role::Chair).await;
    let here = json!({ "areaId": area.to_string() });
    send(&secretary, here, "Hubungi Puan Aishah", json!({})).await;
    assert_eq!(feed(&resident).await, ["Hubungi Puan Aishah"]);
    let erase = "mutation { accountErase(input: { understood: true }) { userErrors { code } } }";
    secretary.ask(erase).await.ok();
    let left = feed(&resident).await;
    assert_eq!(left.len(), 1);
    assert!(!left[0].contains("Aishah"), "{left:?}");
}
