//! A generated night: three phones for three hours, with the noise of phones between houses, and
//! cheating planted into it. Every cheat is marked, and no honest point is doubted.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use domain::shared::{
    geo::Position,
    id::{CheckInId, PatrolId, TrackId},
};
use serde_json::{Value, json};
use stories::{
    User, until,
    walk::{Step, beside, plant_leaps, walk},
};

use super::{Checkpoint, READ, RENEW, checkpoint, record};
use crate::mysrs::{Night, START, end};

const BASE: Position = Position { latitude: 1.54, longitude: 103.65 };
const LEAPS: usize = 12;

/// Check-ins that were planted and honest ones, with what each is.
#[derive(Default)]
struct Sent {
    items: Vec<Value>,
    cheats: BTreeSet<String>,
}

impl Sent {
    fn add(&mut self, night: &Night, step: &Step, more: Value, cheat: bool) {
        let id: CheckInId = night.mint();
        let there =
            json!({ "latitude": step.position.latitude, "longitude": step.position.longitude });
        let item = json!({
            "id": id.to_string(), "coordinates": there, "accuracyMetres": step.accuracy_metres,
            "recordedAt": step.at, "monotonicMs": monotonic(night.now(), step.at),
        });
        self.items.push(stories::with(item, more));
        if cheat {
            self.cheats.insert(id.to_string());
        }
    }
}

/// How long the phone had been on: a hundred hours when it sends.
fn monotonic(now: DateTime<Utc>, at: DateTime<Utc>) -> i64 {
    360_000_000 - (now - at).num_milliseconds()
}

/// The steps as they were before leaps were planted.
fn honest(step: &Step, steps: &[Step]) -> Step {
    let near = steps.iter().filter(|one| !one.planted);
    *near.min_by_key(|one| (one.at - step.at).abs()).expect("an honest fix")
}

/// Three places on the way, well apart in time, each with the fix made there.
fn places(steps: &[Step]) -> Vec<Step> {
    let honest: Vec<Step> = steps.iter().filter(|step| !step.planted).copied().collect();
    (1..=3).map(|part| honest[honest.len() * part / 4]).collect()
}

/// So many fixes that an app made up beside every second step, well within what anybody walks.
fn made_up(steps: &[Step]) -> Vec<Step> {
    let beside_it = |step: &Step| Step { position: beside(step.position, 4.0, 4.0), ..*step };
    steps.iter().step_by(2).map(beside_it).collect()
}

async fn upload(night: &Night, user: &User, patrol: &str, steps: &[Step], mock: Option<bool>) {
    let track: TrackId = night.mint();
    let points: Vec<Value> = (0..)
        .zip(steps)
        .map(|(sequence, step): (i64, _)| {
            json!({
                "sequence": sequence, "latitude": step.position.latitude,
                "longitude": step.position.longitude, "accuracyMetres": step.accuracy_metres,
                "recordedAt": step.at, "monotonicMs": monotonic(night.now(), step.at),
                "mock": mock,
            })
        })
        .collect();
    let clock =
        json!({ "sentAt": night.now(), "sentMonotonicMs": monotonic(night.now(), night.now()) });
    // The last part first.
    for part in points.chunks(700).rev() {
        let sent = json!({ "trackId": track.to_string(), "points": part, "clock": clock });
        let answer = user.post(&format!("/v1/patrols/{patrol}/track"), &sent).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
    }
}

/// What one phone checks in: honestly at three checkpoints, and by cheating.
fn check_ins(
    night: &Night,
    steps: &[Step],
    posts: &[(Checkpoint, Step)],
    codes: (&str, &str),
) -> Sent {
    let (revoked, foreign) = codes;
    let mut sent = Sent::default();
    let qr = |code: &str| json!({ "method": "QR", "code": code });
    for (post, step) in posts {
        sent.add(night, step, qr(&post.code), false);
        // The same code again a minute later.
        let later = Step { at: step.at + TimeDelta::minutes(1), ..honest(step, steps) };
        sent.add(night, &later, qr(&post.code), true);
    }
    let (post, there) = &posts[1];
    let half_hour = TimeDelta::minutes(30);
    let somewhere = honest(&Step { at: there.at + half_hour, ..*there }, steps);
    // From a photograph, wherever one is: 3 km from the checkpoint.
    let home = beside(there.truth, 3_000.0, 0.0);
    sent.add(night, &Step { position: home, ..somewhere }, qr(&post.code), true);
    let mock = stories::with(qr(&post.code), json!({ "mock": true }));
    let again = Step { at: there.at + TimeDelta::minutes(6), ..*there };
    sent.add(night, &again, mock, true);
    // A clock that was set, and set back before the sending.
    let set = somewhere.at - TimeDelta::minutes(45);
    sent.add(night, &somewhere, json!({ "recordedAt": set }), true);
    for code in [revoked, foreign, "krt:c1.AAAA"] {
        let step = honest(&Step { at: somewhere.at + TimeDelta::minutes(3), ..somewhere }, steps);
        sent.add(night, &step, qr(code), true);
    }
    // Notes on the way, by position alone.
    for part in 1..8 {
        let step = steps[steps.len() * part / 8];
        sent.add(night, &honest(&step, steps), json!({ "note": "Semua tenang" }), false);
    }
    sent
}

/// Every check-in of a patrol that is doubtful, and how many fixes are.
async fn doubtful(night: &Night, patrol: &str) -> (BTreeSet<String>, Value) {
    let (mut found, mut after) = (BTreeSet::new(), Value::Null);
    loop {
        let asked = json!({ "id": patrol, "after": after });
        let read = night.leader.graphql(READ, asked).await.ok();
        for node in read.at("patrol/checkIns/nodes").as_array().expect("check-ins") {
            if node["proof"]["judged"] == "DOUBTFUL" {
                found.insert(node["id"].as_str().expect("an id").to_owned());
            }
        }
        let page = read.at("patrol/checkIns/pageInfo");
        if page["hasNextPage"] != true {
            return (found, read.at("patrol/doubtedFixCount").clone());
        }
        after = page["endCursor"].clone();
    }
}

#[tokio::test]
async fn every_cheat_of_a_generated_night_is_marked_and_no_honest_point_doubted() {
    let mut night = Night::begins().await;
    let start = night.now();
    let patrol: PatrolId = night.mint();
    let present = [&night.lim, &night.leader].map(|user| user.id.to_string());
    let begun = json!({ "id": patrol.to_string(), "unitId": night.unit.to_string(), "startedAt": start, "presentIds": present });
    night.devi.graphql(START, json!({ "input": begun })).await.ok();
    let mut walks: Vec<Vec<Step>> =
        (1..=3).map(|seed| walk(seed, BASE, start, 3 * 3_600)).collect();
    let planted: usize =
        (1..).zip(&mut walks).map(|(seed, steps)| plant_leaps(steps, LEAPS, seed)).sum();
    let unit = night.unit.to_string();
    let theirs = night.stranger.ask("{ patrolUnits { id } }").await.ok();
    let theirs = theirs.text_at("patrolUnits/0/id");
    let foreign = checkpoint(&night.stranger, &theirs, "Balai", BASE).await;
    let old = checkpoint(&night.leader, &unit, "Pos lama", BASE).await;
    let renew = json!({ "input": { "id": old.id, "codeNumber": old.number } });
    night.leader.graphql(RENEW, renew).await.ok();
    let mut posts = Vec::new();
    for (number, steps) in walks.iter().enumerate() {
        let mut of_walk = Vec::new();
        for step in places(steps) {
            let name = format!("Pos {number}-{}", of_walk.len());
            of_walk.push((checkpoint(&night.leader, &unit, &name, step.truth).await, step));
        }
        posts.push(of_walk);
    }
    night.passes(TimeDelta::hours(3)).await;
    end(&night.leader, patrol, night.now()).await.ok();
    // Everything comes in after the end: there was no signal all night.
    night.passes(TimeDelta::hours(5)).await;
    let id = patrol.to_string();
    let clock =
        json!({ "sentAt": night.now(), "sentMonotonicMs": monotonic(night.now(), night.now()) });
    let (mut cheats, mut all) = (BTreeSet::new(), 0);
    for ((user, steps), posts) in
        [&night.devi, &night.lim, &night.leader].into_iter().zip(&walks).zip(&posts)
    {
        let sent = check_ins(&night, steps, posts, (&old.code, &foreign.code));
        all += sent.items.len();
        cheats.extend(sent.cheats);
        record(user, patrol, &json!(sent.items), &clock).await.ok();
        upload(&night, user, &id, steps, None).await;
        upload(&night, user, &id, &made_up(steps), Some(true)).await;
    }
    night.passes(TimeDelta::minutes(2)).await;
    let marked = planted + walks.iter().map(|steps| made_up(steps).len()).sum::<usize>();
    // Judged once more with each walk that came in.
    let (found, fixes) = until(async || {
        let (found, fixes) = doubtful(&night, &id).await;
        let all_in = fixes.as_u64().is_some_and(|fixes| fixes >= marked as u64);
        all_in.then_some((found, fixes))
    })
    .await;
    let missed: Vec<_> = cheats.difference(&found).collect();
    let wronged: Vec<_> = found.difference(&cheats).collect();
    let counts = format!(
        "{} fixes, {planted} planted, {fixes} doubted; {all} check-ins, {} planted, {} doubted",
        walks.iter().map(Vec::len).sum::<usize>(),
        cheats.len(),
        found.len(),
    );
    assert!(
        missed.is_empty() && wronged.is_empty(),
        "{counts}: missed {missed:?}, wronged {wronged:?}"
    );
    assert_eq!(fixes, json!(marked), "{counts}");
}
