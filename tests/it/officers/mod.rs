//! Officers and partners: who grants what to whom, for how long, and how far it reaches.

mod administrators;
mod granting;
mod reach;
mod times;

use domain::{
    community,
    shared::id::{AreaId, DistrictId},
};
use serde_json::{Value, json};
use stories::{Answer, TestApp, User, with};

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
