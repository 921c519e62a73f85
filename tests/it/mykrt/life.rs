//! The life of a notice: written, scheduled, corrected, expired, taken back.

use chrono::TimeDelta;
use domain::{policy::Role, shared::db};
use serde_json::{Value, json};
use stories::{Answer, TestApp, User, until, with};

use super::{CREATE, FEED, draft, publish, schedules::told_of_it};

pub(super) const UPDATE: &str = "mutation($input: NoticeUpdateInput!) { noticeUpdate(input: $input) { notice { id version title { ms } editedAt pushRound severity } newest { version title { ms } } userErrors { code field } } }";
const SCHEDULE: &str = "mutation($input: NoticeScheduleInput!) { noticeSchedule(input: $input) { notice { id status publishAt } userErrors { code field } } }";
const WITHDRAW: &str = "mutation($input: NoticeWithdrawInput!) { noticeWithdraw(input: $input) { notice { id status statusReason } userErrors { code field } } }";
pub(super) const SEND: &str = "mutation($input: NoticePublishInput!) { noticePublish(input: $input) { notice { id status } userErrors { code field } } }";
const READ: &str = "query($id: ID!) { notice(id: $id) { id status statusReason heldBackAt version editedAt title { ms } body { ms } link viewerCanUpdate viewerCanWithdraw attachments { url width } revisions { version title { ms } body { ms } editedAt } } }";

pub(super) async fn read(user: &User, id: &str) -> Answer {
    user.graphql(READ, json!({ "id": id })).await
}

pub(super) async fn update(user: &User, id: &str, version: i64, rest: Value) -> Answer {
    let input = with(json!({ "id": id, "version": version }), rest);
    user.graphql(UPDATE, json!({ "input": input })).await
}

pub(super) async fn schedule(user: &User, id: &str, at: impl serde::Serialize) -> Answer {
    user.graphql(SCHEDULE, json!({ "input": { "id": id, "publishAt": at } })).await
}

pub(super) async fn withdraw(user: &User, id: &str, reason: &str) -> Answer {
    user.graphql(WITHDRAW, json!({ "input": { "id": id, "reason": reason } })).await
}

pub(super) async fn status(user: &User, id: &str) -> String {
    read(user, id).await.ok().text_at("notice/status")
}

pub(super) async fn feed_of(user: &User) -> usize {
    user.ask(FEED).await.ok().at("notices/nodes").as_array().unwrap().len()
}

#[tokio::test]
async fn a_scheduled_notice_goes_out_once_at_its_time() {
    let (app, area, mut secretary, mut resident, _) = TestApp::neighbourhood().await;
    let id = draft(&secretary, area, "Mesyuarat agung").await;
    let at = app.clock.now() + TimeDelta::hours(2);
    let waiting = schedule(&secretary, &id, at).await.ok();
    assert_eq!(waiting.at("noticeSchedule/notice/status"), "SCHEDULED");
    // Another time takes the place of the first.
    let later = app.clock.now() + TimeDelta::hours(3);
    schedule(&secretary, &id, later).await.ok();
    app.advance(TimeDelta::hours(2));
    secretary.refresh().await;
    resident.refresh().await;
    assert_eq!(read(&resident, &id).await.code(), "NOT_FOUND");
    assert_eq!(status(&secretary, &id).await, "SCHEDULED");

    let _other = match app.database.redis {
        Some(_) => Some(app.beside().await),
        None => None,
    };
    app.advance(TimeDelta::hours(1));
    secretary.refresh().await;
    resident.refresh().await;
    until(async || (status(&secretary, &id).await == "PUBLISHED").then_some(())).await;
    assert_eq!(feed_of(&resident).await, 1);
    let told = "select count(*) from change_log where noun = 'notice'";
    let told: Option<i64> = db::value(app.house.tools.db.write(), told, []).await.unwrap();
    assert_eq!(told, Some(1));
}

#[tokio::test]
async fn a_scheduled_notice_survives_a_stop_and_is_a_draft_again_on_request() {
    let (app, area, mut secretary, _, _) = TestApp::neighbourhood().await;
    let stays = draft(&secretary, area, "Tidak jadi").await;
    let goes = draft(&secretary, area, "Jadi").await;
    let at = app.clock.now() + TimeDelta::minutes(30);
    schedule(&secretary, &stays, at).await.ok();
    schedule(&secretary, &goes, at).await.ok();
    let back = schedule(&secretary, &stays, Value::Null).await.ok();
    assert_eq!(back.at("noticeSchedule/notice/status"), "DRAFT");
    assert_eq!(back.at("noticeSchedule/notice/publishAt"), &Value::Null);
    let clock = app.clock.clone();
    let app = app
        .restart_after(
            async |_, _| {
                clock.advance(TimeDelta::days(1));
            },
            |_| {},
        )
        .await;
    secretary = secretary.asking(&app.url);
    secretary.sign_in_again().await;
    until(async || (status(&secretary, &goes).await == "PUBLISHED").then_some(())).await;
    assert_eq!(status(&secretary, &stays).await, "DRAFT");
}

#[tokio::test]
async fn a_time_in_the_past_or_in_2199_is_refused() {
    let (app, area, secretary, _, _) = TestApp::neighbourhood().await;
    let id = draft(&secretary, area, "Bila?").await;
    for wrong in ["2026-03-14T03:59:00Z", "2026-03-14T04:00:00Z", "2199-01-01T00:00:00Z"] {
        let refused = schedule(&secretary, &id, wrong).await;
        assert_eq!(refused.refusals("noticeSchedule"), ["TIME_INVALID publishAt"], "{wrong}");
    }
    for (field, wrong) in
        [("expiresAt", "2026-03-14T03:00:00Z"), ("pinnedUntil", "2199-01-01T00:00:00Z")]
    {
        let refused = update(&secretary, &id, 1, json!({ field: wrong })).await;
        assert_eq!(refused.refusals("noticeUpdate"), [format!("TIME_INVALID {field}")]);
    }
    let soon = app.clock.now() + TimeDelta::hours(1);
    update(&secretary, &id, 1, json!({ "expiresAt": soon })).await.ok();
    let refused = schedule(&secretary, &id, soon).await;
    assert_eq!(refused.refusals("noticeSchedule"), ["TIME_INVALID publishAt"]);
}

#[tokio::test]
async fn what_somebody_else_has_scheduled_outlives_its_author() {
    let (app, area, secretary, _, _) = TestApp::neighbourhood().await;
    let chair = app.officer_of_committee("Puan Aminah", area, Role::Chair).await;
    let stays = draft(&secretary, area, "Kutipan yuran").await;
    let goes = draft(&secretary, area, "Gotong-royong").await;
    let at = app.clock.now() + TimeDelta::hours(1);
    schedule(&chair, &stays, at).await.ok();
    schedule(&secretary, &goes, at).await.ok();
    let erase = "mutation { accountErase(input: { understood: true }) { userErrors { code } } }";
    secretary.ask(erase).await.ok();
    assert_eq!(status(&chair, &stays).await, "SCHEDULED");
    assert_eq!(read(&chair, &goes).await.code(), "NOT_FOUND");
}

#[tokio::test]
async fn a_change_of_secretary_holds_a_scheduled_notice_back() {
    let (app, area, secretary, _, _) = TestApp::neighbourhood().await;
    let mut chair = app.officer_of_committee("Puan Aminah", area, Role::Chair).await;
    let id = draft(&secretary, area, "Kutipan yuran").await;
    schedule(&secretary, &id, app.clock.now() + TimeDelta::hours(1)).await.ok();
    let (now, person) = (app.clock.now(), secretary.id);
    app.arrange(async |_, work| {
        let sql = "update appointment set ends_at = $1 where person_id = $2";
        let ends = now + TimeDelta::minutes(30);
        db::run(work.connection(), sql, [ends.into(), person.into()]).await.unwrap();
    })
    .await;
    app.advance(TimeDelta::hours(1));
    chair.refresh().await;
    until(async || (status(&chair, &id).await == "DRAFT").then_some(())).await;
    let held = read(&chair, &id).await.ok();
    assert!(held.text_at("notice/statusReason").contains("did not go out"), "{}", held.text);
    assert!(held.at("notice/heldBackAt").is_string());
    // Who can send it hears that it did not go out, and whoever was in office does not.
    app.settles().await;
    assert_eq!([told_of_it(&chair).await, told_of_it(&secretary).await], [1, 0]);
    // Somebody in office looks at it, and sends it.
    publish(&chair, &id).await;
    let out = read(&chair, &id).await.ok();
    assert_eq!(out.at("notice/statusReason"), &Value::Null);
    assert_eq!(out.at("notice/status"), "PUBLISHED");
}

#[tokio::test]
async fn a_correction_keeps_what_stood_there_and_rings_on_purpose_only() {
    let (app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    let id = draft(&secretary, area, "Mesyuarat Isnin").await;
    let early = update(&secretary, &id, 1, json!({ "pushAgain": true })).await;
    assert_eq!(early.refusals("noticeUpdate"), ["STATE_INVALID pushAgain"]);
    publish(&secretary, &id).await;
    app.advance(TimeDelta::minutes(1));
    let changed =
        update(&secretary, &id, 2, json!({ "title": { "ms": "Mesyuarat Selasa" } })).await.ok();
    assert_eq!(changed.at("noticeUpdate/notice/version"), 3);
    assert_eq!(changed.at("noticeUpdate/notice/pushRound"), 0);
    assert!(changed.at("noticeUpdate/notice/editedAt").is_string());
    let rung =
        json!({ "body": { "ms": "Jam 8 malam." }, "pushAgain": true, "link": "krt:activity" });
    let rung = update(&secretary, &id, 3, rung).await.ok();
    assert_eq!(rung.at("noticeUpdate/notice/pushRound"), 1);
    // What only rings again is no correction.
    update(&secretary, &id, 4, json!({ "pushAgain": true })).await.ok();

    let seen = read(&resident, &id).await.ok();
    assert_eq!(seen.at("notice/title/ms"), "Mesyuarat Selasa");
    assert_eq!(seen.at("notice/link"), "krt:activity");
    let before = seen.at("notice/revisions");
    assert_eq!(before[0]["version"], 3);
    assert_eq!(before[1]["title"]["ms"], "Mesyuarat Isnin");
    assert_eq!((before.as_array().unwrap().len(), &before[1]["version"]), (2, &json!(2)));
    assert_eq!(seen.at("notice/viewerCanUpdate"), false);
    let moved = json!({ "audience": { "place": { "areaId": area.to_string() } } });
    let moved = update(&secretary, &id, 5, moved).await;
    assert_eq!(moved.refusals("noticeUpdate"), ["STATE_INVALID audience"]);
}

#[tokio::test]
async fn of_two_editors_the_later_is_told_and_shown_both() {
    let (app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    let chair = app.officer_of_committee("Puan Aminah", area, Role::Chair).await;
    let id = draft(&secretary, area, "Asal").await;
    update(&chair, &id, 1, json!({ "title": { "ms": "Pengerusi" } })).await.ok();
    let late = update(&secretary, &id, 1, json!({ "title": { "ms": "Setiausaha" } })).await;
    assert_eq!(late.refusals("noticeUpdate"), ["VERSION_CONFLICT version"]);
    assert_eq!(late.at("noticeUpdate/notice"), &Value::Null);
    assert_eq!(late.at("noticeUpdate/newest/title/ms"), "Pengerusi");
    assert_eq!(late.at("noticeUpdate/newest/version"), 2);
    // At once: one of them.
    let change = |title: &str| json!({ "title": { "ms": title } });
    let (left, right) = tokio::join!(
        update(&chair, &id, 2, change("Kiri")),
        update(&secretary, &id, 2, change("Kanan"))
    );
    let conflicts =
        [&left, &right].iter().filter(|answer| !answer.refusals("noticeUpdate").is_empty()).count();
    assert_eq!(conflicts, 1);
    publish(&chair, &id).await;
    assert_eq!(update(&resident, &id, 4, change("Palsu")).await.code(), "FORBIDDEN");
}

#[tokio::test]
async fn a_notice_expires_by_itself() {
    let (app, area, mut secretary, mut resident, _) = TestApp::neighbourhood().await;
    let id = draft(&secretary, area, "Bekalan air terputus").await;
    let ends = app.clock.now() + TimeDelta::hours(6);
    update(&secretary, &id, 1, json!({ "expiresAt": ends })).await.ok();
    publish(&secretary, &id).await;
    assert_eq!(feed_of(&resident).await, 1);
    app.advance(TimeDelta::hours(6));
    secretary.refresh().await;
    resident.refresh().await;
    // The feed asks the clock, before anybody has done the duty.
    assert_eq!(feed_of(&resident).await, 0);
    until(async || (status(&secretary, &id).await == "EXPIRED").then_some(())).await;
    assert_eq!(status(&resident, &id).await, "EXPIRED");
    let late = update(&secretary, &id, 4, json!({ "title": { "ms": "x" } })).await;
    assert_eq!(late.refusals("noticeUpdate"), ["STATE_INVALID"]);
}

#[tokio::test]
async fn a_wrong_notice_is_withdrawn() {
    let (_app, area, secretary, resident, stranger) = TestApp::neighbourhood().await;
    let id = draft(&secretary, area, "Senarai penghutang").await;
    publish(&secretary, &id).await;
    assert_eq!(withdraw(&resident, &id, "x").await.code(), "FORBIDDEN");
    assert_eq!(withdraw(&stranger, &id, "x").await.code(), "NOT_FOUND");
    let silent = withdraw(&secretary, &id, " ").await;
    assert_eq!(silent.refusals("noticeWithdraw"), ["REQUIRED reason"]);
    let gone = withdraw(&secretary, &id, "Tersilap hantar.").await.ok();
    assert_eq!(gone.at("noticeWithdraw/notice/status"), "WITHDRAWN");
    withdraw(&secretary, &id, "Lain").await.ok();
    assert_eq!(feed_of(&resident).await, 0);
    // Whoever follows an old push reads why, and not what was wrong.
    let seen = read(&resident, &id).await.ok();
    assert_eq!(seen.at("notice/title/ms"), "Notis ditarik balik");
    assert_eq!(seen.at("notice/body/ms"), "Tersilap hantar.");
    assert_eq!(seen.at("notice/statusReason"), "Tersilap hantar.");
    assert_eq!(read(&secretary, &id).await.ok().at("notice/body/ms"), "Bawa penyapu.");
    let again = secretary.graphql(SEND, json!({ "input": { "id": id } })).await;
    assert_eq!(again.refusals("noticePublish"), ["STATE_INVALID"]);
}

#[tokio::test]
async fn an_emergency_needs_a_chair_and_a_second_word() {
    let (app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    let chair = app.officer_of_committee("Puan Aminah", area, Role::Chair).await;
    let input = json!({ "areaId": area.to_string(), "severity": "EMERGENCY", "title": { "ms": "Banjir kilat" }, "body": { "ms": "Pindah sekarang." } });
    let written = secretary.graphql(CREATE, json!({ "input": input })).await.ok();
    let id = written.text_at("noticeCreate/notice/id");
    let confirmed = json!({ "input": { "id": id, "confirmEmergency": true } });
    // What an app offers is what can be done, and the refusal says who can.
    let offered = "query($id: ID!) { notice(id: $id) { viewerCanPublish } }";
    for (who, may) in [(&secretary, false), (&chair, true)] {
        let seen = who.graphql(offered, json!({ "id": id })).await.ok();
        assert_eq!(seen.at("notice/viewerCanPublish"), may);
    }
    let refused = secretary.graphql(SEND, confirmed.clone()).await;
    assert_eq!(refused.code(), "EMERGENCY_RESERVED");
    assert!(refused.text.contains("the chair"), "{}", refused.text);
    let unsaid = chair.graphql(SEND, json!({ "input": { "id": id } })).await;
    assert_eq!(unsaid.refusals("noticePublish"), ["CONFIRMATION_NEEDED confirmEmergency"]);
    assert_eq!(feed_of(&resident).await, 0);
    chair.graphql(SEND, confirmed).await.ok();
    assert_eq!(feed_of(&resident).await, 1);

    // A notice that is out does not become one behind the chair's back.
    let calm = draft(&secretary, area, "Hujan").await;
    publish(&secretary, &calm).await;
    let worse = json!({ "severity": "EMERGENCY", "confirmEmergency": true });
    assert_eq!(update(&secretary, &calm, 2, worse).await.code(), "EMERGENCY_RESERVED");
}

#[tokio::test]
async fn an_emergency_that_waits_or_is_out_is_rewritten_by_a_chair_alone() {
    let (app, area, secretary, _, _) = TestApp::neighbourhood().await;
    let chair = app.officer_of_committee("Puan Aminah", area, Role::Chair).await;
    let input = json!({ "areaId": area.to_string(), "severity": "EMERGENCY", "title": { "ms": "Banjir kilat" }, "body": { "ms": "Pindah sekarang." } });
    let written = secretary.graphql(CREATE, json!({ "input": input })).await.ok();
    let id = written.text_at("noticeCreate/notice/id");
    let at = app.clock.now() + TimeDelta::hours(1);
    let waits = json!({ "id": id, "publishAt": at, "confirmEmergency": true });
    let waits = chair.graphql(SCHEDULE, json!({ "input": waits })).await.ok();
    assert_eq!(waits.at("noticeSchedule/notice/status"), "SCHEDULED");
    let other = json!({ "title": { "ms": "Kosongkan bandar" }, "confirmEmergency": true });
    assert_eq!(update(&secretary, &id, 2, other.clone()).await.code(), "EMERGENCY_RESERVED");
    // Other pictures, or a page for everybody, are other words.
    for rest in [json!({ "attachments": [] }), json!({ "isPublic": true })] {
        assert_eq!(update(&secretary, &id, 2, rest).await.code(), "EMERGENCY_RESERVED");
    }
    let unsaid = update(&chair, &id, 2, json!({ "title": { "ms": "Air naik" } })).await;
    assert_eq!(unsaid.refusals("noticeUpdate"), ["CONFIRMATION_NEEDED confirmEmergency"]);
    update(&chair, &id, 2, other).await.ok();
    let sent = json!({ "input": { "id": id, "confirmEmergency": true } });
    chair.graphql(SEND, sent).await.ok();
    let body = json!({ "body": { "ms": "Pergi." }, "confirmEmergency": true });
    assert_eq!(update(&secretary, &id, 4, body).await.code(), "EMERGENCY_RESERVED");
}

#[tokio::test]
async fn what_is_written_is_plain_and_has_its_limits() {
    let (_app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    let create = async |rest: Value| {
        let input = json!({ "areaId": area.to_string(), "title": { "ms": "Tajuk" }, "body": { "ms": "Isi" } });
        secretary.graphql(CREATE, json!({ "input": with(input, rest) })).await
    };
    for (rest, refusal) in [
        (json!({ "body": { "ms": "x".repeat(100_000) } }), "TOO_LONG body.ms"),
        (json!({ "body": { "ms": "a\u{202e}b" } }), "TEXT_INVALID body.ms"),
        (json!({ "body": { "ms": "a\u{0}b" } }), "TEXT_INVALID body.ms"),
        // An empty-looking push, and words that are not what they look like.
        (json!({ "title": { "ms": "\u{200b}" } }), "TEXT_INVALID title.ms"),
        (json!({ "title": { "ms": "\u{3164}\u{2800}" } }), "TEXT_INVALID title.ms"),
        (json!({ "title": { "ms": "Gotong\u{ad}royong" } }), "TEXT_INVALID title.ms"),
        (json!({ "title": { "ms": "Tajuk", "en": "\u{2060}" } }), "TEXT_INVALID title.en"),
        (json!({ "body": { "ms": "Isi\u{e0041}\u{e0042}" } }), "TEXT_INVALID body.ms"),
        (json!({ "title": { "ms": "\u{fe0f}" } }), "REQUIRED title.ms"),
        (json!({ "link": "javascript:alert(1)" }), "LINK_INVALID link"),
        (json!({ "link": "http://krt.example" }), "LINK_INVALID link"),
        (
            json!({ "attachments": [{ "mediaId": "media_01jaaaaaaaaaaaaaaaaaaaaaaa" }] }),
            "NOT_FOUND attachments.0.mediaId",
        ),
    ] {
        assert_eq!(create(rest).await.refusals("noticeCreate"), [refusal]);
    }
    // What Tamil, Jawi and emoji are written with stays.
    let joined = "க்\u{200c}ஷ 👨\u{200d}👩\u{200d}👧 ❤\u{fe0f}";
    let written = create(json!({ "title": { "ms": joined } })).await.ok();
    let id = written.text_at("noticeCreate/notice/id");
    assert_eq!(read(&secretary, &id).await.ok().at("notice/title/ms"), joined);
    let script = "<script>alert(1)</script> & \"Siapa?\"";
    let written = create(json!({ "body": { "ms": script } })).await.ok();
    let id = written.text_at("noticeCreate/notice/id");
    publish(&secretary, &id).await;
    assert_eq!(read(&resident, &id).await.ok().at("notice/body/ms"), script);
}

#[tokio::test]
async fn a_notice_shows_pictures() {
    let (_app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    let picture = crate::krt_shop::upload(&secretary, crate::krt_shop::small_picture()).await;
    let others = crate::krt_shop::upload(&resident, crate::krt_shop::small_picture()).await;
    let create = async |media: &[&String]| {
        let attachments: Vec<Value> = media.iter().map(|id| json!({ "mediaId": id })).collect();
        let input = json!({ "areaId": area.to_string(), "title": { "ms": "Peta" }, "body": { "ms": "Isi" }, "attachments": attachments });
        secretary.graphql(CREATE, json!({ "input": input })).await
    };
    let stolen = create(&[&picture, &others]).await;
    assert_eq!(stolen.refusals("noticeCreate"), ["NOT_FOUND attachments.1.mediaId"]);
    let twice = create(&[&picture, &picture]).await;
    assert_eq!(twice.refusals("noticeCreate"), ["ID_TAKEN attachments.1.mediaId"]);
    let id = create(&[&picture]).await.ok().text_at("noticeCreate/notice/id");
    publish(&secretary, &id).await;
    let seen = read(&resident, &id).await.ok();
    assert_eq!(seen.at("notice/attachments/0/width"), 8);
    withdraw(&secretary, &id, "Salah peta.").await.ok();
    assert_eq!(read(&resident, &id).await.ok().at("notice/attachments"), &json!([]));
}
