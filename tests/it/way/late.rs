//! What comes in late, twice, or to two nodes at once.

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::join_all;
use serde_json::{Value, json};
use stories::{User, until};

use super::{each, event, outcomes, tell, way};
use crate::{
    krt_shop::{announce, is_by_link_only, send, small_picture, upload},
    mysrs::{Night, end},
};

#[tokio::test]
async fn no_signal_until_morning_and_whoever_was_there_is_there() {
    let mut night = Night::begins().await;
    let patrol = night.patrol().await;
    // Recorded on Puan Devi's phone, which has no signal: Encik Lim came at once and went early.
    let lim = json!({ "memberId": night.lim.id.to_string() });
    let came = event(&night, "JOINED", lim.clone());
    night.passes(TimeDelta::hours(1)).await;
    let went = event(&night, "LEFT", lim.clone());
    night.passes(TimeDelta::hours(2)).await;
    // The leader, who was not there, ends it for them.
    end(&night.leader, patrol, night.now()).await.ok();
    night.passes(TimeDelta::days(2)).await;
    // Encik Lim says himself that he came: after the end that makes nobody a member.
    let himself = event(&night, "JOINED", json!({}));
    assert_eq!(outcomes(&tell(&night.lim, patrol, &json!([himself])).await.ok()), ["APPLIED"]);
    let read = way(&night.leader, patrol).await;
    assert_eq!(read.at("patrol/members").as_array().map(Vec::len), Some(1));
    // Puan Devi's phone brings what it kept, the last first.
    for one in [went, came] {
        assert_eq!(outcomes(&tell(&night.devi, patrol, &json!([one])).await.ok()), ["APPLIED"]);
    }
    let read = way(&night.leader, patrol).await;
    let present = read.at("patrol/way/presence");
    assert_eq!(present.as_array().map(Vec::len), Some(2), "{}", read.text);
    assert_eq!(read.at("patrol/endedById"), &json!(night.leader.id.to_string()));
    // The latest word holds: he said two days later that he came.
    assert_eq!(each(present, "leftAt"), [Value::Null, Value::Null]);
    night.passes(TimeDelta::minutes(1)).await;
    let left_again = event(&night, "LEFT", lim);
    tell(&night.devi, patrol, &json!([left_again])).await.ok();
    let read = way(&night.leader, patrol).await;
    assert_eq!(
        each(read.at("patrol/way/presence"), "leftAt")
            .iter()
            .filter(|left| left.is_string())
            .count(),
        1
    );
}

#[tokio::test]
async fn nobody_is_sent_home_by_whoever_was_not_there() {
    let mut night = Night::begins().await;
    let patrol = night.patrol().await;
    let devi = json!({ "memberId": night.devi.id.to_string() });
    let lim = json!({ "memberId": night.lim.id.to_string() });
    let came = event(&night, "JOINED", lim);
    night.passes(TimeDelta::minutes(5)).await;
    // As Encik Lim's phone has it, she went home after five minutes.
    let sent_home = event(&night, "LEFT", devi.clone());
    night.passes(TimeDelta::hours(3)).await;
    end(&night.devi, patrol, night.now()).await.ok();
    let time = |text: &Value| text.as_str().and_then(|text| text.parse::<DateTime<Utc>>().ok());
    // When she went home.
    let leader = night.leader.clone();
    let went = async || {
        let read = way(&leader, patrol).await;
        let present = read.at("patrol/way/presence").as_array().expect("a list").clone();
        let hers = present.iter().find(|one| one["member"]["displayName"] == "Puan Devi");
        time(&hers.expect("she was there")["leftAt"])
    };
    assert_eq!(went().await, None);
    // He is not known to have been there: his word is kept, and sends nobody home.
    let told = tell(&night.lim, patrol, &json!([sent_home])).await.ok();
    assert_eq!(outcomes(&told), ["APPLIED"]);
    let doubts = told.at("patrolEventRecord/results/0/event/doubts");
    assert_eq!(doubts, &json!(["NOT_ON_PATROL"]));
    assert_eq!(went().await, None);
    // Once her phone says that he was there too, it counts, until she says herself that she came back.
    assert_eq!(outcomes(&tell(&night.devi, patrol, &json!([came])).await.ok()), ["APPLIED"]);
    assert_eq!(went().await, time(&sent_home["recordedAt"]));
    let back = event(&night, "JOINED", json!({}));
    tell(&night.devi, patrol, &json!([back])).await.ok();
    assert_eq!(went().await, None);
    // The leader, who was not there either, answers for the unit.
    night.app.advance(TimeDelta::minutes(1));
    let home = event(&night, "LEFT", devi);
    tell(&night.leader, patrol, &json!([home])).await.ok();
    let at = time(&home["recordedAt"]);
    assert!(at.is_some());
    assert_eq!(went().await, at);
}

#[tokio::test]
async fn whoever_turns_out_to_have_been_there_brings_whom_they_said() {
    let mut night = Night::begins().await;
    let patrol = night.patrol().await;
    let comes = |user: &User| event(&night, "JOINED", json!({ "memberId": user.id.to_string() }));
    let (lim, leader) = (comes(&night.lim), comes(&night.leader));
    night.passes(TimeDelta::hours(3)).await;
    end(&night.devi, patrol, night.now()).await.ok();
    let there = async || {
        let read = way(&night.leader, patrol).await;
        let present = read.at("patrol/way/presence").as_array().expect("a list").clone();
        present.iter().map(|one| one["member"]["displayName"].clone()).collect::<Vec<_>>()
    };
    // Encik Lim's phone is the first that has a line, and nobody has said yet that he was there.
    tell(&night.lim, patrol, &json!([leader])).await.ok();
    assert_eq!(there().await, ["Puan Devi"]);
    tell(&night.devi, patrol, &json!([lim])).await.ok();
    assert_eq!(there().await.len(), 3, "and whom he said");
    // Then nothing is doubtful about it any more.
    let again = tell(&night.lim, patrol, &json!([leader])).await.ok();
    assert_eq!(outcomes(&again), ["DUPLICATE"]);
    assert_eq!(again.at("patrolEventRecord/results/0/event/doubts"), &json!([]));
}

#[tokio::test]
async fn one_phone_that_runs_wild_leaves_the_others_their_room() {
    let night = Night::begins().await;
    let patrol = night.patrol().await;
    let notes = |number: usize| -> Vec<Value> {
        (0..number).map(|_| event(&night, "NOTE", json!({ "note": "Lagi" }))).collect()
    };
    let first = notes(500);
    for part in [first.clone(), notes(500), notes(500), notes(500), notes(499)] {
        let told = tell(&night.lim, patrol, &json!(part)).await.ok();
        assert_eq!(outcomes(&told), vec!["APPLIED"; part.len()]);
    }
    // There is room for one more of him; what stands is known also then.
    let mut more = notes(2);
    more.push(first[0].clone());
    let told = tell(&night.lim, patrol, &json!(more)).await.ok();
    assert_eq!(outcomes(&told), ["APPLIED", "REJECTED", "DUPLICATE"]);
    let error = told.at("patrolEventRecord/results/1/error");
    assert_eq!(error, &json!({ "code": "TOO_MANY", "field": "events" }));
    // Hers come in.
    let seen = notes(1);
    assert_eq!(outcomes(&tell(&night.devi, patrol, &json!(seen)).await.ok()), ["APPLIED"]);
}

#[tokio::test]
async fn a_week_without_a_line_comes_in_once_whatever_breaks() {
    let night = Night::begins().await;
    let patrol = night.patrol().await;
    let notes: Vec<Value> = (0..120)
        .map(|number| event(&night, "NOTE", json!({ "note": format!("Nota {number}") })))
        .collect();
    let other = night.app.beside().await;
    let devi = night.devi.asking(&other.url);
    // Each part goes out three times at once, to two nodes: the phone heard no answer.
    let mut applied = 0;
    for part in notes.chunks(40) {
        let part = json!(part);
        let sends = [&night.devi, &devi, &night.devi].map(|user| tell(user, patrol, &part));
        for answer in join_all(sends).await {
            let answer = answer.ok();
            applied += outcomes(&answer).iter().filter(|outcome| **outcome == "APPLIED").count();
        }
    }
    assert_eq!(applied, 120);
    // What was answered is there once, also over REST, and after a node has gone.
    other.stop().await;
    let upload = json!({ "events": [notes[0], { "id": "x" }, 17] });
    let answer = night.devi.post(&format!("/v1/patrols/{patrol}/events"), &upload).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let kinds = each(&answer.body["results"], "outcome");
    assert_eq!(kinds, ["duplicate", "rejected", "rejected"]);
    let read = way(&night.leader, patrol).await;
    assert_eq!(read.at("patrol/way/events/nodes").as_array().map(Vec::len), Some(100));
}

#[tokio::test]
async fn a_photo_that_comes_after_its_record_is_neither_lost_nor_unsealed() {
    let mut night = Night::begins().await;
    let patrol = night.patrol().await;
    // The line carries words, and no pictures: her phone sends those when it is home.
    let (one, two) = (announce(&night.devi).await, announce(&night.devi).await);
    let seen = night.check_in("Surau");
    let noticed = event(&night, "PHOTO", json!({ "photoIds": [one, two] }));
    let check_ins = format!("/v1/patrols/{patrol}/check-ins");
    let sent = json!({ "checkIns": [{
        "id": seen["id"], "latitude": 1.54, "longitude": 103.65, "recordedAt": night.now(),
        "photoIds": [one],
    }] });
    let answer = night.devi.post(&check_ins, &sent).await;
    let result = |answer: &stories::Answer| answer.body["results"][0].clone();
    assert_eq!(result(&answer)["doubts"], json!(["PHOTO_INVALID"]), "{}", answer.text);
    let told = tell(&night.devi, patrol, &json!([noticed])).await.ok();
    assert_eq!(told.at("patrolEventRecord/results/0/event/doubts"), &json!(["PHOTO_INVALID"]));
    night.passes(TimeDelta::minutes(5)).await;
    end(&night.devi, patrol, night.now()).await.ok();
    let asked = "query($id: ID!) { patrolSeals(patrolId: $id) { nodes { untilRow } } }";
    let first = until(async || {
        let read = night.leader.graphql(asked, json!({ "id": patrol.to_string() })).await.ok();
        read.at("patrolSeals/nodes/0/untilRow").as_i64()
    })
    .await;
    assert_eq!(first, 4, "the patrol, who was on it, the check-in and the event");
    night.passes(TimeDelta::minutes(10)).await;
    // The first picture comes: the check-in is whole, the event lacks one yet.
    send(&night.devi, &one, small_picture()).await.ok();
    let again = night.devi.post(&check_ins, &sent).await;
    assert_eq!(result(&again)["outcome"], "duplicate");
    assert_eq!(result(&again)["doubts"], json!([]), "{}", again.text);
    let photos = async |noticed: &Value| {
        let told = tell(&night.devi, patrol, &json!([noticed])).await.ok();
        assert_eq!(outcomes(&told), ["DUPLICATE"]);
        let event = told.at("patrolEventRecord/results/0/event");
        (event["photos"].as_array().map(Vec::len), event["doubts"].clone())
    };
    assert_eq!(photos(&noticed).await, (Some(1), json!(["PHOTO_INVALID"])));
    send(&night.devi, &two, small_picture()).await.ok();
    assert_eq!(photos(&noticed).await, (Some(2), json!([])));
    // Once more changes nothing.
    assert_eq!(photos(&noticed).await, (Some(2), json!([])));
    let read =
        "query($id: ID!) { patrol(id: $id) { checkIns(first: 1) { nodes { photos { width } } } } }";
    let read = night.leader.graphql(read, json!({ "id": patrol.to_string() })).await.ok();
    assert_eq!(read.at("patrol/checkIns/nodes/0/photos").as_array().map(Vec::len), Some(1));
    night.passes(TimeDelta::minutes(2)).await;
    let covers = until(async || {
        let read = night.leader.graphql(asked, json!({ "id": patrol.to_string() })).await.ok();
        let nodes = read.at("patrolSeals/nodes").as_array()?.clone();
        nodes.iter().filter_map(|seal| seal["untilRow"].as_i64()).max().filter(|row| *row >= 7)
    })
    .await;
    assert_eq!(covers, 7, "and three photos");
}

#[tokio::test]
async fn a_photo_from_the_way_is_shown_for_a_while_to_whoever_was_given_its_link() {
    let night = Night::begins().await;
    let patrol = night.patrol().await;
    let photo = upload(&night.devi, small_picture()).await;
    let seen = event(&night, "PHOTO", json!({ "photoIds": [photo] }));
    let told = tell(&night.devi, patrol, &json!([seen])).await.ok();
    let url = told.text_at("patrolEventRecord/results/0/event/photos/0/url");
    is_by_link_only(&night.app, &url).await;
    night.app.advance(TimeDelta::minutes(10));
    let path = url.strip_prefix("http://krt.test").unwrap();
    assert_eq!(night.app.anybody().get(path).await.status, 404);
    // Whoever still may see it is given another one.
    let mut leader = night.leader.clone();
    leader.refresh().await;
    let read = way(&leader, patrol).await;
    let again = read.text_at("patrol/way/events/nodes/0/photos/0/url");
    assert_ne!(again, url);
    is_by_link_only(&night.app, &again).await;
}
