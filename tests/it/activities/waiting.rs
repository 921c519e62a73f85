//! A place that becomes free: whoever waits for it hears of it, whoever leaves the area gives it.

use domain::{policy::Role, shared::db};
use serde_json::{Value, json};
use stories::{TestApp, User, push_service::PushService, until};

use super::{CANCEL, Neighbours, UPDATE, read, say};

pub(super) const SET: &str = "mutation($input: NoticePreferenceSetInput!) { noticePreferenceSet(input: $input) { userErrors { code field } } }";
pub(super) const QUIET: &str = "mutation($input: NoticeQuietHoursSetInput!) { noticeQuietHoursSet(input: $input) { userErrors { code field } } }";
const LEAVE: &str =
    "mutation($area: ID!) { membershipLeave(input: { areaId: $area }) { userErrors { code } } }";

/// Neighbours whose phones have the app: each is called by its owner.
pub(super) async fn ringing() -> (Neighbours, PushService) {
    let (app, push) = TestApp::start_with_push(|_| {}).await;
    let area = app.area("Taman Mutiara Rini").await;
    let elsewhere = app.area("Taman Melati").await;
    let secretary = app.officer_of_committee("Puan Aishah", area, Role::Secretary).await;
    let lim = app.resident("Encik Lim", area).await;
    let stranger = app.resident("Encik Muthu", elsewhere).await;
    let here = Neighbours::of((app, area, secretary, lim, stranger)).await;
    for (user, token) in [
        (&here.lim, "lim-1"),
        (&here.siti, "siti-1"),
        (&here.devi, "devi-1"),
        (&here.chair, "chair-1"),
    ] {
        user.has_phone(token, ("MYKRT", "EN")).await;
    }
    (here, push)
}

async fn has_place(user: &User, activity: &str) -> bool {
    read(user, activity, "myAnswer { waiting }").await["myAnswer"]["waiting"] == json!(false)
}

#[tokio::test]
async fn whoever_waited_hears_of_their_place_as_they_wish() {
    let (here, push) = ringing().await;
    let id = here.planned(json!({ "capacity": 1 })).await;
    for user in [&here.lim, &here.siti, &here.devi, &here.chair] {
        say(user, &id, "GOING", 0).await.ok();
    }
    // One wants nothing but what is in the feed, and another has quiet hours at noon.
    let off = json!({ "areaId": here.area, "severity": "IMPORTANT", "choice": "OFF" });
    here.devi.graphql(SET, json!({ "input": off })).await.ok();
    let noon = json!({ "quietHours": { "from": 11 * 60, "until": 14 * 60 } });
    here.chair.graphql(QUIET, json!({ "input": noon })).await.ok();

    say(&here.lim, &id, "NOT_GOING", 0).await.ok();
    let asked = push.asked_times(1).await;
    assert_eq!((asked[0].token.as_str(), asked[0].title()), ("siti-1", "Cleaning day"));
    let body = asked[0].message["notification"]["body"].as_str().unwrap();
    assert!(body.starts_with("There is a place for you now"), "{body}");
    assert_eq!(asked[0].message["data"]["link"], format!("krt://activity/{id}"));
    let channel = |number: usize, asked: &[stories::push_service::Asked]| {
        asked[number].message["android"]["notification"]["channel_id"].clone()
    };
    assert_ne!(channel(0, &asked), "silent");
    // Saying the same again tells nobody anything.
    say(&here.lim, &id, "NOT_GOING", 0).await.ok();
    say(&here.siti, &id, "NOT_GOING", 0).await.ok();
    assert!(has_place(&here.devi, &id).await);
    say(&here.devi, &id, "NOT_GOING", 0).await.ok();
    assert!(has_place(&here.chair, &id).await);
    let asked = push.asked_times(2).await;
    let tokens: Vec<&str> = asked.iter().map(|one| one.token.as_str()).collect();
    assert_eq!(tokens, ["siti-1", "chair-1"]);
    assert_eq!(channel(1, &asked), "silent");
}

#[tokio::test]
async fn whoever_leaves_the_area_gives_their_place_to_the_next() {
    let (here, push) = ringing().await;
    let id = here.planned(json!({ "capacity": 1 })).await;
    for user in [&here.lim, &here.siti, &here.devi] {
        say(user, &id, "GOING", 0).await.ok();
    }
    let maybe = here.planned(json!({})).await;
    say(&here.lim, &maybe, "MAYBE", 0).await.ok();
    here.lim.graphql(LEAVE, json!({ "area": here.area })).await.ok();
    until(async || has_place(&here.siti, &id).await.then_some(())).await;
    assert!(!has_place(&here.devi, &id).await);
    let asked = push.asked_times(1).await;
    assert_eq!(asked[0].token, "siti-1");
    let answers = "select count(*) from activity_rsvp where person_id = $1";
    let database = here.app.house.tools.db.write();
    let left: Option<i64> = db::value(database, answers, [here.lim.id.into()]).await.unwrap();
    assert_eq!(left, Some(0));
    let figures = read(&here.siti, &maybe, "figures { maybe }").await;
    assert_eq!(figures["figures"]["maybe"], 0);
}

#[tokio::test]
async fn whoever_belongs_to_the_area_otherwise_keeps_their_place() {
    let (here, _push) = ringing().await;
    let id = here.planned(json!({ "capacity": 1 })).await;
    // A coordinator of a group there, who moves to another street and stays coordinator.
    let devi = here.devi.id;
    here.app
        .arrange(async |ctx, work| {
            let sql = "insert into group_coordinator (id, person_id, area_id, community_group, \
                       starts_at) values ($1, $2, $3, 'WOMEN', $4)";
            let id: uuid::Uuid = ctx.mint();
            let values = [id.into(), devi.into(), here.area.into(), ctx.now().into()];
            db::run(work.connection(), sql, values).await.unwrap();
        })
        .await;
    say(&here.devi, &id, "GOING", 0).await.ok();
    say(&here.siti, &id, "GOING", 0).await.ok();
    here.devi.graphql(LEAVE, json!({ "area": here.area })).await.ok();
    let database = here.app.house.tools.db.write();
    until(async || {
        let planned = "select 1 from duty where kind = 'membership_ended'";
        (!db::exists(database, planned, []).await.unwrap()).then_some(())
    })
    .await;
    assert!(!has_place(&here.siti, &id).await);
}

#[tokio::test]
async fn a_notice_shows_the_activity_that_it_carries() {
    let here = Neighbours::meet().await;
    let create = "mutation($input: NoticeCreateInput!) { noticeCreate(input: $input) { notice { id } userErrors { code } } }";
    let publish =
        "mutation($id: ID!) { noticePublish(input: { id: $id }) { userErrors { code } } }";
    let mut notices = Vec::new();
    for title in ["Marilah", "Lain"] {
        let input =
            json!({ "areaId": here.area, "title": { "ms": title }, "body": { "ms": "Isi" } });
        let written = here.secretary.graphql(create, json!({ "input": input })).await.ok();
        let id = written.text_at("noticeCreate/notice/id");
        here.secretary.graphql(publish, json!({ "id": id })).await.ok();
        notices.push(id);
    }
    let later = json!({ "startsAt": "2026-03-28T00:30:00Z", "endsAt": "2026-03-28T03:00:00Z" });
    // Of two at once one is planned; the notice carries another when that one is cancelled.
    let carried = json!({ "noticeId": notices[0] });
    let (one, other) = tokio::join!(here.plan(carried.clone()), here.plan(carried.clone()));
    let taken = "NOTICE_HAS_ACTIVITY noticeId";
    let (planned, refused) = if one.refusals("activityCreate").is_empty() {
        (one.ok(), other)
    } else {
        (other.ok(), one)
    };
    assert_eq!(refused.refusals("activityCreate"), [taken]);
    let elsewhere = here.planned(later.clone()).await;
    let moved = json!({ "input": { "id": elsewhere, "version": 1, "noticeId": notices[0] } });
    let refused = here.secretary.graphql(UPDATE, moved).await;
    assert_eq!(refused.refusals("activityUpdate"), [taken]);
    let cancelled = planned.text_at("activityCreate/activity/id");
    let cancel = json!({ "input": { "id": cancelled, "reason": "Banjir" } });
    here.secretary.graphql(CANCEL, cancel).await.ok();
    // The later one: it is planned, and the earlier one does not take place.
    let first = here.planned(stories::with(carried, later)).await;
    let read = async |user: &User, id: &str| -> Value {
        let document = format!(
            "{{ notice(id: \"{id}\") {{ activity {{ id noticeId myAnswer {{ answer }} }} }} }}"
        );
        user.ask(&document).await.ok().at("notice/activity").clone()
    };
    say(&here.lim, &first, "GOING", 0).await.ok();
    let expected =
        json!({ "id": first, "noticeId": notices[0], "myAnswer": { "answer": "GOING" } });
    assert_eq!(read(&here.lim, &notices[0]).await, expected);
    assert_eq!(read(&here.lim, &notices[1]).await, Value::Null);
    // Whoever patrols there and lives elsewhere reads the notice, and not what the area does.
    let unit = crate::mysrs::add_unit(&here.app, here.area).await;
    let patroller = crate::mysrs::volunteer(&here.app, "Encik Rahim", unit, false).await;
    assert_eq!(read(&patroller, &notices[0]).await, Value::Null);
    let feed = here.siti.ask("{ notices { nodes { id activity { id } } } }").await.ok();
    let nodes = feed.at("notices/nodes").as_array().unwrap();
    let carried = nodes.iter().filter(|node| node["activity"]["id"] == first.as_str());
    assert_eq!(carried.count(), 1);
}
