//! Who is reminded that a term ends, and how often.

use chrono::{DateTime, TimeDelta, Utc};
use domain::shared::db;
use sea_orm::FromQueryResult;
use serde_json::json;
use stories::{TestApp, User, until};

use super::{Town, day};

/// What somebody was reminded of so far, as the development page shows it: of how many terms, and
/// until when.
async fn reminded(user: &User) -> Vec<String> {
    let messages = user.messages_to(&user.phone).await;
    messages.into_iter().filter(|text| text.contains("2026-09-01")).collect()
}

/// Waits until the day's duties are done, however late it is, and everything has left: one that is
/// being done while the clock moves would count itself done for the new day.
async fn day_is_done(app: &TestApp) {
    #[derive(FromQueryResult)]
    struct Open {
        open: i64,
    }
    let sql = "select (select count(*) from duty where kind in ('term_reminders', 'outbox_forget') \
               and next_at <= $1) \
               + (select count(*) from outbox where finished_at is null) as open";
    until(async || {
        let values = [app.clock.now().into()];
        let row: Option<Open> = db::one(app.house.tools.db.write(), sql, values).await.unwrap();
        row.filter(|row| row.open == 0)
    })
    .await;
}

#[tokio::test]
async fn reminders_go_out_once_to_the_holders_the_chair_and_the_district() {
    let town = Town::founded().await;
    let app = &town.app;
    let _other = match app.database.redis {
        Some(_) => Some(app.beside().await),
        None => None,
    };
    let (aminah, lim) = (app.person("Aminah").await, app.person("Lim").await);
    let siti = app.person("Siti").await;
    town.give(&town.district, &aminah, "CHAIR", json!({})).await.ok();
    let ends: DateTime<Utc> = "2026-09-01T00:00:00Z".parse().unwrap();
    for member in [&lim, &siti] {
        town.give(&town.district, member, "MEMBER", json!({ "endsAt": ends })).await.ok();
    }
    let counts = async |days: i64| {
        app.advance(ends - TimeDelta::days(days) - app.clock.now());
        day_is_done(app).await;
        let mut counts = Vec::new();
        for user in [&lim, &siti, &aminah, &town.district, &town.headquarters] {
            counts.push(reminded(user).await.len());
        }
        counts
    };
    assert_eq!(counts(61).await, [0, 0, 0, 0, 0]);
    assert_eq!(counts(60).await, [1, 1, 1, 1, 0]);
    assert_eq!(counts(59).await, [1, 1, 1, 1, 0]);
    // The holder hears of the own term, who looks after the committee of both at once.
    assert!(!reminded(&lim).await[0].contains("Taman Mutiara Rini"));
    let all = reminded(&aminah).await.remove(0);
    assert!(all.contains("2 ") && all.contains("Taman Mutiara Rini"), "{all}");
    // What left weeks before is forgotten on one of the days that pass.
    counts(15).await;
    until(async || {
        for user in [&lim, &siti, &aminah, &town.district] {
            if !reminded(user).await.is_empty() {
                return None;
            }
        }
        Some(())
    })
    .await;
    // The fourteenth day was missed: the reminder goes out on the next one, once.
    assert_eq!(counts(9).await, [1, 1, 1, 1, 0]);
    assert_eq!(counts(8).await, [1, 1, 1, 1, 0]);
    assert_eq!(counts(-2).await, [1, 1, 1, 1, 0]);
}

#[tokio::test]
async fn after_a_long_stop_only_the_newest_reminder_goes_out() {
    let town = Town::founded().await;
    let lim = town.app.person("Lim").await;
    town.give(&town.district, &lim, "MEMBER", json!({ "endsAt": day("2026-09-01") })).await.ok();
    // From March to ten days before the end nobody did the day's duty.
    town.app.advance(TimeDelta::days(161));
    day_is_done(&town.app).await;
    assert_eq!(reminded(&lim).await.len(), 1);
    assert_eq!(reminded(&town.district).await.len(), 1);
}

#[tokio::test]
async fn a_chair_hears_of_the_own_term_and_of_the_committee() {
    let town = Town::founded().await;
    let aminah = town.app.person("Aminah").await;
    town.give(&town.district, &aminah, "CHAIR", json!({ "endsAt": day("2026-09-01") })).await.ok();
    town.app.advance(TimeDelta::days(161));
    day_is_done(&town.app).await;
    let said = reminded(&aminah).await;
    assert_eq!(said.len(), 2, "{said:?}");
    assert_eq!(said.iter().filter(|text| text.contains("Taman Mutiara Rini")).count(), 1);
}
