//! Reporting: a number at once, each once, however often and late a phone sends it.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use stories::{Answer, User, until};

use super::{Watch, change, kinds, read};
use crate::krt_shop::{announce, send, small_picture, upload};

fn serial(answer: &Answer) -> String {
    answer.text_at("incidentReport/incident/serial")
}

async fn report(user: &User, seen: &Value) -> Answer {
    change(user, "incidentReport", seen.clone()).await
}

#[tokio::test]
async fn an_incident_has_its_serial_number_at_once() {
    let watch = Watch::begins().await;
    let first = report(&watch.devi, &watch.seen(json!({}))).await.ok();
    assert_eq!(serial(&first), "SRS-01-0001-2026-000001");
    let incident = first.at("incidentReport/incident");
    assert_eq!(incident["status"], "REPORTED");
    assert_eq!(incident["receivedAt"], json!("2026-03-14T04:00:00.000Z"));
    assert_eq!(incident["reportedBy"]["displayName"], "Puan Devi");
    assert_eq!(incident["doubts"], json!([]));
    assert_eq!(kinds(incident), ["REPORTED"]);
    let second = report(&watch.lim, &watch.seen(json!({}))).await.ok();
    assert_eq!(serial(&second), "SRS-01-0001-2026-000002");
    let theirs = watch.stranger.ask("{ patrolUnits { id } }").await.ok();
    let theirs = json!({ "unitId": theirs.at("patrolUnits/0/id") });
    let elsewhere = report(&watch.stranger, &watch.seen(theirs)).await.ok();
    assert_eq!(serial(&elsewhere), "SRS-01-0002-2026-000001");
    // The committee writes down what residents tell it.
    let told = report(&watch.secretary, &watch.seen(json!({}))).await.ok();
    assert_eq!(serial(&told), "SRS-01-0001-2026-000003");
    let id = first.text_at("incidentReport/incident/id");
    let node = "query($id: ID!) { node(id: $id) { ... on Incident { serial } } }";
    let node = watch.devi.graphql(node, json!({ "id": id })).await.ok();
    assert_eq!(node.at("node/serial"), "SRS-01-0001-2026-000001");
}

#[tokio::test]
async fn many_at_once_and_each_twice_leave_no_gap() {
    let watch = Watch::begins().await;
    let other = match watch.app.database.redis {
        Some(_) => Some(watch.app.beside().await),
        None => None,
    };
    let url = other.as_ref().map_or(&watch.app.url, |other| &other.url);
    let seen: Vec<Value> = (0..8).map(|_| watch.seen(json!({}))).collect();
    let sends = seen.iter().chain(&seen).zip(0..).map(|(seen, number)| {
        // Each by the same person both times, at one node and the other.
        let user = if number % 2 == 0 { &watch.devi } else { &watch.lim };
        let user = if number < 8 { user.clone() } else { user.asking(url) };
        async move { report(&user, seen).await.ok() }
    });
    let answers = futures_util::future::join_all(sends).await;
    let mut serials: Vec<String> = answers.iter().map(serial).collect();
    serials.sort_unstable();
    let expected: Vec<String> =
        (1..=8).flat_map(|n| vec![format!("SRS-01-0001-2026-{n:06}"); 2]).collect();
    assert_eq!(serials, expected);
    // Later again: the same one, whatever became of it meanwhile.
    let again = report(&watch.devi, &seen[0]).await.ok();
    let first = &answers[0];
    assert_eq!(again.at("incidentReport/incident/id"), first.at("incidentReport/incident/id"));
    assert_eq!(kinds(again.at("incidentReport/incident")), ["REPORTED"]);
    // Another one under its id is refused, and so is another's.
    let mut other = seen[0].clone();
    other["behaviour"] = json!("Lain.");
    assert_eq!(report(&watch.devi, &other).await.refusals("incidentReport"), ["ID_TAKEN id"]);
    assert_eq!(report(&watch.lim, &seen[0]).await.refusals("incidentReport"), ["ID_TAKEN id"]);
    assert_eq!(report(&watch.stranger, &seen[0]).await.code(), "NOT_FOUND");
}

#[tokio::test]
async fn what_is_refused_takes_no_number() {
    let watch = Watch::begins().await;
    let photo = json!({ "mediaId": "media_01jaaaaaaaaaaaaaaaaaaaaaaa", "personsVisible": false });
    for (more, refused) in [
        (json!({ "behaviour": " \u{202e} " }), "REQUIRED behaviour"),
        (json!({ "categoryCode": "TIADA" }), "CATEGORY_UNKNOWN categoryCode"),
        (json!({ "photos": vec![photo; 11] }), "TOO_MANY photos"),
    ] {
        let answer = report(&watch.devi, &watch.seen(more)).await;
        assert_eq!(answer.refusals("incidentReport"), [refused]);
    }
    let unreadable = json!([
        { "mediaId": "media_01jaaaaaaaaaaaaaaaaaaaaaaa", "personsVisible": false },
        { "mediaId": "gambar", "personsVisible": false },
    ]);
    let answer = report(&watch.devi, &watch.seen(json!({ "photos": unreadable }))).await;
    assert_eq!(answer.code(), "ID_INVALID");
    assert!(answer.text.contains("photos.1.mediaId"), "{}", answer.text);
    // Another unit's patrol.
    let theirs = watch.stranger.ask("{ patrolUnits { id } }").await.ok();
    let unit = theirs.text_at("patrolUnits/0/id");
    let patrol = watch.mint().replace("incident_", "patrol_");
    let start = "mutation($input: PatrolStartInput!) { patrolStart(input: $input) { userErrors { code } } }";
    let input = json!({ "id": patrol, "unitId": unit, "startedAt": watch.now() });
    watch.stranger.graphql(start, json!({ "input": input })).await.ok();
    let answer = report(&watch.devi, &watch.seen(json!({ "patrolId": patrol }))).await;
    assert_eq!(answer.refusals("incidentReport"), ["NOT_FOUND patrolId"]);
    let first = report(&watch.devi, &watch.seen(json!({}))).await.ok();
    assert_eq!(serial(&first), "SRS-01-0001-2026-000001");
}

#[tokio::test]
async fn a_report_that_is_odd_is_kept_and_marked() {
    let watch = Watch::begins().await;
    // A phone five hours ahead sends what it recorded an hour ago.
    let said = watch.now() + TimeDelta::hours(4);
    let clock = json!({ "sentAt": watch.now() + TimeDelta::hours(5) });
    let seen = watch.seen(json!({
        "happenedAt": said, "clock": clock, "categoryCode": "SOCIAL_LOITERING",
        "coordinates": { "latitude": 0, "longitude": 0 }, "ownCoordinates": { "latitude": 200, "longitude": 0 },
        "ownAccuracyMetres": -3, "peopleInvolved": -1,
        "behaviour": format!("<b>Ber\u{202e}gaduh</b> {}", "a".repeat(5_000)),
    }));
    let kept = report(&watch.devi, &seen).await.ok();
    let incident = kept.at("incidentReport/incident");
    assert_eq!(incident["happenedAt"], json!("2026-03-14T03:00:00.000Z"));
    assert_eq!(incident["clockOffsetSeconds"], -5 * 3600);
    assert_eq!(incident["categoryCode"], "SOCIAL");
    assert_eq!(
        (&incident["coordinates"], &incident["peopleInvolved"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(incident["reporterCoordinates"], Value::Null);
    let behaviour = incident["behaviour"].as_str().unwrap();
    assert!(behaviour.starts_with("<b>Bergaduh</b> a") && behaviour.len() == 4_000, "{behaviour}");
    let all = [
        "POSITION_INVALID",
        "ACCURACY_INVALID",
        "NUMBER_INVALID",
        "TEXT_CUT",
        "CLOCK_WRONG",
        "CATEGORY_DISABLED",
    ];
    assert_eq!(incident["doubts"], json!(all));
    assert_eq!(serial(&report(&watch.devi, &seen).await.ok()), serial(&kept));
}

#[tokio::test]
async fn it_may_come_before_its_patrol_and_after_its_reporter_has_left() {
    let watch = Watch::begins().await;
    let patrol = watch.mint().replace("incident_", "patrol_");
    let id = watch.reported(json!({ "patrolId": patrol })).await;
    let asked = "query($id: ID!) { incident(id: $id) { patrol { id } } }";
    let asked = watch.devi.graphql(asked, json!({ "id": id })).await.ok();
    assert_eq!(asked.at("incident/patrol"), &Value::Null);
    let odd = read(&watch.devi, &id).await.ok();
    assert_eq!(odd.at("incident/doubts"), &json!(["PATROL_UNKNOWN"]));
    assert_eq!(read(&watch.lim, &id).await.code(), "NOT_FOUND");
    watch.start(&watch.devi, &patrol).await;
    watch.start(&watch.lim, &patrol).await;
    // Who was there sees it, and nothing is odd about it any more.
    let seen = read(&watch.lim, &id).await.ok();
    assert_eq!(seen.at("incident/doubts"), &json!([]));
    assert_eq!(seen.at("incident/reportedBy/displayName"), "Puan Devi");
    assert_eq!(seen.at("incident/viewerCanNote"), true);
    // Encik Lim leaves the unit; what he saw before comes in, twice.
    let leave =
        "mutation($id: ID!) { patrollerLeave(input: { unitId: $id }) { userErrors { code } } }";
    watch.lim.graphql(leave, json!({ "id": watch.unit.to_string() })).await.ok();
    let mut lim = watch.lim.clone();
    lim.sign_in_again().await;
    assert_eq!(report(&lim, &watch.seen(json!({}))).await.code(), "NOT_FOUND");
    let late = watch.seen(json!({ "patrolId": patrol }));
    let first = report(&lim, &late).await.ok();
    assert_eq!(serial(&report(&lim, &late).await.ok()), serial(&first));
    assert_eq!(first.at("incidentReport/incident/reportedBy/displayName"), "Encik Lim");
}

#[tokio::test]
async fn the_year_of_the_number_turns_at_midnight_in_malaysia() {
    let watch = Watch::begins().await;
    let before: DateTime<Utc> = "2026-12-31T15:59:59Z".parse().unwrap();
    watch.app.advance(before - watch.now());
    let mut devi = watch.devi.clone();
    devi.sign_in_again().await;
    let last = report(&devi, &watch.seen(json!({}))).await.ok();
    assert_eq!(serial(&last), "SRS-01-0001-2026-000001");
    watch.app.advance(TimeDelta::seconds(1));
    let first = report(&devi, &watch.seen(json!({}))).await.ok();
    assert_eq!(serial(&first), "SRS-01-0001-2027-000001");
}

#[tokio::test]
async fn those_who_answer_for_the_unit_are_told_on_their_phones() {
    let watch = Watch::begins().await;
    let register = "mutation($input: DeviceRegisterInput!) { deviceRegister(input: $input) { device { id } userErrors { code } } }";
    let mut phones = Vec::new();
    for (user, token) in
        [(&watch.leader, "leader"), (&watch.secretary, "secretary"), (&watch.lim, "lim")]
    {
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
    let id = watch.reported(json!({ "severity": "HIGH" })).await;
    for phone in &phones[..2] {
        let text = until(async || messages(phone.as_str()).await.pop()).await;
        assert!(text.contains("SEGERA! Insiden SRS-01-0001-2026-000001"), "{text}");
        assert!(text.contains(&format!("<krt://incident/{id}>")), "{text}");
        assert!(!text.contains("pagar"), "nothing of what was seen: {text}");
    }
    assert_eq!(messages(phones[2].as_str()).await, Vec::<String>::new());
    // Whoever looks after it is told that it is theirs.
    let input = json!({ "id": id, "version": 1, "personId": watch.lim.id.to_string() });
    change(&watch.leader, "incidentAssign", input).await.ok();
    let text = until(async || messages(phones[2].as_str()).await.pop()).await;
    assert!(text.contains("diserahkan kepada anda"), "{text}");
}

#[tokio::test]
async fn words_do_not_wait_for_pictures_and_the_same_report_again_brings_them() {
    let watch = Watch::begins().await;
    let there = upload(&watch.devi, small_picture()).await;
    // Its bytes have not come yet; and that one is somebody else's.
    let later = announce(&watch.devi).await;
    let of_lim = upload(&watch.lim, small_picture()).await;
    let photo = |id: &String, people: bool| json!({ "mediaId": id, "personsVisible": people });
    let photos = [photo(&there, false), photo(&later, false)];
    let seen = watch.seen(json!({ "photos": photos }));
    let kept = report(&watch.devi, &seen).await.ok();
    let incident = kept.at("incidentReport/incident");
    assert_eq!(serial(&kept), "SRS-01-0001-2026-000001");
    assert_eq!(incident["doubts"], json!(["PHOTO_INVALID"]));
    assert_eq!(incident["photos"].as_array().map(Vec::len), Some(1));
    // Too early: nothing changes.
    let again = report(&watch.devi, &seen).await.ok();
    assert_eq!(kinds(again.at("incidentReport/incident")), ["REPORTED"]);
    send(&watch.devi, &later, small_picture()).await.ok();
    for _ in 0..2 {
        let whole = report(&watch.devi, &seen).await.ok();
        let incident = whole.at("incidentReport/incident");
        assert_eq!(serial(&whole), "SRS-01-0001-2026-000001");
        assert_eq!(incident["doubts"], json!([]));
        assert_eq!(incident["photos"].as_array().map(Vec::len), Some(2));
        assert_eq!(kinds(incident), ["REPORTED", "PHOTO_ADDED"]);
    }
    // Somebody else's picture never comes with it.
    let seen = watch.seen(json!({ "photos": [photo(&of_lim, true)] }));
    for _ in 0..2 {
        let kept = report(&watch.devi, &seen).await.ok();
        let incident = kept.at("incidentReport/incident");
        assert_eq!(incident["doubts"], json!(["PHOTO_INVALID"]));
        assert_eq!(incident["photos"], json!([]));
    }
}

#[tokio::test]
async fn a_time_long_ago_is_as_odd_as_one_to_come() {
    let watch = Watch::begins().await;
    for happened_at in ["1990-01-01T00:00:00Z", "2099-01-01T00:00:00Z"] {
        let kept =
            report(&watch.devi, &watch.seen(json!({ "happenedAt": happened_at }))).await.ok();
        let doubts = kept.at("incidentReport/incident/doubts");
        assert_eq!(doubts, &json!(["CLOCK_WRONG"]), "{happened_at}");
    }
    let yesterday = watch.now() - TimeDelta::days(1);
    let kept = report(&watch.devi, &watch.seen(json!({ "happenedAt": yesterday }))).await.ok();
    assert_eq!(kept.at("incidentReport/incident/doubts"), &json!([]));
}
