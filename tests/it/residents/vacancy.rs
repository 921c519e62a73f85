//! Where a committee has neither a chair nor a secretary, the officers above decide who belongs.

use domain::{
    community::{self, GrantScope},
    policy::Role,
    shared::id::AreaId,
};
use serde_json::json;
use stories::{TestApp, User};

use super::{MINE, PENDING, asked, decide, until_expired};

async fn district_of(app: &TestApp, area: AreaId) -> GrantScope {
    GrantScope::District(community::area(&app.ctx(), area).await.unwrap().district_id)
}

/// The requests that somebody sees, each with whether they may decide it; or why they see none.
async fn pending(reader: &User, area: AreaId) -> Result<Vec<(String, bool)>, String> {
    let listed = reader.graphql(PENDING, json!({ "area": area.to_string() })).await;
    if !listed.code().is_empty() {
        return Err(listed.code().to_owned());
    }
    let nodes = listed.at("membershipRequests/nodes").as_array().unwrap();
    let one = |node: &serde_json::Value| {
        (node["id"].as_str().unwrap().to_owned(), node["viewerCanDecide"].as_bool().unwrap())
    };
    Ok(nodes.iter().map(one).collect())
}

#[tokio::test]
async fn officers_decide_while_nobody_on_the_committee_can() {
    let app = TestApp::start().await;
    let area = app.area("Taman Ria").await;
    let elsewhere = app.area_in("Taman Jauh", "08", "Perak").await;
    let district = district_of(&app, area).await;
    let ppd = app.officer("Puan Nor", Role::DistrictOfficer, &district).await;
    let johor = GrantScope::State("01".to_owned());
    let ppn = app.officer("Encik Fauzi", Role::StateOfficer, &johor).await;
    let hq = app.officer("Puan Chong", Role::HqOfficer, &GrantScope::Nation).await;
    let other = district_of(&app, elsewhere).await;
    let other = app.officer("Encik Jauh", Role::DistrictOfficer, &other).await;
    let treasurer = app.officer_of_committee("Puan Devi", area, Role::Treasurer).await;
    let mut aminah = app.person("Aminah").await;
    let id = asked(&aminah, area).await;
    for somebody in [&hq, &other, &treasurer] {
        assert_eq!(pending(somebody, area).await, Err("NOT_FOUND".to_owned()));
        assert_eq!(decide(somebody, &id, "ACCEPT", None).await.code(), "NOT_FOUND");
    }
    for officer in [&ppd, &ppn] {
        assert_eq!(pending(officer, area).await, Ok(vec![(id.clone(), true)]));
    }
    decide(&ppd, &id, "ACCEPT", None).await.ok();
    until_expired(&aminah).await;
    aminah.refresh().await;
    assert_eq!(aminah.ask(MINE).await.ok().at("viewer/roles/0/role"), "RESIDENT");
    let second = asked(&app.person("Lim").await, area).await;
    let declined = decide(&ppn, &second, "DECLINE", Some("Bukan penduduk")).await.ok();
    assert_eq!(declined.at("membershipDecide/request/status"), "DECLINED");

    // The committee has a secretary again, who decides from now on.
    let third = asked(&app.person("Muthu").await, area).await;
    let secretary = app.officer_of_committee("Puan Aishah", area, Role::Secretary).await;
    for officer in [&ppd, &ppn] {
        assert_eq!(pending(officer, area).await, Err("NOT_FOUND".to_owned()));
        assert_eq!(decide(officer, &third, "ACCEPT", None).await.code(), "NOT_FOUND");
    }
    assert_eq!(pending(&secretary, area).await, Ok(vec![(third.clone(), true)]));
    decide(&secretary, &third, "ACCEPT", None).await.ok();
}

#[tokio::test]
async fn a_chair_who_is_shut_out_decides_nothing_and_stands_in_nobodys_way() {
    let app = TestApp::start().await;
    let area = app.area("Taman Ria").await;
    let district = district_of(&app, area).await;
    let ppd = app.officer("Puan Nor", Role::DistrictOfficer, &district).await;
    let chair = app.officer_of_committee("Encik Rosli", area, Role::Chair).await;
    let administrator = app.officer("Puan Evelyn", Role::Administrator, &GrantScope::Nation).await;
    let id = asked(&app.person("Aminah").await, area).await;
    assert_eq!(pending(&ppd, area).await, Err("NOT_FOUND".to_owned()));

    administrator.bans(chair.id).await.ok();
    assert_eq!(pending(&ppd, area).await, Ok(vec![(id.clone(), true)]));
    decide(&ppd, &id, "ACCEPT", None).await.ok();

    let second = asked(&app.person("Lim").await, area).await;
    let input = json!({ "personId": chair.id.to_string(), "reason": "Mengugut jiran" });
    let unban = "mutation($input: PersonUnbanInput!) { personUnban(input: $input) { userErrors { code } } }";
    administrator.graphql(unban, json!({ "input": input })).await.ok();
    assert_eq!(pending(&ppd, area).await, Err("NOT_FOUND".to_owned()));
    assert_eq!(decide(&ppd, &second, "ACCEPT", None).await.code(), "NOT_FOUND");
}

#[tokio::test]
async fn an_officer_who_is_overtaken_by_a_secretary_decides_before_or_not_at_all() {
    let app = TestApp::start().await;
    let area = app.area("Taman Ria").await;
    let district = district_of(&app, area).await;
    let ppd = app.officer("Puan Nor", Role::DistrictOfficer, &district).await;
    let aishah = app.person("Puan Aishah").await;
    let id = asked(&app.person("Aminah").await, area).await;
    let input = json!({ "areaId": area, "personId": aishah.id, "post": "SECRETARY" });
    let give = "mutation($input: AppointmentAddInput!) { appointmentAdd(input: $input) { userErrors { code } } }";
    let (given, decided) = tokio::join!(
        ppd.graphql(give, json!({ "input": input })),
        decide(&ppd, &id, "ACCEPT", None)
    );
    given.ok();
    assert!(["", "NOT_FOUND"].contains(&decided.code()), "{}", decided.text);
    assert_eq!(decide(&ppd, &id, "ACCEPT", None).await.code(), "NOT_FOUND");
}
