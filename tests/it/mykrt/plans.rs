//! What a feed costs does not grow with the tables: PostgreSQL tells by which way it found a page, and
//! how many rows it took.

use domain::{
    mykrt::notice::{self, Category, FeedFilter, Severity},
    shared::{db, id::NoticeId, page::PageArgs},
};
use serde_json::json;
use stories::{TestApp, User};

use super::{draft, feed::page, publish};

/// A page of twenty is found with so few rows: of each of four places 21, twice, and what they carry.
const FEW: f64 = 200.0;
/// So many notices of a walk are counted at once, and a few of others.
const PART: f64 = 1_100.0;
/// Among 20,000 of a walk it is looked for what no index tells apart. Of the notices here 99 in a hundred
/// are general ones, so 20,000 of these lie among 20,203, and the planner may walk past the others too.
const LOOKED_AMONG: f64 = 20_203.0;

/// Thirty thousand notices before this one, one a second: the newest 6,000 for the committee alone,
/// the others for the residents alone. One in a hundred is about health, and half of those are urgent.
async fn fill(app: &TestApp, like: &str) {
    let like: NoticeId = like.parse().expect("a notice's id");
    let sql = "insert into notice (id, scope, area_id, official, audience, author_id, severity, \
               category, status, title, body, needs_acknowledgement, version, published_at, \
               sample, created_at, updated_at, is_public) \
               select gen_random_uuid(), scope, area_id, official, \
               case when number <= 6000 then 2 else 1 end, author_id, \
               case when number % 200 = 0 then 'URGENT' else 'INFORMATION' end, \
               case when number % 100 = 0 then 'HEALTH' else 'GENERAL' end, status, title, body, \
               needs_acknowledgement, version, published_at - number * interval '1 second', \
               sample, created_at, updated_at, is_public \
               from notice cross join generate_series(1, 30000) as number where id = $1";
    db::run(app.house.tools.db.write(), sql, [like.into()]).await.unwrap();
    db::run(app.house.tools.db.write(), "analyze", []).await.unwrap();
}

/// Somebody has read every notice.
async fn has_read_everything(app: &TestApp, reader: &User) {
    let sql = "insert into notice_receipt (notice_id, person_id, read_at, received_at) \
               select id, $1, now(), now() from notice";
    db::run(app.house.tools.db.write(), sql, [reader.id.into()]).await.unwrap();
    db::run(app.house.tools.db.write(), "analyze", []).await.unwrap();
}

/// A figure of a plan's line.
fn figure(line: &str, name: &str) -> Option<f64> {
    let (_, rest) = line.split_once(name)?;
    rest.split([' ', ')']).next()?.parse().ok()
}

/// The most rows at which a step looked that reads notices, or that came out of one that sorts.
fn most_rows(plan: &[String]) -> f64 {
    let (mut most, mut rows, mut loops) = (0.0_f64, 0.0, 0.0);
    for line in plan {
        if line.contains("(actual rows=") {
            let counts = line.contains(" on notice ") || line.contains("Sort (actual");
            rows = figure(line, "rows=").expect("how many rows");
            loops = if counts { figure(line, "loops=").expect("how often") } else { 0.0 };
        } else if let Some(removed) = figure(line, "Rows Removed by Filter: ") {
            rows += removed;
        }
        most = most.max(rows * loops);
    }
    most
}

/// The plan walks indexes, and no step of it looks at more rows than these.
fn takes_at_most(plan: &[String], most: f64, what: &str) {
    let plan_of_it = plan.join("\n");
    assert!(plan_of_it.contains("(actual rows="), "{what}:\n{plan_of_it}");
    assert!(!plan_of_it.contains("Seq Scan on notice "), "{what}:\n{plan_of_it}");
    let took = most_rows(plan);
    assert!(took <= most, "{what} took {took} rows:\n{plan_of_it}");
}

#[tokio::test]
async fn a_feed_takes_few_rows_of_thirty_thousand_notices() {
    let (app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    if !app.house.tools.db.is_postgres() {
        // SQLite does not tell how many rows it took.
        return;
    }
    let id = draft(&secretary, area, "Notis").await;
    publish(&secretary, &id).await;
    fill(&app, &id).await;
    let token = resident.token.as_deref().expect("a token");
    let mut ctx = app.ctx();
    ctx.actor = app.house.identity.admit(token).await.unwrap().actor;

    let end = page(&resident, json!({ "last": 50 })).await;
    let cursor = Some(end.text_at("notices/pageInfo/startCursor"));
    let first = PageArgs { first: Some(20), ..PageArgs::default() };
    let deep = PageArgs { after: cursor.clone(), ..first.clone() };
    let back = PageArgs { last: Some(20), before: cursor, ..PageArgs::default() };
    let of = |severity, category| FeedFilter { severity, category, unread_only: false };
    for (filter, args) in [
        (of(None, None), &first),
        (of(None, None), &deep),
        (of(None, None), &back),
        (of(Some(Severity::Urgent), None), &first),
        (of(Some(Severity::Urgent), None), &deep),
        // Of these there are none.
        (of(Some(Severity::Emergency), None), &first),
        (of(None, Some(Category::Health)), &first),
        (of(None, Some(Category::Safety)), &first),
        (of(Some(Severity::Urgent), Some(Category::Health)), &first),
    ] {
        let plan = notice::feed_plan(&ctx, &filter, args).await.unwrap();
        takes_at_most(&plan, FEW, &format!("{filter:?} {args:?}"));
    }
    // Of one category no index tells severities apart: it is looked among so many, and no further.
    let neither = of(Some(Severity::Emergency), Some(Category::General));
    let plan = notice::feed_plan(&ctx, &neither, &first).await.unwrap();
    takes_at_most(&plan, LOOKED_AMONG, "an emergency of no category of its own");

    takes_at_most(&notice::unread_plan(&ctx).await.unwrap(), PART, "counting what is unread");
    has_read_everything(&app, &resident).await;
    takes_at_most(&notice::unread_plan(&ctx).await.unwrap(), PART, "counting when all is read");
}
