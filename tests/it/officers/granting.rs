//! Who grants what, what is wrong with a grant, and that it is told.

use chrono::TimeDelta;
use domain::{community::GrantScope, policy::Role, shared::id::PersonId};
use serde_json::{Value, json};
use stories::{TestApp, until, with};

use super::{A_YEAR, add, district_of, end, in_district};

#[tokio::test]
async fn each_office_has_its_giver_and_nobody_grants_to_themselves() {
    let app = TestApp::start().await;
    let area = app.area("Taman Ria").await;
    let district = district_of(&app, area).await;
    let admin = app.officer("Evelyn", Role::Administrator, &GrantScope::Nation).await;
    let hq = app.officer("Puan Chong", Role::HqOfficer, &GrantScope::Nation).await;
    let state =
        app.officer("Encik Fauzi", Role::StateOfficer, &GrantScope::State("01".to_owned())).await;
    let ppd = app.officer("Puan Nor", Role::DistrictOfficer, &GrantScope::District(district)).await;
    let police = app.officer("Sarjan Azman", Role::PoliceLiaison, &GrantScope::Nation).await;
    let secretary = app.officer_of_committee("Puan Aishah", area, Role::Secretary).await;
    let ali = app.person("Encik Ali").await;

    let in_state = json!({ "scope": { "stateCode": "01" } });
    let offices = [
        ("DISTRICT_OFFICER", in_district(district)),
        ("STATE_OFFICER", in_state),
        ("POLICE_LIAISON", in_district(district)),
        ("HQ_OFFICER", json!({})),
    ];
    let (no, hidden) = ("FORBIDDEN", "NOT_FOUND");
    for (who, expected) in [
        (&ppd, [no, hidden, no, hidden]),
        (&state, [no, no, no, hidden]),
        (&police, [hidden; 4]),
        (&secretary, [hidden; 4]),
        (&app.anybody(), ["UNAUTHENTICATED"; 4]),
    ] {
        for ((office, rest), expected) in offices.iter().zip(expected) {
            let refused = add(who, &ali, office, rest.clone()).await;
            assert_eq!(refused.code(), expected, "{office}: {}", refused.text);
        }
    }
    for (office, rest) in &offices {
        let (giver, other) = if *office == "HQ_OFFICER" { (&admin, &hq) } else { (&hq, &admin) };
        assert_eq!(add(other, &ali, office, rest.clone()).await.code(), no, "{office}");
        assert_eq!(add(giver, giver, office, rest.clone()).await.code(), no, "{office} to oneself");
        add(giver, &ali, office, rest.clone()).await.ok();
    }
    // An administrator is made at the machine alone: there is no such office to grant.
    let made = add(&admin, &ali, "ADMINISTRATOR", json!({})).await;
    assert_eq!(made.code(), "GRAPHQL_VALIDATION_FAILED", "{}", made.text);
}

#[tokio::test]
async fn everything_wrong_with_a_grant_is_said() {
    let app = TestApp::start().await;
    let area = app.area("Taman Ria").await;
    let district = district_of(&app, area).await;
    let hq = app.officer("Puan Chong", Role::HqOfficer, &GrantScope::Nation).await;
    let ali = app.person("Encik Ali").await;
    let there = |more: Value| with(in_district(district), more);
    let refusals =
        async |rest: Value| add(&hq, &ali, "DISTRICT_OFFICER", rest).await.refusals("grantAdd");
    assert_eq!(
        refusals(there(json!({ "reason": " ", "endsAt": "2026-03-14T04:00:00Z" }))).await,
        ["REQUIRED reason", "TIME_INVALID endsAt"]
    );
    assert_eq!(
        refusals(there(json!({ "endsAt": "2029-03-15T04:00:00Z" }))).await,
        ["GRANT_TOO_LONG endsAt"]
    );
    assert_eq!(refusals(json!({ "scope": { "stateCode": "01" } })).await, ["VALUE_INVALID scope"]);
    assert_eq!(
        refusals(json!({ "scope": { "stateCode": "99" } })).await,
        ["STATE_UNKNOWN scope.stateCode"]
    );
    assert_eq!(refusals(there(json!({ "phone": "+60199999999" }))).await, ["PERSON_UNKNOWN phone"]);
    assert_eq!(refusals(there(json!({ "phone": "03-1234 5678" }))).await, ["PHONE_INVALID phone"]);
    assert_eq!(refusals(there(json!({ "phone": null }))).await, ["REQUIRED personId"]);
    let nobody = PersonId(uuid::Uuid::nil()).to_string();
    assert_eq!(
        refusals(there(json!({ "phone": null, "personId": nobody }))).await,
        ["PERSON_UNKNOWN personId"]
    );
    // The police change their officers within the year.
    let police = there(json!({ "endsAt": "2027-03-16T04:00:00Z" }));
    let refused = add(&hq, &ali, "POLICE_LIAISON", police).await;
    assert_eq!(refused.refusals("grantAdd"), ["GRANT_TOO_LONG endsAt"]);
    assert_eq!(
        refused.at("grantAdd/userErrors/0/message"),
        "Too long: this office is granted for at most 366 days."
    );
    // Twice the same is once, and twice at once as well.
    let key = there(json!({ "idempotencyKey": "k" }));
    let (left, right) = tokio::join!(
        add(&hq, &ali, "DISTRICT_OFFICER", key.clone()),
        add(&hq, &ali, "DISTRICT_OFFICER", key)
    );
    assert_eq!(left.ok().at("grantAdd/grant/id"), right.ok().at("grantAdd/grant/id"));
    assert_eq!(refusals(in_district(district)).await, ["GRANT_OVERLAPS startsAt"]);
    let later = json!({ "startsAt": A_YEAR, "endsAt": "2028-03-14T04:00:00Z" });
    assert_eq!(refusals(there(later)).await, [""; 0]);
}

#[tokio::test]
async fn granting_and_ending_ask_for_a_fresh_proof() {
    let app = TestApp::start().await;
    let mut hq = app.officer("Puan Chong", Role::HqOfficer, &GrantScope::Nation).await;
    let ali = app.person("Encik Ali").await;
    let granted = add(&hq, &ali, "POLICE_LIAISON", json!({})).await.ok();
    let granted = granted.text_at("grantAdd/grant/id");
    app.advance(TimeDelta::minutes(6));
    hq.refresh().await;
    let district = district_of(&app, app.area("Taman Ria").await).await;
    let rest = in_district(district);
    assert_eq!(add(&hq, &ali, "POLICE_LIAISON", rest.clone()).await.code(), "PROOF_REQUIRED");
    assert_eq!(end(&hq, &granted).await.code(), "PROOF_REQUIRED");
    let prove = "mutation($input: SessionProveInput!) { sessionProve(input: $input) { userErrors { code field } } }";
    let password = json!({ "input": { "password": stories::PASSWORD } });
    let refused = hq.graphql(prove, password).await;
    assert_eq!(refused.refusals("sessionProve"), ["TOTP_REQUIRED totpCode"]);
    let code = json!({ "input": { "totpCode": hq.code() } });
    hq.graphql(prove, code).await.ok();
    add(&hq, &ali, "POLICE_LIAISON", rest).await.ok();
    end(&hq, &granted).await.ok();
}

#[tokio::test]
async fn whoever_is_granted_an_office_is_told_by_sms() {
    let app = TestApp::start().await;
    let district = district_of(&app, app.area("Taman Ria").await).await;
    let hq = app.officer("Puan Chong", Role::HqOfficer, &GrantScope::Nation).await;
    let ali = app.person("Encik Ali").await;
    let key = with(in_district(district), json!({ "idempotencyKey": "k" }));
    for _ in 0..2 {
        add(&hq, &ali, "DISTRICT_OFFICER", key.clone()).await.ok();
    }
    let told = until(async || {
        let messages = app.anybody().messages_to(&ali.phone).await;
        let told = messages.into_iter().filter(|text| text.contains("Pegawai Perpaduan Daerah"));
        Some(told.collect::<Vec<_>>()).filter(|told| !told.is_empty())
    })
    .await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(!told[0].contains("Pertukaran"), "{told:?}");
}
