//! A committee ends a membership, and people hear what was decided about them.

use chrono::TimeDelta;
use domain::policy::Role;
use serde_json::{Value, json};
use stories::{Answer, TestApp, User, socket::Socket, until, with};

use super::{END, MINE, asked, decide, leave, membership_of, until_expired};

const SINCE: &str = "query($area: ID!) { residents(areaId: $area) { nodes { id joinedAt } } }";
const REASONS: &str = "{ viewer { auditEntries { nodes { action detail { name value } } } } }";

async fn end(user: &User, membership: &str, more: Value) -> Answer {
    let input = json!({ "membershipId": membership, "reason": "Sudah berpindah" });
    user.graphql(END, json!({ "input": with(input, more) })).await
}

/// What somebody is told about the neighbourhood by SMS, as soon as they are told something.
async fn told(user: &User) -> Vec<String> {
    until(async || {
        let messages = user.holding(None).messages_to(&user.phone).await;
        let about = messages.into_iter().filter(|text| text.contains("Taman Mutiara Rini"));
        Some(about.collect::<Vec<_>>()).filter(|about| !about.is_empty())
    })
    .await
}

#[tokio::test]
async fn a_committee_ends_a_membership_and_the_person_reads_why() {
    let (app, area, secretary, mut resident, stranger) = TestApp::neighbourhood().await;
    let id = membership_of(&secretary, area, "Encik Lim").await;
    let neighbour = app.resident("Ah Kau", area).await;
    for (somebody, expected) in [
        (&neighbour, "FORBIDDEN"),
        (&resident, "FORBIDDEN"),
        (&stranger, "NOT_FOUND"),
        (&app.anybody(), "UNAUTHENTICATED"),
    ] {
        assert_eq!(end(somebody, &id, json!({})).await.code(), expected);
    }
    for (reason, expected) in [
        (" ".to_owned(), "REQUIRED reason"),
        (" x ".to_owned(), "TOO_SHORT reason"),
        ("x".repeat(501), "TOO_LONG reason"),
    ] {
        let refused = end(&secretary, &id, json!({ "reason": reason })).await;
        assert_eq!(refused.refusals("membershipEnd"), [expected]);
    }

    let mut socket = Socket::subscribe(&resident, "subscription { noticeReceived { id } }").await;
    // The answer is lost, and the phone asks again.
    for _ in 0..2 {
        let ended = end(&secretary, &id, json!({ "idempotencyKey": "k" })).await.ok();
        assert_eq!(ended.at("membershipEnd/membershipId"), &json!(id));
    }
    assert_eq!(socket.closed().await.0, 4403);
    until_expired(&resident).await;
    resident.refresh().await;
    let mine = resident.ask(MINE).await.ok();
    assert_eq!(mine.at("viewer/roles"), &json!([]));
    assert_eq!(mine.at("viewer/memberships"), &json!([]));
    // What has ended stays as it was.
    end(&secretary, &id, json!({ "reason": "Sekali lagi" })).await.ok();

    let read = resident.ask(REASONS).await.ok();
    let entries = read.at("viewer/auditEntries/nodes").as_array().unwrap().clone();
    let ends: Vec<_> = entries.iter().filter(|one| one["action"] == "MEMBERSHIP_END").collect();
    let why = json!([{ "name": "reason", "value": "Sudah berpindah" }]);
    assert_eq!(ends, [&json!({ "action": "MEMBERSHIP_END", "detail": why })]);
    let told = told(&resident).await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(!told[0].contains("berpindah"), "{told:?}");
    // They may ask again.
    let request = asked(&resident, area).await;
    assert!(request.starts_with("request_"));
}

#[tokio::test]
async fn no_membership_ends_while_the_person_holds_a_post() {
    let (app, area, mut secretary, _, _) = TestApp::neighbourhood().await;
    let mut chair = app.officer_of_committee("Encik Rosli", area, Role::Chair).await;
    for user in [&mut secretary, &mut chair] {
        app.join(user.id, area).await;
        user.refresh().await;
    }
    // Neither their own nor that of somebody beside them on the committee.
    for name in ["Puan Aishah", "Encik Rosli"] {
        let id = membership_of(&secretary, area, name).await;
        for (language, sentence) in [
            (
                "en",
                "Whoever holds a post on this committee gives it up, or is relieved of it, first.",
            ),
            (
                "ms",
                "Pemegang jawatan dalam jawatankuasa ini meletak jawatan atau ditamatkan pelantikannya dahulu.",
            ),
        ] {
            let refused = end(&secretary.speaking(language), &id, json!({})).await;
            assert_eq!(refused.refusals("membershipEnd"), ["POST_NOT_GIVEN_UP membershipId"]);
            assert_eq!(refused.at("membershipEnd/userErrors/0/message"), sentence);
        }
    }
    // Nor does leaving go around it.
    let refused = leave(&chair, area).await;
    assert_eq!(refused.refusals("membershipLeave"), ["POST_NOT_GIVEN_UP areaId"]);
    let mine = chair.ask(MINE).await.ok();
    assert_eq!(mine.at("viewer/memberships/0/area/name"), "Taman Mutiara Rini");

    let committee = format!("{{ area(id: \"{area}\") {{ committee {{ id post }} }} }}");
    let committee = chair.ask(&committee).await.ok();
    let posts = committee.at("area/committee").as_array().unwrap();
    let post = posts.iter().find(|one| one["post"] == "CHAIR").unwrap();
    let resign =
        "mutation($id: ID!) { appointmentEnd(input: { id: $id }) { userErrors { code } } }";
    chair.graphql(resign, json!({ "id": post["id"] })).await.ok();
    until_expired(&chair).await;
    chair.refresh().await;
    let left = leave(&chair, area).await.ok();
    assert_eq!(left.at("membershipLeave/memberships"), &json!([]));
}

#[tokio::test]
async fn who_holds_a_post_without_living_there_takes_a_request_back() {
    let (_app, area, secretary, _, _) = TestApp::neighbourhood().await;
    asked(&secretary, area).await;
    leave(&secretary, area).await.ok();
    let mine = secretary.ask(MINE).await.ok();
    assert_eq!(mine.at("viewer/membershipRequests/0/status"), "WITHDRAWN");
}

#[tokio::test]
async fn what_was_decided_before_somebody_came_back_ends_nothing() {
    let (app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    let listed = async || {
        let listed = secretary.graphql(SINCE, json!({ "area": area.to_string() })).await.ok();
        listed.at("residents/nodes").clone()
    };
    let before = listed().await;
    let id = before[0]["id"].as_str().unwrap();
    let earlier = json!({ "joinedAt": before[0]["joinedAt"] });
    end(&secretary, id, earlier.clone()).await.ok();
    assert_eq!(listed().await, json!([]));

    app.advance(TimeDelta::minutes(1));
    app.join(resident.id, area).await;
    let again = listed().await;
    assert_eq!(again[0]["id"], before[0]["id"]);
    // It lay in a queue without a network, and a phone sends it now.
    let late = end(&secretary, id, earlier).await.ok();
    assert_eq!(late.at("membershipEnd/membershipId"), &json!(id));
    assert_eq!(listed().await, again);
    end(&secretary, id, json!({ "joinedAt": again[0]["joinedAt"] })).await.ok();
    assert_eq!(listed().await, json!([]));
}

#[tokio::test]
async fn people_hear_what_was_decided_about_their_request() {
    let (app, area, secretary, _, _) = TestApp::neighbourhood().await;
    let (aminah, lim) = (app.person("Aminah").await, app.person("Lim").await);
    for (somebody, decision) in [(&aminah, "ACCEPT"), (&lim, "DECLINE")] {
        let id = asked(somebody, area).await;
        for _ in 0..2 {
            decide(&secretary, &id, decision, Some("Tidak dikenali")).await.ok();
        }
    }
    let (accepted, declined) = (told(&aminah).await, told(&lim).await);
    assert_eq!((accepted.len(), declined.len()), (1, 1), "{accepted:?} {declined:?}");
    assert_ne!(accepted, declined);
    assert!(!declined[0].contains("Tidak dikenali"), "{declined:?}");
}
