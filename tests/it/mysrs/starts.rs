//! How patrols of a shift begin: one for each, and of none that is not on.

use chrono::TimeDelta;
use domain::shared::{
    db,
    id::{CheckInId, IncidentId, PatrolEventId, PatrolId, TrackId},
};
use serde_json::{Value, json};
use stories::{User, with};

use super::{Night, PUBLISH, end, outcomes, record, volunteer};

const START: &str = "mutation($input: PatrolStartInput!) { patrolStart(input: $input) { patrol { id shift { id } doubts { code } members { displayName } } userErrors { code field } } }";

pub(super) async fn shift(night: &Night, begins_in: TimeDelta) -> String {
    let starts_at = night.now() + begins_in;
    let shift = json!({
        "unitId": night.unit.to_string(), "startsAt": starts_at,
        "endsAt": starts_at + TimeDelta::hours(3), "place": "Pondok pengawal",
        "memberIds": night.team(),
    });
    let published = night.leader.graphql(PUBLISH, json!({ "input": shift })).await.ok();
    published.text_at("shiftPublish/shift/id")
}

pub(super) async fn starts(night: &Night, user: &User, id: PatrolId, more: Value) -> Value {
    let input = json!({
        "id": id.to_string(), "unitId": night.unit.to_string(), "startedAt": night.now(),
    });
    let answer = user.graphql(START, json!({ "input": with(input, more) })).await.ok();
    answer.at("patrolStart/patrol").clone()
}

fn codes(patrol: &Value) -> Vec<&str> {
    let doubts = patrol["doubts"].as_array().expect("doubts").iter();
    doubts.map(|doubt| doubt["code"].as_str().expect("a code")).collect()
}

#[tokio::test]
async fn the_second_start_of_a_shift_joins_the_first() {
    let mut night = Night::begins().await;
    night.settles().await;
    let shift = shift(&night, TimeDelta::zero()).await;
    let of = json!({ "shiftId": shift });
    let (one, two): (PatrolId, PatrolId) = (night.mint(), night.mint());
    let first = starts(&night, &night.devi, one, of.clone()).await;
    assert_eq!((&first["id"], codes(&first)), (&json!(one.to_string()), vec![]));
    for _ in 0..2 {
        let joined = starts(&night, &night.lim, two, of.clone()).await;
        assert_eq!(joined["id"], one.to_string());
        assert_eq!(joined["members"].as_array().map(Vec::len), Some(2));
        assert!(codes(&joined).is_empty());
    }
    // A phone without signal may have recorded things under its own id: nothing of them is lost.
    night.passes(TimeDelta::minutes(20)).await;
    let three: PatrolId = night.mint();
    let began = json!({ "shiftId": shift, "startedAt": night.now() - TimeDelta::minutes(20) });
    let beside = starts(&night, &night.leader, three, began.clone()).await;
    assert_eq!(beside["id"], three.to_string());
    assert_eq!(codes(&beside), ["SHIFT_HAS_PATROL"]);
    let kept = record(&night.leader, three, &json!([night.check_in("Surau")]), &json!({})).await;
    assert_eq!(outcomes(&kept.ok()), ["APPLIED"]);
    assert_eq!(starts(&night, &night.leader, three, began).await, beside);
}

#[tokio::test]
async fn what_a_phone_kept_under_its_own_id_lies_on_the_patrol_that_it_joins() {
    let mut night = Night::begins().await;
    night.settles().await;
    let of = json!({ "shiftId": shift(&night, TimeDelta::zero()).await });
    let (first, own): (PatrolId, PatrolId) = (night.mint(), night.mint());
    // Puan Devi's phone has no line at first: she sees something, and scans.
    let began = with(of.clone(), json!({ "startedAt": night.now() }));
    let before = seen(&night, own);
    let kept = night.check_in("Surau");
    night.passes(TimeDelta::minutes(1)).await;
    starts(&night, &night.leader, first, of).await;
    night.passes(TimeDelta::minutes(4)).await;
    report(&night.devi, &before).await;
    let joined = starts(&night, &night.devi, own, began).await;
    assert_eq!((&joined["id"], codes(&joined)), (&json!(first.to_string()), vec![]));
    // It does not read that, and sends everything under the id that it made.
    let said = record(&night.devi, own, &json!([kept]), &json!({})).await.ok();
    assert_eq!(outcomes(&said), ["APPLIED"]);
    let said = record(&night.devi, own, &json!([kept]), &json!({})).await.ok();
    assert_eq!(outcomes(&said), ["DUPLICATE"]);
    let (one, track, event): (CheckInId, TrackId, PatrolEventId) =
        (night.mint(), night.mint(), night.mint());
    let sent = |number: i64| json!({ "sequence": number, "latitude": 1.54, "longitude": 103.65, "recordedAt": night.now() });
    for (what, body) in [
        (
            "check-ins",
            json!({ "checkIns": [{ "id": one.to_string(), "latitude": 1.54, "longitude": 103.65, "recordedAt": night.now() }] }),
        ),
        ("track", json!({ "trackId": track.to_string(), "points": [sent(1), sent(2)] })),
        (
            "events",
            json!({ "events": [{ "id": event.to_string(), "kind": "NOTE", "note": "Sunyi.", "recordedAt": night.now() }] }),
        ),
    ] {
        let path = format!("/v1/patrols/{own}/{what}");
        let answer = night.devi.post(&path, &body).await;
        assert_eq!(answer.status, 200, "{what}: {}", answer.text);
        // What is another unit's is not there for others.
        assert_eq!(night.stranger.post(&path, &body).await.code(), "NOT_FOUND", "{what}");
    }
    report(&night.devi, &seen(&night, own)).await;
    let ended = end(&night.devi, own, night.now()).await.ok();
    assert_eq!(ended.at("patrolEnd/patrol/id"), &json!(first.to_string()));
    assert_eq!(ended.at("patrolEnd/patrol/status"), "ENDED");
    let read = "query($id: ID!) { patrol(id: $id) { id checkInCount members { displayName } incidents(first: 10) { nodes { id } } way { events(first: 10) { nodes { kind note } } } } }";
    for id in [own, first] {
        let read = night.leader.graphql(read, json!({ "id": id.to_string() })).await.ok();
        let patrol = read.at("patrol");
        assert_eq!(
            (&patrol["id"], &patrol["checkInCount"]),
            (&json!(first.to_string()), &json!(2))
        );
        assert_eq!(patrol["members"].as_array().map(Vec::len), Some(2));
        assert_eq!(patrol["incidents"]["nodes"].as_array().map(Vec::len), Some(2));
        assert_eq!(patrol["way"]["events"]["nodes"], json!([{ "kind": "NOTE", "note": "Sunyi." }]));
        let line = night.leader.get(&format!("/v1/patrols/{id}/track.geojson")).await;
        assert_eq!(line.status, 200, "{}", line.text);
    }
    let number = "select count(*) from track_point where patrol_id = $1";
    let database = night.app.house.tools.db.write();
    let number: Option<i64> = db::value(database, number, [first.into()]).await.unwrap();
    assert_eq!(number, Some(2));
}

/// What Puan Devi saw just now, on a patrol of this id.
pub(super) fn seen(night: &Night, patrol: PatrolId) -> Value {
    let id: IncidentId = night.mint();
    json!({
        "id": id.to_string(), "unitId": night.unit.to_string(), "patrolId": patrol.to_string(),
        "categoryCode": "PROPERTY_THEFT", "severity": "LOW", "behaviour": "Pagar kedai terbuka.",
        "happenedAt": night.now(),
    })
}

pub(super) async fn report(user: &User, seen: &Value) {
    let report = "mutation($input: IncidentReportInput!) { incidentReport(input: $input) { incident { id } userErrors { code field } } }";
    // The answer may be lost: the same again is the same incident.
    for _ in 0..2 {
        user.graphql(report, json!({ "input": seen })).await.ok();
    }
}

#[tokio::test]
async fn a_start_whose_answer_was_lost_joins_the_same_patrol_however_late_it_is_repeated() {
    let mut night = Night::begins().await;
    night.settles().await;
    let of = json!({ "shiftId": shift(&night, TimeDelta::zero()).await });
    let (first, own): (PatrolId, PatrolId) = (night.mint(), night.mint());
    let began = with(of.clone(), json!({ "startedAt": night.now() }));
    starts(&night, &night.leader, first, of).await;
    starts(&night, &night.devi, own, began.clone()).await;
    night.passes(TimeDelta::minutes(20)).await;
    let again = starts(&night, &night.devi, own, began.clone()).await;
    assert_eq!((&again["id"], codes(&again)), (&json!(first.to_string()), vec![]));
    assert_eq!(again["members"].as_array().map(Vec::len), Some(2));
    // Whoever repeats it from another phone joins too, until it ends.
    let lim = starts(&night, &night.lim, own, began.clone()).await;
    assert_eq!(lim["members"].as_array().map(Vec::len), Some(3));
    end(&night.leader, first, night.now()).await.ok();
    assert_eq!(starts(&night, &night.devi, own, began).await, lim);
    let number = "select count(*) from patrol";
    let number: Option<i64> =
        db::value(night.app.house.tools.db.write(), number, []).await.unwrap();
    assert_eq!(number, Some(1));
    // Its id is good for its unit only.
    let theirs = night.stranger.ask("{ patrolUnits { id } }").await.ok();
    let mine = json!({ "id": own.to_string(), "unitId": theirs.text_at("patrolUnits/0/id"), "startedAt": night.now() });
    let taken = night.stranger.graphql(START, json!({ "input": mine })).await;
    assert_eq!(taken.refusals("patrolStart"), ["ID_TAKEN id"]);
}

#[tokio::test]
async fn two_phones_that_start_a_shift_at_once_are_on_one_patrol() {
    let mut night = Night::begins().await;
    night.settles().await;
    let of = json!({ "shiftId": shift(&night, TimeDelta::zero()).await });
    let (one, two) = (night.mint(), night.mint());
    let (first, second) = tokio::join!(
        starts(&night, &night.devi, one, of.clone()),
        starts(&night, &night.lim, two, of.clone()),
    );
    assert_eq!(first["id"], second["id"]);
}

#[tokio::test]
async fn a_shift_that_is_not_on_is_not_linked() {
    let mut night = Night::begins().await;
    night.settles().await;
    let far = shift(&night, TimeDelta::days(9)).await;
    let soon = shift(&night, TimeDelta::minutes(119)).await;
    let patrol = starts(&night, &night.devi, night.mint(), json!({ "shiftId": far })).await;
    assert_eq!((&patrol["shift"], codes(&patrol)), (&Value::Null, vec!["SHIFT_NOT_ON"]));
    let near = starts(&night, &night.lim, night.mint(), json!({ "shiftId": soon })).await;
    assert_eq!((&near["shift"]["id"], codes(&near)), (&json!(soon), vec![]));
}

#[tokio::test]
async fn whoever_is_on_two_patrols_at_once_is_noticed() {
    let night = Night::begins().await;
    let with_lim = json!({ "presentIds": [night.lim.id.to_string()] });
    let first: PatrolId = night.mint();
    assert!(codes(&starts(&night, &night.devi, first, with_lim.clone()).await).is_empty());
    let second = starts(&night, &night.leader, night.mint(), with_lim.clone()).await;
    assert_eq!(codes(&second), ["ALREADY_ON_PATROL"]);
    // Whoever comes later is noticed as well, and nobody once the other one is over.
    let third: PatrolId = night.mint();
    let osman = volunteer(&night.app, "Encik Osman", night.unit, false).await;
    let solo = starts(&night, &osman, third, json!({})).await;
    assert!(codes(&solo).is_empty());
    let kept = record(&night.devi, third, &json!([night.check_in("Surau")]), &json!({})).await;
    assert_eq!(outcomes(&kept.ok()), ["APPLIED"]);
    let read = "query($id: ID!) { patrol(id: $id) { doubts { code } } }";
    let read = night.leader.graphql(read, json!({ "id": third.to_string() })).await.ok();
    assert_eq!(codes(read.at("patrol")), ["ALREADY_ON_PATROL"]);
    for patrol in [first, third] {
        end(&night.devi, patrol, night.now()).await.ok();
    }
    let next = starts(&night, &night.devi, night.mint(), json!({})).await;
    assert!(codes(&next).is_empty());
}

#[tokio::test]
async fn a_start_that_comes_in_days_late_says_nothing_of_who_is_on_patrol_tonight() {
    let night = Night::begins().await;
    let tonight = starts(&night, &night.devi, night.mint(), json!({})).await;
    assert!(codes(&tonight).is_empty());
    // Her phone had no line since Monday, when Encik Lim was with her.
    let monday = json!({
        "startedAt": night.now() - TimeDelta::days(3), "presentIds": [night.lim.id.to_string()],
    });
    let monday = starts(&night, &night.devi, night.mint(), monday).await;
    assert!(codes(&monday).is_empty());
}
