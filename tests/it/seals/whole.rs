//! A seal covers everything that was recorded, and nothing that is decided about it.

use chrono::TimeDelta;
use domain::shared::id::{CheckInId, Ids, PatrolEventId};
use serde_json::{Value, json};
use stories::{User, with};

use super::Walked;
use crate::{
    krt_shop::{small_picture, upload},
    mysrs::{end, volunteer},
};

const RECORD: &str = "mutation($input: CheckInRecordInput!) { checkInRecord(input: $input) { results { outcome checkIn { proof { verdict } } } userErrors { code } } }";
const TELL: &str = "mutation($input: PatrolEventRecordInput!) { patrolEventRecord(input: $input) { results { outcome } userErrors { code } } }";
const DECIDE: &str = "mutation($input: CheckInDecideInput!) { checkInDecide(input: $input) { checkIn { proof { verdict } } userErrors { code } } }";
const ENDED: &str = "query($id: ID!) { patrol(id: $id) { endedAt endedById judgedAt } }";

impl Walked {
    /// Somebody checks in, and this is what it shows beside the place: the check-in's id and whether it
    /// is believed.
    async fn shows(&self, user: &User, more: Value) -> (String, String) {
        let id: CheckInId = Ids::Random.mint(self.night.now());
        let item = json!({
            "id": id.to_string(), "coordinates": { "latitude": 1.54, "longitude": 103.65 },
            "accuracyMetres": 8.5, "recordedAt": self.night.now(),
        });
        let input = json!({ "patrolId": self.patrol.to_string(), "checkIns": [with(item, more)] });
        let answer = user.graphql(RECORD, json!({ "input": input })).await.ok();
        assert_eq!(answer.at("checkInRecord/results/0/outcome"), "APPLIED", "{}", answer.text);
        let verdict = answer.text_at("checkInRecord/results/0/checkIn/proof/verdict");
        (id.to_string(), verdict)
    }

    /// Somebody notes what happened on the way.
    async fn tells(&self, user: &User, more: Value) {
        let id: PatrolEventId = Ids::Random.mint(self.night.now());
        let item = json!({ "id": id.to_string(), "recordedAt": self.night.now() });
        let input = json!({ "patrolId": self.patrol.to_string(), "events": [with(item, more)] });
        let answer = user.graphql(TELL, json!({ "input": input })).await.ok();
        assert_eq!(answer.at("patrolEventRecord/results/0/outcome"), "APPLIED", "{}", answer.text);
    }

    /// What the page of the newest code says.
    async fn page(&self) -> String {
        let seal = self.seals().await.pop().expect("a seal");
        let code = seal["code"].as_str().expect("a code");
        self.app().anybody().get(&format!("/v/{code}")).await.text
    }
}

#[tokio::test]
async fn what_happened_on_the_way_and_all_that_a_check_in_shows_is_sealed() {
    let walked = Walked::so_far().await;
    let photo = upload(&walked.leader, small_picture()).await;
    let scanned =
        json!({ "method": "QR", "code": "krt:c1.bukan", "mock": true, "photoIds": [photo] });
    walked.shows(&walked.leader, scanned).await;
    walked.tells(&walked.leader, json!({ "kind": "NOTE", "note": "Lampu jalan rosak" })).await;
    walked.tells(&walked.leader, json!({ "kind": "PHOTO", "photoIds": [photo] })).await;
    walked.ends().await;
    let seal = walked.has_seals(1).await.remove(0);
    // A check-in, two events and two photos more than without them.
    assert_eq!(seal["untilRow"], 311);
    let log = walked.log().await;
    let checked = walked.checked(&log).await.expect("a whole log");
    assert_eq!((checked.rows, checked.fixes), (11, 300));
    let lines = |kind: &str| log.matches(&format!("\"line\":\"{kind}\"")).count();
    assert_eq!((lines("checkIn"), lines("event"), lines("photo")), (4, 2, 2));
    // Whoever has the log prints no code from it.
    assert!(log.contains("\"codeHash\":\"") && !log.contains("krt:c1.bukan"), "{log}");

    for (change, back) in [
        ("check_in set mock = false", "check_in set mock = true"),
        ("check_in set code = 'krt:c1.lain'", "check_in set code = 'krt:c1.bukan'"),
        ("check_in set method = 'NFC'", "check_in set method = 'QR'"),
        ("check_in set checkpoint_id = id", "check_in set checkpoint_id = null"),
    ] {
        let of_it = |what: &str| format!("update {what} where code is not null");
        walked.run(&of_it(change)).await;
        assert_eq!(walked.broken().await.0, "ROW_CHANGED", "{change}");
        walked.run(&of_it(back)).await;
        assert_eq!(walked.broken().await, (String::new(), Value::Null), "{back}");
    }
    for (change, back) in [
        (
            "patrol_event set kind = 'RESUMED' where kind = 'NOTE'",
            "patrol_event set kind = 'NOTE' where kind = 'RESUMED'",
        ),
        (
            "patrol_event set note = 'Tiada apa-apa' where kind = 'NOTE'",
            "patrol_event set note = 'Lampu jalan rosak' where kind = 'NOTE'",
        ),
        (
            "media set content_address = 'x' || content_address",
            "media set content_address = substr(content_address, 2)",
        ),
    ] {
        walked.run(&format!("update {change}")).await;
        assert_eq!(walked.broken().await.0, "ROW_CHANGED", "{change}");
        walked.run(&format!("update {back}")).await;
        assert_eq!(walked.broken().await, (String::new(), Value::Null), "{back}");
    }
    // It was the leader who ended it, not who began it.
    walked.run("update patrol set ended_by = started_by").await;
    assert_eq!(walked.broken().await.0, "ROW_CHANGED");
}

#[tokio::test]
async fn a_photo_or_an_event_that_is_taken_out_is_missed() {
    let walked = Walked::so_far().await;
    let photo = upload(&walked.leader, small_picture()).await;
    walked.tells(&walked.leader, json!({ "kind": "PHOTO", "photoIds": [photo] })).await;
    walked.ends().await;
    walked.has_seals(1).await;
    walked.run("delete from patrol_photo").await;
    let (fault, what) = walked.broken().await;
    let missing = what.as_str().unwrap_or_default();
    assert_eq!(fault, "ROW_MISSING");
    assert!(missing.starts_with("event_") && missing.ends_with(&photo), "{missing}");
    walked.run("delete from patrol_event").await;
    assert_eq!(walked.broken().await.0, "ROW_MISSING");
}

#[tokio::test]
async fn what_happened_on_the_way_and_comes_in_late_gets_a_seal() {
    let mut walked = Walked::sealed().await;
    walked.tells(&walked.leader, json!({ "kind": "NOTE", "note": "Pagar terbuka" })).await;
    assert_eq!(walked.verified().await.at("sealVerify/waitingRows"), 1);
    walked.app().advance(TimeDelta::minutes(3));
    walked.leader.refresh().await;
    let second = walked.has_seals(2).await.remove(1);
    assert_eq!((&second["fromRow"], &second["untilRow"]), (&json!(307), &json!(307)));
    assert_eq!(walked.verified().await.at("sealVerify/whole"), true);
}

#[tokio::test]
async fn an_erasure_leaves_the_rows_of_photos_and_events() {
    let walked = Walked::so_far().await;
    let zul = volunteer(walked.app(), "Zulkifli bin Osman", walked.night.unit, false).await;
    let photo = upload(&zul, small_picture()).await;
    walked.shows(&zul, json!({ "method": "PHOTO", "photoIds": [photo] })).await;
    walked.tells(&zul, json!({ "kind": "NOTE", "note": "Saya, Zulkifli bin Osman" })).await;
    walked.tells(&walked.leader, json!({ "kind": "LEFT", "memberId": zul.id.to_string() })).await;
    walked.ends().await;
    walked.has_seals(1).await;
    let erase = "mutation { accountErase(input: { understood: true }) { userErrors { code } } }";
    zul.ask(erase).await.ok();
    let report = walked.verified().await;
    assert_eq!(report.at("sealVerify/whole"), true, "{}", report.text);
    assert_eq!(report.at("sealVerify/erasedTexts"), 1);
    let log = walked.log().await;
    assert!(log.contains("\"line\":\"photo\"") && !log.contains("Zulkifli"), "{log}");
    let checked = walked.checked(&log).await.expect("a whole log");
    assert_eq!(checked.erased_texts, 1);
}

#[tokio::test]
async fn what_is_judged_and_decided_is_shown_on_the_page_and_breaks_no_seal() {
    let walked = Walked::so_far().await;
    // Cut, which is odd, and believed all the same.
    let (_, believed) = walked.shows(&walked.leader, json!({ "note": "a".repeat(2_001) })).await;
    let (made_up, doubted) = walked.shows(&walked.night.devi, json!({ "mock": true })).await;
    assert_eq!((believed.as_str(), doubted.as_str()), ("ACCEPTED", "DOUBTFUL"));
    walked.ends().await;
    walked.has_seals(1).await;
    // It was judged as a whole before it was sealed.
    let read = walked.leader.graphql(ENDED, json!({ "id": walked.patrol.to_string() })).await.ok();
    assert!(read.at("patrol/judgedAt").is_string(), "{}", read.text);
    let page = walked.page().await;
    assert!(page.contains("5 (accepted 4, doubtful 1)"), "{page}");

    let input = json!({ "id": made_up, "verdict": "ACCEPTED", "reason": "Saya ada di situ." });
    let decided = walked.leader.graphql(DECIDE, json!({ "input": input })).await.ok();
    assert_eq!(decided.at("checkInDecide/checkIn/proof/verdict"), "ACCEPTED");
    let page = walked.page().await;
    assert!(page.contains("5 (accepted 5, doubtful 0)"), "{page}");
    assert_eq!(walked.broken().await, (String::new(), Value::Null));
    walked.run("update check_in set doubts = 'SPEED_IMPOSSIBLE', verdict = 'DOUBTFUL'").await;
    assert_eq!(walked.broken().await, (String::new(), Value::Null));
}

#[tokio::test]
async fn whoever_ends_it_again_changes_nothing_that_is_sealed() {
    let walked = Walked::sealed().await;
    let id = json!({ "id": walked.patrol.to_string() });
    let ended = walked.leader.graphql(ENDED, id.clone()).await.ok();
    assert_eq!(ended.at("patrol/endedById"), &json!(walked.leader.id.to_string()));
    let later = walked.night.now() + TimeDelta::hours(1);
    end(&walked.night.devi, walked.patrol, later).await.ok();
    let again = walked.leader.graphql(ENDED, id).await.ok();
    for part in ["patrol/endedAt", "patrol/endedById"] {
        assert_eq!(again.at(part), ended.at(part));
    }
    assert_eq!(walked.broken().await, (String::new(), Value::Null));
    assert_eq!(walked.seals().await.len(), 1);
}
