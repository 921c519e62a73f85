//! Those who decide about a patrol while others are reckoned: nobody holds what the other waits for.

use chrono::TimeDelta;
use domain::{
    duties::Duty,
    shared::{db, scheduler},
};
use serde_json::json;
use stories::until_blocked;
use uuid::Uuid;

use super::{Desk, WALKED, change};

#[tokio::test]
async fn whoever_cancels_a_patrol_and_whoever_reckons_its_month_both_end() {
    let desk = Desk::begins().await;
    let first = desk.patrolled(&WALKED).await;
    desk.reckoned(first).await;
    let second = desk.patrolled(&WALKED).await;
    desk.reckoned(second).await;
    let database = &desk.watch.app.house.tools.db;
    if !database.is_postgres() {
        // There one writes after the other.
        return;
    }
    // A node has the month in hand …
    let ctx = desk.watch.app.ctx();
    let mut work = ctx.begin().await.unwrap();
    let month = "select unit_id from unit_month where unit_id = $1 for update";
    let held: Vec<Uuid> =
        db::values(work.connection(), month, [desk.watch.unit.into()]).await.unwrap();
    assert!(!held.is_empty());
    let reckons = async {
        until_blocked(database, "unit_month").await;
        // … and plans the patrol beside the one that is cancelled at the same moment.
        let at = ctx.now() + TimeDelta::minutes(1);
        scheduler::plan(&mut work, Duty::PatrolReckon, second, at).await.unwrap();
        work.commit().await.unwrap();
    };
    let cancel = json!({
        "patrolId": first.to_string(), "version": 0, "decision": "CANCEL",
        "reason": "Rondaan ini tidak pernah berlaku.",
    });
    let (cancelled, ()) =
        tokio::join!(change(&desk.officer, "patrolReportDecide", cancel), reckons);
    assert_eq!(cancelled.ok().at("patrolReportDecide/report/status"), "CANCELLED");
}
