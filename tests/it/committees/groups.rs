//! The coordinators of a neighbourhood's groups.

use serde_json::json;
use stories::User;

use super::Town;

const GROUP: &str = "mutation($input: GroupCoordinatorSetInput!) { groupCoordinatorSet(input: $input) { group { kind coordinator { id holder { displayName } } } userErrors { code field } } }";

#[tokio::test]
async fn a_group_has_one_coordinator_whom_the_chair_names() {
    let town = Town::founded().await;
    let mut chair = town.app.person("Aminah").await;
    town.give(&town.district, &chair, "CHAIR", json!({})).await.ok();
    chair.sign_in_again().await;
    let mut faridah = town.app.resident("Faridah", town.area).await;
    let mut siti = town.app.resident("Siti", town.area).await;
    let stranger = town.app.person("Muthu").await;
    let name = async |by: &User, to: &User, kind: &str| {
        let input = json!({ "areaId": town.area, "kind": kind, "personId": to.id });
        by.graphql(GROUP, json!({ "input": input })).await
    };
    let set = name(&chair, &faridah, "WOMEN").await.ok();
    let coordinator = set.at("groupCoordinatorSet/group/coordinator");
    assert_eq!(coordinator["holder"]["displayName"], "Faridah");
    let again = name(&chair, &faridah, "WOMEN").await.ok();
    assert_eq!(again.at("groupCoordinatorSet/group/coordinator/id"), &coordinator["id"]);
    faridah.sign_in_again().await;
    assert!(faridah.roles().await.contains(&"GROUP_COORDINATOR".to_owned()));
    // The next one follows her.
    let (one, other) =
        tokio::join!(name(&chair, &siti, "WOMEN"), name(&town.district, &siti, "WOMEN"));
    let ids = [one, other]
        .map(|answer| answer.ok().at("groupCoordinatorSet/group/coordinator/id").clone());
    assert_eq!(ids[0], ids[1], "two who name the same one name her once");
    faridah.sign_in_again().await;
    assert!(!faridah.roles().await.contains(&"GROUP_COORDINATOR".to_owned()));
    let refused = name(&chair, &stranger, "SENIORS").await;
    assert_eq!(refused.refusals("groupCoordinatorSet"), ["PERSON_NOT_ELIGIBLE personId"]);
    assert_eq!(name(&faridah, &faridah, "SENIORS").await.code(), "FORBIDDEN");
    // She may give it up herself.
    siti.sign_in_again().await;
    let end = "mutation($id: ID!) { groupCoordinatorEnd(input: { id: $id }) { group { kind } userErrors { code } } }";
    assert_eq!(stranger.graphql(end, json!({ "id": ids[0] })).await.code(), "NOT_FOUND");
    siti.graphql(end, json!({ "id": ids[0] })).await.ok();
    siti.sign_in_again().await;
    assert_eq!(siti.roles().await, ["RESIDENT"]);
    let groups =
        format!("{{ area(id: \"{}\") {{ groups {{ kind coordinator {{ id }} }} }} }}", town.area);
    let groups = town.app.anybody().ask(&groups).await.ok();
    assert_eq!(groups.at("area/groups/0"), &json!({ "kind": "WOMEN", "coordinator": null }));
}
