//! Lists, figures and files.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{community::GrantScope, policy::Role};
use serde_json::{Value, json};
use stories::User;

use super::{Watch, change};

const LIST: &str = "query($unit: ID, $district: ID, $state: String, $filter: IncidentFilterInput, $first: Int, $after: String, $last: Int, $before: String) { incidents(unitId: $unit, districtId: $district, stateCode: $state, filter: $filter, first: $first, after: $after, last: $last, before: $before) { nodes { serial } pageInfo { endCursor startCursor hasNextPage hasPreviousPage } } }";
const COUNT: &str = "query($month: String!, $unit: ID, $district: ID, $state: String) { incidentCounts(month: $month, unitId: $unit, districtId: $district, stateCode: $state) { categoryCode categoryName { ms } hour number } }";

/// The last digits of the serial numbers on a page.
fn numbers(page: &Value) -> Vec<u64> {
    let nodes = page["nodes"].as_array().expect("nodes");
    let number = |node: &Value| node["serial"].as_str().unwrap()[17..].parse().unwrap();
    nodes.iter().map(number).collect()
}

async fn list(user: &User, variables: Value) -> Value {
    user.graphql(LIST, variables).await.ok().at("incidents").clone()
}

/// Six incidents of one night, an hour apart, each with its category and severity.
async fn a_night(watch: &Watch) -> Vec<String> {
    let begun: DateTime<Utc> = "2026-03-13T14:30:00Z".parse().unwrap();
    let mut ids = Vec::new();
    for (number, (category, severity)) in (0..).zip([
        ("PROPERTY_THEFT", "LOW"),
        ("PROPERTY_BURGLARY", "HIGH"),
        ("SOCIAL_FIGHTING", "MEDIUM"),
        ("PROPERTY_THEFT", "MEDIUM"),
        ("SOCIAL", "LOW"),
        ("PROPERTY_THEFT", "LOW"),
    ]) {
        let at = begun + TimeDelta::hours(number);
        let more = json!({ "happenedAt": at, "categoryCode": category, "severity": severity, "place": "=1+1" });
        ids.push(watch.reported(more).await);
    }
    ids
}

#[tokio::test]
async fn a_list_is_paged_and_filtered() {
    let watch = Watch::begins().await;
    let ids = a_night(&watch).await;
    let unit = watch.unit.to_string();
    let mut after = Value::Null;
    let mut walked = Vec::new();
    loop {
        let page = list(&watch.leader, json!({ "unit": unit, "first": 4, "after": after })).await;
        walked.extend(numbers(&page));
        after = page["pageInfo"]["endCursor"].clone();
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
        // What happened earlier comes in meanwhile: nothing is shown twice.
        let earlier: DateTime<Utc> = "2026-03-13T10:00:00Z".parse().unwrap();
        watch.reported(json!({ "happenedAt": earlier })).await;
    }
    assert_eq!(walked, [6, 5, 4, 3, 2, 1, 7]);
    let back = list(&watch.leader, json!({ "unit": unit, "last": 2 })).await;
    assert_eq!(numbers(&back), [1, 7]);
    assert_eq!(back["pageInfo"]["hasPreviousPage"], true);

    let close =
        json!({ "id": ids[5], "version": 1, "status": "CLOSED", "reason": "Tersalah lapor." });
    change(&watch.leader, "incidentStatusSet", close).await.ok();
    for (filter, expected) in [
        (json!({ "openOnly": true }), vec![5, 4, 3, 2, 1, 7]),
        (json!({ "status": "CLOSED" }), vec![6]),
        (json!({ "severity": "HIGH" }), vec![2]),
        (json!({ "categoryCode": "SOCIAL" }), vec![5, 3]),
        (json!({ "categoryCode": "PROPERTY_THEFT", "openOnly": true }), vec![4, 1, 7]),
        (json!({ "since": "2026-03-13T16:30:00Z", "until": "2026-03-13T18:30:00Z" }), vec![4, 3]),
    ] {
        let page = list(&watch.leader, json!({ "unit": unit, "filter": filter })).await;
        assert_eq!(numbers(&page), expected, "{filter}");
    }
    let wrong = json!({ "unit": unit, "first": 101 });
    assert_eq!(watch.leader.graphql(LIST, wrong).await.code(), "PAGE_INVALID");
}

#[tokio::test]
async fn a_month_is_counted_by_category_and_hour_in_malaysia() {
    let watch = Watch::begins().await;
    a_night(&watch).await;
    // The last moment of February in Malaysia, and the first of March.
    watch.reported(json!({ "happenedAt": "2026-02-28T15:59:59Z" })).await;
    watch.reported(json!({ "happenedAt": "2026-02-28T16:00:00Z" })).await;
    let hq = watch.app.officer("Puan Chong", Role::HqOfficer, &GrantScope::Nation).await;
    let (unit, district) = (watch.unit.to_string(), watch.district.to_string());
    let count = async |place: Value| {
        let counted = hq.graphql(COUNT, place).await.ok();
        let rows = counted.at("incidentCounts").as_array().unwrap().clone();
        rows.iter()
            .map(|row| {
                format!(
                    "{} {} {}",
                    row["categoryCode"].as_str().unwrap(),
                    row["hour"],
                    row["number"]
                )
            })
            .collect::<Vec<_>>()
    };
    let march = [
        "PROPERTY_BURGLARY 23 1",
        "PROPERTY_THEFT 0 1",
        "PROPERTY_THEFT 1 1",
        "PROPERTY_THEFT 3 1",
        "PROPERTY_THEFT 22 1",
        "SOCIAL 2 1",
        "SOCIAL_FIGHTING 0 1",
    ];
    for place in [
        json!({ "month": "2026-03", "unit": unit }),
        json!({ "month": "2026-03", "district": district }),
        json!({ "month": "2026-03", "state": "01" }),
        json!({ "month": "2026-03" }),
    ] {
        assert_eq!(count(place).await, march);
    }
    assert_eq!(count(json!({ "month": "2026-02" })).await, ["PROPERTY_THEFT 23 1"]);
    assert_eq!(count(json!({ "month": "2026-03", "state": "02" })).await, Vec::<String>::new());
    let nowhere = json!({ "month": "2026-03", "state": "99" });
    assert_eq!(hq.graphql(COUNT, nowhere).await.code(), "NOT_FOUND");
    assert_eq!(hq.graphql(COUNT, json!({ "month": "Mac" })).await.code(), "MONTH_INVALID");
    let leader = watch.leader.graphql(COUNT, json!({ "month": "2026-03" })).await;
    assert_eq!(leader.code(), "NOT_FOUND");
}

#[tokio::test]
async fn a_file_for_a_spreadsheet_holds_no_names_and_no_formulas() {
    let watch = Watch::begins().await;
    a_night(&watch).await;
    let path = format!("/v1/incidents.csv?unitId={}&categoryCode=PROPERTY_THEFT", watch.unit);
    let file = watch.leader.get(&path).await;
    assert_eq!(file.status, 200, "{}", file.text);
    assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8");
    assert_eq!(file.headers["cache-control"], "private, no-store");
    let lines: Vec<&str> = file.text.trim_end().split("\r\n").collect();
    assert_eq!(lines.len(), 4, "{}", file.text);
    assert!(lines[0].starts_with("Serial number,Unit,Happened"), "{}", lines[0]);
    assert!(
        lines[3].contains("\"SRS-01-0001-2026-000001\",\"SRS Mutiara Rini\",2026-03-13 22:30:00"),
        "{}",
        lines[3]
    );
    assert!(
        lines[1].contains("\"'=1+1\"") && lines[1].contains("\"Theft\",\"Low\",\"Reported\""),
        "{}",
        lines[1]
    );
    assert!(!file.text.contains("Devi") && !file.text.contains("1.54,"), "{}", file.text);
    let malay = watch.leader.speaking("ms").get(&path).await;
    assert!(malay.text.contains("\"Curi\",\"Rendah\",\"Dilaporkan\""), "{}", malay.text);
    // It is written part by part, and whole: nobody holds all of it.
    assert!(!file.headers.contains_key("content-length"));
    // One's own.
    let mine = watch.devi.get("/v1/incidents.csv?scope=MINE").await;
    assert_eq!(mine.text.trim_end().split("\r\n").count(), 7);
    for (user, path, code) in [
        (&watch.devi, path.as_str(), "FORBIDDEN"),
        (&watch.stranger, path.as_str(), "NOT_FOUND"),
        (&watch.leader, "/v1/incidents.csv?unitId=x", "ID_INVALID"),
        (&watch.leader, "/v1/incidents.csv?scope=NATION", "NOT_FOUND"),
        (&watch.leader, "/v1/incidents.csv?scope=ALL", "BAD_REQUEST"),
        (&watch.leader, "/v1/incidents.csv?stateCode=01&areaId=x", "BAD_REQUEST"),
        (&watch.leader, "/v1/incidents.csv?since=semalam", "BAD_REQUEST"),
    ] {
        assert_eq!(user.get(path).await.code(), code, "{path}");
    }
    // Of a state at most a year.
    let hq = watch.app.officer("Puan Rohana", Role::HqOfficer, &GrantScope::Nation).await;
    let of_state = |more: &str| format!("/v1/incidents.csv?stateCode=01{more}");
    for (more, status, code) in [
        ("", 422, "REQUIRED"),
        ("&since=2025-01-01T00:00:00Z", 422, "SPAN_TOO_LONG"),
        ("&since=2024-01-01T00:00:00Z&until=2025-01-02T00:00:00Z", 422, "SPAN_TOO_LONG"),
    ] {
        let refused = hq.get(&of_state(more)).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (status, code), "{more}");
    }
    let nowhere = "/v1/incidents.csv?stateCode=99&since=2025-06-01T00:00:00Z";
    assert_eq!(hq.get(nowhere).await.code(), "NOT_FOUND");
    // Two files, one answer to whoever names neither a place nor a scope.
    for path in ["/v1/incidents.csv", "/v1/reports/patrols.csv?month=2026-03"] {
        let bare = hq.get(path).await;
        assert_eq!((bare.status.as_u16(), bare.code()), (422, "REQUIRED"), "{path}");
    }
    let year = hq.get(&of_state("&since=2025-06-01T00:00:00Z")).await;
    assert_eq!(year.status, 200, "{}", year.text);
}
