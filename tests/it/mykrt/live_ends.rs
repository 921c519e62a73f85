//! Following live to the end: a notice that is taken back, and figures after a break.

use chrono::TimeDelta;
use domain::{community::GrantScope, policy::Role};
use serde_json::{Value, json};
use stories::{TestApp, User, socket::Socket};

use super::live::{COUNT, Events, KNOW, begin, event, notice, send, text};
use crate::mysrs::{add_unit, volunteer};

const FOLLOW: &str = "subscription($after: String) { noticeReceived(after: $after) { id cursor status title { ms } body { ms } readAt } }";
const WITHDRAW: &str = "mutation($id: ID!) { noticeWithdraw(input: { id: $id, reason: \"Tersilap hantar.\" }) { userErrors { code } } }";

async fn withdraw(user: &User, id: &str) {
    user.graphql(WITHDRAW, json!({ "id": id })).await.ok();
}

/// Follows from now on, and has begun.
async fn follow(user: &User) -> Socket {
    let mut socket = begin(user, FOLLOW, json!({})).await;
    assert!(socket.is_silent().await);
    socket
}

/// The next event, which says that this notice was taken back and why.
async fn taken_back(socket: &mut Socket, id: &str) -> Value {
    let told = notice(socket).await;
    assert_eq!((&told["id"], &told["status"]), (&json!(id), &json!("WITHDRAWN")));
    assert_eq!(told["title"]["ms"], "Notis ditarik balik");
    assert_eq!(told["body"]["ms"], "Tersilap hantar.");
    told
}

#[tokio::test]
async fn whoever_shows_a_notice_hears_that_it_was_taken_back() {
    let (app, area, secretary, resident, stranger) = TestApp::neighbourhood().await;
    let in_feed = send(&secretary, area, "Di suapan").await;
    let read =
        "mutation($ids: [ID!]!) { noticeMarkRead(input: { ids: $ids }) { userErrors { code } } }";
    resident.graphql(read, json!({ "ids": [in_feed] })).await.ok();
    app.advance(TimeDelta::seconds(1));
    let mut live = follow(&resident).await;
    let mut writers = follow(&secretary).await;
    let mut elsewhere = follow(&stranger).await;
    let wrong = send(&secretary, area, "Senarai penghutang").await;
    let cursor = text(&notice(&mut live).await["cursor"]);
    notice(&mut writers).await;

    app.advance(TimeDelta::seconds(1));
    withdraw(&secretary, &wrong).await;
    let told = taken_back(&mut live, &wrong).await;
    let after_the_first = text(&told["cursor"]);
    // Those in whose name it was written read what it said.
    let told = notice(&mut writers).await;
    let said = (&told["status"], &told["title"]["ms"]);
    assert_eq!(said, (&json!("WITHDRAWN"), &json!("Senarai penghutang")));
    // What stood in the feed before anybody followed is on the screen too.
    withdraw(&secretary, &in_feed).await;
    let told = taken_back(&mut live, &in_feed).await;
    assert!(told["readAt"].is_string(), "{told}");
    let last = text(&told["cursor"]);
    assert!(live.is_silent().await, "each is told once");
    assert!(elsewhere.is_silent().await);
    drop(live);

    // In a break, from each place: what was known and taken back, and each once.
    for _ in 0..2 {
        let mut live = begin(&resident, FOLLOW, json!({ "after": cursor })).await;
        taken_back(&mut live, &wrong).await;
        taken_back(&mut live, &in_feed).await;
        assert!(live.is_silent().await);
        let mut live = begin(&resident, FOLLOW, json!({ "after": after_the_first })).await;
        taken_back(&mut live, &in_feed).await;
        assert!(live.is_silent().await);
    }
    // What came and went meanwhile they have never seen.
    app.advance(TimeDelta::seconds(1));
    let short = send(&secretary, area, "Singkat").await;
    withdraw(&secretary, &short).await;
    let mut live = begin(&resident, FOLLOW, json!({ "after": last })).await;
    assert!(live.is_silent().await);
    app.advance(TimeDelta::seconds(1));
    let right = send(&secretary, area, "Yuran Julai").await;
    let told = notice(&mut live).await;
    assert_eq!((&told["id"], &told["status"]), (&json!(right), &json!("PUBLISHED")));
    withdraw(&secretary, &right).await;
    taken_back(&mut live, &right).await;
    assert!(live.is_silent().await);
}

#[tokio::test]
async fn an_event_stream_of_figures_goes_on_after_a_break_with_how_they_stand() {
    let (app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    let wong = app.resident("Puan Wong", area).await;
    let id = send(&secretary, area, "Banjir").await;
    let asked = json!({ "query": COUNT, "variables": { "id": id } });
    let figures = |known: u64| json!({ "audience": 3, "read": known, "acknowledged": known });
    let mut events = Events::of(&secretary, &asked, None).await;
    let told = |event: &Value| event["data"]["noticeReceiptsChanged"].clone();
    assert_eq!(told(&events.event().await.1), figures(0));
    resident.graphql(KNOW, json!({ "id": id })).await.ok();
    let (last, event) = events.event().await;
    assert_eq!(told(&event), figures(1));
    drop(events);
    wong.graphql(KNOW, json!({ "id": id })).await.ok();

    // Where there can be two nodes they come back to the other one.
    let beside = if app.database.redis.is_some() { Some(app.beside().await) } else { None };
    let back =
        beside.as_ref().map_or_else(|| secretary.clone(), |node| secretary.asking(&node.url));
    let mut events = Events::of(&back, &asked, last.as_deref()).await;
    assert_eq!(told(&events.event().await.1), figures(2), "nothing is lost in a break");
    secretary.graphql(KNOW, json!({ "id": id })).await.ok();
    assert_eq!(told(&events.event().await.1), figures(3));
}

/// Waits until the figures say for how many a notice is.
async fn is_for(live: &mut Socket, people: u64) {
    loop {
        let figures = event(live, "noticeReceiptsChanged").await;
        if figures["audience"] == people {
            return;
        }
    }
}

#[tokio::test]
async fn the_open_figure_follows_whoever_moves_in_or_out_or_gets_a_post() {
    let (app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    let unit = add_unit(&app, area).await;
    let elsewhere = app.area("Taman Sejahtera").await;
    let id = send(&secretary, area, "Banjir").await;
    let mut live = begin(&secretary, COUNT, json!({ "id": id })).await;
    is_for(&mut live, 2).await;
    // Nobody touches the notice.
    let mut wong = app.resident("Puan Wong", area).await;
    is_for(&mut live, 3).await;
    app.officer_of_committee("Encik Tan", area, Role::Treasurer).await;
    is_for(&mut live, 4).await;
    volunteer(&app, "Encik Rahim", unit, false).await;
    is_for(&mut live, 5).await;
    app.resident("Puan Devi", elsewhere).await;
    assert!(live.is_silent().await, "it is not for those who move in elsewhere");
    let leave = "mutation($area: ID!) { membershipLeave(input: { areaId: $area }) { userErrors { code } } }";
    resident.graphql(leave, json!({ "area": area })).await.ok();
    is_for(&mut live, 4).await;
    let erase = "mutation { accountErase(input: { understood: true }) { userErrors { code } } }";
    wong.sign_in_again().await;
    wong.ask(erase).await.ok();
    is_for(&mut live, 3).await;
}

#[tokio::test]
async fn the_open_figure_follows_whoever_is_shut_out_and_let_in_again() {
    let (app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    let wong = app.resident("Puan Wong", area).await;
    let administrator = app.officer("Puan Evelyn", Role::Administrator, &GrantScope::Nation).await;
    let named: Vec<_> = [&resident, &wong].map(|user| user.id.to_string()).into();
    let create = "mutation($input: NoticeCreateInput!) { noticeCreate(input: $input) { notice { id } userErrors { code field } } }";
    let input = json!({
        "severity": "IMPORTANT", "title": { "ms": "Kunci" }, "body": { "ms": "Kunci dewan sudah ditukar." },
        "audience": { "place": { "areaId": area.to_string() }, "roles": [], "personIds": named },
    });
    let draft = secretary.graphql(create, json!({ "input": input })).await.ok();
    let id = draft.text_at("noticeCreate/notice/id");
    super::publish(&secretary, &id).await;
    let mut live = begin(&secretary, COUNT, json!({ "id": id })).await;
    is_for(&mut live, 2).await;
    for (mutation, people) in [("personBan", 1), ("personUnban", 2)] {
        let kind = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
        let document = format!(
            "mutation($input: {kind}!) {{ {mutation}(input: $input) {{ userErrors {{ code }} }} }}"
        );
        let input = json!({ "personId": wong.id.to_string(), "reason": "Mengugut jiran" });
        administrator.graphql(&document, json!({ "input": input })).await.ok();
        is_for(&mut live, people).await;
    }
}
