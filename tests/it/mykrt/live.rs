//! Following notices live, and going on after a break: nothing is lost, nothing comes twice.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use domain::shared::housekeeping;
use reqwest::{Method, Response};
use serde_json::{Value, json};
use stories::{TestApp, User, socket::Socket, until_settled};

use super::{draft, life::UPDATE, publish};

const FOLLOW: &str = "subscription($after: String) { noticeReceived(after: $after) { id cursor missed version title { ms } } }";
pub(super) const COUNT: &str = "subscription($id: ID!) { noticeReceiptsChanged(noticeId: $id) { audience read acknowledged } }";
pub(super) const KNOW: &str =
    "mutation($id: ID!) { noticeAcknowledge(input: { id: $id }) { userErrors { code } } }";

pub(super) async fn send(secretary: &User, area: impl ToString, title: &str) -> String {
    let id = draft(secretary, area, title).await;
    publish(secretary, &id).await;
    id
}

/// Subscribes, and waits for nothing.
pub(super) async fn begin(user: &User, document: &str, variables: Value) -> Socket {
    let mut socket = Socket::open(user).await;
    let payload = json!({ "query": document, "variables": variables });
    socket.send(&json!({ "id": "1", "type": "subscribe", "payload": payload })).await;
    socket
}

/// Follows from a cursor, or from now on.
async fn follow(user: &User, after: Option<&str>) -> Socket {
    begin(user, FOLLOW, json!({ "after": after })).await
}

/// The next event that is not of the question whether anything comes.
pub(super) async fn event(socket: &mut Socket, field: &str) -> Value {
    loop {
        let message = socket.next().await.expect("an event");
        if message["id"] == "1" {
            assert_eq!(message["type"], "next", "{message}");
            return message["payload"]["data"][field].clone();
        }
    }
}

pub(super) async fn notice(socket: &mut Socket) -> Value {
    event(socket, "noticeReceived").await
}

pub(super) fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

async fn titles(socket: &mut Socket, number: usize) -> Vec<String> {
    let mut titles = Vec::new();
    for _ in 0..number {
        titles.push(text(&notice(socket).await["title"]["ms"]));
    }
    titles
}

#[tokio::test]
async fn what_was_missed_in_a_break_comes_first_and_once() {
    let (_app, area, secretary, resident, stranger) = TestApp::neighbourhood().await;
    let mut live = Socket::subscribe(
        &resident,
        "subscription { noticeReceived { id cursor missed title { ms } } }",
    )
    .await;
    let first = send(&secretary, area, "Satu").await;
    let told = notice(&mut live).await;
    assert_eq!((&told["id"], &told["missed"]), (&json!(first), &json!(false)));
    let cursor = text(&told["cursor"]);
    drop(live);

    send(&secretary, area, "Dua").await;
    send(&secretary, area, "Tiga").await;
    let changes = json!({ "id": first, "version": 2, "title": { "ms": "Satu, dibetulkan" } });
    secretary.graphql(UPDATE, json!({ "input": changes })).await.ok();
    let withdrawn = send(&secretary, area, "Silap").await;
    let withdraw = "mutation($id: ID!) { noticeWithdraw(input: { id: $id, reason: \"Silap.\" }) { userErrors { code } } }";
    secretary.graphql(withdraw, json!({ "id": withdrawn })).await.ok();

    let missed = ["Dua", "Tiga", "Satu, dibetulkan"];
    let mut live = follow(&resident, Some(&cursor)).await;
    let mut cursors = Vec::new();
    for title in missed {
        let told = notice(&mut live).await;
        assert_eq!((&told["title"]["ms"], &told["missed"]), (&json!(title), &json!(false)));
        cursors.push(text(&told["cursor"]));
    }
    assert!(live.is_silent().await);
    // … and then what comes.
    send(&secretary, area, "Empat").await;
    assert_eq!(titles(&mut live, 1).await, ["Empat"]);
    assert!(live.is_silent().await);

    // From each place the rest comes, and the same place twice is the same.
    for (number, cursor) in cursors.iter().chain(&cursors).enumerate() {
        let rest = &missed[number % missed.len() + 1..];
        let mut live = follow(&resident, Some(cursor)).await;
        assert_eq!(titles(&mut live, rest.len() + 1).await, [rest, &["Empat"]].concat());
        assert!(live.is_silent().await);
    }
    // A cursor shows nothing to somebody else, and what is none is refused.
    let mut elsewhere = follow(&stranger, Some(&cursor)).await;
    assert!(elsewhere.is_silent().await);
    let wrong = "subscription { noticeReceived(after: \"bukan\") { id } }";
    assert_eq!(elsewhere.refused(wrong).await, "CURSOR_INVALID");
    // Outside a subscription there is no cursor.
    let read = "query($id: ID!) { notice(id: $id) { cursor missed } }";
    let read = resident.graphql(read, json!({ "id": first })).await.ok();
    assert_eq!(read.at("notice"), &json!({ "cursor": null, "missed": false }));
}

#[tokio::test]
async fn nothing_is_lost_at_the_seam_however_often_it_breaks() {
    let (_app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    let mut live = Socket::subscribe(&resident, "subscription { noticeReceived { cursor } }").await;
    send(&secretary, area, "Mula").await;
    let mut cursor = text(&notice(&mut live).await["cursor"]);
    drop(live);
    let expected: Vec<String> = (0..18).map(|number| format!("Notis {number}")).collect();
    let writing = async {
        for pair in expected.chunks(2) {
            // Two at once: their transactions may end in either order.
            let [left, right] = pair else { panic!("a pair") };
            tokio::join!(send(&secretary, area, left), send(&secretary, area, right));
        }
    };
    let reading = async {
        let mut told = Vec::new();
        while told.len() < expected.len() {
            let mut live = follow(&resident, Some(&cursor)).await;
            let number = 3.min(expected.len() - told.len());
            for _ in 0..number {
                let event = notice(&mut live).await;
                told.push(text(&event["title"]["ms"]));
                cursor = text(&event["cursor"]);
            }
        }
        told
    };
    let ((), mut told) = tokio::join!(writing, reading);
    told.sort_unstable();
    let mut expected = expected;
    expected.sort_unstable();
    assert_eq!(told, expected);
    assert!(follow(&resident, Some(&cursor)).await.is_silent().await);
}

#[tokio::test]
async fn after_a_long_break_the_app_reads_its_feed_anew() {
    let (app, area, mut secretary, mut resident, _) = TestApp::neighbourhood().await;
    let mut live = Socket::subscribe(&resident, "subscription { noticeReceived { cursor } }").await;
    send(&secretary, area, "Mula").await;
    let cursor = text(&notice(&mut live).await["cursor"]);
    for number in 0..102 {
        app.advance(TimeDelta::seconds(2));
        send(&secretary, area, &format!("Notis {number}")).await;
    }
    let all: Vec<String> = (0..102).map(|number| format!("Notis {number}")).collect();
    // Until the node has heard of the last: what it hears later is live.
    for _ in &all {
        notice(&mut live).await;
    }
    drop(live);
    let check = async |resident: &User| {
        let mut live = follow(resident, Some(&cursor)).await;
        let mut last = Value::Null;
        for title in &all[..100] {
            assert!(last["missed"] != true, "{last}");
            last = notice(&mut live).await;
            assert_eq!(last["title"]["ms"], json!(title));
        }
        assert_eq!(last["missed"], true);
        assert!(live.is_silent().await);
        text(&last["cursor"])
    };
    let at_the_hundredth = check(&resident).await;
    let mut rest = follow(&resident, Some(&at_the_hundredth)).await;
    assert_eq!(titles(&mut rest, 2).await, all[100..]);
    assert!(rest.is_silent().await);

    // The log forgets after a month; the feed does not.
    app.advance(TimeDelta::days(31));
    housekeeping::tidy(&app.house.tools).await.unwrap();
    secretary.sign_in_again().await;
    resident.sign_in_again().await;
    check(&resident).await;
    // Near its end all of it comes, and what comes later goes on in the log.
    let mut live = follow(&resident, Some(&at_the_hundredth)).await;
    let mut told = titles(&mut live, 1).await;
    while told.last() != all.last() {
        told.extend(titles(&mut live, 1).await);
    }
    assert!(all.ends_with(&told), "{told:?}");
    send(&secretary, area, "Baharu").await;
    let fresh = notice(&mut live).await;
    assert_eq!(fresh["title"]["ms"], "Baharu");
    assert!(live.is_silent().await);
    send(&secretary, area, "Lagi").await;
    let mut again = follow(&resident, Some(&text(&fresh["cursor"]))).await;
    assert_eq!(titles(&mut again, 1).await, ["Lagi"]);
    assert!(again.is_silent().await);
}

#[tokio::test]
async fn an_old_notice_that_rings_again_brings_nothing_back_that_came_since() {
    let (app, area, mut secretary, mut resident, _) = TestApp::neighbourhood().await;
    let old = send(&secretary, area, "Lama").await;
    app.advance(TimeDelta::seconds(30));
    send(&secretary, area, "Sesudahnya").await;
    until_settled(&app.house.tools.db, "change_log").await;
    app.advance(TimeDelta::days(31));
    secretary.sign_in_again().await;
    resident.sign_in_again().await;
    let mut live =
        Socket::subscribe(&resident, "subscription { noticeReceived { cursor title { ms } } }")
            .await;
    let rings = json!({ "id": old, "version": 2, "pushAgain": true });
    secretary.graphql(UPDATE, json!({ "input": rings })).await.ok();
    let rung = notice(&mut live).await;
    assert_eq!(rung["title"]["ms"], "Lama");
    drop(live);
    send(&secretary, area, "Lagi").await;
    let mut live = follow(&resident, Some(&text(&rung["cursor"]))).await;
    assert_eq!(titles(&mut live, 1).await, ["Lagi"]);
    assert!(live.is_silent().await);
}

/// An event stream, read event by event.
pub(crate) struct Events(Response, String);

impl Events {
    async fn open(user: &User, last: Option<&str>) -> Self {
        let query = "subscription { noticeReceived { cursor title { ms } } }";
        Self::of(user, &json!({ "query": query }), last).await
    }

    /// A stream of what is asked for, from the event on that was seen last.
    pub(crate) async fn of(user: &User, asked: &Value, last: Option<&str>) -> Self {
        let request = user
            .request(Method::POST, "/graphql")
            .header("accept", "text/event-stream")
            .json(asked);
        let request = match last {
            Some(id) => request.header("last-event-id", id),
            None => request,
        };
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        Self(response, String::new())
    }

    /// The id and the notice of the next event.
    async fn next(&mut self) -> (String, Value) {
        let (id, data) = self.event().await;
        let id = id.expect("an event with an id");
        assert_eq!(data["extensions"]["eventId"], json!(id));
        (id, data["data"]["noticeReceived"].clone())
    }

    /// The next event: its id, when it has one, and what it says.
    pub(crate) async fn event(&mut self) -> (Option<String>, Value) {
        loop {
            while let Some((event, rest)) = self.1.split_once("\n\n") {
                let (event, rest) = (event.to_owned(), rest.to_owned());
                self.1 = rest;
                let line = |name: &str| {
                    event.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned)
                };
                if let Some(data) = line("data: ") {
                    return (line("id: "), serde_json::from_str(&data).unwrap());
                }
            }
            let chunk = tokio::time::timeout(Duration::from_secs(10), self.0.chunk()).await;
            let chunk =
                chunk.expect("an event comes in time").unwrap().expect("the stream goes on");
            self.1.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }
}

#[tokio::test]
async fn an_event_stream_goes_on_from_the_last_event() {
    let (_app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    let mut live = Socket::subscribe(&resident, "subscription { noticeReceived { cursor } }").await;
    send(&secretary, area, "Satu").await;
    let cursor = text(&notice(&mut live).await["cursor"]);
    send(&secretary, area, "Dua").await;
    // Whoever changes from a socket to an event stream takes the cursor along.
    let mut events = Events::open(&resident, Some(&cursor)).await;
    let (id, told) = events.next().await;
    assert_eq!((&told["title"]["ms"], &told["cursor"]), (&json!("Dua"), &json!(id)));
    send(&secretary, area, "Tiga").await;
    let (last, told) = events.next().await;
    assert_eq!(told["title"]["ms"], "Tiga");
    drop(events);
    send(&secretary, area, "Empat").await;
    let mut events = Events::open(&resident, Some(&last)).await;
    assert_eq!(events.next().await.1["title"]["ms"], "Empat");
    send(&secretary, area, "Lima").await;
    assert_eq!(events.next().await.1["title"]["ms"], "Lima");
}

#[tokio::test]
async fn a_sender_sees_receipts_come_once_a_second_at_most() {
    let (app, area, secretary, resident, stranger) = TestApp::neighbourhood().await;
    let mut neighbours = vec![resident];
    for number in 0..5 {
        neighbours.push(app.resident(&format!("Jiran {number}"), area).await);
    }
    let id = send(&secretary, area, "Banjir").await;
    let mut live = begin(&secretary, COUNT, json!({ "id": id })).await;
    let first = event(&mut live, "noticeReceiptsChanged").await;
    assert_eq!(first, json!({ "audience": 7, "read": 0, "acknowledged": 0 }));
    for neighbour in &neighbours {
        neighbour.graphql(KNOW, json!({ "id": id })).await.ok();
    }
    let (mut told, mut before) = (Vec::new(), Instant::now());
    loop {
        let totals = event(&mut live, "noticeReceiptsChanged").await;
        // A second on the server is a little less between two answers.
        let apart = before.elapsed() >= Duration::from_millis(800);
        assert!(told.is_empty() || apart, "{told:?} {totals}");
        before = Instant::now();
        told.push(totals["acknowledged"].as_u64().unwrap());
        if told.last() == Some(&6) {
            assert_eq!(totals, json!({ "audience": 7, "read": 6, "acknowledged": 6 }));
            break;
        }
    }
    assert!(told.is_sorted(), "{told:?}");
    // The same again is nothing new.
    neighbours[0].graphql(KNOW, json!({ "id": id })).await.ok();
    assert!(live.is_silent().await);

    let counted =
        format!("subscription {{ noticeReceiptsChanged(noticeId: \"{id}\") {{ read }} }}");
    for (user, code) in [
        (&neighbours[0], "FORBIDDEN"),
        (&stranger, "NOT_FOUND"),
        (&app.anybody(), "UNAUTHENTICATED"),
    ] {
        assert_eq!(Socket::open(user).await.refused(&counted).await, code);
    }
}

#[tokio::test]
async fn each_who_follows_is_told_in_their_language_and_of_their_own_rights() {
    let (_app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    // What is the same for all is written once; a language and a right are not.
    const SAME: &str = "subscription { noticeReceived { id cursor title { text } area { name } } }";
    const OWN: &str = "subscription { noticeReceived { title { text } viewerCanUpdate } }";
    let mut follow = Vec::new();
    for (user, language, words) in [
        (&resident, "ms", "Banjir"),
        (&resident, "ms", "Banjir"),
        (&resident, "en", "Flood"),
        (&secretary, "ms", "Banjir"),
    ] {
        let same = follow_in(user, language, SAME).await;
        follow.push((same, follow_in(user, language, OWN).await, words));
    }
    let id = send(&secretary, area, "Banjir").await;
    let mut seen = Vec::new();
    for (same, own, words) in &mut follow {
        let told = notice(same).await;
        assert_eq!((&told["id"], &told["title"]["text"]), (&json!(id), &json!(words)));
        assert_eq!(told["area"]["name"], "Taman Mutiara Rini");
        assert!(!text(&told["cursor"]).is_empty());
        let told = notice(own).await;
        assert_eq!(told["title"]["text"], json!(words));
        seen.push(told["viewerCanUpdate"].as_bool().expect("a right"));
    }
    assert_eq!(seen, [false, false, false, true]);
}

/// Follows in a language, which a socket says in its first message.
async fn follow_in(user: &User, language: &str, document: &str) -> Socket {
    let mut socket = Socket::connect(user).await;
    let token = user.token.as_deref().expect("a token");
    let payload =
        json!({ "authorization": format!("Bearer {token}"), "accept-language": language });
    socket.send(&json!({ "type": "connection_init", "payload": payload })).await;
    assert_eq!(socket.next().await.expect("an answer")["type"], "connection_ack");
    socket.send(&json!({ "id": "1", "type": "subscribe", "payload": { "query": document } })).await;
    // It has begun once something that was asked later is answered.
    assert!(socket.is_silent().await);
    socket
}
