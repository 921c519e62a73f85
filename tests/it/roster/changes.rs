//! What is changed after a month is published.

use serde_json::json;

use super::{ASSIGN, CANCEL, Watch, loads, teams};

#[tokio::test]
async fn a_published_month_keeps_every_rule() {
    let watch = Watch::of(12, 4).await;
    watch.nights(&[5, 6], json!({})).await;
    let published = watch.published().await;
    let roster = published.at("rosterPublish/roster");
    let shift = roster["shifts"][0]["id"].clone();
    let in_it = teams(roster).into_values().next().unwrap();
    let one = in_it.iter().next().unwrap();
    let input = json!({ "shiftId": shift, "insteadOfId": one });
    let small = watch.leader.graphql(ASSIGN, json!({ "input": input })).await;
    let codes = small.refusals("shiftAssign");
    assert!(codes[0].starts_with("TEAM_TOO_SMALL shifts.shift_"), "{codes:?}");
    assert!(small.text.contains("3 are needed"), "{}", small.text);
    // Everybody has two patrols already.
    let load = loads(roster);
    let busy = load.keys().find(|person| !in_it.contains(*person)).unwrap();
    let input = json!({ "shiftId": shift, "personId": busy, "insteadOfId": one });
    let full = watch.leader.graphql(ASSIGN, json!({ "input": input })).await;
    assert!(full.refusals("shiftAssign").contains(&"MONTH_FULL".to_owned()), "{}", full.text);
    let stranger = watch.app.person("Encik Muthu").await;
    let input = json!({ "shiftId": shift, "personId": stranger.id.to_string() });
    let refused = watch.leader.graphql(ASSIGN, json!({ "input": input })).await;
    assert_eq!(refused.refusals("shiftAssign"), ["PERSON_NOT_ELIGIBLE personId"]);
    assert_eq!(teams(watch.read(&watch.leader).await.at("roster")), teams(roster));
    let devi = watch.user("Puan Devi").await;
    let input = json!({ "shiftId": shift, "personId": devi.id.to_string() });
    assert_eq!(devi.graphql(ASSIGN, json!({ "input": input })).await.code(), "FORBIDDEN");
}

#[tokio::test]
async fn a_shift_is_cancelled_once_with_its_reason() {
    let watch = Watch::of(12, 4).await;
    watch.nights(&[5, 6], json!({})).await;
    let published = watch.published().await;
    let shift = published.at("rosterPublish/roster/shifts/0/id").clone();
    let cancel = async |reason: &str| {
        let input = json!({ "shiftId": shift, "reason": reason });
        watch.leader.graphql(CANCEL, json!({ "input": input })).await
    };
    assert_eq!(cancel("x").await.refusals("shiftCancel"), ["TOO_SHORT reason"]);
    let first = cancel("Banjir").await.ok();
    assert_eq!(first.at("shiftCancel/shift/status"), "CANCELLED");
    assert_eq!(first.at("shiftCancel/shift/cancelReason"), "Banjir");
    let again = cancel("Sebab lain").await.ok();
    assert_eq!(again.at("shiftCancel/shift"), first.at("shiftCancel/shift"));
    let input = json!({ "shiftId": shift, "personId": watch.people[0].to_string() });
    let late = watch.leader.graphql(ASSIGN, json!({ "input": input })).await;
    assert_eq!(late.refusals("shiftAssign"), ["STATE_INVALID shiftId"]);
    // A patrol of it counts for nobody any more.
    let found = watch.read(&watch.leader).await;
    let parts = found.at("roster/fairness").as_array().unwrap().clone();
    let sum: i64 = parts.iter().map(|it| it["load"]["shifts"].as_i64().unwrap()).sum();
    assert_eq!(sum, 21);
}

#[tokio::test]
async fn a_draft_that_was_cancelled_stays_out_of_the_month() {
    let watch = Watch::of(12, 4).await;
    watch.nights(&[5, 6], json!({})).await;
    let planned = watch.generate(&watch.leader, json!({})).await.ok();
    let shift = planned.at("rosterGenerate/roster/shifts/0/id").clone();
    let input = json!({ "shiftId": shift, "reason": "Hari Raya" });
    let cancelled = watch.leader.graphql(CANCEL, json!({ "input": input })).await.ok();
    assert_eq!(cancelled.at("shiftCancel/shift/status"), "DRAFT");
    let anew = watch.generate(&watch.leader, json!({})).await.ok();
    let open = loads(anew.at("rosterGenerate/roster")).values().sum::<usize>();
    let kept = teams(anew.at("rosterGenerate/roster")).into_values().next().unwrap().len();
    assert_eq!(open - kept, 21);
    let published = watch.publish(&anew).await.ok();
    assert_eq!(published.at("rosterPublish/roster/shifts/0/status"), "CANCELLED");
    assert_eq!(published.at("rosterPublish/roster/shifts/1/status"), "PUBLISHED");
}

#[tokio::test]
async fn whoever_comes_too_late_for_a_shift_reads_that_it_has_begun() {
    let mut watch = Watch::of(12, 4).await;
    watch.nights(&[5, 6], json!({})).await;
    let published = watch.published().await;
    let shift = published.at("rosterPublish/roster/shifts/0");
    let began: chrono::DateTime<chrono::Utc> = shift["startsAt"].as_str().unwrap().parse().unwrap();
    watch.app.advance(began - watch.app.clock.now());
    watch.leader.sign_in_again().await;
    let input = json!({ "shiftId": shift["id"], "personId": watch.people[0].to_string() });
    for (language, expected) in [("en", "it has begun"), ("ms", "ia telah bermula")] {
        let asking = watch.leader.speaking(language);
        let late = asking.graphql(ASSIGN, json!({ "input": input })).await;
        assert_eq!(late.refusals("shiftAssign"), ["STATE_INVALID shiftId"]);
        assert!(late.text.contains(expected) && !late.text.contains("STARTED"), "{}", late.text);
    }
}
