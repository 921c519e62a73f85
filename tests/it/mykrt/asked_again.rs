//! When a correction is pushed again, whoever knew the wrong words is asked whether they know the right
//! ones.

use chrono::TimeDelta;
use domain::mykrt::notice::{self, Recount};
use futures_util::future::join_all;
use serde_json::{Value, json};
use stories::{
    TestApp, User,
    sms_gateway::{Behaviour, SmsGateway},
    socket::Socket,
    until,
};

use super::{
    boards::second,
    feed::send,
    life::{UPDATE, update},
    spread::{Ringing, planned},
};

const KNOW: &str = "mutation($input: NoticeAcknowledgeInput!) { noticeAcknowledge(input: $input) { notice { acknowledgedAt } userErrors { code } } }";
const RECORD: &str = "mutation($receipts: [NoticeReceiptInput!]!) { noticeReceiptsRecord(input: { receipts: $receipts }) { outcomes userErrors { code } } }";
const FEED: &str = "{ notices { nodes { version editedAt askedAgainAt acknowledgedAt } } }";
const TOTALS: &str =
    "query($id: ID!) { notice(id: $id) { receipts { audience read acknowledged } } }";
const WHO: &str = "query($id: ID!) { noticeUnacknowledged(noticeId: $id, first: 50) { nodes { displayName formerlyAcknowledgedAt } } }";
const STEPS: &str = "query($id: ID!) { notice(id: $id) { timeline { kind people } } }";

/// A moment in the minutes after noon.
fn at(minute: u32) -> Value {
    json!(format!("2026-03-14T04:{minute:02}:00.000Z"))
}

/// Says that somebody knows a notice, and reads when they did that counts.
async fn know(user: &User, input: Value) -> Value {
    let known = user.graphql(KNOW, json!({ "input": input })).await.ok();
    known.at("noticeAcknowledge/notice/acknowledgedAt").clone()
}

async fn acknowledged(sender: &User, id: &str) -> u64 {
    let read = sender.graphql(TOTALS, json!({ "id": id })).await.ok();
    read.at("notice/receipts/acknowledged").as_u64().unwrap()
}

/// Who has not acknowledged, each with when they acknowledged former words.
async fn missing(sender: &User, id: &str) -> Vec<(String, Value)> {
    let read = sender.graphql(WHO, json!({ "id": id })).await.ok();
    let nodes = read.at("noticeUnacknowledged/nodes").as_array().unwrap().clone();
    let one = |node: &Value| {
        let name = node["displayName"].as_str().unwrap().to_owned();
        (name, node["formerlyAcknowledgedAt"].clone())
    };
    nodes.iter().map(one).collect()
}

fn named(expected: &[(&str, Value)]) -> Vec<(String, Value)> {
    expected.iter().map(|(name, at)| ((*name).to_owned(), at.clone())).collect()
}

/// The only notice of somebody's feed.
async fn shown(reader: &User) -> Value {
    reader.ask(FEED).await.ok().at("notices/nodes/0").clone()
}

#[tokio::test]
async fn whoever_acknowledged_wrong_words_is_asked_about_the_right_ones() {
    let (app, area, secretary, lim, _) = TestApp::neighbourhood().await;
    let wong = app.resident("Puan Wong", area).await;
    let other = second(&app).await;
    let elsewhere = lim.asking(other.as_ref().map_or(&app.url, |other| &other.url));
    let here = json!({ "areaId": area.to_string() });
    let id =
        send(&secretary, here, "Pindah ke dewan", json!({ "needsAcknowledgement": true })).await;
    for reader in [&lim, &wong] {
        assert_eq!(know(reader, json!({ "id": id })).await, at(0));
    }
    // What is only pushed again, and what is only corrected, asks nobody.
    app.advance(TimeDelta::minutes(1));
    update(&secretary, &id, 2, json!({ "pushAgain": true })).await.ok();
    assert_eq!(shown(&lim).await["editedAt"], Value::Null);
    app.advance(TimeDelta::minutes(1));
    update(&secretary, &id, 3, json!({ "title": { "ms": "Pindah ke masjid" } })).await.ok();
    assert_eq!(acknowledged(&secretary, &id).await, 2);
    let before =
        json!({ "version": 4, "editedAt": at(2), "askedAgainAt": null, "acknowledgedAt": at(0) });
    assert_eq!(shown(&lim).await, before);
    until(async || (shown(&elsewhere).await == before).then_some(())).await;

    app.advance(TimeDelta::minutes(1));
    let heard = "subscription { noticeReceived { askedAgainAt acknowledgedAt } }";
    let mut live = Socket::subscribe(&lim, heard).await;
    update(&secretary, &id, 4, json!({ "pushAgain": true })).await.ok();
    let told = live.next().await.unwrap()["payload"]["data"]["noticeReceived"].clone();
    assert_eq!(told, json!({ "askedAgainAt": at(3), "acknowledgedAt": null }));
    let asked =
        json!({ "version": 5, "editedAt": at(2), "askedAgainAt": at(3), "acknowledgedAt": null });
    assert_eq!(shown(&lim).await, asked);
    until(async || (shown(&elsewhere).await == asked).then_some(())).await;
    assert_eq!(acknowledged(&secretary, &id).await, 0);
    let (aishah, neighbour) = (("Puan Aishah", Value::Null), ("Puan Wong", at(0)));
    let nobody = named(&[("Encik Lim", at(0)), aishah.clone(), neighbour.clone()]);
    assert_eq!(missing(&secretary, &id).await, nobody);

    app.advance(TimeDelta::minutes(1));
    for _ in 0..2 {
        assert_eq!(know(&lim, json!({ "id": id })).await, at(4));
    }
    assert_eq!(shown(&lim).await["acknowledgedAt"], at(4));
    assert_eq!(acknowledged(&secretary, &id).await, 1);
    assert_eq!(missing(&secretary, &id).await, named(&[aishah.clone(), neighbour.clone()]));
    // What they said stands in the record, and in what each may take along.
    let file = secretary.get(&format!("/v1/notices/{id}/receipts.csv")).await;
    let (noon, then) = ("2026-03-14 12:00:00", "2026-03-14 12:04:00");
    for line in [
        format!("\"Encik Lim\",,{noon},{noon},{noon},{then},{noon}"),
        format!("\"Puan Wong\",,{noon},{noon},{noon},,{noon}"),
    ] {
        assert!(file.text.lines().any(|found| found == line), "{line}: {}", file.text);
    }
    let own = lim.get("/v1/account/export").await.body["noticesRead"][0].clone();
    assert_eq!([&own["acknowledgedAt"], &own["acknowledgedAgainAt"]], [&at(0), &at(4)]);

    // Once more, in one go.
    app.advance(TimeDelta::minutes(1));
    let again = json!({ "title": { "ms": "Pindah ke sekolah" }, "pushAgain": true });
    update(&secretary, &id, 5, again).await.ok();
    assert_eq!(acknowledged(&secretary, &id).await, 0);
    assert_eq!(missing(&secretary, &id).await, named(&[("Encik Lim", at(4)), aishah, neighbour]));
}

#[tokio::test]
async fn whoever_knows_what_only_rings_again_is_not_shown_it_as_new() {
    let (app, area, secretary, lim, _) = TestApp::neighbourhood().await;
    let here = json!({ "areaId": area.to_string() });
    let id =
        send(&secretary, here, "Pindah ke dewan", json!({ "needsAcknowledgement": true })).await;
    assert_eq!(know(&lim, json!({ "id": id })).await, at(0));
    app.advance(TimeDelta::minutes(1));
    let heard = "subscription { noticeReceived { pushRound readAt acknowledgedAt } }";
    let mut live = Socket::subscribe(&lim, heard).await;
    update(&secretary, &id, 2, json!({ "pushAgain": true })).await.ok();
    let told = live.next().await.unwrap()["payload"]["data"]["noticeReceived"].clone();
    assert_eq!(told, json!({ "pushRound": 1, "readAt": at(0), "acknowledgedAt": at(0) }));
}

#[tokio::test]
async fn what_a_phone_tells_late_of_wrong_words_is_kept_and_does_not_count() {
    let (app, area, secretary, lim, _) = TestApp::neighbourhood().await;
    let here = json!({ "areaId": area.to_string() });
    let id =
        send(&secretary, here, "Pindah ke dewan", json!({ "needsAcknowledgement": true })).await;
    app.advance(TimeDelta::minutes(5));
    let right = json!({ "title": { "ms": "Pindah ke masjid" }, "pushAgain": true });
    update(&secretary, &id, 2, right).await.ok();
    app.advance(TimeDelta::minutes(1));
    // He read the wrong words without a signal.
    let tell = async |minute: u32| {
        let told = json!([{ "noticeId": id, "kind": "ACKNOWLEDGED", "at": at(minute) }]);
        let kept = lim.graphql(RECORD, json!({ "receipts": told })).await.ok();
        kept.text_at("noticeReceiptsRecord/outcomes/0")
    };
    assert_eq!([tell(2).await, tell(2).await], ["APPLIED", "DUPLICATE"]);
    let read = secretary.graphql(TOTALS, json!({ "id": id })).await.ok();
    let figures = json!({ "audience": 2, "read": 1, "acknowledged": 0 });
    assert_eq!(read.at("notice/receipts"), &figures);
    let nobody = named(&[("Encik Lim", at(2)), ("Puan Aishah", Value::Null)]);
    assert_eq!(missing(&secretary, &id).await, nobody);

    // A phone that says what it showed is believed, however its clock goes.
    assert_eq!(know(&lim, json!({ "id": id, "version": 2 })).await, Value::Null);
    assert_eq!(acknowledged(&secretary, &id).await, 0);
    let slow = json!({ "id": id, "version": 3, "at": at(2) });
    assert_eq!(know(&lim, slow).await, at(5));
    // What comes later still, of wrong words, takes that away from nobody.
    assert_eq!([tell(1).await, tell(6).await], ["APPLIED", "DUPLICATE"]);
    assert_eq!(shown(&lim).await["acknowledgedAt"], at(5));
    assert_eq!(acknowledged(&secretary, &id).await, 1);
    let ctx = app.ctx();
    assert_eq!(notice::recount(&ctx).await.unwrap(), Recount { notices: 1, wrong: 0 });
}

/// The steps of a notice with their numbers of people.
async fn steps(chair: &User, id: &str) -> Vec<(String, u64)> {
    let read = chair.graphql(STEPS, json!({ "id": id })).await.ok();
    let list = read.at("notice/timeline").as_array().unwrap().clone();
    let one = |step: &Value| {
        (step["kind"].as_str().unwrap().to_owned(), step["people"].as_u64().unwrap())
    };
    list.iter().map(one).collect()
}

async fn minutes_pass(day: &mut Ringing) {
    day.passes(TimeDelta::minutes(5)).await;
    day.settles().await;
}

#[tokio::test]
async fn a_correction_insists_on_everybody_anew() {
    let mut day = Ringing::begins().await;
    let id = day.send("EMERGENCY", json!({})).await;
    day.settles().await;
    know(&day.siti, json!({ "id": id })).await;
    for _ in 0..5 {
        minutes_pass(&mut day).await;
    }
    let taken = [("PUSH", 2_u64), ("PUSH", 1), ("PUSH", 1), ("SMS", 1), ("ESCALATED", 0)];
    let mut expected: Vec<(String, u64)> =
        taken.map(|(kind, people)| (kind.to_owned(), people)).to_vec();
    assert_eq!(steps(&day.chair, &id).await, expected);
    know(&day.lim, json!({ "id": id })).await;

    // Everything was tried, and everybody knows it; but it was the wrong river.
    let right = json!({ "id": id, "version": 2, "body": { "ms": "Sungai Kecil naik." }, "pushAgain": true, "confirmEmergency": true });
    day.chair.graphql(UPDATE, json!({ "input": right })).await.ok();
    day.settles().await;
    assert_eq!(planned(&day.app, "notice_insist").await, 1);
    day.passes(TimeDelta::minutes(1)).await;
    know(&day.lim, json!({ "id": id })).await;
    day.passes(TimeDelta::minutes(4)).await;
    day.settles().await;
    for _ in 0..2 {
        minutes_pass(&mut day).await;
    }
    for step in [("PUSH", 2), ("PUSH", 1), ("PUSH", 1), ("SMS", 1)] {
        expected.push((step.0.to_owned(), step.1));
    }
    assert_eq!(steps(&day.chair, &id).await, expected);
    let of_siti = day.siti.messages_to(&day.siti.phone).await;
    assert_eq!(of_siti.iter().filter(|text| text.contains("Banjir kilat")).count(), 1);
    know(&day.siti, json!({ "id": id })).await;
    minutes_pass(&mut day).await;
    assert_eq!(steps(&day.chair, &id).await, expected, "once everybody knows nothing follows");
    assert_eq!(planned(&day.app, "notice_insist").await, 0);
}

#[tokio::test]
async fn an_sms_with_wrong_words_that_has_not_left_does_not_come_after_the_right_ones() {
    let gateway = SmsGateway::open().await;
    let mut day = Ringing::begins_with_gateway(&gateway).await;
    let of_the_flood = || {
        let asked = gateway.asked();
        asked.iter().filter(|one| one.text.contains("Banjir")).count()
    };
    let id = day.send("EMERGENCY", json!({})).await;
    day.settles().await;
    know(&day.siti, json!({ "id": id })).await;
    for _ in 0..2 {
        minutes_pass(&mut day).await;
    }
    // The third step is an SMS, and the gateway asks for patience.
    gateway.will([Behaviour::Busy(120)]);
    day.passes(TimeDelta::minutes(5)).await;
    until(async || (of_the_flood() == 1).then_some(())).await;
    let right = json!({ "id": id, "version": 2, "title": { "ms": "Banjir surut" }, "pushAgain": true, "confirmEmergency": true });
    day.chair.graphql(UPDATE, json!({ "input": right })).await.ok();
    for _ in 0..2 {
        minutes_pass(&mut day).await;
    }
    assert_eq!(of_the_flood(), 1);
}

#[tokio::test]
async fn whoever_acknowledges_while_it_is_pushed_again_counts_for_one_or_the_other() {
    let (app, area, secretary, lim, _) = TestApp::neighbourhood().await;
    let mut people = vec![lim];
    for number in 0..5 {
        people.push(app.resident(&format!("Jiran {number}"), area).await);
    }
    let other = second(&app).await;
    let url = other.as_ref().map_or(&app.url, |other| &other.url);
    let beside: Vec<User> = people.iter().map(|user| user.asking(url)).collect();
    let here = json!({ "areaId": area.to_string() });
    let id = send(&secretary, here, "Satu", json!({ "needsAcknowledgement": true })).await;
    let all_know = async || {
        let everybody = people.iter().chain(&beside);
        join_all(everybody.map(|user| know(user, json!({ "id": id })))).await;
    };
    let ctx = app.ctx();
    for round in 0..3 {
        app.advance(TimeDelta::minutes(1));
        let right = json!({ "title": { "ms": format!("Betul {round}") }, "pushAgain": true });
        let (changed, ()) = tokio::join!(update(&secretary, &id, 2 + round, right), all_know());
        changed.ok();
        let read = secretary.graphql(TOTALS, json!({ "id": id })).await.ok();
        let audience = read.at("notice/receipts/audience").as_u64().unwrap();
        let missing = u64::try_from(missing(&secretary, &id).await.len()).unwrap();
        assert_eq!(acknowledged(&secretary, &id).await, audience - missing);
        // Each of them says it on two nodes at once, and counts once.
        all_know().await;
        assert_eq!(acknowledged(&secretary, &id).await, 6);
        assert_eq!(notice::recount(&ctx).await.unwrap(), Recount { notices: 1, wrong: 0 });
    }

    let erase = "mutation { accountErase(input: { understood: true }) { userErrors { code } } }";
    people[0].ask(erase).await.ok();
    assert_eq!(acknowledged(&secretary, &id).await, 5);
    assert_eq!(notice::recount(&ctx).await.unwrap(), Recount { notices: 1, wrong: 0 });
}
