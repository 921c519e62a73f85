//! What residents tell of their houses.

use chrono::TimeDelta;
use domain::shared::db;
use serde_json::{Value, json};
use stories::with;

use super::{Away, CANCEL, OWN, READ, SET, ask};

#[tokio::test]
async fn a_resident_tells_of_a_house_and_nobody_else_learns_of_it() {
    let away = Away::begins().await;
    let more =
        json!({ "contactPhone": "012-345 6789", "note": "Kucing di belakang.\r\nPagar hijau." });
    let told = ask(&away.siti, SET, with(away.wish(" 12,  <b>Jalan</b> 3 "), more)).await.ok();
    let house = told.at("houseAwaySet/house");
    // As it was written, whatever it looks like to a browser.
    assert_eq!(house["address"], "12, <b>Jalan</b> 3");
    assert_eq!(house["contactPhone"], "+60123456789");
    assert_eq!(house["note"], "Kucing di belakang.\nPagar hijau.");
    assert_eq!((&house["version"], &house["cancelledAt"]), (&json!(1), &Value::Null));
    assert_eq!(house["watchedBy"], json!(["SRS Mutiara Rini"]));
    assert_eq!(house["area"]["name"], "Taman Mutiara Rini");
    let id = told.text_at("houseAwaySet/house/id");
    assert_eq!(away.siti.ask(OWN).await.ok().at("housesAway/nodes/0/id"), &json!(id));
    for somebody in [&away.neighbour, &away.secretary, &away.leader, &away.stranger] {
        let read = somebody.graphql(READ, json!({ "id": id })).await;
        let cancel = ask(somebody, CANCEL, json!({ "id": id })).await;
        for answer in [read, cancel] {
            assert_eq!(answer.code(), "NOT_FOUND", "{}", answer.text);
        }
        assert_eq!(somebody.ask(OWN).await.ok().at("housesAway/nodes"), &json!([]));
    }
    // Whoever takes a copy of the tables finds no address in it, and the audit names no house.
    let details: Option<Vec<u8>> =
        db::value(away.app.house.tools.db.write(), "select details from house_away", [])
            .await
            .unwrap();
    let details = details.unwrap();
    assert!(details.len() > 20 && !details.windows(5).any(|part| part == b"Jalan"));
    let noted = "select count(*) from audit_entry where action like 'HOUSE%'";
    assert_eq!(away.count(noted).await, 0);
}

#[tokio::test]
async fn only_who_lives_there_tells_of_a_house_there() {
    let away = Away::begins().await;
    for somebody in [&away.stranger, &away.leader] {
        assert_eq!(ask(somebody, SET, away.wish("1, Jalan 1")).await.code(), "FORBIDDEN");
    }
    // A post on the committee is as good as living there.
    ask(&away.secretary, SET, away.wish("2, Jalan 1")).await.ok();
    let abroad = json!({ "areaId": away.elsewhere.to_string() });
    let refused = ask(&away.siti, SET, with(away.wish("1, Jalan 1"), abroad)).await;
    assert_eq!(refused.code(), "FORBIDDEN");
    // Nobody takes another's id.
    let id = away.told("3, Jalan 1", json!({})).await;
    let taken = with(away.wish("4, Jalan 1"), json!({ "id": id }));
    assert_eq!(
        ask(&away.neighbour, SET, taken.clone()).await.refusals("houseAwaySet"),
        ["ID_TAKEN id"]
    );
    let taken = with(taken, json!({ "version": 1 }));
    assert_eq!(ask(&away.neighbour, SET, taken).await.refusals("houseAwaySet"), ["ID_TAKEN id"]);
}

#[tokio::test]
async fn every_broken_rule_is_named_and_nothing_is_kept() {
    let away = Away::begins().await;
    let (now, day) = (away.now(), TimeDelta::days(1));
    let broken = json!({
        "address": "\u{202e}", "coordinates": { "latitude": 91, "longitude": 0 },
        "contactPhone": "999", "note": "x".repeat(1_001), "endsAt": now,
    });
    assert_eq!(
        ask(&away.siti, SET, with(away.wish("x"), broken)).await.refusals("houseAwaySet"),
        [
            "TEXT_INVALID address",
            "POSITION_INVALID coordinates",
            "PHONE_INVALID contactPhone",
            "TOO_LONG note",
            "TIME_INVALID endsAt",
        ]
    );
    for (more, refusal) in [
        (json!({ "endsAt": now + day * 90 + TimeDelta::seconds(1) }), "AWAY_TOO_LONG endsAt"),
        (json!({ "startsAt": now - day * 3, "endsAt": now - day }), "TIME_INVALID endsAt"),
        (
            json!({ "startsAt": now + day * 366, "endsAt": now + day * 370 }),
            "TIME_INVALID startsAt",
        ),
        (json!({ "address": " " }), "REQUIRED address"),
        (json!({ "address": "x".repeat(201) }), "TOO_LONG address"),
        (json!({ "version": 1 }), "VERSION_CONFLICT version"),
    ] {
        let refused = ask(&away.siti, SET, with(away.wish("x"), more)).await;
        assert_eq!(refused.refusals("houseAwaySet"), [refusal]);
    }
    assert_eq!(away.siti.ask(OWN).await.ok().at("housesAway/nodes"), &json!([]));
    away.told("x", json!({ "endsAt": now + day * 90 })).await;
}

#[tokio::test]
async fn the_same_again_changes_nothing() {
    let away = Away::begins().await;
    let wish = away.wish("12, Jalan 3");
    let (one, two) =
        tokio::join!(ask(&away.siti, SET, wish.clone()), ask(&away.siti, SET, wish.clone()));
    for answer in [one, two, ask(&away.siti, SET, wish.clone()).await] {
        assert_eq!(answer.ok().at("houseAwaySet/house/version"), 1);
    }
    assert_eq!(away.count("select count(*) from house_away").await, 1);
    // Something else without a version is not lost in silence.
    for other in [
        json!({ "address": "12A, Jalan 3" }),
        json!({ "endsAt": away.now() + TimeDelta::days(11) }),
        json!({ "note": "Kucing di belakang." }),
    ] {
        let refused = ask(&away.siti, SET, with(wish.clone(), other)).await;
        assert_eq!(refused.refusals("houseAwaySet"), ["ID_TAKEN id"]);
    }
    let later = with(wish.clone(), json!({ "version": 1, "address": "12A, Jalan 3" }));
    // The answer to the first time is lost.
    for _ in 0..2 {
        let changed = ask(&away.siti, SET, later.clone()).await.ok();
        assert_eq!(changed.at("houseAwaySet/house/version"), 2);
        assert_eq!(changed.at("houseAwaySet/house/address"), "12A, Jalan 3");
    }
    let other = with(later, json!({ "address": "12B, Jalan 3" }));
    let refused = ask(&away.siti, SET, other).await.refusals("houseAwaySet");
    assert_eq!(refused, ["VERSION_CONFLICT version"]);
    // Somebody is at home again, once.
    let id = wish["id"].clone();
    let cancelled = ask(&away.siti, CANCEL, json!({ "id": id })).await.ok();
    away.app.advance(TimeDelta::minutes(1));
    let again = ask(&away.siti, CANCEL, json!({ "id": id })).await.ok();
    let path = "houseAwayCancel/house";
    assert_eq!(cancelled.at(path), again.at(path));
    assert!(cancelled.at(path)["cancelledAt"].is_string(), "{}", cancelled.text);
    let late = with(wish, json!({ "version": 3, "address": "12C, Jalan 3" }));
    let refused = ask(&away.siti, SET, late).await.refusals("houseAwaySet");
    assert_eq!(refused, ["STATE_INVALID"]);
}

#[tokio::test]
async fn nobody_has_many_houses() {
    let away = Away::begins().await;
    let mut last = String::new();
    for number in 1..=5 {
        last = away.told(&format!("{number}, Jalan 3"), json!({})).await;
    }
    let refused = ask(&away.siti, SET, away.wish("6, Jalan 3")).await;
    assert_eq!(refused.refusals("houseAwaySet"), ["TOO_MANY"]);
    ask(&away.siti, CANCEL, json!({ "id": last })).await.ok();
    away.told("6, Jalan 3", json!({})).await;
}
