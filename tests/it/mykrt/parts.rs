//! A notice to a part of an area: one block, one phase.

use chrono::TimeDelta;
use domain::{community::GrantScope, policy::Role};
use serde_json::{Value, json};
use stories::{Answer, TestApp, User, socket::Socket, until};

use super::{CREATE, FEED, publish, spread::Ringing};

const ADD: &str = "mutation($input: AreaPartAddInput!) { areaPartAdd(input: $input) { part { id name endedAt } userErrors { code field } } }";
const RENAME: &str = "mutation($input: AreaPartUpdateInput!) { areaPartUpdate(input: $input) { part { id name } userErrors { code field } } }";
const END: &str = "mutation($id: ID!) { areaPartEnd(input: { id: $id }) { part { id endedAt } userErrors { code field } } }";
const LIVE_IN: &str = "mutation($input: MembershipPartSetInput!) { membershipPartSet(input: $input) { memberships { area { id } part { id name endedAt } } userErrors { code field } } }";
const PARTS: &str = "query($id: ID!) { area(id: $id) { parts { id name } } }";
const READ: &str = "query($id: ID!) { notice(id: $id) { status heldBackAt readAt audience { area { id } part { name } roles } receipts { audience } } }";
const REACH: &str = "query($input: NoticeAudienceInput!) { noticeAudience(input: $input) { people channels { channel people } sample } }";
const SENT: &str =
    "query($place: NoticePlaceInput!) { noticesSent(place: $place) { nodes { id } } }";
const LIVE: &str = "subscription { noticeReceived { id } }";

async fn add(user: &User, area: impl ToString, name: &str) -> Answer {
    let input = json!({ "areaId": area.to_string(), "name": name });
    user.graphql(ADD, json!({ "input": input })).await
}

pub(super) async fn part(user: &User, area: impl ToString, name: &str) -> String {
    add(user, area, name).await.ok().text_at("areaPartAdd/part/id")
}

async fn live_in(user: &User, area: impl ToString, part: Option<&str>) -> Answer {
    let input = json!({ "areaId": area.to_string(), "partId": part });
    user.graphql(LIVE_IN, json!({ "input": input })).await
}

/// Somebody says in which part they live, and their phone refreshes.
pub(super) async fn moves(user: &mut User, area: impl ToString, part: &str) {
    live_in(user, area, Some(part)).await.ok();
    user.refresh().await;
}

pub(super) fn to(area: domain::shared::id::AreaId, part: &str) -> Value {
    json!({ "place": { "areaId": area.to_string(), "partId": part } })
}

async fn write(user: &User, audience: Value) -> Answer {
    let input = json!({ "audience": audience, "title": { "ms": "Air dipotong" }, "body": { "ms": "Esok." } });
    user.graphql(CREATE, json!({ "input": input })).await
}

async fn draft(user: &User, audience: Value) -> String {
    write(user, audience).await.ok().text_at("noticeCreate/notice/id")
}

async fn read(user: &User, id: &str) -> Answer {
    user.graphql(READ, json!({ "id": id })).await
}

/// Whether it stands in somebody's feed, as whoever reads it by its id finds too. The two are asked
/// until they agree: a node knows of a move within a second, and that may lie between them.
async fn sees(user: &User, id: &str) -> bool {
    until(async || {
        let feed = user.ask(FEED).await.ok();
        let there = feed.at("notices/nodes").as_array().unwrap().iter().any(|one| one["id"] == *id);
        (there == read(user, id).await.code().is_empty()).then_some(there)
    })
    .await
}

/// Waits until it stands in somebody's feed, or does not any more.
async fn will_see(user: &User, id: &str, there: bool) {
    until(async || (sees(user, id).await == there).then_some(())).await;
}

#[tokio::test]
async fn a_notice_to_one_block_reaches_its_residents_alone() {
    let mut ring = Ringing::begins().await;
    let area = ring.area;
    let (a, b) = (part(&ring.chair, area, "Blok A").await, part(&ring.chair, area, "Blok B").await);
    let parts = ring.lim.graphql(PARTS, json!({ "id": area.to_string() })).await.ok();
    assert_eq!(parts.at("area/parts/1/name"), "Blok B");
    moves(&mut ring.lim, area, &a).await;
    moves(&mut ring.siti, area, &b).await;

    let reach = ring.chair.graphql(REACH, json!({ "input": to(area, &a) })).await.ok();
    assert_eq!(reach.at("noticeAudience/people"), 1);
    assert_eq!(reach.at("noticeAudience/sample"), &json!(["Encik Lim"]));
    assert_eq!(reach.at("noticeAudience/channels/0/people"), 1);

    let mut to_lim = Socket::subscribe(&ring.lim, LIVE).await;
    let mut to_siti = Socket::subscribe(&ring.siti, LIVE).await;
    let id = ring.send("IMPORTANT", json!({ "audience": to(area, &a) })).await;
    assert_eq!(to_lim.next().await.unwrap()["payload"]["data"]["noticeReceived"]["id"], json!(id));
    ring.settles().await;
    assert_eq!(ring.phones(&id), ["lim-1"]);
    assert!(to_siti.is_silent().await);
    will_see(&ring.lim, &id, true).await;
    will_see(&ring.siti, &id, false).await;
    assert_eq!(ring.lim.ask(FEED).await.ok().at("noticeUnreadCount"), 1);
    assert_eq!(ring.siti.ask(FEED).await.ok().at("noticeUnreadCount"), 0);

    let sent = read(&ring.chair, &id).await.ok();
    assert_eq!(sent.at("notice/audience/part/name"), "Blok A");
    assert_eq!(sent.at("notice/audience/area/id"), &json!(area.to_string()));
    assert_eq!(sent.at("notice/receipts/audience"), 1);
    // The committee finds it among its own, and by its part.
    let own = "query($area: ID!) { notices(areaId: $area) { nodes { id } } }";
    let own = ring.chair.graphql(own, json!({ "area": area.to_string() })).await.ok();
    assert_eq!(own.at("notices/nodes/0/id"), &json!(id));
    let by_part = ring.chair.graphql(SENT, to(area, &a)).await.ok();
    assert_eq!(by_part.at("noticesSent/nodes/0/id"), &json!(id));
    assert_eq!(
        ring.chair.graphql(SENT, to(area, &b)).await.ok().at("noticesSent/nodes"),
        &json!([])
    );
    // To a role of the part: nobody who lives there patrols.
    let patrol =
        json!({ "place": { "areaId": area.to_string(), "partId": a }, "roles": ["PATROL"] });
    let empty = draft(&ring.chair, patrol).await;
    let publish =
        "mutation($id: ID!) { noticePublish(input: { id: $id }) { userErrors { code field } } }";
    let refused = ring.chair.graphql(publish, json!({ "id": empty })).await;
    assert_eq!(refused.refusals("noticePublish"), ["AUDIENCE_EMPTY audience"]);
    // Everybody of the area is everybody of its parts too.
    let all = ring.send("IMPORTANT", json!({})).await;
    assert!(sees(&ring.lim, &all).await && sees(&ring.siti, &all).await);
}

#[tokio::test]
async fn whoever_moves_to_another_block_reads_what_is_sent_there() {
    let mut ring = Ringing::begins().await;
    let area = ring.area;
    let (a, b) = (part(&ring.chair, area, "Blok A").await, part(&ring.chair, area, "Blok B").await);
    moves(&mut ring.lim, area, &a).await;
    let to_a = ring.send("IMPORTANT", json!({ "audience": to(area, &a) })).await;
    will_see(&ring.lim, &to_a, true).await;

    let mut live = Socket::subscribe(&ring.lim, LIVE).await;
    let moved = live_in(&ring.lim, area, Some(&b)).await.ok();
    assert_eq!(moved.at("membershipPartSet/memberships/0/part/name"), "Blok B");
    // What they followed as a resident of the other block ends.
    assert_eq!(live.closed().await.0, 4403);
    ring.lim.refresh().await;
    will_see(&ring.lim, &to_a, false).await;
    let mut live = Socket::subscribe(&ring.lim, LIVE).await;
    let to_b = ring.send("IMPORTANT", json!({ "audience": to(area, &b) })).await;
    assert_eq!(live.next().await.unwrap()["payload"]["data"]["noticeReceived"]["id"], json!(to_b));

    // The committee says it for a resident who does not; neighbours do not.
    let of_siti = |part: Value| json!({ "input": { "areaId": area.to_string(), "partId": part, "personId": ring.siti.id.to_string() } });
    assert_eq!(ring.lim.graphql(LIVE_IN, of_siti(json!(b))).await.code(), "FORBIDDEN");
    let elsewhere = ring.app.area("Taman Melati").await;
    let stranger = ring.app.officer_of_committee("Encik Muthu", elsewhere, Role::Secretary).await;
    assert_eq!(stranger.graphql(LIVE_IN, of_siti(json!(b))).await.code(), "NOT_FOUND");
    for _ in 0..2 {
        ring.chair.graphql(LIVE_IN, of_siti(json!(b))).await.ok();
    }
    ring.siti.refresh().await;
    will_see(&ring.siti, &to_b, true).await;
    let listed =
        "query($area: ID!) { residents(areaId: $area) { nodes { displayName part { name } } } }";
    let listed = ring.chair.graphql(listed, json!({ "area": area.to_string() })).await.ok();
    assert_eq!(listed.at("residents/nodes/1/part/name"), "Blok B");
    // Nowhere in particular again.
    live_in(&ring.siti, area, None).await.ok();
    ring.siti.refresh().await;
    // A node knows of a move within a second.
    will_see(&ring.siti, &to_b, false).await;
}

#[tokio::test]
async fn what_is_scheduled_for_a_part_that_ended_is_held_back() {
    let (app, area, mut secretary, mut resident, _) = TestApp::neighbourhood().await;
    let a = part(&secretary, area, "Blok A").await;
    assert_eq!(
        add(&secretary, area, "blok  a").await.refusals("areaPartAdd"),
        ["AREA_PART_NAME_TAKEN name"]
    );
    moves(&mut resident, area, &a).await;
    let (out, waits) =
        (draft(&secretary, to(area, &a)).await, draft(&secretary, to(area, &a)).await);
    publish(&secretary, &out).await;
    let schedule = "mutation($id: ID!, $at: DateTime) { noticeSchedule(input: { id: $id, publishAt: $at }) { notice { status } userErrors { code field } } }";
    let at = app.clock.now() + TimeDelta::hours(1);
    secretary.graphql(schedule, json!({ "id": waits, "at": at })).await.ok();
    for _ in 0..2 {
        let ended = secretary.graphql(END, json!({ "id": a })).await.ok();
        assert_ne!(ended.at("areaPartEnd/part/endedAt"), &Value::Null);
    }
    app.advance(TimeDelta::hours(1));
    secretary.refresh().await;
    resident.refresh().await;
    until(async || {
        let held = read(&secretary, &waits).await.ok();
        (held.at("notice/status") == "DRAFT").then_some(())
    })
    .await;
    assert_ne!(read(&secretary, &waits).await.ok().at("notice/heldBackAt"), &Value::Null);
    let publish =
        "mutation($id: ID!) { noticePublish(input: { id: $id }) { userErrors { code field } } }";
    let refused = secretary.graphql(publish, json!({ "id": waits })).await;
    assert_eq!(refused.refusals("noticePublish"), ["AREA_PART_UNKNOWN audience.place.partId"]);
    // What was out stays readable, nothing new goes there, and nobody moves there.
    assert!(sees(&resident, &out).await);
    let late = write(&secretary, to(area, &a)).await;
    assert_eq!(late.refusals("noticeCreate"), ["AREA_PART_UNKNOWN audience.place.partId"]);
    let neighbour = app.resident("Puan Wong", area).await;
    let refused = live_in(&neighbour, area, Some(&a)).await;
    assert_eq!(refused.refusals("membershipPartSet"), ["AREA_PART_UNKNOWN partId"]);
    let renamed =
        secretary.graphql(RENAME, json!({ "input": { "id": a, "name": "Blok Z" } })).await;
    assert_eq!(renamed.refusals("areaPartUpdate"), ["AREA_PART_UNKNOWN id"]);
    // Its name is free again.
    let again = part(&secretary, area, "Blok A").await;
    let named = json!({ "input": { "id": again, "name": "Blok A1" } });
    let renamed = secretary.graphql(RENAME, named).await.ok();
    assert_eq!(renamed.at("areaPartUpdate/part/name"), "Blok A1");
    let parts = resident.graphql(PARTS, json!({ "id": area.to_string() })).await.ok();
    assert_eq!(parts.at("area/parts"), &json!([{ "id": again, "name": "Blok A1" }]));
}

#[tokio::test]
async fn a_part_is_its_own_committees_affair() {
    let (app, area, secretary, mut resident, _) = TestApp::neighbourhood().await;
    let elsewhere = app.area("Taman Permai").await;
    let other = app.officer_of_committee("Puan Devi", elsewhere, Role::Secretary).await;
    let (a, theirs) =
        (part(&secretary, area, "Blok A").await, part(&other, elsewhere, "Blok A").await);
    moves(&mut resident, area, &a).await;
    let id = draft(&secretary, to(area, &a)).await;
    publish(&secretary, &id).await;
    assert_eq!(read(&other, &id).await.code(), "NOT_FOUND");
    assert_eq!(other.graphql(SENT, to(area, &a)).await.code(), "NOT_FOUND");
    assert_eq!(write(&other, to(area, &a)).await.code(), "NOT_FOUND");
    // A part of another area, and one that is not there, are no parts of this one.
    for wrong in [a.as_str(), "part_01jaaaaaaaaaaaaaaaaaaaaaaa"] {
        let refused = write(&other, to(elsewhere, wrong)).await;
        assert_eq!(refused.refusals("noticeCreate"), ["AREA_PART_UNKNOWN audience.place.partId"]);
        let reach = other.graphql(REACH, json!({ "input": to(elsewhere, wrong) })).await;
        assert_eq!(reach.code(), "AREA_PART_UNKNOWN");
    }
    let refused = live_in(&resident, area, Some(&theirs)).await;
    assert_eq!(refused.refusals("membershipPartSet"), ["AREA_PART_UNKNOWN partId"]);
    let alone = json!({ "place": { "partId": a } });
    let refused = write(&secretary, alone).await;
    assert_eq!(refused.refusals("noticeCreate"), ["REQUIRED audience.place.areaId"]);
    for (somebody, code) in [(&other, "FORBIDDEN"), (&resident, "FORBIDDEN")] {
        assert_eq!(add(somebody, area, "Blok C").await.code(), code);
        assert_eq!(somebody.graphql(END, json!({ "id": a })).await.code(), code);
    }
    // The department writes to areas, and to no part of one.
    let hq = app.officer("Puan Chong", Role::HqOfficer, &GrantScope::Nation).await;
    assert_eq!(write(&hq, to(area, &a)).await.code(), "FORBIDDEN");
    assert_eq!(hq.graphql(REACH, json!({ "input": to(area, &a) })).await.code(), "FORBIDDEN");
    let whole = json!({ "place": { "areaId": area.to_string() } });
    let id = draft(&hq, whole).await;
    let update = "mutation($input: NoticeUpdateInput!) { noticeUpdate(input: $input) { userErrors { code } } }";
    let input = json!({ "id": id, "version": 1, "audience": to(area, &a) });
    assert_eq!(hq.graphql(update, json!({ "input": input })).await.code(), "FORBIDDEN");
}

#[tokio::test]
async fn whoever_asks_to_belong_says_in_which_part_they_live() {
    let (app, area, secretary, _, stranger) = TestApp::neighbourhood().await;
    let (a, b) = (part(&secretary, area, "Fasa 1").await, part(&secretary, area, "Fasa 2").await);
    let ask = "mutation($input: MembershipRequestInput!) { membershipRequest(input: $input) { request { id part { name } } userErrors { code field } } }";
    let asked = async |user: &User, part: &str| {
        let input = json!({ "areaId": area.to_string(), "partId": part });
        user.graphql(ask, json!({ "input": input })).await
    };
    let unknown = asked(&stranger, "part_01jaaaaaaaaaaaaaaaaaaaaaaa").await;
    assert_eq!(unknown.refusals("membershipRequest"), ["AREA_PART_UNKNOWN partId"]);
    let newcomer = app.person("Puan Wong").await;
    let decide = "mutation($id: ID!) { membershipDecide(input: { id: $id, decision: ACCEPT }) { userErrors { code } } }";
    let mine = "{ viewer { memberships { area { id } part { name } } } }";
    for (mut user, part, ends, lives_in) in
        [(stranger, &a, false, json!({ "name": "Fasa 1" })), (newcomer, &b, true, Value::Null)]
    {
        let request = asked(&user, part).await.ok();
        let id = request.text_at("membershipRequest/request/id");
        if ends {
            secretary.graphql(END, json!({ "id": part })).await.ok();
        }
        secretary.graphql(decide, json!({ "id": id })).await.ok();
        user.refresh().await;
        let found = user.ask(mine).await.ok();
        let memberships = found.at("viewer/memberships").as_array().unwrap().clone();
        let here = memberships.iter().find(|one| one["area"]["id"] == area.to_string()).unwrap();
        assert_eq!(here["part"], lives_in);
    }
}
