//! Watching over shifts and patrols: what is amiss is told once to those who can act, and that all is
//! well to all of them.

mod late;
mod lone;
mod missed;
mod nodes;
mod overdue;
mod past;
mod pause;
mod quiet;
mod setting;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    policy::Role,
    shared::{
        db,
        id::{AreaId, CheckInId, Ids, PatrolId, PatrolUnitId, PersonId},
        scheduler,
    },
};
use serde_json::{Value, json};
use stories::{Answer, TestApp, User, push_service::PushService, until, with};

use crate::mysrs;

const PUBLISH: &str = "mutation($input: ShiftPublishInput!) { shiftPublish(input: $input) { shift { id } userErrors { code field } } }";
const START: &str = "mutation($input: PatrolStartInput!) { patrolStart(input: $input) { patrol { id } userErrors { code field } } }";
const CHECK_IN: &str = "mutation($input: CheckInRecordInput!) { checkInRecord(input: $input) { results { outcome } userErrors { code } } }";
const END: &str = "mutation($input: PatrolEndInput!) { patrolEnd(input: $input) { patrol { status } userErrors { code } } }";
const SET: &str = "mutation($input: UnitSettingUpdateInput!) { unitSettingUpdate(input: $input) { unit { setting { version noSignalArea escalateMinutes swapNeedsApproval quiet { enabled minutes ownMinutes } lone { enabled minutes ownMinutes } } } userErrors { code field } } }";
const ALERTS: &str = "query($id: ID!, $open: Boolean!) { patrolUnit(id: $id) { viewerCanSetSetting alerts(openOnly: $open) { nodes { id kind state missedCheckpoints since raisedAt toldAt escalatedAt healedAt closedAt patrol { id } shift { id } person { displayName } checkpoint { name } } } } }";

/// A unit with its leader and two volunteers, its area's secretary, and the leader of another unit;
/// each has a phone with the app. A third volunteer has none.
struct Watch {
    app: TestApp,
    push: PushService,
    area: AreaId,
    unit: PatrolUnitId,
    leader: User,
    devi: User,
    lim: User,
    siti: PersonId,
    secretary: User,
    stranger: User,
}

impl Watch {
    async fn begins() -> Self {
        let (app, push) = TestApp::start_with_push(|_| {}).await;
        let area = app.area("Taman Mutiara Rini").await;
        let away = app.area("Taman Melati").await;
        let unit = mysrs::add_unit(&app, area).await;
        let elsewhere = mysrs::add_unit(&app, away).await;
        let leader = mysrs::neighbour(&app, "Encik Rahim", (unit, area), true).await;
        let devi = mysrs::neighbour(&app, "Puan Devi", (unit, area), false).await;
        let lim = mysrs::neighbour(&app, "Encik Lim", (unit, area), false).await;
        let siti = mysrs::neighbour(&app, "Puan Siti", (unit, area), false).await.id;
        mysrs::can_lead(&app, devi.id).await;
        let secretary = app.officer_of_committee("Puan Aishah", area, Role::Secretary).await;
        let stranger = mysrs::volunteer(&app, "Encik Muthu", elsewhere, true).await;
        for (user, token) in [
            (&leader, "rahim"),
            (&devi, "devi"),
            (&lim, "lim"),
            (&secretary, "aishah"),
            (&stranger, "muthu"),
        ] {
            user.has_phone(token, ("MYSRS", "EN")).await;
        }
        Self { app, push, area, unit, leader, devi, lim, siti, secretary, stranger }
    }

    fn now(&self) -> DateTime<Utc> {
        self.app.clock.now()
    }

    fn mint<Id: From<uuid::Uuid>>(&self) -> Id {
        Ids::Random.mint(self.now())
    }

    /// Lets so many minutes pass; what is due then is done, and the phones refresh their tokens.
    async fn passes(&mut self, minutes: i64) {
        self.app.advance(TimeDelta::minutes(minutes));
        settled(&self.app).await;
        let users = [
            &mut self.leader,
            &mut self.devi,
            &mut self.lim,
            &mut self.secretary,
            &mut self.stranger,
        ];
        for user in users {
            user.refresh().await;
        }
    }

    /// Publishes a shift of Puan Devi, Encik Lim and Puan Siti that begins in so many minutes and lasts
    /// three hours.
    async fn shift(&self, minutes: i64) -> String {
        self.shift_of(&[self.devi.id, self.lim.id, self.siti], minutes).await
    }

    /// The same of three others, who have no phones.
    async fn shift_of_others(&self, minutes: i64) -> String {
        let mut team = Vec::new();
        for name in ["Encik Osman", "Puan Mei", "Encik Raju"] {
            let place = (self.unit, self.area);
            team.push(mysrs::neighbour(&self.app, name, place, false).await.id);
        }
        mysrs::can_lead(&self.app, team[0]).await;
        self.shift_of(&team, minutes).await
    }

    async fn shift_of(&self, team: &[PersonId], minutes: i64) -> String {
        let members: Vec<String> = team.iter().map(ToString::to_string).collect();
        let starts_at = self.now() + TimeDelta::minutes(minutes);
        let input = json!({
            "unitId": self.unit.to_string(), "startsAt": starts_at, "place": "Pondok pengawal",
            "endsAt": starts_at + TimeDelta::hours(3),
            "memberIds": members,
        });
        ask(&self.leader, PUBLISH, input).await.ok().text_at("shiftPublish/shift/id")
    }

    /// Puan Devi starts a patrol now, with more said about it.
    async fn patrol(&self, more: Value) -> PatrolId {
        let id: PatrolId = self.mint();
        let input = json!({ "id": id.to_string(), "unitId": self.unit.to_string(), "startedAt": self.now() });
        ask(&self.devi, START, with(input, more)).await.ok();
        id
    }

    /// A patrol of Puan Devi and Encik Lim.
    async fn patrol_of_two(&self) -> PatrolId {
        self.patrol(json!({ "presentIds": [self.lim.id.to_string()] })).await
    }

    /// Somebody checks in, with more said about it.
    async fn check_in(&self, user: &User, patrol: PatrolId, more: Value) {
        let id: CheckInId = self.mint();
        let item = with(json!({ "id": id.to_string(), "recordedAt": self.now() }), more);
        let input = json!({ "patrolId": patrol.to_string(), "checkIns": [item] });
        let answer = ask(user, CHECK_IN, input).await.ok();
        assert_eq!(answer.at("checkInRecord/results/0/outcome"), "APPLIED", "{}", answer.text);
    }

    async fn end(&self, user: &User, patrol: PatrolId) {
        ask(user, END, json!({ "id": patrol.to_string(), "endedAt": self.now() })).await.ok();
    }

    /// The unit's alerts, the latest first, as one of these sees them.
    async fn alerts(&self, user: &User) -> Vec<Value> {
        let answer = user.graphql(ALERTS, alerts_of(self, false)).await.ok();
        answer.at("patrolUnit/alerts/nodes").as_array().expect("a list").clone()
    }

    /// The kinds of the alerts with how they stand, the latest first.
    async fn stand(&self) -> Vec<String> {
        let alerts = self.alerts(&self.leader).await;
        let text = |alert: &Value, field: &str| alert[field].as_str().expect("a text").to_owned();
        let said = alerts.iter().map(|one| format!("{} {}", text(one, "kind"), text(one, "state")));
        said.collect()
    }

    /// What has been pushed to a phone so far, the oldest first.
    fn pushed(&self, token: &str) -> Vec<String> {
        let asked = self.push.asked().into_iter().filter(|one| one.token == token);
        let body = |message: &Value| message["notification"]["body"].as_str().map(str::to_owned);
        asked.filter_map(|one| body(&one.message)).collect()
    }

    /// Waits until so much has been pushed to each of these phones, and tells the last of it.
    async fn told(&self, tokens: &[&str], times: usize) -> Vec<String> {
        let mut last = Vec::new();
        for token in tokens {
            let pushed = until(async || {
                let pushed = self.pushed(token);
                (pushed.len() >= times).then_some(pushed)
            })
            .await;
            assert_eq!(pushed.len(), times, "{token}: {pushed:?}");
            last.extend(pushed.into_iter().last());
        }
        last
    }
}

async fn ask(user: &User, document: &str, input: Value) -> Answer {
    user.graphql(document, json!({ "input": input })).await
}

/// What the query for alerts asks for.
fn alerts_of(watch: &Watch, open: bool) -> Value {
    json!({ "id": watch.unit.to_string(), "open": open })
}

/// Does everything of the watch that is due, or waits until the node's own worker has.
async fn settled(app: &TestApp) {
    scheduler::round(&app.ctx()).await.expect("what is due is done");
    let sql = "select 1 from duty where next_at <= $1 \
               and kind in ('shift_late', 'patrol_watch', 'alert_escalate')";
    until(async || {
        let database = app.house.tools.db.write();
        let due = db::exists(database, sql, [app.clock.now().into()]).await.expect("an answer");
        (!due).then_some(())
    })
    .await;
}
