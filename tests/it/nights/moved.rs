//! An activity that is cancelled.

use chrono::TimeDelta;
use serde_json::json;
use stories::push_service::Asked;

use super::{Town, now};
use crate::activities::{CANCEL, CREATE};

/// Everybody who lives there and has a phone means to come.
const ALL_COME: &str = "insert into activity_rsvp (activity_id, person_id, answer, guests, seated, answered_at) select a.id, m.person_id, 'GOING', 0, true, m.joined_at from activity a join membership m on m.area_id = a.area_id where exists (select 1 from device d where d.person_id = m.person_id)";
/// What the last of them wishes cannot be read.
const SPOILT: &str = "insert into notice_preference (person_id, severity, choice, set_at) select person_id, 'IMPORTANT', 'SPOILT', answered_at from activity_rsvp order by person_id desc limit 1";
const MENDED: &str = "delete from notice_preference where choice = 'SPOILT'";
const STUCK: &str = "select count(*) from duty where kind = 'activity_news' and failures > 0";

#[tokio::test]
async fn everybody_who_means_to_come_hears_once_of_it_though_all_nodes_are_killed_between_two_parts()
 {
    let mut town = Town::of(600, 0).await;
    let starts = now() + TimeDelta::days(7);
    let plan = json!({
        "areaId": town.cast.area, "kind": "GOTONG_ROYONG", "fieldOfWork": "ENVIRONMENT",
        "fiveP": "PREVENTION", "place": "Padang", "title": { "ms": "Gotong-royong" },
        "startsAt": starts, "endsAt": starts + TimeDelta::hours(2),
    });
    let planned = town.chair().graphql(CREATE, json!({ "input": plan })).await.ok();
    let activity = planned.text_at("activityCreate/activity/id");
    let link = format!("krt://activity/{activity}");
    town.run(ALL_COME).await;

    // 500 people are written to, and the others cannot be.
    town.run(SPOILT).await;
    let cancel = json!({ "id": activity, "reason": "Banjir" });
    town.chair().graphql(CANCEL, json!({ "input": cancel })).await.ok();
    town.sees(STUCK).await;
    town.settles().await;
    assert_eq!(town.push.phones(&link).len(), 500);
    town.all_are_killed();
    town.run(MENDED).await;
    town.time_comes("activity_news").await;
    town.goes_on_after_the_kill().await;

    let mut living = town.cast.living.clone();
    living.sort();
    assert_eq!(town.push.phones(&link), living);
    assert_eq!(town.number("select count(*) from activity_news").await, 0);

    // When every answer is known, nothing leaves again.
    town.all_are_killed();
    town.goes_on_after_the_kill().await;
    assert_eq!(town.push.phones(&link).len(), living.len());
    let mut keys: Vec<String> = town.push.asked().iter().map(Asked::collapse_key).collect();
    keys.dedup();
    assert_eq!(keys.len(), 1, "a phone shows more than one: {keys:?}");
}
