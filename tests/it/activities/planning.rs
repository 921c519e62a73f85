//! Planning, changing, cancelling and finding activities.

use domain::{community::GrantScope, policy::Role};
use serde_json::{Value, json};
use stories::{Answer, User};

use super::{CANCEL, CREATE, Neighbours, UPDATE, read};

#[tokio::test]
async fn the_committee_plans_and_the_residents_read() {
    let here = Neighbours::meet().await;
    let id = here.planned(json!({ "capacity": 40 })).await;
    let seen = read(
        &here.lim,
        &id,
        "kind fieldOfWork fiveP title { text } place status capacity viewerCanChange viewerCanAnswer \
         figures { going placesLeft } myAnswer { answer } answers { nodes { guests } } area { name }",
    )
    .await;
    assert_eq!(
        seen,
        json!({ "kind": "GOTONG_ROYONG", "fieldOfWork": "ENVIRONMENT", "fiveP": "PREVENTION",
            "title": { "text": "Cleaning day" }, "place": "Padang", "status": "PLANNED",
            "capacity": 40, "viewerCanChange": false, "viewerCanAnswer": true,
            "figures": { "going": 0, "placesLeft": 40 }, "myAnswer": null, "answers": null,
            "area": { "name": "Taman Mutiara Rini" } })
    );
    let node = format!("{{ node(id: \"{id}\") {{ id ... on Activity {{ version }} }} }}");
    assert_eq!(here.lim.ask(&node).await.ok().at("node/version"), 1);
    let document = format!("{{ activity(id: \"{id}\") {{ id }} }}");
    assert_eq!(here.stranger.ask(&document).await.code(), "NOT_FOUND");
    assert_eq!(here.app.anybody().ask(&document).await.code(), "UNAUTHENTICATED");
    let input = json!({ "areaId": here.area, "kind": "OTHER", "fieldOfWork": "SAFETY",
        "fiveP": "RECOVERY", "title": { "ms": "x" }, "startsAt": "2026-03-21T00:30:00Z",
        "endsAt": "2026-03-21T03:00:00Z", "place": "x" });
    let refused = here.lim.graphql(CREATE, json!({ "input": input })).await;
    assert_eq!(refused.code(), "FORBIDDEN");
}

#[tokio::test]
async fn every_broken_rule_of_a_plan_is_named() {
    let here = Neighbours::meet().await;
    let refused = here
        .plan(json!({ "title": { "ms": " " }, "startsAt": "2199-01-01T00:00:00Z", "place": "",
            "capacity": 0, "coordinates": { "latitude": 91.0, "longitude": 0.0 } }))
        .await;
    assert_eq!(
        refused.refusals("activityCreate"),
        [
            "REQUIRED title.ms",
            "TIME_INVALID startsAt",
            "TIME_INVALID endsAt",
            "REQUIRED place",
            "POSITION_INVALID coordinates",
            "OUT_OF_RANGE capacity"
        ]
    );
    // A time says between what moments it must lie, as clocks in Malaysia show them.
    assert!(
        refused.text.contains("between 2024-03-12 12:00 and 2028-03-15 12:00"),
        "{}",
        refused.text
    );
    let long = here.plan(json!({ "endsAt": "2026-05-21T03:00:00Z" })).await;
    assert_eq!(long.refusals("activityCreate"), ["SPAN_TOO_LONG endsAt"]);
    // Where phones stand that know no place.
    let sea = json!({ "coordinates": { "latitude": 0.0, "longitude": 0.0 } });
    assert_eq!(here.plan(sea).await.refusals("activityCreate"), ["POSITION_INVALID coordinates"]);
    let nothing = "notice_01jaaaaaaaaaaaaaaaaaaaaaaa";
    let refused = here.plan(json!({ "noticeId": nothing })).await;
    assert_eq!(refused.refusals("activityCreate"), ["NOT_FOUND noticeId"]);
}

#[tokio::test]
async fn a_phone_that_repeats_plans_once() {
    let here = Neighbours::meet().await;
    let key = json!({ "idempotencyKey": "a-1" });
    let (one, other) = tokio::join!(here.planned(key.clone()), here.planned(key.clone()));
    assert_eq!(one, other);
    let change = json!({ "id": one, "version": 1, "place": "Dewan", "idempotencyKey": "a-2" });
    let changed = here.secretary.graphql(UPDATE, json!({ "input": change })).await.ok();
    let again = here.secretary.graphql(UPDATE, json!({ "input": change })).await.ok();
    assert_eq!(changed.body, again.body);
    assert_eq!(again.at("activityUpdate/activity/version"), 2);
}

#[tokio::test]
async fn of_two_editors_the_later_one_is_told() {
    let here = Neighbours::meet().await;
    let id = here.planned(json!({})).await;
    let change = async |by: &User, change: Value| {
        let input = stories::with(json!({ "id": id, "version": 1 }), change);
        by.graphql(UPDATE, json!({ "input": input })).await
    };
    let (one, other) = tokio::join!(
        change(&here.secretary, json!({ "place": "Dewan" })),
        change(&here.chair, json!({ "place": "Surau" }))
    );
    let mut told = [one.refusals("activityUpdate"), other.refusals("activityUpdate")];
    told.sort();
    assert_eq!(told, [vec![], vec!["VERSION_CONFLICT version".to_owned()]]);
    // The app of the later one shows both.
    let is_late = |answer: &Answer| answer.at("activityUpdate/activity") == &Value::Null;
    let (first, late) = if is_late(&one) { (&other, &one) } else { (&one, &other) };
    let stands = first.at("activityUpdate/activity/place");
    let newest = json!({ "version": 2, "place": stands });
    assert_eq!(late.at("activityUpdate/newest"), &newest);
    assert_eq!(first.at("activityUpdate/newest"), &Value::Null);
    assert_eq!(change(&here.lim, json!({})).await.code(), "FORBIDDEN");
    assert_eq!(change(&here.stranger, json!({})).await.code(), "NOT_FOUND");
}

#[tokio::test]
async fn what_is_cancelled_says_why_and_stays_so() {
    let here = Neighbours::meet().await;
    let id = here.planned(json!({})).await;
    let cancel = async |reason: &str| {
        let input = json!({ "id": id, "reason": reason });
        here.secretary.graphql(CANCEL, json!({ "input": input })).await
    };
    assert_eq!(cancel(" ").await.refusals("activityCancel"), ["REQUIRED reason"]);
    let cancelled = cancel("Banjir").await.ok();
    let expected = json!({ "status": "CANCELLED", "cancelReason": "Banjir", "version": 2 });
    assert_eq!(cancelled.at("activityCancel/activity"), &expected);
    assert_eq!(cancel("Lain").await.ok().at("activityCancel/activity"), &expected);
    let change = json!({ "id": id, "version": 2, "place": "Dewan" });
    let refused = here.secretary.graphql(UPDATE, json!({ "input": change })).await;
    assert_eq!(refused.refusals("activityUpdate"), ["STATE_INVALID"]);
}

#[tokio::test]
async fn activities_are_listed_by_time_and_paged() {
    let here = Neighbours::meet().await;
    for day in [20, 18, 19, 17] {
        here.planned(json!({
            "title": { "ms": format!("Hari {day}") },
            "startsAt": format!("2026-03-{day}T00:30:00Z"),
            "endsAt": format!("2026-03-{day}T03:00:00Z"),
        }))
        .await;
    }
    let list = async |who: &User, arguments: &str| {
        let document = format!(
            "{{ activities{arguments} {{ nodes {{ title {{ ms }} }} pageInfo {{ endCursor hasNextPage }} }} }}"
        );
        who.ask(&document).await
    };
    let titles = |answer: &Answer| -> Vec<String> {
        let nodes = answer.at("activities/nodes").as_array().unwrap();
        nodes.iter().map(|node| node["title"]["ms"].as_str().unwrap().to_owned()).collect()
    };
    let first = list(&here.lim, "(first: 2)").await.ok();
    assert_eq!(titles(&first), ["Hari 17", "Hari 18"]);
    let cursor = first.text_at("activities/pageInfo/endCursor");
    let second = list(&here.lim, &format!("(first: 2, after: \"{cursor}\")")).await.ok();
    assert_eq!(titles(&second), ["Hari 19", "Hari 20"]);
    let within = format!(
        "(areaId: \"{}\", from: \"2026-03-18T01:00:00Z\", to: \"2026-03-20T00:00:00Z\")",
        here.area
    );
    assert_eq!(titles(&list(&here.lim, &within).await.ok()), ["Hari 18", "Hari 19"]);
    assert!(titles(&list(&here.stranger, "").await.ok()).is_empty());
    assert_eq!(list(&here.stranger, &within).await.code(), "NOT_FOUND");
    // Whoever looks after the area reads, and has no part in it.
    let officer = here.app.officer("Puan Chong", Role::HqOfficer, &GrantScope::Nation).await;
    assert_eq!(titles(&list(&officer, &within).await.ok()).len(), 2);
    let held = list(&here.lim, &format!("(areaId: \"{}\", status: HELD)", here.area)).await.ok();
    assert!(titles(&held).is_empty());
}

#[tokio::test]
async fn a_title_that_is_corrected_in_one_language_keeps_the_others() {
    let here = Neighbours::meet().await;
    let id = here.planned(json!({ "description": { "ms": "Bawa penyapu" } })).await;
    let change = async |version: i64, rest: Value| {
        let input = stories::with(json!({ "id": id, "version": version }), rest);
        here.secretary.graphql(UPDATE, json!({ "input": input })).await
    };
    let words = json!({ "title": { "ms": "Kerja" }, "description": { "en": "Bring a broom" } });
    change(1, words).await.ok();
    let seen = read(&here.lim, &id, "title { ms en } description { ms en }").await;
    let both = json!({ "ms": "Bawa penyapu", "en": "Bring a broom" });
    let expected = json!({ "title": { "ms": "Kerja", "en": "Cleaning day" }, "description": both });
    assert_eq!(seen, expected);
    change(2, json!({ "title": { "en": "" }, "description": null })).await.ok();
    let seen = read(&here.lim, &id, "title { en } description { ms }").await;
    assert_eq!(seen, json!({ "title": { "en": null }, "description": null }));
}
