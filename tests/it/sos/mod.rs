//! Calls for help from patrol.

mod again;
mod expired;
mod left;
mod night;
mod odd;
mod rights;
mod unanswered;
mod unheard;

use api::config::Config;
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    policy::Role,
    shared::{
        db,
        id::{AreaId, Ids, PatrolId, PatrolUnitId},
    },
};
use serde_json::{Value, json};
use stories::{Answer, TestApp, User, push_service::PushService, socket::Socket};

use crate::mysrs::{add_unit, volunteer};

pub(super) const SOS: &str = "id serial status note outcome rounds version caller { displayName } coordinates { latitude longitude } told { toldAs person { displayName } } responders { stage eta person { displayName } } timeline { kind said people by { displayName } } viewerCanAcknowledge viewerCanCancel viewerCanResolve";
const ACKNOWLEDGE: &str = "mutation($input: SosAcknowledgeInput!) { sosAcknowledge(input: $input) { sos { status responders { stage eta person { displayName } } coordinates { latitude } } userErrors { code field } } }";
const RESOLVE: &str = "mutation($input: SosResolveInput!) { sosResolve(input: $input) { sos { status outcome } userErrors { code field } } }";
const START: &str = "mutation($input: PatrolStartInput!) { patrolStart(input: $input) { patrol { id } userErrors { code field } } }";

/// A unit with its leader and three volunteers, its area's chair and treasurer, a resident, and the
/// volunteer of another unit. Leader, chair and two volunteers have the app on their phones.
pub(super) struct Watch {
    pub(super) app: TestApp,
    pub(super) push: PushService,
    pub(super) area: AreaId,
    pub(super) unit: PatrolUnitId,
    pub(super) leader: User,
    pub(super) devi: User,
    pub(super) lim: User,
    pub(super) siti: User,
    pub(super) chair: User,
    pub(super) treasurer: User,
    pub(super) resident: User,
    pub(super) stranger: User,
}

impl Watch {
    pub(super) async fn begins() -> Self {
        Self::begins_with(|_| {}).await
    }

    /// The same on a node with other settings.
    pub(super) async fn begins_with(change: impl FnOnce(&mut Config)) -> Self {
        let (app, push) = TestApp::start_with_push(change).await;
        let area = app.area("Taman Mutiara Rini").await;
        let elsewhere = app.area("Taman Melati").await;
        let (unit, others) = (add_unit(&app, area).await, add_unit(&app, elsewhere).await);
        let leader = volunteer(&app, "Encik Rahim", unit, true).await;
        let devi = volunteer(&app, "Puan Devi", unit, false).await;
        let lim = volunteer(&app, "Encik Lim", unit, false).await;
        let siti = volunteer(&app, "Puan Siti", unit, false).await;
        let chair = app.officer_of_committee("Puan Aminah", area, Role::Chair).await;
        let treasurer = app.officer_of_committee("Encik Tan", area, Role::Treasurer).await;
        let resident = app.resident("Encik Ali", area).await;
        let stranger = volunteer(&app, "Encik Muthu", others, true).await;
        for (user, token) in
            [(&leader, "leader-1"), (&devi, "devi-1"), (&lim, "lim-1"), (&chair, "chair-1")]
        {
            user.has_phone(token, ("MYSRS", "EN")).await;
        }
        Self {
            app,
            push,
            area,
            unit,
            leader,
            devi,
            lim,
            siti,
            chair,
            treasurer,
            resident,
            stranger,
        }
    }

    /// Another node, where there can be two.
    pub(super) async fn second(&self) -> Option<TestApp> {
        match self.app.database.redis {
            Some(_) => {
                let settings = self.push.settings();
                Some(self.app.beside_with(|config| config.push = Some(settings)).await)
            }
            None => None,
        }
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        self.app.clock.now()
    }

    /// Lets time pass; every phone but Puan Devi's refreshes its token.
    pub(super) async fn passes(&mut self, by: TimeDelta) {
        self.app.advance(by);
        for user in [
            &mut self.leader,
            &mut self.lim,
            &mut self.siti,
            &mut self.chair,
            &mut self.treasurer,
            &mut self.resident,
            &mut self.stranger,
        ] {
            user.refresh().await;
        }
    }

    /// A patrol of these people that begins now.
    pub(super) async fn patrol(&self, by: &User, present: &[&User]) -> PatrolId {
        let id: PatrolId = Ids::Random.mint(self.now());
        let present: Vec<String> = present.iter().map(|user| user.id.to_string()).collect();
        let input = json!({ "id": id.to_string(), "unitId": self.unit.to_string(), "startedAt": self.now(), "presentIds": present });
        by.graphql(START, json!({ "input": input })).await.ok();
        id
    }

    /// Waits until everything that is due now is done, and everything that was written has left.
    pub(super) async fn settles(&self) {
        self.app.settles().await;
    }

    /// The phones on which it rang for a call, or something was said about it; sorted.
    pub(super) fn phones(&self, id: &str) -> Vec<String> {
        let link = format!("krt://sos/{id}");
        self.push.phones(&link)
    }

    /// What a phone was told last about a call.
    pub(super) fn last_said(&self, id: &str, phone: &str) -> String {
        let link = format!("krt://sos/{id}");
        let asked = self.push.asked();
        let of_it = |one: &&stories::push_service::Asked| {
            one.token == phone && one.message["data"]["link"] == link.as_str()
        };
        let last = asked.iter().rev().find(of_it).expect("something was said");
        last.message["notification"]["body"].as_str().unwrap_or_default().to_owned()
    }

    /// How many rings are planned.
    pub(super) async fn planned(&self) -> i64 {
        let sql = "select count(*) from duty where kind = 'sos_ring'";
        db::value(self.app.house.tools.db.write(), sql, []).await.unwrap().unwrap()
    }
}

/// Presses the button.
pub(super) async fn call(user: &User, body: &Value) -> Answer {
    user.post("/v1/sos", body).await
}

/// Presses the button, and tells the call's id.
pub(super) async fn calls(user: &User, body: &Value) -> String {
    let answer = call(user, body).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.body["id"].as_str().expect("an id").to_owned()
}

pub(super) async fn acknowledge(user: &User, id: &str, stage: &str, eta: Option<&str>) -> Answer {
    let input = json!({ "id": id, "stage": stage, "eta": eta });
    user.graphql(ACKNOWLEDGE, json!({ "input": input })).await
}

pub(super) async fn resolve(user: &User, id: &str, outcome: &str) -> Answer {
    user.graphql(RESOLVE, json!({ "input": { "id": id, "outcome": outcome } })).await
}

/// A call as somebody sees it.
pub(super) async fn read(user: &User, id: &str) -> Answer {
    user.graphql(&format!("query($id: ID!) {{ sos(id: $id) {{ {SOS} }} }}"), json!({ "id": id }))
        .await
}

/// Follows the calls of a unit.
pub(super) async fn follow(user: &User, unit: PatrolUnitId) -> Socket {
    let fields = "id status version coordinates { latitude } caller { displayName } responders { stage eta person { displayName } }";
    let document = format!("subscription {{ sosChanged(unitId: \"{unit}\") {{ {fields} }} }}");
    Socket::subscribe(user, &document).await
}

/// Follows the calls of a unit from a phone that comes back: it is told first of those that go on.
pub(super) async fn follow_late(user: &User, unit: PatrolUnitId) -> Socket {
    let mut socket = Socket::open(user).await;
    let query = format!(
        "subscription {{ sosChanged(unitId: \"{unit}\") {{ id status coordinates {{ latitude }} caller {{ displayName }} responders {{ stage }} }} }}"
    );
    let payload = json!({ "query": query });
    socket.send(&json!({ "id": "1", "type": "subscribe", "payload": payload })).await;
    socket
}

/// What is told next that is so; what comes before is passed over, as a phone does that shows the
/// newest.
pub(super) async fn told(socket: &mut Socket, is_so: impl Fn(&Value) -> bool) -> Value {
    loop {
        let message = socket.next().await.expect("a message");
        if message["id"] != "1" {
            continue;
        }
        assert_eq!(message["type"], "next", "{message}");
        let sos = message["payload"]["data"]["sosChanged"].clone();
        if is_so(&sos) {
            return sos;
        }
    }
}

/// The kinds of the steps of a call.
pub(super) fn kinds(answer: &Answer) -> Vec<String> {
    let steps = answer.at("sos/timeline").as_array().expect("a timeline");
    steps.iter().map(|step| step["kind"].as_str().expect("a kind").to_owned()).collect()
}

/// The SMS about a call for help that came to somebody.
pub(super) async fn texts(user: &User) -> Vec<String> {
    let mut texts = user.messages_to(&user.phone).await;
    texts.retain(|text| text.starts_with("KRT SOS!"));
    texts
}
