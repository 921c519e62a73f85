//! The feed: everything meant for somebody, from all their areas and the levels above.

use chrono::TimeDelta;
use domain::{
    community::{self, Appointing, GrantScope},
    policy::Role,
};
use serde_json::{Value, json};
use stories::{Answer, TestApp, User, until, with};

use super::{CREATE, publish};

const PAGE: &str = "query($first: Int, $after: String, $last: Int, $before: String, $filter: NoticeFilter) { notices(first: $first, after: $after, last: $last, before: $before, filter: $filter) { edges { cursor node { id title { ms } } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }";
const COUNTS: &str = "{ noticeUnreadCounts { severity count more } noticeUnreadCount }";

pub(super) async fn send(user: &User, place: Value, title: &str, rest: Value) -> String {
    let input = json!({ "audience": { "place": place }, "title": { "ms": title }, "body": { "ms": "Isi" } });
    let input = with(input, rest);
    let written = user.graphql(CREATE, json!({ "input": input })).await.ok();
    let id = written.text_at("noticeCreate/notice/id");
    publish(user, &id).await;
    id
}

pub(super) fn titles(answer: &Answer) -> Vec<String> {
    let edges = answer.at("notices/edges").as_array().unwrap();
    edges.iter().map(|edge| edge["node"]["title"]["ms"].as_str().unwrap().to_owned()).collect()
}

pub(super) async fn page(user: &User, variables: Value) -> Answer {
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
        (json!({ "severity": "URGENT", "category": "HEALTH" }), vec!["Denggi"]),
        (json!({ "severity": "URGENT", "category": "HEALTH", "unreadOnly": true }), vec!["Denggi"]),
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

#[tokio::test]
async fn who_moves_reads_the_feed_of_the_new_place_and_no_longer_the_old_one() {
    let (app, area, secretary, mut moving, _) = TestApp::neighbourhood().await;
    let elsewhere = app.area_in("Taman Sejahtera", "02", "Kedah").await;
    let other = app.officer_of_committee("Puan Devi", elsewhere, Role::Secretary).await;
    send(&secretary, json!({ "areaId": area.to_string() }), "Di sini", json!({})).await;
    send(&other, json!({ "areaId": elsewhere.to_string() }), "Di sana", json!({})).await;
    assert_eq!(titles(&page(&moving, json!({})).await), ["Di sini"]);
    let leave = "mutation($area: ID!) { membershipLeave(input: { areaId: $area }) { userErrors { code } } }";
    moving.graphql(leave, json!({ "area": area.to_string() })).await.ok();
    app.join(moving.id, elsewhere).await;
    // The token with the old place is refused, so nothing is shown of what is kept for it.
    until(async || {
        let answer = moving.graphql(PAGE, json!({})).await;
        (answer.code() == "TOKEN_EXPIRED").then_some(())
    })
    .await;
    moving.refresh().await;
    assert_eq!(titles(&page(&moving, json!({})).await), ["Di sana"]);
}

#[tokio::test]
async fn a_neighbourhoods_new_name_stands_in_every_feed() {
    const NAMES: &str =
        "{ notices { nodes { area { name } audience { area { name } district { name } } } } }";
    let (app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    send(&secretary, json!({ "areaId": area.to_string() }), "Notis", json!({})).await;
    let beside = if app.database.redis.is_some() { Some(app.beside().await) } else { None };
    let mut readers = vec![resident.clone()];
    readers.extend(beside.iter().map(|node| resident.asking(&node.url)));
    for reader in &readers {
        let known = reader.ask(NAMES).await.ok();
        assert_eq!(known.at("notices/nodes/0/area/name"), "Taman Mutiara Rini");
    }
    let district = community::area(&app.ctx(), area).await.unwrap().district_id;
    let in_district = GrantScope::District(district);
    let officer = app.officer("Puan Norazlina", Role::DistrictOfficer, &in_district).await;
    let rename =
        "mutation($input: AreaUpdateInput!) { areaUpdate(input: $input) { userErrors { code } } }";
    let input = json!({ "id": area, "version": 1, "name": "Taman Mutiara Baharu" });
    officer.graphql(rename, json!({ "input": input })).await.ok();
    for reader in &readers {
        let known = until(async || {
            let known = reader.ask(NAMES).await.ok();
            (known.at("notices/nodes/0/area/name") == "Taman Mutiara Baharu").then_some(known)
        })
        .await;
        let audience = known.at("notices/nodes/0/audience");
        let expected = json!({ "area": { "name": "Taman Mutiara Baharu" }, "district": null });
        assert_eq!(audience, &expected);
    }
}

#[tokio::test]
async fn what_reaches_somebody_in_several_roles_stands_in_their_feed_once() {
    let (app, area, secretary, _, mut many) = TestApp::neighbourhood().await;
    let elsewhere = app.area_in("Taman Sejahtera", "02", "Kedah").await;
    app.join(many.id, area).await;
    let (person, starts_at) = (many.id, app.clock.now());
    app.arrange(async |ctx, work| {
        for area in [area, elsewhere] {
            let post = Role::Treasurer;
            let new = Appointing { person, area, post, starts_at, ends_at: None };
            community::add_appointment(work, ctx.mint(), &new).await.unwrap();
        }
    })
    .await;
    many.sign_in_again().await;
    let hq = app.officer("Puan Chong", Role::HqOfficer, &GrantScope::Nation).await;
    send(&hq, json!({ "nation": true }), "Semua", json!({})).await;
    app.advance(TimeDelta::seconds(1));
    let audience = json!({ "place": { "areaId": area.to_string() }, "roles": ["COMMITTEE"], "personIds": [many.id.to_string()] });
    let input = json!({ "audience": audience, "title": { "ms": "AJK" }, "body": { "ms": "Isi" } });
    let written = secretary.graphql(CREATE, json!({ "input": input })).await.ok();
    publish(&secretary, &written.text_at("noticeCreate/notice/id")).await;
    app.advance(TimeDelta::seconds(1));
    let pinned = json!({ "pinnedUntil": app.clock.now() + TimeDelta::minutes(8) });
    send(&hq, json!({ "stateCode": "02" }), "Kedah", pinned).await;
    for (variables, expected) in [
        (json!({}), vec!["Kedah", "AJK", "Semua"]),
        (json!({ "first": 2 }), vec!["Kedah", "AJK"]),
        (json!({ "last": 2 }), vec!["AJK", "Semua"]),
        (json!({ "filter": { "unreadOnly": true } }), vec!["Kedah", "AJK", "Semua"]),
    ] {
        assert_eq!(titles(&page(&many, variables.clone()).await), expected, "{variables}");
    }
    assert_eq!(many.ask(COUNTS).await.ok().at("noticeUnreadCount"), 3);
}
