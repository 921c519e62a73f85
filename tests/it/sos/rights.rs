//! Who may see a call for help, who may answer and end it, and who sees where the caller is.

use serde_json::{Value, json};
use stories::socket::Socket;

use super::{Watch, acknowledge, call, calls, read, resolve};

#[tokio::test]
async fn whoever_is_no_volunteer_is_told_the_emergency_number() {
    let watch = Watch::begins().await;
    for user in [&watch.resident, &watch.chair] {
        let answer = call(user, &json!({})).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (403, "SOS_NOT_HERE"));
        assert!(answer.body["title"].as_str().unwrap().contains("999"), "{}", answer.text);
    }
}

#[tokio::test]
async fn a_neighbour_and_another_unit_see_nothing() {
    let watch = Watch::begins().await;
    watch.patrol(&watch.devi, &[&watch.lim]).await;
    let id = calls(&watch.devi, &json!({ "latitude": 1.54, "longitude": 103.65 })).await;
    let unit = watch.unit;
    for nobody in [&watch.resident, &watch.stranger] {
        assert_eq!(read(nobody, &id).await.code(), "NOT_FOUND");
        assert_eq!(acknowledge(nobody, &id, "SEEN", None).await.code(), "NOT_FOUND");
        assert_eq!(resolve(nobody, &id, "Selesai").await.code(), "NOT_FOUND");
        let listed = format!("{{ sosCalls(unitId: \"{unit}\") {{ nodes {{ id }} }} }}");
        assert_eq!(nobody.ask(&listed).await.code(), "NOT_FOUND");
        let node = format!("{{ node(id: \"{id}\") {{ id }} }}");
        assert_eq!(nobody.ask(&node).await.code(), "NOT_FOUND");
        let follow = format!("subscription {{ sosChanged(unitId: \"{unit}\") {{ id }} }}");
        assert_eq!(Socket::open(nobody).await.refused(&follow).await, "NOT_FOUND");
        for what in ["position", "cancel"] {
            let path = format!("/v1/sos/{id}/{what}");
            let body = json!({ "latitude": 1.6, "longitude": 103.6 });
            assert_eq!(nobody.post(&path, &body).await.code(), "NOT_FOUND", "{what}");
        }
    }
    let none = "sos_01jaaaaaaaaaaaaaaaaaaaaaaa";
    assert_eq!(read(&watch.leader, none).await.code(), "NOT_FOUND");
}

#[tokio::test]
async fn who_was_told_and_who_comes_see_where_the_caller_is_and_others_do_not() {
    let watch = Watch::begins().await;
    watch.patrol(&watch.devi, &[&watch.lim]).await;
    let id = calls(&watch.devi, &json!({ "latitude": 1.54, "longitude": 103.65 })).await;
    // Puan Siti is of the unit but not on patrol, the treasurer of the committee but not told.
    for (user, sees) in [
        (&watch.lim, true),
        (&watch.leader, true),
        (&watch.chair, true),
        (&watch.devi, true),
        (&watch.siti, false),
        (&watch.treasurer, false),
    ] {
        let seen = read(user, &id).await.ok();
        let expected =
            if sees { json!({ "latitude": 1.54, "longitude": 103.65 }) } else { Value::Null };
        assert_eq!(seen.at("sos/coordinates"), &expected, "{}", seen.text);
        assert_eq!(seen.at("sos/caller/displayName"), "Puan Devi");
    }
    let path = format!("/v1/sos/{id}/position");
    let elsewhere = json!({ "latitude": 2.0, "longitude": 103.65 });
    assert_eq!(watch.lim.post(&path, &elsewhere).await.code(), "FORBIDDEN");
    let cancel = format!("/v1/sos/{id}/cancel");
    assert_eq!(watch.leader.post(&cancel, &json!({})).await.code(), "FORBIDDEN");
    // Nobody answers their own call; a treasurer answers none.
    assert_eq!(acknowledge(&watch.devi, &id, "SEEN", None).await.code(), "FORBIDDEN");
    assert_eq!(acknowledge(&watch.treasurer, &id, "SEEN", None).await.code(), "FORBIDDEN");
    // Before she answers Puan Siti ends nothing.
    assert_eq!(resolve(&watch.siti, &id, "Selesai").await.code(), "FORBIDDEN");
    let comes = acknowledge(&watch.siti, &id, "COMING", None).await.ok();
    assert_eq!(comes.at("sosAcknowledge/sos/coordinates/latitude"), 1.54);
    let seen = read(&watch.siti, &id).await.ok();
    assert_eq!(seen.at("sos/viewerCanResolve"), true);
    let seen = read(&watch.devi, &id).await.ok();
    assert_eq!(
        (seen.at("sos/viewerCanCancel"), seen.at("sos/viewerCanAcknowledge")),
        (&json!(true), &json!(false))
    );
    let empty = resolve(&watch.siti, &id, " ").await;
    assert_eq!(empty.refusals("sosResolve"), ["REQUIRED outcome"]);
    resolve(&watch.siti, &id, "Selamat").await.ok();
    resolve(&watch.siti, &id, "Selamat").await.ok();
    let listed = format!(
        "{{ sosCalls(unitId: \"{}\") {{ nodes {{ id status coordinates {{ latitude }} }} }} }}",
        watch.unit
    );
    let listed = watch.treasurer.ask(&listed).await.ok();
    let one = json!([{ "id": id, "status": "RESOLVED", "coordinates": null }]);
    assert_eq!(listed.at("sosCalls/nodes"), &one);
}

#[tokio::test]
async fn a_patrol_shows_the_calls_from_it() {
    let watch = Watch::begins().await;
    let patrol = watch.patrol(&watch.devi, &[&watch.lim]).await;
    let quiet = watch.patrol(&watch.siti, &[]).await;
    let id = calls(&watch.devi, &json!({ "latitude": 1.54, "longitude": 103.65 })).await;
    let asked = "query($id: ID!) { patrol(id: $id) { sosCalls(first: 5) { nodes { id coordinates { latitude } } } } }";
    let of = async |user: &stories::User, patrol: domain::shared::id::PatrolId| {
        user.graphql(asked, json!({ "id": patrol.to_string() })).await
    };
    let called = of(&watch.lim, patrol).await.ok();
    let node = json!({ "id": id, "coordinates": { "latitude": 1.54 } });
    assert_eq!(called.at("patrol/sosCalls/nodes"), &json!([node]));
    // Of the unit, and not told: they know of the call, and not where the caller is.
    let known = of(&watch.treasurer, patrol).await.ok();
    let node = json!({ "id": id, "coordinates": null });
    assert_eq!(known.at("patrol/sosCalls/nodes"), &json!([node]));
    assert_eq!(of(&watch.lim, quiet).await.ok().at("patrol/sosCalls/nodes"), &json!([]));
    for nobody in [&watch.resident, &watch.stranger] {
        assert_eq!(of(nobody, patrol).await.code(), "NOT_FOUND");
    }
}
