//! Who came, the minutes, and the year: the annual meeting.

use serde_json::{Value, json};
use stories::{Answer, User, with};

use super::{MINUTES, Neighbours, RECORD, UPDATE, read, say};

const ANNUAL: &str = "ANNUAL_MEETING";

async fn record(by: &User, activity: &str, people: Value, more: Value) -> Answer {
    let input = with(json!({ "activityId": activity, "people": people }), more);
    by.graphql(RECORD, json!({ "input": input })).await
}

fn outcomes(answer: &Answer) -> Vec<String> {
    let results = answer.at("activityAttendanceRecord/results").as_array().unwrap().clone();
    results.iter().map(|result| result["outcome"].as_str().unwrap().to_owned()).collect()
}

async fn write(by: &User, activity: &str, more: Value) -> Answer {
    let input = json!({ "activityId": activity, "number": "1/2026", "agenda": "1. Ucapan\n2. Laporan",
        "decisions": "Tabung khairat ditambah.", "financialStatement": "Baki RM 1,240.50" });
    by.graphql(MINUTES, json!({ "input": with(input, more) })).await
}

async fn year(reader: &User, area: impl ToString, year: i32) -> Value {
    let area = area.to_string();
    let document =
        format!("{{ area(id: \"{area}\") {{ activityYear(year: {year}) {{ held required }} }} }}");
    reader.ask(&document).await.ok().at("area/activityYear").clone()
}

#[tokio::test]
async fn the_annual_meeting() {
    let mut here = Neighbours::meet().await;
    let meeting = here
        .planned(json!({ "kind": ANNUAL, "title": { "ms": "Mesyuarat Agung Tahunan" },
        "fieldOfWork": "LEADERSHIP", "fiveP": "EVALUATION", "place": "Dewan" }))
        .await;
    say(&here.lim, &meeting, "GOING", 1).await.ok();
    say(&here.siti, &meeting, "MAYBE", 0).await.ok();

    // It is not the day yet: nobody can have come.
    let early = record(&here.secretary, &meeting, json!([]), json!({})).await;
    assert_eq!(early.refusals("activityAttendanceRecord"), ["TIME_INVALID sentAt"]);
    here.the_day_comes().await;
    assert_eq!(year(&here.lim, here.area, 2026).await, json!({ "held": 0, "required": 8 }));

    // The secretary's phone stands at the door, without a network.
    let (lim, siti, stranger) = (here.lim.id, here.siti.id, here.stranger.id);
    let batch = json!([
        { "personId": lim, "at": "2026-03-21T00:31:00Z" },
        { "personId": siti, "at": "2026-03-21T00:32:00Z" },
        { "personId": stranger, "at": "2026-03-21T00:33:00Z" },
        { "personId": "person_x", "at": "2026-03-21T00:33:00Z" },
    ]);
    let more = json!({ "headcount": { "number": 12, "at": "2026-03-21T00:35:00Z" } });
    let kept = record(&here.secretary, &meeting, batch.clone(), more.clone()).await.ok();
    assert_eq!(outcomes(&kept), ["APPLIED", "APPLIED", "REJECTED", "REJECTED"]);
    let errors = kept.at("activityAttendanceRecord/results");
    assert_eq!(
        errors[2]["error"],
        json!({ "code": "PERSON_NOT_ELIGIBLE", "field": "people.2.personId" })
    );
    assert_eq!(errors[3]["error"], json!({ "code": "ID_INVALID", "field": "people.3.personId" }));
    let held = json!({ "status": "HELD", "figures": { "present": 2, "headcount": 12 } });
    assert_eq!(kept.at("activityAttendanceRecord/activity"), &held);
    // The answer is lost, and the phone sends it again.
    let again = record(&here.secretary, &meeting, batch, more).await.ok();
    assert_eq!(outcomes(&again), ["DUPLICATE", "DUPLICATE", "REJECTED", "REJECTED"]);
    assert_eq!(again.at("activityAttendanceRecord/activity"), &held);

    // The chair's phone saw Siti go home, by a clock that is a year ahead.
    let gone = json!([{ "personId": siti, "at": "2027-03-21T00:38:00Z", "present": false }]);
    let sent = json!({ "sentAt": "2027-03-21T00:40:00Z" });
    let corrected = record(&here.chair, &meeting, gone, sent).await.ok();
    assert_eq!(outcomes(&corrected), ["APPLIED"]);
    let noted = &corrected.at("activityAttendanceRecord/results")[0]["notedAt"];
    assert_eq!(noted, "2026-03-21T00:38:00.000Z");
    // What was seen before that comes too late to count.
    let late = json!([{ "personId": siti, "at": "2026-03-21T00:36:00Z" }]);
    let late = record(&here.secretary, &meeting, late, json!({})).await.ok();
    assert_eq!(outcomes(&late), ["SUPERSEDED"]);
    let names = "attendance { nodes { person { displayName } present } }";
    assert_eq!(read(&here.lim, &meeting, names).await["attendance"], json!(null));
    assert_eq!(
        read(&here.secretary, &meeting, names).await["attendance"]["nodes"],
        json!([{ "person": { "displayName": "Encik Lim" }, "present": true },
            { "person": { "displayName": "Puan Siti" }, "present": false }])
    );
    assert_eq!(year(&here.lim, here.area, 2026).await, json!({ "held": 1, "required": 8 }));
    assert_eq!(year(&here.stranger, here.area, 2026).await, json!(null));

    // The secretary writes the minutes; the residents do not read them yet.
    let minutes = "minutes { number agenda decisions preparedBy { displayName } confirmedBy { displayName } publishedAt version }";
    write(&here.secretary, &meeting, json!({})).await.ok();
    assert_eq!(read(&here.lim, &meeting, minutes).await["minutes"], json!(null));
    let own = write(&here.secretary, &meeting, json!({ "version": 1, "confirm": true })).await;
    assert_eq!(own.refusals("activityMinutesSet"), ["OWN_MINUTES confirm"]);
    // Nor do they by naming somebody else, nor the chair words of her own.
    let named = json!({ "version": 1, "confirm": true, "preparedById": here.chair.id });
    let named = write(&here.secretary, &meeting, named).await;
    assert_eq!(named.refusals("activityMinutesSet"), ["OWN_MINUTES confirm"]);
    let reworded = json!({ "version": 1, "confirm": true, "decisions": "Tiada." });
    let reworded = write(&here.chair, &meeting, reworded).await;
    assert_eq!(reworded.refusals("activityMinutesSet"), ["MINUTES_REWORDED confirm"]);
    // The chair confirms and publishes them.
    let confirmed = json!({ "version": 1, "confirm": true, "published": true });
    write(&here.chair, &meeting, confirmed.clone()).await.ok();
    let second = write(&here.secretary, &meeting, confirmed).await;
    assert_eq!(second.refusals("activityMinutesSet"), ["VERSION_CONFLICT version"]);
    let stands = json!({ "version": 2, "decisions": "Tabung khairat ditambah." });
    assert_eq!(second.at("activityMinutesSet/newest/minutes"), &stands);
    assert_eq!(
        read(&here.lim, &meeting, minutes).await["minutes"],
        json!({ "number": "1/2026", "agenda": "1. Ucapan\n2. Laporan",
            "decisions": "Tabung khairat ditambah.",
            "preparedBy": { "displayName": "Puan Aishah" },
            "confirmedBy": { "displayName": "Puan Aminah" },
            "publishedAt": "2026-03-21T00:40:00.000Z", "version": 2 })
    );
    // Changed words have to be confirmed anew.
    let changed = json!({ "version": 2, "published": true, "decisions": "Tiada." });
    let changed = write(&here.secretary, &meeting, changed).await.ok();
    let after = changed.at("activityMinutesSet/activity/minutes");
    assert_eq!((&after["confirmedBy"], &after["version"]), (&json!(null), &json!(3)));
}

#[tokio::test]
async fn minutes_are_of_meetings_and_their_numbers_differ() {
    let mut here = Neighbours::meet().await;
    let (one, other, cleaning) = (
        here.planned(json!({ "kind": "MEETING" })).await,
        here.planned(json!({ "kind": "MEETING" })).await,
        here.planned(json!({})).await,
    );
    here.the_day_comes().await;
    let refused = write(&here.secretary, &cleaning, json!({})).await;
    assert_eq!(refused.refusals("activityMinutesSet"), ["VALUE_INVALID activityId"]);
    write(&here.secretary, &one, json!({ "idempotencyKey": "m-1" })).await.ok();
    write(&here.secretary, &one, json!({ "idempotencyKey": "m-1" })).await.ok();
    let refused = write(&here.secretary, &other, json!({})).await;
    assert_eq!(refused.refusals("activityMinutesSet"), ["NUMBER_TAKEN number"]);
    let wrong = json!({ "number": " ", "agenda": "", "heldAt": "2027-01-01T00:00:00Z" });
    let refused = write(&here.secretary, &other, wrong).await;
    assert_eq!(
        refused.refusals("activityMinutesSet"),
        ["REQUIRED agenda", "REQUIRED number", "TIME_INVALID heldAt"]
    );
    let named = json!({ "number": "2/2026", "preparedById": here.lim.id });
    let refused = write(&here.secretary, &other, named).await;
    assert_eq!(refused.refusals("activityMinutesSet"), ["PERSON_NOT_ELIGIBLE preparedById"]);
    assert_eq!(write(&here.lim, &other, json!({})).await.code(), "FORBIDDEN");
    assert_eq!(write(&here.stranger, &other, json!({})).await.code(), "NOT_FOUND");
}

#[tokio::test]
async fn a_year_counts_by_malaysian_time_what_somebody_came_to() {
    let here = Neighbours::meet().await;
    let held = async |starts: &str, ends: &str, came: i64| {
        let id = here.planned(json!({ "startsAt": starts, "endsAt": ends })).await;
        let more = json!({ "headcount": { "number": came, "at": ends } });
        record(&here.secretary, &id, json!([]), more).await.ok();
        id
    };
    // 00:30 on New Year's Day in Malaysia, which is the year before in UTC.
    held("2025-12-31T16:30:00Z", "2025-12-31T18:00:00Z", 5).await;
    // An hour before that.
    held("2025-12-31T15:30:00Z", "2025-12-31T15:45:00Z", 5).await;
    let mistaken = held("2026-02-01T00:00:00Z", "2026-02-01T02:00:00Z", 7).await;
    held("2026-02-02T00:00:00Z", "2026-02-02T02:00:00Z", 0).await;
    assert_eq!(year(&here.chair, here.area, 2026).await["held"], 2);
    assert_eq!(year(&here.chair, here.area, 2025).await["held"], 1);
    assert_eq!(year(&here.chair, here.area, 2020).await, json!({ "held": 0, "required": 8 }));
    // A mistake is put right by what is counted later.
    let none = json!({ "headcount": { "number": 0, "at": "2026-02-01T03:00:00Z" } });
    let none = record(&here.secretary, &mistaken, json!([]), none).await.ok();
    assert_eq!(none.at("activityAttendanceRecord/activity/status"), "PLANNED");
    assert_eq!(year(&here.chair, here.area, 2026).await["held"], 1);
    let beyond =
        format!("{{ area(id: \"{}\") {{ activityYear(year: 99999) {{ held }} }} }}", here.area);
    assert_eq!(here.chair.ask(&beyond).await.code(), "OUT_OF_RANGE");
}

#[tokio::test]
async fn only_the_committee_records_and_in_batches() {
    let mut here = Neighbours::meet().await;
    let id = here.planned(json!({})).await;
    here.the_day_comes().await;
    for (who, code) in [
        (&here.lim, "FORBIDDEN"),
        (&here.stranger, "NOT_FOUND"),
        (&here.app.anybody(), "UNAUTHENTICATED"),
    ] {
        assert_eq!(record(who, &id, json!([]), json!({})).await.code(), code);
    }
    let item = json!({ "personId": here.lim.id, "at": "2026-03-21T00:31:00Z" });
    let many = record(&here.secretary, &id, json!(vec![item.clone(); 201]), json!({})).await;
    assert_eq!(many.refusals("activityAttendanceRecord"), ["TOO_MANY people"]);
    let most = record(&here.secretary, &id, json!(vec![item; 200]), json!({})).await.ok();
    assert_eq!(most.at("activityAttendanceRecord/activity/figures/present"), 1);
    // What was held stays in the past.
    let later = json!({ "id": id, "version": 1, "startsAt": "2026-04-01T00:00:00Z", "endsAt": "2026-04-01T02:00:00Z" });
    let refused = here.secretary.graphql(UPDATE, json!({ "input": later })).await;
    assert_eq!(refused.refusals("activityUpdate"), ["TIME_INVALID startsAt"]);
}
