//! Killed around the hour of a digest.

use chrono::{TimeDelta, Timelike as _};
use domain::shared::{db, id::Ids};
use sea_orm::Value as Bound;
use serde_json::json;
use stories::push_service::{Asked, Behaviour};
use uuid::Uuid;

use super::{Town, now};

const CHOOSE: &str = "mutation($input: NoticePreferenceSetInput!) { noticePreferenceSet(input: $input) { userErrors { code } } }";
const WANT: &str = "mutation($input: NoticeDigestSetInput!) { noticeDigestSet(input: $input) { userErrors { code field } } }";

impl Town {
    /// Lim has important notices without a sound, and a digest every day.
    async fn lim_wants_a_digest(&self) {
        let silent = json!({ "severity": "IMPORTANT", "choice": "SILENT" });
        self.lim().graphql(CHOOSE, json!({ "input": silent })).await.ok();
        // So that its hour does not come by itself while this is told.
        let hour = (now().hour() + 8 + 12) % 24;
        let daily = json!({ "frequency": "DAILY", "hour": hour });
        self.lim().graphql(WANT, json!({ "input": daily })).await.ok();
    }

    /// The chair writes something that rings for nobody, and it has been there for a while.
    async fn something_is_written(&self, title: &str) {
        self.chair_sends("IMPORTANT", json!({ "title": { "ms": title } })).await;
        self.settles().await;
        let sql = "update notice set published_at = $1 where published_at > $1";
        let before = now() - TimeDelta::minutes(2);
        db::run(self.db.write(), sql, [before.into()]).await.unwrap();
    }

    /// The hour of the digest comes; whatever the last minutes brought is gathered, also once more.
    async fn the_hour_comes(&self) {
        let (at, before) = (now(), now() - TimeDelta::minutes(5));
        let sql = "update notice_digest set next_at = $1, gathered_until = \
                   case when gathered_until is null then null else $2 end";
        let values: [Bound; 2] = [at.into(), before.into()];
        db::run(self.db.write(), sql, values).await.unwrap();
        let sql = "insert into duty (id, kind, subject, due_at, next_at) \
                   values ($1, 'notice_digest', $2, $3, $3)";
        let id: Uuid = Ids::Random.mint(at);
        let values: [Bound; 3] = [id.into(), Uuid::nil().into(), at.into()];
        db::run(self.db.write(), sql, values).await.unwrap();
    }

    /// The digests that came to Lim's phone.
    fn digests(&self) -> Vec<Asked> {
        let asked = self.push.asked().into_iter();
        asked.filter(|one| one.message["data"]["link"] == "krt://notices").collect()
    }
}

#[tokio::test]
async fn a_digest_comes_once_wherever_around_its_hour_all_nodes_are_killed() {
    let mut town = Town::of(0, 0).await;
    town.lim_wants_a_digest().await;
    let number = "select number from notice_digest";

    // Before anything of it is written: it is due when they start again.
    town.something_is_written("Senyap satu").await;
    town.all_are_killed();
    town.the_hour_comes().await;
    town.all_run_again().await;
    town.settles().await;
    assert_eq!((town.digests().len(), town.number(number).await), (1, 1));

    // When it is written, and before it is one for the phone: without this table nobody is sent to.
    town.something_is_written("Senyap dua").await;
    town.run("alter table delivery rename to elsewhere").await;
    town.the_hour_comes().await;
    town.sees("select count(*) from outbox where expand_at is not null").await;
    town.all_are_killed();
    town.run("alter table elsewhere rename to delivery").await;
    assert_eq!((town.digests().len(), town.number(number).await), (1, 2));
    town.all_run_again().await;
    town.settles().await;
    assert_eq!(town.digests().len(), 2);

    // When the phone has it, and before the answer has come: the second takes the first one's place.
    town.something_is_written("Senyap tiga").await;
    town.push.will_always(Behaviour::Hold);
    let before = town.push.asked().len();
    town.the_hour_comes().await;
    town.push.asked_times(before + 1).await;
    town.all_are_killed();
    town.push.will_always(Behaviour::Take);
    town.all_run_again().await;
    town.settles().await;
    assert_eq!((town.digests().len(), town.number(number).await), (4, 3));

    // At that very moment.
    town.something_is_written("Senyap empat").await;
    let before = town.digests().len();
    town.the_hour_comes().await;
    town.all_are_killed();
    town.all_run_again().await;
    town.settles().await;
    let came = town.digests();
    // Once more when the node had sent it and heard no answer.
    assert!((1..=2).contains(&(came.len() - before)), "{came:?}");
    assert_eq!(town.number(number).await, 4);
    assert!(
        came.last().unwrap().message["notification"]["body"].as_str().unwrap().contains("empat")
    );
    let mut keys: Vec<_> = came.iter().map(Asked::collapse_key).collect();
    keys.dedup();
    assert_eq!(keys.len(), 1, "a phone shows more than one: {keys:?}");
}
