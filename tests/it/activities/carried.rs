//! A notice carries an activity: before it goes out, and what becomes of it afterwards.

use domain::{
    community::{self, Appointing, GrantScope},
    policy::Role,
};
use serde_json::{Value, json};
use stories::{User, socket::Socket};

use super::{Neighbours, RSVP, cancel, change, draft, publish, read};

const CORRECT: &str = "mutation($input: NoticeUpdateInput!) { noticeUpdate(input: $input) { notice { version } userErrors { code field } } }";

/// Which notice carries an activity, as somebody reads it.
async fn notice_of(who: &User, activity: &str) -> Value {
    read(who, activity, "noticeId").await["noticeId"].clone()
}

/// How many activities somebody finds of a notice.
async fn found(who: &User, notice: &str, area: &str) -> usize {
    let document = format!("{{ activities({area}noticeId: \"{notice}\") {{ nodes {{ id }} }} }}");
    who.ask(&document).await.ok().at("activities/nodes").as_array().unwrap().len()
}

#[tokio::test]
async fn a_draft_carries_an_activity_that_leaves_with_it() {
    let here = Neighbours::meet().await;
    let notice = draft(&here.secretary, here.area, json!({})).await;
    let id = here.planned(json!({ "noticeId": notice })).await;

    // It is planned for everybody of the area; of the draft they learn nothing.
    assert_eq!(notice_of(&here.secretary, &id).await, json!(notice));
    let officer = here.app.officer("Puan Chong", Role::HqOfficer, &GrantScope::Nation).await;
    for who in [&here.siti, &officer] {
        assert_eq!(notice_of(who, &id).await, Value::Null);
        let area = format!("areaId: \"{}\", ", here.area);
        assert_eq!(found(who, &notice, &area).await, 0);
    }
    assert_eq!(found(&here.siti, &notice, "").await, 0);
    assert_eq!(found(&here.secretary, &notice, "").await, 1);
    let listed = "{ activities { nodes { noticeId } } }";
    let seen = here.siti.ask(listed).await.ok();
    assert_eq!(seen.at("activities/nodes/0/noticeId"), &Value::Null);
    let answer = RSVP.replace("activity { figures", "activity { noticeId figures");
    let going = json!({ "input": { "activityId": id, "answer": "GOING", "guests": 0 } });
    for _ in 0..2 {
        let said = here.siti.graphql(&answer, going.clone()).await.ok();
        assert_eq!(said.at("activityRsvp/activity/noticeId"), &Value::Null);
    }

    // Whoever gets the notice gets the activity with it, by the first word of it.
    let mut live = Socket::subscribe(
        &here.siti,
        "subscription { noticeReceived { id activity { id noticeId myAnswer { answer } } } }",
    )
    .await;
    publish(&here.secretary, &notice).await;
    let activity = json!({ "id": id, "noticeId": notice, "myAnswer": { "answer": "GOING" } });
    assert_eq!(told(&mut live).await, json!({ "id": notice, "activity": activity }));
    assert_eq!(notice_of(&here.siti, &id).await, json!(notice));
    assert_eq!(notice_of(&officer, &id).await, json!(notice));
    assert_eq!(found(&here.siti, &notice, "").await, 1);
}

#[tokio::test]
async fn only_a_notice_of_the_committee_to_the_area_carries_what_it_does() {
    let here = Neighbours::meet().await;
    let refused = ["NOT_FOUND noticeId"];
    let elsewhere = here.app.area("Taman Ria").await;
    let other = here.app.officer_of_committee("Puan Tan", elsewhere, Role::Secretary).await;
    let theirs = draft(&other, elsewhere, json!({})).await;
    let officer = here.app.officer("Puan Chong", Role::HqOfficer, &GrantScope::Nation).await;
    let official = draft(&officer, here.area, json!({})).await;
    for notice in [&theirs, &official] {
        let answer = here.plan(json!({ "noticeId": notice })).await;
        assert_eq!(answer.refusals("activityCreate"), refused);
    }
    publish(&officer, &official).await;
    let answer = here.plan(json!({ "noticeId": official })).await;
    assert_eq!(answer.refusals("activityCreate"), refused);

    // Two plan for one draft at once: it carries one. And with that it goes nowhere else.
    let own = draft(&here.secretary, here.area, json!({})).await;
    let carried = json!({ "noticeId": own });
    let (one, other) = tokio::join!(here.plan(carried.clone()), here.plan(carried.clone()));
    let mut told = [one.refusals("activityCreate"), other.refusals("activityCreate")];
    told.sort();
    assert_eq!(told, [vec![], vec!["NOTICE_HAS_ACTIVITY noticeId".to_owned()]]);
    let mut both = here.app.officer_of_committee("Encik Omar", elsewhere, Role::DeputyChair).await;
    let (person, starts_at) = (both.id, here.app.clock.now());
    here.app
        .arrange(async |ctx, work| {
            let (area, post) = (here.area, Role::DeputyChair);
            let new = Appointing { person, area, post, starts_at, ends_at: None };
            community::add_appointment(work, ctx.mint(), &new).await.unwrap();
        })
        .await;
    both.sign_in_again().await;
    let place = json!({ "areaId": elsewhere.to_string() });
    let moved = json!({ "id": own, "version": 1, "audience": { "place": place } });
    let answer = both.graphql(CORRECT, json!({ "input": moved.clone() })).await;
    assert_eq!(answer.refusals("noticeUpdate"), ["NOTICE_HAS_ACTIVITY audience.place"]);
    // Once it is cancelled the draft may go.
    let listed = format!("{{ activities(noticeId: \"{own}\") {{ nodes {{ id }} }} }}");
    let listed = here.secretary.ask(&listed).await.ok();
    cancel(&here.secretary, &listed.text_at("activities/nodes/0/id")).await.ok();
    both.graphql(CORRECT, json!({ "input": moved })).await.ok();
}

/// What somebody is told next who follows.
async fn told(live: &mut Socket) -> Value {
    loop {
        let message = live.next().await.expect("an event");
        if message["id"] == "1" {
            return message["payload"]["data"]["noticeReceived"].clone();
        }
    }
}

/// Follows from now on, or from a cursor.
async fn follow(user: &User, after: Option<&str>) -> Socket {
    const FOLLOW: &str = "subscription($after: String) { noticeReceived(after: $after) { id cursor title { ms } readAt activity { id place status } } }";
    let mut live = Socket::open(user).await;
    let payload = json!({ "query": FOLLOW, "variables": { "after": after } });
    live.send(&json!({ "id": "1", "type": "subscribe", "payload": payload })).await;
    if after.is_none() {
        assert!(live.is_silent().await);
    }
    live
}

#[tokio::test]
async fn whoever_has_the_notice_is_told_what_is_new_about_its_activity() {
    let here = Neighbours::meet().await;
    let mut live = follow(&here.siti, None).await;
    let notice = draft(&here.secretary, here.area, json!({})).await;
    publish(&here.secretary, &notice).await;
    let first = told(&mut live).await;
    assert_eq!((&first["id"], &first["activity"]), (&json!(notice), &Value::Null));

    // It comes, and moves.
    let id = here.planned(json!({ "noticeId": notice })).await;
    let at = |place: &str, status: &str| json!({ "id": id, "place": place, "status": status });
    let came = told(&mut live).await;
    assert_eq!((&came["id"], &came["activity"]), (&json!(notice), &at("Padang", "PLANNED")));
    let read =
        "mutation($id: ID!) { noticeMarkRead(input: { ids: [$id] }) { userErrors { code } } }";
    here.siti.graphql(read, json!({ "id": notice })).await.ok();
    change(&here.secretary, &id, 1, json!({ "place": "Dewan" })).await.ok();
    let moved = told(&mut live).await;
    assert_eq!(moved["activity"], at("Dewan", "PLANNED"));
    assert!(moved["readAt"].is_string(), "{moved}");
    // For whoever corrects the notice it is the version that they have read.
    let words = json!({ "id": notice, "version": 2, "title": { "ms": "Marilah semua" } });
    let corrected = here.secretary.graphql(CORRECT, json!({ "input": words })).await.ok();
    assert_eq!(corrected.at("noticeUpdate/notice/version"), 3);
    let corrected = told(&mut live).await;
    assert_eq!(corrected["title"]["ms"], "Marilah semua");
    let cursor = corrected["cursor"].as_str().unwrap().to_owned();
    drop(live);

    // While they are away it moves twice and is cancelled: they are told once how it stands.
    change(&here.secretary, &id, 2, json!({ "place": "Surau" })).await.ok();
    change(&here.secretary, &id, 3, json!({ "place": "Pasar" })).await.ok();
    cancel(&here.secretary, &id).await.ok();
    let mut live = follow(&here.siti, Some(&cursor)).await;
    assert_eq!(told(&mut live).await["activity"], at("Pasar", "CANCELLED"));
    assert!(live.is_silent().await);
    // Saying it again is nothing new.
    cancel(&here.secretary, &id).await.ok();
    assert!(live.is_silent().await);
}

#[tokio::test]
async fn an_activity_that_goes_to_another_notice_is_told_to_the_readers_of_both_and_nobody_else() {
    let here = Neighbours::meet().await;
    let place = json!({ "areaId": here.area.to_string() });
    let inside = json!({ "areaId": null, "audience": { "place": place, "roles": ["COMMITTEE"] } });
    let inside = draft(&here.secretary, here.area, inside).await;
    let open = draft(&here.secretary, here.area, json!({})).await;
    let (mut chair, mut siti) = (follow(&here.chair, None).await, follow(&here.siti, None).await);
    publish(&here.secretary, &inside).await;
    assert_eq!(told(&mut chair).await["id"], json!(inside));
    publish(&here.secretary, &open).await;
    for live in [&mut chair, &mut siti] {
        assert_eq!(told(live).await["id"], json!(open));
    }

    let id = here.planned(json!({ "noticeId": inside })).await;
    let came = told(&mut chair).await;
    assert_eq!((&came["id"], &came["activity"]["id"]), (&json!(inside), &json!(id)));
    assert!(siti.is_silent().await);
    change(&here.secretary, &id, 1, json!({ "noticeId": open })).await.ok();
    let mut both = [told(&mut chair).await, told(&mut chair).await];
    both.sort_by_key(|told| told["activity"].is_null());
    assert_eq!((&both[0]["id"], &both[0]["activity"]["id"]), (&json!(open), &json!(id)));
    assert_eq!((&both[1]["id"], &both[1]["activity"]), (&json!(inside), &Value::Null));
    let came = told(&mut siti).await;
    assert_eq!((&came["id"], &came["activity"]["id"]), (&json!(open), &json!(id)));
    // Without a notice it is told to nobody, but that it is gone from this one.
    change(&here.secretary, &id, 2, json!({ "noticeId": null })).await.ok();
    assert_eq!(told(&mut siti).await["activity"], Value::Null);
    change(&here.secretary, &id, 3, json!({ "place": "Dewan" })).await.ok();
    assert!(siti.is_silent().await);
}
