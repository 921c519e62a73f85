//! What a notice carries is called off when the notice is taken back.

use domain::shared::{db, id::ActivityId};
use serde_json::{Value, json};
use stories::{Answer, User, push_service::Asked};

use super::{Neighbours, RECORD, cancel, change, draft, publish, read, say, waiting::ringing};

const WITHDRAW: &str = "mutation($input: NoticeWithdrawInput!) { noticeWithdraw(input: $input) { notice { status activity { status } } userErrors { code field } } }";

/// Takes a notice back: its date is wrong.
async fn withdraw(by: &User, notice: &str) -> Answer {
    let input = json!({ "id": notice, "reason": "Tarikh silap." });
    by.graphql(WITHDRAW, json!({ "input": input })).await
}

/// A notice that is out, and the activity that it carries.
async fn announced(here: &Neighbours) -> (String, String) {
    let notice = draft(&here.secretary, here.area, json!({})).await;
    let id = here.planned(json!({ "noticeId": notice })).await;
    publish(&here.secretary, &notice).await;
    (notice, id)
}

async fn status(here: &Neighbours, activity: &str) -> Value {
    read(&here.siti, activity, "status cancelReason version").await
}

fn standing(status: &str, reason: Option<&str>, version: i64) -> Value {
    json!({ "status": status, "cancelReason": reason, "version": version })
}

#[tokio::test]
async fn whoever_means_to_come_hears_that_it_is_off_with_its_notice_and_nobody_answers_any_more() {
    let (here, push) = ringing().await;
    let (notice, id) = announced(&here).await;
    for (user, answer) in [(&here.lim, "GOING"), (&here.siti, "GOING"), (&here.devi, "NOT_GOING")] {
        say(user, &id, answer, 0).await.ok();
    }
    let path = format!("/v1/activities/{id}.ics");
    assert!(here.siti.get(&path).await.text.contains("STATUS:CONFIRMED"));
    here.app.settles().await;

    // Taken back twice: her phone heard nothing of the first time.
    for _ in 0..2 {
        let gone = withdraw(&here.secretary, &notice).await.ok();
        let expected = json!({ "status": "WITHDRAWN", "activity": { "status": "CANCELLED" } });
        assert_eq!(gone.at("noticeWithdraw/notice"), &expected);
    }
    let off = standing("CANCELLED", Some("Tarikh silap."), 2);
    assert_eq!(status(&here, &id).await, off);
    here.app.settles().await;
    let link = format!("krt://activity/{id}");
    let asked = push.asked();
    let told: Vec<&Asked> =
        asked.iter().filter(|one| one.message["data"]["link"] == link.as_str()).collect();
    let mut tokens: Vec<&str> = told.iter().map(|one| one.token.as_str()).collect();
    tokens.sort_unstable();
    assert_eq!(tokens, ["lim-1", "siti-1"]);
    for one in told {
        let body = one.message["notification"]["body"].as_str().unwrap();
        assert!(body.starts_with("Cancelled: Cleaning day."), "{body}");
    }
    let file = here.siti.get(&path).await;
    for line in ["SEQUENCE:2", "STATUS:CANCELLED", "COMMENT:Tarikh silap."] {
        assert!(file.text.contains(line), "{}", file.text);
    }
    // What they answered is kept; a further answer is refused as of any that is cancelled.
    assert_eq!(
        read(&here.lim, &id, "myAnswer { answer }").await["myAnswer"],
        json!({ "answer": "GOING" })
    );
    let other = here.planned(json!({})).await;
    cancel(&here.secretary, &other).await.ok();
    let as_of_any = say(&here.devi, &other, "GOING", 0).await.refusals("activityRsvp");
    assert_eq!(as_of_any, ["STATE_INVALID"]);
    assert_eq!(say(&here.devi, &id, "GOING", 0).await.refusals("activityRsvp"), as_of_any);
    // The audit says that it was planned, and called off once.
    let noted =
        "select count(*) from audit_entry where action = 'ACTIVITY_WRITE' and subject_id = $1";
    let subject: ActivityId = id.parse().unwrap();
    let database = here.app.house.tools.db.write();
    let noted: Option<i64> = db::value(database, noted, [subject.into()]).await.unwrap();
    assert_eq!(noted, Some(2));

    // Nothing new is hung on what was taken back.
    let refused = here.plan(json!({ "noticeId": notice })).await;
    assert_eq!(refused.refusals("activityCreate"), ["STATE_INVALID noticeId"]);
}

#[tokio::test]
async fn what_has_begun_or_went_elsewhere_and_what_a_draft_carries_stays_as_it_is() {
    let mut here = Neighbours::meet().await;
    // It goes to another notice before this one is taken back.
    let (wrong, moved) = announced(&here).await;
    let right = draft(&here.secretary, here.area, json!({})).await;
    publish(&here.secretary, &right).await;
    change(&here.secretary, &moved, 1, json!({ "noticeId": right })).await.ok();
    withdraw(&here.secretary, &wrong).await.ok();
    assert_eq!(status(&here, &moved).await, standing("PLANNED", None, 2));

    // Nobody has read a draft; the activity is in everybody's calendar.
    let unsent = draft(&here.secretary, here.area, json!({})).await;
    let known = here.planned(json!({ "noticeId": unsent })).await;
    withdraw(&here.secretary, &unsent).await.ok();
    assert_eq!(status(&here, &known).await, standing("PLANNED", None, 1));
    say(&here.lim, &known, "GOING", 0).await.ok();

    // What has begun is not undone by its notice: the phone at the door tells later who came.
    let (running, begun) = announced(&here).await;
    let (past, over) = announced(&here).await;
    here.the_day_comes().await;
    withdraw(&here.secretary, &running).await.ok();
    assert_eq!(status(&here, &begun).await, standing("PLANNED", None, 1));
    let came = json!([{ "personId": here.lim.id, "at": "2026-03-21T00:35:00Z" }]);
    let input = json!({ "activityId": begun, "people": came });
    let kept = here.secretary.graphql(RECORD, json!({ "input": input })).await.ok();
    assert_eq!(kept.at("activityAttendanceRecord/activity/status"), "HELD");
    // Nor is what took place, even when nobody has recorded who came.
    here.app.advance(chrono::TimeDelta::hours(3));
    for user in [&mut here.secretary, &mut here.siti] {
        user.refresh().await;
    }
    withdraw(&here.secretary, &past).await.ok();
    assert_eq!(status(&here, &over).await, standing("PLANNED", None, 1));
}

#[tokio::test]
async fn an_activity_that_comes_to_a_notice_while_it_is_taken_back_does_not_stay_open() {
    let here = Neighbours::meet().await;
    let notice = draft(&here.secretary, here.area, json!({})).await;
    publish(&here.secretary, &notice).await;
    let (planned, gone) =
        tokio::join!(here.plan(json!({ "noticeId": notice })), withdraw(&here.chair, &notice));
    if !gone.refusals("noticeWithdraw").is_empty() {
        assert_eq!(gone.refusals("noticeWithdraw"), ["VERSION_CONFLICT"]);
        withdraw(&here.chair, &notice).await.ok();
    }
    match planned.refusals("activityCreate").as_slice() {
        [] => {
            let id = planned.text_at("activityCreate/activity/id");
            assert_eq!(status(&here, &id).await["status"], "CANCELLED");
        }
        refused => assert_eq!(refused, ["STATE_INVALID noticeId"]),
    }
}
