//! How much is unread, however much was read before it.

use chrono::TimeDelta;
use domain::shared::{db, id::NoticeId};
use serde_json::{Value, json};
use stories::{TestApp, User};

use super::{draft, publish};

const COUNTS: &str = "{ noticeUnreadCounts { severity count more } noticeUnreadCount }";
const PAGE: &str = "query($after: String) { notices(first: 20, after: $after, unreadOnly: true) { nodes { id } pageInfo { hasNextPage endCursor } } }";

/// So many notices like this one, each a second older than the one before; from how many seconds
/// before now on, and whether somebody has read them.
pub(super) struct Older<'a> {
    pub(super) like: &'a str,
    pub(super) from: i64,
    pub(super) number: i64,
    pub(super) read_by: Option<&'a User>,
}

pub(super) async fn add(app: &TestApp, older: Older<'_>) {
    let like: NoticeId = older.like.parse().expect("a notice's id");
    app.arrange(async |ctx, work| {
        let (now, connection) = (ctx.now(), work.connection());
        for number in older.from..older.from + older.number {
            let id: NoticeId = ctx.mint();
            let sql = "insert into notice (id, scope, area_id, official, audience, author_id, \
                       severity, category, status, title, body, needs_acknowledgement, version, \
                       published_at, sample, created_at, updated_at, is_public) \
                       select $1, scope, area_id, official, audience, author_id, severity, \
                       category, status, title, body, needs_acknowledgement, version, $2, sample, \
                       created_at, updated_at, is_public from notice where id = $3";
            let at = now - TimeDelta::seconds(number);
            db::run(connection, sql, [id.into(), at.into(), like.into()]).await.unwrap();
            let Some(reader) = older.read_by else { continue };
            let sql = "insert into notice_receipt (notice_id, person_id, read_at, received_at) \
                       values ($1, $2, $3, $3)";
            let values = [id.into(), reader.id.into(), now.into()];
            db::run(connection, sql, values).await.unwrap();
        }
    })
    .await;
}

/// The counts of what is important, and of everything.
async fn counts(user: &User) -> (Value, Value) {
    let counts = user.ask(COUNTS).await.ok();
    let all = counts.at("noticeUnreadCounts").as_array().unwrap();
    let mut important = all.iter().find(|one| one["severity"] == "IMPORTANT").unwrap().clone();
    important.as_object_mut().unwrap().remove("severity");
    (important, counts.at("noticeUnreadCount").clone())
}

#[tokio::test]
async fn what_is_unread_is_counted_and_listed_beyond_a_thousand_that_are_read() {
    let (app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    let id = draft(&secretary, area, "Notis").await;
    publish(&secretary, &id).await;
    let read = "mutation($ids: [ID!]!) { noticeMarkRead(input: { ids: $ids }) { unreadCount userErrors { code } } }";
    resident.graphql(read, json!({ "ids": [id] })).await.ok();
    add(&app, Older { like: &id, from: 1, number: 1_050, read_by: Some(&resident) }).await;
    let whole = |count: u64, more: bool| json!({ "count": count, "more": more });
    assert_eq!(counts(&resident).await, (whole(0, false), json!(0)));

    add(&app, Older { like: &id, from: 1_051, number: 50, read_by: None }).await;
    assert_eq!(counts(&resident).await, (whole(50, false), json!(50)));
    let (mut found, mut after) = (0, Value::Null);
    loop {
        let page = resident.graphql(PAGE, json!({ "after": after })).await.ok();
        found += page.at("notices/nodes").as_array().unwrap().len();
        after = page.at("notices/pageInfo/endCursor").clone();
        if page.at("notices/pageInfo/hasNextPage") == false {
            break;
        }
    }
    assert_eq!(found, 50, "the list holds what was counted");

    // A part further still, and from then on it is 99 and more.
    add(&app, Older { like: &id, from: 1_101, number: 1_000, read_by: Some(&resident) }).await;
    add(&app, Older { like: &id, from: 2_101, number: 49, read_by: None }).await;
    assert_eq!(counts(&resident).await, (whole(99, false), json!(99)));
    add(&app, Older { like: &id, from: 2_150, number: 1, read_by: None }).await;
    assert_eq!(counts(&resident).await, (whole(99, true), json!(100)));
    // Whoever has read nothing is answered at the first part.
    let neighbour = app.resident("Puan Wong", area).await;
    assert_eq!(counts(&neighbour).await, (whole(99, true), json!(100)));
}
