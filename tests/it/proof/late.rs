//! What comes in later is judged again, and so is what it throws a light on.

use chrono::TimeDelta;
use domain::{
    duties::Duty,
    shared::{
        db,
        geo::Position,
        id::{PatrolEventId, TrackId},
        scheduler,
    },
};
use serde_json::{Value, json};
use stories::{until_blocked, walk};

use super::{judged, record, scan, verdict, verdicts};
use crate::mysrs::{Night, end};

const BASE: Position = Position { latitude: 1.54, longitude: 103.65 };

#[tokio::test]
async fn a_track_that_comes_in_late_shows_who_was_not_there() {
    let mut night = Night::begins().await;
    let patrol = night.patrol().await;
    let steps = walk::walk(3, BASE, night.now(), 3_000);
    night.passes(TimeDelta::minutes(20)).await;
    let mut somewhere = scan(&night, "", Some(walk::beside(BASE, 9_000.0, 0.0)));
    (somewhere["method"], somewhere["code"]) = (json!("POSITION"), json!(null));
    let answer = record(&night.devi, patrol, &json!([somewhere]), &json!({})).await.ok();
    assert_eq!(verdicts(&answer), ["ACCEPTED"]);
    night.passes(TimeDelta::minutes(40)).await;
    let ended = night.now();
    end(&night.leader, patrol, ended).await.ok();
    night.passes(TimeDelta::minutes(2)).await;
    let first = judged(&night.leader, patrol, ended).await;
    assert_eq!(verdict(first.at("patrol/checkIns/nodes/0")), "ACCEPTED");
    assert_eq!(first.at("patrol/doubtedFixCount"), 0);
    // The phone's own track says that she was two streets away.
    let points: Vec<Value> = (0..).zip(&steps).map(|(sequence, step): (i64, _)| json!({
        "sequence": sequence, "latitude": step.position.latitude, "longitude": step.position.longitude,
        "accuracyMetres": step.accuracy_metres, "recordedAt": step.at,
    })).collect();
    let track: TrackId = night.mint();
    let sent = json!({ "trackId": track.to_string(), "points": points });
    let path = format!("/v1/patrols/{patrol}/track");
    assert_eq!(night.devi.post(&path, &sent).await.status, 200);
    let sent = night.now();
    night.passes(TimeDelta::minutes(2)).await;
    let second = judged(&night.leader, patrol, sent).await;
    let seen = second.at("patrol/checkIns/nodes/0");
    assert_eq!(verdict(seen), "DOUBTFUL SPEED_IMPOSSIBLE", "{}", second.text);
    // A check-in that comes in later still has the patrol judged once more.
    let honest = scan(&night, "", None);
    let honest = stories::with(honest, json!({ "method": "POSITION", "code": null }));
    record(&night.devi, patrol, &json!([honest]), &json!({})).await.ok();
    let sent = night.now();
    night.passes(TimeDelta::minutes(2)).await;
    let third = judged(&night.leader, patrol, sent).await;
    assert_eq!(verdict(third.at("patrol/checkIns/nodes/0")), "DOUBTFUL SPEED_IMPOSSIBLE");
}

#[tokio::test]
async fn nobody_waits_while_a_patrol_is_judged() {
    let night = Night::begins().await;
    let patrol = night.patrol().await;
    let database = &night.app.house.tools.db;
    if !database.is_postgres() {
        // There reading waits for nobody, so that nothing can hold up a judge.
        return;
    }
    let began = night.now();
    night.app.advance(TimeDelta::seconds(1));
    // Whoever reads fixes has to wait.
    let slow = database.begin().await.unwrap();
    db::run(&slow, "lock table track_point in access exclusive mode", []).await.unwrap();
    // As the end plans it.
    let sql = "update patrol set status = 'ENDED', ended_at = $1, duration_seconds = 0, \
               distance_metres = 0 where id = $2";
    db::run(database.write(), sql, [night.now().into(), patrol.into()]).await.unwrap();
    let due_at = night.now();
    night
        .app
        .arrange(async |_, work| {
            scheduler::plan(work, Duty::PatrolJudge, patrol, due_at).await.unwrap();
        })
        .await;
    until_blocked(database, "track_point").await;
    // Meanwhile everybody may write about the patrol.
    let other = database.begin().await.unwrap();
    let mine = "select id from patrol where id = $1 for update nowait";
    let locked: Option<uuid::Uuid> = db::value(&other, mine, [patrol.into()]).await.unwrap();
    assert_eq!(locked, Some(patrol.0));
    drop(other);
    slow.rollback().await.unwrap();
    judged(&night.devi, patrol, began).await;
}

#[tokio::test]
async fn a_clock_that_is_always_wrong_is_a_note_and_one_that_was_set_a_doubt() {
    let mut night = Night::begins().await;
    let patrol = night.patrol().await;
    night.passes(TimeDelta::minutes(30)).await;
    let (off, minute) = (TimeDelta::hours(8), 60_000_i64);
    let at = |place: f64, recorded: i64, wall: TimeDelta| {
        let mut one = scan(&night, "", Some(walk::beside(BASE, place, 0.0)));
        (one["method"], one["code"]) = (json!("POSITION"), json!(null));
        one["recordedAt"] = json!(night.now() - TimeDelta::minutes(recorded) + wall);
        one["monotonicMs"] = json!(900 * minute - recorded * minute);
        one
    };
    let clock =
        |wall: TimeDelta| json!({ "sentAt": night.now() + wall, "sentMonotonicMs": 900 * minute });
    let wrong = json!([at(0.0, 20, off), at(60.0, 10, off)]);
    let answer = record(&night.devi, patrol, &wrong, &clock(off)).await.ok();
    assert_eq!(verdicts(&answer), ["ACCEPTED CLOCK_WRONG"; 2]);
    // Set by forty minutes in the middle, and back before it was sent.
    let ahead = -TimeDelta::minutes(40);
    let zero = TimeDelta::zero();
    let set = json!([at(0.0, 18, zero), at(30.0, 15, ahead), at(50.0, 12, zero)]);
    let answer = record(&night.lim, patrol, &set, &clock(zero)).await.ok();
    let said = verdicts(&answer);
    assert_eq!(said, ["ACCEPTED", "DOUBTFUL CLOCK_WRONG CLOCK_JUMPED", "ACCEPTED"]);
}

#[tokio::test]
async fn whoever_was_on_no_patrol_is_believed_once_the_leader_notes_that_they_came() {
    let mut night = Night::begins().await;
    let patrol = night.patrol().await;
    night.passes(TimeDelta::minutes(20)).await;
    let seen = scan(&night, "", Some(BASE));
    let seen = stories::with(seen, json!({ "method": "POSITION", "code": null }));
    night.passes(TimeDelta::minutes(20)).await;
    let ended = night.now();
    end(&night.leader, patrol, ended).await.ok();
    night.passes(TimeDelta::minutes(2)).await;
    // His phone had no signal, and nobody named him: or he was never there.
    let answer = record(&night.lim, patrol, &json!([seen]), &json!({})).await.ok();
    assert_eq!(verdicts(&answer), ["DOUBTFUL NOT_ON_PATROL"]);
    let sent = night.now();
    night.passes(TimeDelta::minutes(2)).await;
    let read = judged(&night.leader, patrol, sent).await;
    assert_eq!(verdict(read.at("patrol/checkIns/nodes/0")), "DOUBTFUL NOT_ON_PATROL");
    let came = "mutation($input: PatrolEventRecordInput!) { patrolEventRecord(input: $input) { results { outcome } userErrors { code } } }";
    let event: PatrolEventId = night.mint();
    let event = json!({
        "id": event.to_string(), "kind": "JOINED", "memberId": night.lim.id.to_string(),
        "recordedAt": ended - TimeDelta::minutes(40),
    });
    let input = json!({ "patrolId": patrol.to_string(), "events": [event] });
    night.leader.graphql(came, json!({ "input": input })).await.ok();
    let noted = night.now();
    night.passes(TimeDelta::minutes(2)).await;
    let read = judged(&night.leader, patrol, noted).await;
    assert_eq!(verdict(read.at("patrol/checkIns/nodes/0")), "ACCEPTED");
}

#[tokio::test]
async fn what_is_recorded_long_after_somebody_ended_the_patrol_is_doubted() {
    let mut night = Night::begins().await;
    let patrol = night.patrol().await;
    night.passes(TimeDelta::minutes(20)).await;
    end(&night.devi, patrol, night.now()).await.ok();
    let scan = |night: &Night| {
        let seen = scan(night, "", Some(BASE));
        stories::with(seen, json!({ "method": "POSITION", "code": null }))
    };
    night.passes(TimeDelta::minutes(25)).await;
    let on_the_way_home = scan(&night);
    night.passes(TimeDelta::hours(3)).await;
    let batch = json!([on_the_way_home, scan(&night)]);
    record(&night.devi, patrol, &batch, &json!({})).await.ok();
    let sent = night.now();
    night.passes(TimeDelta::minutes(2)).await;
    let read = judged(&night.leader, patrol, sent).await;
    assert_eq!(verdict(read.at("patrol/checkIns/nodes/0")), "ACCEPTED");
    assert_eq!(verdict(read.at("patrol/checkIns/nodes/1")), "DOUBTFUL TIME_IMPLAUSIBLE");
}
