//! Officers and partners: who grants what to whom, for how long, and how far it reaches.

use chrono::TimeDelta;
use domain::{
    community::{self, Appointing, GrantScope},
    identity::Registration,
    policy::Role,
    shared::{
        id::{AreaId, DistrictId, PersonId},
        language::Language,
    },
};
use serde_json::{Value, json};
use stories::{Answer, TestApp, User, socket::Socket, until, with};

const ADD: &str = "mutation($input: GrantAddInput!) { grantAdd(input: $input) { grant { id role displayName reason givenByName startsAt endsAt active viewerCanEnd stateCode district { id } } userErrors { code field message } } }";
const END: &str = "mutation($id: ID!, $reason: String!) { grantEnd(input: { id: $id, reason: $reason }) { grant { endsAt endReason active } userErrors { code field } } }";
const LIST: &str = "query($role: Role, $open: Boolean! = false, $first: Int, $after: String) { grants(role: $role, openOnly: $open, first: $first, after: $after) { nodes { id role displayName active } pageInfo { hasNextPage endCursor } } }";
const ROLES: &str = "{ viewer { roles { role scopeId stateCode } } }";

/// A year from the beginning of every story.
const A_YEAR: &str = "2027-03-14T04:00:00Z";

async fn add(giver: &User, to: &User, role: &str, rest: Value) -> Answer {
    let input =
        json!({ "phone": to.phone, "role": role, "reason": "Pertukaran", "endsAt": A_YEAR });
    let input = with(input, rest);
    giver.graphql(ADD, json!({ "input": input })).await
}

async fn end(user: &User, id: &str) -> Answer {
    user.graphql(END, json!({ "id": id, "reason": "Bersara" })).await
}

async fn roles(user: &mut User) -> Value {
    user.refresh().await;
    user.ask(ROLES).await.ok().at("viewer/roles").clone()
}

async fn district_of(app: &TestApp, area: AreaId) -> DistrictId {
    community::area(&app.ctx(), area).await.unwrap().district_id
}

fn in_district(district: DistrictId) -> Value {
    json!({ "scope": { "districtId": district.to_string() } })
}

#[tokio::test]
async fn headquarters_grants_a_district_and_ends_it_while_its_holder_is_online() {
    let app = TestApp::start().await;
    let area = app.area("Taman Ria").await;
    let district = district_of(&app, area).await;
    let hq = app.officer("Puan Chong", Role::HqOfficer, &GrantScope::Nation).await;
    let mut ali = app.person("Encik Ali").await;
    app.enrol(&mut ali).await;
    let made = add(&hq, &ali, "DISTRICT_OFFICER", in_district(district)).await.ok();
    let grant = made.at("grantAdd/grant");
    assert_eq!(grant["displayName"], "Encik Ali");
    assert_eq!(grant["givenByName"], "Puan Chong");
    assert_eq!(grant["district"]["id"], json!(district.to_string()));
    assert_eq!((&grant["active"], &grant["viewerCanEnd"]), (&json!(true), &json!(true)));
    let id = made.text_at("grantAdd/grant/id");
    assert_eq!(
        roles(&mut ali).await,
        json!([{ "role": "DISTRICT_OFFICER", "scopeId": district.to_string(), "stateCode": null }])
    );

    // The holder is online on another node, where there is one.
    let other = match app.database.redis {
        Some(_) => Some(app.beside().await),
        None => None,
    };
    let there = ali.asking(other.as_ref().map_or(&app.url, |other| &other.url));
    let mut socket = Socket::subscribe(&there, "subscription { noticeReceived { id } }").await;
    let ended = end(&hq, &id).await.ok();
    assert_eq!(ended.at("grantEnd/grant/active"), false);
    assert_eq!(ended.at("grantEnd/grant/endReason"), "Bersara");
    assert_eq!(socket.closed().await.0, 4403);
    loop {
        let answer = there.ask(ROLES).await;
        if answer.code() == "TOKEN_EXPIRED" {
            break;
        }
        answer.ok();
    }
    assert_eq!(roles(&mut ali).await, json!([]));
    // What has ended stays as it was.
    app.advance(TimeDelta::minutes(1));
    let again = end(&hq, &id).await.ok();
    assert_eq!(again.at("grantEnd/grant/endsAt"), ended.at("grantEnd/grant/endsAt"));
}

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
async fn a_grant_that_begins_tomorrow_counts_from_tomorrow() {
    let app = TestApp::start().await;
    let area = app.area("Taman Ria").await;
    let district = district_of(&app, area).await;
    let hq = app.officer("Puan Chong", Role::HqOfficer, &GrantScope::Nation).await;
    let mut ali = app.person("Encik Ali").await;
    app.enrol(&mut ali).await;
    let mut rest = in_district(district);
    rest["startsAt"] = json!("2026-03-14T04:05:00Z");
    rest["endsAt"] = json!("2026-03-14T04:12:00Z");
    let made = add(&hq, &ali, "DISTRICT_OFFICER", rest).await.ok();
    assert_eq!(made.at("grantAdd/grant/active"), false);
    assert_eq!(roles(&mut ali).await, json!([]));
    // The token ends when the office begins, so that its successor has it.
    app.advance(TimeDelta::minutes(4));
    ali.ask(ROLES).await.ok();
    app.advance(TimeDelta::seconds(61));
    assert_eq!(ali.ask(ROLES).await.code(), "TOKEN_EXPIRED");
    assert_eq!(roles(&mut ali).await[0]["role"], "DISTRICT_OFFICER");
    // … and ends with it.
    app.advance(TimeDelta::minutes(7));
    assert_eq!(ali.ask(ROLES).await.code(), "TOKEN_EXPIRED");
    assert_eq!(roles(&mut ali).await, json!([]));
}

#[tokio::test]
async fn a_post_that_begins_later_counts_from_then() {
    let app = TestApp::start().await;
    let area = app.area("Taman Ria").await;
    let mut aminah = app.person("Aminah").await;
    let (person, now) = (aminah.id, app.clock.now());
    app.arrange(async |ctx, work| {
        let starts_at = now + TimeDelta::minutes(3);
        let new = Appointing { person, area, post: Role::Chair, starts_at, ends_at: None };
        community::add_appointment(work, ctx.mint(), &new).await.unwrap();
    })
    .await;
    assert_eq!(roles(&mut aminah).await, json!([]));
    app.advance(TimeDelta::minutes(3));
    assert_eq!(aminah.ask(ROLES).await.code(), "TOKEN_EXPIRED");
    assert_eq!(roles(&mut aminah).await[0]["role"], "CHAIR");
}

#[tokio::test]
async fn an_officer_acts_inside_the_district_and_not_in_the_next() {
    let (app, area, secretary, _, _) = TestApp::neighbourhood().await;
    let district = district_of(&app, area).await;
    let next = district_of(&app, app.area("Taman Sebelah").await).await;
    let there = app.area_in("Taman Jauh", "02", "Kedah").await;
    let own = app.officer("Puan Nor", Role::DistrictOfficer, &GrantScope::District(district)).await;
    let other =
        app.officer("Encik Kamal", Role::DistrictOfficer, &GrantScope::District(next)).await;
    let johor =
        app.officer("Encik Fauzi", Role::StateOfficer, &GrantScope::State("01".to_owned())).await;
    let kedah =
        app.officer("Puan Devi", Role::StateOfficer, &GrantScope::State("02".to_owned())).await;
    let police =
        app.officer("Sarjan Azman", Role::PoliceLiaison, &GrantScope::District(district)).await;

    let create = "mutation($area: ID!) { noticeCreate(input: { areaId: $area, title: { ms: \"Banjir\" }, body: { ms: \"Isi\" } }) { notice { id } userErrors { code } } }";
    let draft = secretary.graphql(create, json!({ "area": area.to_string() })).await.ok();
    let notice = draft.text_at("noticeCreate/notice/id");
    let publish =
        "mutation($id: ID!) { noticePublish(input: { id: $id }) { userErrors { code } } }";
    secretary.graphql(publish, json!({ "id": notice })).await.ok();
    let read = "query($id: ID!) { notice(id: $id) { id } }";
    for (officer, expected) in [
        (&own, ""),
        (&johor, ""),
        (&other, "NOT_FOUND"),
        (&kedah, "NOT_FOUND"),
        (&police, "NOT_FOUND"),
    ] {
        assert_eq!(officer.graphql(read, json!({ "id": notice })).await.code(), expected);
    }

    // What was granted is seen within the scope, and one's own.
    let hq = app.officer("Puan Chong", Role::HqOfficer, &GrantScope::Nation).await;
    let far = district_of(&app, there).await;
    let ali = app.person("Encik Ali").await;
    let granted = add(&hq, &ali, "DISTRICT_OFFICER", in_district(far)).await.ok();
    let granted = granted.text_at("grantAdd/grant/id");
    let seen = async |who: &User| {
        let list = who.graphql(LIST, json!({})).await.ok();
        let nodes = list.at("grants/nodes").as_array().cloned().unwrap_or_default();
        let mut names: Vec<String> =
            nodes.iter().map(|one| one["displayName"].as_str().unwrap().to_owned()).collect();
        names.sort_unstable();
        names
    };
    assert_eq!(seen(&own).await, ["Puan Nor", "Sarjan Azman"]);
    assert_eq!(seen(&other).await, ["Encik Kamal"]);
    assert_eq!(seen(&johor).await, ["Encik Fauzi", "Encik Kamal", "Puan Nor", "Sarjan Azman"]);
    assert_eq!(seen(&kedah).await, ["Encik Ali", "Puan Devi"]);
    assert_eq!(seen(&police).await, ["Sarjan Azman"]);
    assert_eq!(seen(&hq).await.len(), 7);
    assert_eq!(seen(&secretary).await, [""; 0]);
    for (who, expected) in [(&kedah, "FORBIDDEN"), (&johor, "NOT_FOUND"), (&own, "NOT_FOUND")] {
        assert_eq!(end(who, &granted).await.code(), expected);
    }
    // What one was granted one may give back.
    let mut ali = ali;
    ali.refresh().await;
    end(&ali, &granted).await.ok();
    let open = hq.graphql(LIST, json!({ "role": "DISTRICT_OFFICER", "open": true })).await.ok();
    assert_eq!(open.at("grants/nodes").as_array().unwrap().len(), 2);
    let page = hq.graphql(LIST, json!({ "first": 5 })).await.ok();
    let after = page.at("grants/pageInfo/endCursor");
    let rest = hq.graphql(LIST, json!({ "after": after })).await.ok();
    assert_eq!(rest.at("grants/nodes").as_array().unwrap().len(), 2);
}

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
