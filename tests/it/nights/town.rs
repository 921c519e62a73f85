//! A place whose nodes may be killed, whoever lives there.

use std::{path::Path, sync::Arc};

use chrono::TimeDelta;
use domain::shared::{
    clock::{Clock, Instant},
    db::{self, Db, PoolSizes},
};
use sea_orm::Value as Bound;
use stories::{
    Belongings, Database, Krt, User, is_production, push_service::PushService,
    sms_gateway::SmsGateway, until,
};
use tempfile::TempDir;

use super::stage::Cast;

/// A place whose nodes may be killed, and its people.
pub(super) struct Town<People = Cast> {
    pub(super) cast: People,
    pub(super) push: PushService,
    pub(super) sms: SmsGateway,
    pub(super) db: Db,
    pub(super) nodes: Vec<Krt>,
    /// Until when the nodes that were killed took messages to send.
    killed_at: Instant,
    // It goes when the nodes have gone.
    folder: Arc<TempDir>,
}

/// A duty of a patrol that a node keeps while it makes it ready, or that has failed and waits.
const KEPT: &str = "kind in ('patrol_judge', 'patrol_seal', 'patrol_reckon') and next_at <> due_at";
/// For so long a node that was killed keeps what it was making ready; what was taken since ends later.
const LEASE: TimeDelta = TimeDelta::seconds(30);

/// What every clock shows.
pub(super) fn now() -> Instant {
    Clock::System.now()
}

impl<People: Send + 'static> Town<People> {
    /// Programs that run where somebody has set the stage.
    pub(super) async fn on<Setting>(stage: impl FnOnce() -> Setting + Send + 'static) -> Self
    where
        Setting: Future<Output = (Database, Arc<TempDir>, People)> + 'static,
    {
        // A node in this process sets the stage, and is gone with its runtime.
        let stage = tokio::task::spawn_blocking(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            (runtime.unwrap().block_on(stage()), Belongings::of_this_thread())
        });
        let ((database, folder, cast), belongings) = stage.await.unwrap();
        // That thread ends long before the story does.
        belongings.belong_here();
        let push = PushService::start(&Clock::System);
        let sms = SmsGateway::open().await;
        let mut settings = push.environment(folder.path()).to_vec();
        settings.extend(sms.environment());
        let mut nodes = Vec::new();
        for _ in 0..if is_production() { 2 } else { 1 } {
            nodes.push(Krt::start(&database, &folder, settings.clone()).await);
        }
        let sizes = PoolSizes { connections: 2, threads: 1 };
        let db = Db::connect(&database.url, sizes).await.unwrap();
        Self { cast, push, sms, db, nodes, killed_at: now(), folder }
    }
}

impl<People> Town<People> {
    /// Somebody, asking a node that runs.
    pub(super) fn asking(&self, user: &User) -> User {
        let node = self.nodes.iter().find(|node| node.runs()).expect("a node that runs");
        user.asking(node.url())
    }

    /// Somebody, asking the node that outlives the other where there are two.
    pub(super) fn asking_the_last(&self, user: &User) -> User {
        let node = self.nodes.iter().rfind(|node| node.runs()).expect("a node that runs");
        user.asking(node.url())
    }

    /// The folder of the nodes.
    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The power of one machine fails. Where there are two nodes, the other goes on.
    pub(super) fn a_node_is_killed(&mut self) {
        self.nodes[0].kill();
        self.killed_at = now();
    }

    /// The power of all machines fails.
    pub(super) fn all_are_killed(&mut self) {
        for node in &mut self.nodes {
            node.kill();
        }
        self.killed_at = now();
    }

    /// Whatever was killed starts again.
    pub(super) async fn all_run_again(&mut self) {
        for node in self.nodes.iter_mut().filter(|node| !node.runs()) {
            node.start_again().await;
        }
    }

    /// A few minutes pass: what waits to be tried again is due, and what a node had in hand when it
    /// was killed is for others.
    pub(super) async fn minutes_pass(&self) {
        let (at, killed_at) = (now(), self.killed_at);
        let later = "due_at > $1 and (state <> 'SENDING' or updated_at <= $2)";
        let values: [Bound; 2] = [at.into(), killed_at.into()];
        let waits = format!("select 1 from delivery where {later}");
        if db::exists(self.db.read(), &waits, values.clone()).await.unwrap() {
            let sql = format!("update delivery set due_at = $1 where {later}");
            db::run(self.db.write(), &sql, values).await.unwrap();
        }
        let sql =
            format!("update duty set next_at = $1 where {KEPT} and next_at > $1 and next_at <= $2");
        let values = [at.into(), (killed_at + LEASE).into()];
        db::run(self.db.write(), &sql, values).await.unwrap();
    }

    /// The time comes for which a duty of this kind is planned.
    pub(super) async fn time_comes(&self, kind: &str) {
        let sql = "update duty set next_at = $1 where kind = $2 and next_at > $1";
        db::run(self.db.write(), sql, [now().into(), kind.into()]).await.unwrap();
    }

    /// As time passes, everything that is due is done, and everything that was written leaves.
    pub(super) async fn settles(&self) {
        until(async || {
            let at = now();
            let due = format!("select 1 from duty where next_at <= $1 or ({KEPT})");
            let open = "select 1 from outbox where finished_at is null";
            let busy = db::exists(self.db.read(), &due, [at.into()]).await.unwrap()
                || db::exists(self.db.read(), open, []).await.unwrap();
            if busy {
                self.minutes_pass().await;
            }
            (!busy).then_some(())
        })
        .await;
    }

    pub(super) async fn number(&self, sql: &str) -> i64 {
        db::value(self.db.read(), sql, []).await.unwrap().unwrap()
    }

    pub(super) async fn run(&self, sql: &str) {
        db::run(self.db.write(), sql, []).await.unwrap();
    }

    /// Waits until this finds a row.
    pub(super) async fn sees(&self, sql: &str) {
        until(async || (self.number(sql).await > 0).then_some(())).await;
    }

    /// Whatever was killed starts again, and with that everything that is due is done.
    pub(super) async fn goes_on_after_the_kill(&mut self) {
        self.all_run_again().await;
        self.settles().await;
    }
}
