//! Somebody calls again whose call nobody has ended.

use chrono::TimeDelta;
use domain::shared::id::{Ids, SosId};
use serde_json::json;

use super::{Watch, acknowledge, call, calls, kinds, read};

/// How often it rang, or something was said, on a phone.
fn times(watch: &Watch, id: &str, phone: &str) -> usize {
    watch.phones(id).iter().filter(|one| *one == phone).count()
}

#[tokio::test]
async fn a_call_that_was_answered_and_never_closed_rings_anew() {
    let mut watch = Watch::begins().await;
    let id = calls(&watch.devi, &json!({ "note": "Jatuh" })).await;
    watch.settles().await;
    acknowledge(&watch.lim, &id, "COMING", None).await.ok();
    watch.settles().await;
    assert_eq!(watch.planned().await, 0);
    // Nobody says how it ended. Three hours later she is followed home.
    watch.passes(TimeDelta::hours(3)).await;
    let press: SosId = Ids::Random.mint(watch.now());
    let body = json!({ "id": press.to_string(), "note": "Ada orang ikut" });
    let again = call(&watch.devi, &body).await;
    assert_eq!((again.status.as_u16(), &again.body["joined"]), (200, &json!(true)));
    assert_eq!((&again.body["id"], &again.body["status"]), (&json!(id), &json!("OPEN")));
    watch.settles().await;
    for phone in ["chair-1", "leader-1", "lim-1"] {
        assert_eq!(times(&watch, &id, phone), 2, "{phone}");
    }
    // It rings on as a new one does,
    watch.app.advance(TimeDelta::seconds(30));
    watch.settles().await;
    assert_eq!((times(&watch, &id, "lim-1"), watch.planned().await), (3, 1));
    // until somebody says again what they had said before.
    let comes = acknowledge(&watch.lim, &id, "COMING", None).await.ok();
    assert_eq!(comes.at("sosAcknowledge/sos/status"), "ANSWERED");
    assert_eq!(watch.planned().await, 0);
    watch.settles().await;
    assert_eq!(times(&watch, &id, "devi-1"), 2, "she hears of each answer");
    let seen = read(&watch.leader, &id).await.ok();
    let steps = ["RAISED", "COMING", "RAISED_AGAIN", "RUNG", "COMING"].map(str::to_owned);
    assert_eq!(kinds(&seen), steps);
    assert_eq!(seen.at("sos/timeline/2/people"), 4);
    assert_eq!(seen.at("sos/rounds"), 3);
    // The same press once more, whose answer was lost, wakes nobody.
    let repeat = call(&watch.devi, &body).await;
    assert_eq!((&repeat.body["id"], &repeat.body["status"]), (&json!(id), &json!("ANSWERED")));
    assert_eq!(watch.planned().await, 0);
}

#[tokio::test]
async fn half_a_day_later_it_is_another_call() {
    let mut watch = Watch::begins().await;
    let old = calls(&watch.devi, &json!({})).await;
    watch.settles().await;
    acknowledge(&watch.lim, &old, "SEEN", None).await.ok();
    watch.passes(TimeDelta::hours(13)).await;
    let id = calls(&watch.devi, &json!({ "note": "Tolong" })).await;
    assert_ne!(id, old);
    watch.settles().await;
    assert_eq!(watch.phones(&id), ["chair-1", "leader-1", "lim-1"]);
    let before = read(&watch.leader, &old).await.ok();
    assert_eq!(before.at("sos/status"), "LAPSED");
    assert_eq!(kinds(&before), ["RAISED", "SEEN", "LAPSED"]);
    let late = acknowledge(&watch.leader, &old, "SEEN", None).await;
    assert_eq!(late.refusals("sosAcknowledge"), ["STATE_INVALID id"]);
}

#[tokio::test]
async fn a_phone_that_presses_many_times_at_once_rings_anew_once() {
    let mut watch = Watch::begins().await;
    let id = calls(&watch.devi, &json!({})).await;
    watch.settles().await;
    acknowledge(&watch.lim, &id, "SEEN", None).await.ok();
    watch.passes(TimeDelta::hours(1)).await;
    let other = watch.second().await;
    let elsewhere = watch.devi.asking(other.as_ref().map_or(&watch.app.url, |other| &other.url));
    let body = json!({});
    let presses = (0..8).map(|number| {
        let user = if number % 2 == 0 { &watch.devi } else { &elsewhere };
        call(user, &body)
    });
    let answers = futures_util::future::join_all(presses).await;
    assert!(answers.iter().all(|answer| answer.body["id"] == json!(id)));
    watch.settles().await;
    assert_eq!(watch.planned().await, 1);
    assert_eq!(times(&watch, &id, "lim-1"), 2);
}
