//! Who sees an incident, and what of it.

use domain::{community::GrantScope, policy::Role};
use serde_json::{Value, json};
use stories::socket::Socket;

use super::{Watch, change, read};
use crate::{
    krt_shop::{is_by_link_only, small_picture, upload},
    own_data::erase,
};

#[tokio::test]
async fn an_incident_is_seen_by_need() {
    let watch = Watch::begins().await;
    let patrol = watch.patrol(&watch.devi).await;
    let id = watch.reported(json!({ "patrolId": patrol })).await;
    let (officer, police) = (watch.officer().await, watch.police().await);
    let app = &watch.app;
    let elsewhere = GrantScope::State("02".to_owned());
    let far = app.officer("Encik Fauzi", Role::StateOfficer, &elsewhere).await;
    let treasurer = app.officer_of_committee("Encik Tan", watch.area, Role::Treasurer).await;
    let resident = app.resident("Puan Siti", watch.area).await;
    for sees in [&watch.devi, &watch.leader, &watch.secretary, &officer] {
        let seen = read(sees, &id).await.ok();
        assert_eq!(seen.at("incident/reportedBy/displayName"), "Puan Devi");
        assert_eq!(seen.at("incident/reporterCoordinates/latitude"), 1.54);
        assert_eq!(seen.at("incident/coordinates/latitude"), 1.541);
    }
    // Neither another volunteer who was not there, nor residents, nor the police unasked.
    for blind in [&watch.lim, &treasurer, &resident, &police, &far, &watch.stranger] {
        assert_eq!(read(blind, &id).await.code(), "NOT_FOUND");
        let note = json!({ "id": watch.mint_note(), "incidentId": id, "text": "x" });
        assert_eq!(change(blind, "incidentNoteAdd", note).await.code(), "NOT_FOUND");
    }
    assert_eq!(read(&app.anybody(), &id).await.code(), "UNAUTHENTICATED");

    // Lists: of a place for those who answer for it, and one's own for everybody.
    let (unit, area, district) =
        (watch.unit.to_string(), watch.area.to_string(), watch.district.to_string());
    let list = |place: &str| format!("{{ incidents({place}) {{ nodes {{ id }} }} }}");
    let of_unit = list(&format!("unitId: \"{unit}\""));
    let of_area = list(&format!("areaId: \"{area}\""));
    let of_district = list(&format!("districtId: \"{district}\""));
    let of_state = list("stateCode: \"01\"");
    let (yes, no, hidden) = ("", "FORBIDDEN", "NOT_FOUND");
    for (user, expected) in [
        (&watch.leader, [yes, hidden, hidden, hidden]),
        (&watch.secretary, [yes, yes, hidden, hidden]),
        (&officer, [yes, yes, yes, hidden]),
        (&watch.lim, [no, hidden, hidden, hidden]),
        (&treasurer, [no, no, hidden, hidden]),
        (&resident, [hidden; 4]),
        (&police, [hidden; 4]),
        (&far, [hidden; 4]),
    ] {
        for (query, code) in [&of_unit, &of_area, &of_district, &of_state].iter().zip(expected) {
            let answer = user.ask(query).await;
            assert_eq!(answer.code(), code, "{query}: {}", answer.text);
            if code.is_empty() {
                assert_eq!(answer.at("incidents/nodes/0/id"), &json!(id));
            }
        }
    }
    let mine = "{ incidents { nodes { id } } }";
    assert_eq!(watch.devi.ask(mine).await.ok().at("incidents/nodes/0/id"), &json!(id));
    assert_eq!(resident.ask(mine).await.ok().at("incidents/nodes"), &json!([]));
    let both = list(&format!("unitId: \"{unit}\", stateCode: \"01\""));
    assert_eq!(officer.ask(&both).await.code(), "BAD_REQUEST");
    let follow = format!("subscription {{ incidentChanged(unitId: \"{unit}\") {{ id }} }}");
    for (user, code) in [(&watch.lim, no), (&resident, hidden), (&watch.stranger, hidden)] {
        assert_eq!(Socket::open(user).await.refused(&follow).await, code);
    }
}

#[tokio::test]
async fn a_unit_and_a_patrol_show_their_incidents_to_those_whose_they_are() {
    let watch = Watch::begins().await;
    let (patrol, other) = (watch.patrol(&watch.devi).await, watch.patrol(&watch.devi).await);
    let on_it = watch.reported(json!({ "patrolId": patrol })).await;
    let elsewhere = watch.reported(json!({ "severity": "LOW" })).await;
    let of_patrol = "query($id: ID!) { patrol(id: $id) { incidents(first: 5) { nodes { id } } } }";
    let of_unit = "query($id: ID!, $filter: IncidentFilterInput) { patrolUnit(id: $id) { incidents(filter: $filter) { nodes { id } } } }";
    let officer = watch.officer().await;
    for sees in [&watch.devi, &watch.leader, &watch.secretary, &officer] {
        let seen = sees.graphql(of_patrol, json!({ "id": patrol })).await.ok();
        assert_eq!(seen.at("patrol/incidents/nodes"), &json!([{ "id": on_it }]));
        let none = sees.graphql(of_patrol, json!({ "id": other })).await.ok();
        assert_eq!(none.at("patrol/incidents/nodes"), &json!([]));
    }
    let unit = watch.unit.to_string();
    for sees in [&watch.leader, &watch.secretary, &officer] {
        let seen = sees.graphql(of_unit, json!({ "id": unit })).await.ok();
        let nodes = seen.at("patrolUnit/incidents/nodes");
        assert_eq!(nodes.as_array().map(Vec::len), Some(2), "{}", seen.text);
        let low = json!({ "id": unit, "filter": { "severity": "LOW" } });
        let seen = sees.graphql(of_unit, low).await.ok();
        assert_eq!(seen.at("patrolUnit/incidents/nodes"), &json!([{ "id": elsewhere }]));
    }
    // Who sees the patrol and the unit, and answers for neither; and whoever sees neither.
    let treasurer = watch.app.officer_of_committee("Encik Tan", watch.area, Role::Treasurer).await;
    for blind in [&watch.lim, &treasurer] {
        let seen = blind.graphql(of_patrol, json!({ "id": patrol })).await.ok();
        assert_eq!(seen.at("patrol/incidents"), &Value::Null);
        let seen = blind.graphql(of_unit, json!({ "id": unit })).await.ok();
        assert_eq!(seen.at("patrolUnit/incidents"), &Value::Null);
    }
    let refused = watch.stranger.graphql(of_patrol, json!({ "id": patrol })).await;
    assert_eq!(refused.code(), "NOT_FOUND");
    // Puan Devi reported them, and does not answer for the unit.
    let hers = watch.devi.graphql(of_unit, json!({ "id": unit })).await.ok();
    assert_eq!(hers.at("patrolUnit/incidents"), &Value::Null);
}

#[tokio::test]
async fn pictures_of_people_are_for_those_who_answer_for_the_incident() {
    let watch = Watch::begins().await;
    let patrol = watch.patrol(&watch.devi).await;
    watch.start(&watch.lim, &patrol).await;
    let (fence, faces) =
        (upload(&watch.devi, small_picture()).await, upload(&watch.devi, small_picture()).await);
    let photos = json!([{ "mediaId": fence, "personsVisible": false }, { "mediaId": faces, "personsVisible": true }]);
    let id = watch.reported(json!({ "patrolId": patrol, "photos": photos })).await;
    let officer = watch.officer().await;
    for (user, sees) in [
        (&watch.devi, vec![false]),
        (&watch.lim, vec![false]),
        (&watch.leader, vec![false, true]),
        (&watch.secretary, vec![false, true]),
        (&officer, vec![false, true]),
    ] {
        let seen = read(user, &id).await.ok();
        let photos = seen.at("incident/photos").as_array().unwrap();
        let persons: Vec<bool> =
            photos.iter().map(|photo| photo["personsVisible"].as_bool().unwrap()).collect();
        assert_eq!(persons, sees, "{}", seen.text);
        assert_eq!(photos[0]["picture"]["width"], 8);
    }
    let asked = "query($id: ID!) { incident(id: $id) { photos { picture { url } } } }";
    let seen = watch.leader.graphql(asked, json!({ "id": id })).await.ok();
    is_by_link_only(&watch.app, &seen.text_at("incident/photos/1/picture/url")).await;
    // One more follows, sent twice; nobody adds somebody else's.
    let later = upload(&watch.lim, small_picture()).await;
    let add = json!({ "incidentId": id, "mediaId": later, "personsVisible": false });
    for _ in 0..2 {
        let added = change(&watch.lim, "incidentPhotoAdd", add.clone()).await.ok();
        let photos = added.at("incidentPhotoAdd/incident/photos");
        assert_eq!(photos.as_array().map(Vec::len), Some(2));
        let last = added.at("incidentPhotoAdd/incident/timeline/nodes/1");
        assert_eq!(
            (&last["kind"], &last["person"]["displayName"]),
            (&json!("PHOTO_ADDED"), &json!("Encik Lim"))
        );
        assert_eq!(added.at("incidentPhotoAdd/incident/timeline/nodes/2"), &Value::Null);
    }
    let another = upload(&watch.lim, small_picture()).await;
    let add = json!({ "incidentId": id, "mediaId": another, "personsVisible": false });
    let refused = change(&watch.devi, "incidentPhotoAdd", add).await;
    assert_eq!(refused.refusals("incidentPhotoAdd"), ["NOT_FOUND mediaId"]);
}

#[tokio::test]
async fn what_somebody_reported_stays_without_their_name() {
    let watch = Watch::begins().await;
    let picture = upload(&watch.devi, small_picture()).await;
    let photos = json!([{ "mediaId": picture, "personsVisible": false }]);
    let more =
        json!({ "behaviour": "Pagar dipotong. Saya, Puan Devi, melihatnya.", "photos": photos });
    let id = watch.reported(more).await;
    let update = json!({ "id": id, "version": 1, "behaviour": "Pagar dipotong." });
    change(&watch.devi, "incidentUpdate", update).await.ok();
    let note = json!({ "id": watch.mint_note(), "incidentId": id, "text": "Hubungi Puan Devi." });
    change(&watch.devi, "incidentNoteAdd", note).await.ok();
    let exported = watch.devi.get("/v1/account/export").await;
    for section in ["incidentsReported", "incidentSteps", "incidentPhotos", "picturesOfIncidents"] {
        assert!(!exported.body[section].as_array().unwrap().is_empty(), "{section}");
    }
    erase(&watch.devi).await.ok();
    let seen = read(&watch.leader, &id).await.ok();
    let incident = seen.at("incident");
    assert_eq!(incident["serial"], "SRS-01-0001-2026-000001");
    assert_eq!(incident["reportedBy"]["displayName"], "");
    assert_eq!(incident["reporterCoordinates"], Value::Null);
    assert_eq!(incident["coordinates"]["latitude"], 1.541);
    assert_eq!(incident["photos"].as_array().map(Vec::len), Some(1));
    assert!(!seen.text.contains("Devi"), "{}", seen.text);
}
