//! Who counts towards a team that reads which houses are empty: whoever has said something themselves.

use domain::shared::id::{CheckInId, PatrolEventId, TrackId};
use serde_json::{Value, json};

use super::{Away, START, ask};

#[tokio::test]
async fn whoever_only_names_two_others_reads_nothing_until_they_have_spoken() {
    let away = Away::begins().await;
    away.told("12, Jalan 3", json!({})).await;
    let patrol = away.start(&away.devi, json!({ "presentIds": away.named() })).await;
    assert_eq!(away.list(&away.devi).await.code(), "FORBIDDEN");
    // What she says of them is her own word still.
    let path = format!("/v1/patrols/{patrol}/events");
    for mate in away.named() {
        let id: PatrolEventId = away.mint();
        let event = json!({ "id": id.to_string(), "kind": "JOINED", "memberId": mate, "recordedAt": away.now() });
        let answer = away.devi.post(&path, &json!({ "events": [event] })).await;
        assert_eq!(answer.body["results"][0]["outcome"], "applied", "{}", answer.text);
    }
    assert_eq!(away.list(&away.devi).await.code(), "FORBIDDEN");
    let rights = "query($id: ID!) { patrolUnit(id: $id) { viewerCanListHouses } }";
    let may = async || {
        let seen = away.devi.graphql(rights, json!({ "id": away.unit.to_string() })).await.ok();
        seen.at("patrolUnit/viewerCanListHouses").clone()
    };
    assert_eq!(may().await, false);

    let [samad, mei] = &away.mates;
    away.speaks(samad, patrol).await;
    for somebody in [&away.devi, samad] {
        assert_eq!(away.list(somebody).await.code(), "FORBIDDEN");
    }
    // Twice is one.
    away.speaks(samad, patrol).await;
    assert_eq!(away.list(&away.devi).await.code(), "FORBIDDEN");
    away.speaks(mei, patrol).await;
    assert_eq!(may().await, true);
    for somebody in [&away.devi, samad, mei] {
        let listed = away.list(somebody).await.ok();
        assert_eq!(listed.at("patrolHouses/nodes/0/address"), "12, Jalan 3");
    }
}

#[tokio::test]
async fn whatever_the_own_phone_of_somebody_who_was_named_says_is_a_word_of_theirs() {
    let away = Away::begins().await;
    away.told("12, Jalan 3", json!({})).await;
    let [samad, mei] = &away.mates;
    for (what, mut body) in [
        ("check-ins", json!({ "checkIns": [{ "latitude": 1.54, "longitude": 103.65 }] })),
        ("events", json!({ "events": [{ "kind": "NOTE", "note": "Sunyi." }] })),
        ("track", json!({ "points": [{ "sequence": 1, "latitude": 1.54, "longitude": 103.65 }] })),
        ("start", Value::Null),
    ] {
        let patrol = away.start(&away.devi, json!({ "presentIds": away.named() })).await;
        away.speaks(samad, patrol).await;
        assert_eq!(away.list(&away.devi).await.code(), "FORBIDDEN", "{what}");
        let now = json!(away.now());
        match what {
            "check-ins" => {
                body["checkIns"][0]["id"] = json!(away.mint::<CheckInId>().to_string());
                body["checkIns"][0]["recordedAt"] = now;
            }
            "events" => {
                body["events"][0]["id"] = json!(away.mint::<PatrolEventId>().to_string());
                body["events"][0]["recordedAt"] = now;
            }
            "track" => {
                body["trackId"] = json!(away.mint::<TrackId>().to_string());
                body["points"][0]["recordedAt"] = now;
            }
            // She taps that she joins the patrol on which she was named.
            _ => {
                let join = json!({ "id": patrol.to_string(), "unitId": away.unit.to_string(), "startedAt": now });
                ask(mei, START, join).await.ok();
            }
        }
        if !body.is_null() {
            let answer = mei.post(&format!("/v1/patrols/{patrol}/{what}"), &body).await;
            assert_eq!(answer.status, 200, "{what}: {}", answer.text);
        }
        let listed = away.list(&away.devi).await.ok();
        assert_eq!(listed.at("patrolHouses/nodes/0/address"), "12, Jalan 3", "{what}");
        away.ends(patrol).await;
    }
}
