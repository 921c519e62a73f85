//! An activity that is moved or does not take place: whoever means to come hears of it.

use chrono::TimeDelta;
use domain::shared::{
    db,
    id::ActivityId,
    language::{Language, LocalizedText},
    outbox::{self, ActivityNews, Audience, Message, Text},
};
use serde_json::json;
use stories::{push_service::Asked, until, until_blocked};

use super::{
    Neighbours, cancel, change, say,
    waiting::{QUIET, SET, ringing},
};

fn tokens(asked: &[Asked]) -> Vec<&str> {
    let mut tokens: Vec<&str> = asked.iter().map(|one| one.token.as_str()).collect();
    tokens.sort_unstable();
    tokens
}

fn body(asked: &Asked) -> &str {
    asked.message["notification"]["body"].as_str().unwrap()
}

/// Waits until everything that there was to do has been done, and what was tried has come back. What comes
/// back after a leap of the clock is tried again at a time that does not come while the clock stands, and
/// what is being tried meanwhile has its lease end with the leap.
async fn all_is_back(here: &Neighbours) {
    let (database, now) = (here.app.house.tools.db.write(), here.app.clock.now());
    let under_way = "select 1 from duty where next_at <= $1 \
                     union all select 1 from outbox where expand_at <= $1 \
                     union all select 1 from delivery where state = 'SENDING' or due_at <= $1";
    until(async || (!db::exists(database, under_way, [now.into()]).await.unwrap()).then_some(()))
        .await;
}

fn is_silent(asked: &Asked) -> bool {
    asked.message["android"]["notification"]["channel_id"] == "silent"
}

#[tokio::test]
async fn whoever_has_a_place_or_waits_hears_that_it_moved_and_that_it_is_cancelled() {
    let (here, push) = ringing().await;
    here.lim.has_phone("lim-patrol", ("MYSRS", "EN")).await;
    let id = here.planned(json!({ "capacity": 1 })).await;
    // One has a place, one waits with quiet hours at noon, one wants nothing but what is in the feed,
    // and one does not know yet.
    for (user, answer) in
        [(&here.lim, "GOING"), (&here.siti, "GOING"), (&here.chair, "GOING"), (&here.devi, "MAYBE")]
    {
        say(user, &id, answer, 0).await.ok();
    }
    let off = json!({ "areaId": here.area, "severity": "IMPORTANT", "choice": "OFF" });
    here.chair.graphql(SET, json!({ "input": off })).await.ok();
    let noon = json!({ "quietHours": { "from": 11 * 60, "until": 14 * 60 } });
    here.siti.graphql(QUIET, json!({ "input": noon })).await.ok();

    // Other words ring for nobody.
    let words =
        json!({ "title": { "en": "Big cleaning day" }, "description": { "ms": "Bawa penyapu" } });
    change(&here.secretary, &id, 1, words).await.ok();
    here.app.settles().await;
    assert!(push.asked().is_empty());

    let later =
        json!({ "startsAt": "2026-03-21T01:00:00Z", "place": "Dewan", "idempotencyKey": "k" });
    let moved = change(&here.secretary, &id, 2, later.clone()).await.ok();
    here.app.settles().await;
    let asked = push.asked();
    assert_eq!(tokens(&asked), ["lim-1", "siti-1"]);
    for one in &asked {
        assert_eq!(one.title(), "Big cleaning day");
        let said = "New time or place: Big cleaning day. Now 2026-03-21 09:00.";
        assert!(body(one).starts_with(said), "{}", body(one));
        assert_eq!(one.message["data"]["link"], format!("krt://activity/{id}"));
        assert_eq!(is_silent(one), one.token == "siti-1");
    }
    // Her phone heard nothing and sends it again; then she cancels it, twice.
    assert_eq!(change(&here.secretary, &id, 2, later).await.body, moved.body);
    for _ in 0..2 {
        cancel(&here.secretary, &id).await.ok();
    }
    here.app.settles().await;
    let asked = push.asked();
    assert_eq!(tokens(&asked[2..]), ["lim-1", "siti-1"]);
    for one in &asked[2..] {
        let said = "Cancelled: Big cleaning day.";
        assert!(body(one).starts_with(said), "{}", body(one));
        assert!(!one.message.to_string().contains("Banjir"), "why stands in the app");
        // On the phone it takes the place of what was said before.
        let before = asked[..2].iter().find(|before| before.token == one.token).unwrap();
        assert_eq!(before.collapse_key(), one.collapse_key());
    }
}

#[tokio::test]
async fn whoever_comes_no_longer_and_whoever_asks_about_what_is_over_hears_nothing() {
    let (mut here, push) = ringing().await;
    let id = here.planned(json!({})).await;
    say(&here.lim, &id, "GOING", 2).await.ok();
    say(&here.siti, &id, "GOING", 0).await.ok();
    say(&here.siti, &id, "NOT_GOING", 0).await.ok();
    let place = |place: &str| json!({ "place": place });
    change(&here.secretary, &id, 1, place("Dewan")).await.ok();
    here.app.settles().await;
    assert_eq!(tokens(&push.asked()), ["lim-1"]);
    // Where it was is corrected when it is over.
    here.the_day_comes().await;
    here.app.advance(TimeDelta::hours(3));
    here.secretary.refresh().await;
    change(&here.secretary, &id, 2, place("Surau")).await.ok();
    here.app.settles().await;
    assert_eq!(push.asked().len(), 1);
}

#[tokio::test]
async fn what_could_not_leave_before_something_newer_was_said_does_not_leave() {
    let (here, push) = ringing().await;
    let id = here.planned(json!({})).await;
    say(&here.lim, &id, "GOING", 0).await.ok();
    push.give_no_access(true);
    push.forget_access();
    change(&here.secretary, &id, 1, json!({ "place": "Dewan" })).await.ok();
    let database = here.app.house.tools.db.write();
    until(async || {
        let waits = "select 1 from delivery where attempts > 0 and state = 'WAITING'";
        db::exists(database, waits, []).await.unwrap().then_some(())
    })
    .await;
    cancel(&here.secretary, &id).await.ok();
    all_is_back(&here).await;
    push.give_no_access(false);
    here.app.advance(TimeDelta::minutes(10));
    here.app.settles().await;
    let asked = push.asked();
    assert_eq!(tokens(&asked), ["lim-1"]);
    assert!(body(&asked[0]).starts_with("Cancelled"), "{}", body(&asked[0]));
}

#[tokio::test]
async fn what_a_node_is_writing_to_them_when_something_newer_is_said_does_not_leave_either() {
    let (here, push) = ringing().await;
    let id = here.planned(json!({})).await;
    say(&here.lim, &id, "GOING", 0).await.ok();
    push.give_no_access(true);
    push.forget_access();
    // A node is in the middle of a part that says that it moved.
    let (activity, ctx): (ActivityId, _) = (id.parse().unwrap(), here.app.ctx());
    let mut work = ctx.begin().await.unwrap();
    let sql = "insert into activity_news (activity_id, round, news, begun_at) \
               values ($1, 1, 'MOVED', $2)";
    db::run(work.connection(), sql, [activity.into(), ctx.now().into()]).await.unwrap();
    let moved = Message {
        audience: Audience::People(vec![here.lim.id]),
        text: Text::ActivityNews {
            title: LocalizedText::new("Gotong-royong", "Cleaning day"),
            news: ActivityNews::Moved { starts: "2026-03-21 09:00".to_owned() },
            link: format!("krt://activity/{id}"),
            silent: false,
        },
        language: Language::Ms,
        cause: activity.0,
        round: 1,
        urgent: false,
        expires_at: None,
    };
    outbox::send(&mut work, &moved).await.unwrap();
    let database = &here.app.house.tools.db;
    let is_written = async {
        if database.is_postgres() {
            until_blocked(database, "activity_news").await;
        }
        work.commit().await.unwrap();
    };
    let (cancelled, ()) = tokio::join!(cancel(&here.secretary, &id), is_written);
    cancelled.ok();
    all_is_back(&here).await;
    push.give_no_access(false);
    here.app.advance(TimeDelta::minutes(10));
    here.app.settles().await;
    let asked = push.asked();
    assert_eq!(tokens(&asked), ["lim-1"]);
    assert!(body(&asked[0]).starts_with("Cancelled"), "{}", body(&asked[0]));
}
