//! The feed: everything meant for somebody, from all their areas and the levels above.

use chrono::TimeDelta;
use domain::{community::GrantScope, policy::Role};
use serde_json::{Value, json};
use stories::{Answer, TestApp, User, with};

use super::{CREATE, publish};

const PAGE: &str = "query($first: Int, $after: String, $last: Int, $before: String, $filter: NoticeFilter) { notices(first: $first, after: $after, last: $last, before: $before, filter: $filter) { edges { cursor node { id title { ms } } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }";
const COUNTS: &str = "{ noticeUnreadCounts { severity count more } noticeUnreadCount }";

async fn send(user: &User, place: Value, title: &str, rest: Value) -> String {
    let input = json!({ "audience": { "place": place }, "title": { "ms": title }, "body": { "ms": "Isi" } });
    let input = with(input, rest);
    let written = user.graphql(CREATE, json!({ "input": input })).await.ok();
    let id = written.text_at("noticeCreate/notice/id");
    publish(user, &id).await;
    id
}

fn titles(answer: &Answer) -> Vec<String> {
    let edges = answer.at("notices/edges").as_array().unwrap();
    edges.iter().map(|edge| edge["node"]["title"]["ms"].as_str().unwrap().to_owned()).collect()
}

async fn page(user: &User, variables: Value) -> Answer {
    user.graphql(PAGE, variables).await.ok()
}

#[tokio::test]
async fn what_is_pinned_stands_first_and_pages_stay_stable() {
    let (app, area, secretary, mut resident, _) = TestApp::neighbourhood().await;
    let hq = app.officer("Puan Chong", Role::HqOfficer, &GrantScope::Nation).await;
    let here = json!({ "areaId": area.to_string() });
    let pinned = app.clock.now() + TimeDelta::minutes(8);
    for number in 0..6 {
        app.advance(TimeDelta::seconds(10));
        let rest = if number % 3 == 0 { json!({ "pinnedUntil": pinned }) } else { json!({}) };
        send(&secretary, here.clone(), &format!("Notis {number}"), rest).await;
    }
    app.advance(TimeDelta::seconds(10));
    send(&hq, json!({ "nation": true }), "Negara", json!({})).await;
    let all = ["Notis 3", "Notis 0", "Negara", "Notis 5", "Notis 4", "Notis 2", "Notis 1"];
    assert_eq!(titles(&page(&resident, json!({ "first": 20 })).await), all);

    // Forward in every size, and back again.
    for first in 1..=8 {
        let (mut found, mut after, mut ends) = (Vec::new(), Value::Null, Vec::new());
        loop {
            let next = page(&resident, json!({ "first": first, "after": after })).await;
            found.extend(titles(&next));
            after = next.at("notices/pageInfo/endCursor").clone();
            ends.push(next.at("notices/pageInfo/startCursor").clone());
            if next.at("notices/pageInfo/hasNextPage") == false {
                break;
            }
        }
        assert_eq!(found, all, "{first} at a time");
        let last = ends.pop().unwrap();
        let before = page(&resident, json!({ "last": 100, "before": last })).await;
        assert_eq!(titles(&before), all[..ends.len() * usize::try_from(first).unwrap()]);
    }
    let tail = page(&resident, json!({ "last": 2 })).await;
    assert_eq!(titles(&tail), ["Notis 2", "Notis 1"]);

    // What is pinned comes down while somebody reads: nothing is shown twice or passed over.
    let first = page(&resident, json!({ "first": 2 })).await;
    app.advance(TimeDelta::minutes(8));
    resident.refresh().await;
    let after = first.at("notices/pageInfo/endCursor").clone();
    let rest = page(&resident, json!({ "first": 20, "after": after })).await;
    assert_eq!(titles(&rest), all[2..]);
    let now = page(&resident, json!({ "first": 20 })).await;
    assert_eq!(titles(&now)[..2], ["Negara", "Notis 5"]);
}

#[tokio::test]
async fn a_feed_is_filtered_and_unread_is_counted_by_severity() {
    let (app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    let here = json!({ "areaId": area.to_string() });
    let urgent = json!({ "severity": "URGENT", "category": "HEALTH" });
    let first = send(&secretary, here.clone(), "Denggi", urgent).await;
    app.advance(TimeDelta::seconds(1));
    send(&secretary, here.clone(), "Kelas", json!({ "category": "ACTIVITY" })).await;
    for (filter, found) in [
        (json!({ "severity": "URGENT" }), vec!["Denggi"]),
        (json!({ "category": "ACTIVITY" }), vec!["Kelas"]),
        (json!({ "severity": "URGENT", "category": "ACTIVITY" }), vec![]),
        (json!({ "unreadOnly": true }), vec!["Kelas", "Denggi"]),
    ] {
        assert_eq!(titles(&page(&resident, json!({ "filter": filter })).await), found, "{filter}");
    }
    let counts = resident.ask(COUNTS).await.ok();
    let of = |counts: &Answer, severity: &str| {
        let all = counts.at("noticeUnreadCounts").as_array().unwrap().clone();
        all.into_iter().find(|count| count["severity"] == *severity).unwrap()["count"].clone()
    };
    assert_eq!((of(&counts, "URGENT"), of(&counts, "INFORMATION")), (json!(1), json!(1)));
    assert_eq!(counts.at("noticeUnreadCount"), 2);
    let mark = "mutation($ids: [ID!]!) { noticeMarkRead(input: { ids: $ids }) { unreadCount userErrors { code } } }";
    let left = resident.graphql(mark, json!({ "ids": [first] })).await.ok();
    assert_eq!(left.at("noticeMarkRead/unreadCount"), 1);
    assert_eq!(of(&resident.ask(COUNTS).await.ok(), "URGENT"), json!(0));
    let unread = page(&resident, json!({ "filter": { "unreadOnly": true } })).await;
    assert_eq!(titles(&unread), ["Kelas"]);
}

#[tokio::test]
async fn beyond_ninety_nine_apps_show_ninety_nine_and_more() {
    let (_app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    for number in 0..100 {
        let here = json!({ "areaId": area.to_string() });
        send(&secretary, here, &format!("Notis {number}"), json!({})).await;
        if number >= 98 {
            let counts = resident.ask(COUNTS).await.ok();
            let expected = json!({ "severity": "INFORMATION", "count": 99, "more": number == 99 });
            assert_eq!(counts.at("noticeUnreadCounts/0"), &expected);
        }
    }
    assert_eq!(resident.ask(COUNTS).await.ok().at("noticeUnreadCount"), 100);
}

#[tokio::test]
async fn who_joins_later_sees_what_is_still_valid() {
    let (app, area, secretary, _, _) = TestApp::neighbourhood().await;
    let here = json!({ "areaId": area.to_string() });
    let soon = app.clock.now() + TimeDelta::minutes(5);
    send(&secretary, here.clone(), "Tamat", json!({ "expiresAt": soon })).await;
    send(&secretary, here, "Peraturan taman", json!({})).await;
    app.advance(TimeDelta::minutes(6));
    let newcomer = app.resident("Puan Wong", area).await;
    assert_eq!(titles(&page(&newcomer, json!({})).await), ["Peraturan taman"]);
}

#[tokio::test]
async fn a_feed_is_merged_of_all_areas() {
    let (app, area, secretary, _, mut both) = TestApp::neighbourhood().await;
    let elsewhere = app.area_in("Taman Sejahtera", "02", "Kedah").await;
    let other = app.officer_of_committee("Puan Devi", elsewhere, Role::Secretary).await;
    app.join(both.id, area).await;
    app.join(both.id, elsewhere).await;
    both.sign_in_again().await;
    for number in 0..4 {
        app.advance(TimeDelta::seconds(1));
        let (sender, place) =
            if number % 2 == 0 { (&secretary, area) } else { (&other, elsewhere) };
        send(sender, json!({ "areaId": place.to_string() }), &format!("{number}"), json!({})).await;
    }
    let first = page(&both, json!({ "first": 3 })).await;
    assert_eq!(titles(&first), ["3", "2", "1"]);
    let after = first.at("notices/pageInfo/endCursor").clone();
    assert_eq!(titles(&page(&both, json!({ "first": 3, "after": after })).await), ["0"]);
}
