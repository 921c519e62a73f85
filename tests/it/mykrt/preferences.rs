//! Notices as their readers wish: pushed, silent, in the feed only, and not at night.

use chrono::TimeDelta;
use serde_json::{Value, json};
use stories::{Answer, User};

use super::{FEED, life::UPDATE, spread::Ringing};

const SET: &str = "mutation($input: NoticePreferenceSetInput!) { noticePreferenceSet(input: $input) { preferences { choices { areaId severity choice } } userErrors { code field } } }";
const QUIET: &str = "mutation($input: NoticeQuietHoursSetInput!) { noticeQuietHoursSet(input: $input) { preferences { quietHours { from until } } userErrors { code field } } }";
const WISHES: &str = "{ viewer { noticePreferences { choices { areaId severity choice } quietHours { from until } } } }";

pub(super) async fn set(user: &User, input: Value) -> Answer {
    user.graphql(SET, json!({ "input": input })).await
}

pub(super) async fn quiet(user: &User, from: i64, until: i64) -> Answer {
    let hours = json!({ "quietHours": { "from": from, "until": until } });
    user.graphql(QUIET, json!({ "input": hours })).await
}

async fn feed_of(user: &User) -> usize {
    user.ask(FEED).await.ok().at("notices/nodes").as_array().unwrap().len()
}

#[tokio::test]
async fn what_comes_in_quiet_hours_waits_for_the_morning_unless_it_was_read() {
    let mut night = Ringing::begins().await;
    quiet(&night.lim, 22 * 60, 7 * 60).await.ok();
    night.passes(TimeDelta::hours(11)).await;
    let unread = night.send("URGENT", json!({})).await;
    let read = night.send("IMPORTANT", json!({})).await;
    let over = night.app.clock.now() + TimeDelta::hours(1);
    let over = night.send("IMPORTANT", json!({ "expiresAt": over })).await;
    night.settles().await;
    for id in [&unread, &read, &over] {
        assert_eq!(night.phones(id), ["siti-1"]);
    }
    let asked = "query($id: ID!) { notice(id: $id) { delivery { pushed held finished } } }";
    let asked = night.chair.graphql(asked, json!({ "id": unread })).await.ok();
    let held = json!({ "pushed": 1, "held": 1, "finished": true });
    assert_eq!(asked.at("notice/delivery"), &held);
    assert_eq!(feed_of(&night.lim).await, 3, "who looks finds it");
    let mark = "mutation($id: ID!) { noticeMarkRead(input: { ids: [$id] }) { unreadCount userErrors { code } } }";
    night.lim.graphql(mark, json!({ "id": read })).await.ok();

    night.passes(TimeDelta::hours(8) - TimeDelta::minutes(1)).await;
    night.settles().await;
    assert_eq!(night.phones(&unread), ["siti-1"], "not before seven");
    night.passes(TimeDelta::minutes(1)).await;
    night.settles().await;
    assert_eq!(night.phones(&unread), ["lim-1", "siti-1"]);
    assert_eq!(night.phones(&read), ["siti-1"]);
    assert_eq!(night.phones(&over), ["siti-1"]);
}

#[tokio::test]
async fn a_correction_pushed_at_night_rings_in_the_morning_for_who_read_the_wrong_words() {
    let mut night = Ringing::begins().await;
    quiet(&night.lim, 22 * 60, 7 * 60).await.ok();
    let id = night.send("IMPORTANT", json!({})).await;
    night.settles().await;
    let mark =
        "mutation($id: ID!) { noticeMarkRead(input: { ids: [$id] }) { userErrors { code } } }";
    night.lim.graphql(mark, json!({ "id": id })).await.ok();
    night.passes(TimeDelta::hours(11)).await;
    let right =
        json!({ "id": id, "version": 2, "title": { "ms": "Pindah ke masjid" }, "pushAgain": true });
    night.chair.graphql(UPDATE, json!({ "input": right })).await.ok();
    night.settles().await;
    assert_eq!(night.phones(&id), ["lim-1", "siti-1", "siti-1"]);
    night.passes(TimeDelta::hours(8)).await;
    night.settles().await;
    assert_eq!(night.phones(&id), ["lim-1", "lim-1", "siti-1", "siti-1"]);
    assert_eq!(night.push.asked().last().expect("a push").title(), "Pindah ke masjid");
}

#[tokio::test]
async fn everybody_chooses_by_severity_and_area() {
    let day = Ringing::begins().await;
    let area = day.area.to_string();
    // One tap.
    set(&day.siti, json!({ "choice": "OFF" })).await.ok();
    let silent = json!({ "areaId": area, "severity": "URGENT", "choice": "SILENT" });
    set(&day.lim, silent).await.ok();
    let urgent = day.send("URGENT", json!({})).await;
    day.settles().await;
    assert_eq!(day.phones(&urgent), ["lim-1"]);
    let asked = day.push.asked();
    assert_eq!(asked[0].message["android"]["notification"]["channel_id"], "silent");
    assert_eq!(asked[0].message["apns"]["payload"]["aps"].get("sound"), None);
    assert_eq!(feed_of(&day.siti).await, 1, "the feed has it all the same");

    // An area's own choice goes before the one for everything; other severities stay as they were.
    let here = json!({ "areaId": area, "severity": "IMPORTANT", "choice": "PUSH" });
    set(&day.siti, here.clone()).await.ok();
    let important = day.send("IMPORTANT", json!({})).await;
    day.settles().await;
    assert_eq!(day.phones(&important), ["lim-1", "siti-1"]);
    assert_eq!(day.push.asked()[1].message["apns"]["payload"]["aps"]["sound"], "default");
    let emergency = day.send("EMERGENCY", json!({})).await;
    day.settles().await;
    assert_eq!(day.phones(&emergency), ["lim-1", "siti-1"], "whatever they chose");

    let forgotten = json!({ "areaId": area, "severity": "IMPORTANT", "choice": null });
    set(&day.siti, forgotten).await.ok();
    let wishes = day.siti.ask(WISHES).await.ok();
    let off = |severity: &str| json!({ "areaId": null, "severity": severity, "choice": "OFF" });
    assert_eq!(
        wishes.at("viewer/noticePreferences"),
        &json!({ "choices": [off("IMPORTANT"), off("INFORMATION"), off("URGENT")], "quietHours": null })
    );
}

#[tokio::test]
async fn wishes_are_ones_own_and_make_sense() {
    let day = Ringing::begins().await;
    let elsewhere = day.app.area("Taman Melati").await.to_string();
    let foreign = set(&day.lim, json!({ "areaId": elsewhere, "choice": "OFF" })).await;
    assert_eq!(foreign.refusals("noticePreferenceSet"), ["NOT_YOUR_AREA areaId"]);
    let refused = quiet(&day.lim, 60, 60).await;
    assert_eq!(refused.refusals("noticeQuietHoursSet"), ["TIME_INVALID until"]);
    let refused = quiet(&day.lim, -1, 60).await;
    assert_eq!(refused.refusals("noticeQuietHoursSet"), ["OUT_OF_RANGE from"]);
    let no_choice = set(&day.lim, json!({ "severity": "EMERGENCY", "choice": "OFF" })).await;
    assert!(no_choice.body["errors"].is_array(), "{}", no_choice.text);

    let kept = quiet(&day.lim, 22 * 60, 420).await.ok();
    let hours = json!({ "from": 1320, "until": 420 });
    assert_eq!(kept.at("noticeQuietHoursSet/preferences/quietHours"), &hours);
    let seen = day.siti.ask(WISHES).await.ok();
    assert_eq!(seen.at("viewer/noticePreferences/quietHours"), &Value::Null);
    day.lim.graphql(QUIET, json!({ "input": { "quietHours": null } })).await.ok();
    let seen = day.lim.ask(WISHES).await.ok();
    assert_eq!(seen.at("viewer/noticePreferences/quietHours"), &Value::Null);
    let exported = day.lim.get("/v1/account/export").await;
    assert_eq!(exported.body["noticePreferences"], json!([]), "{}", exported.text);
}
