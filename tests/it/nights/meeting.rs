//! The annual meeting.

use chrono::{DateTime, Datelike as _, FixedOffset, TimeDelta, Utc};
use domain::shared::db;
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use stories::{Answer, User, push_service::Asked, until, with};

use super::{Town, now};
use crate::activities::{CREATE, MINUTES, RECORD, RSVP, read, say};

impl Town {
    /// The phone of Puan Siti, who waited longest, shows once that she has a place now: whatever came
    /// twice, because a node was killed before it heard the answer, has taken the first one's place.
    fn siti_heard_of_her_place(&self, meeting: &str) {
        let link = format!("krt://activity/{meeting}");
        let mut heard = self.push.asked();
        heard.retain(|push| push.token == "siti" && push.message["data"]["link"] == link.as_str());
        assert!(heard.iter().any(|push| push.behaviour.shows()), "{heard:?}");
        assert!(heard.iter().all(|push| push.title() == "Mesyuarat Agung Tahunan"), "{heard:?}");
        let mut keys: Vec<_> = heard.iter().map(Asked::collapse_key).collect();
        keys.dedup();
        assert_eq!(keys.len(), 1, "her phone shows more than one: {heard:?}");
    }

    /// The meeting is from here to there: the day has come.
    async fn is_held(&self, meeting: &str, from: DateTime<Utc>, until: DateTime<Utc>) {
        let id: domain::shared::id::ActivityId = meeting.parse().unwrap();
        let sql = "update activity set starts_at = $2, ends_at = $3 where id = $1";
        let values = [id.into(), from.into(), until.into()];
        assert_eq!(db::run(self.db.write(), sql, values).await.unwrap(), 1);
    }
}

async fn record(by: &User, meeting: &str, people: Value, more: Value) -> Answer {
    let input = with(json!({ "activityId": meeting, "people": people }), more);
    by.graphql(RECORD, json!({ "input": input })).await.ok()
}

fn outcomes(answer: &Answer) -> Vec<&str> {
    let results = answer.at("activityAttendanceRecord/results").as_array().unwrap();
    results.iter().map(|result| result["outcome"].as_str().unwrap()).collect()
}

async fn write(by: &User, meeting: &str, more: Value) -> Answer {
    let input = json!({ "activityId": meeting, "number": "1", "agenda": "1. Ucapan\n2. Laporan",
        "decisions": "Tabung khairat ditambah.", "financialStatement": "Baki RM 1,240.50" });
    by.graphql(MINUTES, json!({ "input": with(input, more) })).await.ok()
}

/// What somebody's phone answers when nobody may hear it any more.
async fn mutter(who: &User, meeting: &str, guests: i64) {
    let input = json!({ "activityId": meeting, "answer": "GOING", "guests": guests });
    let body = json!({ "query": RSVP, "variables": { "input": input } });
    // Whether an answer comes is the story.
    let _ = who.request(Method::POST, "/graphql").json(&body).send().await;
}

const PLACES: &str = "figures { going guests waiting placesLeft }";
const HELD: &str = "status figures { present headcount }";
const MINE: &str = "myAnswer { guests waiting turn }";

/// It stands in Puan Siti's calendar: in the file, and in what she follows, whose address nobody has to
/// sign in for.
async fn it_stands_in_her_calendar(town: &Town, meeting: &str, calendar: &str) {
    let file = town.siti().get(&format!("/v1/activities/{meeting}.ics")).await;
    assert_eq!(file.status, 200);
    for line in [&format!("UID:{meeting}"), "SUMMARY:Annual meeting", "STATUS:CONFIRMED"] {
        assert!(file.text.contains(line), "{line}\n{}", file.text);
    }
    let followed = town.siti().holding(None).get(calendar).await;
    assert_eq!(followed.status, 200);
    for line in [&format!("UID:{meeting}"), "STATUS:CONFIRMED"] {
        assert!(followed.text.contains(line), "{line}\n{}", followed.text);
    }
}

#[tokio::test]
async fn the_annual_meeting_is_answered_held_and_counted_though_nodes_are_killed() {
    let mut town = Town::of(20, 0).await;
    let area = town.cast.area;

    // The chair writes an invitation, and plans the meeting that it carries. The node is killed right
    // after it has planned it.
    let invites = json!({ "title": { "ms": "Jemputan" } });
    let notice = town.chair_writes("IMPORTANT", invites).await;
    let starts = now() + TimeDelta::days(7);
    let plan = json!({
        "areaId": area, "noticeId": notice, "kind": "ANNUAL_MEETING",
        "fieldOfWork": "LEADERSHIP", "fiveP": "EVALUATION", "place": "Dewan", "capacity": 4,
        "title": { "ms": "Mesyuarat Agung Tahunan", "en": "Annual meeting" },
        "startsAt": starts, "endsAt": starts + TimeDelta::hours(2), "idempotencyKey": "agm",
    });
    let plan = json!({ "input": plan });
    let planned = town.chair().graphql(CREATE, plan.clone()).await.ok();
    let meeting = planned.text_at("activityCreate/activity/id");
    town.a_node_is_killed();
    town.all_run_again().await;
    // Her phone heard nothing of it and sends it again: it was planned once.
    let again = town.chair().graphql(CREATE, plan).await.ok();
    assert_eq!(again.text_at("activityCreate/activity/id"), meeting);
    let carried = json!({ "noticeId": null });
    assert_eq!(read(&town.siti(), &meeting, "noticeId").await, carried, "it is a draft");
    // She publishes it, and again the node is killed: every phone rings once, and the invitation has
    // the meeting with it.
    town.chair_publishes(&notice).await;
    town.a_node_is_killed();
    town.all_run_again().await;
    town.settles().await;
    town.every_phone_shows_one(&notice, 0);
    let invited = format!("{{ notice(id: \"{notice}\") {{ activity {{ id }} }} }}");
    let invited = town.siti().ask(&invited).await.ok();
    assert_eq!(invited.at("notice/activity/id"), &json!(meeting));

    // Of four places Encik Lim takes three; Puan Siti and a guest wait.
    say(&town.lim(), &meeting, "GOING", 2).await.ok();
    say(&town.siti(), &meeting, "GOING", 1).await.ok();
    let waits = json!({ "guests": 1, "waiting": true, "turn": 1 });
    assert_eq!(read(&town.siti(), &meeting, MINE).await["myAnswer"], waits);
    // While the others answer, the node is killed; whoever heard nothing says it again.
    let others = [town.devi(), town.secretary(), town.chair()];
    let answering = join_all(others.iter().map(|who| mutter(who, &meeting, 0)));
    tokio::join!(answering, async {
        let seen = "select count(*) from activity_rsvp";
        until(async || (town.number(seen).await > 2).then_some(())).await;
        town.a_node_is_killed();
    });
    town.all_run_again().await;
    for who in [town.devi(), town.secretary(), town.chair()] {
        say(&who, &meeting, "GOING", 0).await.ok();
    }
    let seen = read(&town.chair(), &meeting, PLACES).await;
    let full = json!({ "going": 1, "guests": 2, "waiting": 5, "placesLeft": 1 });
    assert_eq!(seen["figures"], full);
    // Puan Siti's calendar follows what her neighbourhood does.
    let renew = "mutation { calendarTokenRenew(input: {}) { url userErrors { code } } }";
    let calendar = town.siti().ask(renew).await.ok().text_at("calendarTokenRenew/url");
    let calendar = calendar.replace("http://krt.test", "");
    // Encik Lim cannot come: his three places go to whoever waited longest.
    say(&town.lim(), &meeting, "NOT_GOING", 0).await.ok();
    town.all_are_killed();
    town.all_run_again().await;
    let placed = json!({ "guests": 1, "waiting": false, "turn": null });
    assert_eq!(read(&town.siti(), &meeting, MINE).await["myAnswer"], placed);
    let seen = read(&town.chair(), &meeting, PLACES).await;
    let full = json!({ "going": 3, "guests": 1, "waiting": 1, "placesLeft": 0 });
    assert_eq!(seen["figures"], full);

    town.settles().await;
    town.siti_heard_of_her_place(&meeting);

    it_stands_in_her_calendar(&town, &meeting, &calendar).await;

    // It was held this morning. The secretary's phone stood at the door without a network, and
    // sends late what it noted; the node is killed before the phone hears that it was kept.
    let (from, to) = (now() - TimeDelta::hours(5), now() - TimeDelta::hours(3));
    town.is_held(&meeting, from, to).await;
    let at = |minutes| from + TimeDelta::minutes(minutes);
    let batch = json!([
        { "personId": town.cast.siti.id, "at": at(2) },
        { "personId": town.cast.devi.id, "at": at(3) },
        { "personId": town.cast.lim.id, "at": at(30) },
    ]);
    let more = json!({ "headcount": { "number": 41, "at": at(35) } });
    let kept = record(&town.secretary(), &meeting, batch.clone(), more.clone()).await;
    assert_eq!(outcomes(&kept), ["APPLIED"; 3]);
    town.all_are_killed();
    town.all_run_again().await;
    let again = record(&town.secretary(), &meeting, batch, more).await;
    assert_eq!(outcomes(&again), ["DUPLICATE"; 3]);
    // The chair's phone is later still: Encik Lim had only looked in.
    let gone = json!([{ "personId": town.cast.lim.id, "at": at(40), "present": false }]);
    assert_eq!(outcomes(&record(&town.chair(), &meeting, gone, json!({})).await), ["APPLIED"]);
    let held = json!({ "status": "HELD", "figures": { "present": 2, "headcount": 41 } });
    assert_eq!(read(&town.chair(), &meeting, HELD).await, held);

    // The secretary writes the minutes, the chair confirms them, and a node is killed after each.
    write(&town.secretary(), &meeting, json!({})).await;
    town.a_node_is_killed();
    town.all_run_again().await;
    write(&town.chair(), &meeting, json!({ "version": 1, "confirm": true, "published": true }))
        .await;
    town.a_node_is_killed();
    town.all_run_again().await;
    let minutes =
        "minutes { decisions preparedBy { displayName } confirmedBy { displayName } version }";
    assert_eq!(
        read(&town.siti(), &meeting, minutes).await["minutes"],
        json!({ "decisions": "Tabung khairat ditambah.",
            "preparedBy": { "displayName": "Puan Aishah" },
            "confirmedBy": { "displayName": "Puan Aminah" }, "version": 2 })
    );
    // It is one of the eight activities of the year in which it was held by Malaysian clocks.
    let year = from.with_timezone(&FixedOffset::east_opt(8 * 3600).unwrap()).year();
    let count =
        format!("{{ area(id: \"{area}\") {{ activityYear(year: {year}) {{ held required }} }} }}");
    let counted = town.siti().ask(&count).await.ok();
    assert_eq!(counted.at("area/activityYear"), &json!({ "held": 1, "required": 8 }));
}
