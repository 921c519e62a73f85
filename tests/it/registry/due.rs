//! What waits for a decision, and when it is overdue.

use chrono::TimeDelta;
use domain::community::{self, AreaStatus, NewArea, approval};
use serde_json::json;
use stories::area_record;

use super::{Registry, place};

const DUE: &str = "query($overdueOnly: Boolean!, $first: Int, $after: String) { approvalsDue(overdueOnly: $overdueOnly, first: $first, after: $after) { nodes { subject desk dueAt overdue area { name } application { id } } pageInfo { hasNextPage endCursor } } }";

#[tokio::test]
async fn what_is_overdue_appears_when_the_clock_passes() {
    let mut registry = Registry::with(20).await;
    let id = registry.complete().await;
    registry.submit(&registry.chair, &id).await.ok();
    // Saturday, 14 March 2026, noon in Malaysia: seven days later ends the 21st.
    let all = registry.ppd.graphql(DUE, json!({ "overdueOnly": false })).await.ok();
    assert_eq!(
        all.at("approvalsDue/nodes/0"),
        &json!({ "subject": "PATROL_UNIT", "desk": "DISTRICT", "dueAt": "2026-03-21T15:59:59.999Z",
                 "overdue": false, "area": { "name": "Taman Mutiara Rini" }, "application": { "id": id } })
    );
    let overdue = json!({ "overdueOnly": true });
    let none = registry.ppd.graphql(DUE, overdue.clone()).await.ok();
    assert_eq!(none.at("approvalsDue/nodes"), &json!([]));

    registry.app.advance(TimeDelta::days(7) + TimeDelta::hours(12) - TimeDelta::seconds(1));
    registry.refresh().await;
    let still = registry.ppd.graphql(DUE, overdue.clone()).await.ok();
    assert_eq!(still.at("approvalsDue/nodes"), &json!([]), "the 21st is not over yet");
    registry.app.advance(TimeDelta::seconds(1));
    for officer in [&registry.ppd, &registry.ppn, &registry.hq] {
        let late = officer.graphql(DUE, overdue.clone()).await.ok();
        assert_eq!(late.at("approvalsDue/nodes/0/overdue"), true);
    }
    // The promised day stays while it goes from desk to desk, and the timeline shows who was late.
    registry.decide(&registry.ppd, &id, "APPROVE").await.ok();
    let late = registry.ppn.graphql(DUE, overdue.clone()).await.ok();
    assert_eq!(late.at("approvalsDue/nodes/0/desk"), "STATE");
    let steps = registry.read(&registry.secretary, &id).await["steps"].clone();
    assert_eq!((&steps[1]["late"], &steps[2]["late"]), (&json!(false), &json!(true)));
    registry.decide(&registry.ppn, &id, "SEND_BACK").await.ok();
    let none = registry.hq.graphql(DUE, json!({ "overdueOnly": false })).await.ok();
    assert_eq!(
        none.at("approvalsDue/nodes"),
        &json!([]),
        "what lies with the committee is not due"
    );
    // It comes back: its documents are complete anew, and so counts the charter.
    registry.submit(&registry.chair, &id).await.ok();
    let anew = registry.ppd.graphql(DUE, json!({ "overdueOnly": false })).await.ok();
    assert_eq!(anew.at("approvalsDue/nodes/0/dueAt"), "2026-03-29T15:59:59.999Z");
}

async fn gather(registry: &Registry) {
    registry
        .app
        .arrange(async |_, work| {
            approval::gather(work).await.expect("the list follows the areas");
        })
        .await;
}

#[tokio::test]
async fn areas_that_are_applied_for_wait_too_and_pages_hold() {
    let registry = Registry::with(0).await;
    let here = place(&registry.app, registry.area).await;
    let put = async |number: usize, status: AreaStatus| {
        let (reference, name) = (format!("KRT/01/9{number:03}"), format!("KRT Baharu {number}"));
        let (district, state) = (here.district.unwrap(), here.state.clone().unwrap());
        let record = NewArea { status, ..area_record(reference, &name, district, state) };
        registry
            .app
            .arrange(async |ctx, work| {
                community::put_area(work.connection(), ctx.mint(), &record, ctx.now())
                    .await
                    .expect("an area");
            })
            .await;
    };
    for number in 0..5 {
        put(number, AreaStatus::Applied).await;
        registry.app.advance(TimeDelta::milliseconds(1));
    }
    put(5, AreaStatus::Active).await;
    for _ in 0..2 {
        gather(&registry).await;
    }
    let mut names = Vec::new();
    let mut after = json!(null);
    loop {
        let page = json!({ "overdueOnly": false, "first": 2, "after": after });
        let page = registry.ppd.graphql(DUE, page).await.ok();
        for node in page.at("approvalsDue/nodes").as_array().expect("nodes") {
            assert_eq!(node["subject"], "AREA");
            assert_eq!(node["desk"], "DISTRICT");
            // 14 March: by the 15th of April.
            assert_eq!(node["dueAt"], "2026-04-15T15:59:59.999Z");
            names.push(node["area"]["name"].as_str().expect("a name").to_owned());
        }
        if page.at("approvalsDue/pageInfo/hasNextPage") == &json!(false) {
            break;
        }
        after = page.at("approvalsDue/pageInfo/endCursor").clone();
    }
    names.sort();
    assert_eq!(names, (0..5).map(|number| format!("KRT Baharu {number}")).collect::<Vec<_>>());
    // One is checked, one is decided.
    put(0, AreaStatus::CheckedByDistrict).await;
    put(1, AreaStatus::Active).await;
    gather(&registry).await;
    let all = registry.ppd.graphql(DUE, json!({ "overdueOnly": false })).await.ok();
    let mut desks: Vec<_> = all
        .at("approvalsDue/nodes")
        .as_array()
        .expect("nodes")
        .iter()
        .map(|node| node["desk"].as_str().expect("a desk").to_owned())
        .collect();
    desks.sort();
    assert_eq!(desks, ["DISTRICT", "DISTRICT", "DISTRICT", "STATE"]);
    // Somebody without an office is told so.
    let refused = registry.secretary.graphql(DUE, json!({ "overdueOnly": false })).await;
    assert_eq!(refused.code(), "FORBIDDEN");
    let elsewhere = registry.elsewhere.graphql(DUE, json!({ "overdueOnly": false })).await.ok();
    assert_eq!(elsewhere.at("approvalsDue/nodes"), &json!([]));
}
