//! The wrong notice.

use serde_json::{Value, json};
use stories::{
    Answer,
    push_service::{AT_ONCE, Behaviour},
    socket::Socket,
    with,
};

use super::{Town, UPDATE};

const WITHDRAW: &str = "mutation($input: NoticeWithdrawInput!) { noticeWithdraw(input: $input) { notice { status } userErrors { code } } }";
const READ: &str = "query($id: ID!) { notice(id: $id) { status statusReason title { ms } body { ms } shareUrl version } }";
const FEED: &str = "{ notices { nodes { id title { ms } } } }";
const FOLLOW: &str = "subscription($after: String) { noticeReceived(after: $after) { id cursor status title { ms } } }";

async fn follow(user: &stories::User, after: Option<&str>) -> Socket {
    let mut socket = Socket::open(user).await;
    let payload = json!({ "query": FOLLOW, "variables": { "after": after } });
    socket.send(&json!({ "id": "1", "type": "subscribe", "payload": payload })).await;
    if after.is_none() {
        assert!(socket.is_silent().await);
    }
    socket
}

/// What the socket tells next.
async fn told(socket: &mut Socket) -> Value {
    loop {
        let message = socket.next().await.unwrap();
        if message["id"] == "1" {
            return message["payload"]["data"]["noticeReceived"].clone();
        }
    }
}

fn titles(feed: &Answer) -> Vec<&str> {
    let nodes = feed.at("notices/nodes").as_array().unwrap();
    nodes.iter().map(|node| node["title"]["ms"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_wrong_notice_withdrawn_while_it_is_pushed_stays_so_when_the_node_is_killed() {
    // More phones than two nodes push to at once.
    let mut day = Town::of(2_200, 0).await;
    let mut live = follow(&day.lim(), None).await;

    // The chair has sent the list of debtors to everybody instead of to the treasurer. The push
    // service is slow: each node has as many pushes in hand as it sends at once.
    day.push.will_always(Behaviour::Hold);
    let area = day.cast.area.to_string();
    let wrong = json!({ "title": { "ms": "Senarai penghutang" }, "isPublic": true,
        "areaId": area, "audience": null });
    let id = day.chair_sends("URGENT", wrong).await;
    let in_hand = AT_ONCE * day.nodes.len();
    day.push.asked_times(in_hand).await;
    let cursor = told(&mut live).await["cursor"].as_str().unwrap().to_owned();
    let read = day.lim().graphql(READ, json!({ "id": id })).await.ok();
    let page = read.text_at("notice/shareUrl").replace("http://krt.test", "");
    assert_eq!(day.asking(&day.cast.siti).holding(None).get(&page).await.status, 200);

    // The chair takes it back, and right after the answer the node is killed.
    let why = json!({ "id": id, "reason": "Tersilap hantar." });
    let gone = day.chair().graphql(WITHDRAW, json!({ "input": why })).await.ok();
    assert_eq!(gone.at("noticeWithdraw/notice/status"), "WITHDRAWN");
    day.a_node_is_killed();
    day.push.will_always(Behaviour::Take);
    day.push.answer_all();
    day.all_run_again().await;
    day.settles().await;
    assert_eq!(day.push.asked().len(), in_hand, "after the withdrawal nothing more is sent");
    assert_eq!(day.number("select count(*) from delivery where due_at is not null").await, 0);

    // Whoever follows an old push, or an old link, reads why; the feed forgets it.
    let read = day.lim().graphql(READ, json!({ "id": id })).await.ok();
    assert_eq!(read.at("notice/status"), "WITHDRAWN");
    assert_eq!(read.at("notice/statusReason"), "Tersilap hantar.");
    assert_eq!(read.at("notice/title/ms"), "Notis ditarik balik");
    assert_eq!(read.at("notice/body/ms"), "Tersilap hantar.");
    let feed = day.siti().ask(FEED).await.ok();
    assert_eq!(titles(&feed), Vec::<&str>::new());
    let page = day.siti().holding(None).get(&page).await;
    assert_eq!(page.status, 410);
    assert!(page.text.contains("This notice was withdrawn."), "{}", page.text);
    assert!(!page.text.contains("penghutang"), "{}", page.text);
    let mut live = follow(&day.lim(), Some(&cursor)).await;
    // Whose phone shows it hears first that it does no longer.
    let gone = told(&mut live).await;
    assert_eq!((&gone["id"], &gone["status"]), (&json!(id), &json!("WITHDRAWN")));
    assert_eq!(gone["title"]["ms"], "Notis ditarik balik");

    // What was meant goes out, with a wrong date.
    let meant = json!({ "title": { "ms": "Yuran Julai" } });
    let right = day.chair_sends("URGENT", meant).await;
    assert_eq!(told(&mut live).await["title"]["ms"], "Yuran Julai");
    day.settles().await;
    day.every_phone_shows_one(&right, 0);
    // To put it right is silent; to push it again is done on purpose.
    let change = async |day: &Town, version: i64, more: Value| {
        let input = with(json!({ "id": right, "version": version }), more);
        day.chair().graphql(UPDATE, json!({ "input": input })).await.ok();
    };
    let pushed = day.push.asked().len();
    change(&day, 2, json!({ "title": { "ms": "Yuran Ogos" } })).await;
    day.settles().await;
    assert_eq!(day.push.asked().len(), pushed);

    // While that flies the node is killed once more.
    day.push.will([Behaviour::Take; 40]);
    day.push.will_always(Behaviour::Hold);
    change(&day, 3, json!({ "pushAgain": true })).await;
    day.push.asked_times(pushed + 60).await;
    day.a_node_is_killed();
    day.push.will_always(Behaviour::Take);
    day.push.answer_all();
    day.all_run_again().await;
    day.settles().await;
    day.every_phone_shows_one(&right, 0);
    for (token, pushes) in day.pushes(&right) {
        assert_eq!(pushes.last().unwrap().title(), "Yuran Ogos", "{token}");
    }
    assert_eq!(titles(&day.siti().ask(FEED).await.ok()), ["Yuran Ogos"]);
    assert_eq!(day.sent(&right).await["delivery"]["finished"], true);
}
