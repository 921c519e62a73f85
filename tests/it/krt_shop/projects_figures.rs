//! What a project earned and spent: its owner's affair and the officers', and nobody else's.

use serde_json::{Value, json};
use stories::User;

use super::projects::{Office, change};

const FIGURES: &str = "figures { nodes { month income { amount } spending { amount } funding { amount } participants version } } missingMonths";

/// Asks for the figures in every way there is; tells what was seen.
async fn seen(user: &User, office: &Office, id: &str) -> Vec<&'static str> {
    let area = office.area;
    let mut seen = Vec::new();
    for (way, document) in [
        ("by id", format!("{{ project(id: \"{id}\") {{ id {FIGURES} }} }}")),
        ("as a node", format!("{{ node(id: \"{id}\") {{ ... on Project {{ id {FIGURES} }} }} }}")),
        (
            "as nodes",
            format!("{{ nodes(ids: [\"{id}\"]) {{ ... on Project {{ id {FIGURES} }} }} }}"),
        ),
        ("in a list", format!("{{ projects(areaId: \"{area}\") {{ nodes {{ id {FIGURES} }} }} }}")),
        (
            "of the area",
            format!("{{ projectsOfArea(areaId: \"{area}\") {{ nodes {{ id {FIGURES} }} }} }}"),
        ),
        (
            "by a product",
            format!(
                "{{ products(filter: {{ areaId: \"{area}\" }}) {{ nodes {{ project {{ id {FIGURES} }} }} }} }}"
            ),
        ),
    ] {
        let answer = user.ask(&document).await;
        if answer.text.contains("4321.50") || answer.text.contains("2026-01\"") {
            seen.push(way);
        }
    }
    seen
}

fn figures(id: &str, month: &str) -> Value {
    json!({ "projectId": id, "month": month, "income": "4321.50", "spending": "1234.05",
        "participants": 12 })
}

#[tokio::test]
async fn an_owner_reports_each_month_and_only_the_officers_above_read_it() {
    let mut office = Office::open().await;
    let id = office.at_work().await;
    let recorded =
        change(&office.owner, "projectFiguresRecord", figures(&id, "2026-02")).await.ok();
    assert_eq!(recorded.at("projectFiguresRecord/figures/version"), 1);
    for (wrong, code) in [
        (&office.secretary, "NOT_FOUND"),
        (&office.member, "NOT_FOUND"),
        (&office.neighbour, "NOT_FOUND"),
        (&office.elsewhere, "NOT_FOUND"),
        (&office.ppd, "FORBIDDEN"),
        (&office.app.anybody(), "UNAUTHENTICATED"),
    ] {
        let refused = change(wrong, "projectFiguresRecord", figures(&id, "2026-01")).await;
        assert_eq!(refused.code(), code, "{}", refused.text);
    }
    let strangers = [
        &office.secretary,
        &office.member,
        &office.neighbour,
        &office.elsewhere,
        &office.app.anybody(),
    ];
    for stranger in strangers {
        assert_eq!(seen(stranger, &office, &id).await, [""; 0]);
        let asked = stranger.ask(&format!("{{ project(id: \"{id}\") {{ id {FIGURES} }} }}")).await;
        let asked = asked.ok();
        assert!(
            asked.at("project/figures").is_null() && asked.at("project/missingMonths").is_null()
        );
    }
    for reader in [&office.owner, &office.ppd, &office.ppn] {
        let ways = seen(reader, &office, &id).await;
        assert!(ways.contains(&"by id") && ways.contains(&"as a node"), "{ways:?}");
    }
    // What is read with a token is kept for nobody else.
    let look = format!("{{ project(id: \"{id}\") {{ {FIGURES} }} }}");
    let read = office.ppd.ask(&look).await.ok();
    assert_eq!(
        read.at("project/figures/nodes/0"),
        &json!({ "month": "2026-02", "income": { "amount": "4321.50" }, "spending": { "amount": "1234.05" },
            "funding": { "amount": "0.00" }, "participants": 12, "version": 1 })
    );
    assert_eq!(seen(&office.app.anybody(), &office, &id).await, [""; 0]);
}

#[tokio::test]
async fn the_months_that_are_missing_are_told() {
    let mut office = Office::open().await;
    let id = office.at_work().await;
    // The story begins on 14 March 2026.
    let missing = async |office: &Office| {
        let look = format!("{{ project(id: \"{id}\") {{ missingMonths }} }}");
        office.owner.ask(&look).await.ok().at("project/missingMonths").clone()
    };
    assert_eq!(missing(&office).await, json!([]));
    office.app.advance(chrono::TimeDelta::days(80));
    office.owner.sign_in_again().await;
    assert_eq!(missing(&office).await, json!(["2026-04", "2026-05"]));
    change(&office.owner, "projectFiguresRecord", figures(&id, "2026-04")).await.ok();
    assert_eq!(missing(&office).await, json!(["2026-05"]));
}

#[tokio::test]
async fn figures_are_corrected_by_who_has_read_them_and_wrong_ones_are_told() {
    let mut office = Office::open().await;
    let id = office.at_work().await;
    let record = async |input: Value| change(&office.owner, "projectFiguresRecord", input).await;
    let (one, two) = tokio::join!(record(figures(&id, "2026-02")), record(figures(&id, "2026-02")));
    for same in [one.ok(), two.ok()] {
        assert_eq!(same.at("projectFiguresRecord/figures/version"), 1);
    }
    let mut other = figures(&id, "2026-02");
    other["income"] = json!("5000.00");
    let unread = record(other.clone()).await;
    assert_eq!(unread.refusals("projectFiguresRecord"), ["VERSION_CONFLICT version"]);
    other["version"] = json!(1);
    let corrected = record(other.clone()).await.ok();
    assert_eq!(corrected.at("projectFiguresRecord/figures/version"), 2);
    other["income"] = json!("1.00");
    let late = record(other).await;
    assert_eq!(late.refusals("projectFiguresRecord"), ["VERSION_CONFLICT version"]);

    let mut wrong = figures(&id, "2026-04");
    wrong["income"] = json!("-1.00");
    wrong["spending"] = json!("10000000.01");
    wrong["participants"] = json!(-1);
    assert_eq!(
        record(wrong).await.refusals("projectFiguresRecord"),
        [
            "TIME_INVALID month",
            "OUT_OF_RANGE income",
            "OUT_OF_RANGE spending",
            "OUT_OF_RANGE participants",
        ]
    );
    assert_eq!(
        record(figures(&id, "Mac")).await.refusals("projectFiguresRecord"),
        ["TIME_INVALID month"]
    );
}
