//! What the program does by itself when its time comes: once, by one node, also after a stop.

use std::sync::Arc;

use chrono::TimeDelta;
use domain::{
    Ctx,
    duties::Duty,
    shared::{clock::Instant, db, id::PersonId, scheduler, work::Work},
};
use sea_orm::{ConnectionTrait as _, FromQueryResult};
use stories::{TestApp, until};

const VIEWER: &str = "{ viewer { id } }";

async fn plan(app: &TestApp, person: PersonId, due_at: Instant) {
    app.arrange(async |_, work| {
        scheduler::plan(work, Duty::RolesTurn, person, due_at).await.unwrap();
    })
    .await;
}

#[derive(Debug, FromQueryResult)]
struct Number {
    number: i64,
}

async fn number(app: &TestApp, sql: &str) -> i64 {
    let row: Option<Number> = db::one(app.house.tools.db.write(), sql, []).await.unwrap();
    row.map_or(0, |row| row.number)
}

/// How many duties of this kind are planned.
async fn planned(app: &TestApp, kind: &str) -> i64 {
    number(app, &format!("select count(*) as number from duty where kind = '{kind}'")).await
}

/// How often the roles of a person have turned.
async fn epoch(app: &TestApp, person: PersonId) -> i64 {
    let sql = "select epoch as number from person where id = $1";
    let row: Option<Number> =
        db::one(app.house.tools.db.write(), sql, [person.into()]).await.unwrap();
    row.map_or(-1, |row| row.number)
}

/// Waits until nothing of this kind is planned any more.
async fn all_done(app: &TestApp, kind: &str) {
    until(async || (planned(app, kind).await == 0).then_some(())).await;
}

#[tokio::test]
async fn a_duty_is_done_when_its_time_comes_and_not_before() {
    let app = TestApp::start().await;
    let aminah = app.person("Aminah").await;
    plan(&app, aminah.id, app.clock.now() + TimeDelta::minutes(3)).await;
    app.advance(TimeDelta::minutes(2));
    assert_eq!(scheduler::round(&app.ctx()).await.unwrap(), 0);
    aminah.ask(VIEWER).await.ok();
    app.advance(TimeDelta::minutes(1));
    // The token with the old roles stops counting by itself.
    until(async || (aminah.ask(VIEWER).await.code() == "TOKEN_EXPIRED").then_some(())).await;
    assert_eq!(epoch(&app, aminah.id).await, 1);
    all_done(&app, "roles_turn").await;
}

#[tokio::test]
async fn what_is_cancelled_or_never_committed_is_not_done() {
    let app = TestApp::start().await;
    let aminah = app.person("Aminah").await;
    let due_at = app.clock.now() + TimeDelta::minutes(3);
    let ctx = app.ctx();
    let mut work = ctx.begin().await.unwrap();
    scheduler::plan(&mut work, Duty::RolesTurn, aminah.id, due_at).await.unwrap();
    drop(work);
    assert_eq!(planned(&app, "roles_turn").await, 0);
    // Planned twice for one time, and once for another: two duties.
    plan(&app, aminah.id, due_at).await;
    plan(&app, aminah.id, due_at).await;
    plan(&app, aminah.id, due_at + TimeDelta::minutes(1)).await;
    assert_eq!(planned(&app, "roles_turn").await, 2);
    app.arrange(async |_, work| {
        assert_eq!(scheduler::cancel(work, Duty::RolesTurn, aminah.id).await.unwrap(), 2);
    })
    .await;
    app.advance(TimeDelta::minutes(5));
    assert_eq!(scheduler::round(&app.ctx()).await.unwrap(), 0);
    assert_eq!(epoch(&app, aminah.id).await, 0);
}

/// Whether somebody waits for what somebody else has in hand.
async fn somebody_waits(app: &TestApp) -> bool {
    let sql = "select 1 from pg_stat_activity where datname = current_database() \
               and wait_event_type = 'Lock'";
    db::exists(app.house.tools.db.read(), sql, []).await.unwrap()
}

#[tokio::test]
async fn what_is_planned_again_while_it_is_being_done_is_done_once_more() {
    let app = TestApp::start().await;
    let aminah = app.person("Aminah").await.id;
    let due_at = app.clock.now() + TimeDelta::hours(1);
    plan(&app, aminah, due_at).await;
    // A node has it in hand.
    let (doing, other) = (app.ctx(), app.ctx());
    let work = doing.begin().await.unwrap();
    scheduler::hold(&work, &[Duty::RolesTurn], aminah).await.unwrap();
    let planning = tokio::spawn(async move {
        let mut work = other.begin().await.unwrap();
        scheduler::plan(&mut work, Duty::RolesTurn, aminah, due_at).await.unwrap();
        work.commit().await.unwrap();
    });
    if app.house.tools.db.is_postgres() {
        until(async || (planning.is_finished() || somebody_waits(&app).await).then_some(())).await;
    }
    // It is done, and its plan is gone.
    assert_eq!(scheduler::cancel(&work, Duty::RolesTurn, aminah).await.unwrap(), 1);
    work.commit().await.unwrap();
    planning.await.unwrap();
    assert_eq!(planned(&app, "roles_turn").await, 1, "what came in meanwhile is seen to");
}

#[tokio::test]
async fn two_nodes_do_each_duty_once() {
    let app = TestApp::start().await;
    // The embedded default is one node by nature; there a second worker stands for it.
    let other = match app.database.redis {
        Some(_) => Some(app.beside().await),
        None => None,
    };
    let second = Arc::clone(other.as_ref().map_or(&app.house, |other| &other.house));
    let second_worker =
        tokio::spawn(scheduler::work(Arc::clone(&second.tools), second.stop.subscribe()));
    let mut people = Vec::new();
    for name in ["Aminah", "Lim", "Muthu", "Siti"] {
        people.push(app.person(name).await.id);
    }
    let now = app.clock.now();
    for minutes in 1..=10 {
        for person in &people {
            plan(&app, *person, now + TimeDelta::minutes(minutes)).await;
        }
    }
    app.advance(TimeDelta::minutes(10));
    all_done(&app, "roles_turn").await;
    for person in people {
        assert_eq!(epoch(&app, person).await, 10);
    }
    second.stop.send_replace(true);
    second_worker.await.unwrap();
}

#[tokio::test]
async fn what_became_due_while_no_node_ran_is_made_up_for_once() {
    let app = TestApp::start().await;
    let aminah = app.person("Aminah").await.id;
    let clock = app.clock.clone();
    until(async || (planned(&app, "outbox_forget").await == 1).then_some(())).await;
    let act = async |ctx: &Ctx, work: &mut Work| {
        let due_at = ctx.now() + TimeDelta::hours(1);
        scheduler::plan(work, Duty::RolesTurn, aminah, due_at).await.unwrap();
        clock.advance(TimeDelta::days(3));
    };
    let app = app.restart_after(act, |_| {}).await;
    all_done(&app, "roles_turn").await;
    assert_eq!(epoch(&app, aminah).await, 1);
    // Three nights were missed; the next one is planned, and only that.
    let in_future = "select due_at as at from duty where kind = 'outbox_forget'";
    #[derive(Debug, FromQueryResult)]
    struct At {
        at: Instant,
    }
    let next = until(async || {
        let rows: Vec<At> = db::all(app.house.tools.db.write(), in_future, []).await.unwrap();
        assert_eq!(rows.len(), 1, "{rows:?}");
        rows.into_iter().find(|row| row.at > app.clock.now())
    })
    .await;
    assert!(next.at <= app.clock.now() + TimeDelta::days(1));
}

#[tokio::test]
async fn a_duty_that_fails_is_tried_again_and_holds_nobody_up() {
    let app = TestApp::start().await;
    let aminah = app.person("Aminah").await.id;
    let connection = app.house.tools.db.write();
    until(async || (planned(&app, "outbox_forget").await == 1).then_some(())).await;
    connection.execute_unprepared("alter table delivery rename to elsewhere").await.unwrap();
    app.advance(TimeDelta::days(1));
    let failed = "select coalesce(sum(failures), 0) as number from duty";
    until(async || (number(&app, failed).await == 1).then_some(())).await;
    plan(&app, aminah, app.clock.now()).await;
    all_done(&app, "roles_turn").await;
    assert_eq!(epoch(&app, aminah).await, 1);
    connection.execute_unprepared("alter table elsewhere rename to delivery").await.unwrap();
    app.advance(TimeDelta::minutes(2));
    until(async || (number(&app, failed).await == 0).then_some(())).await;
    assert_eq!(planned(&app, "outbox_forget").await, 1);
}
