//! Nights on which the program itself is killed in the middle, as by a power cut, and goes on: once
//! on SQLite, where one node starts again on its file, and once with two nodes on PostgreSQL and
//! Redis, where the other goes on meanwhile.
//!
//! The nodes are programs of their own and go by the machine's clock, which no story can move. That
//! time passes is written into the database instead: what is due later is due now.

mod between;
mod digest;
mod flood;
mod followed;
mod meeting;
mod moved;
mod patrol;
mod stage;
mod town;
mod withdrawn;

use std::collections::BTreeMap;

use serde_json::{Value, json};
use stories::{User, push_service::Asked, with};

use self::{
    stage::set_the_stage,
    town::{Town, now},
};

const CREATE: &str = "mutation($input: NoticeCreateInput!) { noticeCreate(input: $input) { notice { id version } userErrors { code field } } }";
const PUBLISH: &str = "mutation($input: NoticePublishInput!) { noticePublish(input: $input) { notice { id status } userErrors { code field } } }";
const UPDATE: &str = "mutation($input: NoticeUpdateInput!) { noticeUpdate(input: $input) { notice { version pushRound } userErrors { code field } } }";
const KNOW: &str =
    "mutation($id: ID!) { noticeAcknowledge(input: { id: $id }) { userErrors { code } } }";
const SENT: &str = "query($id: ID!) { notice(id: $id) { status delivery { people pushed held finished } receipts { audience sent acknowledged } timeline { kind missingOnly people finishedAt } } }";

impl Town {
    /// A neighbourhood in which three residents are known by name, and so many more have phones
    /// that are in use, or that they have lost.
    async fn of(living: usize, lost: usize) -> Self {
        Self::on(move || set_the_stage(living, lost)).await
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

    /// The minutes pass for which an emergency waits for those who have not said that they know it;
    /// and everything that follows is done.
    async fn five_minutes_pass(&self) {
        self.time_comes("notice_insist").await;
        self.settles().await;
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
        for token in &self.cast.living {
            let of_it = pushes.get(token).unwrap_or_else(|| panic!("{token} was left out"));
            assert!(of_it.iter().any(|push| push.behaviour.shows()), "{token}: {of_it:?}");
        }
        assert_eq!(pushes.len(), self.cast.living.len() + lost, "others have it too");
        let mut keys: Vec<_> = pushes.values().flatten().map(Asked::collapse_key).collect();
        keys.dedup();
        assert_eq!(keys.len(), 1, "a phone shows more than one: {keys:?}");
    }
}
