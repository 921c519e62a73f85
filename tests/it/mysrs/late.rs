//! What comes in after the end, too often or too much.

use chrono::{DateTime, TimeDelta, Utc};
use domain::shared::{db, id::TrackId};
use futures_util::future::join_all;
use serde_json::json;
use stories::until;

use super::{Night, READ, end, metres, outcomes, record, send_walk, walk};

#[tokio::test]
async fn whoever_comes_after_the_end_is_heard_but_sees_no_track() {
    let night = Night::begins().await;
    let patrol = night.patrol().await;
    let (points, _) = walk(night.now(), 40);
    send_walk(&night.devi, patrol, night.mint(), &points[..20]).await.ok();
    let stands = async || {
        let read = night.lim.graphql(READ, json!({ "id": patrol.to_string() })).await.ok();
        assert_eq!(read.at("patrol/members").as_array().map(Vec::len), Some(1), "{}", read.text);
        assert_eq!(read.at("patrol/viewerCanSeeTrack"), false);
        assert_eq!(read.at("patrol/viewerCanEnd"), false);
        let path = format!("/v1/patrols/{patrol}/track.geojson");
        assert_eq!(night.lim.get(&path).await.code(), "FORBIDDEN");
        read
    };
    // Nothing brought, nobody joined, though the patrol is at work.
    record(&night.lim, patrol, &json!([]), &json!({})).await.ok();
    send_walk(&night.lim, patrol, night.mint(), &[]).await.ok();
    stands().await;
    assert_eq!(end(&night.lim, patrol, night.now()).await.code(), "FORBIDDEN");

    end(&night.devi, patrol, night.now()).await.ok();
    let before = metres(&stands().await, "patrol/distanceMetres");
    night.start_by(&night.lim, patrol).await.ok();
    record(&night.lim, patrol, &json!([]), &json!({})).await.ok();
    stands().await;
    let kept = record(&night.lim, patrol, &json!([night.check_in("Balai")]), &json!({})).await.ok();
    assert_eq!(outcomes(&kept), ["APPLIED"]);
    assert_eq!(kept.at("checkInRecord/results/0/checkIn/doubts"), &json!(["NOT_ON_PATROL"]));
    let track: TrackId = night.mint();
    for applied in [40, 0] {
        let sent = send_walk(&night.lim, patrol, track, &points).await.ok();
        assert_eq!(sent.at("trackRecord/applied"), applied);
    }
    let read = stands().await;
    assert_eq!(read.at("patrol/checkInCount"), 1);
    // Not with each part that comes in,
    assert!((metres(&read, "patrol/distanceMetres") - before).abs() < 0.001);
    // nor once the patrol is judged by all of it: a longer way of somebody who was not there is not the
    // patrol's.
    let late = night.now();
    night.app.advance(TimeDelta::minutes(2));
    let asked = "query($id: ID!) { patrol(id: $id) { judgedAt } }";
    until(async || {
        let read = night.devi.graphql(asked, json!({ "id": patrol.to_string() })).await.ok();
        let judged_at: DateTime<Utc> = read.at("patrol/judgedAt").as_str()?.parse().ok()?;
        (judged_at > late).then_some(())
    })
    .await;
    let read = stands().await;
    assert!((metres(&read, "patrol/distanceMetres") - before).abs() < 0.001);
}

#[tokio::test]
async fn what_was_cut_off_before_the_way_was_summed_up_is_made_up_for() {
    let night = Night::begins().await;
    let patrol = night.patrol().await;
    let (points, _) = walk(night.now(), 40);
    let track: TrackId = night.mint();
    send_walk(&night.devi, patrol, track, &points).await.ok();
    let ended = end(&night.devi, patrol, night.now()).await.ok();
    let length = metres(&ended, "patrolEnd/patrol/distanceMetres");
    let database = night.app.house.tools.db.write();
    // As a node leaves it that dies between ending and summing up: whoever ends it again sums up,
    db::run(database, "update patrol set distance_metres = null", []).await.unwrap();
    let again = end(&night.devi, patrol, night.now()).await.ok();
    assert!((metres(&again, "patrolEnd/patrol/distanceMetres") - length).abs() < 0.001);
    // and when nobody does, whoever judges it.
    db::run(database, "update patrol set distance_metres = null", []).await.unwrap();
    night.app.advance(TimeDelta::minutes(2));
    let asked = json!({ "id": patrol.to_string() });
    until(async || {
        let read = night.devi.graphql(READ, asked.clone()).await.ok();
        let reckoned = read.at("patrol/distanceMetres").as_f64()?;
        ((reckoned - length).abs() < 0.001).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_patrol_has_check_ins_up_to_a_limit_and_repeats_are_still_answered() {
    let night = Night::begins().await;
    let patrol = night.patrol().await;
    let first = night.check_in("Surau");
    record(&night.devi, patrol, &json!([first]), &json!({})).await.ok();
    let database = &night.app.house.tools.db;
    let id = if database.is_postgres() { "gen_random_uuid()" } else { "randomblob(16)" };
    let many = format!(
        "insert into check_in (id, unit_id, patrol_id, person_id, recorded_at, corrected_at, \
         received_at, clock_offset_ms, doubts, content_hash, method, verdict) \
         with recursive numbers (number) as \
         (select 1 union all select number + 1 from numbers where number < 19998) \
         select {id}, unit_id, patrol_id, person_id, recorded_at, corrected_at, received_at, \
         clock_offset_ms, doubts, content_hash, method, verdict from check_in, numbers"
    );
    assert_eq!(db::run(database.write(), &many, []).await.unwrap(), 19_998);
    // Another node counts when it first hears of the patrol: there is room for one more.
    let other = night.app.beside().await;
    let devi = night.devi.asking(&other.url);
    let more = json!([first, night.check_in("Balai"), night.check_in("Simpang")]);
    let answer = record(&devi, patrol, &more, &json!({})).await.ok();
    assert_eq!(outcomes(&answer), ["DUPLICATE", "APPLIED", "REJECTED"]);
    let error = answer.at("checkInRecord/results/2/error");
    assert_eq!((&error["code"], &error["field"]), (&json!("TOO_MANY"), &json!("checkIns.2")));
    // The whole again: what is kept is known, and the rest has no room.
    let answer = record(&devi, patrol, &more, &json!({})).await.ok();
    assert_eq!(outcomes(&answer), ["DUPLICATE", "DUPLICATE", "REJECTED"]);
    other.stop().await;
}

#[tokio::test]
async fn a_track_is_one_phones_and_nobody_has_many() {
    let night = Night::begins().await;
    let patrol = night.patrol().await;
    let (points, _) = walk(night.now(), 4);
    for _ in 0..4 {
        let track: TrackId = night.mint();
        let sends = [&night.devi, &night.lim].map(|user| send_walk(user, patrol, track, &points));
        let answers = join_all(sends).await;
        let refused: Vec<_> =
            answers.iter().flat_map(|answer| answer.refusals("trackRecord")).collect();
        assert_eq!(refused, ["ID_TAKEN trackId"]);
    }
    let mut refused = Vec::new();
    for _ in 0..65 {
        let answer = send_walk(&night.leader, patrol, night.mint(), &points).await;
        refused.extend(answer.refusals("trackRecord"));
    }
    assert_eq!(refused, ["TOO_MANY trackId"]);
}

#[tokio::test]
async fn nobody_uses_up_the_room_of_a_patrol_and_repeats_are_still_answered() {
    let night = Night::begins().await;
    let patrol = night.patrol().await;
    let (points, _) = walk(night.now(), 4);
    let track: TrackId = night.mint();
    send_walk(&night.devi, patrol, track, &points[..1]).await.ok();
    let database = night.app.house.tools.db.write();
    let more = async |first: u32, last: u32| {
        let many = format!(
            "insert into track_point (patrol_id, track_id, sequence, patrol_opened_at, unit_id, \
             person_id, segment, latitude, longitude, recorded_at, corrected_at, received_at) \
             with recursive numbers (number) as \
             (select {first} union all select number + 1 from numbers where number < {last}) \
             select patrol_id, track_id, number, patrol_opened_at, unit_id, person_id, segment, latitude, \
             longitude, recorded_at, corrected_at, received_at from track_point, numbers where sequence = 0"
        );
        db::run(database, &many, []).await.unwrap()
    };
    assert_eq!(more(10, 60_006).await, 59_997);
    // Another node counts when it first hears of the patrol: two more are Puan Devi's.
    let other = night.app.beside().await;
    let devi = night.devi.asking(&other.url);
    send_walk(&devi, patrol, track, &points[1..3]).await.ok();
    let refused = send_walk(&devi, patrol, track, &points[3..]).await;
    assert_eq!(refused.refusals("trackRecord"), ["TOO_MANY points"]);
    let again = send_walk(&devi, patrol, track, &points[..3]).await.ok();
    assert_eq!(again.at("trackRecord/duplicate"), 3);
    // The others have their room, until there is none for anybody.
    let lim = night.lim.asking(&other.url);
    let sent = send_walk(&lim, patrol, night.mint(), &points[1..]).await.ok();
    assert_eq!(sent.at("trackRecord/applied"), 3);
    other.stop().await;
    assert_eq!(more(100_001, 239_996).await, 139_996);
    let third = night.app.beside().await;
    let leader = night.leader.asking(&third.url);
    let theirs: TrackId = night.mint();
    send_walk(&leader, patrol, theirs, &points[..1]).await.ok();
    let refused = send_walk(&leader, patrol, theirs, &points[1..]).await;
    assert_eq!(refused.refusals("trackRecord"), ["TOO_MANY points"]);
    third.stop().await;
}
