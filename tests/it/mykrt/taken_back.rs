//! A notice is taken back as it stands when that is done.

use domain::shared::{db, id::NoticeId};
use stories::{TestApp, until_blocked};

use super::{
    draft,
    life::{read, status, withdraw},
};

#[tokio::test]
async fn what_changes_while_it_is_taken_back_is_taken_back_all_the_same() {
    let (app, area, secretary, _, _) = TestApp::neighbourhood().await;
    let database = &app.house.tools.db;
    if !database.is_postgres() {
        // In SQLite one writes after the other.
        return;
    }
    let written = draft(&secretary, area, "Senarai penghutang").await;
    let id: NoticeId = written.parse().expect("an id");
    // Somebody else has it in hand, and she has seen it as it was before.
    let held = database.begin().await.expect("a transaction");
    let corrected = "update notice set version = version + 1 where id = $1";
    assert_eq!(db::run(&held, corrected, [id.into()]).await.expect("an update"), 1);
    let stands = async {
        until_blocked(database, "notice").await;
        held.commit().await.expect("a commit");
    };
    let (gone, ()) = tokio::join!(withdraw(&secretary, &written, "Tersilap tulis."), stands);
    assert_eq!(gone.ok().at("noticeWithdraw/notice/status"), "WITHDRAWN");
    assert_eq!(status(&secretary, &written).await, "WITHDRAWN");
    // It is the corrected one.
    assert_eq!(read(&secretary, &written).await.ok().at("notice/version"), 3);
}

#[tokio::test]
async fn two_who_take_a_notice_back_at_once_are_both_told_that_it_is_done() {
    let (_app, area, secretary, _, _) = TestApp::neighbourhood().await;
    let id = draft(&secretary, area, "Senarai penghutang").await;
    let (one, other) = tokio::join!(
        withdraw(&secretary, &id, "Tersilap tulis."),
        withdraw(&secretary, &id, "Salah orang."),
    );
    let reasons =
        [one, other].map(|answer| answer.ok().text_at("noticeWithdraw/notice/statusReason"));
    assert_eq!(reasons[0], reasons[1]);
    assert_eq!(read(&secretary, &id).await.ok().at("notice/version"), 2);
}
