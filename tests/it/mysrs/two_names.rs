//! A patrol that a phone knows by two ids: the one that it made, and that of the patrol which its start
//! joined.

use chrono::TimeDelta;
use domain::shared::{
    db,
    id::{CheckInId, PatrolId},
};
use serde_json::json;
use stories::until_blocked;

use super::{
    Night, START, end, outcomes, record,
    starts::{report, seen, shift, starts},
};

/// A patrol that Puan Devi began, and the id under which the leader's phone has joined it.
async fn joined(night: &Night) -> (PatrolId, PatrolId) {
    let of = json!({ "shiftId": shift(night, TimeDelta::zero()).await });
    let (first, own): (PatrolId, PatrolId) = (night.mint(), night.mint());
    starts(night, &night.devi, first, of.clone()).await;
    let joined = starts(night, &night.leader, own, of).await;
    assert_eq!(joined["id"], first.to_string());
    (first, own)
}

#[tokio::test]
async fn a_report_is_handed_in_and_read_under_the_id_of_a_phone_that_joined() {
    let mut night = Night::begins().await;
    night.settles().await;
    let (first, own) = joined(&night).await;
    night.passes(TimeDelta::hours(1)).await;
    end(&night.leader, own, night.now()).await.ok();
    let submit = "mutation($input: PatrolReportSubmitInput!) { patrolReportSubmit(input: $input) { report { status patrol { id } } userErrors { code field } } }";
    let members = [night.leader.id, night.devi.id].map(|id| id.to_string());
    let whole = json!({
        "patrolId": own.to_string(), "version": 0, "idempotencyKey": "laporan",
        "memberIds": members,
    });
    // The answer was lost: the same key brings the same.
    for _ in 0..2 {
        let sent = night.leader.graphql(submit, json!({ "input": whole })).await.ok();
        let report = sent.at("patrolReportSubmit/report");
        assert_eq!(
            report,
            &json!({ "status": "SUBMITTED", "patrol": { "id": first.to_string() } })
        );
    }
    let read = "query($id: ID!) { patrolReport(patrolId: $id) { status patrol { id } } }";
    for id in [own, first] {
        // Whoever was on it reads it by either id, and nobody of another unit by any.
        let answer = night.devi.graphql(read, json!({ "id": id.to_string() })).await.ok();
        let wanted = json!({ "status": "SUBMITTED", "patrol": { "id": first.to_string() } });
        assert_eq!(answer.at("patrolReport"), &wanted);
        let answer = night.stranger.graphql(read, json!({ "id": id.to_string() })).await;
        assert_eq!(answer.code(), "NOT_FOUND");
    }
    // Nothing is proven of so short a night, and the patrol is known.
    let issue = "mutation($input: CertificateIssueInput!) { certificateIssue(input: $input) { certificate { id } userErrors { code field } } }";
    let input = json!({ "patrolId": own.to_string() });
    let refused = night.leader.graphql(issue, json!({ "input": input })).await;
    let refused = refused.refusals("certificateIssue");
    assert!(refused.first().is_some_and(|one| !one.starts_with("NOT_FOUND")), "{refused:?}");
}

#[tokio::test]
async fn a_body_may_name_the_patrol_by_the_other_id_than_its_address() {
    let mut night = Night::begins().await;
    night.settles().await;
    let (first, own) = joined(&night).await;
    let sent = async |path: PatrolId, named: PatrolId| {
        let id: CheckInId = night.mint();
        let item = json!({ "id": id.to_string(), "recordedAt": night.now() });
        let body = json!({ "patrolId": named.to_string(), "checkIns": [item] });
        night.leader.post(&format!("/v1/patrols/{path}/check-ins"), &body).await
    };
    // What waits was written before the phone heard of the other id.
    for (path, named) in [(own, own), (first, own), (own, first)] {
        let answer = sent(path, named).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(answer.body["results"][0]["outcome"], "applied", "{}", answer.text);
    }
    for path in [own, first] {
        assert_eq!(sent(path, night.mint()).await.code(), "PATROL_OTHER");
    }
}

#[tokio::test]
async fn what_was_seen_while_the_start_joins_lies_on_the_patrol_that_is_joined() {
    let mut night = Night::begins().await;
    night.settles().await;
    let of = json!({ "shiftId": shift(&night, TimeDelta::zero()).await });
    let first: PatrolId = night.mint();
    starts(&night, &night.leader, first, of.clone()).await;
    for _ in 0..8 {
        // A phone has a line again, and sends everything at once.
        let own: PatrolId = night.mint();
        let seen = seen(&night, own);
        tokio::join!(report(&night.devi, &seen), starts(&night, &night.devi, own, of.clone()));
    }
    let mut incidents = 8;
    let database = &night.app.house.tools.db;
    if database.is_postgres() {
        // The start joins between the look at the patrol and the writing: it waits for the report. In
        // SQLite one writes after the other.
        let own: PatrolId = night.mint();
        let seen = seen(&night, own);
        let held = database.begin().await.unwrap();
        let category =
            "select code from incident_category where code = 'PROPERTY_THEFT' for update";
        let code: Option<String> = db::value(&held, category, []).await.unwrap();
        assert!(code.is_some());
        let joins = async {
            until_blocked(database, "insert into incident (").await;
            let lets_go = async {
                until_blocked(database, "incident_serial").await;
                held.rollback().await.unwrap();
            };
            tokio::join!(starts(&night, &night.devi, own, of.clone()), lets_go)
        };
        tokio::join!(report(&night.devi, &seen), joins);
        incidents += 1;
    }
    let read = "query($id: ID!) { patrol(id: $id) { incidents(first: 20) { nodes { patrol { id } doubts } } } }";
    let read = night.leader.graphql(read, json!({ "id": first.to_string() })).await.ok();
    let known = json!({ "patrol": { "id": first.to_string() }, "doubts": [] });
    assert_eq!(read.at("patrol/incidents/nodes"), &json!(vec![known; incidents]));
}

#[tokio::test]
async fn a_program_that_joins_under_ever_new_ids_finds_an_end_and_takes_nobody_elses_room() {
    let mut night = Night::begins().await;
    night.settles().await;
    let of = json!({ "shiftId": shift(&night, TimeDelta::zero()).await });
    let first: PatrolId = night.mint();
    starts(&night, &night.leader, first, of.clone()).await;
    let own: Vec<PatrolId> = (0..20).map(|_| night.mint()).collect();
    for id in &own {
        let joined = starts(&night, &night.devi, *id, of.clone()).await;
        assert_eq!(joined["id"], first.to_string());
    }
    let one_more: PatrolId = night.mint();
    let input = json!({
        "id": one_more.to_string(), "unitId": night.unit.to_string(), "startedAt": night.now(),
        "shiftId": of["shiftId"],
    });
    for _ in 0..2 {
        let refused = night.devi.graphql(START, json!({ "input": input })).await;
        assert_eq!(refused.refusals("patrolStart"), ["TOO_MANY_STARTS id"]);
    }
    let known = "select count(*) from patrol_joined where patrol_id = $1";
    let database = night.app.house.tools.db.write();
    let known: Option<i64> = db::value(database, known, [first.into()]).await.unwrap();
    assert_eq!(known, Some(20));

    // What the phone has recorded goes to the patrol that she is on, under its id or one that joined it.
    let kept = json!([night.check_in("Surau")]);
    assert_eq!(record(&night.devi, one_more, &kept, &json!({})).await.code(), "NOT_FOUND");
    let said = record(&night.devi, first, &kept, &json!({})).await.ok();
    assert_eq!(outcomes(&said), ["APPLIED"]);
    let said = record(&night.devi, own[19], &kept, &json!({})).await.ok();
    assert_eq!(outcomes(&said), ["DUPLICATE"]);
    // A start that has joined is repeated as often as the phone likes, and the others join as before.
    let again = starts(&night, &night.devi, own[0], of.clone()).await;
    assert_eq!(again["id"], first.to_string());
    let others = starts(&night, &night.lim, night.mint(), of).await;
    assert_eq!(others["id"], first.to_string());
}
