//! When a certificate counts no more.

use chrono::TimeDelta;
use domain::{
    duties::Duty,
    shared::{db, id::PatrolId, scheduler},
};
use serde_json::{Value, json};
use stories::{User, until};

use super::{begins, issued, vouched};
use crate::reports::{WALKED, certify, change};

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

/// Whether each of somebody's certificates was taken back, and why.
async fn taken_back(user: &User) -> Value {
    let own = "{ certificates { nodes { revokedAt revokeReason } } }";
    user.ask(own).await.ok().at("certificates/nodes").clone()
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
