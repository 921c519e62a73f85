//! What happens on the way: the briefing, equipment, breaks, who comes and who goes, notes and photos.

mod late;
mod week;

use chrono::TimeDelta;
use domain::shared::id::{BriefingItemId, EquipmentId, PatrolEventId, PatrolId};
use serde_json::{Value, json};
use stories::{Answer, User, with};

use crate::{
    krt_shop::{small_picture, upload},
    mysrs::{Night, end},
};

const RECORD: &str = "mutation($input: PatrolEventRecordInput!) { patrolEventRecord(input: $input) { results { outcome event { id kind correctedAt note memberId doubts photos { url } coordinates { latitude } } error { code field } } userErrors { code field } } }";
pub(super) const EQUIPMENT: &str = "mutation($input: EquipmentSetInput!) { equipmentSet(input: $input) { equipment { id kind number endedAt } userErrors { code field } } }";
pub(super) const BRIEFING: &str = "mutation($input: BriefingItemSetInput!) { briefingItemSet(input: $input) { briefingItem { id position text } userErrors { code field } } }";
const WAY: &str = "query($id: ID!) { patrol(id: $id) { status endedById members { displayName } way { events(first: 100) { nodes { id kind note photos { url } coordinates { latitude } recordedById } } presence { member { displayName } joinedAt leftAt } pauses { startedAt endedAt } briefing { item { text } done { recordedById } } equipment { equipment { number } holderId missing } } } }";
const UNIT: &str = "query($id: ID!) { patrolUnit(id: $id) { viewerCanSetEquipment viewerCanSetBriefing equipment { id number } briefing { id text position } } }";

/// An event that happens now.
fn event(night: &Night, kind: &str, more: Value) -> Value {
    let id: PatrolEventId = night.mint();
    with(json!({ "id": id.to_string(), "kind": kind, "recordedAt": night.now() }), more)
}

pub(super) async fn tell(user: &User, patrol: PatrolId, events: &Value) -> Answer {
    let input = json!({ "patrolId": patrol.to_string(), "events": events });
    user.graphql(RECORD, json!({ "input": input })).await
}

pub(super) fn outcomes(answer: &Answer) -> Vec<&str> {
    let results = answer.at("patrolEventRecord/results").as_array().expect("results");
    results.iter().map(|result| result["outcome"].as_str().expect("an outcome")).collect()
}

pub(super) async fn way(user: &User, patrol: PatrolId) -> Answer {
    user.graphql(WAY, json!({ "id": patrol.to_string() })).await.ok()
}

/// A torch with this number, of the unit.
async fn torch(night: &Night, number: &str) -> EquipmentId {
    let id: EquipmentId = night.mint();
    let input = json!({ "id": id.to_string(), "unitId": night.unit.to_string(), "kind": "TORCH", "number": number });
    night.leader.graphql(EQUIPMENT, json!({ "input": input })).await.ok();
    id
}

/// A point of the unit's briefing.
async fn point(night: &Night, position: i64, text: &str) -> BriefingItemId {
    let id: BriefingItemId = night.mint();
    let input = json!({ "id": id.to_string(), "unitId": night.unit.to_string(), "position": position, "text": text });
    night.leader.graphql(BRIEFING, json!({ "input": input })).await.ok();
    id
}

/// The values of one field of a list.
pub(super) fn each(list: &Value, field: &str) -> Vec<Value> {
    list.as_array().expect("a list").iter().map(|one| one[field].clone()).collect()
}

#[tokio::test]
async fn a_night_is_told_from_the_briefing_to_the_torches_back() {
    let mut night = Night::begins().await;
    let vest = point(&night, 2, "Pakai ves").await;
    point(&night, 1, "Laluan malam ini").await;
    let (one, two) = (torch(&night, "7").await, torch(&night, "8").await);
    let patrol = night.patrol().await;
    let lim = night.lim.id.to_string();
    let briefed = |item: BriefingItemId| json!({ "briefingItemId": item.to_string() });
    let begun = json!([
        event(&night, "BRIEFED", briefed(vest)),
        event(&night, "JOINED", json!({ "memberId": lim })),
        event(&night, "EQUIPMENT_OUT", json!({ "equipmentId": one.to_string(), "memberId": lim })),
        event(&night, "EQUIPMENT_OUT", json!({ "equipmentId": two.to_string() })),
    ]);
    assert_eq!(outcomes(&tell(&night.devi, patrol, &begun).await.ok()), ["APPLIED"; 4]);

    night.passes(TimeDelta::minutes(20)).await;
    let paused = event(&night, "PAUSED", json!({}));
    night.passes(TimeDelta::minutes(10)).await;
    let resumed = event(&night, "RESUMED", json!({}));
    let photo = upload(&night.lim, small_picture()).await;
    let seen = event(
        &night,
        "PHOTO",
        json!({ "photoIds": [photo], "note": "Pagar rosak", "coordinates": { "latitude": 1.54, "longitude": 103.65 } }),
    );
    night.passes(TimeDelta::minutes(10)).await;
    let left = event(&night, "LEFT", json!({}));
    let back = event(&night, "EQUIPMENT_IN", json!({ "equipmentId": one.to_string() }));
    // In another order than it happened.
    let later = json!([left, back, resumed, seen]);
    let told = tell(&night.lim, patrol, &later).await.ok();
    assert_eq!(outcomes(&told), ["APPLIED"; 4]);
    assert!(told.at("patrolEventRecord/results/3/event/photos/0/url").is_string(), "{}", told.text);
    tell(&night.devi, patrol, &json!([paused])).await.ok();
    // The same again, in part, with something else under a known id.
    let mut other = left.clone();
    other["kind"] = json!("PAUSED");
    let again = tell(&night.lim, patrol, &json!([left, back, other])).await.ok();
    assert_eq!(outcomes(&again), ["DUPLICATE", "DUPLICATE", "CONFLICT"]);
    let taken = again.at("patrolEventRecord/results/2/error");
    assert_eq!((&taken["code"], &taken["field"]), (&json!("ID_TAKEN"), &json!("events.2.id")));

    end(&night.devi, patrol, night.now()).await.ok();
    let read = way(&night.leader, patrol).await;
    let way = read.at("patrol/way");
    let kinds = each(&way["events"]["nodes"], "kind");
    assert_eq!(kinds.len(), 9, "{kinds:?}");
    assert_eq!(kinds[4], "PAUSED");
    let of = |kind: &str| kinds.iter().filter(|one| *one == kind).count();
    assert_eq!((of("PAUSED"), of("RESUMED"), of("PHOTO"), of("LEFT")), (1, 1, 1, 1));
    assert_eq!(way["pauses"].as_array().map(Vec::len), Some(1));
    assert_eq!(way["pauses"][0]["endedAt"], "2026-03-14T04:30:00.000Z");
    let gone = each(&way["presence"], "leftAt");
    assert_eq!(gone.iter().filter(|left| left.is_null()).count(), 1, "{gone:?}");
    assert!(gone.contains(&json!("2026-03-14T04:40:00.000Z")), "{gone:?}");
    assert_eq!(way["briefing"][0]["item"]["text"], "Laluan malam ini");
    assert_eq!(way["briefing"][0]["done"], json!(null));
    assert_eq!(way["briefing"][1]["done"]["recordedById"], night.devi.id.to_string());
    assert_eq!(way["equipment"][0]["equipment"]["number"], "8");
    assert_eq!(each(&way["equipment"], "missing"), [json!(true), json!(false)]);
    assert_eq!(way["equipment"][0]["holderId"], night.devi.id.to_string());
}

#[tokio::test]
async fn what_an_event_names_is_the_units_or_it_is_rejected_alone() {
    let night = Night::begins().await;
    let patrol = night.patrol().await;
    let (strangers, torch): (EquipmentId, _) = (night.mint(), torch(&night, "7").await);
    let unit = night.stranger.ask("{ patrolUnits { id } }").await.ok().text_at("patrolUnits/0/id");
    let input =
        json!({ "id": strangers.to_string(), "unitId": unit, "kind": "BATON", "number": "1" });
    night.stranger.graphql(EQUIPMENT, json!({ "input": input })).await.ok();
    let lost =
        json!({ "coordinates": { "latitude": 0, "longitude": 0 }, "note": "a".repeat(3000) });
    let mut unreadable = event(&night, "NOTE", json!({ "note": "x" }));
    unreadable["id"] = json!("patrol_x");
    let events = json!([
        event(&night, "EQUIPMENT_OUT", json!({ "equipmentId": strangers.to_string() })),
        event(&night, "EQUIPMENT_OUT", json!({})),
        event(
            &night,
            "BRIEFED",
            json!({ "briefingItemId": night.mint::<BriefingItemId>().to_string() })
        ),
        event(&night, "LEFT", json!({ "memberId": night.stranger.id.to_string() })),
        event(&night, "NOTE", json!({ "note": " " })),
        event(&night, "PHOTO", json!({})),
        unreadable,
        event(&night, "EQUIPMENT_OUT", json!({ "equipmentId": torch.to_string() })),
        event(&night, "NOTE", lost),
    ]);
    let told = tell(&night.devi, patrol, &events).await.ok();
    let results = told.at("patrolEventRecord/results");
    let said = |result: &Value| {
        let part = |name: &str| result["error"][name].as_str().unwrap_or("").to_owned();
        format!("{} {}", part("code"), part("field"))
    };
    let refused: Vec<String> = results.as_array().unwrap().iter().take(7).map(said).collect();
    assert_eq!(
        refused,
        [
            "NOT_FOUND events.0.equipmentId",
            "REQUIRED events.1.equipmentId",
            "NOT_FOUND events.2.briefingItemId",
            "PERSON_NOT_ELIGIBLE events.3.memberId",
            "REQUIRED events.4.note",
            "REQUIRED events.5.photoIds",
            "ID_INVALID events.6.id",
        ]
    );
    assert_eq!(outcomes(&told)[7..], ["APPLIED", "APPLIED"]);
    assert_eq!(results[8]["event"]["doubts"], json!(["POSITION_INVALID", "TEXT_CUT"]));
    assert_eq!(results[8]["event"]["note"].as_str().map(str::len), Some(2000));

    // Somebody else's photo, and one that never came, are left out.
    let theirs = upload(&night.lim, small_picture()).await;
    let photo = event(&night, "PHOTO", json!({ "photoIds": [theirs] }));
    let told = tell(&night.devi, patrol, &json!([photo])).await.ok();
    assert_eq!(told.at("patrolEventRecord/results/0/event/doubts"), &json!(["PHOTO_INVALID"]));
    assert_eq!(told.at("patrolEventRecord/results/0/event/photos"), &json!([]));
    let many: Vec<Value> = (0..501).map(|_| event(&night, "PAUSED", json!({}))).collect();
    let refused = tell(&night.devi, patrol, &json!(many)).await;
    assert_eq!(refused.refusals("patrolEventRecord"), ["TOO_MANY events"]);
}

#[tokio::test]
async fn the_leader_and_the_committee_say_what_a_unit_has() {
    let night = Night::begins().await;
    let id: EquipmentId = night.mint();
    let piece = |number: &str| json!({ "input": { "id": id.to_string(), "unitId": night.unit.to_string(), "kind": "WALKIE_TALKIE", "number": number } });
    assert_eq!(night.devi.graphql(EQUIPMENT, piece("1")).await.code(), "FORBIDDEN");
    for number in ["1", "1", "2"] {
        let set = night.leader.graphql(EQUIPMENT, piece(number)).await.ok();
        assert_eq!(set.at("equipmentSet/equipment/number"), number);
    }
    let refused = night.leader.graphql(EQUIPMENT, piece("\u{202e}1")).await;
    assert_eq!(refused.refusals("equipmentSet"), ["TEXT_INVALID number"]);
    // The id is another unit's now.
    let unit = night.stranger.ask("{ patrolUnits { id } }").await.ok().text_at("patrolUnits/0/id");
    let input = json!({ "id": id.to_string(), "unitId": unit, "kind": "BATON", "number": "1" });
    let taken = night.stranger.graphql(EQUIPMENT, json!({ "input": input })).await;
    assert_eq!(taken.refusals("equipmentSet"), ["ID_TAKEN id"]);
    let item: BriefingItemId = night.mint();
    let input = json!({ "id": item.to_string(), "unitId": night.unit.to_string(), "position": 0, "text": "" });
    let refused = night.leader.graphql(BRIEFING, json!({ "input": input })).await;
    assert_eq!(refused.refusals("briefingItemSet"), ["REQUIRED text", "OUT_OF_RANGE position"]);
    point(&night, 1, "Nombor 999").await;

    let listed =
        async |user: &User| user.graphql(UNIT, json!({ "id": night.unit.to_string() })).await.ok();
    let read = listed(&night.devi).await;
    assert_eq!(read.at("patrolUnit/equipment/0/number"), "2");
    assert_eq!(read.at("patrolUnit/briefing/0/text"), "Nombor 999");
    assert_eq!(read.at("patrolUnit/viewerCanSetEquipment"), false);
    assert_eq!(listed(&night.leader).await.at("patrolUnit/viewerCanSetBriefing"), true);
    let ends = format!(
        "mutation {{ equipmentEnd(input: {{ id: \"{id}\" }}) {{ equipment {{ endedAt }} userErrors {{ code }} }} }}"
    );
    for _ in 0..2 {
        night.leader.ask(&ends).await.ok();
    }
    assert_eq!(listed(&night.devi).await.at("patrolUnit/equipment"), &json!([]));
}
