//! Killed at any point on the way out.

use chrono::TimeDelta;
use domain::shared::db;
use serde_json::json;
use stories::{push_service::Behaviour, until};

use super::{Town, now};

const SCHEDULE: &str = "mutation($input: NoticeScheduleInput!) { noticeSchedule(input: $input) { notice { status publishAt } userErrors { code field } } }";

impl Town {
    /// The hour has come at which what is scheduled goes out.
    async fn publishing_is_due(&self) {
        let sql = "update notice set publish_at = $1 where status = 'SCHEDULED'";
        db::run(self.db.write(), sql, [now().into()]).await.unwrap();
        self.time_comes("notice_publish").await;
    }

    /// From now on no part of the people of a notice comes to its end after the first 500: it fails
    /// with everything that it has written.
    async fn second_part_fails(&self) {
        if self.db.is_postgres() {
            let stop = "create function fall() returns trigger language plpgsql as \
                        $$ begin raise exception 'the second part fails'; end $$";
            self.run(stop).await;
            let fails = "create trigger second_part before update on notice_step \
                         for each row when (new.met > 500) execute function fall()";
            self.run(fails).await;
        } else {
            let fails = "create trigger second_part before update on notice_step \
                         when new.met > 500 \
                         begin select raise(abort, 'the second part fails'); end";
            self.run(fails).await;
        }
    }

    async fn second_part_succeeds(&self) {
        let of = if self.db.is_postgres() { " on notice_step" } else { "" };
        self.run(&format!("drop trigger second_part{of}")).await;
    }

    /// What was killed runs again, a few minutes later, and does what is left.
    async fn goes_on(&mut self) {
        self.time_comes("notice_spread").await;
        self.all_run_again().await;
        self.settles().await;
    }
}

#[tokio::test]
async fn a_notice_goes_out_once_wherever_between_publish_and_push_all_nodes_are_killed() {
    let mut town = Town::of(27, 0).await;

    // Right after the chair has got the answer.
    let id = town.chair_sends("URGENT", json!({})).await;
    town.all_are_killed();
    town.goes_on().await;
    town.every_phone_shows_one(&id, 0);

    // Before anybody knows to whom it goes: without this table nobody can be written to.
    town.run("alter table notice_quiet_hours rename to elsewhere").await;
    let id = town.chair_sends("URGENT", json!({})).await;
    town.sees("select count(*) from duty where kind = 'notice_spread' and failures > 0").await;
    town.all_are_killed();
    assert!(town.pushes(&id).is_empty());
    town.run("alter table elsewhere rename to notice_quiet_hours").await;
    town.goes_on().await;
    town.every_phone_shows_one(&id, 0);

    // When the message is written, and before it is one for each phone.
    town.run("alter table delivery rename to elsewhere").await;
    let id = town.chair_sends("URGENT", json!({})).await;
    town.sees("select count(*) from outbox where expand_at is not null").await;
    town.all_are_killed();
    assert!(town.pushes(&id).is_empty());
    town.run("alter table elsewhere rename to delivery").await;
    town.goes_on().await;
    town.every_phone_shows_one(&id, 0);

    // When there is one for each phone, and before the push service lets anybody in.
    town.push.give_no_access(true);
    town.push.forget_access();
    let id = town.chair_sends("URGENT", json!({})).await;
    town.sees("select count(*) from delivery where attempts > 0 and state = 'WAITING'").await;
    town.all_are_killed();
    assert!(town.pushes(&id).is_empty());
    town.push.give_no_access(false);
    town.goes_on().await;
    town.every_phone_shows_one(&id, 0);

    // When every phone has it, and before a single answer has come.
    town.push.will_always(Behaviour::Hold);
    let before = town.push.asked().len();
    let id = town.chair_sends("URGENT", json!({})).await;
    town.push.asked_times(before + 30).await;
    town.all_are_killed();
    town.push.will_always(Behaviour::Take);
    town.goes_on().await;
    town.every_phone_shows_one(&id, 0);
    assert!(town.pushes(&id).values().all(|pushes| pushes.len() == 2), "nobody heard an answer");

    // When every answer is known.
    town.all_are_killed();
    let before = town.push.asked().len();
    town.goes_on().await;
    assert_eq!(town.push.asked().len(), before);
}

#[tokio::test]
async fn a_notice_goes_out_once_though_all_nodes_are_killed_between_two_parts_of_its_people() {
    // Three parts: 500, 500, and 203.
    let mut town = Town::of(1_200, 0).await;
    town.second_part_fails().await;
    let id = town.chair_sends("URGENT", json!({})).await;
    town.push.asked_times(500).await;
    // The first part is out, and every answer is known; the second has been tried.
    town.sees("select count(*) from duty where kind = 'notice_spread' and failures > 0").await;
    let open = "select count(*) from outbox where finished_at is null";
    until(async || (town.number(open).await == 0).then_some(())).await;
    let sent = town.sent(&id).await["delivery"].clone();
    assert_eq!((&sent["pushed"], &sent["finished"]), (&json!(500), &json!(false)));
    town.all_are_killed();
    let first = town.pushes(&id);
    assert_eq!(first.len(), 500);

    town.second_part_succeeds().await;
    town.goes_on().await;
    town.every_phone_shows_one(&id, 0);
    for (token, pushes) in town.pushes(&id) {
        assert_eq!(pushes.len(), 1, "{token} heard it in one part");
    }
    let sent = town.sent(&id).await;
    assert_eq!(
        (&sent["delivery"]["pushed"], &sent["receipts"]["sent"]),
        (&json!(1_203), &json!(1_203))
    );
    assert_eq!(sent["delivery"]["finished"], true);

    // Once more, and now all are killed while the third part is on its way.
    let before = town.push.asked().len();
    town.push.will([Behaviour::Take; 1_000]);
    town.push.will_always(Behaviour::Hold);
    let id = town.chair_sends("URGENT", json!({})).await;
    town.push.asked_times(before + 1_001).await;
    town.all_are_killed();
    town.push.will_always(Behaviour::Take);
    town.goes_on().await;
    town.every_phone_shows_one(&id, 0);
    assert_eq!(town.sent(&id).await["receipts"]["sent"], 1_203);
}

#[tokio::test]
async fn a_scheduled_notice_goes_out_once_though_all_nodes_are_killed_around_its_time() {
    let mut town = Town::of(27, 0).await;
    let schedule = async |town: &Town, at| {
        let id = town.chair_writes("URGENT", json!({})).await;
        let input = json!({ "input": { "id": id, "publishAt": at } });
        let waits = town.chair().graphql(SCHEDULE, input).await.ok();
        assert_eq!(waits.at("noticeSchedule/notice/status"), "SCHEDULED");
        id
    };
    let once = "select count(*) from change_log where noun = 'notice'";

    // Nobody runs when its time comes; then all start at once, and are killed when it is out.
    let id = schedule(&town, now() + TimeDelta::hours(1)).await;
    let before = town.number(once).await;
    town.all_are_killed();
    town.publishing_is_due().await;
    town.push.will_always(Behaviour::Hold);
    town.all_run_again().await;
    town.push.asked_times(1).await;
    town.all_are_killed();
    town.push.will_always(Behaviour::Take);
    town.goes_on().await;
    let sent = town.sent(&id).await;
    assert_eq!((&sent["status"], &sent["delivery"]["pushed"]), (&json!("PUBLISHED"), &json!(30)));
    assert_eq!(sent["timeline"].as_array().unwrap().len(), 1, "{sent}");
    assert_eq!(town.number(once).await, before + 1);
    town.every_phone_shows_one(&id, 0);

    // All run when its time comes, and are killed at that very moment.
    let at = now() + TimeDelta::seconds(2);
    let id = schedule(&town, at).await;
    until(async || (now() >= at).then_some(())).await;
    town.all_are_killed();
    town.goes_on().await;
    let sent = town.sent(&id).await;
    assert_eq!((&sent["status"], &sent["delivery"]["pushed"]), (&json!("PUBLISHED"), &json!(30)));
    assert_eq!(sent["timeline"].as_array().unwrap().len(), 1, "{sent}");
    assert_eq!(town.number(once).await, before + 2);
    town.every_phone_shows_one(&id, 0);
}
