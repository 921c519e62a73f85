//! Finding one's neighbourhood, and keeping its record.

use chrono::TimeDelta;
use domain::{
    community::{GrantScope, NewArea, put_area},
    policy::Role,
    shared::id::{AreaId, DistrictId},
};
use serde_json::{Value, json};
use stories::{Answer, TestApp, User, area_record};

const NEAR: &str = "query($near: NearInput, $query: String, $postcode: String, $first: Int, $after: String, $last: Int, $before: String) { areas(near: $near, query: $query, postcode: $postcode, first: $first, after: $after, last: $last, before: $before) { edges { cursor distanceMetres node { name } } pageInfo { hasNextPage hasPreviousPage endCursor startCursor } } }";
const BOUNDARY: &str = "mutation($input: AreaBoundarySetInput!) { areaBoundarySet(input: $input) { area { version boundary } userErrors { code field message } } }";
const UPDATE: &str = "mutation($input: AreaUpdateInput!) { areaUpdate(input: $input) { area { version name postcode policeStation coordinates { latitude } } userErrors { code field } } }";
const STATUS: &str = "mutation($input: AreaStatusSetInput!) { areaStatusSet(input: $input) { area { version status statusReason } userErrors { code field } } }";

/// A neighbourhood of a district at a place, with a postcode.
async fn area_at(
    app: &TestApp,
    beside: AreaId,
    name: &str,
    postcode: &str,
    position: Option<(f64, f64)>,
) -> AreaId {
    let (district_id, state_code) = place_of(app, beside).await;
    let id: AreaId = app.ctx().mint();
    let record = NewArea {
        postcode: postcode.to_owned(),
        position,
        ..area_record(format!("KRT/{id}"), name, district_id, state_code)
    };
    app.arrange(async |ctx, work| {
        put_area(work.connection(), id, &record, ctx.now()).await.unwrap();
    })
    .await;
    id
}

async fn place_of(app: &TestApp, area: AreaId) -> (DistrictId, String) {
    let area = domain::community::area(&app.ctx(), area).await.unwrap();
    (area.district_id, area.state_code)
}

async fn district_officer(app: &TestApp, area: AreaId) -> User {
    let (district, _) = place_of(app, area).await;
    app.officer("Puan Norazlina", Role::DistrictOfficer, &GrantScope::District(district)).await
}

fn square(south: f64, west: f64, side: f64) -> Value {
    let (north, east) = (south + side, west + side);
    json!({ "type": "Polygon", "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]] })
}

async fn find(user: &User, variables: Value) -> Answer {
    user.graphql(NEAR, variables).await.ok()
}

fn names(answer: &Answer) -> Vec<String> {
    let edges = answer.at("areas/edges").as_array().unwrap();
    edges.iter().map(|edge| edge["node"]["name"].as_str().unwrap().to_owned()).collect()
}

fn distances(answer: &Answer) -> Vec<Value> {
    let edges = answer.at("areas/edges").as_array().unwrap();
    edges.iter().map(|edge| edge["distanceMetres"].clone()).collect()
}

#[tokio::test]
async fn one_finds_the_own_neighbourhood_by_name_postcode_or_place() {
    let app = TestApp::start().await;
    let rini = app.area("Taman Mutiara Rini").await;
    let anybody = app.anybody();
    area_at(&app, rini, "Taman Dekat", "81310", Some((1.541, 103.65))).await;
    area_at(&app, rini, "Taman Jauh", "81310", Some((1.64, 103.65))).await;
    area_at(&app, rini, "Taman Entah", "81320", None).await;

    let by_name = find(&anybody, json!({ "query": "mutiara" })).await;
    assert_eq!(names(&by_name), ["Taman Mutiara Rini"]);
    assert_eq!(distances(&by_name), [json!(null)]);
    let by_postcode = find(&anybody, json!({ "postcode": " 81310 " })).await;
    assert_eq!(names(&by_postcode), ["Taman Dekat", "Taman Jauh"]);
    let here = json!({ "coordinates": { "latitude": 1.5405, "longitude": 103.65 } });
    let by_place = find(&anybody, json!({ "near": here })).await;
    assert_eq!(names(&by_place).len(), 2, "the far one is 11 km away, and one lies nowhere");
    // 0.0005 degrees north are 55.6 m, both ways.
    assert_eq!(distances(&by_place), [json!(56), json!(56)]);
    let both = find(&anybody, json!({ "near": here, "postcode": "81310" })).await;
    assert_eq!(names(&both), ["Taman Dekat"]);
    let wide = json!({ "coordinates": { "latitude": 1.5405, "longitude": 103.65 }, "withinMetres": 20000 });
    assert_eq!(
        names(&find(&anybody, json!({ "near": wide, "query": "jauh" })).await),
        ["Taman Jauh"]
    );

    for (variables, code) in [
        (json!({ "postcode": "8131" }), "POSTCODE_INVALID"),
        (
            json!({ "near": { "coordinates": { "latitude": 103.6, "longitude": 1.5 } } }),
            "POSITION_INVALID",
        ),
        (
            json!({ "near": { "coordinates": { "latitude": 1.5, "longitude": 103.6 }, "withinMetres": 50001 } }),
            "OUT_OF_RANGE",
        ),
    ] {
        assert_eq!(anybody.graphql(NEAR, variables).await.code(), code);
    }
}

#[tokio::test]
async fn a_neighbourhood_that_holds_the_place_comes_first() {
    let app = TestApp::start().await;
    let rini = app.area("Taman Mutiara Rini").await;
    let officer = district_officer(&app, rini).await;
    // Its office lies far from its edge, where somebody lives who is nearer to another office.
    area_at(&app, rini, "Taman Sebelah", "81300", Some((1.571, 103.65))).await;
    let input = json!({ "id": rini, "version": 1, "boundary": square(1.53, 103.64, 0.04) });
    let set = officer.graphql(BOUNDARY, json!({ "input": input })).await.ok();
    assert_eq!(set.at("areaBoundarySet/area/version"), 2);
    assert_eq!(set.at("areaBoundarySet/area/boundary"), &square(1.53, 103.64, 0.04));

    let here = json!({ "coordinates": { "latitude": 1.5695, "longitude": 103.65 } });
    let found = find(&app.anybody(), json!({ "near": here })).await;
    assert_eq!(names(&found), ["Taman Mutiara Rini", "Taman Sebelah"]);
    assert_eq!(distances(&found), [json!(0), json!(167)]);
    // Outside of it, distances count again.
    let outside = json!({ "coordinates": { "latitude": 1.5701, "longitude": 103.65 } });
    let found = find(&app.anybody(), json!({ "near": outside })).await;
    assert_eq!(names(&found), ["Taman Sebelah", "Taman Mutiara Rini"]);

    let away = json!({ "id": rini, "version": 2, "boundary": null });
    let set = officer.graphql(BOUNDARY, json!({ "input": away })).await.ok();
    assert_eq!(set.at("areaBoundarySet/area/boundary"), &json!(null));
    assert_eq!(names(&find(&app.anybody(), json!({ "near": here })).await)[0], "Taman Sebelah");
}

#[tokio::test]
async fn the_nearest_are_paged_without_gaps_both_ways() {
    let app = TestApp::start().await;
    let rini = app.area("Taman 0").await;
    let mut expected = vec!["Taman 0".to_owned()];
    for number in 1..=30_i32 {
        let (name, north) = (format!("Taman {number}"), 1.54 + 0.002 * f64::from(number));
        area_at(&app, rini, &name, "81300", Some((north, 103.65))).await;
        expected.push(name);
    }
    let near =
        json!({ "coordinates": { "latitude": 1.54, "longitude": 103.65 }, "withinMetres": 50000 });
    let anybody = app.anybody();
    let (mut forward, mut after) = (Vec::new(), json!(null));
    loop {
        let page = find(&anybody, json!({ "near": near, "first": 7, "after": after })).await;
        forward.extend(names(&page));
        after = page.at("areas/pageInfo/endCursor").clone();
        if page.at("areas/pageInfo/hasNextPage") == false {
            break;
        }
    }
    assert_eq!(forward, expected);
    let (mut backward, mut before) = (Vec::new(), json!(null));
    loop {
        let page = find(&anybody, json!({ "near": near, "last": 7, "before": before })).await;
        backward.splice(0..0, names(&page));
        before = page.at("areas/pageInfo/startCursor").clone();
        if page.at("areas/pageInfo/hasPreviousPage") == false {
            break;
        }
    }
    assert_eq!(backward, expected);
    let by_name = find(&anybody, json!({ "first": 1 })).await;
    let foreign = by_name.at("areas/pageInfo/endCursor");
    let refused =
        anybody.graphql(NEAR, json!({ "near": near, "first": 1, "after": foreign })).await;
    assert_eq!(refused.code(), "CURSOR_INVALID");
}

#[tokio::test]
async fn a_broken_boundary_is_refused_with_its_place() {
    let app = TestApp::start().await;
    let area = app.area("Taman Mutiara Rini").await;
    let officer = district_officer(&app, area).await;
    let ring = |ring: Value| json!({ "type": "Polygon", "coordinates": [ring] });
    let many: Vec<Value> = (0..2_001).map(|n| json!([103.6 + f64::from(n) * 1e-6, 1.5])).collect();
    for (boundary, refusal) in [
        (json!({ "type": "Point", "coordinates": [103.6, 1.5] }), "BOUNDARY_INVALID boundary.type"),
        (
            ring(json!([[103.6, 1.5], [103.7, 1.5], [103.7, 1.6], [103.6, 1.6]])),
            "BOUNDARY_OPEN boundary.coordinates.0",
        ),
        (
            ring(json!([[103.6, 1.5], [103.7, 1.6], [103.7, 1.5], [103.6, 1.6], [103.6, 1.5]])),
            "BOUNDARY_CROSSING boundary.coordinates.0",
        ),
        (
            ring(json!([[1.5, 103.6], [1.6, 103.6], [1.6, 103.7], [1.5, 103.6]])),
            "POSITION_INVALID boundary.coordinates.0.0",
        ),
        (square(1.5, 103.6, 0.6), "BOUNDARY_TOO_WIDE boundary"),
        (ring(json!(many)), "TOO_MANY boundary.coordinates"),
    ] {
        let input = json!({ "id": area, "version": 1, "boundary": boundary });
        let answer = officer.graphql(BOUNDARY, json!({ "input": input })).await;
        assert_eq!(answer.refusals("areaBoundarySet"), [refusal], "{}", answer.text);
    }
    let answer =
        app.anybody().ask(&format!("{{ area(id: \"{area}\") {{ version boundary }} }}")).await.ok();
    assert_eq!(answer.at("area"), &json!({ "version": 1, "boundary": null }));
}

#[tokio::test]
async fn an_officer_keeps_the_record_and_two_do_not_undo_each_other() {
    let app = TestApp::start().await;
    let area = app.area("Taman Mutiara Rini").await;
    let elsewhere = app.area("Taman Melati").await;
    let officer = district_officer(&app, area).await;
    let input = json!({ "id": area, "version": 1, "name": " Taman  Mutiara ", "postcode": "81200", "policeStation": "Balai Skudai", "coordinates": { "latitude": 1.55, "longitude": 103.6 }, "idempotencyKey": "a" });
    let updated = officer.graphql(UPDATE, json!({ "input": input })).await.ok();
    let expected = json!({ "version": 2, "name": "Taman Mutiara", "postcode": "81200", "policeStation": "Balai Skudai", "coordinates": { "latitude": 1.55 } });
    assert_eq!(updated.at("areaUpdate/area"), &expected);
    // The phone lost the answer and asks again.
    let again = officer.graphql(UPDATE, json!({ "input": input })).await.ok();
    assert_eq!(again.at("areaUpdate/area"), &expected);
    // Somebody else still looks at the first version.
    let stale = json!({ "id": area, "version": 1, "name": "Taman Lain" });
    let refused = officer.graphql(UPDATE, json!({ "input": stale })).await;
    assert_eq!(refused.refusals("areaUpdate"), ["VERSION_CONFLICT version"]);
    let away = json!({ "id": area, "version": 2, "policeStation": null });
    let updated = officer.graphql(UPDATE, json!({ "input": away })).await.ok();
    assert_eq!(updated.at("areaUpdate/area/policeStation"), &json!(null));
    assert_eq!(updated.at("areaUpdate/area/postcode"), "81200");
    // Everything wrong is said at once, and found by the new name at once.
    let wrong = json!({ "id": area, "version": 3, "name": " ", "postcode": "x", "coordinates": { "latitude": 103.0, "longitude": 1.0 } });
    let refused = officer.graphql(UPDATE, json!({ "input": wrong })).await;
    let expected = ["REQUIRED name", "POSTCODE_INVALID postcode", "POSITION_INVALID coordinates"];
    assert_eq!(refused.refusals("areaUpdate"), expected);
    assert_eq!(
        names(&find(&app.anybody(), json!({ "query": "mutiara" })).await),
        ["Taman Mutiara"]
    );
    // Beyond the officer's district nothing is changed.
    let foreign = json!({ "id": elsewhere, "version": 1, "name": "x" });
    assert_eq!(officer.graphql(UPDATE, json!({ "input": foreign })).await.code(), "FORBIDDEN");
}

#[tokio::test]
async fn a_registration_goes_from_the_district_over_the_state_to_headquarters() {
    let app = TestApp::start().await;
    let area = app.area("Taman Mutiara Rini").await;
    let (_, state) = place_of(&app, area).await;
    let district = district_officer(&app, area).await;
    let state = app.officer("Encik Fauzi", Role::StateOfficer, &GrantScope::State(state)).await;
    let headquarters = app.officer("Puan Chong", Role::HqOfficer, &GrantScope::Nation).await;
    let set = async |user: &User, version: i64, status: &str, reason: Option<&str>| {
        let input = json!({ "id": area, "version": version, "status": status, "reason": reason });
        user.graphql(STATUS, json!({ "input": input })).await
    };
    // It is active: its profile is brought up to date, and it climbs again.
    set(&district, 1, "PROFILE_UPDATE", None).await.ok();
    set(&district, 2, "APPLIED", None).await.ok();
    set(&district, 3, "CHECKED_BY_DISTRICT", None).await.ok();
    assert_eq!(set(&district, 4, "CONFIRMED_BY_STATE", None).await.code(), "FORBIDDEN");
    let skipped = set(&state, 4, "ACTIVE", None).await;
    assert_eq!(skipped.refusals("areaStatusSet"), ["STATE_INVALID status"]);
    set(&state, 4, "CONFIRMED_BY_STATE", None).await.ok();
    assert_eq!(set(&state, 5, "ACTIVE", None).await.code(), "FORBIDDEN");
    set(&headquarters, 5, "ACTIVE", None).await.ok();
    // What an officer writes about it is for its committee and the officers above it.
    let why = async |user: &User| {
        let asked = format!("{{ area(id: \"{area}\") {{ statusReason }} }}");
        user.ask(&asked).await.ok().at("area/statusReason").clone()
    };
    let chair = app.officer_of_committee("Encik Lim", area, Role::Chair).await;
    let resident = app.resident("Aminah", area).await;
    set(&district, 6, "PROFILE_UPDATE", Some("Pengerusi tidak hadir")).await.ok();
    for user in [&app.anybody(), &resident] {
        assert_eq!(why(user).await, json!(null));
    }
    for user in [&chair, &district, &headquarters] {
        assert_eq!(why(user).await, "Pengerusi tidak hadir");
    }
    set(&district, 7, "APPLIED", None).await.ok();
    set(&district, 8, "CHECKED_BY_DISTRICT", None).await.ok();
    set(&state, 9, "CONFIRMED_BY_STATE", None).await.ok();
    set(&headquarters, 10, "ACTIVE", None).await.ok();
    // Two officers at once: the one who was late is told.
    let (one, other) = tokio::join!(
        set(&district, 11, "INACTIVE", Some("Tiada aktiviti")),
        set(&headquarters, 11, "PROFILE_UPDATE", None)
    );
    let conflicts = [one, other]
        .iter()
        .filter(|answer| answer.refusals("areaStatusSet") == ["VERSION_CONFLICT version"])
        .count();
    assert_eq!(conflicts, 1);
    let unreasoned = set(&state, 12, "CANCELLED", Some(" ")).await;
    assert_eq!(unreasoned.refusals("areaStatusSet"), ["REQUIRED reason"]);
    let ended = set(&state, 12, "CANCELLED", Some("Bergabung dengan jiran")).await.ok();
    assert_eq!(ended.at("areaStatusSet/area/statusReason"), "Bergabung dengan jiran");
    assert_eq!(why(&app.anybody()).await, "Bergabung dengan jiran");
    let undone = set(&headquarters, 13, "ACTIVE", None).await;
    assert_eq!(undone.refusals("areaStatusSet"), ["STATE_INVALID status"]);
}

#[tokio::test]
async fn a_grant_that_ended_changes_nothing_any_more() {
    let app = TestApp::start().await;
    let area = app.area("Taman Mutiara Rini").await;
    let officer = district_officer(&app, area).await;
    app.arrange(async |ctx, work| {
        let sql = "update officer_grant set ends_at = $1 where person_id = $2";
        let ends_at = ctx.now() + TimeDelta::minutes(5);
        let values = [ends_at.into(), officer.id.into()];
        domain::shared::db::run(work.connection(), sql, values).await.unwrap();
    })
    .await;
    let mut officer = officer;
    officer.refresh().await;
    app.advance(TimeDelta::minutes(6));
    let input = json!({ "id": area, "version": 1, "name": "Taman Lain" });
    assert_eq!(officer.graphql(UPDATE, json!({ "input": input })).await.code(), "TOKEN_EXPIRED");
    officer.refresh().await;
    assert_eq!(officer.graphql(UPDATE, json!({ "input": input })).await.code(), "FORBIDDEN");
}
