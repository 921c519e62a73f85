//! Joining by the code of a poster.

use chrono::TimeDelta;
use domain::policy::Role;
use serde_json::json;
use stories::TestApp;

use super::{CODE, MINE, asked, code, decide, join, until_expired};

#[tokio::test]
async fn a_poster_lets_its_readers_in_at_once() {
    let (app, area, secretary, resident, stranger) = TestApp::neighbourhood().await;
    let made = code(&secretary, area, json!({})).await;
    let printed = made.text_at("joinCodeCreate/joinCode/code");
    assert_eq!(printed.len(), "KRT-7F3K-9QXT".len());
    let url = made.text_at("joinCodeCreate/joinCode/url");
    assert_eq!(url, format!("http://krt.test/j/{printed}"));
    assert!(made.text_at("joinCodeCreate/joinCode/qrSvg").contains("<svg"));

    // Scanned without the app it is a page, and says nothing about whose code it is.
    let page = app.anybody().get(&format!("/j/{}", printed.to_lowercase())).await;
    assert!(page.status.is_success() && page.text.contains(&printed), "{}", page.text);
    assert_eq!(page.headers["cache-control"], "no-store");
    assert_eq!(app.anybody().get("/j/%3Cscript%3E").await.code(), "NOT_FOUND");

    let mut aminah = app.person("Aminah").await;
    let asked_before = asked(&aminah, area).await;
    let spoken = printed.to_lowercase().replace('-', " ");
    let joined = join(&aminah, &spoken).await.ok();
    assert_eq!(joined.at("membershipJoin/membership/area/name"), "Taman Mutiara Rini");
    until_expired(&aminah).await;
    aminah.refresh().await;
    let mine = aminah.ask(MINE).await.ok();
    assert_eq!(mine.at("viewer/roles/0/role"), "RESIDENT");
    assert_eq!(mine.at("viewer/membershipRequests/0/status"), "ACCEPTED");
    let late = decide(&secretary, &asked_before, "DECLINE", Some("Lewat")).await;
    assert_eq!(late.refusals("membershipDecide"), ["ALREADY_DECIDED"]);
    // A repeat spends nothing, the whole address counts as the code, and so it is for a resident.
    let again = join(&aminah, &url).await.ok();
    assert_eq!(again.at("membershipJoin/membership"), joined.at("membershipJoin/membership"));
    join(&resident, &printed).await.ok();
    let query = "query($area: ID!) { joinCode(areaId: $area) { code uses active } }";
    let shown = secretary.graphql(query, json!({ "area": area.to_string() })).await.ok();
    assert_eq!(shown.at("joinCode"), &json!({ "code": printed, "uses": 1, "active": true }));
    for (somebody, expected) in [(&resident, "FORBIDDEN"), (&stranger, "NOT_FOUND")] {
        let hidden = somebody.graphql(query, json!({ "area": area.to_string() })).await;
        assert_eq!(hidden.code(), expected);
    }
}

#[tokio::test]
async fn a_code_that_counts_no_longer_says_why() {
    let (app, area, secretary, _, _) = TestApp::neighbourhood().await;
    let aminah = app.person("Aminah").await;
    let old = code(&secretary, area, json!({})).await.text_at("joinCodeCreate/joinCode/code");
    let input = json!({ "uses": 1, "expiresAt": "2026-03-15T04:00:00Z", "idempotencyKey": "k" });
    let made = code(&secretary, area, input.clone()).await;
    let new = made.text_at("joinCodeCreate/joinCode/code");
    let repeated = code(&secretary, area, input).await;
    assert_eq!(repeated.text_at("joinCodeCreate/joinCode/code"), new);
    assert_eq!(join(&aminah, &old).await.refusals("membershipJoin"), ["JOIN_CODE_EXPIRED code"]);
    for wrong in ["", "KRT", "0000-0000", "KRT-0000-0000"] {
        let refused = join(&aminah, wrong).await;
        assert_eq!(refused.refusals("membershipJoin"), ["JOIN_CODE_WRONG code"], "{wrong}");
    }
    // The last use is taken by two at once: one wins.
    let lim = app.person("Lim").await;
    let (left, right) = tokio::join!(join(&aminah, &new), join(&lim, &new));
    let outcomes = [&left, &right].map(|one| one.refusals("membershipJoin"));
    assert!(outcomes.contains(&Vec::new()), "{} {}", left.text, right.text);
    assert!(outcomes.contains(&vec!["JOIN_CODE_USED_UP code".to_owned()]), "{outcomes:?}");
    app.advance(TimeDelta::days(1));
    let mut muthu = app.person("Muthu").await;
    assert_eq!(join(&muthu, &new).await.refusals("membershipJoin"), ["JOIN_CODE_EXPIRED code"]);
    muthu.language = "ms".to_owned();
    assert_eq!(
        join(&muthu, &new).await.at("membershipJoin/userErrors/0/message"),
        "Kod ini tidak lagi sah. Minta kod baharu daripada jawatankuasa."
    );
    let bad = json!({ "areaId": area.to_string(), "uses": 0, "expiresAt": "2020-01-01T00:00:00Z" });
    let mut secretary = secretary;
    secretary.refresh().await;
    let refused = secretary.graphql(CODE, json!({ "input": bad })).await;
    assert_eq!(refused.refusals("joinCodeCreate"), ["TIME_INVALID expiresAt", "OUT_OF_RANGE uses"]);
}

#[tokio::test]
async fn two_codes_made_at_once_leave_one() {
    let (app, area, secretary, _, _) = TestApp::neighbourhood().await;
    let chair = app.officer_of_committee("Encik Rosli", area, Role::Chair).await;
    let (left, right) =
        tokio::join!(code(&secretary, area, json!({})), code(&chair, area, json!({})));
    let codes = [left, right].map(|made| made.text_at("joinCodeCreate/joinCode/code"));
    let query = "query($area: ID!) { joinCode(areaId: $area) { code } }";
    let current = secretary.graphql(query, json!({ "area": area.to_string() })).await.ok();
    let current = current.text_at("joinCode/code");
    let aminah = app.person("Aminah").await;
    for code in codes {
        let refused = join(&aminah, &code).await.refusals("membershipJoin");
        assert_eq!(refused.is_empty(), code == current, "{refused:?}");
        if refused.is_empty() {
            break;
        }
    }
}

#[tokio::test]
async fn guessing_a_code_is_counted() {
    let (app, area, secretary, _, _) = TestApp::neighbourhood().await;
    let right = code(&secretary, area, json!({})).await.text_at("joinCodeCreate/joinCode/code");
    let guesser = app.person("Peneka").await;
    // Ten aliases of one request count as ten.
    let tries: String = (0..10)
        .map(|n| {
            format!("a{n}: membershipJoin(input: {{ code: \"0000000{n}\" }}) {{ userErrors {{ code }} }} ")
        })
        .collect();
    let tried = guesser.ask(&format!("mutation {{ {tries} }}")).await;
    assert_eq!(tried.refusals("a9"), ["JOIN_CODE_WRONG"], "{}", tried.text);
    assert_eq!(join(&guesser, &right).await.code(), "RATE_LIMITED");
    // A neighbour in the same hall reads it right.
    join(&app.person("Aminah").await, &right).await.ok();
}
