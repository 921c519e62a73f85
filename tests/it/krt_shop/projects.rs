//! How a project comes to be: the committee applies, PPD checks, PPN confirms.

use domain::{
    community::GrantScope,
    policy::{Place, Role},
    shared::id::{AreaId, Ids, ProjectId},
};
use serde_json::{Value, json};
use stories::{Answer, TestApp, User, until, with};

use super::{put_categories, soon};

pub(super) const PROJECT: &str = "id status version name profile { phone whatsappUrl missingDisclosures } \
    registration { owner { personId displayName gone } desk dueAt overdue viewerCanApply \
    viewerCanDecide steps { deed desk fromStatus toStatus displayName reason late } }";

/// A story's answer to a mutation about projects.
pub(super) async fn change(user: &User, mutation: &str, input: Value) -> Answer {
    let name = format!("{}{}", mutation[..1].to_uppercase(), &mutation[1..]);
    let (kind, selection) = match mutation {
        "projectFiguresRecord" => ("figures", "month income { amount } participants version"),
        _ => ("project", PROJECT),
    };
    let document = format!(
        "mutation($input: {name}Input!) {{ {mutation}(input: $input) {{ {kind} {{ {selection} }} \
         userErrors {{ code field message }} }} }}"
    );
    user.graphql(&document, json!({ "input": input })).await
}

/// An area with its committee, somebody who is to own a project, and the officers above it.
pub(super) struct Office {
    pub(super) app: TestApp,
    pub(super) area: AreaId,
    pub(super) secretary: User,
    pub(super) member: User,
    pub(super) owner: User,
    pub(super) neighbour: User,
    pub(super) ppd: User,
    pub(super) ppn: User,
    /// A district officer of another district.
    pub(super) elsewhere: User,
}

async fn place(app: &TestApp, area: AreaId) -> Place {
    domain::community::place_of_area(&app.ctx(), area).await.expect("a place")
}

impl Office {
    pub(super) async fn open() -> Self {
        let app = TestApp::start().await;
        put_categories(&app).await;
        let area = app.area("KRT Taman Bayu").await;
        let other = app.area_in("Taman Jauh", "08", "Perak").await;
        let (here, there) = (place(&app, area).await, place(&app, other).await);
        let district = |place: &Place| GrantScope::District(place.district.expect("a district"));
        let secretary = app.officer_of_committee("Puan Aishah", area, Role::Secretary).await;
        let member = app.officer_of_committee("Encik Raju", area, Role::Member).await;
        let owner = app.resident("Puan Salmah", area).await;
        let neighbour = app.resident("Encik Lim", area).await;
        let ppd = app.officer("Puan Norazlina", Role::DistrictOfficer, &district(&here)).await;
        let state = GrantScope::State(here.state.clone().expect("a state"));
        let ppn = app.officer("Encik Ahmad Fauzi", Role::StateOfficer, &state).await;
        let elsewhere = app.officer("Encik Jauh", Role::DistrictOfficer, &district(&there)).await;
        Self { app, area, secretary, member, owner, neighbour, ppd, ppn, elsewhere }
    }

    /// A whole application.
    pub(super) fn whole(&self) -> Value {
        json!({
            "areaId": self.area.to_string(), "ownerId": self.owner.id.to_string(),
            "name": "Mi Puan Salmah", "categoryCode": "FOOD_NOODLES",
            "story": { "ms": "Bermula di dapur.", "en": "It began in a kitchen.", "zh": "从厨房开始。", "ta": "சமையலறையில் தொடங்கியது." },
            "profile": {
                "startYear": 2019, "phone": "03-8000 8000", "email": "salmah@contoh.example",
                "whatsapp": "012-345 6789", "paymentMethods": ["CASH", "DUIT_NOW_QR"],
                "terms": { "ms": "Bayar semasa ambil." }, "deliveryEstimate": { "ms": "3 hari" },
            },
        })
    }

    pub(super) async fn apply(&self) -> String {
        let applied = change(&self.secretary, "projectApply", self.whole()).await.ok();
        applied.text_at("projectApply/project/id")
    }

    /// The project as somebody sees it.
    pub(super) async fn read(&self, user: &User, id: &str) -> Value {
        let document = format!("{{ project(id: \"{id}\") {{ {PROJECT} }} }}");
        user.ask(&document).await.ok().at("project").clone()
    }

    pub(super) async fn version(&self, id: &str) -> Value {
        self.read(&self.secretary, id).await["version"].clone()
    }

    /// Decides about the project as it stands.
    pub(super) async fn decide(&self, user: &User, id: &str, decision: &str) -> Answer {
        let mut input =
            json!({ "id": id, "decision": decision, "version": self.version(id).await });
        if decision == "SEND_BACK" || decision == "REFUSE" {
            input["reason"] = json!("Cerita tidak lengkap");
        }
        change(user, "projectDecide", input).await
    }

    /// A project at work, whose owner has a fresh token.
    pub(super) async fn at_work(&mut self) -> String {
        let id = self.apply().await;
        self.decide(&self.ppd, &id, "APPROVE").await.ok();
        let last = self.decide(&self.ppn, &id, "APPROVE").await.ok();
        assert_eq!(last.at("projectDecide/project/status"), "ACTIVE");
        self.owner.refresh().await;
        id
    }
}

/// The statuses that a project went through.
pub(super) fn way(project: &Value) -> Vec<String> {
    let text = |step: &Value, key: &str| step[key].as_str().unwrap_or_default().to_owned();
    let steps = project["registration"]["steps"].as_array().cloned().unwrap_or_default();
    let told = |step: &Value| {
        let (deed, to, by) =
            (text(step, "deed"), text(step, "toStatus"), text(step, "displayName"));
        format!("{deed} {to} by {by}")
    };
    steps.iter().map(told).collect()
}

#[tokio::test]
async fn a_committee_applies_and_the_chain_runs_until_the_public_sees_the_project() {
    let mut office = Office::open().await;
    let id = office.apply().await;
    let seen = office.read(&office.secretary, &id).await;
    assert_eq!((&seen["status"], &seen["version"]), (&json!("APPLIED"), &json!(1)));
    assert_eq!(seen["registration"]["desk"], "DISTRICT");
    assert_eq!(seen["registration"]["owner"]["displayName"], "Puan Salmah");
    assert!(seen["registration"]["dueAt"].as_str().is_some());
    let hidden = format!("{{ project(id: \"{id}\") {{ id }} }}");
    for stranger in [&office.neighbour, &office.elsewhere, &office.app.anybody()] {
        assert_eq!(stranger.ask(&hidden).await.code(), "NOT_FOUND");
    }
    // It waits on the same list as areas and units.
    let due = "{ approvalsDue(subject: PROJECT) { nodes { subject desk project { id name } application { id } } } }";
    let waits = office.ppd.ask(due).await.ok();
    assert_eq!(waits.at("approvalsDue/nodes/0/project/id"), &json!(id));
    assert_eq!(waits.at("approvalsDue/nodes/0/application"), &Value::Null);
    assert_eq!(office.elsewhere.ask(due).await.ok().at("approvalsDue/nodes"), &json!([]));

    // Nobody takes another's step.
    for wrong in [&office.ppn, &office.secretary, &office.member] {
        assert_eq!(office.decide(wrong, &id, "APPROVE").await.code(), "FORBIDDEN");
    }
    assert_eq!(office.decide(&office.elsewhere, &id, "APPROVE").await.code(), "NOT_FOUND");
    let mine = office.read(&office.ppd, &id).await;
    assert_eq!(mine["registration"]["viewerCanDecide"], true);
    office.decide(&office.ppd, &id, "APPROVE").await.ok();
    assert_eq!(office.decide(&office.ppd, &id, "APPROVE").await.code(), "FORBIDDEN");
    assert_eq!(office.app.anybody().ask(&hidden).await.code(), "NOT_FOUND");
    office.decide(&office.ppn, &id, "APPROVE").await.ok();
    assert_eq!(office.ppd.ask(due).await.ok().at("approvalsDue/nodes"), &json!([]));
    let project = office.read(&office.member, &id).await;
    assert_eq!(
        way(&project),
        [
            "APPLIED APPLIED by Puan Aishah",
            "APPROVED CHECKED_BY_DISTRICT by Puan Norazlina",
            "APPROVED ACTIVE by Encik Ahmad Fauzi",
        ]
    );

    // The public sees it, and nothing of how it came to be.
    let buyer = office.app.anybody();
    let look = format!("query {{ project(id: \"{id}\") {{ {PROJECT} story {{ ms zh ta }} }} }}");
    let seen = soon(&buyer, &look, json!({}), |answer| answer.code().is_empty()).await;
    assert_eq!(seen.at("project/registration"), &Value::Null);
    assert_eq!(seen.at("project/profile/phone"), "+60380008000");
    assert_eq!(seen.at("project/profile/missingDisclosures"), &json!([]));
    assert_eq!(seen.at("project/story/zh"), "从厨房开始。");
    office.owner.refresh().await;
    let owned = office.read(&office.owner, &id).await;
    assert_eq!(owned["registration"]["steps"].as_array().map(Vec::len), Some(3));
    until(async || {
        let told = office.app.anybody().messages_to(&office.owner.phone).await;
        told.iter().any(|text| text.contains("pemilik projek")).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_project_is_sent_back_at_both_desks_and_comes_again() {
    let office = Office::open().await;
    let id = office.apply().await;
    for sender in [&office.ppd, &office.ppn] {
        if sender.id == office.ppn.id {
            office.decide(&office.ppd, &id, "APPROVE").await.ok();
        }
        let version = office.version(&id).await;
        let bare = json!({ "id": id, "decision": "SEND_BACK", "version": version });
        let refused = change(sender, "projectDecide", bare).await;
        assert_eq!(refused.refusals("projectDecide"), ["REQUIRED reason"]);
        office.decide(sender, &id, "SEND_BACK").await.ok();
        let back = office.read(&office.secretary, &id).await;
        let registration = &back["registration"];
        assert_eq!(back["status"], "SENT_BACK");
        assert_eq!(
            (&registration["desk"], &registration["dueAt"]),
            (&json!("COMMITTEE"), &Value::Null)
        );
        assert_eq!(registration["viewerCanApply"], true);
        let last = registration["steps"].as_array().and_then(|steps| steps.last()).unwrap();
        assert_eq!(last["reason"], "Cerita tidak lengkap");
        let more = json!({ "id": id, "version": back["version"], "name": "Mi Kuning Puan Salmah" });
        let again =
            change(&office.secretary, "projectApply", with(office.whole(), more)).await.ok();
        assert_eq!(again.at("projectApply/project/status"), "APPLIED");
        assert_eq!(again.at("projectApply/project/name"), "Mi Kuning Puan Salmah");
    }
    office.decide(&office.ppd, &id, "APPROVE").await.ok();
    let done = office.decide(&office.ppn, &id, "APPROVE").await.ok();
    assert_eq!(way(done.at("projectDecide/project")).len(), 8);
}

#[tokio::test]
async fn a_project_is_withdrawn_or_refused_and_then_nobody_owns_it() {
    let mut office = Office::open().await;
    let withdrawn = office.apply().await;
    office.owner.refresh().await;
    assert_eq!(
        office.owner.roles().await.iter().filter(|role| *role == "PROJECT_OWNER").count(),
        1
    );
    assert_eq!(office.decide(&office.member, &withdrawn, "WITHDRAW").await.code(), "FORBIDDEN");
    let ended = office.decide(&office.secretary, &withdrawn, "WITHDRAW").await.ok();
    assert_eq!(ended.at("projectDecide/project/status"), "CANCELLED");
    let refused = office.apply().await;
    let ended = office.decide(&office.ppd, &refused, "REFUSE").await.ok();
    assert_eq!(ended.at("projectDecide/project/status"), "REFUSED");
    office.owner.refresh().await;
    assert!(!office.owner.roles().await.contains(&"PROJECT_OWNER".to_owned()));
    // Whom its record names still reads why.
    let read = office.read(&office.owner, &refused).await;
    assert_eq!(read["registration"]["steps"][1]["reason"], "Cerita tidak lengkap");
    for id in [&withdrawn, &refused] {
        let late = office.decide(&office.ppd, id, "APPROVE").await;
        assert_eq!(late.refusals("projectDecide"), ["STATE_INVALID"]);
        let update = json!({ "id": id, "version": office.version(id).await, "name": "Lain" });
        let late = change(&office.secretary, "projectUpdate", update).await;
        assert_eq!(late.refusals("projectUpdate"), ["STATE_INVALID"]);
    }
    let list = format!(
        "{{ projectsOfArea(areaId: \"{}\", status: REFUSED) {{ nodes {{ id }} }} }}",
        office.area
    );
    for reader in [&office.member, &office.ppn] {
        let listed = reader.ask(&list).await.ok();
        assert_eq!(listed.at("projectsOfArea/nodes"), &json!([{ "id": refused }]));
    }
    assert_eq!(office.neighbour.ask(&list).await.code(), "NOT_FOUND");
}

#[tokio::test]
async fn two_officers_decide_at_once_and_the_later_one_is_told() {
    let office = Office::open().await;
    let id = office.apply().await;
    let place = place(&office.app, office.area).await;
    let scope = GrantScope::District(place.district.unwrap());
    let second = office.app.officer("Encik Kedua", Role::DistrictOfficer, &scope).await;
    let approve = json!({ "id": id, "version": 1, "decision": "APPROVE" });
    let refuse = json!({ "id": id, "version": 1, "decision": "REFUSE", "reason": "Dua kali" });
    let (one, other) = tokio::join!(
        change(&office.ppd, "projectDecide", approve.clone()),
        change(&second, "projectDecide", refuse)
    );
    let refused: Vec<String> =
        [&one, &other].iter().flat_map(|answer| answer.refusals("projectDecide")).collect();
    assert_eq!(refused, ["VERSION_CONFLICT version"], "{} {}", one.text, other.text);
    assert_eq!(way(&office.read(&office.secretary, &id).await).len(), 2);
    // A phone that repeats with its key gets the first outcome, also after the project went on.
    let office = Office::open().await;
    let id = office.apply().await;
    let keyed = with(approve, json!({ "id": id, "idempotencyKey": "k1" }));
    for _ in 0..3 {
        let answer = change(&office.ppd, "projectDecide", keyed.clone()).await.ok();
        assert_eq!(answer.at("projectDecide/project/status"), "CHECKED_BY_DISTRICT");
    }
}

#[tokio::test]
async fn who_writes_in_the_committees_name_applies_for_somebody_who_lives_there() {
    let office = Office::open().await;
    for (wrong, code) in [
        (&office.member, "FORBIDDEN"),
        (&office.neighbour, "FORBIDDEN"),
        (&office.ppd, "FORBIDDEN"),
    ] {
        assert_eq!(change(wrong, "projectApply", office.whole()).await.code(), code);
    }
    let stranger = office.app.person("Encik Muthu").await;
    let theirs = with(office.whole(), json!({ "ownerId": stranger.id.to_string() }));
    let refused = change(&office.secretary, "projectApply", theirs).await;
    assert_eq!(refused.refusals("projectApply"), ["PERSON_NOT_ELIGIBLE ownerId"]);

    // The same again is the same; other content under the same id is told.
    let id: ProjectId = Ids::Random.mint(office.app.clock.now());
    let mine = with(office.whole(), json!({ "id": id.to_string() }));
    let (one, two) = tokio::join!(
        change(&office.secretary, "projectApply", mine.clone()),
        change(&office.secretary, "projectApply", mine.clone())
    );
    assert_eq!(one.ok().at("projectApply/project/version"), 1);
    assert_eq!(two.ok().at("projectApply/project/id"), &json!(id.to_string()));
    let other = with(mine, json!({ "name": "Lain" }));
    let refused = change(&office.secretary, "projectApply", other).await;
    assert_eq!(refused.refusals("projectApply"), ["VERSION_CONFLICT version"]);
    assert_eq!(way(&office.read(&office.secretary, &id.to_string()).await).len(), 1);
}
