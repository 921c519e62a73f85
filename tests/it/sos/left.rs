//! Whoever leaves the unit in the middle of a patrol is still out there with the others.

use chrono::TimeDelta;
use domain::shared::id::{CheckInId, Ids, PatrolId, TrackId};
use serde_json::{Value, json};
use stories::{Answer, User};

use super::{Watch, acknowledge, call, calls, read, resolve};
use crate::mysrs::{end, outcomes, record};

/// Leaves the unit, as somebody who has had enough.
async fn leaves(watch: &Watch, user: &User) -> User {
    let leave =
        "mutation($id: ID!) { patrollerLeave(input: { unitId: $id }) { userErrors { code } } }";
    user.graphql(leave, json!({ "id": watch.unit.to_string() })).await.ok();
    as_of_now(user).await
}

/// Is removed from the unit by its leader.
async fn is_removed(watch: &Watch, user: &User) -> User {
    let places = "query($id: ID!) { patrolUnit(id: $id) { patrollers { id personId } } }";
    let places = watch.leader.graphql(places, json!({ "id": watch.unit.to_string() })).await.ok();
    let places = places.at("patrolUnit/patrollers").as_array().expect("places");
    let person = json!(user.id.to_string());
    let place = places.iter().find(|one| one["personId"] == person).expect("a place");
    let remove = "mutation($input: PatrollerEndInput!) { patrollerEnd(input: $input) { userErrors { code } } }";
    let input = json!({ "patrollerId": place["id"], "reason": "Bergaduh" });
    watch.leader.graphql(remove, json!({ "input": input })).await.ok();
    as_of_now(user).await
}

/// The same person with the roles of now.
async fn as_of_now(user: &User) -> User {
    let mut user = user.clone();
    user.refresh().await;
    let units = user.ask("{ patrolUnits { id } }").await.ok();
    assert_eq!(units.at("patrolUnits"), &json!([]));
    user
}

fn check_in(watch: &Watch) -> Value {
    let id: CheckInId = Ids::Random.mint(watch.now());
    json!({
        "id": id.to_string(), "coordinates": { "latitude": 1.54, "longitude": 103.65 },
        "accuracyMetres": 8.5, "checkpoint": "Surau", "recordedAt": watch.now(),
    })
}

async fn track(watch: &Watch, user: &User, patrol: PatrolId) -> Answer {
    let id: TrackId = Ids::Random.mint(watch.now());
    let place = json!({ "latitude": 1.54, "longitude": 103.65 });
    let points = json!([{ "sequence": 0, "recordedAt": watch.now(), "coordinates": place }]);
    let body = json!({ "trackId": id.to_string(), "points": points });
    user.post(&format!("/v1/patrols/{patrol}/track"), &body).await
}

fn told(answer: &Answer) -> Vec<(&str, &str)> {
    let told = answer.body["told"].as_array().expect("who was told").iter();
    told.map(|one| (one["name"].as_str().unwrap_or(""), one["toldAs"].as_str().unwrap_or("")))
        .collect()
}

#[tokio::test]
async fn whoever_left_the_unit_on_the_way_calls_for_help_and_hears_others_call() {
    let watch = Watch::begins().await;
    let patrol = watch.patrol(&watch.devi, &[&watch.lim, &watch.siti]).await;
    let (lim, siti) = (leaves(&watch, &watch.lim).await, is_removed(&watch, &watch.siti).await);
    watch.settles().await;

    for (user, name, other) in [(&lim, "Encik Lim", "Puan Siti"), (&siti, "Puan Siti", "Encik Lim")]
    {
        let called = call(user, &json!({ "latitude": 1.54, "longitude": 103.65 })).await;
        assert_eq!(called.status, 201, "{}", called.text);
        let expected = [
            ("Encik Rahim", "LEADER"),
            ("Puan Aminah", "COMMITTEE"),
            ("Puan Devi", "TEAM"),
            (other, "TEAM"),
        ];
        let (mut told, mut expected) = (told(&called), expected.to_vec());
        told.sort_unstable();
        expected.sort_unstable();
        assert_eq!(told, expected);
        // It is a call from that patrol, and they follow what becomes of it.
        let id = called.body["id"].as_str().expect("an id");
        let of_patrol = "query($id: ID!) { patrol(id: $id) { sosCalls { nodes { id } } } }";
        let of_patrol =
            watch.leader.graphql(of_patrol, json!({ "id": patrol.to_string() })).await.ok();
        assert_eq!(of_patrol.at("patrol/sosCalls/nodes/0/id"), id);
        assert_eq!(read(user, id).await.ok().at("sos/caller/displayName"), name);
        let moved = json!({ "latitude": 1.541, "longitude": 103.65 });
        watch.app.advance(TimeDelta::seconds(6));
        let moved = user.post(&format!("/v1/sos/{id}/position"), &moved).await;
        assert_eq!(moved.body["kept"], true, "{}", moved.text);
        acknowledge(&watch.devi, id, "COMING", None).await.ok();
        resolve(&watch.devi, id, "Selamat").await.ok();
    }

    // Puan Devi walks beside them: it rings on their phones, they see where she is, and they come.
    let id = calls(&watch.devi, &json!({ "latitude": 1.54, "longitude": 103.65 })).await;
    watch.settles().await;
    assert!(watch.phones(&id).contains(&"lim-1".to_owned()), "{:?}", watch.phones(&id));
    for user in [&lim, &siti] {
        let seen = read(user, &id).await.ok();
        assert_eq!(seen.at("sos/coordinates/latitude"), 1.54);
        acknowledge(user, &id, "COMING", None).await.ok();
    }
    resolve(&siti, &id, "Selamat").await.ok();

    // Once the patrol is over they are like everybody else.
    end(&watch.devi, patrol, watch.now()).await.ok();
    for user in [&lim, &siti] {
        assert_eq!(call(user, &json!({})).await.code(), "SOS_NOT_HERE");
    }
    let id = calls(&watch.devi, &json!({})).await;
    for user in [&lim, &siti] {
        assert_eq!(read(user, &id).await.code(), "NOT_FOUND");
    }
}

#[tokio::test]
async fn whoever_left_the_unit_on_the_way_sends_what_they_have_and_ends_the_patrol() {
    let mut watch = Watch::begins().await;
    let patrol = watch.patrol(&watch.lim, &[&watch.siti]).await;
    // Recorded while they still belonged to it, and kept on the phone.
    let before = check_in(&watch);
    watch.passes(TimeDelta::minutes(10)).await;
    let (lim, siti) = (leaves(&watch, &watch.lim).await, is_removed(&watch, &watch.siti).await);
    for (user, kept) in [(&lim, before), (&siti, check_in(&watch))] {
        let sent = record(user, patrol, &json!([kept, check_in(&watch)]), &json!({})).await.ok();
        assert_eq!(outcomes(&sent), ["APPLIED", "APPLIED"]);
        let sent = track(&watch, user, patrol).await;
        assert_eq!(sent.body["applied"], 1, "{}", sent.text);
    }
    // Whoever left begins no other one.
    let other: PatrolId = Ids::Random.mint(watch.now());
    let input = json!({ "id": other.to_string(), "unitId": watch.unit.to_string(), "startedAt": watch.now() });
    assert_eq!(lim.graphql(super::START, json!({ "input": input })).await.code(), "NOT_FOUND");
    let late = check_in(&watch);
    let ended = end(&lim, patrol, watch.now()).await.ok();
    assert_eq!(ended.at("patrolEnd/patrol/status"), "ENDED");
    assert_eq!(ended.at("patrolEnd/patrol/checkInCount"), 4);
    // What comes in after the end is still heard.
    let sent = record(&siti, patrol, &json!([late]), &json!({})).await.ok();
    assert_eq!(outcomes(&sent), ["APPLIED"]);
    let read = "query($id: ID!) { patrol(id: $id) { checkIns(first: 10) { nodes { doubts recordedBy { displayName } } } } }";
    let read = watch.leader.graphql(read, json!({ "id": patrol.to_string() })).await.ok();
    let nodes = read.at("patrol/checkIns/nodes").as_array().expect("check-ins");
    let of =
        |name: &str| nodes.iter().filter(|one| one["recordedBy"]["displayName"] == name).count();
    assert_eq!((of("Encik Lim"), of("Puan Siti")), (2, 3));
    assert!(nodes.iter().all(|one| one["doubts"] == json!([])), "{}", read.text);
}

#[tokio::test]
async fn whoever_brings_a_patrol_after_leaving_neither_calls_for_help_by_it_nor_hears_who_calls() {
    let mut watch = Watch::begins().await;
    let patrol: PatrolId = Ids::Random.mint(watch.now());
    let present = [watch.devi.id.to_string(), watch.siti.id.to_string()];
    let input = json!({ "id": patrol.to_string(), "unitId": watch.unit.to_string(), "startedAt": watch.now(), "presentIds": present });
    watch.passes(TimeDelta::minutes(5)).await;
    let lim = leaves(&watch, &watch.lim).await;
    watch.app.advance(TimeDelta::minutes(1));
    lim.graphql(super::START, json!({ "input": input })).await.ok();
    watch.settles().await;

    for body in [json!({}), json!({ "patrolId": patrol.to_string() })] {
        assert_eq!(call(&lim, &body).await.code(), "SOS_NOT_HERE");
    }
    // Puan Siti is at home, and not on a patrol by his word: as of a call beside no patrol everybody of the
    // unit is told, and he is not.
    let called = call(&watch.siti, &json!({ "latitude": 1.54, "longitude": 103.65 })).await;
    assert_eq!(called.status, 201, "{}", called.text);
    let mut named: Vec<&str> = told(&called).into_iter().map(|(name, _)| name).collect();
    named.sort_unstable();
    assert_eq!(named, ["Encik Rahim", "Puan Aminah", "Puan Devi"]);
    assert!(told(&called).contains(&("Puan Devi", "UNIT")), "{}", called.text);
    let id = called.body["id"].as_str().expect("an id");
    watch.settles().await;
    assert!(!watch.phones(id).contains(&"lim-1".to_owned()), "{:?}", watch.phones(id));
    assert_eq!(read(&lim, id).await.code(), "NOT_FOUND");
}
