//! Asking to belong to a neighbourhood, joining by a poster's code, leaving, and who is told one's
//! number.

mod ending;
mod join_codes;
mod numbers;
mod requests;
mod vacancy;

use domain::shared::id::AreaId;
use serde_json::{Value, json};
use stories::{Answer, User, with};

const ASK: &str = "mutation($input: MembershipRequestInput!) { membershipRequest(input: $input) { request { id status displayName message viewerCanDecide } userErrors { code field message } } }";
const DECIDE: &str = "mutation($input: MembershipDecideInput!) { membershipDecide(input: $input) { request { id status reason } userErrors { code field message } } }";
const JOIN: &str = "mutation($code: String!) { membershipJoin(input: { code: $code }) { membership { id area { name } phoneVisibleTo joinedAt } userErrors { code field message } } }";
const LEAVE: &str = "mutation($area: ID!) { membershipLeave(input: { areaId: $area }) { memberships { area { name } } userErrors { code field } } }";
const CODE: &str = "mutation($input: JoinCodeCreateInput!) { joinCodeCreate(input: $input) { joinCode { id code url qrSvg expiresAt uses mostUses active } userErrors { code field } } }";
const PENDING: &str = "query($area: ID!, $first: Int, $after: String) { membershipRequests(areaId: $area, first: $first, after: $after) { nodes { id displayName message viewerCanDecide } pageInfo { hasNextPage endCursor } } }";
const RESIDENTS: &str = "query($area: ID!, $query: String, $first: Int, $after: String) { residents(areaId: $area, query: $query, first: $first, after: $after) { nodes { displayName phone } pageInfo { hasNextPage endCursor } } }";
const LISTED: &str =
    "query($area: ID!) { residents(areaId: $area) { nodes { id displayName viewerCanEnd } } }";
pub(super) const END: &str = "mutation($input: MembershipEndInput!) { membershipEnd(input: $input) { membershipId userErrors { code field message } } }";
const MINE: &str = "{ viewer { roles { role scopeId } memberships { area { name } phoneVisibleTo } membershipRequests { status reason } } }";

async fn ask(user: &User, area: AreaId) -> Answer {
    user.graphql(ASK, json!({ "input": { "areaId": area.to_string() } })).await
}

async fn asked(user: &User, area: AreaId) -> String {
    ask(user, area).await.ok().text_at("membershipRequest/request/id")
}

async fn decide(user: &User, id: &str, decision: &str, reason: Option<&str>) -> Answer {
    let input = json!({ "id": id, "decision": decision, "reason": reason });
    user.graphql(DECIDE, json!({ "input": input })).await
}

async fn code(secretary: &User, area: AreaId, rest: Value) -> Answer {
    let input = with(json!({ "areaId": area.to_string() }), rest);
    secretary.graphql(CODE, json!({ "input": input })).await.ok()
}

async fn join(user: &User, code: &str) -> Answer {
    user.graphql(JOIN, json!({ "code": code })).await
}

pub(super) async fn leave(user: &User, area: AreaId) -> Answer {
    user.graphql(LEAVE, json!({ "area": area.to_string() })).await
}

/// A resident's membership, as the committee sees it.
pub(super) async fn membership_of(reader: &User, area: AreaId, name: &str) -> String {
    let listed = reader.graphql(LISTED, json!({ "area": area.to_string() })).await.ok();
    let nodes = listed.at("residents/nodes").as_array().unwrap();
    let found = nodes.iter().find(|one| one["displayName"] == name).unwrap();
    assert_eq!(found["viewerCanEnd"], true);
    found["id"].as_str().unwrap().to_owned()
}

/// Repeats a request until the token no longer counts, which the change log brings about.
pub(super) async fn until_expired(user: &User) {
    loop {
        let answer = user.ask("{ viewer { id } }").await;
        if answer.code() == "TOKEN_EXPIRED" {
            return;
        }
        answer.ok();
    }
}

fn names(answer: &Answer) -> Vec<(String, Value)> {
    let nodes = answer.at("residents/nodes").as_array().cloned().unwrap_or_default();
    nodes
        .iter()
        .map(|one| (one["displayName"].as_str().unwrap().to_owned(), one["phone"].clone()))
        .collect()
}
