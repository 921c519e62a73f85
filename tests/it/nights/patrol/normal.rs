//! A normal night.

use domain::shared::{clock::Instant, id::PatrolId};
use serde_json::{Value, json};
use stories::{
    until,
    walk::{Step, walk},
};

use super::{
    BASE, Night, Team, Town, event, mint, spot,
    walk::{Part, track},
};
use crate::{
    mysrs::end,
    proof::{checkpoint, record, verdicts},
    reports::{self, certify, change},
    seals::{seals, verified},
    way::{each, outcomes, tell, way},
};

/// The fix that was made nearest to a time, of those of which the phone is sure.
fn near(steps: &[Step], at: Instant) -> Step {
    let sure = steps.iter().filter(|step| step.accuracy_metres < 15.0);
    *sure.min_by_key(|step| (step.at - at).abs()).unwrap()
}

#[tokio::test]
async fn a_normal_night_is_proven_though_a_node_is_killed_at_every_step() {
    let mut town = Town::patrolling().await;
    let night = Night::last();
    let shift = town.month_is_planned(night).await;
    let (point, torch) = town.unit_has_a_briefing_and_a_torch().await;
    // Where Puan Devi's phone finds itself from five past eleven until five to three.
    let steps = walk(5, BASE, night.at("23:05"), 230 * 60);
    let patrol: PatrolId = mint();

    town.team_goes_out(patrol, night, &shift).await;
    town.leader_notes(patrol, night, (&point, &torch)).await;
    town.devi_checks_in(patrol, night, &steps).await;
    town.devi_sends_her_way(patrol, &steps).await;
    town.team_comes_home(patrol, night, &torch).await;
    town.log_is_whole(patrol).await;
    town.report_is_checked(patrol).await;
    town.certificates_are_given(patrol).await;
}

impl Town<Team> {
    /// The leader starts the shift, and says who is there; a node is killed right after the answer.
    async fn team_goes_out(&mut self, patrol: PatrolId, night: Night, shift: &str) {
        let present = [&self.cast.devi, &self.cast.lim].map(|user| user.id.to_string());
        let named = json!({ "shiftId": shift, "presentIds": present });
        let at = night.at("23:00");
        let started = self.begins(&self.leader(), patrol, at, named.clone()).await;
        self.a_node_is_killed();
        self.all_run_again().await;
        let again = self.begins(&self.leader(), patrol, at, named).await;
        assert_eq!(again, started);
        assert_eq!(started["members"].as_array().map(Vec::len), Some(3), "{started}");
        assert_eq!(started["shift"]["place"], "Pondok pengawal");
    }

    /// What the leader's phone notes: the briefing, the torch that Encik Lim gets, a break, a note.
    async fn leader_notes(
        &mut self,
        patrol: PatrolId,
        night: Night,
        (point, torch): (&Value, &Value),
    ) {
        let lim = self.cast.lim.id.to_string();
        let notes = json!([
            event("BRIEFED", night.at("22:55"), json!({ "briefingItemId": point })),
            event(
                "EQUIPMENT_OUT",
                night.at("22:58"),
                json!({ "equipmentId": torch, "memberId": lim })
            ),
            event("PAUSED", night.at("01:00"), json!({})),
            event("RESUMED", night.at("01:10"), json!({})),
            event("NOTE", night.at("01:20"), json!({ "note": "Lampu jalan rosak" })),
        ]);
        for outcome in ["APPLIED", "DUPLICATE"] {
            let told = tell(&self.leader(), patrol, &notes).await.ok();
            assert_eq!(outcomes(&told), [outcome; 5]);
            self.a_node_is_killed();
            self.all_run_again().await;
        }
    }

    /// Puan Devi checks in by the codes of three posts and by where she is; between her batches a node
    /// is killed, and she sends the first one again.
    async fn devi_checks_in(&mut self, patrol: PatrolId, night: Night, steps: &[Step]) {
        let unit = self.cast.unit.to_string();
        let mut spots = Vec::new();
        for (time, post) in [
            ("23:30", Some("Surau")),
            ("00:10", None),
            ("00:50", Some("Taman")),
            ("01:30", Some("Balai")),
            ("02:10", None),
            ("02:45", None),
        ] {
            let step = near(steps, night.at(time));
            let more = match post {
                Some(name) => {
                    let post = checkpoint(&self.leader(), &unit, name, step.truth).await;
                    json!({ "method": "QR", "code": post.code })
                }
                None => json!({ "method": "POSITION", "note": "Semua tenang" }),
            };
            spots.push(spot(step.at, step.position, step.accuracy_metres, more));
        }
        for part in spots.chunks(3) {
            let part = json!(part);
            for outcome in ["APPLIED", "DUPLICATE"] {
                let said = record(&self.devi(), patrol, &part, &json!({})).await.ok();
                assert_eq!(verdicts(&said), ["ACCEPTED"; 3], "{}", said.text);
                let each = each(said.at("checkInRecord/results"), "outcome");
                assert_eq!(each, [outcome; 3].map(Value::from));
                self.a_node_is_killed();
                self.all_run_again().await;
            }
        }
    }

    /// Her phone's track comes in batches: a node is killed between them, and while they fly.
    async fn devi_sends_her_way(&mut self, patrol: PatrolId, steps: &[Step]) {
        let devi = self.cast.devi.clone();
        let sent = track(patrol, steps, 200, |step| json!({ "recordedAt": step.at }));
        assert!(sent.len() > 5, "{}", sent.len());
        let (first, rest) = sent.split_at(2);
        self.sends_over_a_line_that_breaks(&devi, first, || json!({})).await;
        self.a_node_is_killed();
        self.all_run_again().await;
        self.sends_while_a_node_is_killed(&devi, rest, || json!({})).await;
        let all: u64 = sent.iter().map(Part::len).sum();
        assert_eq!(self.rows().await, all + 6 + 5, "fixes, check-ins and notes");
    }

    /// The torch is back and the leader ends the patrol. Without this table nothing is sealed: all
    /// nodes are killed between the end and the seal.
    async fn team_comes_home(&mut self, patrol: PatrolId, night: Night, torch: &Value) {
        let back =
            json!([event("EQUIPMENT_IN", night.at("02:58"), json!({ "equipmentId": torch }))]);
        tell(&self.leader(), patrol, &back).await.ok();
        self.run("alter table patrol_seal rename to elsewhere").await;
        let ended = end(&self.leader(), patrol, night.at("03:00")).await.ok();
        assert_eq!(ended.at("patrolEnd/patrol/durationSeconds"), 4 * 3_600);
        self.sees("select count(*) from duty where kind = 'patrol_seal' and failures > 0").await;
        self.all_are_killed();
        self.run("alter table elsewhere rename to patrol_seal").await;
        self.time_comes("patrol_seal").await;
        self.goes_on_after_the_kill().await;
        let again = end(&self.leader(), patrol, night.at("03:20")).await.ok();
        assert_eq!(again.at("patrolEnd/patrol/durationSeconds"), 4 * 3_600);

        let read = way(&self.leader(), patrol).await;
        let way = read.at("patrol/way");
        assert_eq!(way["presence"].as_array().map(Vec::len), Some(3), "{}", read.text);
        assert_eq!(way["pauses"].as_array().map(Vec::len), Some(1), "{}", read.text);
        assert!(way["briefing"][0]["done"].is_object(), "{}", read.text);
        assert_eq!(each(&way["equipment"], "missing"), [json!(false)]);
    }

    /// Whoever has the code that is printed on the report sees that the log is whole.
    async fn log_is_whole(&self, patrol: PatrolId) {
        let found = verified(&self.leader(), patrol).await;
        assert_eq!(found.at("sealVerify/whole"), true, "{}", found.text);
        assert_eq!(found.at("sealVerify/waitingRows"), 0, "{}", found.text);
        let seals = seals(&self.leader(), patrol).await;
        assert_eq!(seals.len(), 1, "{seals:?}");
        let page = self.page(&format!("/v/{}", seals[0]["code"].as_str().unwrap())).await;
        for part in ["The record is as it was sealed.", "6 (accepted 6, doubtful 0)"] {
            assert!(page.contains(part), "{part} is not in\n{page}");
        }
    }

    /// The leader hands the report in and the district's officer (PPD) checks it; a node is killed after
    /// each, and whoever heard nothing does it again.
    async fn report_is_checked(&mut self, patrol: PatrolId) {
        until(async || {
            let report = reports::read(&self.leader(), patrol).await.ok();
            report.at("patrolReport/dueAt").is_string().then_some(())
        })
        .await;
        let members = [&self.cast.leader, &self.cast.devi, &self.cast.lim];
        let whole = json!({
            "patrolId": patrol.to_string(), "version": 0, "confirmingOfficer": "Koperal Azman",
            "memberIds": members.map(|user| user.id.to_string()), "idempotencyKey": "laporan",
        });
        for _ in 0..2 {
            let sent = change(&self.leader(), "patrolReportSubmit", whole.clone()).await.ok();
            let report = sent.at("patrolReportSubmit/report");
            assert_eq!((&report["status"], &report["version"]), (&json!("SUBMITTED"), &json!(1)));
            self.a_node_is_killed();
            self.all_run_again().await;
        }
        let check = json!({ "patrolId": patrol.to_string(), "version": 1, "decision": "CHECK" });
        change(&self.officer(), "patrolReportDecide", check).await.ok();
        self.all_are_killed();
        self.goes_on_after_the_kill().await;
        let read = reports::read(&self.leader(), patrol).await.ok();
        let history = each(read.at("patrolReport/history"), "status");
        assert_eq!(history, [json!("SUBMITTED"), json!("CHECKED")]);
    }

    /// Who patrolled two hours after midnight gets a certificate, once, and the employer sees that it
    /// counts. Encik Lim's phone recorded nothing: the leader vouches for him.
    async fn certificates_are_given(&mut self, patrol: PatrolId) {
        let mut codes = Vec::new();
        let (devi, lim) = (self.cast.devi.clone(), self.cast.lim.clone());
        for (user, person) in [(devi.clone(), devi.id), (self.cast.leader.clone(), lim.id)] {
            let issue = json!({ "patrolId": patrol.to_string(), "personId": person.to_string() });
            let issued = certify(&self.asking(&user), "certificateIssue", issue.clone()).await.ok();
            let issued = issued.at("certificateIssue/certificate").clone();
            assert_eq!(issued["minutes"], 180, "{issued}");
            self.a_node_is_killed();
            self.all_run_again().await;
            let again = certify(&self.asking(&user), "certificateIssue", issue.clone()).await.ok();
            assert_eq!(again.at("certificateIssue/certificate"), &issued);
            let code = issued["code"].as_str().unwrap().to_owned();
            let page = self.page(&format!("/c/{code}")).await;
            assert!(page.contains("This certificate counts."), "{page}");
            codes.push(code);
        }
        assert_ne!(codes[0], codes[1]);
    }
}
