//! What bounds the hours of a month: only what is proven counts, and nobody twice.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    duties::Duty,
    shared::{
        db,
        id::{Ids, PatrolId},
        scheduler,
    },
};
use serde_json::{Value, json};
use stories::until;
use uuid::Uuid;

use super::{Desk, END, MONTH, START, WALKED, at, certify, months::with_checkpoints};

const ODD: &str = "query($id: ID!) { patrolReport(patrolId: $id) { dueAt provenSeconds doubts { code message } patrol { durationSeconds provenSeconds doubts { code } } } }";

/// Puan Devi starts a patrol with Encik Lim at some time.
async fn begins_at(desk: &Desk, started_at: DateTime<Utc>) -> PatrolId {
    let id: PatrolId = Ids::Random.mint(desk.watch.now());
    let input = json!({
        "id": id.to_string(), "unitId": desk.watch.unit.to_string(), "startedAt": started_at,
        "presentIds": [desk.watch.lim.id.to_string()],
    });
    desk.watch.devi.graphql(START, json!({ "input": input })).await.ok();
    id
}

async fn ends_at(desk: &Desk, id: PatrolId, ended_at: DateTime<Utc>) {
    let input = json!({ "id": id.to_string(), "endedAt": ended_at });
    desk.watch.devi.graphql(END, json!({ "input": input })).await.ok();
}

/// What is reckoned of a patrol, once it is.
pub(super) async fn reckoned(desk: &Desk, id: PatrolId) -> Value {
    until(async || {
        let read = desk.watch.leader.graphql(ODD, json!({ "id": id.to_string() })).await.ok();
        let report = read.at("patrolReport").clone();
        report["provenSeconds"].is_i64().then_some(report)
    })
    .await
}

fn codes(doubts: &Value) -> Vec<&str> {
    let doubts = doubts.as_array().expect("doubts").iter();
    doubts.map(|doubt| doubt["code"].as_str().expect("a code")).collect()
}

async fn hours(desk: &Desk, month: &str) -> Value {
    let unit = json!({ "month": month, "unit": desk.watch.unit.to_string() });
    desk.watch.leader.graphql(MONTH, unit).await.ok().at("patrolMonth/hours").clone()
}

#[tokio::test]
async fn nobody_inflates_the_hours_of_a_month_by_a_patrol_that_recorded_nothing() {
    let desk = Desk::begins().await;
    let years = "2020-01-01T00:00:00Z".parse::<DateTime<Utc>>().expect("a time");
    let patrol = begins_at(&desk, years).await;
    ends_at(&desk, patrol, desk.watch.now()).await;
    let report = reckoned(&desk, patrol).await;
    // It is kept as it was said, and a person sees what is odd about it.
    assert_eq!(report["patrol"]["durationSeconds"], (desk.watch.now() - years).num_seconds());
    assert_eq!(
        (&report["provenSeconds"], &report["patrol"]["provenSeconds"]),
        (&json!(0), &json!(0))
    );
    assert_eq!(codes(&report["doubts"]), ["TOO_LONG", "NOTHING_RECORDED"]);
    assert_eq!(
        report["doubts"],
        json!([
            { "code": "TOO_LONG", "message": "Between the beginning and the end lies more time than a patrol lasts; only what is proven counts." },
            { "code": "NOTHING_RECORDED", "message": "For a long time after the patrol began nothing was recorded." },
        ])
    );
    assert_eq!(hours(&desk, "2020-01").await, json!(0.0));
}

#[tokio::test]
async fn hours_are_what_lies_between_records_and_no_longer_than_a_patrol_lasts() {
    let desk = Desk::begins().await;
    with_checkpoints(&desk).await;
    // Forgotten until noon, and begun a day too early: only the night is proven.
    let patrol = begins_at(&desk, at("23:00") - TimeDelta::days(1)).await;
    for time in WALKED {
        desk.checks_in(&desk.watch.devi, patrol, time, "Surau").await;
    }
    ends_at(&desk, patrol, desk.watch.now()).await;
    let report = reckoned(&desk, patrol).await;
    // From half past eleven until a quarter to three.
    assert_eq!(report["provenSeconds"], (3 * 60 + 15) * 60);
    assert_eq!(codes(&report["doubts"]), ["TOO_LONG", "NOTHING_RECORDED"]);
    assert_eq!(hours(&desk, "2026-03").await, json!(3.25));
}

#[tokio::test]
async fn an_end_before_the_beginning_takes_back_nothing_that_is_proven() {
    let desk = Desk::begins().await;
    with_checkpoints(&desk).await;
    let patrol = desk.begun().await;
    for time in WALKED {
        desk.checks_in(&desk.watch.devi, patrol, time, "Surau").await;
    }
    // A phone whose clock was set back, and put right before it was sent.
    ends_at(&desk, patrol, at("22:00")).await;
    let report = reckoned(&desk, patrol).await;
    // It ends when the server heard of it, at noon, and counts until the last of its records.
    assert_eq!(report["patrol"]["durationSeconds"], 13 * 3_600);
    assert_eq!(report["provenSeconds"], (3 * 60 + 45) * 60);
    assert_eq!(codes(&report["doubts"]), ["TOO_LONG", "END_BEFORE_START"]);
    assert_eq!(
        report["doubts"][1]["message"],
        "By the phone this patrol was over before it began; it ends when the server heard that it was over."
    );
    assert_eq!(hours(&desk, "2026-03").await, json!(3.75));
    // One begun by mistake and ended at once, on a phone whose clock is a minute behind, is nothing odd.
    let mistaken = begins_at(&desk, desk.watch.now()).await;
    ends_at(&desk, mistaken, desk.watch.now() - TimeDelta::minutes(1)).await;
    let report = reckoned(&desk, mistaken).await;
    assert_eq!(report["patrol"]["durationSeconds"], 0);
    assert!(codes(&report["doubts"]).is_empty(), "{report}");
}

#[tokio::test]
async fn an_end_that_may_be_too_early_is_looked_at_by_a_person() {
    let desk = Desk::begins().await;
    with_checkpoints(&desk).await;
    let patrol = desk.begun().await;
    for time in WALKED {
        desk.checks_in(&desk.watch.devi, patrol, time, "Surau").await;
    }
    ends_at(&desk, patrol, at("00:20")).await;
    let report = reckoned(&desk, patrol).await;
    assert_eq!(report["provenSeconds"], 80 * 60);
    assert_eq!(codes(&report["doubts"]), ["RECORDED_AFTER_END"]);
}

#[tokio::test]
async fn the_same_hours_count_once_and_give_one_certificate() {
    let desk = Desk::begins().await;
    with_checkpoints(&desk).await;
    let first = desk.patrolled(&WALKED).await;
    assert_eq!(reckoned(&desk, first).await["provenSeconds"], 4 * 3_600);
    let second = desk.patrolled(&WALKED).await;
    let report = reckoned(&desk, second).await;
    assert_eq!(
        (&report["provenSeconds"], codes(&report["doubts"])),
        (&json!(0), vec!["ALREADY_ON_PATROL"])
    );
    assert_eq!(hours(&desk, "2026-03").await, json!(4.0));
    let issue = async |patrol: PatrolId| {
        let named = json!({ "patrolId": patrol.to_string() });
        certify(&desk.watch.devi, "certificateIssue", named).await
    };
    issue(first).await.ok();
    assert_eq!(issue(second).await.refusals("certificateIssue"), ["PRESENCE_TOO_SHORT"]);
}

#[tokio::test]
async fn one_whose_end_nobody_sent_is_no_doubt_about_the_next_one() {
    let mut desk = Desk::begins().await;
    with_checkpoints(&desk).await;
    begins_at(&desk, desk.watch.now() - TimeDelta::hours(3)).await;
    let next = begins_at(&desk, desk.watch.now()).await;
    let read = "query($id: ID!) { patrol(id: $id) { doubts { code } } }";
    let id = json!({ "id": next.to_string() });
    let seen = desk.watch.leader.graphql(read, id.clone()).await.ok();
    assert_eq!(codes(seen.at("patrol/doubts")), ["ALREADY_ON_PATROL"]);
    desk.watch.app.advance(TimeDelta::minutes(30));
    for user in [&mut desk.watch.leader, &mut desk.watch.devi] {
        user.refresh().await;
    }
    ends_at(&desk, next, desk.watch.now()).await;
    // Nothing proves that anybody was on both.
    let report = reckoned(&desk, next).await;
    assert!(codes(&report["doubts"]).is_empty(), "{report}");
    let read = desk.watch.leader.graphql(read, id).await.ok();
    assert!(codes(read.at("patrol/doubts")).is_empty(), "{}", read.text);
}

#[tokio::test]
async fn hours_of_a_patrol_that_is_cancelled_are_the_others_again() {
    let mut desk = Desk::begins().await;
    with_checkpoints(&desk).await;
    let first = desk.patrolled(&WALKED).await;
    reckoned(&desk, first).await;
    let second = desk.patrolled(&WALKED).await;
    assert_eq!(reckoned(&desk, second).await["provenSeconds"], 0);
    let cancel = json!({
        "patrolId": first.to_string(), "version": 0, "decision": "CANCEL",
        "reason": "Rondaan ini tidak pernah berlaku.",
    });
    super::change(&desk.officer, "patrolReportDecide", cancel).await.ok();
    // It shows none as proven any more, neither to the unit nor in the district's file.
    let report = reckoned(&desk, first).await;
    let shown = (&report["provenSeconds"], &report["patrol"]["provenSeconds"]);
    assert_eq!(shown, (&json!(0), &json!(0)));
    let path = format!("/v1/reports/patrols.csv?month=2026-03&districtId={}", desk.watch.district);
    let file = desk.officer.get(&path).await;
    let line = file.text.lines().find(|line| line.contains(&first.to_string())).unwrap();
    assert!(line.contains(",240,0,"), "{line}");
    // Nor does anybody's own copy say that it is proven.
    let rows = "select count(*) from patrol_proven where patrol_id = $1";
    let database = desk.watch.app.house.tools.db.write();
    let rows: Option<i64> = db::value(database, rows, [first.into()]).await.unwrap();
    assert_eq!(rows, Some(0));
    desk.watch.app.advance(TimeDelta::minutes(1));
    desk.watch.leader.refresh().await;
    until(async || (hours(&desk, "2026-03").await == json!(4.0)).then_some(())).await;
    assert_eq!(reckoned(&desk, second).await["provenSeconds"], 4 * 3_600);
    // What comes in late makes nothing of it count again.
    desk.watch
        .app
        .arrange(async |ctx, work| {
            let sql = "update patrol_report set proven_seconds = null where patrol_id = $1";
            assert_eq!(db::run(work.connection(), sql, [first.into()]).await.unwrap(), 1);
            scheduler::plan(work, Duty::PatrolReckon, first, ctx.now()).await.unwrap();
        })
        .await;
    assert_eq!(reckoned(&desk, first).await["provenSeconds"], 0);
    assert_eq!(hours(&desk, "2026-03").await, json!(4.0));
}

#[tokio::test]
async fn a_team_that_takes_turns_at_scanning_is_proven_together() {
    let desk = Desk::begins().await;
    with_checkpoints(&desk).await;
    let patrol = desk.begun().await;
    let turns = [&desk.watch.devi, &desk.watch.lim].into_iter().cycle();
    for (user, time) in turns.zip(WALKED) {
        desk.checks_in(user, patrol, time, "Surau").await;
    }
    desk.ended(patrol).await;
    assert_eq!(reckoned(&desk, patrol).await["provenSeconds"], 4 * 3_600);
}

#[tokio::test]
async fn what_a_node_of_the_older_program_reckoned_is_reckoned_again_by_night() {
    let desk = Desk::begins().await;
    with_checkpoints(&desk).await;
    let patrol = desk.begun().await;
    for time in WALKED {
        desk.checks_in(&desk.watch.devi, patrol, time, "Surau").await;
    }
    desk.ended(patrol).await;
    let proven = reckoned(&desk, patrol).await["provenSeconds"].clone();
    let app = &desk.watch.app;
    app.arrange(async |ctx, work| {
        let sql = "update patrol_report set proven_seconds = null where patrol_id = $1";
        assert_eq!(db::run(work.connection(), sql, [patrol.into()]).await.unwrap(), 1);
        scheduler::plan(work, Duty::ReckoningOwed, Uuid::nil(), ctx.now()).await.unwrap();
    })
    .await;
    assert_eq!(reckoned(&desk, patrol).await["provenSeconds"], proven);
}

#[tokio::test]
async fn whoever_goes_home_is_not_out_by_the_records_of_the_others() {
    let desk = Desk::begins().await;
    with_checkpoints(&desk).await;
    let lim = &desk.watch.lim;
    // Encik Lim leaves after one check-in, and says it to nobody.
    let first = desk.begun().await;
    desk.checks_in(lim, first, "23:30", "Surau").await;
    for time in WALKED {
        desk.checks_in(&desk.watch.devi, first, time, "Surau").await;
    }
    desk.ended(first).await;
    assert_eq!(reckoned(&desk, first).await["provenSeconds"], 4 * 3_600);
    // Where he goes next his time is his own.
    let second: PatrolId = Ids::Random.mint(desk.watch.now());
    let input = json!({
        "id": second.to_string(), "unitId": desk.watch.unit.to_string(), "startedAt": at("00:30"),
    });
    lim.graphql(START, json!({ "input": input })).await.ok();
    for time in ["00:40", "01:20", "02:00", "02:30"] {
        desk.checks_in(lim, second, time, "Balai").await;
    }
    let input = json!({ "id": second.to_string(), "endedAt": at("03:00") });
    lim.graphql(END, json!({ "input": input })).await.ok();
    let report = reckoned(&desk, second).await;
    assert_eq!((&report["provenSeconds"], codes(&report["doubts"])), (&json!(150 * 60), vec![]));
    assert_eq!(hours(&desk, "2026-03").await, json!(4.0 + 2.5));
    let own = certify(lim, "certificateIssue", json!({ "patrolId": second.to_string() })).await;
    assert_eq!(own.ok().at("certificateIssue/certificate/minutes"), 150);
}
