//! A notice that asks to be acknowledged does not give up.

use chrono::TimeDelta;
use domain::{
    community::GrantScope,
    policy::Role,
    shared::{db, id::DistrictId},
};
use serde_json::{Value, json};
use stories::{User, until};

use super::{
    life::UPDATE,
    spread::{Ringing, planned},
};
use crate::mysrs::{add_unit, volunteer};

const KNOW: &str = "mutation($id: ID!) { noticeAcknowledge(input: { id: $id }) { notice { acknowledgedAt } userErrors { code } } }";
const TIMELINE: &str = "query($id: ID!) { notice(id: $id) { needsAcknowledgement timeline { at kind round missingOnly people finishedAt } } }";
const QUIET: &str = "mutation($input: NoticeQuietHoursSetInput!) { noticeQuietHoursSet(input: $input) { preferences { quietHours { from until } } userErrors { code field } } }";

async fn know(user: &User, id: &str) {
    user.graphql(KNOW, json!({ "id": id })).await.ok();
}

/// The kinds of the steps with their numbers of people.
async fn steps(user: &User, id: &str) -> Vec<(String, u64)> {
    let read = user.graphql(TIMELINE, json!({ "id": id })).await.ok();
    let list = read.at("notice/timeline").as_array().unwrap().clone();
    let one = |step: &Value| {
        (step["kind"].as_str().unwrap().to_owned(), step["people"].as_u64().unwrap())
    };
    list.iter().map(one).collect()
}

/// The texts about the flood that came to somebody by SMS.
async fn texts(user: &User) -> Vec<String> {
    let mut texts = user.messages_to(&user.phone).await;
    texts.retain(|text| text.contains("Banjir kilat"));
    texts
}

#[tokio::test]
async fn a_flood_warning_at_2_a_m() {
    let mut night = Ringing::begins().await;
    let unit = add_unit(&night.app, night.area).await;
    let leader = volunteer(&night.app, "Encik Rahim", unit, true).await;
    // Wherever there can be two nodes, there are: each step is still taken once.
    let _other = match night.app.database.redis {
        Some(_) => {
            let settings = night.push.settings();
            Some(night.app.beside_with(|config| config.push = Some(settings)).await)
        }
        None => None,
    };
    let hours = json!({ "quietHours": { "from": 22 * 60, "until": 7 * 60 } });
    for user in [&night.lim, &leader] {
        user.graphql(QUIET, json!({ "input": hours })).await.ok();
    }
    night.passes(TimeDelta::hours(14)).await;

    let id = night.send("EMERGENCY", json!({})).await;
    night.settles().await;
    assert_eq!(night.phones(&id), ["lim-1", "siti-1"], "at any hour");
    assert_eq!(night.push.asked()[0].message["android"]["priority"], "HIGH");
    night.passes(TimeDelta::minutes(1)).await;
    know(&night.siti, &id).await;

    for pushes in [2, 3] {
        night.passes(TimeDelta::minutes(if pushes == 2 { 4 } else { 5 })).await;
        night.settles().await;
        let of_lim = night.phones(&id).into_iter().filter(|phone| phone == "lim-1").count();
        assert_eq!((of_lim, night.phones(&id).len()), (pushes, pushes + 1));
    }
    assert_eq!(texts(&night.lim).await, Vec::<String>::new());

    night.passes(TimeDelta::minutes(5)).await;
    night.settles().await;
    assert_eq!(texts(&night.lim).await.len(), 1);
    assert_eq!(texts(&night.siti).await, Vec::<String>::new());
    assert_eq!(texts(&leader).await, Vec::<String>::new());

    night.passes(TimeDelta::minutes(5)).await;
    night.settles().await;
    let told = texts(&leader).await;
    assert_eq!(told.len(), 1);
    assert!(told[0].starts_with("KRT: 1 "), "{told:?}");

    night.passes(TimeDelta::hours(1)).await;
    night.settles().await;
    assert_eq!(night.phones(&id).len(), 4, "nothing more follows");
    assert_eq!(planned(&night.app, "notice_insist").await, 0);
    let taken = [("PUSH", 2_u64), ("PUSH", 1), ("PUSH", 1), ("SMS", 1), ("ESCALATED", 1)];
    assert_eq!(steps(&night.chair, &id).await, taken.map(|(kind, n)| (kind.to_owned(), n)));
    let read = night.chair.graphql(TIMELINE, json!({ "id": id })).await.ok();
    assert_eq!(read.at("notice/needsAcknowledgement"), true);
    assert_eq!(read.at("notice/timeline/0/missingOnly"), false);
    assert_eq!(read.at("notice/timeline/1/at"), "2026-03-14T18:05:00.000Z");
    assert_eq!(steps(&night.lim, &id).await, Vec::new(), "the sender's affair");
}

#[tokio::test]
async fn once_everybody_knows_nothing_follows() {
    let mut day = Ringing::begins().await;
    let id = day.send("EMERGENCY", json!({})).await;
    day.settles().await;
    know(&day.siti, &id).await;
    know(&day.lim, &id).await;
    day.passes(TimeDelta::minutes(5)).await;
    day.settles().await;
    assert_eq!(day.phones(&id), ["lim-1", "siti-1"]);
    assert_eq!(planned(&day.app, "notice_insist").await, 0);
}

#[tokio::test]
async fn a_notice_that_ends_insists_no_more() {
    let mut day = Ringing::begins().await;
    let ends = day.app.clock.now() + TimeDelta::minutes(4);
    let id = day.send("EMERGENCY", json!({ "expiresAt": ends })).await;
    day.settles().await;
    day.passes(TimeDelta::minutes(5)).await;
    day.settles().await;
    assert_eq!(day.phones(&id).len(), 2);
    assert_eq!(planned(&day.app, "notice_insist").await, 0);
}

#[tokio::test]
async fn without_a_patrol_unit_the_district_officer_is_told() {
    let mut day = Ringing::begins().await;
    let area = json!({ "id": day.area.to_string() });
    let asked = "query($id: ID!) { area(id: $id) { district { id } } }";
    let district = day.chair.graphql(asked, area).await.ok().text_at("area/district/id");
    let district: DistrictId = district.parse().unwrap();
    let scope = GrantScope::District(district);
    let officer = day.app.officer("Puan Wong", Role::DistrictOfficer, &scope).await;

    let calm = day.send("IMPORTANT", json!({ "title": { "ms": "Calm" } })).await;
    let id = day.send("IMPORTANT", json!({ "needsAcknowledgement": true })).await;
    day.settles().await;
    day.passes(TimeDelta::minutes(30)).await;
    day.settles().await;
    assert_eq!(day.phones(&id).len(), 2, "it is no emergency");
    for minutes in [30, 60, 60, 60] {
        day.passes(TimeDelta::minutes(minutes)).await;
        day.settles().await;
    }
    assert_eq!(day.phones(&id).len(), 6);
    assert_eq!(day.phones(&calm).len(), 2, "nobody is asked to say that they know it");
    assert_eq!(texts(&day.lim).await.len(), 1);
    let told = until(async || texts(&officer).await.pop()).await;
    assert!(told.starts_with("KRT: 2 "), "{told}");
}

#[tokio::test]
async fn how_soon_and_how_often_it_is_pushed_again_is_a_dated_rule() {
    let mut day = Ringing::begins().await;
    day.app
        .arrange(async |ctx, work| {
            let sql = "insert into notice_rule (effective_from, emergency_minutes, other_minutes, \
                       most_pushes, source) values ($1, $2, $3, $4, 'a story')";
            let tomorrow = ctx.now() + TimeDelta::days(1);
            for (from, emergency, other, pushes) in [(ctx.now(), 2, 10, 1), (tomorrow, 90, 90, 9)] {
                let numbers: [i64; 3] = [emergency, other, pushes];
                let [emergency, other, pushes] = numbers.map(Into::into);
                let values = [from.into(), emergency, other, pushes];
                db::run(work.connection(), sql, values).await.unwrap();
            }
        })
        .await;
    // Without the app: nobody can push to her.
    let devi = day.app.resident("Puan Devi", day.area).await;
    let id = day.send("EMERGENCY", json!({})).await;
    let calm = json!({ "title": { "ms": "Bekalan air" }, "needsAcknowledgement": true });
    let calm = day.send("IMPORTANT", calm).await;
    day.settles().await;
    day.passes(TimeDelta::minutes(2)).await;
    day.settles().await;
    let taken = |steps: &[(&str, u64)]| -> Vec<(String, u64)> {
        steps.iter().map(|(kind, people)| ((*kind).to_owned(), *people)).collect()
    };
    assert_eq!(steps(&day.chair, &id).await, taken(&[("PUSH", 2), ("SMS", 3)]));
    assert_eq!(steps(&day.chair, &calm).await, taken(&[("PUSH", 2)]));
    assert_eq!([texts(&day.lim).await.len(), texts(&devi).await.len()], [1, 1]);
    // Whoever got it by SMS alone was sent it too.
    let sent = "query($id: ID!) { notice(id: $id) { receipts { sent } } }";
    let sent = day.chair.graphql(sent, json!({ "id": id })).await.ok();
    assert_eq!(sent.at("notice/receipts/sent"), 3);

    day.passes(TimeDelta::minutes(8)).await;
    day.settles().await;
    let whole = taken(&[("PUSH", 2), ("SMS", 3), ("ESCALATED", 0)]);
    assert_eq!(steps(&day.chair, &id).await, whole);
    assert_eq!(steps(&day.chair, &calm).await, taken(&[("PUSH", 2), ("SMS", 3)]));
}

/// Lets an hour pass so often, and each time what is due be done.
async fn hours_pass(night: &mut Ringing, hours: u32) {
    for _ in 0..hours {
        night.passes(TimeDelta::hours(1)).await;
        night.settles().await;
    }
}

#[tokio::test]
async fn what_is_no_emergency_lets_people_sleep_and_asks_them_in_the_morning() {
    let mut night = Ringing::begins().await;
    let unit = add_unit(&night.app, night.area).await;
    let leader = volunteer(&night.app, "Encik Rahim", unit, true).await;
    let hours = json!({ "quietHours": { "from": 22 * 60, "until": 7 * 60 } });
    night.lim.graphql(QUIET, json!({ "input": hours })).await.ok();
    // At nine in the evening; the third push is due at eleven and the SMS at midnight.
    night.passes(TimeDelta::hours(9)).await;
    let id = night.send("IMPORTANT", json!({ "needsAcknowledgement": true })).await;
    night.settles().await;
    know(&night.siti, &id).await;
    hours_pass(&mut night, 9).await;
    assert_eq!(night.phones(&id), ["lim-1", "siti-1"]);
    let nobody = [texts(&night.lim).await, texts(&leader).await];
    assert_eq!(nobody, [Vec::<String>::new(), Vec::new()]);

    // At seven the push that waited, an hour later the SMS, and another hour later the leader.
    let mut came = Vec::new();
    for _ in 0..3 {
        hours_pass(&mut night, 1).await;
        let texts = [texts(&night.lim).await.len(), texts(&leader).await.len()];
        came.push((night.phones(&id).len(), texts));
    }
    assert_eq!(came, [(3, [0, 0]), (3, [1, 0]), (3, [1, 1])]);
    let taken = [("PUSH", 2_u64), ("PUSH", 0), ("PUSH", 1), ("SMS", 1), ("ESCALATED", 1)];
    assert_eq!(steps(&night.chair, &id).await, taken.map(|(kind, n)| (kind.to_owned(), n)));
}

#[tokio::test]
async fn a_leader_who_sleeps_is_told_in_the_morning_of_what_is_no_emergency() {
    let mut night = Ringing::begins().await;
    let unit = add_unit(&night.app, night.area).await;
    let leader = volunteer(&night.app, "Encik Rahim", unit, true).await;
    let hours = json!({ "quietHours": { "from": 22 * 60, "until": 7 * 60 } });
    leader.graphql(QUIET, json!({ "input": hours })).await.ok();
    night.passes(TimeDelta::hours(9)).await;
    let id = night.send("IMPORTANT", json!({ "needsAcknowledgement": true })).await;
    night.settles().await;
    know(&night.siti, &id).await;
    hours_pass(&mut night, 9).await;
    assert_eq!([texts(&night.lim).await.len(), texts(&leader).await.len()], [1, 0]);
    hours_pass(&mut night, 1).await;
    assert_eq!(texts(&leader).await.len(), 1);
}

#[tokio::test]
async fn what_turns_into_an_emergency_waits_for_nobodys_morning() {
    let mut night = Ringing::begins().await;
    let unit = add_unit(&night.app, night.area).await;
    let leader = volunteer(&night.app, "Encik Rahim", unit, true).await;
    let hours = json!({ "quietHours": { "from": 22 * 60, "until": 7 * 60 } });
    leader.graphql(QUIET, json!({ "input": hours })).await.ok();
    night
        .app
        .arrange(async |ctx, work| {
            // Both wait as long.
            let sql = "insert into notice_rule (effective_from, emergency_minutes, other_minutes, \
                       most_pushes, source) values ($1, 60, 60, 1, 'a story')";
            db::run(work.connection(), sql, [ctx.now().into()]).await.unwrap();
        })
        .await;
    night.passes(TimeDelta::hours(9)).await;
    let id = night.send("IMPORTANT", json!({ "needsAcknowledgement": true })).await;
    night.settles().await;
    know(&night.siti, &id).await;
    // At eleven the leader would be told, and sleeps.
    hours_pass(&mut night, 2).await;
    assert_eq!([texts(&night.lim).await.len(), texts(&leader).await.len()], [1, 0]);
    let input =
        json!({ "id": id, "version": 2, "severity": "EMERGENCY", "confirmEmergency": true });
    night.chair.graphql(UPDATE, json!({ "input": input })).await.ok();
    hours_pass(&mut night, 1).await;
    assert_eq!(texts(&leader).await.len(), 1);
}
