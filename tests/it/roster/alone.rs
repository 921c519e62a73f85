//! A shift that is published alone keeps every rule that a month keeps.

use domain::shared::id::{AvailabilityId, Ids};
use serde_json::json;
use stories::Answer;

use super::{AVAILABLE, Watch};

/// Whether this was refused, for this reason and whom it concerns.
fn is_refused(answer: &Answer, reason: &str) {
    let refusals = answer.refusals("shiftPublish");
    assert!(refusals.iter().any(|it| it == reason), "{reason}: {}", answer.text);
    assert!(answer.at("shiftPublish/shift").is_null(), "{}", answer.text);
}

#[tokio::test]
async fn a_team_is_large_enough_and_somebody_can_lead_it() {
    // The leader, one who can lead, and five who cannot.
    let watch = Watch::of(7, 2).await;
    let people = &watch.people;
    let small = watch.alone("2026-04-03", (15, 19), &people[..2]).await;
    is_refused(&small, "TEAM_TOO_SMALL memberIds");
    let led_by_nobody = watch.alone("2026-04-03", (15, 19), &people[2..5]).await;
    is_refused(&led_by_nobody, "TEAM_LACKS_LEADER memberIds");
    watch.alone("2026-04-03", (15, 19), &people[1..4]).await.ok();
}

#[tokio::test]
async fn nobody_is_called_twice_at_once_or_without_rest_or_too_often() {
    let watch = Watch::of(9, 9).await;
    let people = &watch.people;
    watch.alone("2026-04-03", (15, 19), &people[..3]).await.ok();
    // Two who are fresh, and one who is there already.
    let team = [people[3], people[0], people[4]];
    let twice = watch.alone("2026-04-03", (18, 20), &team).await;
    is_refused(&twice, "SHIFTS_OVERLAP memberIds.1");
    let tired = watch.alone("2026-04-03", (20, 22), &team).await;
    is_refused(&tired, "REST_TOO_SHORT memberIds.1");
    assert!(tired.text.contains("Encik Rahim"), "{}", tired.text);
    watch.alone("2026-04-10", (15, 19), &team).await.ok();
    let often = watch.alone("2026-04-17", (15, 19), &[people[5], people[6], people[0]]).await;
    is_refused(&often, "MONTH_FULL memberIds.2");
    // The month after has its own limit.
    watch.alone("2026-05-15", (15, 19), &[people[5], people[6], people[0]]).await.ok();
}

#[tokio::test]
async fn whoever_is_away_or_not_of_age_or_lives_elsewhere_is_not_called() {
    let watch = Watch::of(7, 7).await;
    let devi = watch.user("Puan Devi").await;
    let id: AvailabilityId = Ids::Random.mint(watch.app.clock.now());
    let away = json!([{
        "id": id.to_string(), "kind": "AWAY", "from": "2026-04-03T00:00:00Z",
        "until": "2026-04-05T00:00:00Z",
    }]);
    let input = json!({ "unitId": watch.unit.to_string(), "items": away });
    devi.graphql(AVAILABLE, json!({ "input": input })).await.ok();
    let people = &watch.people;
    let away = watch.alone("2026-04-03", (15, 19), &[people[1], people[2], devi.id]).await;
    is_refused(&away, "VOLUNTEER_AWAY memberIds.2");
    watch.sql("update patroller set stated_age = 17 where person_id = $1", people[3]).await;
    let young = watch.alone("2026-04-03", (15, 19), &people[1..4]).await;
    is_refused(&young, "VOLUNTEER_UNFIT memberIds.2");
    let moved = "update membership set left_at = '2026-03-14T03:00:00+00:00' where person_id = $1";
    watch.sql(moved, people[4]).await;
    let moved = watch.alone("2026-04-03", (15, 19), &[people[4], people[1], people[2]]).await;
    is_refused(&moved, "VOLUNTEER_UNFIT memberIds.0");
}

#[tokio::test]
async fn of_two_shifts_that_are_published_at_once_one_stands() {
    let watch = Watch::of(6, 6).await;
    let team = &watch.people[..3];
    let (one, two) = tokio::join!(
        watch.alone("2026-04-03", (15, 19), team),
        watch.alone("2026-04-03", (16, 20), team),
    );
    let mut refused = [one.refusals("shiftPublish"), two.refusals("shiftPublish")].concat();
    refused.sort();
    assert_eq!(
        refused,
        ["SHIFTS_OVERLAP memberIds.0", "SHIFTS_OVERLAP memberIds.1", "SHIFTS_OVERLAP memberIds.2"]
    );
}
