//! Patrols on a map as they go, and links with which others follow one.

mod moves;
mod shares;
mod track;

use chrono::TimeDelta;
use domain::shared::{
    change_log::Told,
    id::{PatrolId, TrackId},
};
use serde_json::{Value, json};
use stories::{Answer, TestApp, User, socket::Socket};

use crate::mysrs::Night;

const TRACK: &str = "mutation($input: TrackRecordInput!) { trackRecord(input: $input) { applied duplicate userErrors { code field } } }";
const SHARE: &str = "mutation($input: PatrolShareCreateInput!) { patrolShareCreate(input: $input) { url share { id expiresAt endedAt madeBy { displayName } } userErrors { code field } } }";
const UNSHARE: &str = "mutation($input: PatrolShareEndInput!) { patrolShareEnd(input: $input) { share { id endedAt } userErrors { code field } } }";

/// A patrol of Puan Devi's that has begun, as these nodes have heard.
async fn begun(night: &Night, other: Option<&TestApp>) -> PatrolId {
    let nodes = [Some(&night.app), other].into_iter().flatten();
    let ears: Vec<_> = nodes.map(|app| app.house.tools.changes.listen()).collect();
    let patrol = night.patrol().await;
    for mut ear in ears {
        loop {
            let told = ear.recv().await.expect("a change");
            if matches!(told, Told::Change(_, change) if change.id == patrol.0) {
                break;
            }
        }
    }
    patrol
}

/// A fix so many seconds ago, so many 1/10,000 degrees north of the meeting place: about 11 m each.
fn fix(night: &Night, sequence: i64, seconds_ago: i64, steps: i32) -> Value {
    json!({
        "sequence": sequence, "accuracyMetres": 6,
        "coordinates": { "latitude": 1.54 + f64::from(steps) * 1e-4, "longitude": 103.65 },
        "recordedAt": night.now() - TimeDelta::seconds(seconds_ago),
    })
}

async fn send(user: &User, patrol: PatrolId, track: TrackId, points: &[Value]) -> Answer {
    let input =
        json!({ "patrolId": patrol.to_string(), "trackId": track.to_string(), "points": points });
    user.graphql(TRACK, json!({ "input": input })).await
}

/// Follows, and brings what is told at once: as many patrols as are on their way.
async fn follow(user: &User, whom: &str, fields: &str, begins_with: usize) -> (Socket, Vec<Value>) {
    let mut socket = Socket::open(user).await;
    let query = format!("subscription {{ patrolChanged({whom}) {{ {fields} }} }}");
    socket.send(&json!({ "id": "1", "type": "subscribe", "payload": { "query": query } })).await;
    let mut told = Vec::new();
    while told.len() < begins_with {
        told.push(next(&mut socket).await);
    }
    // An operation that is answered at once: when it is, this one has begun.
    assert!(socket.is_silent().await);
    (socket, told)
}

/// The patrol that is told next.
async fn next(socket: &mut Socket) -> Value {
    let message = socket.next().await.expect("an event");
    assert_eq!(message["type"], "next", "{message}");
    message["payload"]["data"]["patrolChanged"].clone()
}

async fn share(user: &User, patrol: PatrolId, minutes: i64, key: Option<&str>) -> Answer {
    let input =
        json!({ "patrolId": patrol.to_string(), "minutes": minutes, "idempotencyKey": key });
    user.graphql(SHARE, json!({ "input": input })).await
}

/// A link that Puan Devi has made: its id.
pub(super) async fn shared(night: &Night, patrol: PatrolId) -> String {
    let made = share(&night.devi, patrol, 60, None).await.ok();
    made.text_at("patrolShareCreate/share/id")
}

/// The district in which the unit patrols.
pub(super) async fn district_of(night: &Night) -> String {
    let document = "query($id: ID!) { patrolUnit(id: $id) { area { district { id } } } }";
    let asked = night.leader.graphql(document, json!({ "id": night.unit.to_string() })).await;
    asked.ok().text_at("patrolUnit/area/district/id")
}
