//! A patrol of which no phone is heard.

use chrono::TimeDelta;
use serde_json::json;
use stories::socket::Socket;

use super::{SET, Watch, ask};

const TRACK: &str = "mutation($input: TrackRecordInput!) { trackRecord(input: $input) { applied userErrors { code } } }";

#[tokio::test]
async fn silence_is_told_once_and_a_sign_heals_it() {
    let mut watch = Watch::begins().await;
    let patrol = watch.patrol_of_two().await;
    watch.passes(19).await;
    assert!(watch.stand().await.is_empty());
    let changed = format!(
        "subscription {{ patrolChanged(unitId: \"{}\") {{ id alerts {{ kind state }} }} }}",
        watch.unit
    );
    let mut live = Socket::open(&watch.leader).await;
    let payload = json!({ "query": changed });
    live.send(&json!({ "id": "1", "type": "subscribe", "payload": payload })).await;
    // The patrol that is on its way comes first.
    let first = live.next().await.expect("an event")["payload"]["data"]["patrolChanged"].clone();
    assert_eq!(first["alerts"], json!([]));
    watch.passes(1).await;
    let told = live.next().await.expect("an event")["payload"]["data"]["patrolChanged"].clone();
    assert_eq!(told["id"], json!(patrol.to_string()));
    assert_eq!(told["alerts"], json!([{ "kind": "QUIET", "state": "OPEN" }]));
    for said in watch.told(&["devi", "lim", "rahim"], 1).await {
        assert_eq!(
            said,
            "No sign of the patrol of SRS Mutiara Rini since 12:00. Call them. In doubt? Call 999."
        );
    }
    // It wakes who sleeps.
    let first = watch.push.asked().remove(0);
    assert_eq!(first.message["android"]["priority"], "HIGH");
    watch.passes(3).await;
    watch.told(&["devi", "lim", "rahim"], 1).await;
    watch.check_in(&watch.lim, patrol, json!({})).await;
    watch.passes(1).await;
    assert_eq!(watch.stand().await, ["QUIET HEALED"]);
    for said in watch.told(&["devi", "lim", "rahim"], 2).await {
        assert_eq!(said, "All is well: the patrol of SRS Mutiara Rini has been heard of again.");
    }
    // It came before the committee had to be told.
    watch.passes(15).await;
    assert!(watch.pushed("aishah").is_empty());
    // Silent again, it is another one.
    watch.passes(5).await;
    assert_eq!(watch.stand().await, ["QUIET OPEN", "QUIET HEALED"]);
    watch.told(&["devi", "lim", "rahim"], 3).await;
}

#[tokio::test]
async fn a_phones_clock_is_of_no_matter() {
    let mut watch = Watch::begins().await;
    let patrol = watch.patrol_of_two().await;
    watch.passes(15).await;
    // Eight hours behind, and then eight ahead: a sign is when the server hears it.
    for hours in [-8, 8] {
        let at = watch.now() + TimeDelta::hours(hours);
        watch.check_in(&watch.lim, patrol, json!({ "recordedAt": at })).await;
        watch.passes(19).await;
        assert!(watch.stand().await.is_empty(), "{hours}");
    }
    // What a phone recorded in time and brings late is a sign of it too.
    let points = json!([{
        "sequence": 0, "coordinates": { "latitude": 1.54, "longitude": 103.65 },
        "recordedAt": watch.now() - TimeDelta::minutes(40),
    }]);
    let track: domain::shared::id::TrackId = watch.mint();
    let input =
        json!({ "patrolId": patrol.to_string(), "trackId": track.to_string(), "points": points });
    let sent = ask(&watch.devi, TRACK, input).await.ok();
    assert_eq!(sent.at("trackRecord/applied"), 1);
    watch.passes(19).await;
    assert!(watch.stand().await.is_empty());
    watch.passes(1).await;
    assert_eq!(watch.stand().await, ["QUIET OPEN"]);
}

#[tokio::test]
async fn where_there_is_no_signal_silence_alone_is_no_alarm() {
    let mut watch = Watch::begins().await;
    let input = json!({ "unitId": watch.unit.to_string(), "version": 0, "noSignalArea": true });
    ask(&watch.leader, SET, input).await.ok();
    let shift = watch.shift(0).await;
    // Nobody hears that they have started.
    watch.passes(60).await;
    assert!(watch.stand().await.is_empty());
    watch.patrol(json!({ "shiftId": shift })).await;
    // Puan Devi is alone, and silent; her phone has no signal.
    watch.passes(120).await;
    assert!(watch.stand().await.is_empty());
    // But now she should be home.
    watch.passes(30).await;
    assert_eq!(watch.stand().await, ["OVERDUE OPEN"]);
}
