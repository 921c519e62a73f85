//! Nobody sends words that they have not read.

use chrono::TimeDelta;
use domain::policy::Role;
use serde_json::{Value, json};
use stories::{Answer, TestApp, User, with};

use super::{
    CREATE, draft,
    life::{feed_of, status, update},
};

const SEND: &str = "mutation($input: NoticePublishInput!) { noticePublish(input: $input) { notice { status version } newest { version title { ms } } userErrors { code field } } }";
const SCHEDULE: &str = "mutation($input: NoticeScheduleInput!) { noticeSchedule(input: $input) { notice { status version } newest { version title { ms } } userErrors { code field } } }";

async fn send(user: &User, id: &str, rest: Value) -> Answer {
    let input = with(json!({ "id": id }), rest);
    user.graphql(SEND, json!({ "input": input })).await
}

async fn schedule(user: &User, id: &str, rest: Value) -> Answer {
    let input = with(json!({ "id": id }), rest);
    user.graphql(SCHEDULE, json!({ "input": input })).await
}

#[tokio::test]
async fn words_that_were_changed_meanwhile_are_not_sent_unread() {
    let (app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    let chair = app.officer_of_committee("Puan Aminah", area, Role::Chair).await;
    let input = json!({ "areaId": area.to_string(), "severity": "EMERGENCY", "title": { "ms": "Air naik" }, "body": { "ms": "Pindah kereta." } });
    let written = secretary.graphql(CREATE, json!({ "input": input })).await.ok();
    let id = written.text_at("noticeCreate/notice/id");
    // The chair has read it; before she sends it, it says something else.
    update(&secretary, &id, 1, json!({ "title": { "ms": "Kosongkan bandar" } })).await.ok();
    let late = send(&chair, &id, json!({ "version": 1, "confirmEmergency": true })).await;
    assert_eq!(late.refusals("noticePublish"), ["VERSION_CONFLICT version"]);
    let newest = json!({ "version": 2, "title": { "ms": "Kosongkan bandar" } });
    assert_eq!(late.at("noticePublish/newest"), &newest);
    assert_eq!((status(&chair, &id).await.as_str(), feed_of(&resident).await), ("DRAFT", 0));
    let read = json!({ "version": 2, "confirmEmergency": true });
    // The second is that of a phone that lost the answer.
    for _ in 0..2 {
        let sent = send(&chair, &id, read.clone()).await.ok();
        let out = json!({ "status": "PUBLISHED", "version": 3 });
        assert_eq!(sent.at("noticePublish/notice"), &out);
    }
    assert_eq!(feed_of(&resident).await, 1);
}

#[tokio::test]
async fn whoever_was_quicker_themselves_is_not_told_that_it_was_somebody_else() {
    let (_app, area, secretary, _, _) = TestApp::neighbourhood().await;
    let id = draft(&secretary, area, "Mesyuarat Isnin").await;
    update(&secretary, &id, 1, json!({ "title": { "ms": "Mesyuarat Selasa" } })).await.ok();
    // Her other phone shows the draft as it was.
    let change = "mutation($input: NoticeUpdateInput!) { noticeUpdate(input: $input) { userErrors { code message } } }";
    let input = json!({ "id": id, "version": 1, "title": { "ms": "Mesyuarat Rabu" } });
    for (language, said) in [
        ("ms", "Ini telah berubah sementara itu. Baca semula sebelum meneruskan."),
        ("en", "This has changed in the meantime. Read it again before you go on."),
    ] {
        let other = secretary.speaking(language);
        let late = other.graphql(change, json!({ "input": input })).await;
        assert_eq!(late.refusals("noticeUpdate"), ["VERSION_CONFLICT"]);
        assert_eq!(late.at("noticeUpdate/userErrors/0/message"), said);
    }
}

#[tokio::test]
async fn what_is_scheduled_is_what_was_read_and_a_repeat_changes_nothing() {
    let (app, area, secretary, _, _) = TestApp::neighbourhood().await;
    let id = draft(&secretary, area, "Mesyuarat Isnin").await;
    update(&secretary, &id, 1, json!({ "title": { "ms": "Mesyuarat Selasa" } })).await.ok();
    // Some phones count finer than the database keeps.
    let at = app.clock.now() + TimeDelta::hours(1) + TimeDelta::nanoseconds(1_234_567);
    let late = schedule(&secretary, &id, json!({ "version": 1, "publishAt": at })).await;
    assert_eq!(late.refusals("noticeSchedule"), ["VERSION_CONFLICT version"]);
    assert_eq!(late.at("noticeSchedule/newest/title/ms"), "Mesyuarat Selasa");
    for _ in 0..2 {
        let read = json!({ "version": 2, "publishAt": at });
        let waits = schedule(&secretary, &id, read).await.ok();
        let waiting = json!({ "status": "SCHEDULED", "version": 3 });
        assert_eq!(waits.at("noticeSchedule/notice"), &waiting);
    }
    for _ in 0..2 {
        let back = schedule(&secretary, &id, json!({ "version": 3, "publishAt": null })).await.ok();
        let draft = json!({ "status": "DRAFT", "version": 4 });
        assert_eq!(back.at("noticeSchedule/notice"), &draft);
    }
}
