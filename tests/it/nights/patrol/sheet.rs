//! The signed sheet that never walked.

use chrono::TimeDelta;
use domain::shared::{clock::Instant, geo::Position, id::PatrolId};
use serde_json::{Value, json};
use stories::{walk::beside, with};

use super::{BASE, Night, Team, Town, mint, now, spot};
use crate::{
    mysrs::end,
    proof::{self, DECIDE, checkpoint, record, verdict, verdicts},
    reports::certify,
    seals::seals,
    way::each,
};

/// Why each of Encik Lim's check-ins is doubtful, in the order of their times.
const WHY: [&str; 8] = [
    "OUTSIDE_RADIUS",
    "POSITION_MISSING",
    "MOCK_LOCATION",
    "OUTSIDE_RADIUS",
    "SPEED_IMPOSSIBLE",
    "OUTSIDE_RADIUS",
    "CLOCK_JUMPED",
    "CODE_FOREIGN",
];

/// How long Encik Lim's phone has been on: a hundred hours when the night ends.
fn on_for(night: Night, at: Instant) -> i64 {
    360_000_000 + (at - night.at("03:00")).num_milliseconds()
}

/// What his phone says of its clock when it sends: it is right then.
fn clock(night: Night) -> Value {
    json!({ "sentAt": now(), "sentMonotonicMs": on_for(night, now()) })
}

/// Whether each of these is doubtful for the reason that it should be.
fn are_marked(said: &[String], why: &[&str]) {
    assert_eq!(said.len(), why.len());
    for (said, why) in said.iter().zip(why) {
        assert!(said.starts_with("DOUBTFUL ") && said.contains(why), "{why} is not in {said}");
    }
}

#[tokio::test]
async fn a_sheet_signed_at_home_proves_nothing_whenever_a_node_is_killed() {
    let mut town = Town::patrolling().await;
    let night = Night::last();
    let patrol: PatrolId = mint();
    // Encik Lim signs for himself and for Puan Devi, and both stay at home.
    let devi = json!({ "presentIds": [town.cast.devi.id.to_string()] });
    town.begins(&town.lim(), patrol, night.at("23:00"), devi).await;
    let signed = town.signed_at_home(night).await;
    for (part, why) in signed.chunks(3).zip(WHY.chunks(3)) {
        let part = json!(part);
        for outcome in ["APPLIED", "DUPLICATE"] {
            // Kept and marked at once; and as it stands when his phone heard nothing and repeats it.
            let said = record(&town.lim(), patrol, &part, &clock(night)).await.ok();
            are_marked(&verdicts(&said), why);
            let outcomes = each(said.at("checkInRecord/results"), "outcome");
            assert!(outcomes.iter().all(|one| one == outcome), "{}", said.text);
            town.a_node_is_killed();
            town.all_run_again().await;
        }
    }
    town.night_is_judged(patrol, night).await;
    town.lim_reads_why(patrol).await;
    town.nobody_gets_a_certificate(patrol).await;
    town.people_decide(patrol).await;
    town.nobody_gets_a_certificate(patrol).await;
}

impl Town<Team> {
    /// What Encik Lim's phone records at home, 20 km away, by codes that he has photographed.
    async fn signed_at_home(&self, night: Night) -> Vec<Value> {
        let unit = self.cast.unit.to_string();
        let home = beside(BASE, -20_000.0, 0.0);
        let places =
            [beside(BASE, 300.0, 0.0), beside(BASE, 600.0, 200.0), beside(BASE, 900.0, 0.0)];
        let mut codes = Vec::new();
        for (name, there) in ["Surau", "Taman", "Balai"].into_iter().zip(places) {
            codes.push(checkpoint(&self.leader(), &unit, name, there).await.code);
        }
        let scan = |time: &str, code: &str, there: Option<Position>| {
            let at = night.at(time);
            let more = json!({ "method": "QR", "code": code, "monotonicMs": on_for(night, at) });
            let mut one = spot(at, there.unwrap_or(home), 8.0, more);
            if there.is_none() {
                one["coordinates"] = Value::Null;
            }
            one
        };
        // An app makes his place up, and says so.
        let mocked = with(scan("00:40", &codes[2], Some(places[2])), json!({ "mock": true }));
        // His phone's clock was set back, and right again before it sent.
        let shifted = json!({ "recordedAt": night.at("02:00") - TimeDelta::minutes(45) });
        vec![
            scan("23:30", &codes[0], Some(home)),
            scan("00:10", &codes[1], None),
            mocked,
            scan("01:10", &codes[0], Some(home)),
            // A minute later 20 km away, and home again.
            scan("01:11", &codes[1], Some(places[1])),
            scan("01:12", &codes[2], Some(home)),
            with(scan("02:00", &codes[0], Some(home)), shifted),
            scan("02:30", "https://example.com/surau", None),
        ]
    }

    /// The patrol ends; all nodes are killed before it is judged as a whole, for which this table is
    /// needed.
    async fn night_is_judged(&mut self, patrol: PatrolId, night: Night) {
        self.run("alter table proof_rule rename to elsewhere").await;
        end(&self.lim(), patrol, night.at("03:00")).await.ok();
        self.sees("select count(*) from duty where kind = 'patrol_judge' and failures > 0").await;
        self.all_are_killed();
        self.run("alter table elsewhere rename to proof_rule").await;
        self.time_comes("patrol_judge").await;
        self.time_comes("patrol_seal").await;
        self.goes_on_after_the_kill().await;
        let read = proof::read(&self.leader(), patrol).await;
        assert!(read.at("patrol/judgedAt").is_string(), "{}", read.text);
        let nodes = read.at("patrol/checkIns/nodes").as_array().unwrap();
        are_marked(&nodes.iter().map(verdict).collect::<Vec<_>>(), &WHY);
        let seal = seals(&self.leader(), patrol).await.pop().unwrap();
        let page = self.page(&format!("/v/{}", seal["code"].as_str().unwrap())).await;
        assert!(page.contains("8 (accepted 0, doubtful 8)"), "{page}");
    }

    /// Encik Lim reads why, in the language of his phone.
    async fn lim_reads_why(&self, patrol: PatrolId) {
        let english = proof::read(&self.lim(), patrol).await.text;
        let malay = proof::read(&self.lim().speaking("ms"), patrol).await.text;
        for (text, part) in [
            (&english, "Your position lies outside this checkpoint's radius."),
            (&english, "The phone's system says that an app made this position up."),
            (&english, "Nobody gets here that quickly from the place before."),
            (&malay, "Kod yang diimbas bukan kod unit anda."),
            (&malay, "Jam telefon diubah selepas rekod ini dibuat."),
            (&malay, "Tiada kedudukan menunjukkan bahawa anda berada di pos ini."),
        ] {
            assert!(text.contains(part), "{part} is not in {text}");
        }
    }

    /// Neither of the two gets a certificate, from any node.
    async fn nobody_gets_a_certificate(&self, patrol: PatrolId) {
        let issue = json!({ "patrolId": patrol.to_string() });
        for user in [&self.cast.lim, &self.cast.devi] {
            for asking in [self.asking(user), self.asking_the_last(user)] {
                let refused = certify(&asking, "certificateIssue", issue.clone()).await;
                assert_eq!(refused.refusals("certificateIssue"), ["PRESENCE_TOO_SHORT"]);
            }
        }
    }

    /// The last word is a person's, and not his own: the leader has seen him there, the chair knows that
    /// he was at home. A node is killed after each; who heard nothing says it again, and has said it
    /// once.
    async fn people_decide(&mut self, patrol: PatrolId) {
        let read = proof::read(&self.leader(), patrol).await;
        let id = read.at("patrol/checkIns/nodes/4/id").clone();
        let decide = |verdict: &str, reason: &str, key: &str| {
            json!({ "input": {
            "id": id, "verdict": verdict, "reason": reason, "idempotencyKey": key } })
        };
        let own = decide("ACCEPTED", "Saya ada di sana.", "lim");
        assert_eq!(self.lim().graphql(DECIDE, own).await.code(), "FORBIDDEN");
        let (leader, chair) = (self.cast.leader.clone(), self.cast.chair.clone());
        for (number, (user, verdict, reason)) in [
            (leader, "ACCEPTED", "Saya nampak dia di sana."),
            (chair, "DOUBTFUL", "Dia di rumah, jiran nampak."),
        ]
        .into_iter()
        .enumerate()
        {
            let input = decide(verdict, reason, &format!("kata-{number}"));
            for _ in 0..2 {
                let decided = self.asking(&user).graphql(DECIDE, input.clone()).await.ok();
                let proof = decided.at("checkInDecide/checkIn/proof");
                assert_eq!(
                    (&proof["verdict"], &proof["judged"]),
                    (&json!(verdict), &json!("DOUBTFUL"))
                );
                assert_eq!(proof["decisions"].as_array().map(Vec::len), Some(number + 1));
                assert_eq!(proof["decisions"][number]["reason"], reason);
                self.a_node_is_killed();
                self.goes_on_after_the_kill().await;
            }
        }
    }
}
