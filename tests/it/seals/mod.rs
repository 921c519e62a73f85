//! The log of a patrol is sealed, and whoever alters it is found out.

mod file;
mod page;
mod tampering;
mod whole;

use chrono::TimeDelta;
use domain::{
    duties::Duty,
    mysrs::seal::{self, Checked, LogFault, PublicKey},
    shared::{
        db,
        id::{CheckInId, Ids, PatrolId, TrackId},
        scheduler,
    },
};
use sea_orm::FromQueryResult;
use serde_json::{Value, json};
use stories::{Answer, TestApp, User, until};

use crate::mysrs::{Night, volunteer};

const CHECK_IN: &str = "mutation($input: CheckInRecordInput!) { checkInRecord(input: $input) { results { outcome } userErrors { code } } }";
const TRACK: &str = "mutation($input: TrackRecordInput!) { trackRecord(input: $input) { applied userErrors { code } } }";
const END: &str =
    "mutation($input: PatrolEndInput!) { patrolEnd(input: $input) { userErrors { code } } }";
const SEALS: &str = "query($id: ID!) { patrolSeals(patrolId: $id) { nodes { number fromRow untilRow hash keyId code verifyUrl sealedAt } } }";
const VERIFY: &str = "query($id: ID!) { sealVerify(patrolId: $id) { whole seals sealedRows waitingRows erasedTexts positionsNotKept broken { fault seal what } } }";

/// A patrol that Puan Devi started, on which the leader has checked in three times and walked 300
/// fixes: 306 rows with the patrol itself and the two who are on it.
pub(super) struct Walked {
    night: Night,
    leader: User,
    patrol: PatrolId,
}

impl Walked {
    async fn so_far() -> Self {
        let night = Night::begins().await;
        let (leader, patrol) = (night.leader.clone(), night.patrol().await);
        let walked = Self { night, leader, patrol };
        for checkpoint in ["Pondok pengawal", "Surau", "Balai"] {
            walked.checks_in(&walked.leader, checkpoint, Value::Null).await;
        }
        walked.walks(&walked.leader, 300).await;
        walked
    }

    /// … and that has ended, and has its first seal.
    async fn sealed() -> Self {
        let walked = Self::so_far().await;
        walked.ends().await;
        walked.has_seals(1).await;
        walked
    }

    fn app(&self) -> &TestApp {
        &self.night.app
    }

    async fn checks_in(&self, user: &User, checkpoint: &str, note: Value) {
        let id: CheckInId = Ids::Random.mint(self.night.now());
        let item = json!({
            "id": id.to_string(), "coordinates": { "latitude": 1.54, "longitude": 103.65 },
            "accuracyMetres": 8.5, "checkpoint": checkpoint, "note": note,
            "recordedAt": self.night.now(),
        });
        let input = json!({ "patrolId": self.patrol.to_string(), "checkIns": [item] });
        let answer = user.graphql(CHECK_IN, json!({ "input": input })).await.ok();
        assert_eq!(answer.at("checkInRecord/results/0/outcome"), "APPLIED");
    }

    /// Walks to where they check in, at 40 km/h.
    async fn walks(&self, user: &User, fixes: i32) {
        let track: TrackId = Ids::Random.mint(self.night.now());
        let points: Vec<Value> = (0..fixes)
            .map(|number| {
                let latitude = 1.54 + f64::from(fixes - number) * 0.0001;
                json!({
                    "sequence": number, "segment": 0, "accuracyMetres": 6.1,
                    "coordinates": { "latitude": latitude, "longitude": 103.65 },
                    "recordedAt": self.night.now() - TimeDelta::seconds((fixes - number).into()),
                })
            })
            .collect();
        let input = json!({ "patrolId": self.patrol.to_string(), "trackId": track.to_string(), "points": points });
        let answer = user.graphql(TRACK, json!({ "input": input })).await.ok();
        assert_eq!(answer.at("trackRecord/applied"), fixes);
    }

    async fn ends(&self) {
        let input = json!({ "id": self.patrol.to_string(), "endedAt": self.night.now() });
        self.leader.graphql(END, json!({ "input": input })).await.ok();
    }

    async fn seals(&self) -> Vec<Value> {
        seals(&self.leader, self.patrol).await
    }

    /// Waits until there are so many seals.
    async fn has_seals(&self, count: usize) -> Vec<Value> {
        until(async || {
            let seals = self.seals().await;
            (seals.len() >= count).then_some(seals)
        })
        .await
    }

    async fn verified(&self) -> Answer {
        verified(&self.leader, self.patrol).await
    }

    /// What is wrong first: the fault and what it is about.
    async fn broken(&self) -> (String, Value) {
        let report = self.verified().await;
        let broken = report.at("sealVerify/broken");
        assert_eq!(report.at("sealVerify/whole"), broken.is_null());
        (broken["fault"].as_str().unwrap_or_default().to_owned(), broken["what"].clone())
    }

    /// The exported log.
    async fn log(&self) -> String {
        let answer = self.leader.get(&format!("/v1/patrols/{}/log.jsonl", self.patrol)).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.text
    }

    /// The key that the service publishes.
    async fn key(&self) -> PublicKey {
        let keys = self.app().anybody().get("/.well-known/krt-seal-keys.json").await;
        let key = keys.body["keys"][0]["x"].as_str().expect("a key");
        key.parse().expect("a public key")
    }

    async fn checked(&self, text: &str) -> Result<Checked, LogFault> {
        seal::check_log(text, &[self.key().await])
    }

    async fn run(&self, sql: &str) {
        let touched = db::run(self.app().house.tools.db.write(), sql, []).await.expect(sql);
        assert!(touched > 0, "{sql}");
    }
}

pub(super) async fn seals(user: &User, patrol: PatrolId) -> Vec<Value> {
    let answer = user.graphql(SEALS, json!({ "id": patrol.to_string() })).await.ok();
    answer.at("patrolSeals/nodes").as_array().expect("seals").clone()
}

pub(super) async fn verified(user: &User, patrol: PatrolId) -> Answer {
    user.graphql(VERIFY, json!({ "id": patrol.to_string() })).await.ok()
}

/// Waits until nothing is left to seal, at once or later.
async fn nothing_is_planned(app: &TestApp) {
    #[derive(FromQueryResult)]
    struct Number {
        number: i64,
    }
    let sql = "select count(*) as number from duty where kind = 'patrol_seal'";
    until(async || {
        let row: Option<Number> = db::one(app.house.tools.db.write(), sql, []).await.ok()?;
        (row?.number == 0).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_patrol_is_sealed_when_it_ends_and_again_when_more_comes_in() {
    let mut walked = Walked::so_far().await;
    let before = walked.verified().await;
    assert_eq!(before.at("sealVerify/seals"), 0);
    assert_eq!((before.at("sealVerify/waitingRows"), walked.seals().await.len()), (&json!(306), 0));

    walked.ends().await;
    let first = walked.has_seals(1).await.remove(0);
    assert_eq!(
        (&first["number"], &first["fromRow"], &first["untilRow"]),
        (&json!(1), &json!(1), &json!(306))
    );
    let report = walked.verified().await;
    assert_eq!(report.at("sealVerify/whole"), true, "{}", report.text);
    assert_eq!(
        (report.at("sealVerify/sealedRows"), report.at("sealVerify/waitingRows")),
        (&json!(306), &json!(0))
    );

    // A phone that had no signal.
    walked.checks_in(&walked.leader, "Taman permainan", json!("Lampu rosak")).await;
    walked.walks(&walked.leader, 20).await;
    assert_eq!(walked.verified().await.at("sealVerify/waitingRows"), 21);
    assert_eq!(walked.seals().await.len(), 1, "they are sealed together, a little later");
    walked.app().advance(TimeDelta::minutes(3));
    walked.leader.refresh().await;
    let second = walked.has_seals(2).await.remove(1);
    assert_eq!(
        (&second["number"], &second["fromRow"], &second["untilRow"]),
        (&json!(2), &json!(307), &json!(327))
    );
    let log = walked.log().await;
    let named = format!("seal 2\\nbefore {}", first["hash"].as_str().expect("a hash"));
    assert!(log.contains(&named), "the second names the first");
    nothing_is_planned(walked.app()).await;
    assert_eq!(walked.seals().await.len(), 2, "nothing new is no seal");
    assert_eq!(walked.verified().await.at("sealVerify/waitingRows"), 0);

    // What was sent before, sent again, changes nothing.
    walked.ends().await;
    walked.app().advance(TimeDelta::minutes(3));
    walked.leader.refresh().await;
    nothing_is_planned(walked.app()).await;
    assert_eq!(walked.seals().await.len(), 2);
}

#[tokio::test]
async fn a_node_that_dies_right_after_the_end_seals_when_it_starts_again() {
    let Walked { night, leader, patrol } = Walked::so_far().await;
    let Night { app, .. } = night;
    let app = app
        .restart_after(
            async |ctx, work| {
                // What the end writes in its transaction.
                let sql = "update patrol set status = 'ENDED', ended_at = $2 where id = $1";
                let values = [patrol.into(), ctx.now().into()];
                db::run(work.connection(), sql, values).await.unwrap();
                scheduler::plan(work, Duty::PatrolSeal, patrol, ctx.now()).await.unwrap();
            },
            |_| {},
        )
        .await;
    let leader = leader.asking(&app.url);
    let sealed = until(async || seals(&leader, patrol).await.pop()).await;
    assert_eq!(sealed["untilRow"], 306);
    assert_eq!(verified(&leader, patrol).await.at("sealVerify/whole"), true);
}

#[tokio::test]
async fn two_nodes_make_one_seal_of_what_came_in() {
    let mut walked = Walked::sealed().await;
    walked.checks_in(&walked.leader, "Taman permainan", Value::Null).await;
    let (patrol, now) = (walked.patrol, walked.night.now());
    walked
        .app()
        .arrange(async |_, work| {
            for minutes in 1..=4 {
                let due_at = now + TimeDelta::minutes(minutes);
                scheduler::plan(work, Duty::PatrolSeal, patrol, due_at).await.unwrap();
            }
        })
        .await;
    // The embedded default is one node by nature; there two workers of it are the same question.
    let other = match walked.app().database.redis {
        Some(_) => Some(walked.app().beside().await),
        None => None,
    };
    walked.app().advance(TimeDelta::minutes(5));
    let beside = other.as_ref().unwrap_or(walked.app()).ctx();
    let here = walked.app().ctx();
    let (one, two) = tokio::join!(scheduler::round(&here), scheduler::round(&beside));
    assert!(one.is_ok() && two.is_ok());
    nothing_is_planned(walked.app()).await;
    walked.leader.refresh().await;
    assert_eq!(walked.seals().await.len(), 2);
    assert_eq!(walked.broken().await, (String::new(), Value::Null));
}

#[tokio::test]
async fn an_erasure_breaks_no_seal_and_leaves_no_name() {
    let walked = Walked::so_far().await;
    let zul = volunteer(walked.app(), "Zulkifli bin Osman", walked.night.unit, false).await;
    walked.checks_in(&zul, "Simpang", json!("Dilaporkan oleh Zulkifli bin Osman")).await;
    walked.walks(&zul, 10).await;
    walked.ends().await;
    walked.has_seals(1).await;
    assert!(walked.log().await.contains("Zulkifli"), "as he wrote it himself");
    let erase = "mutation { accountErase(input: { understood: true }) { userErrors { code } } }";
    zul.ask(erase).await.ok();
    let report = walked.verified().await;
    assert_eq!(report.at("sealVerify/whole"), true, "{}", report.text);
    assert_eq!(report.at("sealVerify/erasedTexts"), 1);
    assert_eq!(report.at("sealVerify/positionsNotKept"), 10);
    let log = walked.log().await;
    assert!(!log.contains("Zulkifli"), "{log}");
    let checked = walked.checked(&log).await.expect("a whole log");
    assert_eq!((checked.erased_texts, checked.fixes_not_kept, checked.fixes), (1, 10, 300));
}

#[tokio::test]
async fn positions_that_are_thinned_away_when_they_are_old_leave_their_digest() {
    let mut walked = Walked::sealed().await;
    // Before the night comes in which the program does it by itself.
    walked.run("delete from track_point").await;
    walked.app().advance(TimeDelta::days(91));
    walked.leader.sign_in_again().await;
    let report = walked.verified().await;
    assert_eq!(report.at("sealVerify/whole"), true, "{}", report.text);
    assert_eq!(report.at("sealVerify/positionsNotKept"), 300);
    let checked = walked.checked(&walked.log().await).await.expect("a whole log");
    assert_eq!((checked.fixes, checked.fixes_not_kept, checked.rows), (0, 300, 6));
    // Some of them alone are not thinned away.
    let walked = Walked::sealed().await;
    walked.app().advance(TimeDelta::minutes(1));
    walked.run("delete from track_point where sequence < 5").await;
    assert_eq!(walked.broken().await.0, "FIXES_CHANGED");
}
