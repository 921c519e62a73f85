//! Positions reach whoever may see them, thinned, on whichever node they listen.

use chrono::TimeDelta;
use domain::{
    community::GrantScope,
    policy::Role,
    shared::id::{DistrictId, PatrolId, TrackId},
};
use serde_json::{Value, json};
use stories::{User, socket::Socket};

use super::{begun, district_of, fix, follow, next, send};
use crate::mysrs::{self, Night, end, record};

const LIGHT: &str =
    "id status checkInCount positions { personId trackId coordinates { latitude } recordedAt }";

fn latitude(told: &Value) -> f64 {
    told["positions"][0]["coordinates"]["latitude"].as_f64().unwrap_or_else(|| panic!("{told}"))
}

fn is_at(told: &Value, steps: i32) -> bool {
    (latitude(told) - 1.54 - f64::from(steps) * 1e-4).abs() < 1e-9
}

#[tokio::test]
async fn where_a_patrol_is_reaches_its_leader_on_another_node() {
    let mut night = Night::begins().await;
    // The embedded default is one node by nature.
    let other = match night.app.database.redis {
        Some(_) => Some(night.app.beside().await),
        None => None,
    };
    let url = other.as_ref().map_or(night.app.url.clone(), |other| other.url.clone());
    let (patrol, track): (_, TrackId) = (begun(&night, other.as_ref()).await, night.mint());
    let unit = format!("unitId: \"{}\"", night.unit);
    let (mut live, told) = follow(&night.leader.asking(&url), &unit, LIGHT, 1).await;
    assert_eq!((&told[0]["status"], &told[0]["positions"]), (&json!("ACTIVE"), &json!([])));

    send(&night.devi, patrol, track, &[fix(&night, 0, 0, 0)]).await.ok();
    let told = next(&mut live).await;
    assert!(is_at(&told, 0), "{told}");
    assert_eq!(told["positions"][0]["personId"], json!(night.devi.id.to_string()));
    assert_eq!(told["positions"][0]["trackId"], json!(track.to_string()));
    // Too soon, then older than what is known: what is told next is the one after.
    night.passes(TimeDelta::seconds(3)).await;
    send(&night.devi, patrol, track, &[fix(&night, 1, 0, 5)]).await.ok();
    night.passes(TimeDelta::seconds(10)).await;
    send(&night.devi, patrol, track, &[fix(&night, 3, 11, 20)]).await.ok();
    send(&night.devi, patrol, track, &[fix(&night, 2, 5, 8)]).await.ok();
    let told = next(&mut live).await;
    assert!(is_at(&told, 8), "{told}");

    // A change brings where they are with it.
    record(&night.devi, patrol, &json!([night.check_in("Surau")]), &json!({})).await.ok();
    let told = next(&mut live).await;
    assert_eq!(told["checkInCount"], 1);
    assert!(is_at(&told, 8), "{told}");
    end(&night.devi, patrol, night.now()).await.ok();
    let told = loop {
        let told = next(&mut live).await;
        if told["status"] == "ENDED" {
            break told;
        }
    };
    assert_eq!(told["positions"], json!([]));
}

#[tokio::test]
async fn five_hundred_fixes_at_once_are_one_update() {
    let night = Night::begins().await;
    let (patrol, track): (_, TrackId) = (begun(&night, None).await, night.mint());
    let whom = format!("patrolId: \"{patrol}\"");
    let (mut live, _) = follow(&night.leader, &whom, LIGHT, 1).await;
    // The phone was offline for 40 minutes, and sends the newest first.
    let mut points: Vec<Value> = Vec::new();
    for number in 0..500 {
        points.push(fix(&night, number, 2500 - 5 * number, i32::try_from(number).unwrap()));
    }
    points.reverse();
    send(&night.devi, patrol, track, &points).await.ok();
    let told = next(&mut live).await;
    assert!(is_at(&told, 499), "{told}");
    assert!(live.is_silent().await);
    // The same once more, and what is older, is no news.
    send(&night.devi, patrol, track, &points).await.ok();
    send(&night.devi, patrol, track, &[fix(&night, 600, 1200, 3)]).await.ok();
    assert!(live.is_silent().await);
    // Whoever comes later is told where they are, also on a node that heard nothing.
    let other = night.app.beside().await;
    let (_, told) = follow(&night.leader.asking(&other.url), &whom, LIGHT, 1).await;
    assert_eq!(told[0]["positions"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn positions_show_to_those_who_take_part() {
    let night = Night::begins().await;
    let (patrol, track): (_, TrackId) = (begun(&night, None).await, night.mint());
    let unit = format!("unitId: \"{}\"", night.unit);
    send(&night.devi, patrol, track, &[fix(&night, 0, 0, 0)]).await.ok();
    // Encik Lim is of the unit, but not on this patrol.
    let (mut lim, told) = follow(&night.lim, &unit, LIGHT, 1).await;
    assert_eq!(told[0]["positions"], json!([]));
    let (mut devi, told) = follow(&night.devi, &unit, LIGHT, 1).await;
    assert!(is_at(&told[0], 0));
    night.app.advance(TimeDelta::seconds(10));
    send(&night.devi, patrol, track, &[fix(&night, 1, 0, 9)]).await.ok();
    assert!(is_at(&next(&mut devi).await, 9));
    assert!(lim.is_silent().await);
    // With a check-in he joins, and sees them from then on.
    record(&night.lim, patrol, &json!([night.check_in("Surau")]), &json!({})).await.ok();
    let told = loop {
        let told = next(&mut lim).await;
        if told["positions"] != json!([]) {
            break told;
        }
    };
    assert!(is_at(&told, 9), "{told}");
    let resident = night.app.person("Puan Siti").await;
    let mut socket = Socket::open(&resident).await;
    for whom in [unit, format!("patrolId: \"{patrol}\"")] {
        let query = format!("subscription {{ patrolChanged({whom}) {{ id }} }}");
        assert_eq!(socket.refused(&query).await, "NOT_FOUND");
    }
    let none = "subscription { patrolChanged { id } }";
    assert_eq!(socket.refused(none).await, "REQUIRED");
}

#[tokio::test]
async fn those_who_speak_for_the_committee_see_where_a_patrol_is_and_not_where_it_went() {
    let night = Night::begins().await;
    let (patrol, track): (_, TrackId) = (begun(&night, None).await, night.mint());
    let unit = format!("unitId: \"{}\"", night.unit);
    send(&night.devi, patrol, track, &[fix(&night, 0, 0, 0)]).await.ok();
    let app = &night.app;
    let mut watching = Vec::new();
    for (post, sees) in [
        (Role::Chair, true),
        (Role::DeputyChair, true),
        (Role::Secretary, true),
        (Role::AssistantSecretary, true),
        (Role::Treasurer, false),
        (Role::Member, false),
    ] {
        let somebody = app.officer_of_committee("Puan Aishah", night.area, post).await;
        let (live, told) = follow(&somebody, &unit, LIGHT, 1).await;
        let read = read(&somebody, patrol).await;
        for seen in [&told[0]["positions"], &read["positions"]] {
            assert_eq!(seen.as_array().map(Vec::len), Some(usize::from(sees)), "{post:?}");
        }
        assert_eq!(read["viewerCanSeePositions"], sees, "{post:?}");
        // The way so far is history.
        assert_eq!(read["trackSimplified"].is_null(), post != Role::Chair, "{post:?}");
        watching.push((post, sees, somebody, live));
    }
    app.advance(TimeDelta::seconds(10));
    send(&night.devi, patrol, track, &[fix(&night, 1, 0, 9)]).await.ok();
    for (post, sees, _, live) in &mut watching {
        if *sees {
            assert!(is_at(&next(live).await, 9), "{post:?}");
        } else {
            assert!(live.is_silent().await, "{post:?}");
        }
    }
    // Once it is over, what is left is history, which stays with the chair.
    end(&night.devi, patrol, night.now()).await.ok();
    let path = format!("/v1/patrols/{patrol}/track.geojson");
    for (post, _, somebody, _) in &watching {
        let read = read(somebody, patrol).await;
        assert_eq!(read["positions"], json!([]), "{post:?}");
        assert_eq!(read["viewerCanSeePositions"], false, "{post:?}");
        let status = somebody.get(&path).await.status;
        assert_eq!(status, if *post == Role::Chair { 200 } else { 403 }, "{post:?}");
    }
}

/// What somebody sees of a patrol who asks once.
async fn read(user: &User, patrol: PatrolId) -> Value {
    let document = "query($id: ID!) { patrol(id: $id) { viewerCanSeePositions positions { personId } trackSimplified { fixCount } } }";
    user.graphql(document, json!({ "id": patrol.to_string() })).await.ok().at("patrol").clone()
}

#[tokio::test]
async fn who_asks_for_more_is_told_of_moves_seldom() {
    let mut night = Night::begins().await;
    let (patrol, track): (_, TrackId) = (begun(&night, None).await, night.mint());
    let unit = format!("unitId: \"{}\"", night.unit);
    let heavy = format!("{LIGHT} members {{ displayName }} checkIns(last: 1) {{ nodes {{ id }} }}");
    let (mut live, _) = follow(&night.leader, &unit, &heavy, 1).await;
    let (mut without, _) = follow(&night.leader, &unit, "id status", 1).await;
    for number in 0..4 {
        night.passes(TimeDelta::seconds(9)).await;
        let step = i32::try_from(number).unwrap() * 3;
        send(&night.devi, patrol, track, &[fix(&night, number, 0, step)]).await.ok();
        assert!(number == 3 || live.is_silent().await, "after {number}");
    }
    // 9, 18, 27 and 36 seconds after the beginning: only the last is told.
    let told = next(&mut live).await;
    assert!(is_at(&told, 9), "{told}");
    assert_eq!(told["members"][0]["displayName"], "Puan Devi");
    assert!(live.is_silent().await);
    assert!(without.is_silent().await, "whoever asks for no positions hears of no moves");
}

#[tokio::test]
async fn an_officer_sees_every_patrol_of_the_district_roughly() {
    let night = Night::begins().await;
    let (patrol, track): (_, TrackId) = (begun(&night, None).await, night.mint());
    send(&night.devi, patrol, track, &[fix(&night, 0, 0, 2)]).await.ok();
    let district = district_of(&night).await;
    let scope = GrantScope::District(district.parse::<DistrictId>().unwrap());
    let officer = night.app.officer("Puan Zaleha", Role::DistrictOfficer, &scope).await;
    let whom = format!("districtId: \"{district}\"");
    let (mut live, told) = follow(&officer, &whom, LIGHT, 1).await;
    assert_eq!(told[0]["id"], json!(patrol.to_string()));
    // 1.5402 is 1.54 to a thousandth.
    assert!((latitude(&told[0]) - 1.54).abs() < 1e-9, "{}", told[0]);
    assert_eq!(told[0]["positions"][0]["personId"], Value::Null);
    // 30 m on are the same place roughly, and no news; 100 m are.
    for (number, step) in [(1, 4), (2, 11)] {
        night.app.advance(TimeDelta::seconds(6));
        send(&night.devi, patrol, track, &[fix(&night, number, 0, step)]).await.ok();
    }
    let told = next(&mut live).await;
    assert!((latitude(&told) - 1.541).abs() < 1e-9, "{told}");
    // Another unit of the district begins; one of another district is not told.
    let found = night.leader.ask("{ patrolUnits { area { id } } }").await.ok();
    let area = found.text_at("patrolUnits/0/area/id").parse().unwrap();
    let second = mysrs::add_unit(&night.app, area).await;
    let leader = mysrs::volunteer(&night.app, "Encik Ravi", second, true).await;
    let (mut live, _) = follow(&officer, &whom, LIGHT, 1).await;
    let theirs = night.stranger.ask("{ patrolUnits { id } }").await.ok();
    for (user, unit) in
        [(&night.stranger, theirs.text_at("patrolUnits/0/id")), (&leader, second.to_string())]
    {
        let id: PatrolId = night.mint();
        let input = json!({ "id": id.to_string(), "unitId": unit, "startedAt": night.now() });
        user.graphql(mysrs::START, json!({ "input": input })).await.ok();
        if unit == second.to_string() {
            assert_eq!(next(&mut live).await["id"], json!(id.to_string()));
        }
    }
    let mut socket = Socket::open(&night.leader).await;
    let query = format!("subscription {{ patrolChanged({whom}) {{ id }} }}");
    assert_eq!(socket.refused(&query).await, "NOT_FOUND");
}

#[tokio::test]
async fn no_map_shows_what_somebody_who_has_left_brings_until_somebody_of_the_unit_is_on_it() {
    let mut night = Night::begins().await;
    let (patrol, track, of_devi): (PatrolId, TrackId, TrackId) =
        (night.mint(), night.mint(), night.mint());
    let input = json!({
        "id": patrol.to_string(), "unitId": night.unit.to_string(), "startedAt": night.now(),
        "presentIds": [night.devi.id.to_string()],
    });
    night.passes(TimeDelta::minutes(10)).await;
    mysrs::leave(&night.lim, night.unit).await;
    night.passes(TimeDelta::minutes(10)).await;
    let unit = format!("unitId: \"{}\"", night.unit);
    let (mut live, _) = follow(&night.leader, &unit, LIGHT, 0).await;
    night.lim.graphql(mysrs::START, json!({ "input": input })).await.ok();
    send(&night.lim, patrol, track, &[fix(&night, 0, 0, 0)]).await.ok();
    assert!(live.is_silent().await);
    follow(&night.leader, &unit, LIGHT, 0).await;
    // It is kept, and nobody sees where his phone is; he follows nobody.
    let asked = "query($id: ID!) { patrol(id: $id) { status onItsWay viewerCanSeePositions viewerCanShare positions { personId } } }";
    let id = json!({ "id": patrol.to_string() });
    let read = night.leader.graphql(asked, id.clone()).await.ok();
    let kept = json!({ "status": "ACTIVE", "onItsWay": false, "viewerCanSeePositions": false, "viewerCanShare": false, "positions": [] });
    assert_eq!(read.at("patrol"), &kept);
    assert_eq!(night.lim.graphql(asked, id.clone()).await.code(), "NOT_FOUND");

    // Puan Devi's phone is with it after all.
    send(&night.devi, patrol, of_devi, &[fix(&night, 0, 0, 3)]).await.ok();
    let told = next(&mut live).await;
    assert_eq!(told["id"], json!(patrol.to_string()));
    let on_its_way = async || {
        let read = night.leader.graphql(asked, id.clone()).await.ok();
        read.at("patrol/onItsWay").clone()
    };
    assert_eq!(on_its_way().await, true);
    end(&night.devi, patrol, night.now()).await.ok();
    assert_eq!(on_its_way().await, false);
}
