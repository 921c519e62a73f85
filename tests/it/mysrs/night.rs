//! A night on patrol from its shift to its end, once and again, and with many phones at once.

use chrono::TimeDelta;
use domain::shared::id::{PatrolId, ShiftId};
use serde_json::{Value, json};
use stories::{User, socket::Socket};

use super::{Night, PUBLISH, READ, START, end, metres, outcomes, record, send_walk, walk};

#[tokio::test]
async fn a_night_patrol_is_recorded() {
    let mut night = Night::begins().await;
    night.settles().await;
    let unit = night.unit.to_string();
    let mut live = Socket::subscribe(
        &night.leader,
        &format!(
            "subscription {{ patrolChanged(unitId: \"{unit}\") {{ id status checkInCount }} }}"
        ),
    )
    .await;

    let lim = night.lim.id.to_string();
    let shift = json!({ "unitId": unit, "startsAt": night.now(), "endsAt": night.now() + TimeDelta::hours(3), "place": "Pondok pengawal", "memberIds": night.team() });
    let published = night.leader.graphql(PUBLISH, json!({ "input": shift })).await.ok();
    let shift = published.text_at("shiftPublish/shift/id");
    assert_eq!(published.at("shiftPublish/shift/members/2/displayName"), "Puan Devi");

    let patrol: PatrolId = night.mint();
    let input = json!({ "id": patrol.to_string(), "unitId": unit, "shiftId": shift, "startedAt": night.now(), "presentIds": [lim] });
    let started = night.devi.graphql(START, json!({ "input": input })).await.ok();
    assert_eq!(started.at("patrolStart/patrol/shift/place"), "Pondok pengawal");
    assert_eq!(started.at("patrolStart/patrol/members").as_array().map(Vec::len), Some(2));
    for right in ["viewerCanRecord", "viewerCanEnd", "viewerCanSeeTrack"] {
        assert_eq!(started.at(&format!("patrolStart/patrol/{right}")), true, "{right}");
    }
    let told = live.next().await.expect("an event");
    assert_eq!(told["payload"]["data"]["patrolChanged"]["id"], json!(patrol.to_string()));

    let begun = night.now();
    night.passes(TimeDelta::minutes(10)).await;
    let one = record(&night.devi, patrol, &json!([night.check_in("Surau Al-Ikhlas")]), &json!({}))
        .await
        .ok();
    assert_eq!(outcomes(&one), ["APPLIED"]);
    assert_eq!(one.at("checkInRecord/results/0/checkIn/recordedBy/displayName"), "Puan Devi");
    assert_eq!(one.at("checkInRecord/results/0/checkIn/doubts"), &json!([]));
    assert_eq!(
        live.next().await.expect("an event")["payload"]["data"]["patrolChanged"]["checkInCount"],
        1
    );
    night.passes(TimeDelta::minutes(10)).await;
    let many = json!([night.check_in("Taman permainan"), night.check_in("Pondok pengawal")]);
    assert_eq!(
        outcomes(&record(&night.lim, patrol, &many, &json!({})).await.ok()),
        ["APPLIED", "APPLIED"]
    );

    let (points, length) = walk(begun, 600);
    let sent = send_walk(&night.devi, patrol, night.mint(), &points).await.ok();
    assert_eq!(sent.at("trackRecord/applied"), 600);
    let ended = end(&night.devi, patrol, night.now()).await.ok();
    assert_eq!(ended.at("patrolEnd/patrol/durationSeconds"), 1200);
    assert_eq!(ended.at("patrolEnd/patrol/checkInCount"), 3);
    let measured = metres(&ended, "patrolEnd/patrol/distanceMetres");
    assert!((measured - length).abs() < length / 100.0, "{measured} {length}");

    let id = patrol.to_string();
    let line = night.leader.get(&format!("/v1/patrols/{id}/track.geojson")).await;
    assert_eq!(line.headers["content-type"], "application/geo+json");
    let lines = &line.body["features"][0]["geometry"]["coordinates"];
    assert_eq!(lines.as_array().map(Vec::len), Some(2));
    assert_eq!(lines[0].as_array().map(Vec::len), Some(300));
    assert_eq!(line.body["features"].as_array().map(Vec::len), Some(4));
    let gpx = night.devi.get(&format!("/v1/patrols/{id}/track.gpx")).await;
    assert_eq!(gpx.headers["content-type"], "application/gpx+xml");
    assert_eq!(gpx.text.matches("<trkseg>").count(), 2);
    assert_eq!(gpx.text.matches("<trkpt ").count(), 600);

    let listed = night.leader.graphql("query($id: ID!) { patrolUnit(id: $id) { name area { name } patrollers { displayName leads } shifts { nodes { id } } patrols { nodes { id status } } viewerCanPublishShift viewerCanStartPatrol } patrolUnits { id } node(id: $id) { ... on PatrolUnit { name } } }", json!({ "id": unit })).await.ok();
    assert_eq!(listed.at("patrolUnit/patrollers/0/displayName"), "Encik Rahim");
    assert_eq!(listed.at("patrolUnit/shifts/nodes/0/id"), &json!(shift));
    assert_eq!(listed.at("patrolUnit/patrols/nodes/0/status"), "ENDED");
    assert_eq!(listed.at("patrolUnit/viewerCanPublishShift"), true);
    assert_eq!(listed.at("patrolUnits/0/id"), &json!(unit));
}

#[tokio::test]
async fn a_repeat_changes_nothing() {
    let mut night = Night::begins().await;
    night.settles().await;
    let patrol = night.patrol().await;
    let again = night.start_by(&night.devi, patrol).await.ok();
    assert_eq!(again.at("patrolStart/patrol/members").as_array().map(Vec::len), Some(1));

    let check_in = night.check_in("Surau");
    let first = record(&night.devi, patrol, &json!([check_in]), &json!({})).await.ok();
    night.app.advance(TimeDelta::minutes(3));
    let second = record(&night.devi, patrol, &json!([check_in, check_in]), &json!({})).await.ok();
    assert_eq!(outcomes(&second), ["DUPLICATE", "DUPLICATE"]);
    assert_eq!(
        first.at("checkInRecord/results/0/checkIn"),
        second.at("checkInRecord/results/1/checkIn")
    );
    let mut other = check_in.clone();
    other["note"] = json!("something else");
    let other = record(&night.devi, patrol, &json!([other]), &json!({})).await.ok();
    assert_eq!(outcomes(&other), ["CONFLICT"]);
    assert_eq!(other.at("checkInRecord/results/0/checkIn/note"), &json!(null));

    let first = end(&night.devi, patrol, night.now()).await.ok();
    night.app.advance(TimeDelta::minutes(5));
    let second = end(&night.leader, patrol, night.now()).await.ok();
    assert_eq!(first.at("patrolEnd/patrol/endedAt"), second.at("patrolEnd/patrol/endedAt"));
    assert_eq!(second.at("patrolEnd/patrol/durationSeconds"), 180);

    // A shift's id, and a patrol's, are good for one unit only.
    let mine = json!({ "id": patrol.to_string(), "unitId": unit_of(&night.stranger).await, "startedAt": night.now() });
    let taken = night.stranger.graphql(START, json!({ "input": mine })).await;
    assert_eq!(taken.refusals("patrolStart"), ["ID_TAKEN id"]);
    let shift: ShiftId = night.mint();
    let begins = night.now();
    let shift = |unit: String, team: Value| json!({ "input": { "id": shift.to_string(), "unitId": unit, "startsAt": begins, "endsAt": begins + TimeDelta::hours(2), "place": "Surau", "memberIds": team } });
    let unit = night.unit.to_string();
    let one = night.leader.graphql(PUBLISH, shift(unit.clone(), night.team())).await.ok();
    let two = night.leader.graphql(PUBLISH, shift(unit, night.team())).await.ok();
    assert_eq!(one.body, two.body);
    let mut other = shift(night.unit.to_string(), night.team());
    other["input"]["place"] = json!("Balai");
    let fewer = json!([night.devi.id.to_string()]);
    for different in [other, shift(night.unit.to_string(), fewer)] {
        let taken = night.leader.graphql(PUBLISH, different).await;
        assert_eq!(taken.refusals("shiftPublish"), ["ID_TAKEN id"]);
    }
    let theirs = json!([night.stranger.id.to_string()]);
    let theirs = shift(unit_of(&night.stranger).await, theirs);
    let taken = night.stranger.graphql(PUBLISH, theirs).await;
    assert_eq!(taken.refusals("shiftPublish"), ["ID_TAKEN id"]);
}

async fn unit_of(user: &User) -> String {
    user.ask("{ patrolUnits { id } }").await.ok().text_at("patrolUnits/0/id")
}

#[tokio::test]
async fn many_phones_at_once_share_commits_and_lose_nothing() {
    let night = Night::begins().await;
    let patrol = night.patrol().await;
    let shared = night.check_in("Serentak");
    let sends = (0..60).map(|number| {
        let batch = if number % 3 == 0 { shared.clone() } else { night.check_in("Surau") };
        let user = if number % 2 == 0 { &night.devi } else { &night.lim };
        async move { record(user, patrol, &json!([batch]), &json!({})).await.ok() }
    });
    let answers = futures_util::future::join_all(sends).await;
    let kinds: Vec<&str> = answers.iter().flat_map(outcomes).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == "APPLIED").count(), 41);
    assert_eq!(kinds.iter().filter(|kind| **kind == "DUPLICATE").count(), 19);
    let read = night.devi.graphql(READ, json!({ "id": patrol.to_string() })).await.ok();
    assert_eq!(read.at("patrol/checkInCount"), 41);
}
