//! The chain: Pengerusi → PPD → PPN → HQ.

use serde_json::{Value, json};
use stories::User;

use super::{Registry, change, missing, phone_made, way};

#[tokio::test]
async fn a_committee_applies_and_the_chain_runs_to_the_first_patrol() {
    let mut registry = Registry::with(20).await;
    let id = registry.complete().await;
    assert_eq!(missing(&registry.read(&registry.secretary, &id).await), Vec::<String>::new());
    // Nobody above sees a draft, and its secretary cannot confirm it.
    for officer in [&registry.ppd, &registry.ppn, &registry.hq] {
        let hidden = format!("{{ patrolUnitApplication(id: \"{id}\") {{ id }} }}");
        assert_eq!(officer.ask(&hidden).await.code(), "NOT_FOUND");
    }
    let submitted = registry.submit(&registry.secretary, &id).await.ok();
    assert_eq!(submitted.at("patrolUnitSubmit/application/status"), "SUBMITTED");
    assert_eq!(registry.decide(&registry.secretary, &id, "APPROVE").await.code(), "FORBIDDEN");
    let confirmed = registry.decide(&registry.chair, &id, "APPROVE").await.ok();
    assert_eq!(confirmed.at("patrolUnitDecide/application/status"), "APPLIED");
    // Nobody takes another's step.
    for wrong in [&registry.ppn, &registry.hq, &registry.chair] {
        assert_eq!(registry.decide(wrong, &id, "APPROVE").await.code(), "FORBIDDEN");
    }
    let seen = registry.read(&registry.ppd, &id).await;
    assert_eq!((&seen["viewerCanDecide"], &seen["viewerCanEdit"]), (&json!(true), &json!(false)));
    for (officer, status) in
        [(&registry.ppd, "CHECKED_BY_DISTRICT"), (&registry.ppn, "CONFIRMED_BY_STATE")]
    {
        let answer = registry.decide(officer, &id, "APPROVE").await.ok();
        assert_eq!(answer.at("patrolUnitDecide/application/status"), status);
    }
    // Headquarters needs a notice of the start.
    let version = registry.read(&registry.hq, &id).await["version"].clone();
    let input = json!({ "id": id, "decision": "APPROVE", "version": version });
    let refused = change(&registry.hq, "patrolUnitDecide", input).await;
    assert_eq!(refused.refusals("patrolUnitDecide"), ["REQUIRED startNotice"]);
    registry.decide(&registry.hq, &id, "APPROVE").await.ok();

    let application = registry.read(&registry.secretary, &id).await;
    assert_eq!(
        way(&application),
        [
            "BEGUN DRAFT by Puan Aishah",
            "SUBMITTED SUBMITTED by Puan Aishah",
            "APPROVED APPLIED by Tuan Haji Rosli",
            "APPROVED CHECKED_BY_DISTRICT by Puan Norazlina",
            "APPROVED CONFIRMED_BY_STATE by Encik Ahmad Fauzi",
            "APPROVED ACTIVE by Puan Chong",
        ]
    );
    assert_eq!((&application["desk"], &application["dueAt"]), (&json!(null), &json!(null)));
    let unit = application["unit"]["id"].as_str().expect("a unit").to_owned();

    // Its members have become volunteers: the old tokens no longer count, fresh ones do.
    let leader = &mut registry.residents[0];
    leader.refresh().await;
    let read = format!(
        "{{ patrolUnit(id: \"{unit}\") {{ name status coverage strength {{ eligible least below }} \
         patrollers {{ displayName leads }} history {{ deed toStatus }} viewerCanPublishShift }} }}"
    );
    let seen = leader.ask(&read).await.ok();
    assert_eq!(seen.at("patrolUnit/status"), "ACTIVE");
    assert_eq!(seen.at("patrolUnit/coverage/type"), "Polygon");
    let strength = json!({ "eligible": 20, "least": 20, "below": false });
    assert_eq!(seen.at("patrolUnit/strength"), &strength);
    assert_eq!(seen.at("patrolUnit/patrollers").as_array().map(Vec::len), Some(20));
    assert_eq!(seen.at("patrolUnit/patrollers/0/leads"), true);
    assert_eq!(seen.at("patrolUnit/history").as_array().map(Vec::len), Some(6));
    assert_eq!(seen.at("patrolUnit/viewerCanPublishShift"), true);

    // The first patrol.
    let start = "mutation($input: PatrolStartInput!) { patrolStart(input: $input) { patrol { status } userErrors { code } } }";
    let patrol: domain::shared::id::PatrolId =
        domain::shared::id::Ids::Random.mint(registry.app.clock.now());
    let input =
        json!({ "id": patrol.to_string(), "unitId": unit, "startedAt": registry.app.clock.now() });
    let started = leader.graphql(start, json!({ "input": input })).await.ok();
    assert_eq!(started.at("patrolStart/patrol/status"), "ACTIVE");

    // A resident reads the notice of the start; a stranger does not.
    let resident = registry.app.resident("Puan Devi", registry.area).await;
    let notices = format!(
        "{{ patrolStartNotices(areaId: \"{}\") {{ nodes {{ unitName startsOn text }} }} }}",
        registry.area
    );
    let seen = resident.ask(&notices).await.ok();
    assert_eq!(
        seen.at("patrolStartNotices/nodes/0"),
        &json!({ "unitName": "SRS Mutiara Rini", "startsOn": "2026-03-21", "text": "Rondaan bermula Sabtu ini, jam 11 malam." })
    );
    assert_eq!(registry.elsewhere.ask(&notices).await.code(), "NOT_FOUND");
}

#[tokio::test]
async fn an_application_is_sent_back_at_each_desk_and_comes_again() {
    let registry = Registry::with(20).await;
    let id = registry.complete().await;
    let desks = [&registry.chair, &registry.ppd, &registry.ppn, &registry.hq].map(User::clone);
    for (turn, sender) in desks.iter().enumerate() {
        registry.submit(&registry.secretary, &id).await.ok();
        for before in desks.iter().take(turn) {
            registry.decide(before, &id, "APPROVE").await.ok();
        }
        // Without a reason nothing goes back.
        let version = registry.read(&registry.secretary, &id).await["version"].clone();
        let input = json!({ "id": id, "decision": "SEND_BACK", "version": version });
        let refused = change(sender, "patrolUnitDecide", input).await;
        assert_eq!(refused.refusals("patrolUnitDecide"), ["REQUIRED reason"]);
        registry.decide(sender, &id, "SEND_BACK").await.ok();
        let back = registry.read(&registry.secretary, &id).await;
        assert_eq!(
            (&back["status"], &back["dueAt"], &back["viewerCanEdit"]),
            (&json!("DRAFT"), &json!(null), &json!(true))
        );
        let last = back["steps"].as_array().and_then(|steps| steps.last()).expect("a step");
        assert_eq!(last["deed"], "SENT_BACK");
        assert_eq!(last["reason"], "Peta tidak lengkap");
        // The committee mends it.
        let mut mended = registry.whole(&registry.residents);
        mended["id"] = json!(id);
        mended["version"] = back["version"].clone();
        mended["meetingPlace"] = json!(format!("Pondok pengawal {turn}"));
        change(&registry.secretary, "patrolUnitApply", mended).await.ok();
    }
    // Who was asked before keeps the answer: it goes through without asking anybody again.
    registry.run_chain(&id).await;
    let application = registry.read(&registry.chair, &id).await;
    let steps = application["steps"].as_array().expect("steps");
    assert_eq!(steps.iter().filter(|step| step["deed"] == "SENT_BACK").count(), 4);
    // Begun, four rounds of submitting and sending back with 0 + 1 + 2 + 3 approvals, five more.
    assert_eq!(steps.len(), 1 + 4 * 2 + 6 + 5);
}

#[tokio::test]
async fn two_officers_decide_at_once_and_the_later_one_is_told() {
    let registry = Registry::with(20).await;
    let id = registry.complete().await;
    registry.submit(&registry.chair, &id).await.ok();
    let application = registry.read(&registry.chair, &id).await;
    assert_eq!(application["status"], "APPLIED", "the chair's own submission is confirmed");
    let place = super::place(&registry.app, registry.area).await;
    let scope = domain::community::GrantScope::District(place.district.unwrap());
    let role = domain::policy::Role::DistrictOfficer;
    let second = registry.app.officer("Encik Kedua", role, &scope).await;
    let input = |decision: &str, reason: Value| json!({ "id": id, "decision": decision, "version": application["version"], "reason": reason });
    let (one, other) = tokio::join!(
        change(&registry.ppd, "patrolUnitDecide", input("APPROVE", json!(null))),
        change(&second, "patrolUnitDecide", input("SEND_BACK", json!("Minit tidak jelas"))),
    );
    let mut told = [one.refusals("patrolUnitDecide"), other.refusals("patrolUnitDecide")];
    told.sort();
    assert_eq!(told, [vec![], vec!["VERSION_CONFLICT version".to_owned()]]);
    let after = registry.read(&registry.chair, &id).await;
    assert_eq!(after["steps"].as_array().map(Vec::len), Some(3), "{after}");
}

#[tokio::test]
async fn a_lost_answer_is_asked_for_again() {
    let registry = Registry::with(20).await;
    let id = phone_made(&registry.app).to_string();
    let mut input = registry.whole(&registry.residents);
    input["id"] = json!(id);
    for _ in 0..2 {
        let answer = change(&registry.secretary, "patrolUnitApply", input.clone()).await.ok();
        assert_eq!(answer.at("patrolUnitApply/application/version"), 1);
    }
    let mut other = input.clone();
    other["name"] = json!("SRS Lain");
    let refused = change(&registry.secretary, "patrolUnitApply", other).await;
    assert_eq!(refused.refusals("patrolUnitApply"), ["VERSION_CONFLICT version"]);

    registry.accept(&id, &registry.residents).await;
    registry.submit(&registry.chair, &id).await.ok();
    let version = registry.read(&registry.ppd, &id).await["version"].clone();
    let decision =
        json!({ "id": id, "decision": "APPROVE", "version": version, "idempotencyKey": "k1" });
    for _ in 0..3 {
        let answer = change(&registry.ppd, "patrolUnitDecide", decision.clone()).await.ok();
        let status = answer.at("patrolUnitDecide/application/status");
        assert_eq!(status, "CHECKED_BY_DISTRICT");
    }
}

#[tokio::test]
async fn an_officer_of_another_district_sees_nothing() {
    let registry = Registry::with(20).await;
    let id = registry.complete().await;
    registry.submit(&registry.chair, &id).await.ok();
    let read = format!("{{ patrolUnitApplication(id: \"{id}\") {{ id }} }}");
    let list =
        format!("{{ patrolUnitApplications(areaId: \"{}\") {{ nodes {{ id }} }} }}", registry.area);
    let node = format!("{{ node(id: \"{id}\") {{ id }} }}");
    let input = json!({ "id": id, "decision": "APPROVE", "version": 2 });
    assert_eq!(registry.elsewhere.ask(&read).await.code(), "NOT_FOUND");
    assert_eq!(registry.elsewhere.ask(&list).await.code(), "NOT_FOUND");
    assert_eq!(registry.elsewhere.ask(&node).await.code(), "NOT_FOUND");
    let decided = change(&registry.elsewhere, "patrolUnitDecide", input).await;
    assert_eq!(decided.code(), "NOT_FOUND");
    let due = "{ approvalsDue { nodes { application { id } } } }";
    let seen = registry.elsewhere.ask(due).await.ok();
    assert_eq!(seen.at("approvalsDue/nodes"), &json!([]));
    // The district's own officer sees it in all these places.
    assert_eq!(registry.ppd.ask(&read).await.ok().at("patrolUnitApplication/id"), &json!(id));
    let listed = registry.ppd.ask(&list).await.ok();
    assert_eq!(listed.at("patrolUnitApplications/nodes/0/id"), &json!(id));
    let seen = registry.ppd.ask(due).await.ok();
    assert_eq!(seen.at("approvalsDue/nodes/0/application/id"), &json!(id));
    // A resident who is not on the committee does not read it, named or not.
    assert_eq!(registry.residents[3].ask(&read).await.code(), "NOT_FOUND");
}

#[tokio::test]
async fn an_application_is_withdrawn_or_refused_with_a_reason() {
    let registry = Registry::with(1).await;
    let input = registry.whole(&registry.residents);
    let draft = change(&registry.secretary, "patrolUnitApply", input).await.ok();
    let id = draft.text_at("patrolUnitApply/application/id");
    let ended = registry.decide(&registry.secretary, &id, "CANCEL").await.ok();
    assert_eq!(ended.at("patrolUnitDecide/application/status"), "CANCELLED");
    let again = registry.decide(&registry.chair, &id, "APPROVE").await;
    assert_eq!(again.refusals("patrolUnitDecide"), ["STATE_INVALID"]);
    let invited = registry.residents[0].ask("{ patrolInvitations { applicationId } }").await.ok();
    assert_eq!(invited.at("patrolInvitations"), &json!([]), "nobody is asked any more");
}
