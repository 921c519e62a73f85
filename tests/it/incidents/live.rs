//! Following incidents live, and going on after a break: nothing is lost, nothing comes twice.

use chrono::TimeDelta;
use domain::shared::housekeeping;
use serde_json::{Value, json};
use stories::{User, socket::Socket};

use super::{Watch, change};

const FOLLOW: &str = "subscription($unit: ID, $incident: ID, $after: String) { incidentChanged(unitId: $unit, incidentId: $incident, after: $after) { id cursor missed version serial status } }";

/// Subscribes, and waits for nothing.
async fn follow(user: &User, variables: Value) -> Socket {
    let mut socket = Socket::open(user).await;
    let payload = json!({ "query": FOLLOW, "variables": variables });
    socket.send(&json!({ "id": "1", "type": "subscribe", "payload": payload })).await;
    socket
}

async fn event(socket: &mut Socket) -> Value {
    loop {
        let message = socket.next().await.expect("an event");
        if message["id"] == "1" {
            assert_eq!(message["type"], "next", "{message}");
            return message["payload"]["data"]["incidentChanged"].clone();
        }
    }
}

async fn acknowledge(leader: &User, id: &str, version: i64) {
    let status = if version == 1 { "ACKNOWLEDGED" } else { "IN_PROGRESS" };
    let input = json!({ "id": id, "version": version, "status": status });
    change(leader, "incidentStatusSet", input).await.ok();
}

#[tokio::test]
async fn those_who_answer_for_a_unit_follow_it_and_go_on_after_a_break() {
    let watch = Watch::begins().await;
    let unit = watch.unit.to_string();
    let query = format!(
        "subscription {{ incidentChanged(unitId: \"{unit}\") {{ id cursor serial status }} }}"
    );
    let mut live = Socket::subscribe(&watch.secretary, &query).await;
    let first = watch.reported(json!({})).await;
    let told = event(&mut live).await;
    assert_eq!((&told["id"], &told["status"]), (&json!(first), &json!("REPORTED")));
    // A break, in which another one comes and the first changes twice.
    drop(live);
    let cursor = told["cursor"].clone();
    assert!(cursor.as_str().unwrap().len() <= 256);
    let second = watch.reported(json!({})).await;
    acknowledge(&watch.leader, &first, 1).await;
    acknowledge(&watch.leader, &first, 2).await;
    for user in [&watch.secretary, &watch.leader] {
        let mut live = follow(user, json!({ "unit": unit, "after": cursor })).await;
        let (one, two) = (event(&mut live).await, event(&mut live).await);
        assert_eq!((&one["id"], &one["status"]), (&json!(second), &json!("REPORTED")));
        // As it stands now, once.
        assert_eq!((&two["id"], &two["status"]), (&json!(first), &json!("IN_PROGRESS")));
        assert!(live.is_silent().await);
        let mut rest = follow(user, json!({ "unit": unit, "after": two["cursor"] })).await;
        assert!(rest.is_silent().await);
    }
    // … and then what comes.
    let mut live = follow(&watch.leader, json!({ "unit": unit, "after": cursor })).await;
    event(&mut live).await;
    event(&mut live).await;
    let third = watch.reported(json!({})).await;
    assert_eq!(event(&mut live).await["id"], json!(third));
    let wrong = json!({ "unit": unit, "after": "bukan" });
    let mut wrong = follow(&watch.leader, wrong).await;
    let refused = wrong.next().await.unwrap();
    assert_eq!(refused["payload"][0]["extensions"]["code"], "CURSOR_INVALID");
}

#[tokio::test]
async fn whoever_may_read_one_incident_follows_it_as_long_as_they_may() {
    let watch = Watch::begins().await;
    let id = watch.reported(json!({})).await;
    let query =
        format!("subscription {{ incidentChanged(incidentId: \"{id}\") {{ status version }} }}");
    let mut mine = Socket::subscribe(&watch.devi, &query).await;
    for (user, code) in [
        (&watch.lim, "NOT_FOUND"),
        (&watch.stranger, "NOT_FOUND"),
        (&watch.app.anybody(), "UNAUTHENTICATED"),
    ] {
        assert_eq!(Socket::open(user).await.refused(&query).await, code);
    }
    for neither in [
        "subscription { incidentChanged { id } }".to_owned(),
        format!(
            "subscription {{ incidentChanged(incidentId: \"{id}\", unitId: \"{}\") {{ id }} }}",
            watch.unit
        ),
    ] {
        assert_eq!(Socket::open(&watch.devi).await.refused(&neither).await, "BAD_REQUEST");
    }
    // Encik Lim looks after it for a while.
    let give = json!({ "id": id, "version": 1, "personId": watch.lim.id.to_string() });
    change(&watch.leader, "incidentAssign", give).await.ok();
    assert_eq!(event(&mut mine).await["version"], 2);
    let mut his = Socket::subscribe(&watch.lim, &query).await;
    // Another incident is none of theirs.
    watch.reported(json!({})).await;
    acknowledge(&watch.leader, &id, 2).await;
    let told = event(&mut mine).await;
    assert_eq!((&told["version"], &told["status"]), (&json!(3), &json!("IN_PROGRESS")));
    assert_eq!(event(&mut his).await["version"], 3);
    let back = json!({ "id": id, "version": 3, "personId": null });
    change(&watch.leader, "incidentAssign", back).await.ok();
    assert_eq!(event(&mut mine).await["version"], 4);
    assert!(his.is_silent().await);
}

#[tokio::test]
async fn everybody_who_follows_hears_the_same_change_each_as_they_may() {
    let watch = Watch::begins().await;
    let (unit, id) = (watch.unit.to_string(), watch.reported(json!({})).await);
    let fields = "id version viewerCanAssign reportedBy { displayName }";
    let of_unit = format!("subscription {{ incidentChanged(unitId: \"{unit}\") {{ {fields} }} }}");
    let of_it = format!("subscription {{ incidentChanged(incidentId: \"{id}\") {{ {fields} }} }}");
    let mut all = vec![Socket::subscribe(&watch.devi, &of_it).await];
    for _ in 0..3 {
        all.push(Socket::subscribe(&watch.leader, &of_unit).await);
        all.push(Socket::subscribe(&watch.secretary, &of_unit).await);
    }
    for version in 1..=2 {
        acknowledge(&watch.leader, &id, version).await;
        for (number, socket) in all.iter_mut().enumerate() {
            let told = event(socket).await;
            assert_eq!((&told["id"], &told["version"]), (&json!(id), &json!(version + 1)));
            assert_eq!(told["reportedBy"]["displayName"], "Puan Devi");
            assert_eq!(told["viewerCanAssign"], json!(number > 0), "{number}");
        }
    }
}

#[tokio::test]
async fn after_a_month_what_changed_is_read_anew() {
    let watch = Watch::begins().await;
    let unit = watch.unit.to_string();
    let query = format!("subscription {{ incidentChanged(unitId: \"{unit}\") {{ id cursor }} }}");
    let mut live = Socket::subscribe(&watch.leader, &query).await;
    watch.reported(json!({})).await;
    let cursor = event(&mut live).await["cursor"].clone();
    drop(live);
    watch.app.advance(TimeDelta::minutes(1));
    let second = watch.reported(json!({})).await;
    watch.app.advance(TimeDelta::days(31));
    housekeeping::tidy(&watch.app.house.tools).await.unwrap();
    let (mut leader, mut devi) = (watch.leader.clone(), watch.devi.clone());
    leader.sign_in_again().await;
    devi.sign_in_again().await;
    let mut live = follow(&leader, json!({ "unit": unit, "after": cursor })).await;
    let told = event(&mut live).await;
    assert_eq!((&told["id"], &told["missed"]), (&json!(second), &json!(false)));
    assert!(live.is_silent().await);
    // From there the log is read on.
    let third = change(&devi, "incidentReport", watch.seen(json!({}))).await.ok();
    let third = third.at("incidentReport/incident/id");
    assert_eq!(&event(&mut live).await["id"], third);
    let mut rest = follow(&leader, json!({ "unit": unit, "after": told["cursor"] })).await;
    assert_eq!(&event(&mut rest).await["id"], third);
    assert!(rest.is_silent().await);
}
