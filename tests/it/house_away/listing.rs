//! Who reads which houses are empty.

use chrono::TimeDelta;
use domain::{community::GrantScope, policy::Role, shared::id::SectorId};
use serde_json::{Value, json};

use super::{Away, CANCEL, LIST, START, ask};
use crate::mysrs;

#[tokio::test]
async fn only_who_walks_past_and_their_leader_read_the_list_and_its_people_see_how_often() {
    let away = Away::begins().await;
    let more = json!({ "contactPhone": "012-345 6789", "note": "Pagar hijau." });
    let house = away.told("12, Jalan 3", more).await;
    let officer = away.app.officer("Puan Norazlina", Role::HqOfficer, &GrantScope::Nation).await;
    for (somebody, code) in [
        (&away.devi, "FORBIDDEN"),
        (&away.secretary, "FORBIDDEN"),
        (&officer, "FORBIDDEN"),
        (&away.siti, "NOT_FOUND"),
        (&away.neighbour, "NOT_FOUND"),
        (&away.stranger, "NOT_FOUND"),
        (&away.app.anybody(), "UNAUTHENTICATED"),
    ] {
        assert_eq!(away.list(somebody).await.code(), code);
    }
    let unread = away.read(&house).await.ok();
    assert_eq!(
        unread.at("houseAway/readings"),
        &json!({ "people": 0, "times": 0, "lastAt": null })
    );
    let rights = "query($id: ID!) { patrolUnit(id: $id) { viewerCanListHouses } }";
    let unit = json!({ "id": away.unit.to_string() });
    for (somebody, may) in [(&away.leader, true), (&away.devi, false), (&away.secretary, false)] {
        let seen = somebody.graphql(rights, unit.clone()).await.ok();
        assert_eq!(seen.at("patrolUnit/viewerCanListHouses"), may);
    }

    let patrol = away.patrol_of(&away.devi).await;
    for somebody in [&away.leader, &away.devi, &away.devi] {
        let listed = away.list(somebody).await.ok();
        let seen = listed.at("patrolHouses/nodes/0");
        assert_eq!((&seen["id"], &seen["address"]), (&json!(house), &json!("12, Jalan 3")));
        assert_eq!(seen["contactPhone"], "+60123456789");
        assert_eq!((&seen["note"], &seen["sectorId"]), (&json!("Pagar hijau."), &Value::Null));
        // Nothing says whose it is.
        assert!(!listed.text.contains("Siti"), "{}", listed.text);
    }
    // The other volunteer is not on the way.
    assert_eq!(away.list(&away.lim).await.code(), "FORBIDDEN");
    let read = away.read(&house).await.ok();
    assert_eq!(read.at("houseAway/readings/people"), 2);
    assert_eq!(read.at("houseAway/readings/times"), 3);
    // The audit keeps who read a list on which something was new, and not which houses.
    let noted = "select count(*) from audit_entry \
                 where action = 'HOUSE_AWAY_LIST' and outcome = 'DONE' and subject_kind = 'unit'";
    assert_eq!(away.count(noted).await, 2);
    away.ends(patrol).await;
    assert_eq!(away.list(&away.devi).await.code(), "FORBIDDEN");
}

#[tokio::test]
async fn a_patrol_that_nobody_ended_shows_no_houses_the_day_after() {
    let mut away = Away::begins().await;
    away.told("12, Jalan 3", json!({})).await;
    away.patrol_of(&away.devi).await;
    away.passes(TimeDelta::hours(23)).await;
    away.list(&away.devi).await.ok();
    away.passes(TimeDelta::hours(1)).await;
    assert_eq!(away.list(&away.devi).await.code(), "FORBIDDEN");
}

#[tokio::test]
async fn a_house_is_on_the_list_on_the_days_on_which_it_is_empty() {
    let mut away = Away::begins().await;
    let (now, hour) = (away.now(), TimeDelta::hours(1));
    // It is noon in Malaysia: twelve hours later another day begins.
    away.told("1, malam ini", json!({ "startsAt": now + hour * 11, "endsAt": now + hour * 40 }))
        .await;
    away.told("2, esok", json!({ "startsAt": now + hour * 13, "endsAt": now + hour * 30 })).await;
    away.told("3, petang ini", json!({ "startsAt": now - hour, "endsAt": now + hour * 2 })).await;
    let home = away.told("4, sudah pulang", json!({})).await;
    assert_eq!(away.addresses().await, ["3, petang ini", "4, sudah pulang", "1, malam ini"]);
    ask(&away.siti, CANCEL, json!({ "id": home })).await.ok();
    assert_eq!(away.addresses().await, ["3, petang ini", "1, malam ini"]);
    away.passes(hour * 2).await;
    assert_eq!(away.addresses().await, ["1, malam ini"]);
    away.passes(hour * 10).await;
    assert_eq!(away.addresses().await, ["1, malam ini", "2, esok"]);
    away.passes(hour * 18).await;
    assert_eq!(away.addresses().await, ["1, malam ini"]);
    away.passes(hour * 10).await;
    assert_eq!(away.addresses().await, Vec::<String>::new());
}

#[tokio::test]
async fn who_walks_over_midnight_reads_the_whole_night_before_the_signal_is_lost() {
    let mut away = Away::begins().await;
    let hour = TimeDelta::hours(1);
    away.passes(hour * 11).await;
    // It is eleven in the evening.
    let now = away.now();
    for (address, hours) in [("1, dari tengah malam", 1), ("2, dari subuh", 8)] {
        let from = json!({ "startsAt": now + hour * hours, "endsAt": now + hour * 40 });
        away.told(address, from).await;
    }
    assert_eq!(away.addresses().await, ["1, dari tengah malam"]);
}

#[tokio::test]
async fn a_patrol_reads_the_houses_of_its_sector_page_by_page() {
    let away = Away::begins().await;
    let set = "mutation($input: SectorSetInput!) { sectorSet(input: $input) { sector { id } userErrors { code field } } }";
    let mut sectors = Vec::new();
    for (name, west) in [("Barat", 103.64), ("Timur", 103.66)] {
        let id = away.mint::<SectorId>().to_string();
        let east = west + 0.019;
        let ring = [[west, 1.53], [east, 1.53], [east, 1.55], [west, 1.55], [west, 1.53]];
        let polygon = json!({ "type": "Polygon", "coordinates": [ring] });
        let input = json!({ "id": id, "unitId": away.unit.to_string(), "name": name, "order": "RANDOM", "polygon": polygon });
        ask(&away.leader, set, input).await.ok();
        sectors.push(id);
    }
    let at = |longitude: f64, seconds: i64| {
        let starts_at = away.now() - TimeDelta::seconds(seconds);
        json!({ "coordinates": { "latitude": 1.54, "longitude": longitude }, "startsAt": starts_at })
    };
    away.told("1, Barat", at(103.65, 5)).await;
    away.told("2, Timur", at(103.67, 4)).await;
    away.told("3, Barat", at(103.65, 3)).await;
    let nowhere = json!({ "coordinates": null, "startsAt": away.now() - TimeDelta::seconds(2) });
    away.told("4, entah", nowhere).await;
    let mut seen = Vec::new();
    let mut after = Value::Null;
    loop {
        let variables = json!({ "unit": away.unit.to_string(), "sector": sectors[0], "first": 1, "after": after });
        let page = away.leader.graphql(LIST, variables).await.ok();
        let nodes = page.at("patrolHouses/nodes").as_array().unwrap().clone();
        seen.extend(nodes.iter().map(|node| (node["address"].clone(), node["sectorId"].clone())));
        after = page.at("patrolHouses/pageInfo/endCursor").clone();
        if page.at("patrolHouses/pageInfo/hasNextPage") == false {
            break;
        }
    }
    let west = json!(sectors[0]);
    assert_eq!(
        seen,
        [
            (json!("1, Barat"), west.clone()),
            (json!("3, Barat"), west),
            (json!("4, entah"), Value::Null),
        ]
    );
    assert_eq!(away.addresses().await.len(), 4);
    // Whoever walks past them reads those of one sector at a time.
    away.patrol_of(&away.devi).await;
    assert_eq!(away.list(&away.devi).await.code(), "REQUIRED");
    let of_east = json!({ "unit": away.unit.to_string(), "sector": sectors[1] });
    let page = away.devi.graphql(LIST, of_east).await.ok();
    let read = page.at("patrolHouses/nodes").as_array().unwrap();
    let addresses: Vec<&str> = read.iter().map(|one| one["address"].as_str().unwrap()).collect();
    assert_eq!(addresses, ["2, Timur", "4, entah"]);
    let another =
        json!({ "unit": away.unit.to_string(), "sector": away.mint::<SectorId>().to_string() });
    assert_eq!(away.leader.graphql(LIST, another).await.code(), "NOT_FOUND");
}

#[tokio::test]
async fn whoever_starts_a_patrol_alone_in_bed_reads_nothing() {
    let away = Away::begins().await;
    away.told("12, Jalan 3", json!({})).await;
    let patrol = away.start(&away.devi, json!({})).await;
    assert_eq!(away.list(&away.devi).await.code(), "FORBIDDEN");
    // Others join from their own phones: with the third it is a team.
    let join = json!({ "id": patrol.to_string(), "unitId": away.unit.to_string(), "startedAt": away.now() });
    for (mate, code) in [(&away.mates[0], Some("FORBIDDEN")), (&away.mates[1], None)] {
        ask(mate, START, join.clone()).await.ok();
        let listed = away.list(&away.devi).await;
        match code {
            Some(code) => assert_eq!(listed.code(), code),
            None => assert_eq!(listed.ok().at("patrolHouses/nodes/0/address"), "12, Jalan 3"),
        }
    }
}

#[tokio::test]
async fn whoever_has_the_shift_reads_while_it_is_on() {
    let mut away = Away::begins().await;
    away.told("12, Jalan 3", json!({})).await;
    let publish = "mutation($input: ShiftPublishInput!) { shiftPublish(input: $input) { shift { id } userErrors { code field } } }";
    let [samad, mei] = &mut away.mates;
    for user in [&mut away.devi, samad, mei] {
        away.app.join(user.id, away.area).await;
        user.sign_in_again().await;
    }
    mysrs::can_lead(&away.app, away.devi.id).await;
    let members = [&away.devi, &away.mates[0], &away.mates[1]].map(|user| user.id.to_string());
    let shift = json!({
        "unitId": away.unit.to_string(), "startsAt": away.now() + TimeDelta::minutes(30),
        "endsAt": away.now() + TimeDelta::hours(3), "place": "Pondok pengawal", "memberIds": members,
    });
    let shift = ask(&away.leader, publish, shift).await.ok().text_at("shiftPublish/shift/id");
    for (somebody, of_it) in [(&away.devi, true), (&away.lim, false)] {
        // Whom he names when he joins has said nothing.
        let named = away.named();
        away.start(somebody, json!({ "shiftId": shift, "presentIds": named })).await;
        let listed = away.list(somebody).await;
        if of_it {
            assert_eq!(listed.ok().at("patrolHouses/nodes/0/address"), "12, Jalan 3");
        } else {
            assert_eq!(listed.code(), "FORBIDDEN");
        }
    }
    away.passes(TimeDelta::minutes(239)).await;
    away.list(&away.devi).await.ok();
    away.passes(TimeDelta::minutes(2)).await;
    assert_eq!(away.list(&away.devi).await.code(), "FORBIDDEN");
}

#[tokio::test]
async fn a_patrol_that_somebody_brings_after_leaving_shows_the_list_to_nobody() {
    let mut away = Away::begins().await;
    away.told("12, Jalan 3", json!({})).await;
    let present: Vec<String> =
        away.mates.iter().chain([&away.devi]).map(|mate| mate.id.to_string()).collect();
    let more = json!({ "startedAt": away.now(), "presentIds": present });
    away.passes(TimeDelta::minutes(5)).await;
    mysrs::leave(&away.lim, away.unit).await;
    away.passes(TimeDelta::minutes(5)).await;
    away.start(&away.lim, more).await;
    // He belongs to the unit no longer; and whom he names is not out there by that.
    assert_eq!(away.list(&away.lim).await.code(), "NOT_FOUND");
    assert_eq!(away.list(&away.devi).await.code(), "FORBIDDEN");
}
