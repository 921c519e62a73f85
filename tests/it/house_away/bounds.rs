//! What bounds the looks at a house: its own time, and how many a patrol has.

use chrono::TimeDelta;
use domain::shared::{
    db,
    id::{HouseVisitId, PatrolId},
};
use serde_json::{Value, json};
use stories::{Answer, with};

use super::{Away, SET, ask, outcomes, record};

/// The refusal of one look of a request.
fn refusal(answer: &Answer, place: usize) -> Value {
    answer.at(&format!("houseVisitRecord/results/{place}/error")).clone()
}

fn counted(outcomes: &[String], wanted: &str) -> usize {
    outcomes.iter().filter(|outcome| *outcome == wanted).count()
}

impl Away {
    /// Copies a look that somebody has recorded on a patrol under so many other ids.
    async fn copies(&self, patrol: PatrolId, count: usize) {
        let sql = "insert into house_visit (id, house_id, patrol_id, person_id, finding, recorded_at, \
                   corrected_at, received_at, clock_offset_ms, content_hash) \
                   select $1, house_id, patrol_id, person_id, finding, recorded_at, corrected_at, \
                   received_at, clock_offset_ms, content_hash from house_visit \
                   where patrol_id = $2 limit 1";
        for _ in 0..count {
            let id: HouseVisitId = self.mint();
            let values = [id.into(), patrol.into()];
            db::run(self.app.house.tools.db.write(), sql, values).await.expect("a copy");
        }
    }
}

#[tokio::test]
async fn a_patrol_looks_only_at_houses_that_are_empty_while_it_walks() {
    let mut away = Away::begins().await;
    let (now, hour) = (away.now(), TimeDelta::hours(1));
    // An hour more or less is as good: people leave before they said so, and come home later.
    let home = away.told("1, Jalan 3", json!({ "endsAt": now + hour })).await;
    let next = away.told("2, Jalan 3", json!({ "startsAt": now + hour * 2 })).await;
    let minute = TimeDelta::minutes(1);
    let later = away.told("3, Jalan 3", json!({ "startsAt": now + hour * 2 + minute })).await;
    let first = away.patrol_of(&away.devi).await;
    away.passes(hour).await;
    away.ends(first).await;
    let looks = [away.visit(&home), away.visit(&next), away.visit(&later)];
    let kept = record(&away.devi, first, &looks, json!({})).await.ok();
    assert_eq!(outcomes(&kept), ["APPLIED", "APPLIED", "REJECTED"]);
    let error = json!({ "code": "NOT_FOUND", "field": "visits.2.houseId" });
    assert_eq!(refusal(&kept, 2), error);
    assert_eq!(away.read(&later).await.ok().at("houseAway/visitCount"), 0);

    away.passes(hour + minute).await;
    // Another phone of it walked on, and says so.
    let walked_on = record(&away.mates[0], first, &[away.visit(&later)], json!({})).await.ok();
    assert_eq!(outcomes(&walked_on), ["APPLIED"]);
    let second = away.patrol_of(&away.devi).await;
    let others = [away.visit(&home), away.visit(&next), away.visit(&later)];
    let kept = record(&away.devi, second, &others, json!({})).await.ok();
    assert_eq!(outcomes(&kept), ["REJECTED", "APPLIED", "APPLIED"]);
    // However long the first patrol is over, its looks are judged by its own time, and known ones stand.
    away.passes(TimeDelta::days(3)).await;
    let late = record(&away.devi, first, &looks, json!({})).await.ok();
    assert_eq!(outcomes(&late), ["DUPLICATE", "DUPLICATE", "REJECTED"]);
}

#[tokio::test]
async fn a_look_that_is_known_stays_known_when_the_house_is_told_anew() {
    let away = Away::begins().await;
    let wish = away.wish("1, Jalan 3");
    let house = ask(&away.siti, SET, wish.clone()).await.ok();
    let house = house.text_at("houseAwaySet/house/id");
    let patrol = away.patrol_of(&away.devi).await;
    let look = [away.visit(&house)];
    assert_eq!(outcomes(&record(&away.devi, patrol, &look, json!({})).await.ok()), ["APPLIED"]);
    // They leave a day later than they had said.
    let starts_at = away.now() + TimeDelta::days(1);
    let anew = with(wish, json!({ "version": 1, "startsAt": starts_at }));
    ask(&away.siti, SET, anew).await.ok();
    let again = [look[0].clone(), away.visit(&house)];
    let again = record(&away.devi, patrol, &again, json!({})).await.ok();
    assert_eq!(outcomes(&again), ["DUPLICATE", "REJECTED"]);
}

#[tokio::test]
async fn one_looks_at_a_house_so_often_and_a_repeat_is_known_still() {
    let away = Away::begins().await;
    let house = away.told("12, Jalan 3", json!({})).await;
    let patrol = away.patrol_of(&away.devi).await;
    let looks = || (0..15).map(|_| away.visit(&house)).collect::<Vec<Value>>();
    let (some, more) = (looks(), looks());
    // Two at once are counted one after the other.
    let (one, two) = tokio::join!(
        record(&away.devi, patrol, &some, json!({})),
        record(&away.devi, patrol, &more, json!({})),
    );
    let (one, two) = (one.ok(), two.ok());
    let both = [outcomes(&one), outcomes(&two)].concat();
    assert_eq!((counted(&both, "APPLIED"), counted(&both, "REJECTED")), (20, 10));
    let full = if outcomes(&one)[14] == "REJECTED" { &one } else { &two };
    let error = json!({ "code": "TOO_MANY", "field": "visits.14.houseId" });
    assert_eq!(refusal(full, 14), error);
    assert_eq!(away.read(&house).await.ok().at("houseAway/visitCount"), 20);
    // What was kept is known, and nothing takes the place of what was not.
    let one = record(&away.devi, patrol, &some, json!({})).await.ok();
    let two = record(&away.devi, patrol, &more, json!({})).await.ok();
    let both = [outcomes(&one), outcomes(&two)].concat();
    assert_eq!((counted(&both, "DUPLICATE"), counted(&both, "REJECTED")), (20, 10));
    // Who walks with her has room, another house has, and so has another patrol.
    let his = record(&away.mates[0], patrol, &[away.visit(&house)], json!({})).await.ok();
    assert_eq!(outcomes(&his), ["APPLIED"]);
    let other = away.told("14, Jalan 3", json!({})).await;
    let kept = record(&away.devi, patrol, &[away.visit(&other)], json!({})).await.ok();
    assert_eq!(outcomes(&kept), ["APPLIED"]);
    away.ends(patrol).await;
    let next = away.patrol_of(&away.devi).await;
    let kept = record(&away.devi, next, &[away.visit(&house)], json!({})).await.ok();
    assert_eq!(outcomes(&kept), ["APPLIED"]);
}

#[tokio::test]
async fn nobody_looks_without_end_on_one_patrol_and_the_others_keep_their_room() {
    let away = Away::begins().await;
    let (house, other) =
        (away.told("12, Jalan 3", json!({})).await, away.told("14, Jalan 3", json!({})).await);
    let patrol = away.patrol_of(&away.devi).await;
    record(&away.devi, patrol, &[away.visit(&other)], json!({})).await.ok();
    away.copies(patrol, 498).await;
    let looks = [away.visit(&house), away.visit(&house)];
    let kept = record(&away.devi, patrol, &looks, json!({})).await.ok();
    assert_eq!(outcomes(&kept), ["APPLIED", "REJECTED"]);
    assert_eq!(refusal(&kept, 1), json!({ "code": "TOO_MANY", "field": "visits.1" }));
    let again = record(&away.devi, patrol, &looks, json!({})).await.ok();
    assert_eq!(outcomes(&again), ["DUPLICATE", "REJECTED"]);
    // Something else under a known id is told so.
    let changed = with(looks[0].clone(), json!({ "note": "lain" }));
    let changed = record(&away.devi, patrol, &[changed], json!({})).await.ok();
    assert_eq!(outcomes(&changed), ["CONFLICT"]);
    let kept = record(&away.mates[0], patrol, &[away.visit(&house)], json!({})).await.ok();
    assert_eq!(outcomes(&kept), ["APPLIED"]);
}
