//! Nothing is refused for its form, and nothing comes twice.

use chrono::TimeDelta;
use domain::shared::{
    db,
    id::{Ids, SosId},
};
use reqwest::Method;
use serde_json::{Value, json};

use super::{Watch, acknowledge, call, calls, follow, kinds, read, resolve, told};

#[tokio::test]
async fn the_same_call_again_is_one_call() {
    let watch = Watch::begins().await;
    let other = watch.second().await;
    let elsewhere = watch.devi.asking(other.as_ref().map_or(&watch.app.url, |other| &other.url));
    let id: SosId = Ids::Random.mint(watch.now());
    let body = json!({ "id": id.to_string(), "note": "Tolong" });
    // Many at once, on both nodes.
    let sends = (0..12).map(|number| {
        let user = if number % 2 == 0 { &watch.devi } else { &elsewhere };
        call(user, &body)
    });
    let answers = futures_util::future::join_all(sends).await;
    let fresh = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(fresh, 1);
    assert!(answers.iter().all(|answer| answer.body["id"] == json!(id.to_string())));
    assert_eq!(watch.planned().await, 1);
    watch.settles().await;
    assert_eq!(watch.phones(&id.to_string()), ["chair-1", "leader-1", "lim-1"]);

    // Another one while it goes on joins it, and says what it says.
    let again = call(&watch.devi, &json!({ "note": "Di mana kamu?" })).await;
    assert_eq!((again.status.as_u16(), &again.body["joined"]), (200, &json!(true)));
    assert_eq!(again.body["id"], json!(id.to_string()));
    let seen = read(&watch.leader, &id.to_string()).await.ok();
    assert_eq!(kinds(&seen), ["RAISED", "RAISED_AGAIN"]);
    assert_eq!(seen.at("sos/timeline/1/said"), "Di mana kamu?");

    // A repeat that was under way for long does not ring again after the end.
    watch.devi.post(&format!("/v1/sos/{id}/cancel"), &json!({ "reason": "Tertekan" })).await;
    let late = call(&watch.devi, &body).await;
    assert_eq!((late.status.as_u16(), &late.body["status"]), (200, &json!("CANCELLED")));
    assert_eq!(watch.planned().await, 0);
    // Somebody else's id is as good as none.
    let taken = call(&watch.lim, &body).await;
    assert_eq!(taken.status, 201, "{}", taken.text);
    assert_ne!(taken.body["id"], json!(id.to_string()));
}

#[tokio::test]
async fn whatever_a_phone_sends_rings() {
    let watch = Watch::begins().await;
    let form = "latitude=1.54&longitude=103.65&note=Jatuh&id=panik-7";
    let mut bodies: Vec<(&str, String)> = vec![
        ("application/x-www-form-urlencoded", form.to_owned()),
        ("text/plain", String::new()),
        ("application/json", "{".to_owned()),
        ("application/json", json!({ "latitude": 91, "longitude": "x", "recordedAt": "kelmarin", "patrolId": "x", "note": 7 }).to_string()),
        ("application/json", json!({ "latitude": 0, "longitude": 0 }).to_string()),
    ];
    bodies.push(("application/json", "x".repeat(100_000)));
    for (number, (kind, body)) in bodies.into_iter().enumerate() {
        let request = watch.devi.request(Method::POST, "/v1/sos");
        let request = request.header("content-type", kind).body(body);
        let answer = watch.app.send(request).await;
        assert_eq!(answer.status, 201, "{number}: {}", answer.text);
        let id = answer.body["id"].as_str().unwrap().to_owned();
        let seen = read(&watch.leader, &id).await.ok();
        let place = seen.at("sos/coordinates/latitude");
        assert_eq!(place, &if number == 0 { json!(1.54) } else { Value::Null }, "{number}");
        if number == 0 {
            assert_eq!(seen.at("sos/note"), "Jatuh");
            let repeat = call(&watch.devi, &json!({ "id": "panik-7" })).await;
            assert_eq!((repeat.status.as_u16(), &repeat.body["id"]), (200, &json!(id)));
        }
        watch.devi.post(&format!("/v1/sos/{id}/cancel"), &json!(null)).await;
    }
}

#[tokio::test]
async fn what_a_call_says_oddly_is_said_back() {
    let watch = Watch::begins().await;
    let fields = |answer: &stories::Answer| {
        let each = answer.body["ignored"].as_array().cloned().unwrap_or_default();
        each.into_iter().map(|one| one["field"].clone()).collect::<Vec<_>>()
    };
    // A text of its own, however long, is the call's name: the phone says by it where it is.
    let own = "panik-".repeat(40);
    let odd = json!({ "id": own, "note": ["Jatuh"], "sentAt": false, "patrolId": {} });
    let called = call(&watch.devi, &odd).await;
    assert_eq!(called.status, 201, "{}", called.text);
    assert_eq!(fields(&called), ["sentAt", "patrolId", "note"]);
    let there = json!({ "latitude": 1.54, "longitude": 103.65 });
    let kept = watch.devi.post(&format!("/v1/sos/{own}/position"), &there).await;
    assert_eq!(kept.body, json!({ "kept": true, "open": true }), "{}", kept.text);
    // Taken back with a reason that is none: it is over, and the phone hears what is lost.
    let cancelled =
        watch.devi.post(&format!("/v1/sos/{own}/cancel"), &json!({ "reason": [1] })).await;
    assert_eq!(cancelled.body["status"], "CANCELLED", "{}", cancelled.text);
    assert_eq!(fields(&cancelled), ["reason"]);
    let long = json!({ "reason": "a".repeat(20_000) });
    let cancelled = watch.devi.post(&format!("/v1/sos/{own}/cancel"), &long).await;
    assert_eq!(cancelled.body["ignored"][0]["code"], "BAD_REQUEST", "{}", cancelled.text);
}

#[tokio::test]
async fn a_call_says_whether_its_position_is_kept() {
    let watch = Watch::begins().await;
    let there = json!({ "latitude": 1.54, "longitude": 103.65 });
    let body = json!({ "id": "panik-1", "coordinates": there, "accuracyMetres": 8 });
    let called = call(&watch.devi, &body).await;
    assert_eq!((called.status.as_u16(), &called.body["positionKept"]), (201, &json!(true)));
    assert_eq!(called.body.get("ignored"), None);
    let id = called.body["id"].as_str().expect("an id").to_owned();
    let seen = read(&watch.leader, &id).await.ok();
    assert_eq!(seen.at("sos/coordinates"), &there);
    // The answer was lost: the same again.
    assert_eq!(call(&watch.devi, &body).await.body["positionKept"], true);
    // The phone moves, and says so in the same shape.
    let path = format!("/v1/sos/{id}/position");
    let moved = json!({ "coordinates": { "latitude": 1.55, "longitude": 103.66 } });
    watch.app.advance(TimeDelta::seconds(6));
    let kept = watch.devi.post(&path, &moved).await;
    assert_eq!(kept.body, json!({ "kept": true, "open": true }), "{}", kept.text);
    // What is not kept says why.
    for (body, code, field) in [
        (moved, "POSITION_KNOWN", None),
        (json!({}), "REQUIRED", Some("coordinates")),
        (json!({ "latitude": 91, "longitude": 0 }), "POSITION_INVALID", Some("coordinates")),
        (json!({ "lat": 1.55, "lng": 103.66 }), "REQUIRED", Some("coordinates")),
    ] {
        let answer = watch.devi.post(&path, &body).await;
        assert_eq!((&answer.body["kept"], &answer.body["open"]), (&json!(false), &json!(true)));
        assert_eq!((answer.code(), answer.body["field"].as_str()), (code, field));
        assert!(answer.body["message"].as_str().is_some_and(|sentence| sentence.len() > 10));
        if body.get("lat").is_some() {
            assert_eq!(answer.body["ignored"][1]["field"], "lng", "{}", answer.text);
        }
    }
    let again = call(&watch.devi, &json!({ "lat": 1.56, "lng": 103.66 })).await;
    assert_eq!((again.status.as_u16(), &again.body["positionKept"]), (200, &json!(false)));
    assert_eq!(again.body["ignored"][0]["code"], "FIELD_UNKNOWN");
}

#[tokio::test]
async fn a_repeat_brings_the_position_that_the_call_lacked() {
    let watch = Watch::begins().await;
    let mut leader = follow(&watch.leader, watch.unit).await;
    // The button is pressed before the phone knows where it is.
    let press: SosId = Ids::Random.mint(watch.now());
    let called = call(&watch.devi, &json!({ "id": press.to_string() })).await;
    assert_eq!((called.status.as_u16(), &called.body["positionKept"]), (201, &json!(false)));
    let heard = told(&mut leader, |_| true).await;
    assert_eq!(heard["coordinates"], json!(null));
    // The answer was lost, and meanwhile it does: those who come see it.
    let at = |latitude: f64| json!({ "id": press.to_string(), "coordinates": { "latitude": latitude, "longitude": 103.65 } });
    let again = call(&watch.devi, &at(1.54)).await;
    let said = (again.status.as_u16(), &again.body["joined"], &again.body["positionKept"]);
    assert_eq!(said, (200, &json!(true), &json!(true)), "{}", again.text);
    told(&mut leader, |sos| sos["coordinates"]["latitude"] == 1.54).await;
    // One that stands is left to the calls that say where the caller is.
    assert_eq!(call(&watch.devi, &at(1.55)).await.body["positionKept"], false);
    let id = press.to_string();
    let seen = read(&watch.leader, &id).await.ok();
    assert_eq!(seen.at("sos/coordinates/latitude"), 1.54);
    // Nobody is called twice for it.
    watch.settles().await;
    assert_eq!(watch.phones(&id), ["chair-1", "leader-1", "lim-1"]);
    assert_eq!((kinds(&seen), watch.planned().await), (vec!["RAISED".to_owned()], 1));

    // The same by GraphQL, until it is over.
    let raise = "mutation($input: SosRaiseInput!) { sosRaise(input: $input) { sos { coordinates { latitude } } userErrors { code } } }";
    let press: SosId = Ids::Random.mint(watch.now());
    let mut input = json!({ "id": press.to_string() });
    let raised = watch.lim.graphql(raise, json!({ "input": input })).await.ok();
    assert_eq!(raised.at("sosRaise/sos/coordinates"), &Value::Null);
    input["coordinates"] = json!({ "latitude": 1.56, "longitude": 103.65 });
    let raised = watch.lim.graphql(raise, json!({ "input": input })).await.ok();
    assert_eq!(raised.at("sosRaise/sos/coordinates/latitude"), 1.56);
    let over = calls(&watch.siti, &json!({ "id": "panik-1" })).await;
    watch.siti.post(&format!("/v1/sos/{over}/cancel"), &json!(null)).await;
    let late = json!({ "id": "panik-1", "latitude": 1.57, "longitude": 103.65 });
    assert_eq!(call(&watch.siti, &late).await.body["positionKept"], false);
}

#[tokio::test]
async fn texts_are_fitted_and_a_wrong_clock_does_no_harm() {
    let watch = Watch::begins().await;
    let slow = watch.now() - TimeDelta::hours(8);
    let note = format!("<b>Tolong</b>\u{202e}\0 {}", "a".repeat(600));
    let body = json!({ "note": note, "recordedAt": slow, "sentAt": slow + TimeDelta::seconds(20) });
    let id = calls(&watch.devi, &body).await;
    let read = "query($id: ID!) { sos(id: $id) { note pressedAt raisedAt } }";
    let seen = watch.leader.graphql(read, json!({ "id": id })).await.ok();
    let kept = seen.text_at("sos/note");
    assert!(kept.starts_with("<b>Tolong</b> a") && kept.chars().count() == 500, "{kept}");
    assert_eq!(seen.at("sos/pressedAt"), "2026-03-14T03:59:40.000Z");
    assert_eq!(seen.at("sos/raisedAt"), "2026-03-14T04:00:00.000Z");
}

#[tokio::test]
async fn a_false_alarm_is_told_to_everybody_who_was_told() {
    let watch = Watch::begins().await;
    watch.patrol(&watch.devi, &[&watch.lim]).await;
    let id = calls(&watch.devi, &json!({})).await;
    watch.settles().await;
    let cancel = format!("/v1/sos/{id}/cancel");
    let cancelled = watch.devi.post(&cancel, &json!({ "reason": "Tertekan" })).await;
    assert_eq!(cancelled.body, json!({ "id": id, "status": "CANCELLED" }), "{}", cancelled.text);
    watch.settles().await;
    for phone in ["lim-1", "leader-1", "chair-1"] {
        let said = watch.last_said(&id, phone);
        assert!(said.contains("taken back: a false alarm"), "{said}");
    }
    watch.app.advance(TimeDelta::minutes(5));
    watch.settles().await;
    assert_eq!(watch.phones(&id).len(), 6, "it rings no more");
    // The same again, and an answer that came too late.
    assert_eq!(watch.devi.post(&cancel, &json!({})).await.body["status"], "CANCELLED");
    let late = acknowledge(&watch.lim, &id, "SEEN", None).await;
    assert_eq!(late.refusals("sosAcknowledge"), ["STATE_INVALID id"]);
    let late = resolve(&watch.leader, &id, "Selesai").await;
    assert_eq!(late.refusals("sosResolve"), ["STATE_INVALID id"]);
    let seen = read(&watch.lim, &id).await.ok();
    assert_eq!(kinds(&seen), ["RAISED", "CANCELLED"]);
    assert_eq!(seen.at("sos/outcome"), "Tertekan");
    // Each of it stands in the audit.
    let sql = "select action from audit_entry where actor_id = $1 and action like 'SOS_%' order by action";
    let database = watch.app.house.tools.db.write();
    let noted: Vec<String> = db::values(database, sql, [watch.devi.id.into()]).await.unwrap();
    assert_eq!(noted, ["SOS_CANCEL", "SOS_RAISE"]);
}

#[tokio::test]
async fn a_phone_that_calls_without_end_is_answered_and_writes_nothing_more() {
    let watch = Watch::begins().await;
    let id = calls(&watch.devi, &json!({})).await;
    for _ in 0..100 {
        let answer = call(&watch.devi, &json!({ "note": "Lagi" })).await;
        assert_eq!((answer.status.as_u16(), &answer.body["id"]), (200, &json!(id)));
    }
    let seen = read(&watch.leader, &id).await.ok();
    let steps = kinds(&seen).len();
    // About thirty a minute are; a slow machine may take a minute for all of them.
    assert!((2..90).contains(&steps), "{steps}");
}
