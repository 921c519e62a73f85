//! An administrator shuts somebody out, and lets them in again.

use domain::{community::GrantScope, policy::Role};
use serde_json::json;
use stories::{Answer, PASSWORD, TestApp, User, socket::Socket};

async fn decide(user: &User, mutation: &str, person: &User, reason: &str) -> Answer {
    let kind = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
    let document = format!(
        "mutation($input: {kind}!) {{ {mutation}(input: $input) {{ personId userErrors {{ code field }} }} }}"
    );
    let input = json!({ "personId": person.id.to_string(), "reason": reason });
    user.graphql(&document, json!({ "input": input })).await
}

#[tokio::test]
async fn an_administrator_shuts_somebody_out_on_every_node() {
    let app = TestApp::start().await;
    let area = app.area("Taman Ria").await;
    let other = match app.database.redis {
        Some(_) => Some(app.beside().await),
        None => None,
    };
    let url = other.as_ref().map_or(&app.url, |other| &other.url);
    let administrator = app.officer("Puan Evelyn", Role::Administrator, &GrantScope::Nation).await;
    let aminah = app.resident("Aminah", area).await;
    let elsewhere = aminah.asking(url);
    elsewhere.ask("{ viewer { id } }").await.ok();
    let mut socket = Socket::subscribe(&elsewhere, "subscription { noticeReceived { id } }").await;

    let refused = decide(&administrator, "personBan", &aminah, " ").await;
    assert_eq!(refused.refusals("personBan"), ["REQUIRED reason"]);
    let refused = decide(&administrator, "personBan", &administrator, "saya sendiri").await;
    assert_eq!(refused.refusals("personBan"), ["NOT_TO_YOURSELF personId"]);
    for person in [&aminah, &app.resident("Muthu", area).await] {
        assert_eq!(decide(person, "personBan", &aminah, "x").await.code(), "NOT_FOUND");
    }

    decide(&administrator, "personBan", &aminah, "Mengugut jiran").await.ok();
    assert_eq!(socket.closed().await.0, 4403);
    for phone in [&aminah, &elsewhere] {
        loop {
            let answer = phone.ask("{ viewer { id } }").await;
            if answer.code() == "SESSION_ENDED" {
                break;
            }
            answer.ok();
        }
        let refused = phone.refresh_with(&phone.refresh_token).await;
        assert_eq!(refused.refusals("sessionRefresh"), ["SESSION_ENDED"]);
    }
    assert_eq!(aminah.sign_in(PASSWORD).await.code(), "CREDENTIALS_WRONG");
    // The answer was lost; the second time changes nothing.
    decide(&administrator, "personBan", &aminah, "Sekali lagi").await.ok();

    decide(&administrator, "personUnban", &aminah, "Tersilap orang").await.ok();
    decide(&administrator, "personUnban", &aminah, "Sekali lagi").await.ok();
    // What ended does not come back.
    assert_eq!(elsewhere.ask("{ viewer { id } }").await.code(), "SESSION_ENDED");
    let refused = aminah.refresh_with(&aminah.refresh_token).await;
    assert_eq!(refused.refusals("sessionRefresh"), ["SESSION_ENDED"]);
    let back = aminah.sign_in(PASSWORD).await;
    assert_eq!(back.status, 200, "{}", back.text);
    let token = back.body["accessToken"].as_str().map(str::to_owned);
    let aminah = aminah.holding(token);
    // Why is seen by administrators only: not by the person, and not beside the audit.
    let export = aminah.get("/v1/account/export").await;
    assert_eq!(export.body["bans"].as_array().unwrap().len(), 1, "{}", export.text);
    assert!(export.text.contains("PERSON_BAN"), "{}", export.text);
    let officer = app.officer("Puan Chong", Role::HqOfficer, &GrantScope::Nation).await;
    let audit = "{ auditEntries(first: 100) { nodes { action detail { name value } } } }";
    let audit = officer.ask(audit).await.ok();
    assert!(audit.text.contains("PERSON_BAN"), "{}", audit.text);
    for reason in ["Mengugut", "Tersilap"] {
        assert!(!export.text.contains(reason) && !audit.text.contains(reason), "{reason}");
    }
}

#[tokio::test]
async fn two_administrators_at_once_shut_somebody_out_once() {
    let app = TestApp::start().await;
    let one = app.officer("Puan Evelyn", Role::Administrator, &GrantScope::Nation).await;
    let two = app.officer("Encik Gimbad", Role::Administrator, &GrantScope::Nation).await;
    let aminah = app.person("Aminah").await;
    let (left, right) = tokio::join!(
        decide(&one, "personBan", &aminah, "Mengugut jiran"),
        decide(&two, "personBan", &aminah, "Mengugut jiran")
    );
    left.ok();
    right.ok();
    decide(&one, "personUnban", &aminah, "Tersilap orang").await.ok();
    assert_eq!(aminah.sign_in(PASSWORD).await.status, 200);
}
