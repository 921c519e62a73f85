//! No signal until morning.

use std::{collections::BTreeMap, fs};

use chrono::TimeDelta;
use domain::shared::{clock::Instant, id::PatrolId};
use serde_json::{Value, json};
use stories::{
    User, until,
    walk::{Dice, Step, walk},
    with,
};

use super::{
    BASE, Night, Team, Town, event, mint, now, spot,
    walk::{Part, parts, track},
};
use crate::{
    proof,
    seals::{seals, verified},
    way::{each, way},
};

const TIMES: &str = "query($id: ID!) { patrol(id: $id) { startedAt endedAt doubtedFixCount checkIns(first: 100) { nodes { id correctedAt } } } }";
const END: &str = "mutation($input: PatrolEndInput!) { patrolEnd(input: $input) { patrol { status } userErrors { code field } } }";
/// What a story's machine takes for a request at most is far below this.
const NEARLY: TimeDelta = TimeDelta::seconds(60);

/// Puan Devi's phone: its clock goes eight hours behind until it is set at one o'clock, and it has been
/// on for a hundred hours when the night ends.
#[derive(Clone, Copy)]
struct Phone(Night);

impl Phone {
    /// When it says that something happens, and how long it has been on.
    fn says(self, at: Instant) -> (Instant, i64) {
        let behind = if at < self.0.at("01:00") { TimeDelta::hours(8) } else { TimeDelta::zero() };
        (at - behind, 360_000_000 + (at - self.0.at("03:00")).num_milliseconds())
    }

    /// The same as it is sent.
    fn stamp(self, at: Instant) -> Value {
        let (recorded, on_for) = self.says(at);
        json!({ "recordedAt": recorded, "monotonicMs": on_for })
    }

    /// What it says of its clock when it sends.
    fn clock(self) -> Value {
        let (sent, on_for) = self.says(now());
        json!({ "sentAt": sent, "sentMonotonicMs": on_for })
    }
}

/// What the phone recorded that night, in the order in which it happens to send it; and when each of
/// the 24 check-ins was made.
fn kept(phone: Phone, patrol: PatrolId, lim: &str) -> (Vec<Part>, BTreeMap<String, Instant>) {
    let night = phone.0;
    let steps = walk(9, BASE, night.at("23:05"), 230 * 60);
    let mut made = BTreeMap::new();
    let mut spots = Vec::new();
    for number in 0..24 {
        let step = steps[steps.len() * number / 24];
        let mut one = spot(step.at, step.position, step.accuracy_metres, json!({}));
        made.insert(one["id"].as_str().unwrap().to_owned(), step.at);
        // Over REST the place stands with the rest.
        let there = one["coordinates"].take();
        one.as_object_mut().unwrap().remove("coordinates");
        spots.push(with(with(one, there), phone.stamp(step.at)));
    }
    let happened = |kind: &str, time: &str, more: Value| {
        let at = night.at(time);
        with(event(kind, at, more), phone.stamp(at))
    };
    let mut events = vec![
        happened("JOINED", "23:20", json!({ "memberId": lim })),
        happened("PAUSED", "00:30", json!({})),
        happened("RESUMED", "01:05", json!({})),
        happened("LEFT", "02:30", json!({ "memberId": lim })),
    ];
    for time in ["23:40", "00:20", "01:40", "02:20"] {
        events.push(happened("NOTE", time, json!({ "note": format!("Tenang pada {time}") })));
    }
    let mut sent = parts(patrol, ("check-ins", "checkIns"), &spots, 4);
    sent.extend(parts(patrol, ("events", "events"), &events, 2));
    sent.extend(track(patrol, &steps, 250, |step: &Step| phone.stamp(step.at)));
    let mut dice = Dice::of(3);
    for last in (1..sent.len()).rev() {
        sent.swap(last, dice.whole(0, last));
    }
    (sent, made)
}

#[tokio::test]
async fn what_a_phone_kept_until_morning_is_there_once_though_nodes_are_killed_while_it_comes() {
    let mut town = Town::patrolling().await;
    let phone = Phone(Night::last());
    let patrol: PatrolId = mint();
    let devi = town.cast.devi.clone();
    let (sent, made) = kept(phone, patrol, &town.cast.lim.id.to_string());

    // In the morning there is a line, which breaks every moment. First the beginning.
    for _ in 0..2 {
        let (at, on_for) = phone.says(phone.0.at("23:00"));
        let more = json!({ "monotonicMs": on_for, "clock": phone.clock() });
        town.begins(&town.devi(), patrol, at, more).await;
        town.a_node_is_killed();
        town.all_run_again().await;
    }
    let (first, rest) = sent.split_at(sent.len() / 3);
    let (second, third) = rest.split_at(rest.len() / 2);
    town.sends_over_a_line_that_breaks(&devi, first, || phone.clock()).await;
    town.sends_while_a_node_is_killed(&devi, second, || phone.clock()).await;

    // The end comes in before the last third does, and the node is killed right after it.
    town.phone_ends(&devi, phone, patrol).await;
    town.all_are_killed();
    town.minutes_pass().await;
    town.all_run_again().await;
    let sealed = until(async || {
        let seals = seals(&town.leader(), patrol).await;
        (!seals.is_empty()).then_some(seals)
    })
    .await;
    town.sends_while_a_node_is_killed(&devi, third, || phone.clock()).await;
    // The phone does not know what was heard, and sends everything once more.
    town.sends_what_is_known(&devi, &sent, || phone.clock()).await;
    assert_eq!(town.rows().await, sent.iter().map(Part::len).sum::<u64>());

    // The time comes at which what came late is judged and sealed, and nobody runs.
    town.all_are_killed();
    town.time_comes("patrol_judge").await;
    town.time_comes("patrol_seal").await;
    town.goes_on_after_the_kill().await;
    town.times_are_right(patrol, phone.0, &made).await;
    let doubtful = town.clock_is_doubted_until_it_was_set(patrol, phone.0, &made).await;
    town.way_is_told(patrol).await;
    let counts = format!("24 (accepted {}, doubtful {doubtful})", made.len() - doubtful);
    town.log_is_whole_anywhere(patrol, &sealed[0], &counts).await;
}

impl Town<Team> {
    /// The phone says when the patrol ended.
    async fn phone_ends(&self, user: &User, phone: Phone, patrol: PatrolId) {
        let (at, on_for) = phone.says(phone.0.at("03:00"));
        let input = json!({ "id": patrol.to_string(), "endedAt": at, "monotonicMs": on_for,
            "clock": phone.clock() });
        self.asking(user).graphql(END, json!({ "input": input })).await.ok();
    }

    /// Everything stands at the time at which it was, whatever the phone's clock showed; and nobody
    /// leapt.
    async fn times_are_right(
        &self,
        patrol: PatrolId,
        night: Night,
        made: &BTreeMap<String, Instant>,
    ) {
        let read = self.leader().graphql(TIMES, json!({ "id": patrol.to_string() })).await.ok();
        let read = read.at("patrol");
        let is_near = |said: &Value, truth: Instant| {
            let said: Instant = said.as_str().unwrap().parse().unwrap();
            assert!((said - truth).abs() < NEARLY, "{said} is not {truth}");
        };
        is_near(&read["startedAt"], night.at("23:00"));
        is_near(&read["endedAt"], night.at("03:00"));
        let nodes = read["checkIns"]["nodes"].as_array().unwrap();
        assert_eq!(nodes.len(), made.len());
        for node in nodes {
            is_near(&node["correctedAt"], made[node["id"].as_str().unwrap()]);
        }
        assert_eq!(read["doubtedFixCount"], 0);
    }

    /// What was recorded before the clock was set is marked and explained; the rest is believed. How
    /// many are doubtful.
    async fn clock_is_doubted_until_it_was_set(
        &self,
        patrol: PatrolId,
        night: Night,
        made: &BTreeMap<String, Instant>,
    ) -> usize {
        let read = proof::read(&self.devi().speaking("ms"), patrol).await;
        let mut doubtful = 0;
        for node in read.at("patrol/checkIns/nodes").as_array().unwrap() {
            let was_set = made[node["id"].as_str().unwrap()] >= night.at("01:00");
            let expected = if was_set { "ACCEPTED" } else { "DOUBTFUL CLOCK_WRONG CLOCK_JUMPED" };
            assert_eq!(proof::verdict(node), expected, "{node}");
            doubtful += usize::from(!was_set);
        }
        assert!(read.text.contains("Jam telefon diubah selepas rekod ini dibuat."));
        doubtful
    }

    /// Who came and went, the break and the notes are there once.
    async fn way_is_told(&self, patrol: PatrolId) {
        let read = way(&self.leader(), patrol).await;
        let told = read.at("patrol/way");
        let kinds = each(&told["events"]["nodes"], "kind");
        assert_eq!((kinds.len(), &kinds[..2]), (8, &[json!("JOINED"), json!("NOTE")][..]));
        let gone = each(&told["presence"], "leftAt");
        assert_eq!((gone.len(), gone.iter().filter(|left| left.is_null()).count()), (2, 1));
        assert_eq!(told["pauses"].as_array().map(Vec::len), Some(1), "{}", read.text);
    }

    /// Each seal names the one before, and whoever has the file checks it with the program alone.
    async fn log_is_whole_anywhere(&self, patrol: PatrolId, first: &Value, counts: &str) {
        let leader = self.leader();
        let seals = seals(&leader, patrol).await;
        assert!(seals.len() > 1 && &seals[0] == first, "{seals:?}");
        let found = verified(&leader, patrol).await;
        assert_eq!(found.at("sealVerify/whole"), true, "{}", found.text);
        assert_eq!(found.at("sealVerify/waitingRows"), 0, "{}", found.text);
        let code = seals.last().unwrap()["code"].as_str().unwrap();
        let page = self.page(&format!("/v/{code}")).await;
        for part in ["The record is as it was sealed.", counts] {
            assert!(page.contains(part), "{part} is not in\n{page}");
        }

        let log = leader.get(&format!("/v1/patrols/{patrol}/log.jsonl")).await.text;
        for pair in seals.windows(2) {
            let (before, number) = (pair[0]["hash"].as_str().unwrap(), &pair[1]["number"]);
            assert!(log.contains(&format!("seal {number}\\nbefore {before}")), "{number}");
        }
        let keys = leader.holding(None).get("/.well-known/krt-seal-keys.json").await;
        let key = format!("--key={}", keys.body["keys"][0]["x"].as_str().unwrap());
        let path = self.folder().join("log.jsonl");
        let file = path.to_str().unwrap();
        let verify = async |log: &str, more: &[&str]| {
            fs::write(file, log).unwrap();
            let mut arguments = vec!["verify", file];
            arguments.extend(more);
            let checked = self.nodes[0].run(&arguments).await;
            let said = String::from_utf8_lossy(&checked.stdout).into_owned();
            (checked.status.code(), said.contains("is whole"))
        };
        assert_eq!(verify(&log, &[]).await, (Some(0), true));
        assert_eq!(verify(&log, &[key.as_str()]).await, (Some(0), true));
        let other = log.replacen("Tenang pada 01:40", "Tenang pada 01:50", 1);
        assert_ne!(other, log);
        assert_eq!(verify(&other, &[key.as_str()]).await, (Some(1), false));
    }
}
