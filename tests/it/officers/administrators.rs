//! Administrators, who are made at the machine.

use chrono::TimeDelta;
use domain::{
    community::{self, GrantScope},
    identity::Registration,
    policy::Role,
    shared::language::Language,
};
use serde_json::json;
use stories::TestApp;

use super::{END, LIST, ROLES, end, roles};

#[tokio::test]
async fn an_administrator_ends_another_and_headquarters_does_not() {
    let app = TestApp::start().await;
    let admin = app.officer("Evelyn", Role::Administrator, &GrantScope::Nation).await;
    let mut other = app.officer("Rogue", Role::Administrator, &GrantScope::Nation).await;
    let hq = app.officer("Puan Chong", Role::HqOfficer, &GrantScope::Nation).await;
    let list = admin.graphql(LIST, json!({ "role": "ADMINISTRATOR" })).await.ok();
    let nodes = list.at("grants/nodes").as_array().unwrap();
    let id =
        nodes.iter().find(|one| one["displayName"] == "Rogue").unwrap()["id"].as_str().unwrap();
    assert_eq!(end(&hq, id).await.code(), "FORBIDDEN");
    let refused = admin.graphql(END, json!({ "id": id, "reason": "" })).await;
    assert_eq!(refused.refusals("grantEnd"), ["REQUIRED reason"]);
    end(&admin, id).await.ok();
    assert_eq!(roles(&mut other).await, json!([]));
}

#[tokio::test]
async fn an_administrator_is_made_for_a_while_and_renewed_at_the_machine() {
    let app = TestApp::start().await;
    let mut admin = app.officer("Evelyn", Role::Administrator, &GrantScope::Nation).await;
    app.advance(TimeDelta::days(1096));
    admin.sign_in_again().await;
    assert_eq!(admin.ask(ROLES).await.ok().at("viewer/roles"), &json!([]));
    for _ in 0..2 {
        community::grant::renew_administrator(&app.ctx(), &admin.phone).await.unwrap();
        admin.refresh().await;
        let roles = admin.ask(ROLES).await.ok().at("viewer/roles").clone();
        assert_eq!(roles[0]["role"], "ADMINISTRATOR");
        assert_eq!(roles.as_array().unwrap().len(), 1, "renewed, not doubled");
        app.advance(TimeDelta::minutes(1));
    }
}

#[tokio::test]
async fn an_administrator_is_made_whole_or_not_at_all() {
    let app = TestApp::start().await;
    let (ctx, identity) = (app.ctx(), &app.house.identity);
    let registration = Registration {
        phone: "+60123000777".to_owned(),
        password: stories::PASSWORD.to_owned(),
        display_name: "Evelyn".to_owned(),
        language: Language::Ms,
        privacy_notice_version: "2026-01".to_owned(),
        phone_proof: None,
    };
    // The machine stops before the role is written.
    let mut work = ctx.begin().await.unwrap();
    identity.enrol(&ctx, &mut work, &registration).await.unwrap();
    drop(work);
    let credentials = json!({ "phone": registration.phone, "password": stories::PASSWORD });
    let nobody = app.anybody().post("/v1/session", &credentials).await;
    assert_eq!(nobody.code(), "CREDENTIALS_WRONG");
    // Told again, the command does what it did not.
    let mut work = ctx.begin().await.unwrap();
    identity.enrol(&ctx, &mut work, &registration).await.unwrap();
    work.commit().await.unwrap();
    assert_eq!(app.anybody().post("/v1/session", &credentials).await.status, 200);
}
