//! Patrols look at houses.

use chrono::TimeDelta;
use domain::shared::id::HouseAwayId;
use serde_json::{Value, json};
use stories::with;

use super::{Away, ask, outcomes, record};
use crate::krt_shop::{is_by_link_only, small_picture, upload};

#[tokio::test]
async fn a_patrol_looks_at_a_house_and_its_people_see_it_without_a_name() {
    let away = Away::begins().await;
    let house = away.told("12, Jalan 3", json!({})).await;
    let patrol = away.patrol_of(&away.devi).await;
    let photo = upload(&away.devi, small_picture()).await;
    let here =
        json!({ "coordinates": { "latitude": 1.542, "longitude": 103.651 }, "accuracyMetres": 6 });
    let well = with(away.visit(&house), here);
    let seen = json!({ "finding": "SOMETHING_SEEN", "note": "Tingkap <b>terbuka</b>\u{202e}", "photoId": photo });
    let window = with(away.visit(&house), seen);
    let kept = record(&away.devi, patrol, &[well.clone(), window], json!({})).await.ok();
    assert_eq!(outcomes(&kept), ["APPLIED", "APPLIED"]);
    assert_eq!(kept.at("houseVisitRecord/results/0/id"), &well["id"]);
    let read = away.read(&house).await.ok();
    assert_eq!(read.at("houseAway/visitCount"), 2);
    assert!(!read.text.contains("Devi"), "{}", read.text);
    let visits = read.at("houseAway/visits/nodes").as_array().unwrap();
    let found = |finding: &str| visits.iter().find(|one| one["finding"] == finding).unwrap();
    // A thousandth of a degree of a great circle is 111.2 m.
    let metres = found("ALL_WELL")["metresAway"].as_f64().unwrap();
    assert!((metres - 111.2).abs() < 0.1, "{metres}");
    let window = found("SOMETHING_SEEN");
    assert_eq!(window["note"], "Tingkap <b>terbuka</b>");
    assert_eq!(window["metresAway"], Value::Null);
    is_by_link_only(&away.app, window["photo"]["url"].as_str().unwrap()).await;
    let listed = away.list(&away.devi).await.ok();
    assert_eq!(listed.at("patrolHouses/nodes/0/visitCount"), 2);
}

#[tokio::test]
async fn what_comes_twice_late_or_in_part_is_kept_once() {
    let mut away = Away::begins().await;
    let house = away.told("12, Jalan 3", json!({})).await;
    let patrol = away.patrol_of(&away.devi).await;
    let visit = away.visit(&house);
    let visits = [visit.clone()];
    let (one, two) = tokio::join!(
        record(&away.devi, patrol, &visits, json!({})),
        record(&away.devi, patrol, &visits, json!({}))
    );
    let mut both = [outcomes(&one.ok()), outcomes(&two.ok())].concat();
    both.sort_unstable();
    assert_eq!(both, ["APPLIED", "DUPLICATE"]);
    let other = with(visit.clone(), json!({ "note": "lain" }));
    // One that cannot be read holds up none of the others.
    let strange = with(away.visit(&house), json!({ "houseId": "rumah" }));
    let gone = away.visit(&away.mint::<HouseAwayId>().to_string());
    let batch = [other, strange, gone, away.visit(&house), visit];
    away.ends(patrol).await;
    away.passes(TimeDelta::days(3)).await;
    let late = record(&away.devi, patrol, &batch, json!({})).await.ok();
    assert_eq!(outcomes(&late), ["CONFLICT", "REJECTED", "REJECTED", "APPLIED", "DUPLICATE"]);
    let errors = |place: usize| late.at(&format!("houseVisitRecord/results/{place}/error")).clone();
    assert_eq!(errors(1), json!({ "code": "ID_INVALID", "field": "visits.1.houseId" }));
    assert_eq!(errors(2), json!({ "code": "NOT_FOUND", "field": "visits.2.houseId" }));
    let read = away.read(&house).await.ok();
    assert_eq!(read.at("houseAway/visitCount"), 2);
    assert_eq!(read.at("houseAway/visits/nodes/0/note"), &Value::Null);
}

#[tokio::test]
async fn a_clock_that_is_hours_off_is_corrected() {
    let away = Away::begins().await;
    let house = away.told("12, Jalan 3", json!({})).await;
    let patrol = away.patrol_of(&away.devi).await;
    let (now, off) = (away.now(), TimeDelta::hours(8));
    let recorded = json!({ "recordedAt": now + off - TimeDelta::minutes(20) });
    let visit = with(away.visit(&house), recorded);
    let clock = json!({ "sentAt": now + off });
    record(&away.devi, patrol, &[visit], clock).await.ok();
    let read = away.read(&house).await.ok();
    let at: chrono::DateTime<chrono::Utc> =
        read.text_at("houseAway/visits/nodes/0/visitedAt").parse().unwrap();
    assert_eq!(at, now - TimeDelta::minutes(20));
}

#[tokio::test]
async fn a_photo_may_come_after_the_words() {
    let away = Away::begins().await;
    let house = away.told("12, Jalan 3", json!({})).await;
    let patrol = away.patrol_of(&away.devi).await;
    let announced = away
        .devi
        .ask("mutation { mediaUploadCreate(input: {}) { upload { id } userErrors { code } } }")
        .await
        .ok()
        .text_at("mediaUploadCreate/upload/id");
    let visit = with(away.visit(&house), json!({ "photoId": announced }));
    let early = record(&away.devi, patrol, std::slice::from_ref(&visit), json!({})).await.ok();
    assert_eq!(outcomes(&early), ["APPLIED"]);
    assert_eq!(early.at("houseVisitRecord/results/0/photoLeftOut"), true);
    let path = format!("/v1/media/{announced}");
    let put = away.devi.request(reqwest::Method::PUT, &path).body(small_picture());
    away.app.send(put).await.ok();
    for _ in 0..2 {
        let again = record(&away.devi, patrol, std::slice::from_ref(&visit), json!({})).await.ok();
        assert_eq!(outcomes(&again), ["DUPLICATE"]);
        assert_eq!(again.at("houseVisitRecord/results/0/photoLeftOut"), false);
    }
    let read = away.read(&house).await.ok();
    assert!(read.at("houseAway/visits/nodes/0/photo/url").is_string(), "{}", read.text);
    // Nobody shows another's picture.
    let others = upload(&away.lim, small_picture()).await;
    let visit = with(away.visit(&house), json!({ "photoId": others }));
    let kept = record(&away.devi, patrol, &[visit], json!({})).await.ok();
    assert_eq!(kept.at("houseVisitRecord/results/0/photoLeftOut"), true);
}

#[tokio::test]
async fn only_who_takes_part_records_and_only_at_houses_of_the_area() {
    let away = Away::begins().await;
    let house = away.told("12, Jalan 3", json!({})).await;
    let patrol = away.patrol_of(&away.devi).await;
    let visits = [away.visit(&house)];
    for (somebody, code) in [
        (&away.lim, "FORBIDDEN"),
        (&away.leader, "FORBIDDEN"),
        (&away.secretary, "FORBIDDEN"),
        (&away.siti, "NOT_FOUND"),
        (&away.stranger, "NOT_FOUND"),
    ] {
        assert_eq!(record(somebody, patrol, &visits, json!({})).await.code(), code);
    }
    // Another neighbourhood's patrol knows of no such house, also when it knows the id.
    let units = away.stranger.ask("{ patrolUnits { id } }").await.ok().text_at("patrolUnits/0/id");
    let theirs: domain::shared::id::PatrolId = away.mint();
    let start = json!({ "id": theirs.to_string(), "unitId": units, "startedAt": away.now() });
    ask(&away.stranger, super::START, start).await.ok();
    let refused = record(&away.stranger, theirs, &visits, json!({})).await.ok();
    assert_eq!(outcomes(&refused), ["REJECTED"]);
    assert_eq!(away.read(&house).await.ok().at("houseAway/visitCount"), 0);
    let many: Vec<Value> = (0..101).map(|_| away.visit(&house)).collect();
    let refused = record(&away.devi, patrol, &many, json!({})).await;
    assert_eq!(refused.refusals("houseVisitRecord"), ["TOO_MANY visits"]);
}
