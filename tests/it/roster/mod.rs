//! MySRS: months of shifts, planned fairly.

mod agreed;
mod alone;
mod availability;
mod changes;
mod dated;
mod months;
mod reasons;
mod standing;

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    community,
    identity::{self, NewPerson},
    mysrs::unit,
    policy::Role,
    shared::{
        db,
        id::{AreaId, Ids, PatrolUnitId, PersonId, ShiftTemplateId},
        language::Language,
    },
};
use serde_json::{Value, json};
use stories::{Answer, TestApp, User, with};

use crate::mysrs::{add_unit, neighbour};

pub(super) const GENERATE: &str = "mutation($input: RosterGenerateInput!) { rosterGenerate(input: $input) { roster { id month status version fullness changed shifts { id startsAt status needed seats { personId pinned duty } } problems { code found wanted shiftIds message } reliefs { rule value message } explanations { personId verdict message load { shifts } reasons { code count message } } viewerCanPublish } userErrors { code field message } } }";
pub(super) const PUBLISH: &str = "mutation($input: RosterPublishInput!) { rosterPublish(input: $input) { roster { id status version publishedAt shifts { id startsAt status seats { personId duty } } } userErrors { code field message } } }";
const PIN: &str = "mutation($input: RosterPinInput!) { rosterPin(input: $input) { roster { version } userErrors { code field } } }";
pub(super) const ASSIGN: &str = "mutation($input: ShiftAssignInput!) { shiftAssign(input: $input) { shift { id seats { personId pinned duty } } userErrors { code field message } } }";
pub(super) const CANCEL: &str = "mutation($input: ShiftCancelInput!) { shiftCancel(input: $input) { shift { id status cancelReason version } userErrors { code field } } }";
pub(super) const TEMPLATE: &str = "mutation($input: ShiftTemplateSetInput!) { shiftTemplateSet(input: $input) { shiftTemplate { id name weekdays startsAt minutes teamSize from until } userErrors { code field } } }";
pub(super) const AVAILABLE: &str = "mutation($input: AvailabilitySetInput!) { availabilitySet(input: $input) { availability { id kind from until revision } userErrors { code field } } }";
const ALONE: &str = "mutation($input: ShiftPublishInput!) { shiftPublish(input: $input) { shift { id } userErrors { code field message } } }";
const READ: &str = "query($unit: ID!, $month: String!) { roster(unitId: $unit, month: $month) { id status version shifts { id startsAt status seats { personId pinned duty } } explanations { personId } problems { code } fairness { personId load { shifts nights weekends } owesHundredths { shifts } } viewerCanPublish } }";

/// The month that is planned: on 14 March, when the stories begin, all of it lies ahead. It has four
/// Fridays and four Saturdays.
pub(super) const MONTH: &str = "2026-04";

/// A unit with its leader and volunteers who live in its area.
pub(super) struct Watch {
    pub(super) app: TestApp,
    pub(super) area: AreaId,
    pub(super) unit: PatrolUnitId,
    pub(super) leader: User,
    /// The leader first.
    pub(super) people: Vec<PersonId>,
}

impl Watch {
    /// So many people, of whom so many can lead.
    pub(super) async fn of(people: usize, leaders: usize) -> Self {
        Self::on(TestApp::start().await, ("01", "Johor"), people, leaders).await
    }

    pub(super) async fn on(
        app: TestApp,
        (code, state): (&str, &str),
        people: usize,
        leaders: usize,
    ) -> Self {
        let area = app.area_in("Taman Mutiara Rini", code, state).await;
        let unit = add_unit(&app, area).await;
        let leader = neighbour(&app, "Encik Rahim", (unit, area), true).await;
        let mut watch = Self { app, area, unit, people: vec![leader.id], leader };
        for number in 1..people {
            let person = watch.somebody(number, number < leaders).await;
            watch.people.push(person);
        }
        watch
    }

    /// A volunteer who never signs in.
    async fn somebody(&self, number: usize, can_lead: bool) -> PersonId {
        let (unit, area) = (self.unit, self.area);
        let id: PersonId = Ids::Random.mint(self.app.clock.now());
        self.app
            .arrange(async |ctx, work| {
                let person = NewPerson {
                    id,
                    phone: format!("+6013900{number:04}"),
                    display_name: format!("Peronda {number:02}"),
                    language: Language::Ms,
                    password_hash: None,
                    privacy_notice_version: "2026-01".to_owned(),
                    sample: false,
                    now: ctx.now(),
                };
                identity::add_person(work.connection(), &person).await.expect("a person");
                community::add_membership(work, ctx.mint(), id, area, ctx.now())
                    .await
                    .expect("a membership");
                unit::add_patroller(work, ctx.mint(), unit, id, false, ctx.now())
                    .await
                    .expect("a volunteer");
                let sql = "update patroller set can_lead = $2 where person_id = $1";
                db::run(work.connection(), sql, [id.into(), can_lead.into()]).await.expect("a row");
            })
            .await;
        id
    }

    /// A volunteer who signs in, beside the others.
    pub(super) async fn user(&self, name: &str) -> User {
        neighbour(&self.app, name, (self.unit, self.area), false).await
    }

    pub(super) async fn secretary(&self) -> User {
        self.app.officer_of_committee("Puan Siti", self.area, Role::Secretary).await
    }

    /// Behind the doors: a statement about one person, as `$1`.
    pub(super) async fn sql(&self, sql: &str, person: PersonId) {
        self.app
            .arrange(async |_, work| {
                db::run(work.connection(), sql, [person.into()]).await.expect("rows");
            })
            .await;
    }

    /// A recurring shift from 23:00 for four hours, with a team of three.
    pub(super) async fn nights(&self, weekdays: &[i64], more: Value) -> String {
        let id: ShiftTemplateId = Ids::Random.mint(self.app.clock.now());
        let input = json!({
            "id": id.to_string(), "unitId": self.unit.to_string(), "name": "Syif malam",
            "weekdays": weekdays, "startsAt": "23:00", "minutes": 240, "teamSize": 3,
            "from": "2026-01-01",
        });
        let set = self.leader.graphql(TEMPLATE, json!({ "input": with(input, more) })).await.ok();
        set.text_at("shiftTemplateSet/shiftTemplate/id")
    }

    pub(super) async fn generate(&self, by: &User, more: Value) -> Answer {
        let input = json!({ "unitId": self.unit.to_string(), "month": MONTH, "seed": 7 });
        by.graphql(GENERATE, json!({ "input": with(input, more) })).await
    }

    /// The month, planned and published: the answer to the publishing.
    pub(super) async fn published(&self) -> Answer {
        let planned = self.generate(&self.leader, json!({})).await.ok();
        self.publish(&planned).await.ok()
    }

    pub(super) async fn publish(&self, planned: &Answer) -> Answer {
        let roster = planned.at("rosterGenerate/roster");
        let input = json!({ "id": roster["id"], "version": roster["version"] });
        self.leader.graphql(PUBLISH, json!({ "input": input })).await
    }

    /// Publishes a shift alone, at hours of a day by UTC.
    pub(super) async fn alone(
        &self,
        day: &str,
        (from, until): (u32, u32),
        team: &[PersonId],
    ) -> Answer {
        let members: Vec<String> = team.iter().map(ToString::to_string).collect();
        let input = json!({
            "unitId": self.unit.to_string(), "startsAt": format!("{day}T{from:02}:00:00Z"),
            "endsAt": format!("{day}T{until:02}:00:00Z"), "place": "Pondok", "memberIds": members,
        });
        self.leader.graphql(ALONE, json!({ "input": input })).await
    }

    pub(super) async fn read(&self, by: &User) -> Answer {
        by.graphql(READ, json!({ "unit": self.unit.to_string(), "month": MONTH })).await.ok()
    }
}

/// Who is in which shift, by when it begins.
pub(super) fn teams(roster: &Value) -> BTreeMap<String, BTreeSet<String>> {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let shifts = roster["shifts"].as_array().expect("shifts").iter();
    let team = |shift: &Value| {
        let seats = shift["seats"].as_array().expect("seats").iter();
        seats.map(|seat| text(&seat["personId"])).collect()
    };
    shifts.map(|shift| (text(&shift["startsAt"]), team(shift))).collect()
}

/// How many shifts everybody has.
pub(super) fn loads(roster: &Value) -> BTreeMap<String, usize> {
    let mut loads = BTreeMap::new();
    for person in teams(roster).into_values().flatten() {
        *loads.entry(person).or_default() += 1;
    }
    loads
}
