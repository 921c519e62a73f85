//! Who sees a patrol, and who does not.

use chrono::TimeDelta;
use domain::{
    policy::Role,
    shared::id::{PatrolId, TrackId},
};
use serde_json::{Value, json};

use super::{Night, PUBLISH, READ, START, end, record, send_walk, walk};

#[tokio::test]
async fn another_units_volunteer_finds_nothing() {
    let night = Night::begins().await;
    let patrol = night.patrol().await;
    let id = patrol.to_string();
    let resident = night.app.person("Puan Siti").await;
    let batch = json!([night.check_in("Surau")]);
    let (points, _) = walk(night.now(), 4);
    for (somebody, code) in [
        (&night.stranger, "NOT_FOUND"),
        (&resident, "NOT_FOUND"),
        (&night.app.anybody(), "UNAUTHENTICATED"),
    ] {
        let start = night.start_by(somebody, night.mint()).await;
        let record = record(somebody, patrol, &batch, &json!({})).await;
        let track = send_walk(somebody, patrol, night.mint(), &points).await;
        let end = end(somebody, patrol, night.now()).await;
        let read = somebody.graphql(READ, json!({ "id": id })).await;
        let unit = somebody
            .graphql(
                "query($id: ID!) { patrolUnit(id: $id) { id } }",
                json!({ "id": night.unit.to_string() }),
            )
            .await;
        let publish = somebody.graphql(PUBLISH, json!({ "input": { "unitId": night.unit.to_string(), "startsAt": night.now(), "endsAt": night.now() + TimeDelta::hours(1), "place": "x", "memberIds": [] } })).await;
        for answer in [start, record, track, end, read, unit, publish] {
            assert_eq!(answer.code(), code, "{}", answer.text);
        }
        for path in ["track.geojson", "track.gpx"] {
            assert_eq!(somebody.get(&format!("/v1/patrols/{id}/{path}")).await.code(), code);
        }
        let upload =
            somebody.post(&format!("/v1/patrols/{id}/check-ins"), &json!({ "checkIns": [] })).await;
        assert_eq!(upload.code(), code);
        let upload = json!({ "trackId": night.mint::<TrackId>().to_string(), "points": [] });
        let upload = somebody.post(&format!("/v1/patrols/{id}/track"), &upload).await;
        assert_eq!(upload.code(), code);
    }
    // A patrol that is none.
    let none = record(&night.devi, night.mint(), &batch, &json!({})).await;
    assert_eq!(none.code(), "NOT_FOUND");
    // A volunteer publishes no shift and brings nobody from elsewhere.
    let shift = |members: Value| json!({ "input": { "unitId": night.unit.to_string(), "startsAt": night.now(), "endsAt": night.now() + TimeDelta::hours(13), "place": " ", "memberIds": members } });
    assert_eq!(night.devi.graphql(PUBLISH, shift(json!([]))).await.code(), "FORBIDDEN");
    let refused = night.leader.graphql(PUBLISH, shift(json!([]))).await;
    assert_eq!(
        refused.refusals("shiftPublish"),
        ["SPAN_TOO_LONG endsAt", "REQUIRED place", "REQUIRED memberIds"]
    );
    let input = json!({ "id": night.mint::<PatrolId>().to_string(), "unitId": night.unit.to_string(), "startedAt": night.now(), "presentIds": [night.lim.id.to_string(), night.stranger.id.to_string()] });
    let refused = night.devi.graphql(START, json!({ "input": input })).await;
    assert_eq!(refused.refusals("patrolStart"), ["PERSON_NOT_ELIGIBLE presentIds.1"]);
}

#[tokio::test]
async fn a_committee_sees_where_the_patrol_is_but_only_its_chair_where_it_went() {
    let night = Night::begins().await;
    let patrol = night.patrol().await;
    record(&night.devi, patrol, &json!([night.check_in("Surau")]), &json!({})).await.ok();
    let listed = night
        .leader
        .graphql(
            "query($id: ID!) { patrolUnit(id: $id) { area { id } } }",
            json!({ "id": night.unit.to_string() }),
        )
        .await
        .ok();
    let area = listed.text_at("patrolUnit/area/id").parse().expect("an area's id");
    let secretary = night.app.officer_of_committee("Puan Aishah", area, Role::Secretary).await;
    let chair = night.app.officer_of_committee("Encik Tan", area, Role::Chair).await;
    let path = format!("/v1/patrols/{patrol}/track.geojson");
    // Encik Lim is of the unit, but not on this patrol.
    for (somebody, sees) in [(&secretary, false), (&night.lim, false), (&chair, true)] {
        let read = somebody.graphql(READ, json!({ "id": patrol.to_string() })).await.ok();
        assert_eq!(read.at("patrol/checkIns/nodes/0/checkpoint"), "Surau");
        assert_eq!(read.at("patrol/checkIns/nodes/0/coordinates").is_null(), !sees);
        assert_eq!(read.at("patrol/viewerCanSeeTrack"), sees);
        assert_eq!(somebody.get(&path).await.status, if sees { 200 } else { 403 });
    }
    // Where it is just now is another matter: whoever is told that something is amiss can send help.
    let now = "query($id: ID!) { patrol(id: $id) { viewerCanSeePositions } }";
    for (somebody, sees) in [(&secretary, true), (&night.lim, false), (&chair, true)] {
        let read = somebody.graphql(now, json!({ "id": patrol.to_string() })).await.ok();
        assert_eq!(read.at("patrol/viewerCanSeePositions"), sees);
    }
    let batch = json!([night.check_in("Balai")]);
    assert_eq!(record(&secretary, patrol, &batch, &json!({})).await.code(), "FORBIDDEN");
    let treasurer = night.app.officer_of_committee("Puan Rohani", area, Role::Treasurer).await;
    assert_eq!(end(&treasurer, patrol, night.now()).await.code(), "FORBIDDEN");
    // With a check-in he joins.
    record(&night.lim, patrol, &batch, &json!({})).await.ok();
    let read = night.lim.graphql(READ, json!({ "id": patrol.to_string() })).await.ok();
    assert_eq!(read.at("patrol/members").as_array().map(Vec::len), Some(2));
    assert_eq!(read.at("patrol/checkIns/nodes/0/coordinates/latitude"), 1.54);
    // When no phone of the patrol is left, its committee ends it.
    let ended = end(&secretary, patrol, night.now()).await.ok();
    assert_eq!(ended.at("patrolEnd/patrol/status"), "ENDED");
    let asked = "query($id: ID!) { patrol(id: $id) { endedById } }";
    let read = night.lim.graphql(asked, json!({ "id": patrol.to_string() })).await.ok();
    assert_eq!(read.at("patrol/endedById"), &json!(secretary.id.to_string()));
}
