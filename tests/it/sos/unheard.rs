//! Somebody has seen a call before others have heard of it.

use chrono::TimeDelta;
use domain::shared::db;
use serde_json::json;
use stories::{push_service::Behaviour, until};

use super::{Watch, acknowledge, call, calls, resolve};

/// How often a phone has shown something about a call.
fn shown(watch: &Watch, id: &str, phone: &str) -> usize {
    let link = format!("krt://sos/{id}");
    let asked = watch.push.asked().into_iter();
    let of_it = |one: &stories::push_service::Asked| {
        one.token == phone && one.message["data"]["link"] == link.as_str()
    };
    asked.filter(|one| of_it(one) && one.behaviour.shows()).count()
}

/// Whether a push has failed and waits to be tried again, and nothing else is on its way.
async fn is_put_off(watch: &Watch) -> bool {
    let database = watch.app.house.tools.db.write();
    let failed = "select count(*) from delivery where state = 'WAITING' and attempts > 0";
    let open = "select count(*) from outbox where finished_at is null";
    let failed: Option<i64> = db::value(database, failed, []).await.unwrap();
    let open: Option<i64> = db::value(database, open, []).await.unwrap();
    (failed, open) == (Some(1), Some(1))
}

#[tokio::test]
async fn whoever_sees_it_first_keeps_nobody_else_from_hearing_it() {
    let watch = Watch::begins().await;
    watch.patrol(&watch.devi, &[&watch.lim]).await;
    watch.settles().await;
    // The way to Encik Lim's phone is broken for a moment: he is the one on patrol with her.
    watch.push.will_to("lim-1", [Behaviour::Break]);
    let id = calls(&watch.devi, &json!({})).await;
    until(async || is_put_off(&watch).await.then_some(())).await;
    assert_eq!(shown(&watch, &id, "lim-1"), 0);
    // The chair looks at it in bed.
    acknowledge(&watch.chair, &id, "SEEN", None).await.ok();
    assert_eq!(watch.planned().await, 0);
    watch.app.advance(TimeDelta::seconds(15));
    until(async || (shown(&watch, &id, "lim-1") == 1).then_some(())).await;
}

#[tokio::test]
async fn what_is_over_reaches_nobody_late_as_a_call() {
    let watch = Watch::begins().await;
    watch.patrol(&watch.devi, &[&watch.lim]).await;
    watch.settles().await;
    watch.push.will_to("lim-1", [Behaviour::Break]);
    let id = calls(&watch.devi, &json!({})).await;
    until(async || is_put_off(&watch).await.then_some(())).await;
    acknowledge(&watch.leader, &id, "AT_SCENE", None).await.ok();
    resolve(&watch.leader, &id, "Selamat").await.ok();
    watch.app.advance(TimeDelta::seconds(15));
    watch.settles().await;
    assert_eq!(shown(&watch, &id, "lim-1"), 1, "only that it is over");
    assert!(watch.last_said(&id, "lim-1").contains("is over"));
    assert_eq!(call(&watch.devi, &json!({})).await.status, 201, "the next one is a new one");
}
