//! A volunteer's place is ended by those who answer for the unit.

use serde_json::{Value, json};
use stories::{User, until};

use super::{Registry, change};

/// What somebody is told about the unit by SMS, as soon as they are told something.
async fn told(user: &User) -> Vec<String> {
    until(async || {
        let messages = user.holding(None).messages_to(&user.phone).await;
        let about = messages.into_iter().filter(|text| text.contains("SRS Mutiara Rini"));
        Some(about.collect::<Vec<_>>()).filter(|about| !about.is_empty())
    })
    .await
}

#[tokio::test]
async fn a_volunteers_place_is_ended_and_the_unit_is_counted_anew() {
    let mut registry = Registry::with(20).await;
    let id = registry.complete().await;
    let unit = registry.run_chain(&id).await;
    let (leader, sleeper) = (0, 5);
    for number in [leader, sleeper] {
        registry.residents[number].refresh().await;
    }
    let places = format!(
        "{{ patrolUnit(id: \"{unit}\") {{ viewerCanEndPatroller patrollers {{ id personId leads }} }} }}"
    );
    let seen = registry.residents[leader].ask(&places).await.ok();
    assert_eq!(seen.at("patrolUnit/viewerCanEndPatroller"), true);
    let patrollers = seen.at("patrolUnit/patrollers").as_array().unwrap().clone();
    let place_of = |user: &User| {
        let person = json!(user.id.to_string());
        let found = patrollers.iter().find(|one| one["personId"] == person).unwrap();
        found["id"].as_str().unwrap().to_owned()
    };
    let input = |place: &str, reason: &str| json!({ "patrollerId": place, "reason": reason, "idempotencyKey": format!("{place} {reason}") });
    let (mutation, why) = ("patrollerEnd", "Tidur semasa bertugas");
    let place = place_of(&registry.residents[sleeper]);
    for (user, expected) in [
        (&registry.residents[sleeper], "FORBIDDEN"),
        (&registry.ppd, "FORBIDDEN"),
        (&registry.elsewhere, "NOT_FOUND"),
        (&registry.app.anybody(), "UNAUTHENTICATED"),
    ] {
        assert_eq!(change(user, mutation, input(&place, why)).await.code(), expected);
    }
    let short = change(&registry.chair, mutation, input(&place, "x")).await;
    assert_eq!(short.refusals(mutation), ["TOO_SHORT reason"]);

    // The leader's place is ended after another leads, and what was refused says so each time.
    let first = place_of(&registry.residents[leader]);
    for _ in 0..2 {
        let refused = change(&registry.secretary, mutation, input(&first, why)).await;
        assert_eq!(refused.refusals(mutation), ["LAST_IN_CHARGE patrollerId"]);
        assert!(refused.text.contains("(leader of a patrol unit)"), "{}", refused.text);
    }

    let nineteen = json!({ "eligible": 19, "least": 20, "below": true });
    for _ in 0..2 {
        let ended = change(&registry.residents[leader], mutation, input(&place, why)).await.ok();
        assert_eq!(ended.at("patrollerEnd/strength"), &nineteen);
    }
    // Ending again by another changes nothing.
    let again = change(&registry.chair, mutation, input(&place, "Sekali lagi")).await.ok();
    assert_eq!(again.at("patrollerEnd/strength"), &nineteen);

    // They are out at once, hear of it, and read why.
    let former = &mut registry.residents[sleeper];
    former.refresh().await;
    let units = former.ask("{ patrolUnits { id } }").await.ok();
    assert_eq!(units.at("patrolUnits"), &json!([]));
    let heard = told(former).await;
    assert_eq!(heard.len(), 1, "{heard:?}");
    assert!(!heard[0].contains(why), "{heard:?}");
    let entries = "{ viewer { auditEntries { nodes { action detail { name value } } } } }";
    let read = former.ask(entries).await.ok();
    let entries: Vec<Value> = read.at("viewer/auditEntries/nodes").as_array().unwrap().clone();
    let ends: Vec<_> = entries.iter().filter(|one| one["action"] == "PATROLLER_END").collect();
    let detail = json!([{ "name": "reason", "value": why }]);
    assert_eq!(ends, [&json!({ "action": "PATROLLER_END", "detail": detail })]);

    // The leader and the district officer are warned that too few remain.
    for user in [&registry.residents[leader], &registry.ppd] {
        let heard = told(user).await;
        assert_eq!(heard.len(), 1, "{heard:?}");
        assert!(heard[0].contains("19") && heard[0].contains("20"), "{heard:?}");
    }

    let next = json!({ "unitId": unit, "personId": registry.residents[1].id.to_string() });
    change(&registry.secretary, "patrolUnitLeaderSet", next).await.ok();
    let ended = change(&registry.secretary, mutation, input(&first, "Berpindah")).await.ok();
    assert_eq!(ended.at("patrollerEnd/strength/eligible"), 18);
}
