//! How far an office reaches.

use domain::{community::GrantScope, policy::Role};
use serde_json::json;
use stories::{TestApp, User};

use super::{LIST, add, district_of, end, in_district};

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
