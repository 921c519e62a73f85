//! What waits to leave in a digest leaves only as long as it stands, and nobody waits for another's.

use chrono::TimeDelta;
use domain::shared::db;
use reqwest::Method;
use serde_json::{Value, json};
use stories::{
    TestApp,
    mail_server::{Behaviour as Mailing, MailServer},
    push_service::Behaviour,
    until,
};

use super::{
    digest::{body, chooses, digest_of, digests, evening, send, until_evening, wants, with_mail},
    spread::Ringing,
};
use crate::mail;

const WITHDRAW: &str = "mutation($id: ID!) { noticeWithdraw(input: { id: $id, reason: \"Tersilap hantar.\" }) { userErrors { code } } }";
const ERASE: &str =
    "mutation { accountErase(input: { understood: true }) { kept { code } userErrors { code } } }";

/// Waits until so many deliveries wait to be tried again.
async fn wait_again(app: &TestApp, number: i64) {
    let sql = "select count(*) from delivery where state = 'WAITING' and attempts > 0";
    let database = app.house.tools.db.write();
    until(async || {
        let found: Option<i64> = db::value(database, sql, []).await.unwrap();
        (found == Some(number)).then_some(())
    })
    .await;
}

/// An evening on which the push service does not take Lim's digest of these notices at once.
async fn held_up(titles: &[&str]) -> (Ringing, Vec<String>) {
    let mut day = evening(None).await;
    let mut ids = Vec::new();
    for title in titles {
        ids.push(send(&day, "IMPORTANT", title).await);
    }
    day.settles().await;
    day.push.will([Behaviour::Break]);
    day.passes(until_evening()).await;
    wait_again(&day.app, 1).await;
    assert_eq!(digests(&day).len(), 1);
    (day, ids)
}

/// The time comes at which it is tried again.
async fn is_tried_again(day: &mut Ringing) {
    day.passes(TimeDelta::seconds(7)).await;
    day.settles().await;
}

#[tokio::test]
async fn what_is_taken_back_before_a_digest_leaves_is_left_out_of_it() {
    let (mut day, ids) = held_up(&["Tersilap", "Betul"]).await;
    day.chair.graphql(WITHDRAW, json!({ "id": ids[0] })).await.ok();
    is_tried_again(&mut day).await;
    let came = digests(&day);
    assert_eq!(came.len(), 2);
    assert_eq!((came[1].title(), body(&came[1])), ("1 notis untuk anda", "Betul"));
}

#[tokio::test]
async fn what_is_taken_back_before_anybody_looks_at_a_digest_is_left_out_of_it() {
    let (mut day, ids) = held_up(&["Tersilap", "Betul"]).await;
    // As if no node had come to it yet.
    day.app
        .arrange(async |ctx, work| {
            let made = "delete from delivery where state = 'WAITING'";
            db::run(work.connection(), made, []).await.unwrap();
            let again = "update outbox set expand_at = $1 where finished_at is null";
            let soon = ctx.now() + TimeDelta::seconds(5);
            assert_eq!(db::run(work.connection(), again, [soon.into()]).await.unwrap(), 1);
        })
        .await;
    day.chair.graphql(WITHDRAW, json!({ "id": ids[0] })).await.ok();
    is_tried_again(&mut day).await;
    let came = digests(&day);
    assert_eq!(came.len(), 2);
    assert_eq!((came[1].title(), body(&came[1])), ("1 notis untuk anda", "Betul"));
}

#[tokio::test]
async fn a_digest_of_which_nothing_is_left_does_not_leave() {
    let (mut day, ids) = held_up(&["Tersilap"]).await;
    day.chair.graphql(WITHDRAW, json!({ "id": ids[0] })).await.ok();
    is_tried_again(&mut day).await;
    assert_eq!(digests(&day).len(), 1);
}

#[tokio::test]
async fn a_digest_that_waits_does_not_come_once_nobody_wants_it() {
    let (mut day, _) = held_up(&["Senyap"]).await;
    wants(&day.lim, json!({ "frequency": "NONE" })).await.ok();
    // Whoever wants them anew wants those to come.
    wants(&day.lim, json!({ "frequency": "DAILY" })).await.ok();
    is_tried_again(&mut day).await;
    assert_eq!(digests(&day).len(), 1);
}

#[tokio::test]
async fn a_digest_that_waits_does_not_come_to_an_address_that_is_not_theirs_any_more() {
    let (mut day, server) = with_mail().await;
    send(&day, "IMPORTANT", "Senyap").await;
    day.settles().await;
    server.will([Mailing::Busy]);
    day.passes(until_evening()).await;
    wait_again(&day.app, 1).await;
    assert_eq!(digests(&day).len(), 1, "by push it has come");
    day.lim.sign_in_again().await;
    mail::set(&day.lim, None).await.ok();
    is_tried_again(&mut day).await;
    assert_eq!((server.begun(), server.letters().len()), (2, 1), "the code, and the first try");
}

#[tokio::test]
async fn a_digest_that_waits_does_not_come_to_an_erased_account() {
    let (mut day, server) = with_mail().await;
    send(&day, "IMPORTANT", "Senyap").await;
    day.settles().await;
    server.will([Mailing::Busy]);
    day.passes(until_evening()).await;
    wait_again(&day.app, 1).await;
    day.lim.sign_in_again().await;
    day.lim.ask(ERASE).await.ok();
    day.app.advance(TimeDelta::seconds(7));
    day.settles().await;
    assert_eq!((server.begun(), server.letters().len()), (2, 1));
}

#[tokio::test]
async fn what_is_wrong_with_one_digest_keeps_nobody_waiting() {
    let mut day = evening(None).await;
    for user in [&day.siti, &day.chair] {
        chooses(user, json!({ "severity": "IMPORTANT", "choice": "SILENT" })).await;
        wants(user, json!({ "frequency": "DAILY" })).await.ok();
    }
    send(&day, "IMPORTANT", "Senyap").await;
    day.settles().await;
    let (siti, chair) = (day.siti.id, day.chair.id);
    day.app
        .arrange(async |_, work| {
            // A newer node beside this one writes what this one does not know.
            let yearly = "update notice_digest set frequency = 'YEARLY' where person_id = $1";
            db::run(work.connection(), yearly, [chair.into()]).await.unwrap();
            let shouted = "update notice_preference set choice = 'SHOUTED' where person_id = $1";
            assert_eq!(db::run(work.connection(), shouted, [siti.into()]).await.unwrap(), 1);
        })
        .await;
    day.passes(until_evening()).await;
    day.settles().await;
    let came = digests(&day);
    assert_eq!((came.len(), came[0].token.as_str()), (1, "lim-1"));
    // They are looked at again an hour later, and once their rows can be read they get theirs.
    let next = "select count(*) from notice_digest where next_at = $1 and number = 0";
    let in_an_hour = day.app.clock.now() + TimeDelta::hours(1);
    let database = day.app.house.tools.db.write();
    let later: Option<i64> = db::value(database, next, [in_an_hour.into()]).await.unwrap();
    assert_eq!(later, Some(2));
    for mended in [
        "update notice_digest set frequency = 'DAILY'",
        "update notice_preference set choice = 'SILENT' where choice = 'SHOUTED'",
    ] {
        db::run(database, mended, []).await.unwrap();
    }
    day.passes(TimeDelta::hours(1)).await;
    day.settles().await;
    let mut phones: Vec<String> = digests(&day).into_iter().map(|one| one.token).collect();
    phones.sort();
    assert_eq!(phones, ["lim-1", "siti-1"], "the chair has no phone");
}

/// The link in the mail of a digest that has come.
async fn link_of(day: &mut Ringing, server: &MailServer) -> String {
    send(day, "IMPORTANT", "Senyap").await;
    day.settles().await;
    let letters = server.letters().len();
    day.passes(until_evening()).await;
    day.settles().await;
    let letter = server.letters_come(letters + 1).await.remove(letters);
    let link = letter.header("list-unsubscribe");
    link.trim_matches(['<', '>']).strip_prefix("http://krt.test").unwrap().to_owned()
}

async fn click(app: &TestApp, link: &str) -> u16 {
    let click = app.anybody().request(Method::POST, link);
    let click = click
        .header("content-type", "application/x-www-form-urlencoded")
        .body("List-Unsubscribe=One-Click");
    app.send(click).await.status.as_u16()
}

#[tokio::test]
async fn a_link_ends_the_digests_that_it_came_with_and_no_later_ones() {
    let (mut day, server) = with_mail().await;
    let link = link_of(&mut day, &server).await;
    wants(&day.lim, json!({ "frequency": "NONE" })).await.ok();
    wants(&day.lim, json!({ "frequency": "WEEKLY" })).await.ok();
    assert_eq!(click(&day.app, &link).await, 200);
    assert_eq!(digest_of(&day.lim).await["frequency"], "WEEKLY");
    // Changing the hour is no new wish.
    wants(&day.lim, json!({ "frequency": "DAILY", "hour": 19 })).await.ok();
    day.passes(TimeDelta::hours(17)).await;
    let link = link_of(&mut day, &server).await;
    wants(&day.lim, json!({ "frequency": "DAILY", "hour": 20 })).await.ok();
    assert_eq!(click(&day.app, &link).await, 200);
    assert_eq!(digest_of(&day.lim).await, Value::Null);
}

#[tokio::test]
async fn a_link_is_not_counted_by_where_it_is_opened_and_a_guess_is() {
    // As many requests a minute may come from one network.
    const MOST: u32 = 5;
    let (mut day, server) = with_mail().await;
    let link = link_of(&mut day, &server).await;
    let Ringing { app, .. } = day;
    let app = app.restart_after(async |_, _| {}, |config| config.requests_per_minute = MOST).await;
    let guess = format!("{link}A");
    for _ in 0..MOST {
        assert_eq!(click(&app, &guess).await, 404);
    }
    assert_eq!(click(&app, &guess).await, 429);
    assert_eq!(app.anybody().get(&link).await.status, 200);
    assert_eq!(click(&app, &link).await, 200, "it came from where the guesses come from");
    let sql = "select count(*) from notice_digest";
    let left: Option<i64> = db::value(app.house.tools.db.write(), sql, []).await.unwrap();
    assert_eq!(left, Some(0));
    // Nor is one link opened without end.
    let mut last = 200;
    for _ in 0..MOST {
        last = click(&app, &link).await;
    }
    assert_eq!(last, 429);
}
