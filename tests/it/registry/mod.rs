//! The registry of patrol units: from a committee's draft to the first patrol, and what becomes of a
//! unit afterwards.

mod chain;
mod due;
mod ending;
mod members;

use domain::{
    community::GrantScope,
    identity::{self, NewPerson},
    policy::{Place, Role},
    shared::{
        id::{AreaId, Ids, UnitApplicationId},
        language::Language,
    },
};
use serde_json::{Value, json};
use stories::{Answer, PASSWORD, TestApp, User};

const APPLICATION: &str = "id status desk version name meetingPlace coverage minutes { number date text } \
    leaderId dueAt completedAt overdue viewerCanEdit viewerCanDecide unit { id } \
    members { personId displayName answer } missing { code field } \
    steps { deed desk fromStatus toStatus displayName reason late }";

/// A story's answer to a mutation of the registry.
pub(super) async fn change(user: &User, mutation: &str, input: Value) -> Answer {
    let (kind, selection) = match mutation {
        "patrollerAdd" | "patrollerAccept" | "patrolUnitMemberAccept" => {
            ("consent", "personId displayName answer".to_owned())
        }
        "patrollerLeave" | "patrollerEnd" => ("strength", "eligible least below".to_owned()),
        "patrolUnitStatusSet" | "patrolUnitLeaderSet" => {
            ("unit", "id status statusReason version patrollers { personId leads }".to_owned())
        }
        _ => ("application", APPLICATION.to_owned()),
    };
    let name = format!("{}{}", mutation[..1].to_uppercase(), &mutation[1..]);
    let document = format!(
        "mutation($input: {name}Input!) {{ {mutation}(input: $input) {{ {kind} {{ {selection} }} \
         userErrors {{ code field message }} clientMutationId }} }}"
    );
    user.graphql(&document, json!({ "input": input })).await
}

/// An area with its committee, its residents, and the officers above it.
pub(super) struct Registry {
    pub(super) app: TestApp,
    pub(super) area: AreaId,
    pub(super) secretary: User,
    pub(super) chair: User,
    pub(super) ppd: User,
    pub(super) ppn: User,
    pub(super) hq: User,
    /// A district officer of another district.
    pub(super) elsewhere: User,
    pub(super) residents: Vec<User>,
}

/// So many residents with accounts. Their phones are not asked for a code one by one.
async fn live_there(app: &TestApp, area: AreaId, count: usize) -> Vec<User> {
    let hash = app.house.identity.hash_password(PASSWORD).await.expect("a hash");
    let mut users = Vec::with_capacity(count);
    for number in 0..count {
        let mut user = User::anonymous(&app.url);
        user.phone = format!("+6013{:07}", 5_000_000 + number);
        user.id = Ids::Random.mint(app.clock.now());
        let person = NewPerson {
            id: user.id,
            phone: user.phone.clone(),
            display_name: format!("Jiran {number:02}"),
            language: Language::Ms,
            password_hash: Some(hash.clone()),
            privacy_notice_version: "2026-01".to_owned(),
            sample: false,
            now: app.clock.now(),
        };
        app.arrange(async |_, work| {
            identity::add_person(work.connection(), &person).await.expect("a person");
        })
        .await;
        app.join(user.id, area).await;
        user.sign_in_again().await;
        users.push(user);
    }
    users
}

async fn place(app: &TestApp, area: AreaId) -> Place {
    domain::community::place_of_area(&app.ctx(), area).await.expect("a place")
}

impl Registry {
    /// Opens with so many residents.
    pub(super) async fn with(residents: usize) -> Self {
        let app = TestApp::start().await;
        let area = app.area("Taman Mutiara Rini").await;
        let other = app.area_in("Taman Jauh", "08", "Perak").await;
        let (here, there) = (place(&app, area).await, place(&app, other).await);
        let district = |place: &Place| GrantScope::District(place.district.expect("a district"));
        let secretary = app.officer_of_committee("Puan Aishah", area, Role::Secretary).await;
        let chair = app.officer_of_committee("Tuan Haji Rosli", area, Role::Chair).await;
        let ppd = app.officer("Puan Norazlina", Role::DistrictOfficer, &district(&here)).await;
        let state = GrantScope::State(here.state.clone().expect("a state"));
        let ppn = app.officer("Encik Ahmad Fauzi", Role::StateOfficer, &state).await;
        let hq = app.officer("Puan Chong", Role::HqOfficer, &GrantScope::Nation).await;
        let elsewhere = app.officer("Encik Jauh", Role::DistrictOfficer, &district(&there)).await;
        let people = live_there(&app, area, residents).await;
        Self { app, area, secretary, chair, ppd, ppn, hq, elsewhere, residents: people }
    }

    /// Everybody but the residents gets a fresh token: after time has passed.
    pub(super) async fn refresh(&mut self) {
        let officers = [&mut self.ppd, &mut self.ppn, &mut self.hq, &mut self.elsewhere];
        for user in officers.into_iter().chain([&mut self.secretary, &mut self.chair]) {
            user.refresh().await;
        }
    }

    /// A whole application that names these residents, the first as leader.
    pub(super) fn whole(&self, members: &[User]) -> Value {
        let line =
            json!([[103.65, 1.54], [103.66, 1.54], [103.66, 1.55], [103.65, 1.55], [103.65, 1.54]]);
        let ids: Vec<String> = members.iter().map(|member| member.id.to_string()).collect();
        json!({
            "areaId": self.area.to_string(), "name": "SRS Mutiara Rini",
            "meetingPlace": "Pondok pengawal",
            "coverage": { "type": "Polygon", "coordinates": [line] },
            "minutes": { "number": "3/2026", "date": "2026-03-01", "text": "Bersetuju menubuhkan SRS." },
            "memberIds": ids, "leaderId": ids.first(),
        })
    }

    /// Says yes for each of these, as grown-ups.
    pub(super) async fn accept(&self, application: &str, members: &[User]) {
        for member in members {
            let input = json!({ "applicationId": application, "birthYear": 1980 });
            let answer = change(member, "patrolUnitMemberAccept", input).await.ok();
            assert_eq!(answer.at("patrolUnitMemberAccept/consent/answer"), "ACCEPTED");
        }
    }

    /// An application with everything in it, ready to be submitted.
    pub(super) async fn complete(&self) -> String {
        let input = self.whole(&self.residents);
        let answer = change(&self.secretary, "patrolUnitApply", input).await.ok();
        let id = answer.text_at("patrolUnitApply/application/id");
        self.accept(&id, &self.residents).await;
        id
    }

    /// The application as somebody sees it.
    pub(super) async fn read(&self, user: &User, id: &str) -> Value {
        let document = format!("{{ patrolUnitApplication(id: \"{id}\") {{ {APPLICATION} }} }}");
        user.ask(&document).await.ok().at("patrolUnitApplication").clone()
    }

    pub(super) async fn submit(&self, user: &User, id: &str) -> Answer {
        let version = self.read(&self.secretary, id).await["version"].clone();
        change(user, "patrolUnitSubmit", json!({ "id": id, "version": version })).await
    }

    /// Decides about the application as it stands.
    pub(super) async fn decide(&self, user: &User, id: &str, decision: &str) -> Answer {
        let version = self.read(&self.secretary, id).await["version"].clone();
        let mut input = json!({ "id": id, "decision": decision, "version": version });
        if decision != "APPROVE" {
            input["reason"] = json!("Peta tidak lengkap");
        } else if user.id == self.hq.id {
            let starts_on = (self.app.clock.now() + chrono::TimeDelta::days(7)).date_naive();
            let text = "Rondaan bermula Sabtu ini, jam 11 malam.";
            input["startNotice"] = json!({ "startsOn": starts_on, "text": text });
        }
        change(user, "patrolUnitDecide", input).await
    }

    /// Goes through the whole chain, and returns the unit's id.
    pub(super) async fn run_chain(&self, id: &str) -> String {
        self.submit(&self.secretary, id).await.ok();
        for user in [&self.chair, &self.ppd, &self.ppn] {
            self.decide(user, id, "APPROVE").await.ok();
        }
        let last = self.decide(&self.hq, id, "APPROVE").await.ok();
        assert_eq!(last.at("patrolUnitDecide/application/status"), "ACTIVE");
        self.read(&self.hq, id).await["unit"]["id"].as_str().expect("a unit").to_owned()
    }
}

/// The statuses that an application went through.
pub(super) fn way(application: &Value) -> Vec<String> {
    let steps = application["steps"].as_array().expect("steps");
    steps
        .iter()
        .map(|step| {
            format!(
                "{} {} by {}",
                step["deed"].as_str().expect("a deed"),
                step["toStatus"].as_str().expect("a status"),
                step["displayName"].as_str().expect("a name")
            )
        })
        .collect()
}

/// What an application lacks: `REQUIRED name`.
pub(super) fn missing(application: &Value) -> Vec<String> {
    let missing = application["missing"].as_array().expect("a list");
    missing
        .iter()
        .map(|lack| {
            format!("{} {}", lack["code"].as_str().unwrap(), lack["field"].as_str().unwrap())
        })
        .collect()
}

/// An application's id that a phone makes.
pub(super) fn phone_made(app: &TestApp) -> UnitApplicationId {
    Ids::Random.mint(app.clock.now())
}
