//! How long a term lasts, how many there may be, and of two at once one.

use domain::shared::id::PersonId;
use serde_json::json;
use stories::User;

use super::{ADD, REGIME, Town, day, posts};

#[tokio::test]
async fn a_term_lasts_as_long_as_the_rule_of_its_first_day_says() {
    let town = Town::founded().await;
    let (aminah, lim) = (town.app.person("Aminah").await, town.app.person("Lim").await);
    let given = town.give(&town.district, &aminah, "CHAIR", json!({})).await.ok();
    let appointment = given.at("appointmentAdd/appointment");
    assert_eq!(appointment["termRegimeCode"], "ACT_751");
    assert_eq!(appointment["startsAt"], "2026-03-14T04:00:00.000Z");
    assert_eq!(appointment["endsAt"], "2028-03-14T04:00:00.000Z");
    // The amendment has no date: it waits until headquarters gives it one.
    let regimes = "{ termRegimes { code months inForceFrom } }";
    let waiting = town.app.anybody().ask(regimes).await.ok();
    assert_eq!(
        waiting.at("termRegimes/1"),
        &json!({ "code": "A1789", "months": 36, "inForceFrom": null })
    );
    town.put_in_force("2026-07-01T00:00:00+08:00").await;
    let late = json!({ "startsAt": day("2026-07-01") });
    let given = town.give(&town.district, &lim, "SECRETARY", late).await.ok();
    assert_eq!(given.at("appointmentAdd/appointment/termRegimeCode"), "A1789");
    assert_eq!(given.at("appointmentAdd/appointment/endsAt"), &json!(day("2029-07-01")));
    // Longer than its rule no term may be.
    let siti = town.app.person("Siti").await;
    let long = json!({ "endsAt": day("2028-03-15") });
    let refused = town.give(&town.district, &siti, "TREASURER", long).await;
    assert_eq!(refused.refusals("appointmentAdd"), ["TERM_TOO_LONG endsAt"]);
    let sentence = refused.text_at("appointmentAdd/userErrors/0/message");
    assert!(sentence.contains("2028-03-14"), "{sentence}");
    // Only headquarters dates a rule, and never the first one.
    let input = json!({ "code": "A1789", "inForceFrom": null });
    let forbidden = town.district.graphql(REGIME, json!({ "input": input })).await;
    assert_eq!(forbidden.code(), "FORBIDDEN");
    let input = json!({ "code": "ACT_751", "inForceFrom": null });
    let refused = town.headquarters.graphql(REGIME, json!({ "input": input })).await;
    assert_eq!(refused.refusals("termRegimeSet"), ["TIME_INVALID inForceFrom"]);
}

#[tokio::test]
async fn a_third_term_in_a_row_needs_an_exception_that_is_recorded_and_a_fourth_gets_none() {
    let town = Town::founded().await;
    let aminah = town.app.person("Aminah").await;
    town.put_in_force("2015-01-01T00:00:00Z").await;
    for year in [2017, 2020] {
        let term = json!({ "startsAt": day(&format!("{year}-03-14")) });
        town.give(&town.district, &aminah, "CHAIR", term).await.ok();
    }
    let third = json!({ "startsAt": day("2023-03-14") });
    for post in ["CHAIR", "MEMBER"] {
        let refused = town.give(&town.district, &aminah, post, third.clone()).await;
        assert_eq!(refused.refusals("appointmentAdd"), ["TERM_LIMIT personId"]);
        assert!(refused.text_at("appointmentAdd/userErrors/0/message").contains("2 terms"));
    }
    // The district cannot let it through; headquarters can, and says why.
    let excepted =
        json!({ "startsAt": day("2023-03-14"), "exception": "Kelulusan Ketua Pengarah 12/2026" });
    let forbidden = town.give(&town.district, &aminah, "CHAIR", excepted.clone()).await;
    assert_eq!(forbidden.code(), "FORBIDDEN");
    let given = town.give(&town.headquarters, &aminah, "CHAIR", excepted).await.ok();
    let exception = given.at("appointmentAdd/appointment/exception");
    assert_eq!(exception["reason"], "Kelulusan Ketua Pengarah 12/2026");
    assert_eq!(exception["byId"], json!(town.headquarters.id));
    let ended = json!({ "startsAt": day("2026-03-14"), "exception": "Sekali lagi" });
    let refused = town.give(&town.headquarters, &aminah, "CHAIR", ended).await;
    assert_eq!(refused.refusals("appointmentAdd"), ["TERM_LIMIT personId"]);
    // A resident sees the chair, and not what was weighed about her.
    let resident = town.app.resident("Encik Lim", town.area).await;
    let seen = posts(&resident, town.area, Some(&day("2024-01-01"))).await;
    assert_eq!(seen[0]["holder"]["displayName"], "Aminah");
    assert_eq!(seen[0]["exception"], json!(null));
    // In another neighbourhood she begins anew; an exception that is not needed is not kept.
    let elsewhere = town.app.area("Taman Melati").await;
    let input = json!({ "areaId": elsewhere, "personId": aminah.id, "post": "CHAIR", "exception": "Tidak perlu" });
    let given = town.headquarters.graphql(ADD, json!({ "input": input })).await.ok();
    assert_eq!(given.at("appointmentAdd/appointment/exception"), &json!(null));
}

#[tokio::test]
async fn terms_of_one_person_or_one_post_do_not_overlap() {
    let town = Town::founded().await;
    let (aminah, lim) = (town.app.person("Aminah").await, town.app.person("Lim").await);
    town.give(&town.district, &aminah, "CHAIR", json!({})).await.ok();
    let taken = town.give(&town.district, &lim, "CHAIR", json!({})).await;
    assert_eq!(taken.refusals("appointmentAdd"), ["POST_TAKEN post"]);
    let second = town.give(&town.district, &aminah, "SECRETARY", json!({})).await;
    assert_eq!(second.refusals("appointmentAdd"), ["PERSON_HOLDS_POST personId"]);
    // Everything wrong is told at once.
    let nobody: PersonId = town.app.ctx().mint();
    let input = json!({ "areaId": town.area, "personId": nobody, "post": "CHAIR", "endsAt": day("2020-01-01"), "exception": " " });
    let wrong = town.headquarters.graphql(ADD, json!({ "input": input })).await;
    let expected = ["TIME_INVALID endsAt", "PERSON_NOT_ELIGIBLE personId", "REQUIRED exception"];
    assert_eq!(wrong.refusals("appointmentAdd"), expected);
    // The successor begins when the term ends, and members are many.
    let next = json!({ "startsAt": "2027-03-14T04:00:00Z" });
    let early = town.give(&town.district, &lim, "CHAIR", next).await;
    assert_eq!(early.refusals("appointmentAdd"), ["POST_TAKEN post"]);
    town.give(&town.district, &lim, "MEMBER", json!({})).await.ok();
    let siti = town.app.person("Siti").await;
    town.give(&town.district, &siti, "MEMBER", json!({})).await.ok();
    let held = posts(&town.district, town.area, None).await;
    let held: Vec<&str> = held.iter().map(|held| held["post"].as_str().unwrap()).collect();
    assert_eq!(held, ["CHAIR", "MEMBER", "MEMBER"]);
    assert!(posts(&town.district, town.area, Some(&day("2026-03-14"))).await.is_empty());
}

#[tokio::test]
async fn of_two_officers_who_appoint_at_once_one_succeeds() {
    let town = Town::founded().await;
    let other = match town.app.database.redis {
        Some(_) => Some(town.app.beside().await),
        None => None,
    };
    let url = other.as_ref().map_or(&town.app.url, |other| &other.url);
    let elsewhere = town.headquarters.asking(url);
    for round in 0..5 {
        let area = town.app.area(&format!("Taman {round}")).await;
        let (aminah, lim) = (town.app.person("Aminah").await, town.app.person("Lim").await);
        let give = async |by: &User, to: &User, post: &str| {
            let input = json!({ "areaId": area, "personId": to.id, "post": post });
            by.graphql(ADD, json!({ "input": input })).await.refusals("appointmentAdd")
        };
        let (one, two) = tokio::join!(
            give(&town.headquarters, &aminah, "CHAIR"),
            give(&elsewhere, &lim, "CHAIR")
        );
        let mut outcomes = [one, two];
        outcomes.sort();
        assert_eq!(outcomes, [vec![], vec!["POST_TAKEN post".to_owned()]]);
        let siti = town.app.person("Siti").await;
        let (one, two) = tokio::join!(
            give(&town.headquarters, &siti, "MEMBER"),
            give(&elsewhere, &siti, "TREASURER")
        );
        let mut outcomes = [one, two];
        outcomes.sort();
        assert_eq!(outcomes, [vec![], vec!["PERSON_HOLDS_POST personId".to_owned()]]);
    }
}

#[tokio::test]
async fn a_phone_that_loses_the_answer_appoints_once() {
    let town = Town::founded().await;
    let aminah = town.app.person("Aminah").await;
    let key = json!({ "idempotencyKey": "lantik-1" });
    let first = town.give(&town.district, &aminah, "CHAIR", key.clone()).await.ok();
    let again = town.give(&town.district, &aminah, "CHAIR", key).await.ok();
    let id = first.at("appointmentAdd/appointment/id");
    assert_eq!(again.at("appointmentAdd/appointment/id"), id);
    let node = format!("{{ node(id: {id}) {{ ... on Appointment {{ post area {{ name }} }} }} }}");
    let node = town.district.ask(&node).await.ok();
    assert_eq!(
        node.at("node"),
        &json!({ "post": "CHAIR", "area": { "name": "Taman Mutiara Rini" } })
    );
}
