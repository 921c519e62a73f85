//! The police read their feed: all of it, from any place, and it is logged.

use chrono::TimeDelta;
use domain::{
    community::GrantScope,
    mysrs::referral,
    policy::Role,
    shared::{
        change_log, db,
        id::{FeedEventId, Ids},
    },
};
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};
use stories::{Answer, User, is_production, webhook_receiver::WebhookReceiver, with};

use super::{Agreed, READS, add, end, refer, terms};
use crate::incidents::{Watch, change};

async fn read(user: &User, cursor: &Value, first: u32) -> Answer {
    let cursor = cursor.as_str().map(|text| format!("&cursor={text}")).unwrap_or_default();
    user.get(&format!("/v1/police/incidents?first={first}{cursor}")).await
}

fn ids(answer: &Answer) -> Vec<String> {
    let events = answer.body["events"].as_array().expect("events");
    events.iter().map(|one| one["id"].as_str().expect("an id").to_owned()).collect()
}

fn serials(answer: &Answer) -> Vec<String> {
    let events = answer.body["events"].as_array().expect("events");
    events.iter().map(|one| one["data"]["serial"].as_str().expect("one").to_owned()).collect()
}

#[tokio::test]
async fn the_feed_is_read_on_and_again_and_each_time_is_logged() {
    let agreed = Agreed::begins().await;
    let mut expected = Vec::new();
    for _ in 0..3 {
        expected.push(agreed.referred(json!({})).await);
    }
    let first = read(&agreed.police, &Value::Null, 2).await;
    assert_eq!((serials(&first), &first.body["more"]), (expected[..2].to_vec(), &json!(true)));
    let rest = read(&agreed.police, &first.body["cursor"], 2).await;
    assert_eq!((serials(&rest), &rest.body["more"]), (expected[2..].to_vec(), &json!(false)));
    // Nothing has come: the same place, and no line in the log.
    let nothing = read(&agreed.police, &rest.body["cursor"], 2).await;
    assert_eq!((ids(&nothing).len(), &nothing.body["cursor"]), (0, &rest.body["cursor"]));
    // From the beginning, and from any place: the same names.
    let again = read(&agreed.police, &Value::Null, 100).await;
    assert_eq!(ids(&again), [ids(&first), ids(&rest)].concat());
    assert_eq!(ids(&read(&agreed.police, &first.body["cursor"], 100).await), ids(&rest));
    let officer = agreed.watch.officer().await;
    let district = json!({ "district": agreed.watch.district.to_string() });
    for (user, place) in [(&officer, &district), (&agreed.director, &json!({ "state": "01" }))] {
        let log = user.graphql(READS, place.clone()).await.ok();
        let lines = log.at("policeFeedReads/nodes").as_array().expect("lines").clone();
        assert_eq!(lines.len(), 4);
        assert!(lines.iter().all(|line| line["reader"] == "Sarjan Azman"), "{lines:?}");
        let read: usize = lines.iter().map(|line| line["events"].as_array().unwrap().len()).sum();
        assert_eq!(read, 2 + 1 + 3 + 1);
    }
    let none = agreed.watch.leader.graphql(READS, district.clone()).await;
    assert_eq!(none.code(), "NOT_FOUND");
    assert_eq!(agreed.police.graphql(READS, district).await.code(), "NOT_FOUND");
    // Nobody takes a line out, not even past the program.
    let rows = agreed.watch.app.house.tools.db.write();
    for sql in
        ["delete from feed_read", "update feed_read set events = '[]'", "delete from feed_event"]
    {
        assert!(db::run(rows, sql, []).await.is_err(), "{sql}");
    }
}

#[tokio::test]
async fn it_tells_what_was_referred_as_it_was_and_to_the_police_of_the_place() {
    let agreed = Agreed::begins().await;
    let watch = &agreed.watch;
    let id = watch.reported(json!({ "behaviour": "Pagar dipotong." })).await;
    refer(&watch.leader, &id, json!({})).await.ok();
    agreed.settles().await;
    let correction =
        json!({ "id": id, "version": 1, "behaviour": "Pintu dipecah.", "severity": "HIGH" });
    change(&watch.leader, "incidentUpdate", correction).await.ok();
    let told = read(&agreed.police, &Value::Null, 100).await;
    let data = &told.body["events"][0]["data"];
    assert_eq!(
        (&data["behaviour"], &data["severity"]),
        (&json!("Pagar dipotong."), &json!("MEDIUM"))
    );
    // Of the state, and of elsewhere.
    let state = GrantScope::State("01".to_owned());
    let johor = watch.app.officer("Inspektor Goh", Role::PoliceLiaison, &state).await;
    assert_eq!(ids(&read(&johor, &Value::Null, 100).await), ids(&told));
    let state = GrantScope::State("10".to_owned());
    let selangor = watch.app.officer("Inspektor Siva", Role::PoliceLiaison, &state).await;
    assert_eq!(ids(&read(&selangor, &Value::Null, 100).await).len(), 0);
    let officer = watch.officer().await;
    for user in [&watch.leader, &watch.secretary, &officer, &agreed.director] {
        assert_eq!(read(user, &Value::Null, 100).await.code(), "FORBIDDEN");
    }
    assert_eq!(read(&watch.app.anybody(), &Value::Null, 100).await.code(), "UNAUTHENTICATED");
}

#[tokio::test]
async fn a_cursor_that_would_pass_something_over_is_void() {
    let mut agreed = Agreed::begins().await;
    agreed.referred(json!({})).await;
    let before = read(&agreed.police, &Value::Null, 100).await;
    let cursor = before.body["cursor"].clone();
    for wrong in ["x", "AAAA", "%20", &"A".repeat(43)] {
        assert_eq!(
            read(&agreed.police, &json!(wrong), 100).await.code(),
            "CURSOR_INVALID",
            "{wrong}"
        );
    }
    for wrong in [0, 101] {
        assert_eq!(read(&agreed.police, &cursor, wrong).await.code(), "PAGE_INVALID");
    }
    // Another place is theirs too: what was referred there before lies before the cursor.
    let state = GrantScope::State("10".to_owned());
    agreed.watch.app.grant(agreed.police.id, Role::PoliceLiaison, &state).await;
    agreed.police.refresh().await;
    assert_eq!(read(&agreed.police, &cursor, 100).await.code(), "CURSOR_INVALID");
    let anew = read(&agreed.police, &Value::Null, 100).await;
    assert_eq!(ids(&anew), ids(&before));
    // A restore gives the database another history.
    let ctx = agreed.watch.app.ctx();
    change_log::renew_generation(ctx.db(), ctx.mint()).await.unwrap();
    referral::after_restore(ctx.db()).await.unwrap();
    let cursor = &anew.body["cursor"];
    assert_eq!(read(&agreed.police, cursor, 100).await.code(), "CURSOR_INVALID");
    assert_eq!(ids(&read(&agreed.police, &Value::Null, 100).await), ids(&before));
    agreed.referred(json!({})).await;
    assert_eq!(ids(&read(&agreed.police, &Value::Null, 100).await).len(), 2);
}

#[tokio::test]
async fn without_an_agreement_nothing_is_told_and_a_new_one_passes_nothing_over() {
    let mut agreed = Agreed::begins().await;
    let first = agreed.referred(json!({})).await;
    let before = read(&agreed.police, &Value::Null, 100).await;
    assert_eq!(serials(&before), std::slice::from_ref(&first));
    agreed.watch.app.advance(TimeDelta::minutes(1));
    end(&agreed.director, &agreed.agreement).await.ok();
    let second = agreed.referred(json!({})).await;
    let cursor = &before.body["cursor"];
    assert_eq!(read(&agreed.police, cursor, 100).await.code(), "CURSOR_INVALID");
    let nothing = read(&agreed.police, &Value::Null, 100).await;
    assert_eq!((ids(&nothing).len(), &nothing.body["more"]), (0, &json!(false)));
    // An agreement that begins later is none yet.
    let tomorrow = agreed.watch.now() + TimeDelta::days(1);
    let later = with(terms(&agreed.watch, agreed.program.url()), json!({ "startsAt": tomorrow }));
    add(&agreed.director, later).await.ok();
    assert_eq!(ids(&read(&agreed.police, &Value::Null, 100).await).len(), 0);
    agreed.watch.app.advance(TimeDelta::hours(25));
    agreed.police.refresh().await;
    let cursor = &nothing.body["cursor"];
    assert_eq!(read(&agreed.police, cursor, 100).await.code(), "CURSOR_INVALID");
    // What was referred while nothing was agreed is told by no later agreement either.
    let told = serials(&read(&agreed.police, &Value::Null, 100).await);
    assert!(!told.contains(&second), "{told:?}");
    assert_eq!(told, [first]);
}

#[tokio::test]
async fn a_feed_does_not_go_back_before_its_agreement() {
    let watch = Watch::begins().await;
    let scope = GrantScope::State("01".to_owned());
    let director = watch.app.officer("Puan Rohani", Role::StateOfficer, &scope).await;
    let mut police = watch.police().await;
    let program = WebhookReceiver::open().await;
    let id = watch.reported(json!({})).await;
    refer(&watch.leader, &id, json!({})).await.ok();
    watch.app.advance(TimeDelta::minutes(1));
    let added = add(&director, terms(&watch, program.url())).await.ok();
    let agreement = added.text_at("feedAgreementAdd/agreement/id");
    let secret = added.text_at("feedAgreementAdd/secret");
    police.refresh().await;
    let agreed = Agreed { watch, director, police, program, agreement, secret };
    let later = agreed.referred(json!({ "recipient": "Balai Polis Skudai" })).await;
    assert_eq!(serials(&read(&agreed.police, &Value::Null, 100).await), [later]);
}

#[tokio::test]
async fn what_commits_late_is_not_passed_over() {
    // SQLite has one writer: nothing commits late there.
    if !is_production() {
        return;
    }
    let agreed = Agreed::begins().await;
    agreed.referred(json!({})).await;
    let before = read(&agreed.police, &Value::Null, 100).await;
    // A node writes an event and is slow to commit, another writes one meanwhile.
    let slow = agreed.watch.app.house.tools.db.begin().await.unwrap();
    let late: FeedEventId = Ids::Random.mint(agreed.watch.now());
    let sql = "insert into feed_event (id, kind, referral_id, district_id, state_code, \
               category_code, severity, behaviour, happened_at, written_at) \
               select $1, kind, referral_id, district_id, state_code, category_code, severity, \
               behaviour, happened_at, written_at from feed_event limit 1";
    slow.execute_raw(db::statement(&slow, sql, [late.into()])).await.unwrap();
    let quick = agreed.refers(json!({})).await;
    let meanwhile = read(&agreed.police, &before.body["cursor"], 100).await;
    assert_eq!(ids(&meanwhile).len(), 0, "the border lies before what has not ended");
    slow.commit().await.unwrap();
    agreed.settles().await;
    let after = read(&agreed.police, &meanwhile.body["cursor"], 100).await;
    assert!(ids(&after).contains(&late.to_string()) && serials(&after).contains(&quick));
    assert_eq!(ids(&after).len(), 2);
}
