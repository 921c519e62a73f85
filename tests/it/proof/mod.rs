//! Whether what was recorded on patrol is believed.

mod astray;
mod evidence;
mod late;
mod moment;
mod phones;
mod posts;
mod sheet;
mod since;
mod walk;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    policy::Role,
    shared::{
        geo::Position,
        id::{AreaId, CheckInId, Ids, PatrolId},
    },
};
use serde_json::{Value, json};
use stories::{Answer, User, until, with};

use crate::mysrs::{Night, end};

const RECORD: &str = "mutation($input: CheckInRecordInput!) { checkInRecord(input: $input) { results { outcome checkIn { id method checkpointId doubts proof { verdict reasons { code message doubtful } } } error { code field } } userErrors { code field } } }";
pub(super) const DECIDE: &str = "mutation($input: CheckInDecideInput!) { checkInDecide(input: $input) { checkIn { id proof { verdict judged decisions { verdict reason decidedByName } } } userErrors { code field } } }";
const READ: &str = "query($id: ID!, $after: String) { patrol(id: $id) { judgedAt doubtedFixCount checkIns(first: 100, after: $after) { nodes { id checkpointId doubts proof { verdict judged viewerCanDecide reasons { code message } decisions { verdict reason decidedByName } } } pageInfo { hasNextPage endCursor } } } }";
const ADD: &str = "mutation($input: CheckpointAddInput!) { checkpointAdd(input: $input) { checkpoint { id codeNumber tagText } userErrors { code field } } }";
const RENEW: &str = "mutation($input: CheckpointCodeRenewInput!) { checkpointCodeRenew(input: $input) { checkpoint { codeNumber tagText } userErrors { code field } } }";

/// A checkpoint with the text of its code.
#[derive(Clone, Debug)]
pub(super) struct Checkpoint {
    pub(super) id: String,
    pub(super) code: String,
    number: i64,
}

/// Adds a checkpoint to the unit that somebody leads.
pub(super) async fn checkpoint(
    leader: &User,
    unit: &str,
    name: &str,
    there: Position,
) -> Checkpoint {
    let input = json!({
        "unitId": unit, "name": name,
        "coordinates": { "latitude": there.latitude, "longitude": there.longitude },
    });
    add(leader, input).await
}

/// Adds a checkpoint with everything that is said of it.
async fn add(leader: &User, input: Value) -> Checkpoint {
    let added = leader.graphql(ADD, json!({ "input": input })).await.ok();
    let added = added.at("checkpointAdd/checkpoint");
    Checkpoint {
        id: added["id"].as_str().expect("an id").to_owned(),
        code: added["tagText"].as_str().expect("a text").to_owned(),
        number: added["codeNumber"].as_i64().expect("a number"),
    }
}

/// A check-in by scanning a code somewhere, now.
fn scan(night: &Night, code: &str, there: Option<Position>) -> Value {
    let id: CheckInId = Ids::Random.mint(night.now());
    let scanned = json!({
        "id": id.to_string(), "method": "QR", "code": code, "recordedAt": night.now(),
        "accuracyMetres": 8,
    });
    let Some(there) = there else { return scanned };
    let there = json!({ "latitude": there.latitude, "longitude": there.longitude });
    with(scanned, json!({ "coordinates": there }))
}

pub(super) async fn record(
    user: &User,
    patrol: PatrolId,
    check_ins: &Value,
    clock: &Value,
) -> Answer {
    let input = json!({ "patrolId": patrol.to_string(), "checkIns": check_ins, "clock": clock });
    user.graphql(RECORD, json!({ "input": input })).await
}

/// The verdict and the doubts of each answered check-in: `DOUBTFUL MOCK_LOCATION`.
pub(super) fn verdicts(answer: &Answer) -> Vec<String> {
    let results = answer.at("checkInRecord/results").as_array().expect("results");
    results.iter().map(|result| verdict(&result["checkIn"])).collect()
}

pub(super) fn verdict(check_in: &Value) -> String {
    let verdict = check_in["proof"]["verdict"].as_str().expect("a verdict");
    let doubts = check_in["doubts"].as_array().expect("doubts").iter();
    let doubts = doubts.map(|doubt| doubt.as_str().expect("a doubt"));
    std::iter::once(verdict).chain(doubts).collect::<Vec<_>>().join(" ")
}

pub(super) async fn read(user: &User, patrol: PatrolId) -> Answer {
    user.graphql(READ, json!({ "id": patrol.to_string() })).await.ok()
}

/// Waits until a patrol is judged later than this, and brings it as it is then.
async fn judged(user: &User, patrol: PatrolId, since: DateTime<Utc>) -> Answer {
    until(async || {
        let read = read(user, patrol).await;
        let at = read.at("patrol/judgedAt").as_str()?.parse::<DateTime<Utc>>().ok()?;
        (at > since).then_some(read)
    })
    .await
}

/// Ends a patrol, and brings what is thought of its check-ins once it is judged.
async fn ended(night: &mut Night, patrol: PatrolId) -> Vec<String> {
    let at = night.now();
    end(&night.devi, patrol, at).await.ok();
    night.passes(TimeDelta::minutes(2)).await;
    thought(night, patrol, at).await
}

/// What is thought of a patrol's check-ins, the earliest first, once it is judged later than this.
async fn thought(night: &Night, patrol: PatrolId, since: DateTime<Utc>) -> Vec<String> {
    let read = judged(&night.leader, patrol, since).await;
    let nodes = read.at("patrol/checkIns/nodes").as_array().expect("check-ins");
    nodes.iter().map(verdict).collect()
}

/// The secretary of the unit's area.
async fn secretary(night: &Night) -> User {
    let asked = "query($id: ID!) { patrolUnit(id: $id) { area { id } } }";
    let read = night.leader.graphql(asked, json!({ "id": night.unit.to_string() })).await.ok();
    let area: AreaId = read.text_at("patrolUnit/area/id").parse().expect("an area's id");
    night.app.officer_of_committee("Puan Aishah", area, Role::Secretary).await
}
