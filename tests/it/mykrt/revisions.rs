//! What stood in a notice before it was corrected.

use chrono::TimeDelta;
use domain::{
    policy::Role,
    shared::{db, id::NoticeId},
};
use serde_json::{Value, json};
use stories::{TestApp, User, with};

use super::{
    CREATE,
    documents::{pdf, upload},
    life::update,
    publish,
};

const REVISIONS: &str = "query($id: ID!) { notice(id: $id) { revisions { version title { ms } needsAcknowledgement isPublic expiresAt pinnedUntil attachments { width alternativeText { ms } } documents { id filename pages } } } }";

/// How a notice stood before each correction, the newest first.
async fn revisions(user: &User, id: &str) -> Vec<Value> {
    let read = user.graphql(REVISIONS, json!({ "id": id })).await.ok();
    read.at("notice/revisions").as_array().unwrap().clone()
}

#[tokio::test]
async fn a_correction_keeps_everything_that_it_changed() {
    let (app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    let chair = app.officer_of_committee("Puan Aminah", area, Role::Chair).await;
    let map = crate::krt_shop::upload(&secretary, crate::krt_shop::small_picture()).await;
    let plan = crate::krt_shop::upload(&secretary, crate::krt_shop::small_picture()).await;
    let minutes = upload(&secretary, pdf(1, b"")).await;
    let budget = upload(&secretary, pdf(2, b"")).await;
    let valid = json!({ "expiresAt": app.clock.now() + TimeDelta::days(9), "pinnedUntil": app.clock.now() + TimeDelta::days(2) });
    let written = with(
        json!({
            "areaId": area.to_string(), "title": { "ms": "Mesyuarat" }, "body": { "ms": "Isi" },
            "isPublic": true, "needsAcknowledgement": true,
            // The later uploads first: their order is the writer's.
            "attachments": [
                { "mediaId": plan, "alternativeText": { "ms": "Pelan" } }, { "mediaId": map },
            ],
            "documents": [
                { "mediaId": budget, "filename": "Belanjawan" },
                { "mediaId": minutes, "filename": "Minit" },
            ],
        }),
        valid,
    );
    let written = secretary.graphql(CREATE, json!({ "input": written })).await.ok();
    let id = written.text_at("noticeCreate/notice/id");
    publish(&secretary, &id).await;
    let bare = json!({
        "isPublic": false, "needsAcknowledgement": false, "expiresAt": null, "pinnedUntil": null,
        "attachments": [], "documents": [],
    });
    update(&secretary, &id, 2, bare).await.ok();
    update(&chair, &id, 3, json!({ "title": { "ms": "Mesyuarat agung" } })).await.ok();

    let full = json!({
        "version": 2, "title": { "ms": "Mesyuarat" }, "needsAcknowledgement": true,
        "isPublic": true, "expiresAt": "2026-03-23T04:00:00.000Z",
        "pinnedUntil": "2026-03-16T04:00:00.000Z",
        "attachments": [
            { "width": 8, "alternativeText": { "ms": "Pelan" } },
            { "width": 8, "alternativeText": null },
        ],
        "documents": [
            { "id": budget, "filename": "Belanjawan.pdf", "pages": 2 },
            { "id": minutes, "filename": "Minit.pdf", "pages": 1 },
        ],
    });
    let none = json!({
        "version": 3, "title": { "ms": "Mesyuarat" }, "needsAcknowledgement": false,
        "isPublic": false, "expiresAt": null, "pinnedUntil": null,
        "attachments": [], "documents": [],
    });
    assert_eq!(revisions(&resident, &id).await, [none.clone(), full.clone()]);

    // Whoever uploaded them goes, and takes along what no notice shows any more: the rest is kept.
    let erase = "mutation { accountErase(input: { understood: true }) { userErrors { code } } }";
    secretary.ask(erase).await.ok();
    let left = with(full, json!({ "attachments": [], "documents": [] }));
    assert_eq!(revisions(&resident, &id).await, [none, left]);

    // Of a correction before this was kept, nobody knows it.
    let notice: NoticeId = id.parse().expect("a notice's id");
    app.arrange(async |_, work| {
        let sql = "update notice_revision set needs_acknowledgement = null, is_public = null, \
                   expires_at = null, pinned_until = null, attachments = null, documents = null \
                   where notice_id = $1";
        db::run(work.connection(), sql, [notice.into()]).await.unwrap();
    })
    .await;
    for revision in revisions(&resident, &id).await {
        for field in ["needsAcknowledgement", "isPublic", "attachments", "documents"] {
            assert_eq!(revision[field], Value::Null, "{field}");
        }
    }
}
