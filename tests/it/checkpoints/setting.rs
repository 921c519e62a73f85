//! Who sets checkpoints and sectors, and what they may be.

use domain::{
    community::GrantScope,
    policy::Role,
    shared::id::{CheckpointId, SectorId},
};
use serde_json::{Value, json};
use stories::{socket::Socket, with};

use super::{ADD, END, RENEW, SECTOR, SECTOR_END, UPDATE, Walk, ask, list, texts};

#[tokio::test]
async fn the_leader_sets_a_checkpoint_and_the_unit_sees_it_without_its_code() {
    let walk = Walk::begins().await;
    let more = json!({ "radiusMetres": 30, "opensAt": "22:00", "closesAt": "06:00" });
    let added = ask(&walk.leader, ADD, with(walk.wish(" Surau  Al-Ikhlas "), more)).await.ok();
    let made = added.at("checkpointAdd/checkpoint");
    assert_eq!(made["name"], "Surau Al-Ikhlas");
    assert_eq!((&made["radiusMetres"], &made["version"]), (&json!(30), &json!(1)));
    assert_eq!((&made["opensAt"], &made["closesAt"]), (&json!("22:00"), &json!("06:00")));
    assert_eq!((&made["codeNumber"], &made["warnings"]), (&json!(1), &json!([])));
    let code = added.text_at("checkpointAdd/checkpoint/tagText");
    assert!(code.starts_with("krt:c1.") && code.len() == 55, "{code}");
    // The committee adds another one, at the usual radius.
    let other = ask(&walk.secretary, ADD, walk.wish("Balai Raya")).await.ok();
    assert_eq!(other.at("checkpointAdd/checkpoint/radiusMetres"), 50);
    let officer = walk.app.officer("Puan Norazlina", Role::HqOfficer, &GrantScope::Nation).await;
    let treasurer = walk.app.officer_of_committee("Encik Goh", walk.area, Role::Treasurer).await;
    for (somebody, sets) in [
        (&walk.leader, true),
        (&walk.secretary, true),
        (&walk.devi, false),
        (&treasurer, false),
        (&officer, false),
    ] {
        let read = list(somebody, walk.unit).await.ok();
        let checkpoints = read.at("patrolUnit/checkpoints");
        assert_eq!(texts(checkpoints, "name"), ["Balai Raya", "Surau Al-Ikhlas"]);
        assert_eq!(checkpoints[1]["coordinates"]["latitude"], 1.541);
        assert_eq!(read.at("patrolUnit/viewerCanSetCheckpoints"), sets);
        let seen = if sets { json!(code) } else { Value::Null };
        assert_eq!(checkpoints[1]["tagText"], seen);
    }
    for somebody in [&walk.devi, &treasurer, &officer] {
        assert_eq!(ask(somebody, ADD, walk.wish("Padang")).await.code(), "FORBIDDEN");
    }
    assert_eq!(ask(&walk.stranger, ADD, walk.wish("Padang")).await.code(), "NOT_FOUND");
}

#[tokio::test]
async fn another_unit_finds_and_changes_nothing() {
    let walk = Walk::begins().await;
    let id = walk.checkpoint("Surau", json!({})).await;
    let sector = walk.sector("Barat", "RANDOM").await;
    let resident = walk.app.resident("Puan Siti", walk.area).await;
    let read = "query($id: ID!) { checkpoint(id: $id) { name } }";
    let node = "query($id: ID!) { node(id: $id) { id ... on Checkpoint { name } } }";
    for somebody in [&walk.stranger, &resident] {
        let mut update = with(walk.wish("Lain"), json!({ "id": id, "version": 1 }));
        update.as_object_mut().expect("an input").remove("unitId");
        let end = ask(somebody, END, json!({ "id": id })).await;
        let renew = ask(somebody, RENEW, json!({ "id": id, "codeNumber": 1 })).await;
        let update = ask(somebody, UPDATE, update).await;
        let sector_end = ask(somebody, SECTOR_END, json!({ "id": sector })).await;
        let read = somebody.graphql(read, json!({ "id": id })).await;
        let node = somebody.graphql(node, json!({ "id": id })).await;
        for answer in [end, renew, update, sector_end, read, node] {
            assert_eq!(answer.code(), "NOT_FOUND", "{}", answer.text);
        }
    }
    let seen = walk.devi.graphql(node, json!({ "id": id })).await.ok();
    assert_eq!(seen.at("node/name"), "Surau");
    // A unit has neither another's id nor another's sector.
    let theirs = json!({ "unitId": walk.elsewhere.to_string(), "name": "Surau", "coordinates": { "latitude": 1.54, "longitude": 103.65 } });
    let taken = ask(&walk.stranger, ADD, with(theirs.clone(), json!({ "id": id }))).await;
    assert_eq!(taken.refusals("checkpointAdd"), ["ID_TAKEN id"]);
    let lost = ask(&walk.stranger, ADD, with(theirs, json!({ "sectorId": sector }))).await;
    assert_eq!(lost.refusals("checkpointAdd"), ["NOT_FOUND sectorId"]);
    let set = json!({ "id": sector, "unitId": walk.elsewhere.to_string(), "name": "Timur", "order": "FIXED" });
    assert_eq!(ask(&walk.stranger, SECTOR, set).await.refusals("sectorSet"), ["ID_TAKEN id"]);
}

#[tokio::test]
async fn every_broken_rule_is_named_and_nothing_is_kept() {
    let walk = Walk::begins().await;
    let broken = with(
        walk.wish("\u{202e}"),
        json!({
            "coordinates": { "latitude": 91, "longitude": 0 }, "radiusMetres": 9,
            "opensAt": "22:00", "positionInOrder": 0,
        }),
    );
    assert_eq!(
        ask(&walk.leader, ADD, broken).await.refusals("checkpointAdd"),
        [
            "TEXT_INVALID name",
            "POSITION_INVALID coordinates",
            "OUT_OF_RANGE radiusMetres",
            "REQUIRED closesAt",
            "OUT_OF_RANGE positionInOrder",
        ]
    );
    for (more, refusal) in [
        (
            json!({ "coordinates": { "latitude": 0, "longitude": 0 } }),
            "POSITION_INVALID coordinates",
        ),
        (json!({ "radiusMetres": 501 }), "OUT_OF_RANGE radiusMetres"),
        (json!({ "opensAt": "22:00", "closesAt": "22:00" }), "TIME_INVALID closesAt"),
        (json!({ "opensAt": "10pm", "closesAt": "06:00" }), "TIME_INVALID opensAt"),
        (json!({ "name": "x".repeat(121) }), "TOO_LONG name"),
        (json!({ "sectorId": walk.mint::<SectorId>().to_string() }), "NOT_FOUND sectorId"),
    ] {
        let refused = ask(&walk.leader, ADD, with(walk.wish("Surau"), more)).await;
        assert_eq!(refused.refusals("checkpointAdd"), [refusal]);
    }
    assert_eq!(list(&walk.devi, walk.unit).await.ok().at("patrolUnit/checkpoints"), &json!([]));
    // A name is shown as it was written, whatever it looks like to a browser.
    let html = walk.checkpoint("<b>Surau</b>", json!({})).await;
    let read = list(&walk.devi, walk.unit).await.ok();
    assert_eq!(read.at("patrolUnit/checkpoints/0/id"), &json!(html));
    assert_eq!(read.at("patrolUnit/checkpoints/0/name"), "<b>Surau</b>");
}

#[tokio::test]
async fn what_lies_far_away_is_kept_with_a_warning() {
    let walk = Walk::begins().await;
    // The neighbourhood's centre is 1.54, 103.65: hundredths of a degree are 1.1 km.
    for (latitude, warned) in [(1.58, json!([])), (1.60, json!(["FAR_FROM_AREA"]))] {
        let there = json!({ "coordinates": { "latitude": latitude, "longitude": 103.65 } });
        let added = ask(&walk.leader, ADD, with(walk.wish("Pos"), there)).await.ok();
        assert_eq!(added.at("checkpointAdd/checkpoint/warnings"), &warned);
    }
    // With a boundary it is the boundary that counts.
    let officer = walk.app.officer("Puan Norazlina", Role::HqOfficer, &GrantScope::Nation).await;
    let (south, north) = (1.53, 1.59);
    let ring =
        [[103.64, south], [103.66, south], [103.66, north], [103.64, north], [103.64, south]];
    let set = "mutation($input: AreaBoundarySetInput!) { areaBoundarySet(input: $input) { userErrors { code field } } }";
    let boundary = json!({ "type": "Polygon", "coordinates": [ring] });
    let input = json!({ "id": walk.area.to_string(), "version": 1, "boundary": boundary });
    ask(&officer, set, input).await.ok();
    for (latitude, warned) in [(1.63, json!([])), (1.64, json!(["FAR_FROM_AREA"]))] {
        let there = json!({ "coordinates": { "latitude": latitude, "longitude": 103.65 } });
        let added = ask(&walk.leader, ADD, with(walk.wish("Pos"), there)).await.ok();
        assert_eq!(added.at("checkpointAdd/checkpoint/warnings"), &warned);
    }
}

#[tokio::test]
async fn the_same_again_changes_nothing() {
    let walk = Walk::begins().await;
    let id = walk.mint::<CheckpointId>().to_string();
    let own = with(walk.wish("Surau"), json!({ "id": id }));
    let (one, two) =
        tokio::join!(ask(&walk.leader, ADD, own.clone()), ask(&walk.secretary, ADD, own.clone()));
    for answer in [one.ok(), two.ok(), ask(&walk.leader, ADD, own).await.ok()] {
        assert_eq!(answer.at("checkpointAdd/checkpoint/id"), &json!(id));
    }
    let keyed = with(walk.wish("Balai"), json!({ "idempotencyKey": "satu" }));
    let first = ask(&walk.leader, ADD, keyed.clone()).await.ok();
    let again = ask(&walk.leader, ADD, keyed).await.ok();
    let path = "checkpointAdd/checkpoint/id";
    assert_eq!(first.at(path), again.at(path));
    let other = with(walk.wish("Padang"), json!({ "idempotencyKey": "satu" }));
    let refused = ask(&walk.leader, ADD, other).await.refusals("checkpointAdd");
    assert_eq!(refused, ["IDEMPOTENCY_MISMATCH idempotencyKey"]);
    let read = list(&walk.devi, walk.unit).await.ok();
    assert_eq!(texts(read.at("patrolUnit/checkpoints"), "name"), ["Balai", "Surau"]);
    // Ending it twice ends it once.
    let end = json!({ "id": id });
    let ended = ask(&walk.leader, END, end.clone()).await.ok();
    walk.app.advance(chrono::TimeDelta::minutes(1));
    let once_more = ask(&walk.leader, END, end).await.ok();
    assert_eq!(ended.at("checkpointEnd/checkpoint"), once_more.at("checkpointEnd/checkpoint"));
    assert!(ended.at("checkpointEnd/checkpoint/tagText").is_null());
    let read = list(&walk.devi, walk.unit).await.ok();
    assert_eq!(texts(read.at("patrolUnit/checkpoints"), "name"), ["Balai"]);
}

#[tokio::test]
async fn of_two_who_change_it_at_once_one_is_told() {
    let walk = Walk::begins().await;
    let id = walk.checkpoint("Surau", json!({ "opensAt": "22:00", "closesAt": "06:00" })).await;
    let to = |name: &str| json!({ "id": id, "version": 1, "name": name, "coordinates": { "latitude": 1.542, "longitude": 103.652 } });
    let (one, two) = tokio::join!(
        ask(&walk.leader, UPDATE, to("Surau Lama")),
        ask(&walk.secretary, UPDATE, to("Surau Baharu"))
    );
    let mut refusals = one.refusals("checkpointUpdate");
    refusals.extend(two.refusals("checkpointUpdate"));
    assert_eq!(refusals, ["VERSION_CONFLICT version"]);
    let changed = if one.refusals("checkpointUpdate").is_empty() { one } else { two };
    let now_so = changed.at("checkpointUpdate/checkpoint");
    assert_eq!((&now_so["version"], &now_so["codeNumber"]), (&json!(2), &json!(1)));
    // Of its hours nothing was said, and they stay.
    assert_eq!(now_so["opensAt"], "22:00");
    ask(&walk.leader, END, json!({ "id": id })).await.ok();
    let late = with(to("Surau"), json!({ "version": 3 }));
    let refused = ask(&walk.leader, UPDATE, late).await.refusals("checkpointUpdate");
    assert_eq!(refused, ["VERSION_CONFLICT version"]);
}

#[tokio::test]
async fn something_else_under_a_known_id_is_never_taken_for_the_same() {
    let walk = Walk::begins().await;
    let id = walk.mint::<CheckpointId>().to_string();
    let surau = with(walk.wish("Surau"), json!({ "id": id }));
    // The answer was lost: the same again, once written a little differently.
    for name in ["Surau", "Surau", " Surau "] {
        let added = ask(&walk.leader, ADD, with(surau.clone(), json!({ "name": name }))).await.ok();
        assert_eq!(added.at("checkpointAdd/checkpoint/version"), 1);
    }
    let others = [
        json!({ "name": "Balai Raya" }),
        json!({ "coordinates": { "latitude": 1.542, "longitude": 103.651 } }),
        json!({ "radiusMetres": 30 }),
    ];
    for (number, other) in others.into_iter().enumerate() {
        for key in [Value::Null, json!(format!("kunci-{number}"))] {
            let other = with(other.clone(), json!({ "idempotencyKey": key }));
            let taken = ask(&walk.secretary, ADD, with(surau.clone(), other)).await;
            assert_eq!(taken.refusals("checkpointAdd"), ["ID_TAKEN id"], "{}", taken.text);
        }
    }
    let read = list(&walk.devi, walk.unit).await.ok();
    assert_eq!(texts(read.at("patrolUnit/checkpoints"), "name"), ["Surau"]);
}

#[tokio::test]
async fn what_is_not_said_of_a_checkpoint_stays_and_null_takes_it_away() {
    let walk = Walk::begins().await;
    let hours = json!({ "opensAt": "22:00", "closesAt": "06:00", "radiusMetres": 80 });
    let id = walk.checkpoint("Surau", hours).await;
    let change = async |version: i64, more: Value| {
        let input = with(json!({ "id": id, "version": version }), more);
        ask(&walk.leader, UPDATE, input).await
    };
    let renamed = change(1, json!({ "name": "Surau Lama" })).await.ok();
    let now_so = renamed.at("checkpointUpdate/checkpoint");
    assert_eq!((&now_so["name"], &now_so["opensAt"]), (&json!("Surau Lama"), &json!("22:00")));
    assert_eq!(now_so["radiusMetres"], 80);
    // Half of its hours are none.
    let half = change(2, json!({ "opensAt": null })).await;
    assert_eq!(half.refusals("checkpointUpdate"), ["REQUIRED opensAt"]);
    let usual = json!({ "opensAt": null, "closesAt": null, "radiusMetres": null });
    let usual = change(2, usual).await.ok();
    let now_so = usual.at("checkpointUpdate/checkpoint");
    assert_eq!((&now_so["name"], &now_so["opensAt"]), (&json!("Surau Lama"), &Value::Null));
    assert_eq!(now_so["radiusMetres"], 50);
    let nowhere = json!({ "coordinates": { "latitude": 0, "longitude": 0 } });
    let nowhere = change(3, nowhere).await;
    assert_eq!(nowhere.refusals("checkpointUpdate"), ["POSITION_INVALID coordinates"]);
}

#[tokio::test]
async fn a_unit_has_at_most_100_checkpoints() {
    let walk = Walk::begins().await;
    for number in 1..100 {
        walk.checkpoint(&format!("Pos {number}"), json!({})).await;
    }
    // Two at once for the last place.
    let (one, two) = tokio::join!(
        ask(&walk.leader, ADD, walk.wish("Satu")),
        ask(&walk.secretary, ADD, walk.wish("Dua"))
    );
    let mut refusals = one.refusals("checkpointAdd");
    refusals.extend(two.refusals("checkpointAdd"));
    assert_eq!(refusals, ["TOO_MANY"]);
    let read = list(&walk.devi, walk.unit).await.ok();
    let checkpoints = read.at("patrolUnit/checkpoints").as_array().expect("a list");
    assert_eq!(checkpoints.len(), 100);
    // One that ends makes room.
    ask(&walk.leader, END, json!({ "id": checkpoints[0]["id"] })).await.ok();
    walk.checkpoint("Tiga", json!({})).await;
}

#[tokio::test]
async fn sectors_are_set_and_their_checkpoints_outlive_them() {
    let walk = Walk::begins().await;
    let sector = walk.sector("Barat", "RANDOM").await;
    let id = walk.checkpoint("Surau", json!({ "sectorId": sector })).await;
    let set = |more: Value| {
        with(
            json!({ "id": sector, "unitId": walk.unit.to_string(), "name": "Barat Daya", "order": "FIXED" }),
            more,
        )
    };
    // Without a version it is the repeat of a new one, or something else under a known id.
    let new = json!({ "name": "Barat", "order": "RANDOM" });
    let again = ask(&walk.leader, SECTOR, set(new)).await.ok();
    assert_eq!(again.at("sectorSet/sector/version"), 1);
    let other = ask(&walk.leader, SECTOR, set(json!({}))).await;
    assert_eq!(other.refusals("sectorSet"), ["ID_TAKEN id"]);
    let map = json!({ "type": "Polygon", "coordinates": [[[103.65, 1.54], [103.66, 1.54], [103.66, 1.55], [103.65, 1.54]]] });
    let changed =
        ask(&walk.secretary, SECTOR, set(json!({ "version": 1, "polygon": map }))).await.ok();
    let now_so = changed.at("sectorSet/sector");
    assert_eq!((&now_so["name"], &now_so["order"]), (&json!("Barat Daya"), &json!("FIXED")));
    assert_eq!((&now_so["polygon"], &now_so["version"]), (&map, &json!(2)));
    // With every digit that a phone's numbers have, it is the same again after a lost answer.
    let fine = json!({ "type": "Polygon", "coordinates": [[[103.654_321_098_765_44, 1.540_000_000_000_000_3], [103.669_999_999_999_99, 1.541_234_567_890_123_4], [103.660_000_449_999_97, 1.55], [103.654_321_098_765_44, 1.540_000_000_000_000_3]]] });
    let new: SectorId = walk.mint();
    let drawn = set(json!({ "id": new.to_string(), "name": "Timur", "polygon": fine }));
    for _ in 0..2 {
        let answer = ask(&walk.leader, SECTOR, drawn.clone()).await.ok();
        assert_eq!(answer.at("sectorSet/sector/version"), 1);
    }
    ask(&walk.leader, SECTOR_END, json!({ "id": new.to_string() })).await.ok();
    let late = ask(&walk.leader, SECTOR, set(json!({ "version": 1 }))).await;
    assert_eq!(late.refusals("sectorSet"), ["VERSION_CONFLICT version"]);
    let bow = json!({ "type": "Polygon", "coordinates": [[[103.65, 1.54], [103.66, 1.55], [103.66, 1.54], [103.65, 1.55], [103.65, 1.54]]] });
    let broken = set(json!({ "version": 2, "polygon": bow, "name": " " }));
    let refused = ask(&walk.leader, SECTOR, broken).await.refusals("sectorSet");
    assert_eq!(refused, ["REQUIRED name", "POLYGON_INVALID polygon"]);
    assert_eq!(ask(&walk.devi, SECTOR, set(json!({ "version": 2 }))).await.code(), "FORBIDDEN");
    let ended = ask(&walk.leader, SECTOR_END, json!({ "id": sector })).await.ok();
    assert!(ended.at("sectorEnd/sector/endedAt").is_string());
    ask(&walk.leader, SECTOR_END, json!({ "id": sector })).await.ok();
    let read = list(&walk.devi, walk.unit).await.ok();
    assert_eq!(read.at("patrolUnit/sectors"), &json!([]));
    assert_eq!(read.at("patrolUnit/checkpoints/0/id"), &json!(id));
    assert!(read.at("patrolUnit/checkpoints/0/sectorId").is_null());
    for number in 0..20 {
        walk.sector(&format!("Sektor {number}"), "FIXED").await;
    }
    let more = json!({ "id": walk.mint::<SectorId>().to_string(), "unitId": walk.unit.to_string(), "name": "Lagi", "order": "FIXED" });
    assert_eq!(ask(&walk.leader, SECTOR, more).await.refusals("sectorSet"), ["TOO_MANY"]);
}

#[tokio::test]
async fn a_phone_on_another_node_hears_of_it() {
    let walk = Walk::begins().await;
    let other =
        if walk.app.database.redis.is_some() { Some(walk.app.beside().await) } else { None };
    let url = other.as_ref().map_or(&walk.app.url, |other| &other.url);
    let unit = walk.unit;
    let follow = format!(
        "subscription {{ checkpointsChanged(unitId: \"{unit}\") {{ checkpoints {{ name codeNumber }} }} }}"
    );
    let mut phone = Socket::subscribe(&walk.devi.asking(url), &follow).await;
    let id = walk.checkpoint("Surau", json!({})).await;
    let told = phone.next().await.expect("an event");
    let path = "/payload/data/checkpointsChanged/checkpoints";
    assert_eq!(told.pointer(path), Some(&json!([{ "name": "Surau", "codeNumber": 1 }])), "{told}");
    ask(&walk.leader, RENEW, json!({ "id": id, "codeNumber": 1 })).await.ok();
    let told = phone.next().await.expect("an event");
    assert_eq!(told.pointer(path), Some(&json!([{ "name": "Surau", "codeNumber": 2 }])), "{told}");
}
