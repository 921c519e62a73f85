//! SOS at ten past three.

use domain::shared::{db, id::PatrolId};
use serde_json::{Value, json};
use stories::{
    User, is_production,
    push_service::{Asked, Behaviour},
};

use super::{Team, Town, mint, now};
use crate::sos::{acknowledge, follow, follow_late, kinds, read, resolve, told};

impl Town<Team> {
    /// Puan Devi's phone, whose token has expired.
    fn asleep(&self) -> User {
        self.asking(&self.cast.devi_asleep)
    }

    fn siti(&self) -> User {
        self.asking(&self.cast.siti)
    }

    /// She and Encik Lim are on patrol; it rings again only when this is told.
    async fn is_out(&self) {
        let sql = "insert into sos_rule (effective_from, repeat_seconds, most_rounds, \
                   text_after_rounds, source) values ($1, 900, 20, 2, 'a story')";
        db::run(self.db.write(), sql, [now().into()]).await.unwrap();
        let patrol: PatrolId = mint();
        let devi = json!({ "presentIds": [self.cast.devi.id.to_string()] });
        self.begins(&self.lim(), patrol, now(), devi).await;
    }

    /// Every push about a call.
    fn pushes_of(&self, id: &str) -> Vec<Asked> {
        let link = format!("krt://sos/{id}");
        let asked = self.push.asked().into_iter();
        asked.filter(|one| one.message["data"]["link"] == link.as_str()).collect()
    }

    /// On which phones it rang how often.
    fn rung(&self, id: &str) -> Vec<(String, usize)> {
        let pushes = self.pushes_of(id);
        let often = |token: &str| pushes.iter().filter(|push| push.token == token).count();
        ["chair", "devi", "leader", "lim"].map(|token| (token.to_owned(), often(token))).to_vec()
    }

    /// The numbers that were told by SMS of a call for help.
    fn texted(&self) -> Vec<String> {
        let asked = self.sms.asked().into_iter();
        let mut numbers: Vec<String> =
            asked.filter(|sms| sms.text.starts_with("KRT SOS!")).map(|sms| sms.to).collect();
        numbers.sort();
        numbers
    }

    async fn rings_planned(&self) -> i64 {
        self.number("select count(*) from duty where kind = 'sos_ring'").await
    }
}

/// So often it rang on the phones of the chair, the caller, the leader and Encik Lim.
fn often(times: [usize; 4]) -> Vec<(String, usize)> {
    let tokens = ["chair", "devi", "leader", "lim"].map(str::to_owned);
    tokens.into_iter().zip(times).collect()
}

#[tokio::test]
async fn sos_at_0310_rings_until_somebody_comes_though_nodes_are_killed_from_the_first_answer_on() {
    let mut town = Town::patrolling().await;
    town.is_out().await;
    let id = town.devi_calls_and_the_node_is_killed().await;
    town.responders_alone_see_where_she_is(&id).await;
    town.rings_until_somebody_answers(&id).await;
    town.lim_comes(&id).await;
    town.it_is_over(&id).await;
}

#[tokio::test]
async fn a_false_alarm_is_taken_back_once_though_all_nodes_are_killed_around_it() {
    let mut town = Town::patrolling().await;
    town.is_out().await;
    let call = town.asleep().post("/v1/sos", &json!({})).await;
    assert_eq!(call.status, 201, "{}", call.text);
    let id = call.body["id"].as_str().unwrap().to_owned();
    town.all_are_killed();
    town.goes_on_after_the_kill().await;
    let cancel = format!("/v1/sos/{id}/cancel");
    for _ in 0..2 {
        let cancelled = town.asleep().post(&cancel, &json!({ "reason": "Tertekan" })).await;
        assert_eq!(
            cancelled.body,
            json!({ "id": id, "status": "CANCELLED" }),
            "{}",
            cancelled.text
        );
        town.all_are_killed();
        town.goes_on_after_the_kill().await;
    }
    assert_eq!(town.rings_planned().await, 0);
    // Each of those who were told hears on the same place of their phone that it was none.
    for (token, often) in town.rung(&id) {
        assert_eq!(often > 1, token != "devi", "{token} {often}");
    }
    let seen = read(&town.lim(), &id).await.ok();
    assert_eq!(kinds(&seen), ["RAISED", "CANCELLED"]);
    assert_eq!(seen.at("sos/outcome"), "Tertekan");
}

impl Town<Team> {
    /// She presses the button: no position, and a token that opens no other door. The node that took it
    /// is killed right after its answer, and all are before a single push has left; her call's id.
    async fn devi_calls_and_the_node_is_killed(&mut self) -> String {
        assert_eq!(self.asleep().ask("{ viewer { id } }").await.code(), "TOKEN_EXPIRED");
        let unit = self.cast.unit;
        // Where there is another node the leader's phone is connected to that one.
        let elsewhere = self.asking_the_last(&self.cast.leader);
        let mut live = if is_production() { Some(follow(&elsewhere, unit).await) } else { None };
        self.push.give_no_access(true);
        let answer = self.asleep().post("/v1/sos", &json!({})).await;
        self.a_node_is_killed();
        assert_eq!(answer.status, 201, "{}", answer.text);
        assert_eq!(answer.body["emergencyNumber"], "999");
        let as_what = json!([
            { "name": "Encik Lim", "toldAs": "TEAM" },
            { "name": "Encik Rahim", "toldAs": "LEADER" },
            { "name": "Puan Aminah", "toldAs": "COMMITTEE" },
        ]);
        assert_eq!(answer.body["told"], as_what);
        let id = answer.body["id"].as_str().unwrap().to_owned();
        if let Some(live) = &mut live {
            let heard = told(live, |_| true).await;
            assert_eq!((&heard["id"], &heard["status"]), (&json!(id), &json!("OPEN")));
        }
        self.all_are_killed();
        assert_eq!(self.rung(&id), often([0; 4]));
        self.push.give_no_access(false);
        self.goes_on_after_the_kill().await;
        assert_eq!(self.rung(&id), often([1, 0, 1, 1]));
        // Her phone presses once more for her: it is the same call.
        let again = self.asleep().post("/v1/sos", &json!({ "id": id })).await;
        assert_eq!((again.status.as_u16(), &again.body["id"]), (200, &json!(id)));
        id
    }

    /// A phone that connects anew hears of the call first, and then where she is; who is not of those
    /// who were told sees the call, and not the place.
    async fn responders_alone_see_where_she_is(&self, id: &str) {
        let mut lim = follow_late(&self.lim(), self.cast.unit).await;
        let heard = told(&mut lim, |_| true).await;
        assert_eq!((&heard["id"], &heard["coordinates"]), (&json!(id), &Value::Null));
        assert_eq!(heard["caller"]["displayName"], "Puan Devi");
        let there = json!({ "latitude": 1.55, "longitude": 103.66 });
        let kept = self.asleep().post(&format!("/v1/sos/{id}/position"), &there).await;
        assert_eq!(kept.body, json!({ "kept": true, "open": true }), "{}", kept.text);
        told(&mut lim, |sos| sos["coordinates"]["latitude"] == 1.55).await;
        let treasurer = self.asking(&self.cast.treasurer);
        for user in [self.siti(), treasurer] {
            let seen = read(&user, id).await.ok();
            assert_eq!(seen.at("sos/coordinates"), &Value::Null, "{}", seen.text);
        }
    }

    /// Nobody is awake. All nodes are killed when every phone rings a second time and nobody has heard
    /// the push service's answer; at the third time the leader and the chair are told by SMS.
    async fn rings_until_somebody_answers(&mut self, id: &str) {
        self.push.will_always(Behaviour::Hold);
        let before = self.push.asked().len();
        self.time_comes("sos_ring").await;
        self.push.asked_times(before + 3).await;
        self.all_are_killed();
        self.push.will_always(Behaviour::Take);
        self.goes_on_after_the_kill().await;
        assert_eq!(self.rung(id), often([3, 0, 3, 3]), "once more, as nobody heard an answer");
        let mut keys: Vec<String> = self.pushes_of(id).iter().map(Asked::collapse_key).collect();
        keys.dedup();
        assert_eq!(keys.len(), 1, "a phone shows more than one: {keys:?}");
        assert_eq!(self.texted(), Vec::<String>::new());

        self.all_are_killed();
        self.time_comes("sos_ring").await;
        self.goes_on_after_the_kill().await;
        assert_eq!(self.rung(id), often([4, 0, 4, 4]));
        let mut both = [&self.cast.leader, &self.cast.chair].map(|user| user.phone.clone());
        both.sort();
        assert_eq!(self.texted(), both);
    }

    /// Encik Lim comes: a node is killed right after he has heard that it is known, and he says it again.
    async fn lim_comes(&mut self, id: &str) {
        for _ in 0..2 {
            let coming = acknowledge(&self.lim(), id, "COMING", Some("2 minit")).await.ok();
            assert_eq!(coming.at("sosAcknowledge/sos/status"), "ANSWERED");
            self.a_node_is_killed();
            self.goes_on_after_the_kill().await;
        }
        assert_eq!(self.rings_planned().await, 0);
        let mut leader = follow_late(&self.leader(), self.cast.unit).await;
        let heard = told(&mut leader, |_| true).await;
        assert_eq!(
            (&heard["status"], &heard["responders"][0]["stage"]),
            (&json!("ANSWERED"), &json!("COMING"))
        );
        let rung = self.rung(id);
        assert!(rung[1].1 > 0, "the caller hears that somebody comes: {rung:?}");
        self.settles().await;
        assert_eq!(self.rung(id), rung, "it rings no more");
    }

    /// He is there, and says how it ended; all nodes are killed after that.
    async fn it_is_over(&mut self, id: &str) {
        acknowledge(&self.lim(), id, "AT_SCENE", None).await.ok();
        for _ in 0..2 {
            let over = resolve(&self.lim(), id, "Selamat; polis dipanggil.").await.ok();
            assert_eq!(over.at("sosResolve/sos/status"), "RESOLVED");
            self.all_are_killed();
            self.goes_on_after_the_kill().await;
        }
        let there = json!({ "latitude": 1.58, "longitude": 103.66 });
        let late = self.asleep().post(&format!("/v1/sos/{id}/position"), &there).await;
        assert_eq!((&late.body["kept"], &late.body["open"]), (&json!(false), &json!(false)));
        let seen = read(&self.leader(), id).await.ok();
        let steps = ["RAISED", "RUNG", "RUNG", "TEXTED", "COMING", "AT_SCENE", "RESOLVED"];
        assert_eq!(kinds(&seen), steps);
        assert_eq!(seen.at("sos/timeline/3/people"), 2);
        assert_eq!(seen.at("sos/outcome"), "Selamat; polis dipanggil.");
    }
}
