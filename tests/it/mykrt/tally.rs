//! The figures of a notice: kept beside its receipts, and the same as they, whatever happens at once.

use domain::{
    mykrt::notice::{self, Recount},
    shared::{db, id::NoticeId},
};
use futures_util::future::join_all;
use serde_json::{Map, Value, json};
use stories::{Answer, TestApp, User};

use super::spread::Ringing;

const RECORD: &str = "mutation($input: NoticeReceiptsRecordInput!) { noticeReceiptsRecord(input: $input) { outcomes userErrors { code } } }";
const READ: &str = "mutation($ids: [ID!]!) { noticeMarkRead(input: { ids: $ids }) { notices { id } userErrors { code } } }";
const KNOW: &str =
    "mutation($id: ID!) { noticeAcknowledge(input: { id: $id }) { userErrors { code } } }";
const FIGURES: &str =
    "query($id: ID!) { notice(id: $id) { receipts { sent delivered seen read acknowledged } } }";

/// The figures as the sender reads them.
async fn figures(sender: &User, id: &str) -> Value {
    sender.graphql(FIGURES, json!({ "id": id })).await.ok().at("notice/receipts").clone()
}

/// The figures that the receipts themselves give.
async fn counted(app: &TestApp, id: &str) -> Value {
    let id: NoticeId = id.parse().expect("a notice's id");
    let mut counts = Map::new();
    for kind in ["sent", "delivered", "seen", "read", "acknowledged"] {
        let sql = format!("select count({kind}_at) from notice_receipt where notice_id = $1");
        let database = app.house.tools.db.write();
        let count: Option<i64> = db::value(database, &sql, [id.into()]).await.unwrap();
        counts.insert(kind.to_owned(), json!(count));
    }
    Value::Object(counts)
}

async fn record(user: &User, ids: &[String], kinds: [&str; 3]) -> Answer {
    let told = |id: &String| kinds.map(|kind| json!({ "noticeId": id, "kind": kind }));
    let receipts: Vec<Value> = ids.iter().flat_map(told).collect();
    user.graphql(RECORD, json!({ "input": { "receipts": receipts } })).await
}

/// Tells of these notices what a phone tells that lost every answer, and more than once at a time.
async fn hammer(user: &User, ids: &[String]) {
    let (first, reversed) = (ids.to_vec(), ids.iter().rev().cloned().collect::<Vec<String>>());
    let (one, two, three, read, know) = tokio::join!(
        record(user, &first, ["DELIVERED", "SEEN", "DELIVERED"]),
        record(user, &first, ["DELIVERED", "SEEN", "DELIVERED"]),
        record(user, &reversed, ["READ", "SEEN", "DELIVERED"]),
        user.graphql(READ, json!({ "ids": reversed })),
        user.graphql(KNOW, json!({ "id": first[0] })),
    );
    for answer in [one, two, three, read, know] {
        answer.ok();
    }
}

#[tokio::test]
async fn the_figures_are_those_of_the_receipts_whatever_happens_at_once() {
    let ringing = Ringing::begins().await;
    let mut people = Vec::new();
    for number in 0..4 {
        people.push(ringing.app.resident(&format!("Jiran {number}"), ringing.area).await);
    }
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(ringing.send("IMPORTANT", json!({})).await);
    }
    // While they go out.
    let everybody = people.iter().chain([&ringing.lim, &ringing.siti]);
    join_all(everybody.map(|user| hammer(user, &ids))).await;
    ringing.settles().await;
    let whole = |sent: i64, all: i64, acknowledged: i64| json!({ "sent": sent, "delivered": all, "seen": all, "read": all, "acknowledged": acknowledged });
    for (number, id) in ids.iter().enumerate() {
        let expected = whole(2, 6, if number == 0 { 6 } else { 0 });
        assert_eq!(figures(&ringing.chair, id).await, expected);
        assert_eq!(counted(&ringing.app, id).await, expected);
    }

    // Whoever has their account erased counts no more, also when their phones go on meanwhile.
    let erase = "mutation { accountErase(input: { understood: true }) { kept { code } userErrors { code } } }";
    let (erased, _) = tokio::join!(
        ringing.lim.ask(erase),
        record(&ringing.lim, &ids, ["ACKNOWLEDGED", "SEEN", "READ"])
    );
    erased.ok();
    for (number, id) in ids.iter().enumerate() {
        let expected = whole(1, 5, if number == 0 { 5 } else { 0 });
        assert_eq!(figures(&ringing.chair, id).await, expected);
        assert_eq!(counted(&ringing.app, id).await, expected);
    }
}

#[tokio::test]
async fn figures_that_are_wrong_are_put_right_while_receipts_go_on() {
    let ringing = Ringing::begins().await;
    let mut ids = Vec::new();
    for _ in 0..2 {
        ids.push(ringing.send("IMPORTANT", json!({})).await);
    }
    ringing.settles().await;
    hammer(&ringing.lim, &ids).await;
    let ctx = ringing.app.ctx();
    let recount = notice::recount(&ctx).await.unwrap();
    assert_eq!(recount, Recount { notices: 2, wrong: 0 });

    let wrong: NoticeId = ids[0].parse().expect("a notice's id");
    ringing
        .app
        .arrange(async |_, work| {
            let sql = "update notice_tally set read = read + 7, sent = 0 where notice_id = $1";
            db::run(work.connection(), sql, [wrong.into()]).await.unwrap();
        })
        .await;
    assert_ne!(figures(&ringing.chair, &ids[0]).await, counted(&ringing.app, &ids[0]).await);
    let (recount, ()) = tokio::join!(notice::recount(&ctx), hammer(&ringing.siti, &ids));
    assert_eq!(recount.unwrap(), Recount { notices: 2, wrong: 1 });
    for id in &ids {
        assert_eq!(figures(&ringing.chair, id).await, counted(&ringing.app, id).await);
    }
    assert_eq!(notice::recount(&ctx).await.unwrap(), Recount { notices: 2, wrong: 0 });
}
