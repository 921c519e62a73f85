//! Asking to belong to a neighbourhood, being let in or refused, and leaving.

use chrono::TimeDelta;
use domain::policy::Role;
use serde_json::json;
use stories::{TestApp, socket::Socket};

use super::{ASK, MINE, PENDING, ask, asked, decide, leave, until_expired};

#[tokio::test]
async fn a_committee_lets_somebody_in_and_they_are_a_resident_at_once() {
    let (app, area, secretary, resident, stranger) = TestApp::neighbourhood().await;
    let mut aminah = app.person("Aminah").await;
    let input = json!({ "areaId": area.to_string(), "message": " Rumah 12 " });
    let first = aminah.graphql(ASK, json!({ "input": input })).await.ok();
    assert_eq!(first.at("membershipRequest/request/status"), "REQUESTED");
    assert_eq!(first.at("membershipRequest/request/message"), "Rumah 12");
    assert_eq!(first.at("membershipRequest/request/viewerCanDecide"), false);
    let id = first.text_at("membershipRequest/request/id");
    assert_eq!(asked(&aminah, area).await, id, "a repeat brings the same");

    let pending = secretary.graphql(PENDING, json!({ "area": area.to_string() })).await.ok();
    assert_eq!(
        pending.at("membershipRequests/nodes"),
        &json!([{ "id": id, "displayName": "Aminah", "message": "Rumah 12", "viewerCanDecide": true }])
    );
    let who = format!("{{ membershipRequests(areaId: \"{area}\") {{ nodes {{ personId }} }} }}");
    let who = secretary.ask(&who).await.ok();
    assert_eq!(who.at("membershipRequests/nodes/0/personId"), &json!(aminah.id.to_string()));
    let node = "query($id: ID!) { node(id: $id) { ... on MembershipRequest { status } } }";
    let seen = secretary.graphql(node, json!({ "id": id })).await.ok();
    assert_eq!(seen.at("node/status"), "REQUESTED");
    assert_eq!(resident.graphql(node, json!({ "id": id })).await.code(), "NOT_FOUND");
    for somebody in [&resident, &stranger, &aminah] {
        let list = somebody.graphql(PENDING, json!({ "area": area.to_string() })).await;
        assert_eq!(list.code(), "NOT_FOUND");
    }
    assert_eq!(decide(&resident, &id, "ACCEPT", None).await.code(), "NOT_FOUND");
    assert_eq!(decide(&aminah, &id, "ACCEPT", None).await.code(), "FORBIDDEN");

    decide(&secretary, &id, "ACCEPT", None).await.ok();
    until_expired(&aminah).await;
    aminah.refresh().await;
    let mine = aminah.ask(MINE).await.ok();
    assert_eq!(
        mine.at("viewer/roles"),
        &json!([{ "role": "RESIDENT", "scopeId": area.to_string() }])
    );
    assert_eq!(mine.at("viewer/memberships/0/phoneVisibleTo"), "NOBODY");
    assert_eq!(mine.at("viewer/membershipRequests/0/status"), "ACCEPTED");
    assert_eq!(asked(&aminah, area).await, id, "a late repeat brings what was accepted");
    let pending = secretary.graphql(PENDING, json!({ "area": area.to_string() })).await.ok();
    assert_eq!(pending.at("membershipRequests/nodes"), &json!([]));
}

#[tokio::test]
async fn a_refusal_has_a_reason_and_nobody_nags() {
    let (app, area, secretary, _, _) = TestApp::neighbourhood().await;
    let aminah = app.person("Aminah").await;
    let id = asked(&aminah, area).await;
    let without = decide(&secretary, &id, "DECLINE", Some(" ")).await;
    assert_eq!(without.refusals("membershipDecide"), ["REQUIRED reason"]);
    assert_eq!(without.at("membershipDecide/request/status"), "REQUESTED");
    let reason = "Alamat di luar kawasan";
    decide(&secretary, &id, "DECLINE", Some(reason)).await.ok();
    let mine = aminah.ask(MINE).await.ok();
    assert_eq!(
        mine.at("viewer/membershipRequests/0"),
        &json!({ "status": "DECLINED", "reason": reason })
    );
    let again = ask(&aminah, area).await;
    assert_eq!(again.refusals("membershipRequest"), ["ASK_AGAIN_LATER"]);
    assert_eq!(
        again.at("membershipRequest/userErrors/0/message"),
        "You may ask this neighbourhood again in 7 days."
    );
    app.advance(TimeDelta::days(7));
    let mut aminah = aminah;
    aminah.refresh().await;
    assert_ne!(asked(&aminah, area).await, id);
}

#[tokio::test]
async fn two_of_the_committee_decide_at_once_and_the_second_is_told() {
    let (app, area, secretary, _, _) = TestApp::neighbourhood().await;
    let chair = app.officer_of_committee("Encik Rosli", area, Role::Chair).await;
    let aminah = app.person("Aminah").await;
    let id = asked(&aminah, area).await;
    let reason = Some("Tidak dikenali");
    let (yes, no) = tokio::join!(
        decide(&secretary, &id, "ACCEPT", None),
        decide(&chair, &id, "DECLINE", reason)
    );
    let standing = yes.at("membershipDecide/request/status").clone();
    assert_eq!(&standing, no.at("membershipDecide/request/status"), "{} {}", yes.text, no.text);
    let (won, lost) = if standing == "ACCEPTED" { (&yes, &no) } else { (&no, &yes) };
    assert!(won.refusals("membershipDecide").is_empty(), "{}", won.text);
    assert_eq!(lost.refusals("membershipDecide"), ["ALREADY_DECIDED"]);
    let told = lost.text_at("membershipDecide/userErrors/0/message");
    let standing_in_words = standing.as_str().unwrap().to_lowercase();
    assert!(told.contains(&format!("it was {standing_in_words}")), "{told}");
    // A phone that lost its answer repeats its own decision.
    let (winner, decision) =
        if standing == "ACCEPTED" { (&secretary, "ACCEPT") } else { (&chair, "DECLINE") };
    decide(winner, &id, decision, reason).await.ok();
    let mine = aminah.refresh_with(&aminah.refresh_token).await.ok();
    let aminah = aminah.holding(Some(mine.text_at("sessionRefresh/tokens/accessToken")));
    let roles = aminah.ask(MINE).await.ok().at("viewer/roles").as_array().unwrap().len();
    assert_eq!(roles, usize::from(standing == "ACCEPTED"));
}

#[tokio::test]
async fn nobody_lets_themselves_in() {
    let app = TestApp::start().await;
    let area = app.area("Taman Ria").await;
    let secretary = app.officer_of_committee("Puan Aishah", area, Role::Secretary).await;
    let id = asked(&secretary, area).await;
    assert_eq!(decide(&secretary, &id, "ACCEPT", None).await.code(), "FORBIDDEN");
    let treasurer = app.officer_of_committee("Puan Devi", area, Role::Treasurer).await;
    assert_eq!(decide(&treasurer, &id, "ACCEPT", None).await.code(), "NOT_FOUND");
    let elsewhere = app.area("Taman Jauh").await;
    let neighbour = app.officer_of_committee("Encik Tan", elsewhere, Role::Secretary).await;
    assert_eq!(decide(&neighbour, &id, "ACCEPT", None).await.code(), "NOT_FOUND");
}

#[tokio::test]
async fn the_oldest_request_comes_first_and_pages_go_on() {
    let (app, area, secretary, _, _) = TestApp::neighbourhood().await;
    let mut ids = Vec::new();
    for name in ["Satu", "Dua", "Tiga"] {
        app.advance(TimeDelta::seconds(1));
        ids.push(asked(&app.person(name).await, area).await);
    }
    let page = json!({ "area": area.to_string(), "first": 2 });
    let first = secretary.graphql(PENDING, page).await.ok();
    assert_eq!(first.at("membershipRequests/nodes/0/id"), &json!(ids[0]));
    assert_eq!(first.at("membershipRequests/nodes/1/id"), &json!(ids[1]));
    let after = first.at("membershipRequests/pageInfo/endCursor");
    let page = json!({ "area": area.to_string(), "first": 2, "after": after });
    let second = secretary.graphql(PENDING, page).await.ok();
    assert_eq!(second.at("membershipRequests/nodes/0/id"), &json!(ids[2]));
    assert_eq!(second.at("membershipRequests/pageInfo/hasNextPage"), false);
}

#[tokio::test]
async fn one_belongs_to_several_areas_but_not_to_all() {
    let app = TestApp::start().await;
    let aminah = app.person("Aminah").await;
    let mut areas = Vec::new();
    for number in 0..6 {
        areas.push(app.area(&format!("Taman {number}")).await);
    }
    for area in &areas[..5] {
        asked(&aminah, *area).await;
    }
    assert_eq!(
        ask(&aminah, areas[5]).await.refusals("membershipRequest"),
        ["TOO_MANY_MEMBERSHIPS"]
    );
    // Taking one back makes room.
    leave(&aminah, areas[0]).await.ok();
    asked(&aminah, areas[5]).await;
    let mine = aminah.ask(MINE).await.ok();
    let requests = mine.at("viewer/membershipRequests").as_array().unwrap();
    assert_eq!(requests.len(), 6);
    assert_eq!(requests.iter().filter(|one| one["status"] == "WITHDRAWN").count(), 1);
    // Two at once do not slip past the limit.
    leave(&aminah, areas[1]).await.ok();
    let (left, right) = tokio::join!(ask(&aminah, areas[0]), ask(&aminah, areas[1]));
    let refused = [left, right]
        .iter()
        .filter(|one| one.refusals("membershipRequest") == ["TOO_MANY_MEMBERSHIPS"])
        .count();
    assert_eq!(refused, 1);
}

#[tokio::test]
async fn who_leaves_is_out_at_once_sockets_included() {
    let (app, area, _, mut resident, _) = TestApp::neighbourhood().await;
    let mut socket = Socket::subscribe(&resident, "subscription { noticeReceived { id } }").await;
    let left = leave(&resident, area).await.ok();
    assert_eq!(left.at("membershipLeave/memberships"), &json!([]));
    assert_eq!(socket.closed().await.0, 4403);
    until_expired(&resident).await;
    resident.refresh().await;
    assert_eq!(resident.ask(MINE).await.ok().at("viewer/roles"), &json!([]));
    leave(&resident, area).await.ok();
    // Whoever comes back belongs anew.
    app.advance(TimeDelta::minutes(1));
    let id = asked(&resident, area).await;
    assert!(id.starts_with("request_"));
    assert_eq!(leave(&app.anybody(), area).await.code(), "UNAUTHENTICATED");
}
