//! Who gives and ends a post, who sees it, and the role that comes with it.

use chrono::TimeDelta;
use serde_json::{Value, json};
use stories::{User, until, with};

use super::{END, Town, day, posts};

#[tokio::test]
async fn a_role_comes_with_the_post_and_goes_when_the_term_ends() {
    let town = Town::founded().await;
    let mut aminah = town.app.person("Aminah").await;
    let term = json!({ "endsAt": "2026-03-14T05:00:00Z" });
    town.give(&town.district, &aminah, "CHAIR", term).await.ok();
    // The older token stops counting within a second; the phone refreshes and is the chair.
    loop {
        let answer = aminah.ask("{ viewer { id } }").await;
        if answer.code() == "TOKEN_EXPIRED" {
            break;
        }
        answer.ok();
    }
    aminah.refresh().await;
    assert_eq!(aminah.roles().await, ["CHAIR"]);
    town.app.advance(TimeDelta::minutes(55));
    aminah.refresh().await;
    assert_eq!(aminah.roles().await, ["CHAIR"]);
    let lim = town.app.resident("Lim", town.area).await;
    // A phone that lies about may not give roles: it proves itself first.
    let unproven = town.give(&aminah, &lim, "MEMBER", json!({})).await;
    assert_eq!(unproven.code(), "PROOF_REQUIRED");
    aminah.sign_in_again().await;
    town.give(&aminah, &lim, "MEMBER", json!({})).await.ok();
    town.app.advance(TimeDelta::minutes(5));
    // No token of a chair outlives the term.
    assert_eq!(aminah.ask("{ viewer { id } }").await.code(), "TOKEN_EXPIRED");
    // The turn of the role may come between two requests: then the phone refreshes once more.
    let refused = loop {
        aminah.refresh().await;
        let answer = town.give(&aminah, &lim, "SECRETARY", json!({})).await;
        if answer.code() != "TOKEN_EXPIRED" {
            break answer;
        }
    };
    assert_eq!(refused.code(), "FORBIDDEN");
}

#[tokio::test]
async fn a_chair_gives_the_other_posts_to_residents_for_the_own_term() {
    let town = Town::founded().await;
    let mut chair = town.app.person("Aminah").await;
    let resident = town.app.resident("Encik Lim", town.area).await;
    let neighbour = town.app.resident("Puan Kavitha", town.area).await;
    let stranger = town.app.person("Encik Muthu").await;
    town.give(&town.district, &chair, "CHAIR", json!({})).await.ok();
    chair.sign_in_again().await;
    town.app.advance(TimeDelta::minutes(4));
    let given = town.give(&chair, &resident, "SECRETARY", json!({})).await.ok();
    let ends_at = given.at("appointmentAdd/appointment/endsAt");
    assert_eq!(ends_at, "2028-03-14T04:00:00.000Z", "not four minutes longer than the chair's");
    let refused = town.give(&chair, &stranger, "TREASURER", json!({})).await;
    assert_eq!(refused.refusals("appointmentAdd"), ["PERSON_NOT_ELIGIBLE personId"]);
    let chairs = town.give(&chair, &resident, "CHAIR", json!({})).await;
    assert_eq!(chairs.code(), "FORBIDDEN");
    let excepted = town.give(&chair, &resident, "MEMBER", json!({ "exception": "x" })).await;
    assert_eq!(excepted.code(), "FORBIDDEN");
    let by_neighbour = town.give(&neighbour, &stranger, "MEMBER", json!({})).await;
    assert_eq!(by_neighbour.code(), "FORBIDDEN");
    let signed_out = town.give(&town.app.anybody(), &stranger, "MEMBER", json!({})).await;
    assert_eq!(signed_out.code(), "UNAUTHENTICATED");
}

#[tokio::test]
async fn an_appointment_ends_by_hand_and_its_post_is_free() {
    let town = Town::founded().await;
    let (mut aminah, lim) = (town.app.person("Aminah").await, town.app.person("Lim").await);
    let resident = town.app.resident("Encik Lim", town.area).await;
    let given = town.give(&town.district, &aminah, "CHAIR", json!({})).await.ok();
    let id = given.text_at("appointmentAdd/appointment/id");
    let end = async |by: &User, id: &str, more: Value| {
        let input = with(json!({ "id": id }), more);
        by.graphql(END, json!({ "input": input })).await
    };
    assert_eq!(end(&resident, &id, json!({})).await.code(), "FORBIDDEN");
    assert_eq!(end(&lim, &id, json!({})).await.code(), "NOT_FOUND");
    let longer = end(&town.district, &id, json!({ "endsAt": day("2030-01-01") })).await;
    assert_eq!(longer.refusals("appointmentEnd"), ["TIME_INVALID endsAt"]);
    aminah.sign_in_again().await;
    assert_eq!(aminah.roles().await, ["CHAIR"]);
    town.app.advance(TimeDelta::minutes(1));
    let resigned = end(&aminah, &id, json!({ "reason": "Berpindah" })).await.ok();
    let now = "2026-03-14T04:01:00.000Z";
    assert_eq!(resigned.at("appointmentEnd/appointment/endsAt"), now);
    aminah.sign_in_again().await;
    assert!(aminah.roles().await.is_empty());
    // Ending it again changes nothing.
    town.app.advance(TimeDelta::minutes(1));
    let again = end(&town.district, &id, json!({ "reason": "Lain" })).await.ok();
    assert_eq!(
        again.at("appointmentEnd/appointment"),
        &json!({ "endsAt": now, "endReason": "Berpindah" })
    );
    town.give(&town.district, &lim, "CHAIR", json!({})).await.ok();
}

#[tokio::test]
async fn the_public_sees_posts_and_the_neighbours_names() {
    let town = Town::founded().await;
    let aminah = town.app.person("Aminah").await;
    let resident = town.app.resident("Encik Lim", town.area).await;
    let elsewhere = town.app.area("Taman Melati").await;
    let stranger = town.app.resident("Encik Muthu", elsewhere).await;
    let given = town.give(&town.district, &aminah, "CHAIR", json!({})).await.ok();
    let id = given.text_at("appointmentAdd/appointment/id");
    for (reader, name) in [
        (&town.app.anybody(), json!(null)),
        (&stranger, json!(null)),
        (&resident, json!({ "displayName": "Aminah" })),
        (&town.district, json!({ "displayName": "Aminah" })),
    ] {
        let held = posts(reader, town.area, None).await;
        let expected = json!({ "post": "CHAIR", "endsAt": "2028-03-14T04:00:00.000Z", "holder": name, "exception": null });
        assert_eq!(held, [expected]);
    }
    let node = format!("{{ node(id: \"{id}\") {{ id }} }}");
    assert_eq!(stranger.ask(&node).await.code(), "NOT_FOUND");
    resident.ask(&node).await.ok();
    // A list of areas shows each its own.
    let all = "{ areas { nodes { name committee { post } groups { kind coordinator { id } } } } }";
    let all = town.app.anybody().ask(all).await.ok();
    assert_eq!(all.at("areas/nodes/0/committee"), &json!([]));
    assert_eq!(all.at("areas/nodes/1/committee"), &json!([{ "post": "CHAIR" }]));
    assert_eq!(all.at("areas/nodes/1/groups").as_array().unwrap().len(), 6);
}

#[tokio::test]
async fn a_role_that_begins_later_reaches_the_phone_when_it_begins() {
    let town = Town::founded().await;
    let mut aminah = town.app.person("Aminah").await;
    let later = json!({ "startsAt": "2026-03-14T04:05:00Z" });
    town.give(&town.district, &aminah, "CHAIR", later).await.ok();
    aminah.sign_in_again().await;
    assert!(aminah.roles().await.is_empty());
    town.app.advance(TimeDelta::minutes(5));
    until(async || (aminah.ask("{ viewer { id } }").await.code() == "TOKEN_EXPIRED").then_some(()))
        .await;
    aminah.refresh().await;
    assert_eq!(aminah.roles().await, ["CHAIR"]);
}

#[tokio::test]
async fn whoever_is_given_a_post_reads_who_gave_it_and_by_which_right() {
    const MINE: &str = "{ viewer { auditEntries { nodes { action actorId subjectId } } } }";
    let town = Town::founded().await;
    let mut aminah = town.app.person("Aminah").await;
    // An exception that turns out not to be needed: the deed is the appointment all the same.
    let input = json!({ "exception": "Tiada calon lain" });
    let given = town.give(&town.headquarters, &aminah, "CHAIR", input).await.ok();
    let post = given.text_at("appointmentAdd/appointment/id");
    aminah.sign_in_again().await;
    let found = aminah.ask(MINE).await.ok();
    let nodes = found.at("viewer/auditEntries/nodes").as_array().unwrap();
    let entry = nodes.iter().find(|node| node["subjectId"] == post.as_str()).expect("an entry");
    assert_eq!(entry["action"], "CHAIR_APPOINT");
    assert_eq!(entry["actorId"], town.headquarters.id.to_string());
}

#[tokio::test]
async fn nobody_is_given_a_post_who_erases_their_account_meanwhile() {
    const ERASE: &str =
        "mutation { accountErase(input: { understood: true }) { userErrors { code } } }";
    let town = Town::founded().await;
    for number in 0..5 {
        let going = town.app.resident(&format!("Jiran {number}"), town.area).await;
        let (given, erased) =
            tokio::join!(town.give(&town.district, &going, "MEMBER", json!({})), going.ask(ERASE));
        // Either is first; with the post comes another token.
        assert_eq!(given.code(), "", "{}", given.text);
        assert!(["", "TOKEN_EXPIRED"].contains(&erased.code()), "{}", erased.text);
        let refusals = given.refusals("appointmentAdd");
        assert!(
            refusals.is_empty() || refusals == ["PERSON_NOT_ELIGIBLE personId"],
            "{refusals:?}"
        );
        // An erased account has no name.
        let held = posts(&town.district, town.area, None).await;
        assert!(held.iter().all(|post| post["holder"]["displayName"] != ""), "{held:?}");
    }
}
