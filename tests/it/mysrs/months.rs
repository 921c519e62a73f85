//! Positions by the month of their patrol: a patrol over the border of one, months that come to be and
//! go, and what stays of positions that are old.

use chrono::TimeDelta;
use domain::{
    duties::Duty,
    shared::{
        clock::Instant,
        db,
        id::{PatrolId, TrackId},
        scheduler,
    },
};
use sea_orm::ConnectionTrait as _;
use serde_json::json;
use stories::{TestApp, until};
use uuid::Uuid;

use super::{END, Night, START, end, metres, send_walk, walk};

const READ: &str = "query($id: ID!) { patrol(id: $id) { distanceMetres thinnedAt } }";

async fn number(app: &TestApp, sql: &str) -> i64 {
    db::value(app.house.tools.db.write(), sql, []).await.unwrap().unwrap_or(0)
}

/// How many positions are there.
async fn positions(app: &TestApp) -> i64 {
    number(app, "select count(*) from track_point").await
}

/// The tables in which positions lie, on PostgreSQL.
async fn tables(app: &TestApp) -> Vec<String> {
    let sql = "select distinct tableoid::regclass::text from track_point order by 1";
    db::values(app.house.tools.db.write(), sql, []).await.unwrap()
}

/// The months that are there, on PostgreSQL.
async fn months(app: &TestApp) -> Vec<String> {
    let sql = "select c.relname::text from pg_inherits i join pg_class c on c.oid = i.inhrelid \
               where i.inhparent = 'track_point'::regclass and c.relname <> 'track_point_rest' \
               order by 1";
    db::values(app.house.tools.db.write(), sql, []).await.unwrap()
}

/// Takes every month away, as if no node had run for long; on SQLite there are none.
async fn no_months(app: &TestApp) {
    if app.house.tools.db.is_postgres() {
        for month in months(app).await {
            let sql = format!("drop table {month}");
            app.house.tools.db.write().execute_unprepared(&sql).await.unwrap();
        }
    }
}

/// Plans to look after positions now.
async fn plan(app: &TestApp, due_at: Instant) {
    app.arrange(async |_, work| {
        scheduler::plan(work, Duty::PositionsKeep, Uuid::nil(), due_at).await.unwrap();
    })
    .await;
}

/// Looks after positions until nothing is left to do today.
async fn keep(app: &TestApp) {
    plan(app, app.clock.now()).await;
    let soon = "select count(*) from duty where kind = 'positions_keep' and next_at <= $1";
    loop {
        scheduler::round(&app.ctx()).await.unwrap();
        let planned = async |by: Instant| {
            let database = app.house.tools.db.write();
            db::value::<i64, _>(database, soon, [by.into()]).await.unwrap()
        };
        // Another worker may have it in hand.
        until(async || (planned(app.clock.now()).await == Some(0)).then_some(())).await;
        if planned(app.clock.now() + TimeDelta::minutes(1)).await == Some(0) {
            return;
        }
        app.advance(TimeDelta::seconds(1));
    }
}

/// Everybody signs in anew after a long time.
async fn signs_in(night: &mut Night) {
    for user in [&mut night.leader, &mut night.devi] {
        user.sign_in_again().await;
    }
}

/// How many places the file of the way has.
async fn places(night: &Night, patrol: PatrolId) -> usize {
    let file = night.devi.get(&format!("/v1/patrols/{patrol}/track.geojson")).await;
    assert_eq!(file.status, 200, "{}", file.text);
    let features = file.body["features"].as_array().expect("features");
    let geometries = features.iter().map(|feature| &feature["geometry"]);
    let ways = geometries.filter(|geometry| geometry["type"] == "MultiLineString");
    ways.flat_map(|way| way["coordinates"].as_array().expect("lines"))
        .map(|line| line.as_array().map_or(0, Vec::len))
        .sum()
}

#[tokio::test]
async fn a_patrol_that_began_before_a_months_border_stays_together() {
    let mut night = Night::begins().await;
    // Ten minutes before midnight of the last day of March in UTC.
    night.passes(TimeDelta::days(17) + TimeDelta::minutes(19 * 60 + 50)).await;
    keep(&night.app).await;
    let (patrol, track): (_, TrackId) = (night.patrol().await, night.mint());
    let (points, length) = walk(night.now(), 40);
    send_walk(&night.devi, patrol, track, &points[..20]).await.ok();
    night.passes(TimeDelta::minutes(20)).await;
    let rest = send_walk(&night.devi, patrol, track, &points[10..]).await.ok();
    assert_eq!(rest.at("trackRecord/applied"), 20);
    assert_eq!(rest.at("trackRecord/duplicate"), 10);
    let ended = end(&night.devi, patrol, night.now()).await.ok();
    assert!((metres(&ended, "patrolEnd/patrol/distanceMetres") - length).abs() < 0.5);
    assert_eq!(positions(&night.app).await, 40);
    if night.app.house.tools.db.is_postgres() {
        assert_eq!(tables(&night.app).await, ["track_point_2026_03"]);
        // Who says when the patrol began asks one month, and no other.
        let plan = "explain select count(*) from track_point \
                    where patrol_id = '00000000-0000-0000-0000-000000000000' \
                    and patrol_opened_at = '2026-03-31T23:50:00Z'";
        let plan: Vec<String> =
            db::values(night.app.house.tools.db.write(), plan, []).await.unwrap();
        let plan = plan.join("\n");
        assert!(plan.contains("track_point_2026_03"), "{plan}");
        assert!(!plan.contains("2026_04") && !plan.contains("rest"), "{plan}");
    }
}

#[tokio::test]
async fn what_has_no_month_is_kept_and_moves_into_it_when_it_is_there() {
    let night = Night::begins().await;
    no_months(&night.app).await;
    let (patrol, track): (_, TrackId) = (night.patrol().await, night.mint());
    let (points, _) = walk(night.now(), 40);
    let sent = send_walk(&night.devi, patrol, track, &points[..20]).await.ok();
    assert_eq!(sent.at("trackRecord/applied"), 20);
    let postgres = night.app.house.tools.db.is_postgres();
    if postgres {
        assert_eq!(tables(&night.app).await, ["track_point_rest"]);
    }
    keep(&night.app).await;
    let again = send_walk(&night.devi, patrol, track, &points).await.ok();
    assert_eq!(again.at("trackRecord/applied"), 20);
    assert_eq!(again.at("trackRecord/duplicate"), 20);
    assert_eq!((positions(&night.app).await, places(&night, patrol).await), (40, 40));
    if postgres {
        assert_eq!(tables(&night.app).await, ["track_point_2026_03"]);
        let ready = ["03", "04", "05", "06"].map(|month| format!("track_point_2026_{month}"));
        assert_eq!(months(&night.app).await, ready);
    }
}

#[tokio::test]
async fn two_nodes_make_the_same_months_at_once_while_a_phone_writes() {
    let night = Night::begins().await;
    no_months(&night.app).await;
    let beside = match night.app.database.redis {
        Some(_) => Some(night.app.beside().await),
        // The embedded default is one node by nature; there two workers of it are the same question.
        None => None,
    };
    let (patrol, track): (_, TrackId) = (night.patrol().await, night.mint());
    let (points, _) = walk(night.now(), 40);
    let now = night.now();
    for minutes in 0..4 {
        plan(&night.app, now - TimeDelta::minutes(minutes)).await;
    }
    let (here, there) = (night.app.ctx(), beside.as_ref().unwrap_or(&night.app).ctx());
    let phone = async {
        for part in points.chunks(4) {
            send_walk(&night.devi, patrol, track, part).await.ok();
        }
    };
    let (one, other, ()) = tokio::join!(scheduler::round(&here), scheduler::round(&there), phone);
    assert!(one.is_ok() && other.is_ok());
    keep(&night.app).await;
    assert_eq!(positions(&night.app).await, 40);
    if night.app.house.tools.db.is_postgres() {
        assert_eq!(months(&night.app).await.len(), 4);
        assert_eq!(tables(&night.app).await, ["track_point_2026_03"]);
    }
}

#[tokio::test]
async fn old_months_vanish_and_the_line_stays_and_what_comes_years_later_is_one_with_it() {
    let mut night = Night::begins().await;
    keep(&night.app).await;
    let (patrol, track): (_, TrackId) = (night.patrol().await, night.mint());
    let (points, _) = walk(night.now(), 44);
    send_walk(&night.devi, patrol, track, &points[..40]).await.ok();
    let ended = end(&night.devi, patrol, night.now()).await.ok();
    let length = metres(&ended, "patrolEnd/patrol/distanceMetres");
    let read = async |night: &Night| {
        night.leader.graphql(READ, json!({ "id": patrol.to_string() })).await.ok()
    };
    night.app.advance(TimeDelta::days(89));
    signs_in(&mut night).await;
    keep(&night.app).await;
    assert_eq!(positions(&night.app).await, 40, "nothing goes before its time");
    assert!(read(&night).await.at("patrol/thinnedAt").is_null());

    // March is over for 90 days.
    night.app.advance(TimeDelta::days(20));
    signs_in(&mut night).await;
    keep(&night.app).await;
    assert_eq!(positions(&night.app).await, 0);
    let thinned = read(&night).await;
    assert!(thinned.at("patrol/thinnedAt").is_string(), "{}", thinned.text);
    assert!((metres(&thinned, "patrol/distanceMetres") - length).abs() < 0.001);
    assert_eq!(places(&night, patrol).await, 40, "so short a way stays whole");
    if night.app.house.tools.db.is_postgres() {
        let months = months(&night.app).await;
        assert!(!months.iter().any(|month| month == "track_point_2026_03"), "{months:?}");
    }

    // A phone that lay in a drawer: sent again, and with what had never come.
    night.app.advance(TimeDelta::days(700));
    signs_in(&mut night).await;
    keep(&night.app).await;
    let late = send_walk(&night.devi, patrol, track, &points[38..]).await.ok();
    assert_eq!(late.at("trackRecord/rejected"), 0);
    assert_eq!(positions(&night.app).await, 6, "kept as it came, until it is thinned");
    keep(&night.app).await;
    assert_eq!(positions(&night.app).await, 0);
    assert_eq!(places(&night, patrol).await, 44);
    let longer = read(&night).await;
    assert!(metres(&longer, "patrol/distanceMetres") >= length);
}

#[tokio::test]
async fn a_patrol_that_says_it_was_years_ago_is_kept_where_the_server_heard_of_it() {
    let night = Night::begins().await;
    keep(&night.app).await;
    let patrol: PatrolId = night.mint();
    let years_ago = night.now() - TimeDelta::days(3 * 365);
    let input = json!({
        "id": patrol.to_string(), "unitId": night.unit.to_string(), "startedAt": years_ago,
    });
    night.devi.graphql(START, json!({ "input": input })).await.ok();
    let (points, _) = walk(years_ago, 40);
    let sent = send_walk(&night.devi, patrol, night.mint(), &points).await.ok();
    assert_eq!(sent.at("trackRecord/applied"), 40);
    let input = json!({ "id": patrol.to_string(), "endedAt": years_ago + TimeDelta::hours(1) });
    night.devi.graphql(END, json!({ "input": input })).await.ok();
    keep(&night.app).await;
    assert_eq!(positions(&night.app).await, 40, "no phone's clock makes anything old");
    if night.app.house.tools.db.is_postgres() {
        assert_eq!(tables(&night.app).await, ["track_point_2026_03"]);
    }
}
