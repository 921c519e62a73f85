//! Nights on which the program itself is killed in the middle, as by a power cut, and goes on: once
//! on SQLite, where one node starts again on its file, and once with two nodes on PostgreSQL and
//! Redis, where the other goes on meanwhile.
//!
//! The nodes are programs of their own and go by the machine's clock, which no story can move. That
//! time passes is written into the database instead: what is due later is due now.

mod between;
mod digest;
mod flood;
mod meeting;
mod stage;
mod withdrawn;

use std::{collections::BTreeMap, sync::Arc};

use domain::shared::{
    clock::{Clock, Instant},
    db::{self, Db, PoolSizes},
};
use sea_orm::Value as Bound;
use serde_json::{Value, json};
use stories::{
    Krt, User, is_production,
    push_service::{Asked, PushService},
    sms_gateway::SmsGateway,
    until, with,
};
use tempfile::TempDir;

use self::stage::{Cast, set_the_stage};

const CREATE: &str = "mutation($input: NoticeCreateInput!) { noticeCreate(input: $input) { notice { id version } userErrors { code field } } }";
const PUBLISH: &str = "mutation($input: NoticePublishInput!) { noticePublish(input: $input) { notice { id status } userErrors { code field } } }";
const UPDATE: &str = "mutation($input: NoticeUpdateInput!) { noticeUpdate(input: $input) { notice { version pushRound } userErrors { code field } } }";
const KNOW: &str =
    "mutation($id: ID!) { noticeAcknowledge(input: { id: $id }) { userErrors { code } } }";
const SENT: &str = "query($id: ID!) { notice(id: $id) { status delivery { people pushed held finished } receipts { audience sent acknowledged } timeline { kind missingOnly people finishedAt } } }";

/// How many pushes a node sends at once.
const AT_ONCE: usize = 512;

/// A neighbourhood whose nodes may be killed.
struct Town {
    cast: Cast,
    push: PushService,
    sms: SmsGateway,
    db: Db,
    nodes: Vec<Krt>,
    /// Until when the nodes that were killed took messages to send.
    killed_at: Instant,
    /// The tokens of the phones that are in use.
    living: Vec<String>,
    // It goes when the nodes have gone.
    _folder: Arc<TempDir>,
}

/// What every clock shows.
fn now() -> Instant {
    Clock::System.now()
}

impl Town {
    /// A neighbourhood in which three residents are known by name, and so many more have phones
    /// that are in use, or that they have lost.
    async fn of(living: usize, lost: usize) -> Self {
        // A node in this process sets the stage, and is gone with its runtime.
        let stage = tokio::task::spawn_blocking(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(set_the_stage(living, lost))
        });
        let (database, folder, cast) = stage.await.unwrap();
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
        let mut tokens: Vec<String> = ["lim", "siti", "devi"].map(str::to_owned).to_vec();
        tokens.extend((0..living).map(|number| format!("living-{number}")));
        let killed_at = now();
        Self { cast, push, sms, db, nodes, killed_at, living: tokens, _folder: folder }
    }

    /// Somebody, asking a node that runs.
    fn asking(&self, user: &User) -> User {
        let node = self.nodes.iter().find(|node| node.runs()).expect("a node that runs");
        user.asking(node.url())
    }

    fn chair(&self) -> User {
        self.asking(&self.cast.chair)
    }

    fn secretary(&self) -> User {
        self.asking(&self.cast.secretary)
    }

    fn lim(&self) -> User {
        self.asking(&self.cast.lim)
    }

    fn siti(&self) -> User {
        self.asking(&self.cast.siti)
    }

    fn devi(&self) -> User {
        self.asking(&self.cast.devi)
    }

    /// The power of one machine fails. Where there are two nodes, the other goes on.
    fn a_node_is_killed(&mut self) {
        self.nodes[0].kill();
        self.killed_at = now();
    }

    /// The power of all machines fails.
    fn all_are_killed(&mut self) {
        for node in &mut self.nodes {
            node.kill();
        }
        self.killed_at = now();
    }

    /// Whatever was killed starts again.
    async fn all_run_again(&mut self) {
        for node in self.nodes.iter_mut().filter(|node| !node.runs()) {
            node.start_again().await;
        }
    }

    /// The chair writes to the residents: the draft's id.
    async fn chair_writes(&self, severity: &str, more: Value) -> String {
        let place = json!({ "areaId": self.cast.area.to_string() });
        let written = json!({
            "audience": { "place": place, "roles": ["RESIDENTS"] },
            "severity": severity, "title": { "ms": "Banjir kilat" }, "body": { "ms": "Air naik." },
        });
        let input = json!({ "input": with(written, more) });
        self.chair().graphql(CREATE, input).await.ok().text_at("noticeCreate/notice/id")
    }

    /// The chair publishes what was written, and says once more that it is meant.
    async fn chair_publishes(&self, id: &str) {
        let input = json!({ "id": id, "confirmEmergency": true });
        self.chair().graphql(PUBLISH, json!({ "input": input })).await.ok();
    }

    /// The chair writes to the residents and publishes it.
    async fn chair_sends(&self, severity: &str, more: Value) -> String {
        let id = self.chair_writes(severity, more).await;
        self.chair_publishes(&id).await;
        id
    }

    /// What the chair sees of how far a notice has come.
    async fn sent(&self, id: &str) -> Value {
        self.chair().graphql(SENT, json!({ "id": id })).await.ok().at("notice").clone()
    }

    /// A few minutes pass: what waits to be tried again is due, and what a node had in hand when it
    /// was killed is for others.
    async fn minutes_pass(&self) {
        let (at, killed_at) = (now(), self.killed_at);
        let later = "due_at > $1 and (state <> 'SENDING' or updated_at <= $2)";
        let values: [Bound; 2] = [at.into(), killed_at.into()];
        let waits = format!("select 1 from delivery where {later}");
        if db::exists(self.db.read(), &waits, values.clone()).await.unwrap() {
            let sql = format!("update delivery set due_at = $1 where {later}");
            db::run(self.db.write(), &sql, values).await.unwrap();
        }
    }

    /// The time comes for which a duty of this kind is planned.
    async fn time_comes(&self, kind: &str) {
        let sql = "update duty set next_at = $1 where kind = $2 and next_at > $1";
        db::run(self.db.write(), sql, [now().into(), kind.into()]).await.unwrap();
    }

    /// The minutes pass for which an emergency waits for those who have not said that they know it;
    /// and everything that follows is done.
    async fn five_minutes_pass(&self) {
        self.time_comes("notice_insist").await;
        self.settles().await;
    }

    /// As time passes, everything that is due is done, and everything that was written leaves.
    async fn settles(&self) {
        until(async || {
            let at = now();
            let due = "select 1 from duty where next_at <= $1";
            let open = "select 1 from outbox where finished_at is null";
            let busy = db::exists(self.db.read(), due, [at.into()]).await.unwrap()
                || db::exists(self.db.read(), open, []).await.unwrap();
            if busy {
                self.minutes_pass().await;
            }
            (!busy).then_some(())
        })
        .await;
    }

    async fn number(&self, sql: &str) -> i64 {
        db::value(self.db.read(), sql, []).await.unwrap().unwrap()
    }

    async fn run(&self, sql: &str) {
        db::run(self.db.write(), sql, []).await.unwrap();
    }

    /// Every push of a notice that came to the push service, by the phone's token.
    fn pushes(&self, notice: &str) -> BTreeMap<String, Vec<Asked>> {
        let link = format!("krt://notice/{notice}");
        let mut pushes = BTreeMap::<String, Vec<Asked>>::new();
        for asked in self.push.asked() {
            if asked.message["data"]["link"] == link.as_str() {
                pushes.entry(asked.token.clone()).or_default().push(asked);
            }
        }
        pushes
    }

    /// Every phone in use shows the notice, and shows it once: whatever came twice has taken the
    /// first one's place, because both have one collapse key. Nobody else was pushed to.
    fn every_phone_shows_one(&self, notice: &str, lost: usize) {
        let pushes = self.pushes(notice);
        for token in &self.living {
            let of_it = pushes.get(token).unwrap_or_else(|| panic!("{token} was left out"));
            assert!(of_it.iter().any(|push| push.behaviour.shows()), "{token}: {of_it:?}");
        }
        assert_eq!(pushes.len(), self.living.len() + lost, "others have it too");
        let mut keys: Vec<_> = pushes.values().flatten().map(Asked::collapse_key).collect();
        keys.dedup();
        assert_eq!(keys.len(), 1, "a phone shows more than one: {keys:?}");
    }
}
