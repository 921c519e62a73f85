//! By which limits a unit is watched.

use serde_json::{Value, json};

use super::{ALERTS, SET, Watch, alerts_of, ask};

const READ: &str = "query($id: ID!) { patrolUnit(id: $id) { viewerCanSetSetting setting { version setAt noSignalArea escalateMinutes ownEscalateMinutes late { enabled minutes ownMinutes } quiet { enabled minutes ownMinutes } } } }";

fn wants(watch: &Watch, version: i64, more: Value) -> Value {
    stories::with(json!({ "unitId": watch.unit.to_string(), "version": version }), more)
}

#[tokio::test]
async fn the_leader_and_the_committee_set_limits_and_others_read_them() {
    let watch = Watch::begins().await;
    let id = json!({ "id": watch.unit.to_string() });
    let read = watch.devi.graphql(READ, id.clone()).await.ok();
    let usual = read.at("patrolUnit/setting");
    assert_eq!(usual["late"], json!({ "enabled": true, "minutes": 15, "ownMinutes": false }));
    assert_eq!(usual["quiet"], json!({ "enabled": true, "minutes": 20, "ownMinutes": false }));
    assert_eq!((&usual["version"], &usual["setAt"]), (&json!(0), &Value::Null));
    let more = json!({ "quiet": { "enabled": true, "minutes": 45 }, "idempotencyKey": "satu" });
    for _ in 0..2 {
        let set = ask(&watch.leader, SET, wants(&watch, 0, more.clone())).await.ok();
        let setting = set.at("unitSettingUpdate/unit/setting");
        assert_eq!(setting["version"], 1);
        let quiet = json!({ "enabled": true, "minutes": 45, "ownMinutes": true });
        assert_eq!(setting["quiet"], quiet);
    }
    let more = json!({ "escalateMinutes": 5, "swapNeedsApproval": false });
    let set = ask(&watch.secretary, SET, wants(&watch, 1, more)).await.ok();
    let setting = set.at("unitSettingUpdate/unit/setting");
    // Of silence nothing is said: it stays as it was.
    assert_eq!(
        (&setting["quiet"]["minutes"], &setting["escalateMinutes"]),
        (&json!(45), &json!(5))
    );
    assert_eq!(setting["swapNeedsApproval"], false);
    for (somebody, sets) in [(&watch.leader, true), (&watch.secretary, true), (&watch.devi, false)]
    {
        let read = somebody.graphql(READ, id.clone()).await.ok();
        assert_eq!(read.at("patrolUnit/viewerCanSetSetting"), sets);
        assert_eq!(read.at("patrolUnit/setting/ownEscalateMinutes"), true);
    }
    let late = ask(&watch.leader, SET, wants(&watch, 1, json!({}))).await;
    assert_eq!(late.refusals("unitSettingUpdate"), ["VERSION_CONFLICT version"]);
    for (somebody, code) in [
        (&watch.devi, "FORBIDDEN"),
        (&watch.stranger, "NOT_FOUND"),
        (&watch.app.anybody(), "UNAUTHENTICATED"),
    ] {
        assert_eq!(ask(somebody, SET, wants(&watch, 2, json!({}))).await.code(), code);
    }
    let odd = json!({
        "late": { "enabled": true, "minutes": 4 }, "lone": { "enabled": false, "minutes": 241 },
        "escalateMinutes": 0,
    });
    let refused = ask(&watch.leader, SET, wants(&watch, 2, odd)).await;
    assert_eq!(
        refused.refusals("unitSettingUpdate"),
        ["OUT_OF_RANGE late.minutes", "OUT_OF_RANGE lone.minutes", "OUT_OF_RANGE escalateMinutes"]
    );
}

#[tokio::test]
async fn what_is_left_out_stays_and_null_is_as_everybody_has_it() {
    let watch = Watch::begins().await;
    let own = json!({
        "quiet": { "enabled": false, "minutes": 45 }, "lone": { "enabled": true, "minutes": 10 },
        "escalateMinutes": 5, "noSignalArea": true, "swapNeedsApproval": false,
    });
    ask(&watch.leader, SET, wants(&watch, 0, own)).await.ok();
    // An app that knows of one thing only takes no safety away.
    let set =
        ask(&watch.leader, SET, wants(&watch, 1, json!({ "escalateMinutes": 20 }))).await.ok();
    let setting = set.at("unitSettingUpdate/unit/setting");
    let quiet = json!({ "enabled": false, "minutes": 45, "ownMinutes": true });
    let lone = json!({ "enabled": true, "minutes": 10, "ownMinutes": true });
    assert_eq!((&setting["quiet"], &setting["lone"]), (&quiet, &lone));
    assert_eq!(
        (&setting["noSignalArea"], &setting["swapNeedsApproval"]),
        (&json!(true), &json!(false))
    );
    let more = json!({
        "quiet": { "enabled": true }, "lone": null, "escalateMinutes": null, "noSignalArea": null,
        "swapNeedsApproval": null,
    });
    let set = ask(&watch.leader, SET, wants(&watch, 2, more)).await.ok();
    let setting = set.at("unitSettingUpdate/unit/setting");
    let quiet = json!({ "enabled": true, "minutes": 45, "ownMinutes": true });
    let lone = json!({ "enabled": true, "minutes": 15, "ownMinutes": false });
    assert_eq!((&setting["quiet"], &setting["lone"]), (&quiet, &lone));
    assert_eq!(
        (&setting["escalateMinutes"], &setting["noSignalArea"]),
        (&json!(10), &json!(false))
    );
    assert_eq!(setting["swapNeedsApproval"], Value::Null);
}

#[tokio::test]
async fn of_two_who_set_at_once_one_is_told() {
    let watch = Watch::begins().await;
    let (one, two) = tokio::join!(
        ask(&watch.leader, SET, wants(&watch, 0, json!({ "escalateMinutes": 5 }))),
        ask(&watch.secretary, SET, wants(&watch, 0, json!({ "escalateMinutes": 20 })))
    );
    let mut refusals = one.refusals("unitSettingUpdate");
    refusals.extend(two.refusals("unitSettingUpdate"));
    assert_eq!(refusals, ["VERSION_CONFLICT version"]);
}

#[tokio::test]
async fn what_a_unit_does_not_watch_is_not_told_and_its_own_minutes_count() {
    let mut watch = Watch::begins().await;
    let off = json!({ "enabled": false });
    let more = json!({ "quiet": { "enabled": true, "minutes": 45 }, "lone": off, "late": off });
    ask(&watch.leader, SET, wants(&watch, 0, more)).await.ok();
    watch.shift(0).await;
    let patrol = watch.patrol(json!({})).await;
    watch.passes(44).await;
    assert!(watch.stand().await.is_empty());
    watch.passes(1).await;
    assert_eq!(watch.stand().await, ["QUIET OPEN"]);
    watch.told(&["devi", "rahim"], 1).await;
    // The unit watches for it no more: it is closed, and nobody says that all is well.
    ask(&watch.leader, SET, wants(&watch, 1, json!({ "quiet": off, "lone": off, "late": off })))
        .await
        .ok();
    watch.passes(1).await;
    assert_eq!(watch.stand().await, ["QUIET LAPSED"]);
    watch.passes(20).await;
    watch.told(&["devi", "rahim"], 1).await;
    assert!(watch.pushed("aishah").is_empty());
    let read = watch.devi.graphql(ALERTS, alerts_of(&watch, true)).await.ok();
    assert_eq!(read.at("patrolUnit/alerts/nodes"), &json!([]));
    watch.end(&watch.devi, patrol).await;
    // Another unit sees nothing of it.
    let hidden = watch.stranger.graphql(ALERTS, alerts_of(&watch, false)).await;
    assert_eq!(hidden.code(), "NOT_FOUND");
}
