//! Several nodes, and nodes that stop: everything is told once.

use std::sync::Arc;

use chrono::TimeDelta;
use domain::{
    duties::Duty,
    shared::{db, scheduler},
};
use stories::until;

use super::{Watch, settled};

#[tokio::test]
async fn two_nodes_tell_everything_once() {
    let mut watch = Watch::begins().await;
    let push = watch.push.clone();
    // The embedded default is one node by nature; there a second worker stands for it.
    let other = match watch.app.database.redis {
        Some(_) => Some(watch.app.beside_with(|config| config.push = Some(push.settings())).await),
        None => None,
    };
    let second = Arc::clone(other.as_ref().map_or(&watch.app.house, |other| &other.house));
    let second_worker =
        tokio::spawn(scheduler::work(Arc::clone(&second.tools), second.stop.subscribe()));
    let mut patrols = Vec::new();
    for _ in 0..4 {
        patrols.push(watch.patrol_of_two().await);
    }
    // Each is looked at several times at once.
    let due_at = watch.now() + TimeDelta::minutes(20);
    watch
        .app
        .arrange(async |_, work| {
            for patrol in &patrols {
                for seconds in 0..5 {
                    let due_at = due_at - TimeDelta::seconds(seconds);
                    scheduler::plan(work, Duty::PatrolWatch, *patrol, due_at).await.unwrap();
                }
            }
        })
        .await;
    watch.passes(20).await;
    assert_eq!(watch.stand().await, ["QUIET OPEN"; 4]);
    watch.told(&["devi", "lim", "rahim"], 4).await;
    watch.passes(10).await;
    watch.told(&["aishah"], 4).await;
    for patrol in &patrols {
        watch.end(&watch.devi, *patrol).await;
    }
    watch.told(&["devi", "lim", "rahim", "aishah"], 8).await;
    assert_eq!(watch.stand().await, ["QUIET HEALED"; 4]);
    second.stop.send_replace(true);
    second_worker.await.unwrap();
}

#[tokio::test]
async fn what_was_amiss_while_no_node_ran_is_told_once_after_the_start() {
    let watch = Watch::begins().await;
    watch.shift(10).await;
    let patrol = watch.patrol_of_two().await;
    let Watch { app, push, devi, .. } = watch;
    let clock = app.clock.clone();
    // The node dies before anything is due, and another starts when much of it is.
    let app = app
        .restart_after(
            async |_, _| clock.advance(TimeDelta::minutes(40)),
            |config| config.push = Some(push.settings()),
        )
        .await;
    settled(&app).await;
    let raised = async || -> Vec<String> {
        let sql = "select kind from patrol_alert order by kind";
        db::values(app.house.tools.db.write(), sql, []).await.unwrap()
    };
    // Those on the patrol have places in the shift: nobody is late.
    assert_eq!(raised().await, ["QUIET"]);
    push.asked_times(3).await;
    // Every answer is noted, so that none is asked for again.
    until(async || {
        let open = "select 1 from delivery where due_at is not null";
        let open = db::exists(app.house.tools.db.write(), open, []).await.unwrap();
        (!open).then_some(())
    })
    .await;
    // Again, and nothing more comes of it.
    let app =
        app.restart_after(async |_, _| {}, |config| config.push = Some(push.settings())).await;
    settled(&app).await;
    let sql = "select count(*) from patrol_alert";
    let count: Option<i64> = db::value(app.house.tools.db.write(), sql, []).await.unwrap();
    assert_eq!((count, push.asked().len()), (Some(1), 3));
    let mut devi = devi.asking(&app.url);
    devi.refresh().await;
    let end = serde_json::json!({ "id": patrol.to_string(), "endedAt": app.clock.now() });
    super::ask(&devi, super::END, end).await.ok();
    push.asked_times(6).await;
}
