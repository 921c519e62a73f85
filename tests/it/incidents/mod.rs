//! Incidents: what volunteers saw, who hears of it, and what becomes of it.

mod figures;
mod handling;
mod live;
mod referring;
mod reporting;
mod seeing;

use chrono::{DateTime, Utc};
use domain::{
    community::{self, GrantScope},
    policy::Role,
    shared::id::{AreaId, DistrictId, Ids, IncidentId, IncidentStepId, PatrolId, PatrolUnitId},
};
use serde_json::{Value, json};
use stories::{Answer, TestApp, User, with};

use crate::mysrs::{add_unit, volunteer};

/// Everything that an app shows of an incident.
pub(super) const FIELDS: &str = "id serial status statusReason severity categoryCode behaviour place peopleInvolved coordinates { latitude } reporterCoordinates { latitude } reportedBy { displayName } assignedTo { personId displayName } happenedAt receivedAt clockOffsetSeconds doubts version photos { personsVisible picture { width } } timeline(first: 50) { nodes { number kind note fromStatus toStatus person { displayName } assignedTo { displayName } changes { field before } } } referrals { id agency } viewerCanSetStatus viewerCanUpdate viewerCanNote viewerCanAssign viewerCanRefer";

/// Sends a mutation of incidents, and asks for everything.
pub(super) async fn change(user: &User, mutation: &str, input: Value) -> Answer {
    let kind = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
    let document = format!(
        "mutation($input: {kind}!) {{ {mutation}(input: $input) {{ incident {{ {FIELDS} }} userErrors {{ code field message }} }} }}"
    );
    user.graphql(&document, json!({ "input": input })).await
}

/// Reads an incident.
pub(super) async fn read(user: &User, id: &str) -> Answer {
    let document = format!("query($id: ID!) {{ incident(id: $id) {{ {FIELDS} }} }}");
    user.graphql(&document, json!({ "id": id })).await
}

/// A unit with its people, and those around it.
pub(super) struct Watch {
    pub(super) app: TestApp,
    pub(super) area: AreaId,
    pub(super) district: DistrictId,
    pub(super) unit: PatrolUnitId,
    pub(super) leader: User,
    /// Who reports.
    pub(super) devi: User,
    /// Another volunteer of the unit.
    pub(super) lim: User,
    pub(super) secretary: User,
    /// The leader of a unit elsewhere.
    pub(super) stranger: User,
}

impl Watch {
    pub(super) async fn begins() -> Self {
        Self::begins_on(TestApp::start().await).await
    }

    pub(super) async fn begins_on(app: TestApp) -> Self {
        let area = app.area("Taman Mutiara Rini").await;
        let elsewhere = app.area("Taman Melati").await;
        let district = community::area(&app.ctx(), area).await.unwrap().district_id;
        let (unit, others) = (add_unit(&app, area).await, add_unit(&app, elsewhere).await);
        let leader = volunteer(&app, "Encik Rahim", unit, true).await;
        let devi = volunteer(&app, "Puan Devi", unit, false).await;
        let lim = volunteer(&app, "Encik Lim", unit, false).await;
        let secretary = app.officer_of_committee("Puan Aishah", area, Role::Secretary).await;
        let stranger = volunteer(&app, "Encik Muthu", others, true).await;
        Self { app, area, district, unit, leader, devi, lim, secretary, stranger }
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        self.app.clock.now()
    }

    pub(super) fn mint(&self) -> String {
        Ids::Random.mint::<IncidentId>(self.now()).to_string()
    }

    pub(super) fn mint_note(&self) -> String {
        Ids::Random.mint::<IncidentStepId>(self.now()).to_string()
    }

    /// What Puan Devi saw just now.
    pub(super) fn seen(&self, more: Value) -> Value {
        let seen = json!({
            "id": self.mint(), "unitId": self.unit.to_string(), "categoryCode": "PROPERTY_THEFT",
            "severity": "MEDIUM", "behaviour": "Dua orang membuka pagar kedai dan membawa keluar kotak.",
            "place": "Kedai 12, Jalan Mutiara 3", "peopleInvolved": 2, "happenedAt": self.now(),
            "coordinates": { "latitude": 1.541, "longitude": 103.651 },
            "ownCoordinates": { "latitude": 1.54, "longitude": 103.65 }, "ownAccuracyMetres": 8.5,
        });
        with(seen, more)
    }

    /// Puan Devi reports: the incident's id.
    pub(super) async fn reported(&self, more: Value) -> String {
        let answer = change(&self.devi, "incidentReport", self.seen(more)).await.ok();
        answer.text_at("incidentReport/incident/id")
    }

    /// A patrol that somebody starts just now.
    pub(super) async fn patrol(&self, by: &User) -> String {
        let id = Ids::Random.mint::<PatrolId>(self.now()).to_string();
        self.start(by, &id).await;
        id
    }

    pub(super) async fn start(&self, by: &User, id: &str) {
        let start = "mutation($input: PatrolStartInput!) { patrolStart(input: $input) { userErrors { code } } }";
        let input = json!({ "id": id, "unitId": self.unit.to_string(), "startedAt": self.now() });
        by.graphql(start, json!({ "input": input })).await.ok();
    }

    pub(super) async fn officer(&self) -> User {
        let scope = GrantScope::District(self.district);
        self.app.officer("Puan Nor", Role::DistrictOfficer, &scope).await
    }

    pub(super) async fn police(&self) -> User {
        let scope = GrantScope::District(self.district);
        self.app.officer("Sarjan Azman", Role::PoliceLiaison, &scope).await
    }
}

/// The kinds of the steps of an incident's timeline.
pub(super) fn kinds(incident: &Value) -> Vec<&str> {
    let steps = incident["timeline"]["nodes"].as_array().expect("a timeline");
    steps.iter().map(|step| step["kind"].as_str().expect("a kind")).collect()
}
