//! Certificates of attendance: what they take, and whether they count.

use chrono::TimeDelta;
use domain::{
    duties::Duty,
    shared::{
        db,
        id::{Ids, PatrolId, TrackId},
        scheduler,
    },
};
use serde_json::{Value, json};
use stories::{Answer, User, until};

use super::{Desk, WALKED, at, certify, change, months::with_checkpoints};

/// A unit with a surau and a hall on its way.
async fn begins() -> Desk {
    let desk = Desk::begins().await;
    with_checkpoints(&desk).await;
    desk
}

/// Somebody decides about every check-in of a patrol.
async fn decided(by: &User, patrol: PatrolId, verdict: &str) {
    let listed = "query($id: ID!) { patrol(id: $id) { checkIns(first: 100) { nodes { id } } } }";
    let listed = by.graphql(listed, json!({ "id": patrol.to_string() })).await.ok();
    for node in listed.at("patrol/checkIns/nodes").as_array().unwrap() {
        let decide = "mutation($input: CheckInDecideInput!) { checkInDecide(input: $input) { userErrors { code } } }";
        let input = json!({ "id": node["id"], "verdict": verdict, "reason": "Saya ada di situ." });
        by.graphql(decide, json!({ "input": input })).await.ok();
    }
}

/// The leader issues Encik Lim's, whose phone recorded nothing.
async fn vouched(desk: &Desk, patrol: PatrolId) -> Answer {
    let lim = desk.watch.lim.id.to_string();
    let named = json!({ "patrolId": patrol.to_string(), "personId": lim });
    certify(&desk.watch.leader, "certificateIssue", named).await
}

/// Whether each of somebody's certificates was taken back, and why.
async fn taken_back(user: &User) -> Value {
    let own = "{ certificates { nodes { revokedAt revokeReason } } }";
    user.ask(own).await.ok().at("certificates/nodes").clone()
}

async fn issued(user: &User, patrol: PatrolId) -> Answer {
    certify(user, "certificateIssue", json!({ "patrolId": patrol.to_string() })).await
}

#[tokio::test]
async fn a_night_that_is_proven_gives_a_certificate_once() {
    let desk = begins().await;
    let patrol = desk.patrolled(&WALKED).await;
    let first = issued(&desk.watch.devi, patrol).await.ok();
    let certificate = first.at("certificateIssue/certificate");
    assert_eq!((&certificate["minutes"], &certificate["revokedAt"]), (&json!(180), &Value::Null));
    assert_eq!(certificate["startsAt"], "2026-03-13T16:00:00.000Z", "midnight in Malaysia");
    assert_eq!(certificate["endsAt"], "2026-03-13T19:00:00.000Z");
    let code = certificate["code"].as_str().unwrap().to_owned();
    assert_eq!(certificate["verifyUrl"], format!("http://krt.test/c/{code}"));
    // Again, at once from two phones, and by the leader: the same.
    let (one, two) =
        tokio::join!(issued(&desk.watch.devi, patrol), issued(&desk.watch.devi, patrol));
    let named =
        json!({ "patrolId": patrol.to_string(), "personId": desk.watch.devi.id.to_string() });
    let by_leader = certify(&desk.watch.leader, "certificateIssue", named).await;
    for again in [one, two, by_leader] {
        assert_eq!(again.ok().at("certificateIssue/certificate/code"), &json!(code));
    }
    // Encik Lim has no phone with him: her records stand for him once the leader vouches for it.
    let refused = issued(&desk.watch.lim, patrol).await;
    assert_eq!(refused.refusals("certificateIssue"), ["PRESENCE_TOO_SHORT"]);
    vouched(&desk, patrol).await.ok();
    let lim = issued(&desk.watch.lim, patrol).await.ok();
    assert_ne!(lim.at("certificateIssue/certificate/code"), &json!(code));
    // The leader himself was not there.
    let refused = issued(&desk.watch.leader, patrol).await;
    assert_eq!(refused.refusals("certificateIssue"), ["PERSON_NOT_ELIGIBLE personId"]);
    let own = "{ certificates { nodes { code } } }";
    let own = desk.watch.devi.ask(own).await.ok();
    assert_eq!(own.at("certificates/nodes"), &json!([{ "code": code }]));
}

#[tokio::test]
async fn nobody_waits_while_the_tracks_for_a_certificate_are_read() {
    let desk = begins().await;
    let patrol = desk.patrolled(&WALKED).await;
    desk.reckoned(patrol).await;
    let database = &desk.watch.app.house.tools.db;
    if !database.is_postgres() {
        // There reading waits for nobody, so that nothing can hold up whoever reads.
        return;
    }
    let slow = database.begin().await.unwrap();
    db::run(&slow, "lock table track_point in access exclusive mode", []).await.unwrap();
    let waits = "select 1 from pg_stat_activity where datname = current_database() \
                 and wait_event_type = 'Lock' and query like '%track_point%'";
    let meanwhile = async {
        until(async || db::exists(database.read(), waits, []).await.unwrap().then_some(())).await;
        let other = database.begin().await.unwrap();
        let report = "select patrol_id from patrol_report where patrol_id = $1 for update nowait";
        let locked: Option<uuid::Uuid> = db::value(&other, report, [patrol.into()]).await.unwrap();
        assert_eq!(locked, Some(patrol.0));
        drop(other);
        slow.rollback().await.unwrap();
    };
    let (certificate, ()) = tokio::join!(issued(&desk.watch.devi, patrol), meanwhile);
    assert_eq!(certificate.ok().at("certificateIssue/certificate/minutes"), &json!(180));
}

#[tokio::test]
async fn the_signed_sheet_that_never_walked_gives_none() {
    let desk = begins().await;
    let lasting = desk.begun().await;
    let refused = issued(&desk.watch.devi, lasting).await;
    assert_eq!(refused.refusals("certificateIssue"), ["STATE_INVALID"]);
    let nights: [&[&str]; 4] =
        [&[], &["23:10"], &["23:30", "00:10", "00:50", "01:30"], &["00:30", "02:30"]];
    for records in nights {
        let patrol = desk.patrolled(records).await;
        let refused = issued(&desk.watch.devi, patrol).await;
        assert_eq!(refused.refusals("certificateIssue"), ["PRESENCE_TOO_SHORT"], "{records:?}");
        let sentence = refused.text_at("certificateIssue/userErrors/0/message");
        assert!(sentence.contains("120"), "{sentence}");
    }
}

#[tokio::test]
async fn whoever_joined_late_has_their_own_time() {
    let desk = begins().await;
    let patrol = desk.begun().await;
    for time in WALKED {
        desk.checks_in(&desk.watch.devi, patrol, time, "Surau").await;
    }
    // The leader came at one o'clock, and his phone says so after noon.
    desk.watch.app.advance(TimeDelta::minutes(1));
    for time in ["01:05", "01:40", "02:20"] {
        desk.checks_in(&desk.watch.leader, patrol, time, "Balai").await;
    }
    desk.ended(patrol).await;
    let refused = issued(&desk.watch.leader, patrol).await;
    assert_eq!(refused.refusals("certificateIssue"), ["PRESENCE_TOO_SHORT"]);
    assert!(refused.text_at("certificateIssue/userErrors/0/message").contains("115"));
    issued(&desk.watch.devi, patrol).await.ok();
}

#[tokio::test]
async fn nobody_issues_themselves_one_out_of_what_the_others_recorded() {
    let desk = begins().await;
    // Encik Lim was there for one check-in; or at the beginning and at the end, and at home in between.
    let nights: [&[&str]; 3] = [&["00:30"], &["23:30", "02:45"], &["00:10", "00:50", "02:45"]];
    for (own, found) in nights.into_iter().zip(["0", "0", "40"]) {
        let patrol = desk.begun().await;
        for time in WALKED {
            desk.checks_in(&desk.watch.devi, patrol, time, "Surau").await;
        }
        for time in own {
            desk.checks_in(&desk.watch.lim, patrol, time, "Surau").await;
        }
        desk.ended(patrol).await;
        let refused = issued(&desk.watch.lim, patrol).await;
        assert_eq!(refused.refusals("certificateIssue"), ["PRESENCE_TOO_SHORT"], "{own:?}");
        let sentence = refused.text_at("certificateIssue/userErrors/0/message");
        assert!(sentence.contains(&format!("only {found} ")), "{sentence}");
    }
}

#[tokio::test]
async fn who_takes_turns_at_scanning_is_vouched_for_by_the_leader() {
    let desk = begins().await;
    let patrol = desk.begun().await;
    let (devi, lim) = (&desk.watch.devi, &desk.watch.lim);
    for (user, time) in [devi, lim].into_iter().cycle().zip(WALKED) {
        desk.checks_in(user, patrol, time, "Surau").await;
    }
    desk.ended(patrol).await;
    // Between two of his own lie eighty minutes.
    let refused = issued(lim, patrol).await;
    assert_eq!(refused.refusals("certificateIssue"), ["PRESENCE_TOO_SHORT"]);
    let by_leader = vouched(&desk, patrol).await.ok();
    assert_eq!(by_leader.at("certificateIssue/certificate/minutes"), 180);
}

#[tokio::test]
async fn a_certificate_is_a_paper_with_a_code_that_anybody_checks() {
    let desk = begins().await;
    let patrol = desk.patrolled(&WALKED).await;
    let certificate = issued(&desk.watch.devi, patrol).await.ok();
    let certificate = certificate.at("certificateIssue/certificate").clone();
    let (id, code) = (certificate["id"].as_str().unwrap(), certificate["code"].as_str().unwrap());
    let path = format!("/v1/certificates/{id}.pdf");
    let paper = desk.watch.devi.get(&path).await;
    assert_eq!(paper.status, 200, "{}", paper.text);
    assert_eq!(paper.headers["content-type"], "application/pdf");
    assert_eq!(paper.headers["cache-control"], "private, no-store");
    assert!(paper.text.starts_with("%PDF-"));
    for part in ["Puan Devi", "SRS Mutiara Rini", "2026-03-14 00:00", "2026-03-14 03:00", code] {
        assert!(paper.text.contains(part), "{part} is not on the paper");
    }
    let malay = desk.watch.devi.speaking("ms").get(&path).await;
    assert!(malay.text.contains("Sijil kehadiran rondaan"));
    for (user, code) in [
        (&desk.watch.leader, ""),
        (&desk.officer, ""),
        (&desk.watch.lim, "FORBIDDEN"),
        (&desk.watch.stranger, "NOT_FOUND"),
    ] {
        assert_eq!(user.get(&path).await.code(), code);
    }

    let anybody = desk.watch.app.anybody();
    let page = anybody.get(&format!("/c/{code}")).await;
    assert_eq!(
        (page.status.as_u16(), &page.headers["cache-control"]),
        (200, &"no-store".parse().unwrap())
    );
    for part in
        ["This certificate counts.", "P. D.", "SRS Mutiara Rini", "14 March 2026, 00:00", ">180<"]
    {
        assert!(page.text.contains(part), "{part} is not in\n{}", page.text);
    }
    for secret in ["Devi", "Surau", "1.54", "<script"] {
        assert!(!page.text.contains(secret), "{secret} is in\n{}", page.text);
    }
    let typed = code.to_lowercase().replace('-', "%20");
    assert_eq!(anybody.get(&format!("/c/{typed}")).await.status, 200);
    for wrong in ["7F3K-9QXT-2M4N-8RWV", "x"] {
        let page = anybody.speaking("ms").get(&format!("/c/{wrong}")).await;
        assert_eq!(page.status, 404);
        assert!(page.text.contains("Tiada sijil dengan kod ini."), "{}", page.text);
    }
}

#[tokio::test]
async fn a_certificate_that_is_taken_back_counts_no_more() {
    let desk = begins().await;
    let patrol = desk.patrolled(&WALKED).await;
    let answer = issued(&desk.watch.devi, patrol).await.ok();
    let certificate = answer.at("certificateIssue/certificate").clone();
    let input = json!({ "id": certificate["id"], "reason": "Pulang awal tanpa memberitahu." });
    for (user, code) in [
        (&desk.watch.devi, "FORBIDDEN"),
        (&desk.watch.secretary, "FORBIDDEN"),
        (&desk.watch.stranger, "NOT_FOUND"),
    ] {
        assert_eq!(certify(user, "certificateRevoke", input.clone()).await.code(), code);
    }
    let silent = json!({ "id": certificate["id"], "reason": " " });
    let refused = certify(&desk.watch.leader, "certificateRevoke", silent).await;
    assert_eq!(refused.refusals("certificateRevoke"), ["REQUIRED reason"]);
    // The second of two changes nothing.
    for user in [&desk.officer, &desk.watch.leader] {
        let revoked = certify(user, "certificateRevoke", input.clone()).await.ok();
        let seen = revoked.at("certificateRevoke/certificate");
        assert_eq!(seen["revokeReason"], "Pulang awal tanpa memberitahu.");
        assert_eq!(seen["viewerCanRevoke"], false);
    }
    let code = certificate["code"].as_str().unwrap();
    let page = desk.watch.app.anybody().get(&format!("/c/{code}")).await;
    assert!(page.text.contains("TAKEN BACK"), "{}", page.text);
    let id = certificate["id"].as_str().unwrap();
    let paper = desk.watch.devi.get(&format!("/v1/certificates/{id}.pdf")).await;
    assert!(paper.text.contains("TAKEN BACK"), "the paper says so too");
    // Asked for again it is the same one, and none that counts.
    let again = issued(&desk.watch.devi, patrol).await.ok();
    assert_eq!(again.at("certificateIssue/certificate/id"), &certificate["id"]);
    assert!(again.at("certificateIssue/certificate/revokedAt").is_string());
    let number = "select count(*) from certificate";
    let database = desk.watch.app.house.tools.db.write();
    let number: Option<i64> = db::value(database, number, []).await.unwrap();
    assert_eq!(number, Some(1));
}

#[tokio::test]
async fn nobody_who_did_not_walk_has_one_by_naming_no_checkpoint() {
    let desk = begins().await;
    // At noon: a patrol of last night, and check-ins of nothing but a time, and a place without a name.
    let patrol = desk.begun().await;
    for time in WALKED {
        desk.checks_in(&desk.watch.devi, patrol, time, "Somewhere").await;
    }
    desk.ended(patrol).await;
    let refused = issued(&desk.watch.devi, patrol).await;
    assert_eq!(refused.refusals("certificateIssue"), ["PRESENCE_TOO_SHORT"]);
    // Somebody who was there says that it was so.
    let listed = "query($id: ID!) { patrol(id: $id) { checkIns(first: 100) { nodes { id } } } }";
    let listed = desk.watch.leader.graphql(listed, json!({ "id": patrol.to_string() })).await.ok();
    for node in listed.at("patrol/checkIns/nodes").as_array().unwrap() {
        let decide = "mutation($input: CheckInDecideInput!) { checkInDecide(input: $input) { userErrors { code } } }";
        let input =
            json!({ "id": node["id"], "verdict": "ACCEPTED", "reason": "Saya bersamanya." });
        desk.watch.leader.graphql(decide, json!({ "input": input })).await.ok();
    }
    issued(&desk.watch.devi, patrol).await.ok();
}

#[tokio::test]
async fn a_phone_on_a_bed_proves_nothing_and_one_that_walked_does() {
    let short = vec!["PRESENCE_TOO_SHORT"];
    let nights = [(0.0, false, short.clone()), (40.0, true, short), (40.0, false, vec![])];
    for (metres_a_fix, made_up, refusals) in nights {
        let desk = begins().await;
        let patrol = desk.begun().await;
        let points: Vec<Value> = (0..180)
            .map(|minute: i32| {
                // To the end of the lane and back, over and over.
                let there = f64::from(10 - (minute % 20 - 10).abs()) * metres_a_fix;
                json!({
                    "sequence": minute, "latitude": 1.54 + there / 111_195.0, "longitude": 103.65,
                    "accuracyMetres": 9, "mock": made_up, "recordedAt": at("23:30") + TimeDelta::minutes(minute.into()),
                })
            })
            .collect();
        let track: TrackId = Ids::Random.mint(desk.watch.now());
        let sent = json!({ "trackId": track.to_string(), "points": points });
        let answer = desk.watch.devi.post(&format!("/v1/patrols/{patrol}/track"), &sent).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        desk.ended(patrol).await;
        let answer = issued(&desk.watch.devi, patrol).await;
        assert_eq!(answer.refusals("certificateIssue"), refusals, "{}", answer.text);
    }
}

#[tokio::test]
async fn a_patrol_that_is_cancelled_proves_nothing_of_anybody() {
    let desk = begins().await;
    let patrol = desk.patrolled(&WALKED).await;
    let answer = issued(&desk.watch.devi, patrol).await.ok();
    let code = answer.text_at("certificateIssue/certificate/code");
    desk.reckoned(patrol).await;
    let cancel = json!({
        "patrolId": patrol.to_string(), "version": 0, "decision": "CANCEL",
        "reason": "Rondaan ini tidak pernah berlaku.",
    });
    change(&desk.officer, "patrolReportDecide", cancel).await.ok();
    let page = desk.watch.app.anybody().get(&format!("/c/{code}")).await;
    assert!(page.text.contains("TAKEN BACK"), "{}", page.text);
    let own = taken_back(&desk.watch.devi).await;
    assert!(own[0]["revokedAt"].is_string());
    assert_eq!(own[0]["revokeReason"], "Rondaan ini tidak pernah berlaku.");
    // Nobody gets another one for it.
    assert_eq!(vouched(&desk, patrol).await.refusals("certificateIssue"), ["STATE_INVALID"]);
    assert_eq!(taken_back(&desk.watch.lim).await, json!([]));
}

#[tokio::test]
async fn a_new_rule_takes_no_certificate_back() {
    let desk = begins().await;
    let (devi, lim, leader) = (&desk.watch.devi, &desk.watch.lim, &desk.watch.leader);
    let patrol = desk.begun().await;
    for time in WALKED {
        desk.checks_in(leader, patrol, time, "Surau").await;
    }
    for user in [devi, lim] {
        desk.checks_in(user, patrol, "00:30", "Surau").await;
    }
    desk.ended(patrol).await;
    for user in [devi, lim] {
        let named = json!({ "patrolId": patrol.to_string(), "personId": user.id.to_string() });
        certify(leader, "certificateIssue", named).await.ok();
    }
    // As if each had issued their own with one record beside those of the leader: Encik Lim when that was
    // enough, and Puan Devi since.
    let sql = "update certificate set issued_by = person_id, \
               rule_version = case when person_id = $1 then 1 else 2 end";
    let database = desk.watch.app.house.tools.db.write();
    assert_eq!(db::run(database, sql, [lim.id.into()]).await.unwrap(), 2);
    desk.watch.app.advance(TimeDelta::seconds(1));
    let due_at = desk.watch.now();
    desk.watch
        .app
        .arrange(async |_, work| {
            scheduler::plan(work, Duty::PatrolReckon, patrol, due_at).await.unwrap();
        })
        .await;
    // Both are looked at in one work.
    until(async || taken_back(devi).await[0]["revokedAt"].is_string().then_some(())).await;
    assert_eq!(taken_back(lim).await[0]["revokedAt"], Value::Null);
    // What was proven by it once is taken back all the same when it is decided against.
    decided(&desk.watch.secretary, patrol, "DOUBTFUL").await;
    until(async || taken_back(lim).await[0]["revokedAt"].is_string().then_some(())).await;
}

#[tokio::test]
async fn whoever_stood_on_the_records_of_another_falls_with_them() {
    let desk = begins().await;
    let patrol = desk.patrolled(&WALKED).await;
    issued(&desk.watch.devi, patrol).await.ok();
    vouched(&desk, patrol).await.ok();
    decided(&desk.watch.leader, patrol, "DOUBTFUL").await;
    for user in [&desk.watch.devi, &desk.watch.lim] {
        let why = until(async || {
            let own = taken_back(user).await;
            own[0]["revokedAt"].is_string().then(|| own[0]["revokeReason"].clone())
        })
        .await;
        assert_eq!(why, Value::Null, "the records say it");
    }
}
