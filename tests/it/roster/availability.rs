//! When volunteers are away: said by themselves, from phones that are late or send twice.

use domain::shared::id::{AvailabilityId, Ids};
use serde_json::{Value, json};
use stories::User;

use super::{AVAILABLE, MONTH, Watch, loads, teams};

/// The Tuesdays and the Fridays of the month that is planned.
const TUESDAYS: [u32; 4] = [7, 14, 21, 28];
const FRIDAYS: [u32; 4] = [3, 10, 17, 24];

async fn say(watch: &Watch, user: &User, items: Value) -> stories::Answer {
    let input = json!({ "unitId": watch.unit.to_string(), "items": items });
    user.graphql(AVAILABLE, json!({ "input": input })).await
}

#[tokio::test]
async fn a_phone_may_send_late_and_twice() {
    let watch = Watch::of(3, 1).await;
    let devi = watch.user("Puan Devi").await;
    let id: AvailabilityId = Ids::Random.mint(watch.app.clock.now());
    let said = |until: &str, revision: i64, removed: bool| {
        json!([{
            "id": id.to_string(), "kind": "AWAY", "from": "2026-04-01T00:00:00+08:00",
            "until": until, "revision": revision, "removed": removed,
        }])
    };
    let later = said("2026-04-20T00:00:00+08:00", 2, false);
    let first = say(&watch, &devi, later.clone()).await.ok();
    assert_eq!(first.at("availabilitySet/availability/0/until"), "2026-04-19T16:00:00.000Z");
    let again = say(&watch, &devi, later).await.ok();
    assert_eq!(again.body, first.body);
    // What was said before comes in after it, and counts no more.
    let late = say(&watch, &devi, said("2026-04-05T00:00:00+08:00", 1, false)).await.ok();
    assert_eq!(late.body, first.body);
    // Something else under the same revision is not lost in silence.
    let other = say(&watch, &devi, said("2026-04-22T00:00:00+08:00", 2, false)).await;
    assert_eq!(other.refusals("availabilitySet"), ["ID_TAKEN items.0.id"]);
    let taken = say(&watch, &watch.leader, said("2026-04-05T00:00:00+08:00", 9, false)).await;
    assert_eq!(taken.refusals("availabilitySet"), ["ID_TAKEN items.0.id"]);
    let back = say(&watch, &devi, said("2026-04-20T00:00:00+08:00", 3, true)).await.ok();
    assert_eq!(back.at("availabilitySet/availability"), &json!([]));
    let wrong = say(&watch, &devi, said("2026-04-01T00:00:00+08:00", 4, false)).await;
    assert_eq!(wrong.refusals("availabilitySet"), ["TIME_INVALID items.0.until"]);
    let stranger = watch.app.person("Encik Muthu").await;
    assert_eq!(say(&watch, &stranger, json!([])).await.code(), "NOT_FOUND");
}

#[tokio::test]
async fn without_revisions_what_comes_last_counts() {
    let watch = Watch::of(3, 1).await;
    let devi = watch.user("Puan Devi").await;
    let id: AvailabilityId = Ids::Random.mint(watch.app.clock.now());
    let said = |until: &str, more: Value| {
        let away = json!({ "id": id.to_string(), "kind": "AWAY", "from": "2026-04-01T00:00:00+08:00", "until": until });
        json!([stories::with(away, more)])
    };
    let heard = async |items: Value| {
        let answer = say(&watch, &devi, items).await.ok();
        answer.at("availabilitySet/availability/0/until").clone()
    };
    assert_eq!(
        heard(said("2026-04-05T00:00:00+08:00", json!({}))).await,
        "2026-04-04T16:00:00.000Z"
    );
    // She stays longer, and says so; the same twice is once.
    for _ in 0..2 {
        let longer = said("2026-04-20T00:00:00+08:00", json!({}));
        assert_eq!(heard(longer).await, "2026-04-19T16:00:00.000Z");
    }
    // A phone that counts goes on from there: the second word was the second revision.
    let taken =
        say(&watch, &devi, said("2026-04-21T00:00:00+08:00", json!({ "revision": 2 }))).await;
    assert_eq!(taken.refusals("availabilitySet"), ["ID_TAKEN items.0.id"]);
    let third = said("2026-04-21T00:00:00+08:00", json!({ "revision": 3 }));
    assert_eq!(heard(third).await, "2026-04-20T16:00:00.000Z");
    let back = said("2026-04-21T00:00:00+08:00", json!({ "removed": true }));
    assert_eq!(heard(back).await, Value::Null);
}

#[tokio::test]
async fn whoever_is_away_is_not_planned_and_reads_why() {
    let watch = Watch::of(12, 4).await;
    let devi = watch.user("Puan Devi").await;
    watch.nights(&[5, 6], json!({})).await;
    let id: AvailabilityId = Ids::Random.mint(watch.app.clock.now());
    let month = json!([{ "id": id.to_string(), "kind": "AWAY", "from": "2026-04-01T00:00:00+08:00", "until": "2026-05-01T08:00:00+08:00" }]);
    say(&watch, &devi, month).await.ok();
    let published = watch.published().await;
    let person = devi.id.to_string();
    assert_eq!(loads(published.at("rosterPublish/roster")).get(&person), None);
    let document = format!(
        "{{ roster(unitId: \"{}\", month: \"{MONTH}\") {{ explanations {{ verdict message reasons {{ code count }} }} }} patrolUnit(id: \"{}\") {{ viewerAvailability {{ kind }} }} }}",
        watch.unit, watch.unit
    );
    let mine = devi.ask(&document).await.ok();
    assert_eq!(mine.at("roster/explanations/0/verdict"), "AWAY");
    assert_eq!(
        mine.at("roster/explanations/0/reasons"),
        &json!([{ "code": "DAY_OFF", "count": 8 }])
    );
    assert_eq!(mine.at("patrolUnit/viewerAvailability"), &json!([{ "kind": "AWAY" }]));
}

/// The evenings of the month on which somebody patrols, by their days.
fn evenings_of(roster: &Value, person: &str) -> Vec<u32> {
    let theirs = teams(roster).into_iter().filter(|(_, team)| team.contains(person));
    // At 23:00 it is the same day by UTC.
    theirs.map(|(at, _)| at[8..10].parse().expect("a day")).collect()
}

#[tokio::test]
async fn whoever_prefers_some_evenings_has_those_and_another_only_where_the_month_needs_it() {
    // Eight nights with three people each, and twelve people with two patrols each. None of the nights
    // lies at a weekend: it is equally fair whoever has which of them.
    let watch = Watch::of(11, 4).await;
    let devi = watch.user("Puan Devi").await;
    watch.nights(&[2, 5], json!({})).await;
    let her = devi.id.to_string();
    let now = watch.app.clock.now();
    let ids = [(); 4].map(|()| Ids::Random.mint::<AvailabilityId>(now).to_string());
    // Her phone says it of all of these evenings under the same ids, and takes back what is not kept.
    let prefers = async |evenings: [u32; 4], kept: usize| {
        let items = ids.iter().zip(evenings).enumerate().map(|(place, (id, evening))| {
            json!({
                "id": id, "kind": "PREFERRED", "removed": place >= kept,
                "from": format!("2026-04-{evening:02}T20:00:00+08:00"),
                "until": format!("2026-04-{:02}T06:00:00+08:00", evening + 1),
            })
        });
        let said = say(&watch, &devi, items.collect()).await.ok();
        let standing = said.at("availabilitySet/availability").as_array().unwrap().clone();
        assert_eq!(standing.len(), kept, "{}", said.text);
        assert!(standing.iter().all(|it| it["kind"] == "PREFERRED"), "{}", said.text);
        let planned = watch.generate(&watch.leader, json!({})).await.ok();
        let roster = planned.at("rosterGenerate/roster").clone();
        assert_eq!(roster["fullness"], "FULL", "{}", planned.text);
        assert!(loads(&roster).values().all(|shifts| *shifts == 2), "{}", planned.text);
        roster
    };
    for preferred in [FRIDAYS, TUESDAYS] {
        let hers = evenings_of(&prefers(preferred, 4).await, &her);
        assert!(hers.iter().all(|evening| preferred.contains(evening)), "{hers:?}");
    }

    // Who likes one evening best is asked for another as well, as everybody is: she is not away.
    let roster = prefers(FRIDAYS, 1).await;
    assert!(evenings_of(&roster, &her).contains(&FRIDAYS[0]), "{roster}");
    let mut people = roster["explanations"].as_array().unwrap().iter();
    let mine = people.find(|it| it["personId"] == her.as_str()).unwrap();
    assert_eq!((&mine["verdict"], &mine["load"]["shifts"]), (&json!("AT_CAP"), &json!(2)));
    let team = [watch.people[0], watch.people[1], devi.id];
    watch.alone("2026-04-14", (15, 19), &team).await.ok();
    let document = format!(
        "{{ patrolUnit(id: \"{}\") {{ viewerAvailability {{ kind from until }} }} }}",
        watch.unit
    );
    let said = json!([{
        "kind": "PREFERRED", "from": "2026-04-03T12:00:00.000Z",
        "until": "2026-04-03T22:00:00.000Z",
    }]);
    let read = devi.ask(&document).await.ok();
    assert_eq!(read.at("patrolUnit/viewerAvailability"), &said);
}
