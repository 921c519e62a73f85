//! What becomes of an incident: corrected, given to somebody, worked on, closed.

use domain::{policy::Role, shared::db};
use serde_json::{Value, json};
use stories::{Answer, User, until};

use super::{Watch, change, kinds, read};

async fn set(user: &User, id: &str, version: i64, status: &str, reason: Value) -> Answer {
    let input = json!({ "id": id, "version": version, "status": status, "reason": reason });
    change(user, "incidentStatusSet", input).await
}

#[tokio::test]
async fn an_incident_goes_from_report_to_close_with_reasons() {
    let watch = Watch::begins().await;
    let id = watch.reported(json!({})).await;
    let seen = read(&watch.leader, &id).await.ok();
    let may = seen.at("incident/viewerCanSetStatus");
    assert_eq!(may, &json!(["ACKNOWLEDGED", "IN_PROGRESS", "RESOLVED", "CLOSED"]));
    let known = set(&watch.leader, &id, 1, "ACKNOWLEDGED", json!(null)).await.ok();
    assert_eq!(known.at("incidentStatusSet/incident/version"), 2);
    // Another one who acknowledges it a moment later is told that it is so, and changes nothing.
    let again = set(&watch.secretary, &id, 1, "ACKNOWLEDGED", json!(null)).await.ok();
    assert_eq!(again.at("incidentStatusSet/incident/version"), 2);
    let late = set(&watch.secretary, &id, 1, "CLOSED", json!("Bukan insiden.")).await;
    assert_eq!(late.refusals("incidentStatusSet"), ["VERSION_CONFLICT version"]);
    for (reason, refused) in [(json!(null), "REQUIRED reason"), (json!("x"), "TOO_SHORT reason")] {
        let bare = set(&watch.leader, &id, 2, "RESOLVED", reason).await;
        assert_eq!(bare.refusals("incidentStatusSet"), [refused]);
    }
    let back = set(&watch.leader, &id, 2, "REPORTED", json!(null)).await;
    assert_eq!(back.refusals("incidentStatusSet"), ["STATE_INVALID status"]);
    set(&watch.leader, &id, 2, "RESOLVED", json!("Pagar dibaiki.")).await.ok();
    set(&watch.secretary, &id, 3, "CLOSED", json!("Selesai.")).await.ok();
    let update = json!({ "id": id, "version": 4, "severity": "LOW" });
    let closed = change(&watch.leader, "incidentUpdate", update).await;
    assert_eq!(closed.refusals("incidentUpdate"), ["STATE_INVALID"]);
    let bare = set(&watch.leader, &id, 4, "IN_PROGRESS", json!(null)).await;
    assert_eq!(bare.refusals("incidentStatusSet"), ["REQUIRED reason"]);
    let open = set(&watch.leader, &id, 4, "IN_PROGRESS", json!("Berulang.")).await.ok();
    let incident = open.at("incidentStatusSet/incident");
    assert_eq!(
        (&incident["status"], &incident["statusReason"]),
        (&json!("IN_PROGRESS"), &json!("Berulang."))
    );
    let steps = incident["timeline"]["nodes"].as_array().unwrap();
    let moves: Vec<String> = steps[1..]
        .iter()
        .map(|step| format!("{} {} {}", step["fromStatus"], step["toStatus"], step["note"]))
        .collect();
    assert_eq!(
        moves,
        [
            "\"REPORTED\" \"ACKNOWLEDGED\" null",
            "\"ACKNOWLEDGED\" \"RESOLVED\" \"Pagar dibaiki.\"",
            "\"RESOLVED\" \"CLOSED\" \"Selesai.\"",
            "\"CLOSED\" \"IN_PROGRESS\" \"Berulang.\"",
        ]
    );
    // Whoever reported it reads all that, and decides nothing.
    let refused = set(&watch.devi, &id, 5, "CLOSED", json!("Sudah.")).await;
    assert_eq!(refused.code(), "FORBIDDEN");
    let seen = read(&watch.devi, &id).await.ok();
    assert_eq!(seen.at("incident/viewerCanSetStatus"), &json!([]));
    assert_eq!(kinds(seen.at("incident")).len(), 5);
}

#[tokio::test]
async fn whoever_reported_it_hears_what_became_of_it() {
    let watch = Watch::begins().await;
    let register = "mutation($input: DeviceRegisterInput!) { deviceRegister(input: $input) { device { id } userErrors { code } } }";
    let mut phones = Vec::new();
    for (user, token) in [(&watch.devi, "devi"), (&watch.leader, "leader")] {
        let input =
            json!({ "token": token, "app": "MYSRS", "platform": "ANDROID", "language": "EN" });
        let device = user.graphql(register, json!({ "input": input })).await.ok();
        phones.push(device.text_at("deviceRegister/device/id"));
    }
    let messages = async |phone: &str| {
        let page =
            watch.app.anybody().request(reqwest::Method::GET, &format!("/outbox?to={phone}"));
        let page = watch.app.send(page.header("accept", "application/json")).await;
        let messages = page.body["messages"].as_array().cloned().unwrap_or_default();
        let text = |message: &Value| message["text"].as_str().unwrap_or_default().to_owned();
        messages.iter().map(text).collect::<Vec<_>>()
    };
    let id = watch.reported(json!({})).await;
    set(&watch.leader, &id, 1, "ACKNOWLEDGED", json!(null)).await.ok();
    // What is so already is told to nobody again.
    set(&watch.secretary, &id, 2, "ACKNOWLEDGED", json!(null)).await.ok();
    set(&watch.leader, &id, 2, "IN_PROGRESS", json!(null)).await.ok();
    set(&watch.leader, &id, 3, "RESOLVED", json!("Pagar dibaiki.")).await.ok();
    set(&watch.leader, &id, 4, "IN_PROGRESS", json!("Berulang.")).await.ok();
    set(&watch.leader, &id, 5, "CLOSED", json!("Selesai.")).await.ok();
    let told = until(async || {
        let told = messages(phones[0].as_str()).await;
        (told.len() >= 5).then_some(told)
    })
    .await;
    assert_eq!(told.len(), 5, "{told:?}");
    for news in [
        "telah diterima",
        "sedang diuruskan",
        "telah diselesaikan",
        "dibuka semula",
        "telah ditutup",
    ] {
        assert!(told.iter().any(|text| text.contains(news)), "{news} is not in {told:?}");
    }
    let link = format!("<krt://incident/{id}>");
    assert!(told.iter().all(|text| text.contains(&link) && !text.contains("Pagar")), "{told:?}");
    // Of what one reported oneself and does oneself nobody has to be told.
    let own = change(&watch.leader, "incidentReport", watch.seen(json!({}))).await.ok();
    let own = own.text_at("incidentReport/incident/id");
    set(&watch.leader, &own, 1, "ACKNOWLEDGED", json!(null)).await.ok();
    set(&watch.secretary, &own, 2, "CLOSED", json!("Selesai.")).await.ok();
    let closed = |texts: &[String]| texts.iter().any(|text| text.contains("telah ditutup"));
    let told = until(async || {
        let told = messages(phones[1].as_str()).await;
        closed(&told).then_some(told)
    })
    .await;
    assert!(!told.iter().any(|text| text.contains("telah diterima")), "{told:?}");
}

#[tokio::test]
async fn a_repeat_with_a_key_brings_the_first_outcome() {
    let watch = Watch::begins().await;
    let id = watch.reported(json!({})).await;
    let input = json!({ "id": id, "version": 1, "status": "RESOLVED", "reason": "Pagar dibaiki.", "idempotencyKey": "k1" });
    for _ in 0..2 {
        let done = change(&watch.leader, "incidentStatusSet", input.clone()).await.ok();
        assert_eq!(done.at("incidentStatusSet/incident/version"), 2);
    }
    let mut other = input.clone();
    other["reason"] = json!("Lain sebab.");
    let other = change(&watch.leader, "incidentStatusSet", other).await;
    assert_eq!(other.refusals("incidentStatusSet"), ["IDEMPOTENCY_MISMATCH idempotencyKey"]);
    let seen = read(&watch.leader, &id).await.ok();
    assert_eq!(kinds(seen.at("incident")), ["REPORTED", "STATUS_SET"]);
}

#[tokio::test]
async fn whoever_looks_after_it_works_on_it() {
    let watch = Watch::begins().await;
    let id = watch.reported(json!({})).await;
    let treasurer = watch.app.officer_of_committee("Encik Tan", watch.area, Role::Treasurer).await;
    let assign = async |user: &User, version: i64, person: Value| {
        let input = json!({ "id": id, "version": version, "personId": person });
        change(user, "incidentAssign", input).await
    };
    let refused = assign(&watch.leader, 1, json!(watch.stranger.id.to_string())).await;
    assert_eq!(refused.refusals("incidentAssign"), ["PERSON_NOT_ELIGIBLE personId"]);
    let by_reporter = assign(&watch.devi, 1, json!(watch.devi.id.to_string())).await;
    assert_eq!(by_reporter.code(), "FORBIDDEN");
    assign(&watch.leader, 1, json!(treasurer.id.to_string())).await.ok();
    assert_eq!(read(&treasurer, &id).await.ok().at("incident/viewerCanAssign"), false);
    let given = assign(&watch.leader, 2, json!(watch.lim.id.to_string())).await.ok();
    let to = given.at("incidentAssign/incident/assignedTo/displayName");
    assert_eq!(to, "Encik Lim");
    assert_eq!(read(&treasurer, &id).await.code(), "NOT_FOUND");
    let seen = read(&watch.lim, &id).await.ok();
    assert_eq!(seen.at("incident/viewerCanSetStatus"), &json!(["IN_PROGRESS", "RESOLVED"]));
    set(&watch.lim, &id, 3, "IN_PROGRESS", json!(null)).await.ok();
    let closed = set(&watch.lim, &id, 4, "CLOSED", json!("Sudah.")).await;
    assert_eq!(closed.code(), "FORBIDDEN");
    // His phone loses the answer, and sends it again.
    for _ in 0..2 {
        let done = set(&watch.lim, &id, 4, "RESOLVED", json!("Pagar dibaiki.")).await.ok();
        assert_eq!(done.at("incidentStatusSet/incident/version"), 5);
    }
    // Once it is resolved, those who answer for it reopen it.
    let again = set(&watch.lim, &id, 5, "IN_PROGRESS", json!("Berulang.")).await;
    assert_eq!(again.code(), "FORBIDDEN");
    let over = assign(&watch.leader, 5, json!(null)).await;
    assert_eq!(over.refusals("incidentAssign"), ["STATE_INVALID"]);
    let seen = read(&watch.leader, &id).await.ok();
    let steps = seen.at("incident/timeline/nodes").clone();
    assert_eq!(steps[2]["assignedTo"]["displayName"], "Encik Lim");
}

#[tokio::test]
async fn a_correction_leaves_what_stood_there() {
    let watch = Watch::begins().await;
    let id = watch.reported(json!({})).await;
    let input = json!({ "id": id, "version": 1, "severity": "HIGH", "place": null, "behaviour": "<script>Tiga</script> orang.", "coordinates": { "latitude": 1.6, "longitude": 103.6 } });
    let updated = change(&watch.devi, "incidentUpdate", input.clone()).await.ok();
    let incident = updated.at("incidentUpdate/incident");
    assert_eq!((&incident["severity"], &incident["place"]), (&json!("HIGH"), &Value::Null));
    assert_eq!(incident["behaviour"], "<script>Tiga</script> orang.");
    let step = &incident["timeline"]["nodes"][1];
    assert_eq!(step["kind"], "UPDATED");
    let changes = json!([
        { "field": "severity", "before": "MEDIUM" },
        { "field": "behaviour", "before": "Dua orang membuka pagar kedai dan membawa keluar kotak." },
        { "field": "place", "before": "Kedai 12, Jalan Mutiara 3" },
        { "field": "coordinates", "before": "1.541, 103.651" },
    ]);
    assert_eq!(step["changes"], changes);
    // Two at once: the second reads again.
    let refused = change(&watch.leader, "incidentUpdate", input).await;
    assert_eq!(refused.refusals("incidentUpdate"), ["VERSION_CONFLICT version"]);
    // Nothing changed is no step, and what cannot be is refused as a whole.
    let same = json!({ "id": id, "version": 2, "severity": "HIGH" });
    let same = change(&watch.leader, "incidentUpdate", same).await.ok();
    assert_eq!(same.at("incidentUpdate/incident/version"), 2);
    let wrong = json!({ "id": id, "version": 2, "behaviour": " ", "peopleInvolved": -2, "coordinates": { "latitude": 91, "longitude": 0 } });
    let wrong = change(&watch.leader, "incidentUpdate", wrong).await;
    assert_eq!(
        wrong.refusals("incidentUpdate"),
        ["REQUIRED behaviour", "OUT_OF_RANGE peopleInvolved", "POSITION_INVALID coordinates",]
    );
    for code in ["SOCIAL_LOITERING", "TIADA"] {
        let wrong = json!({ "id": id, "version": 2, "categoryCode": code });
        let wrong = change(&watch.leader, "incidentUpdate", wrong).await;
        assert_eq!(wrong.refusals("incidentUpdate"), ["CATEGORY_UNKNOWN categoryCode"]);
    }
}

#[tokio::test]
async fn notes_come_late_and_twice_and_stay() {
    let watch = Watch::begins().await;
    let id = watch.reported(json!({})).await;
    let written = watch.now() - chrono::TimeDelta::hours(2);
    let note = json!({ "id": watch.mint_note(), "incidentId": id, "text": "Polis dimaklumkan 03:10.", "writtenAt": written });
    let (one, two) = tokio::join!(
        change(&watch.devi, "incidentNoteAdd", note.clone()),
        change(&watch.devi, "incidentNoteAdd", note.clone()),
    );
    one.ok();
    two.ok();
    let seen = read(&watch.leader, &id).await.ok();
    assert_eq!(kinds(seen.at("incident")), ["REPORTED", "NOTED"]);
    assert_eq!(seen.at("incident/version"), 1, "a note is no correction");
    let at = "query($id: ID!) { incident(id: $id) { timeline(last: 1) { nodes { note takenAt receivedAt } pageInfo { hasPreviousPage } } } }";
    let at = watch.leader.graphql(at, json!({ "id": id })).await.ok();
    let last = at.at("incident/timeline/nodes/0");
    assert_eq!(last["takenAt"], json!("2026-03-14T02:00:00.000Z"));
    assert_eq!(last["receivedAt"], json!("2026-03-14T04:00:00.000Z"));
    assert_eq!(at.at("incident/timeline/pageInfo/hasPreviousPage"), true);
    // Under its id stands nothing else, also not for somebody else.
    let mut other = note.clone();
    other["text"] = json!("Lain.");
    for (user, note) in [(&watch.devi, &other), (&watch.leader, &note)] {
        let taken = change(user, "incidentNoteAdd", note.clone()).await;
        assert_eq!(taken.refusals("incidentNoteAdd"), ["ID_TAKEN id"]);
    }
    let empty = json!({ "id": watch.mint_note(), "incidentId": id, "text": " \u{202e}" });
    let empty = change(&watch.devi, "incidentNoteAdd", empty).await;
    assert_eq!(empty.refusals("incidentNoteAdd"), ["REQUIRED text"]);
    // The database itself keeps the timeline.
    let gone = db::run(watch.app.house.tools.db.write(), "delete from incident_step", []).await;
    assert!(gone.is_err());
}

#[tokio::test]
async fn headquarters_keeps_the_categories() {
    let watch = Watch::begins().await;
    let hq = watch
        .app
        .officer("Puan Chong", Role::HqOfficer, &domain::community::GrantScope::Nation)
        .await;
    let codes = async |user: &User, all: bool| {
        let query = format!(
            "{{ incidentCategories(includeDisabled: {all}) {{ code enabled invitesProfiling name {{ text }} }} }}"
        );
        user.ask(&query).await
    };
    let listed = codes(&watch.devi, false).await.ok();
    let names = listed.at("incidentCategories").as_array().unwrap().clone();
    assert_eq!(names[0]["code"], "VIOLENT");
    assert!(names.iter().all(|one| one["invitesProfiling"] == false && one["enabled"] == true));
    assert_eq!(codes(&watch.devi, true).await.code(), "FORBIDDEN");
    let all = codes(&hq, true).await.ok();
    let all = all.at("incidentCategories").as_array().unwrap().clone();
    assert!(all.len() > names.len());
    let set = async |user: &User, more: Value| {
        let set = "mutation($input: IncidentCategorySetInput!) { incidentCategorySet(input: $input) { category { code enabled } userErrors { code field } } }";
        let input = json!({ "code": "SOCIAL_LOITERING", "parentCode": "SOCIAL", "name": { "ms": "Melepak" }, "position": 2, "enabled": true, "invitesProfiling": true });
        user.graphql(set, json!({ "input": stories::with(input, more) })).await
    };
    assert_eq!(set(&watch.leader, json!({})).await.code(), "FORBIDDEN");
    let bare = set(&hq, json!({})).await;
    assert_eq!(bare.refusals("incidentCategorySet"), ["REQUIRED reason"]);
    let blank = set(&hq, json!({ "reason": "   " })).await;
    assert_eq!(blank.refusals("incidentCategorySet"), ["REQUIRED reason"]);
    let nowhere = json!({ "parentCode": "TIADA", "reason": "Diminta oleh PDRM." });
    let nowhere = set(&hq, nowhere).await;
    assert_eq!(nowhere.refusals("incidentCategorySet"), ["PARENT_INVALID parentCode"]);
    set(&hq, json!({ "reason": "Diminta oleh PDRM untuk kajian." })).await.ok();
    let id = watch.reported(json!({ "categoryCode": "SOCIAL_LOITERING" })).await;
    let seen = read(&watch.devi, &id).await.ok();
    assert_eq!(seen.at("incident/categoryCode"), "SOCIAL_LOITERING");
    assert_eq!(seen.at("incident/doubts"), &json!([]));
    // It rests again: what was reported keeps it.
    set(&hq, json!({ "enabled": false })).await.ok();
    let seen = read(&watch.devi, &id).await.ok();
    assert_eq!(seen.at("incident/categoryCode"), "SOCIAL_LOITERING");
    let other =
        json!({ "code": "OTHER", "parentCode": null, "enabled": false, "invitesProfiling": false });
    assert_eq!(set(&hq, other).await.refusals("incidentCategorySet"), ["VALUE_INVALID enabled"]);
}
