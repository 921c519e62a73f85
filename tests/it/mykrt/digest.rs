//! What somebody was not rung for, gathered: once a day or a week, at their hour.

use chrono::TimeDelta;
use domain::{
    identity::{NewPerson, add_person},
    shared::{db, language::Language},
};
use reqwest::Method;
use serde_json::{Value, json};
use stories::{
    Answer, User,
    mail_server::{Behaviour, MailServer},
    push_service::Asked,
};
use uuid::Uuid;

use super::spread::Ringing;
use crate::mail;

const DIGEST: &str = "mutation($input: NoticeDigestSetInput!) { noticeDigestSet(input: $input) { preferences { digest { frequency hour weekday nextAt } } userErrors { code field } } }";
const CHOOSE: &str = "mutation($input: NoticePreferenceSetInput!) { noticePreferenceSet(input: $input) { userErrors { code } } }";
const QUIET: &str = "mutation($input: NoticeQuietHoursSetInput!) { noticeQuietHoursSet(input: $input) { userErrors { code } } }";
const READ: &str = "mutation($id: ID!) { noticeMarkRead(input: { ids: [$id] }) { unreadCount userErrors { code } } }";
const MINE: &str = "{ viewer { noticePreferences { digest { frequency hour weekday } } } }";

pub(super) async fn wants(user: &User, input: Value) -> Answer {
    user.graphql(DIGEST, json!({ "input": input })).await
}

pub(super) async fn chooses(user: &User, input: Value) {
    user.graphql(CHOOSE, json!({ "input": input })).await.ok();
}

pub(super) async fn digest_of(user: &User) -> Value {
    user.ask(MINE).await.ok().at("viewer/noticePreferences/digest").clone()
}

/// A notice with this title.
pub(super) async fn send(day: &Ringing, severity: &str, title: &str) -> String {
    day.send(severity, json!({ "title": { "ms": title } })).await
}

/// The digests that came to phones.
pub(super) fn digests(day: &Ringing) -> Vec<Asked> {
    let asked = day.push.asked().into_iter();
    asked.filter(|one| one.message["data"]["link"] == "krt://notices").collect()
}

pub(super) fn body(digest: &Asked) -> &str {
    digest.message["notification"]["body"].as_str().unwrap_or_default()
}

/// An area where Lim has important notices without a sound, and a digest every day at 19:00.
pub(super) async fn evening(server: Option<&MailServer>) -> Ringing {
    let settings = server.map(MailServer::settings);
    let day = Ringing::begins_with(|config| config.mail = settings).await;
    chooses(&day.lim, json!({ "severity": "IMPORTANT", "choice": "SILENT" })).await;
    chooses(&day.lim, json!({ "severity": "INFORMATION", "choice": "OFF" })).await;
    wants(&day.lim, json!({ "frequency": "DAILY" })).await.ok();
    day
}

/// From noon to seven in the evening.
pub(super) fn until_evening() -> TimeDelta {
    TimeDelta::hours(7)
}

#[tokio::test]
async fn a_daily_digest_comes_once_at_its_hour_with_what_was_silent() {
    let mut day = evening(None).await;
    let whole = json!({ "frequency": "DAILY", "hour": 19, "weekday": null });
    assert_eq!(digest_of(&day.lim).await, whole);
    send(&day, "URGENT", "Berbunyi").await;
    send(&day, "IMPORTANT", "Senyap pertama").await;
    send(&day, "INFORMATION", "Tidak mahu").await;
    day.settles().await;
    day.passes(TimeDelta::minutes(1)).await;
    send(&day, "IMPORTANT", "Senyap kedua").await;
    day.settles().await;
    day.passes(until_evening() - TimeDelta::minutes(2)).await;
    day.settles().await;
    assert!(digests(&day).is_empty(), "not before seven");
    day.passes(TimeDelta::minutes(1)).await;
    day.settles().await;
    let came = digests(&day);
    assert_eq!(came.len(), 1, "{came:?}");
    assert_eq!((came[0].token.as_str(), came[0].title()), ("lim-1", "2 notis untuk anda"));
    assert_eq!(body(&came[0]), "Senyap kedua\nSenyap pertama");

    // What was gathered is not gathered again, and what is published at that very moment comes with
    // the next one, which takes the first one's place.
    day.passes(TimeDelta::days(1)).await;
    day.settles().await;
    assert_eq!(digests(&day).len(), 1);
    send(&day, "IMPORTANT", "Senyap ketiga").await;
    day.passes(TimeDelta::days(1)).await;
    day.settles().await;
    let came = digests(&day);
    assert_eq!((came.len(), body(&came[1])), (2, "Senyap ketiga"));
    assert_eq!(came[0].collapse_key(), came[1].collapse_key());
}

#[tokio::test]
async fn what_was_read_is_over_or_was_taken_back_is_not_gathered() {
    let mut day = evening(None).await;
    let read = send(&day, "IMPORTANT", "Dibaca").await;
    let over = day.app.clock.now() + TimeDelta::hours(1);
    day.send("IMPORTANT", json!({ "title": { "ms": "Tamat" }, "expiresAt": over })).await;
    let wrong = send(&day, "IMPORTANT", "Tersilap").await;
    day.settles().await;
    day.lim.graphql(READ, json!({ "id": read })).await.ok();
    let withdraw = "mutation($id: ID!) { noticeWithdraw(input: { id: $id, reason: \"Tersilap hantar.\" }) { userErrors { code } } }";
    day.chair.graphql(withdraw, json!({ "id": wrong })).await.ok();
    day.passes(until_evening()).await;
    day.settles().await;
    assert!(digests(&day).is_empty(), "nothing is sent when there is nothing");
}

#[tokio::test]
async fn ten_titles_stand_in_a_digest_and_the_most_severe_first() {
    let mut day = evening(None).await;
    chooses(&day.lim, json!({ "severity": "URGENT", "choice": "SILENT" })).await;
    send(&day, "URGENT", "Segera").await;
    for number in 0..12 {
        day.app.advance(TimeDelta::seconds(1));
        send(&day, "IMPORTANT", &format!("Notis {number}")).await;
    }
    day.settles().await;
    day.passes(until_evening()).await;
    day.settles().await;
    let came = digests(&day);
    let lines: Vec<&str> = body(&came[0]).lines().collect();
    assert_eq!(came[0].title(), "13 notis untuk anda");
    assert_eq!((lines.len(), lines[0], lines[1]), (11, "Segera", "Notis 11"));
    assert_eq!(lines[10], "dan 3 lagi");
}

#[tokio::test]
async fn a_weekly_digest_comes_on_its_day() {
    let mut day = evening(None).await;
    let set = wants(&day.lim, json!({ "frequency": "WEEKLY", "hour": 20 })).await.ok();
    // It is Saturday.
    let planned = json!({ "frequency": "WEEKLY", "hour": 20, "weekday": "FRIDAY", "nextAt": "2026-03-20T12:00:00.000Z" });
    assert_eq!(set.at("noticeDigestSet/preferences/digest"), &planned);
    send(&day, "IMPORTANT", "Sabtu").await;
    day.settles().await;
    day.passes(TimeDelta::days(6)).await;
    day.settles().await;
    assert!(digests(&day).is_empty(), "every evening is too often");
    day.passes(TimeDelta::hours(8)).await;
    day.settles().await;
    let came = digests(&day);
    assert_eq!((came.len(), body(&came[0])), (1, "Sabtu"));
    let refused = wants(&day.lim, json!({ "frequency": "DAILY", "hour": 24 })).await;
    assert_eq!(refused.refusals("noticeDigestSet"), ["OUT_OF_RANGE hour"]);
}

#[tokio::test]
async fn in_quiet_hours_a_digest_makes_no_sound() {
    let mut day = evening(None).await;
    let hours = json!({ "quietHours": { "from": 18 * 60, "until": 21 * 60 } });
    day.lim.graphql(QUIET, json!({ "input": hours })).await.ok();
    day.passes(TimeDelta::minutes(6 * 60 + 30)).await;
    let held = send(&day, "URGENT", "Ditahan").await;
    day.settles().await;
    day.passes(TimeDelta::minutes(30)).await;
    day.settles().await;
    let came = digests(&day);
    assert_eq!((came.len(), body(&came[0])), (1, "Ditahan"));
    assert_eq!(came[0].message["android"]["notification"]["channel_id"], "silent");
    assert_eq!(day.phones(&held), ["siti-1"]);
    day.passes(TimeDelta::hours(2)).await;
    day.settles().await;
    assert_eq!(day.phones(&held), ["lim-1", "siti-1"], "it rings when they end all the same");
}

#[tokio::test]
async fn several_nodes_send_one() {
    let mut day = evening(None).await;
    let push = day.push.settings();
    let other = match day.app.database.redis {
        Some(_) => Some(day.app.beside_with(|config| config.push = Some(push)).await),
        None => None,
    };
    send(&day, "IMPORTANT", "Senyap").await;
    day.settles().await;
    day.passes(until_evening()).await;
    day.settles().await;
    assert_eq!(digests(&day).len(), 1);
    // A plan that is done again, as after a stop at the wrong moment, finds nothing due.
    day.app
        .arrange(async |ctx, work| {
            let sql = "insert into duty (id, kind, subject, due_at, next_at) values ($1, 'notice_digest', $2, $3, $3)";
            let (id, now) = (ctx.mint::<Uuid>(), ctx.now() - TimeDelta::seconds(1));
            let values = [id.into(), Uuid::nil().into(), now.into()];
            db::run(work.connection(), sql, values).await.unwrap();
        })
        .await;
    day.settles().await;
    assert_eq!(digests(&day).len(), 1);
    drop(other);
}

#[tokio::test]
async fn however_many_want_one_at_an_hour_each_has_a_turn() {
    const MANY: i64 = 120;
    let mut day = evening(None).await;
    let due = day.app.clock.now() + until_evening();
    day.app
        .arrange(async |ctx, work| {
            for number in 0..MANY {
                let person = NewPerson {
                    id: ctx.mint(),
                    phone: format!("+6019{number:07}"),
                    display_name: format!("Jiran {number}"),
                    language: Language::Ms,
                    password_hash: None,
                    privacy_notice_version: "2026-01".to_owned(),
                    sample: false,
                    now: ctx.now(),
                };
                add_person(work.connection(), &person).await.unwrap();
                let sql = "insert into notice_digest (person_id, cause, frequency, at_hour, on_weekday, next_at, set_at) \
                           values ($1, $2, 'DAILY', 19, 5, $3, $4)";
                let cause = ctx.mint::<Uuid>();
                let values = [person.id.into(), cause.into(), due.into(), ctx.now().into()];
                db::run(work.connection(), sql, values).await.unwrap();
            }
        })
        .await;
    send(&day, "IMPORTANT", "Senyap").await;
    day.settles().await;
    day.passes(until_evening()).await;
    let database = day.app.house.tools.db.write();
    let sql = "select count(*) from notice_digest where next_at <= $1";
    let mut parts = 0;
    loop {
        day.settles().await;
        let left: Option<i64> = db::value(database, sql, [due.into()]).await.unwrap();
        if left == Some(0) {
            break;
        }
        parts += 1;
        assert!(parts < MANY, "it comes to an end");
        // The clock stands still: the next part is due a moment later.
        day.app.advance(TimeDelta::milliseconds(1));
    }
    assert!(parts > 0, "nobody holds everything back for all at once");
    assert_eq!(digests(&day).len(), 1);
    let sql = "select count(*) from notice_digest where gathered_until is null";
    assert_eq!(db::value::<i64, _>(database, sql, []).await.unwrap(), Some(0));
}

#[tokio::test]
async fn who_leaves_or_wants_no_more_gets_none() {
    let mut day = evening(None).await;
    chooses(&day.siti, json!({ "choice": "SILENT" })).await;
    wants(&day.siti, json!({ "frequency": "DAILY" })).await.ok();
    send(&day, "IMPORTANT", "Senyap").await;
    day.settles().await;
    let leave = "mutation($area: ID!) { membershipLeave(input: { areaId: $area }) { userErrors { code } } }";
    day.lim.graphql(leave, json!({ "area": day.area.to_string() })).await.ok();
    wants(&day.siti, json!({ "frequency": "NONE" })).await.ok();
    assert_eq!(digest_of(&day.siti).await, Value::Null);
    day.passes(until_evening()).await;
    day.settles().await;
    assert!(digests(&day).is_empty());
    // An erased account leaves no wish behind.
    day.lim.sign_in_again().await;
    let erase = "mutation { accountErase(input: { understood: true }) { kept { code } userErrors { code } } }";
    day.lim.ask(erase).await.ok();
    let sql = "select count(*) from notice_digest where person_id = $1";
    let database = day.app.house.tools.db.write();
    let left: Option<i64> = db::value(database, sql, [day.lim.id.into()]).await.unwrap();
    assert_eq!(left, Some(0));
}

/// Lim's digest also comes by mail.
pub(super) async fn with_mail() -> (Ringing, MailServer) {
    let server = MailServer::open().await;
    let day = evening(Some(&server)).await;
    mail::set(&day.lim, Some("lim@example.my")).await.ok();
    let code = server.code_for("lim@example.my").await;
    mail::confirm(&day.lim, &code).await.ok();
    (day, server)
}

#[tokio::test]
async fn a_digest_comes_by_mail_and_ends_by_one_click() {
    let (mut day, server) = with_mail().await;
    send(&day, "IMPORTANT", "Air & <api>").await;
    day.settles().await;
    day.passes(until_evening()).await;
    day.settles().await;
    assert_eq!(digests(&day).len(), 1, "and by push");
    let letter = server.letters_come(2).await.remove(1);
    assert_eq!(letter.header("subject"), "MyKRT: 1 notis untuk anda");
    assert!(letter.text().contains("Air & <api>"), "{}", letter.text());
    assert!(letter.html().contains("Air &amp; &lt;api&gt;"), "{}", letter.html());
    assert_eq!(letter.header("list-unsubscribe-post"), "List-Unsubscribe=One-Click");
    let link = letter.header("list-unsubscribe");
    let link = link.trim_matches(['<', '>']).strip_prefix("http://krt.test").unwrap().to_owned();
    assert!(letter.text().contains(&link), "{}", letter.text());

    // Whoever only looks at the link ends nothing.
    let page = day.app.anybody().get(&link).await;
    assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
    assert!(page.text.contains("<form method=\"post\">"), "{}", page.text);
    assert_eq!(digest_of(&day.lim).await["frequency"], "DAILY");
    let changed = format!("{link}A");
    assert_eq!(
        day.app.anybody().request(Method::POST, &changed).send().await.unwrap().status(),
        404
    );
    for _ in 0..2 {
        let click = day.app.anybody().request(Method::POST, &link);
        let click = click
            .header("content-type", "application/x-www-form-urlencoded")
            .body("List-Unsubscribe=One-Click");
        assert_eq!(day.app.send(click).await.status, 200);
    }
    assert_eq!(digest_of(&day.lim).await, Value::Null);
    send(&day, "IMPORTANT", "Senyap").await;
    day.passes(TimeDelta::days(1)).await;
    day.settles().await;
    assert_eq!((digests(&day).len(), server.letters().len()), (1, 2));
}

#[tokio::test]
async fn an_address_that_nobody_has_gets_no_more_letters() {
    let (mut day, server) = with_mail().await;
    assert_eq!(mail::mine(&day.lim).await["emailReached"], true);
    server.will([Behaviour::NoMailbox]);
    for number in 0..2 {
        send(&day, "IMPORTANT", &format!("Senyap {number}")).await;
        let wait = if number == 0 { until_evening() } else { TimeDelta::days(1) };
        day.passes(wait).await;
        day.settles().await;
        assert_eq!(digests(&day).len(), number + 1);
    }
    assert_eq!(server.begun(), 2, "the code, and the letter that was refused");
    let gone = json!({ "email": "lim@example.my", "emailConfirmed": true, "emailReached": false });
    assert_eq!(mail::mine(&day.lim).await, gone);
    // Whoever confirms it again is written to again.
    day.lim.sign_in_again().await;
    mail::set(&day.lim, Some("lim@example.my")).await.ok();
    let code = stories::code_in(&server.letters_come(2).await[1].text()).unwrap();
    mail::confirm(&day.lim, &code).await.ok();
    assert_eq!(mail::mine(&day.lim).await["emailReached"], true);
}
