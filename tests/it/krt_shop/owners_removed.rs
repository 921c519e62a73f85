//! A seller whose membership others end, or who is shut out: what they own is left to its committee.

use domain::{
    community::GrantScope,
    krt_shop::project::ProjectStatus,
    policy::Role,
    shared::{
        db,
        id::{AreaId, EnquiryId, ProjectId},
    },
};
use serde_json::{Value, json};
use stories::{Answer, User};

use super::{
    CREATE, also_sells, owner_of_project, project_of,
    projects::{Office, change, way},
    projects_life::{listed, publish, set},
    soon,
    trust::{ONE, SEND},
};
use crate::{
    own_data::erase,
    residents::{END, leave, membership_of, until_expired},
};

const ROLES: &str = "{ viewer { roles { role scopeId } } }";

/// The committee ends a membership; their token counts no longer.
async fn send_away(office: &Office, user: &User, membership: &str) {
    end(&office.secretary, membership, "k").await;
    until_expired(user).await;
}

pub(super) async fn end(by: &User, membership: &str, key: &str) {
    let input =
        json!({ "membershipId": membership, "reason": "Menipu pembeli", "idempotencyKey": key });
    by.graphql(END, json!({ "input": input })).await.ok();
}

/// What somebody holds, each role with where.
async fn roles(user: &User) -> Vec<String> {
    let answer = user.ask(ROLES).await.ok();
    let text = |one: &Value, key: &str| one[key].as_str().unwrap_or_default().to_owned();
    let held = answer.at("viewer/roles").as_array().unwrap();
    let mut held: Vec<String> =
        held.iter().map(|one| format!("{} {}", text(one, "role"), text(one, "scopeId"))).collect();
    held.sort_unstable();
    held
}

fn sells(project: &impl ToString) -> String {
    format!("PROJECT_OWNER {}", project.to_string())
}

fn lives(area: AreaId) -> String {
    format!("RESIDENT {area}")
}

/// Somebody tries to offer something more for a project.
async fn offers(user: &User, project: &str) -> Answer {
    let input = json!({ "projectId": project, "categoryCode": "FOOD", "kind": "GOODS",
        "name": { "ms": "Mi" }, "description": { "ms": "Segar" } });
    user.graphql(CREATE, json!({ "input": input })).await
}

/// The committee names an owner of a project as it stands.
async fn name_owner(office: &Office, id: &str, owner: &User) -> Answer {
    let version = office.version(id).await;
    let input = json!({ "id": id, "version": version, "ownerId": owner.id.to_string() });
    change(&office.secretary, "projectOwnerSet", input).await
}

#[tokio::test]
async fn an_owner_who_is_sent_away_leaves_the_project_to_the_committee() {
    let mut office = Office::open().await;
    let id = office.at_work().await;
    let product = publish(&office.owner, &id).await;
    listed(&office, &[&product]).await;
    let buyer = office.app.person("Khairunnisa").await;
    let enquiry = office.app.ctx().mint::<EnquiryId>().to_string();
    let input = json!({ "id": enquiry, "productId": product, "text": "Ada lagi?" });
    buyer.graphql(SEND, json!({ "input": input })).await.ok();
    let asked = json!({ "id": enquiry });
    office.owner.graphql(ONE, asked.clone()).await.ok();

    let membership = membership_of(&office.secretary, office.area, "Puan Salmah").await;
    send_away(&office, &office.owner, &membership).await;
    // The answer is lost, and the phone asks again; then somebody does it once more.
    for key in ["k", "later"] {
        end(&office.secretary, &membership, key).await;
    }
    listed(&office, &[]).await;
    let project = format!("{{ project(id: \"{id}\") {{ id }} }}");
    for gone in [project.clone(), format!("{{ product(id: \"{product}\") {{ id }} }}")] {
        soon(&buyer, &gone, json!({}), |answer| answer.code() == "NOT_FOUND").await;
    }
    let left = office.read(&office.secretary, &id).await;
    let steps = way(&left);
    assert_eq!(steps.len(), 4, "{steps:?}");
    assert_eq!(steps[3], "OWNER_REMOVED INACTIVE by Puan Aishah");
    assert_eq!(left["status"], "INACTIVE");
    assert_eq!(left["registration"]["owner"]["gone"], true);
    assert_eq!(left["registration"]["owner"]["displayName"], "Puan Salmah");

    // Nor do they bring it back, also when they live there again.
    office.owner.refresh().await;
    assert_eq!(roles(&office.owner).await, [""; 0]);
    office.app.join(office.owner.id, office.area).await;
    office.owner.sign_in_again().await;
    assert_eq!(roles(&office.owner).await, [lives(office.area)]);
    for tried in [
        office.owner.ask(&project).await,
        offers(&office.owner, &id).await,
        set(&office, &office.owner, &id, "ACTIVE", Value::Null).await,
        office.owner.graphql(ONE, asked.clone()).await,
    ] {
        assert_eq!(tried.code(), "NOT_FOUND", "{}", tried.text);
    }
    // Nobody else does before there is another owner.
    let early = set(&office, &office.ppd, &id, "ACTIVE", json!("Buka semula")).await;
    assert_eq!(early.refusals("projectStatusSet"), ["STATE_INVALID"]);
    name_owner(&office, &id, &office.neighbour).await.ok();
    office.neighbour.refresh().await;
    let read = office.neighbour.graphql(ONE, asked).await.ok();
    assert_eq!(read.at("enquiry/viewerSide"), "SELLER");
    assert_eq!(read.at("enquiry/messages/nodes/0/text"), "Ada lagi?");
    set(&office, &office.neighbour, &id, "ACTIVE", Value::Null).await.ok();
    listed(&office, &[&product]).await;
    // Another owner is named: what the first one's phone holds is asked anew.
    office.owner.refresh().await;
    assert_eq!(offers(&office.owner, &id).await.code(), "NOT_FOUND");
}

#[tokio::test]
async fn who_sells_beside_the_owner_is_sent_away_and_the_project_goes_on() {
    let mut office = Office::open().await;
    let id = office.at_work().await;
    also_sells(&office.app, id.parse().unwrap(), office.neighbour.id).await;
    office.neighbour.sign_in_again().await;
    let product = publish(&office.neighbour, &id).await;
    listed(&office, &[&product]).await;
    let membership = membership_of(&office.secretary, office.area, "Encik Lim").await;
    send_away(&office, &office.neighbour, &membership).await;
    office.neighbour.refresh().await;
    assert_eq!(roles(&office.neighbour).await, [""; 0]);
    assert_eq!(offers(&office.neighbour, &id).await.code(), "NOT_FOUND");
    let ended = "{ grants(role: PROJECT_OWNER) { nodes { active endReason } } }";
    let ended = office.neighbour.ask(ended).await.ok();
    assert_eq!(
        ended.at("grants/nodes"),
        &json!([{ "active": false, "endReason": "membership ended" }])
    );
    let seen = office.read(&office.owner, &id).await;
    assert_eq!((&seen["status"], way(&seen).len()), (&json!("ACTIVE"), 3));
    listed(&office, &[&product]).await;
}

#[tokio::test]
async fn who_leaves_by_themselves_keeps_what_they_own_and_sell() {
    let mut office = Office::open().await;
    let id = office.at_work().await;
    also_sells(&office.app, id.parse().unwrap(), office.neighbour.id).await;
    let product = publish(&office.owner, &id).await;
    for user in [&mut office.owner, &mut office.neighbour] {
        leave(user, office.area).await.ok();
        until_expired(user).await;
        user.refresh().await;
        assert_eq!(roles(user).await, [sells(&id)]);
    }
    offers(&office.owner, &id).await.ok();
    let seen = office.read(&office.owner, &id).await;
    assert_eq!((&seen["status"], way(&seen).len()), (&json!("ACTIVE"), 3));
    assert_eq!(seen["registration"]["owner"]["gone"], false);
    listed(&office, &[&product]).await;
}

#[tokio::test]
async fn what_is_in_another_neighbourhood_stays_theirs() {
    let mut office = Office::open().await;
    let id = office.at_work().await;
    let away = office.app.area("Taman Melati").await;
    office.app.join(office.owner.id, away).await;
    let (me, at_work) = (office.owner.id, ProjectStatus::Active);
    let there = project_of(&office.app, away, me, ("Mi Melati", at_work)).await;
    let (beside, _) = owner_of_project(&office.app, office.area, "Ayam Pak Din", at_work).await;
    let (beyond, _) = owner_of_project(&office.app, away, "Kuih Mak Som", at_work).await;
    also_sells(&office.app, beside, me).await;
    also_sells(&office.app, beyond, me).await;
    office.owner.sign_in_again().await;
    let mut held = vec![sells(&id), sells(&there), sells(&beside), sells(&beyond)];
    held.extend([lives(office.area), lives(away)]);
    held.sort_unstable();
    assert_eq!(roles(&office.owner).await, held);

    let membership = membership_of(&office.secretary, office.area, "Puan Salmah").await;
    send_away(&office, &office.owner, &membership).await;
    office.owner.refresh().await;
    let gone = [sells(&id), sells(&beside), lives(office.area)];
    held.retain(|one| !gone.contains(one));
    assert_eq!(roles(&office.owner).await, held);
    let buyer = office.app.anybody();
    for (project, code) in [(id, "NOT_FOUND"), (there.to_string(), ""), (beside.to_string(), "")] {
        let look = format!("{{ project(id: \"{project}\") {{ id }} }}");
        soon(&buyer, &look, json!({}), |answer| answer.code() == code).await;
    }
    offers(&office.owner, &there.to_string()).await.ok();
}

#[tokio::test]
async fn what_waits_in_its_chain_is_not_confirmed_before_it_has_another_owner() {
    let office = Office::open().await;
    let id = office.apply().await;
    let membership = membership_of(&office.secretary, office.area, "Puan Salmah").await;
    send_away(&office, &office.owner, &membership).await;
    let left = office.read(&office.secretary, &id).await;
    assert_eq!(
        way(&left),
        ["APPLIED APPLIED by Puan Aishah", "OWNER_REMOVED APPLIED by Puan Aishah"]
    );
    office.decide(&office.ppd, &id, "APPROVE").await.ok();
    let early = office.decide(&office.ppn, &id, "APPROVE").await;
    assert_eq!(early.refusals("projectDecide"), ["STATE_INVALID"]);
    name_owner(&office, &id, &office.neighbour).await.ok();
    let confirmed = office.decide(&office.ppn, &id, "APPROVE").await.ok();
    assert_eq!(confirmed.at("projectDecide/project/status"), "ACTIVE");
}

#[tokio::test]
async fn what_was_sent_back_comes_again_with_somebody_who_lives_there() {
    let mut office = Office::open().await;
    let id = office.apply().await;
    office.decide(&office.ppd, &id, "SEND_BACK").await.ok();
    let membership = membership_of(&office.secretary, office.area, "Puan Salmah").await;
    send_away(&office, &office.owner, &membership).await;
    let again = |owner: &User, version: Value| {
        let more = json!({ "id": id, "version": version, "ownerId": owner.id.to_string() });
        stories::with(office.whole(), more)
    };
    let version = office.version(&id).await;
    let input = again(&office.owner, version.clone());
    let refused = change(&office.secretary, "projectApply", input).await;
    assert_eq!(refused.refusals("projectApply"), ["PERSON_NOT_ELIGIBLE ownerId"]);
    // They live there again, and the committee wants them after all.
    office.app.join(office.owner.id, office.area).await;
    let input = again(&office.owner, version);
    let applied = change(&office.secretary, "projectApply", input).await.ok();
    assert_eq!(applied.at("projectApply/project/registration/owner/gone"), false);
    office.owner.sign_in_again().await;
    assert_eq!(roles(&office.owner).await, [sells(&id), lives(office.area)]);
}

#[tokio::test]
async fn who_was_sent_away_and_is_erased_takes_the_contact_along() {
    let mut office = Office::open().await;
    let id = office.at_work().await;
    let membership = membership_of(&office.secretary, office.area, "Puan Salmah").await;
    send_away(&office, &office.owner, &membership).await;
    let kept = office.read(&office.secretary, &id).await;
    assert_eq!(kept["profile"]["phone"], "+60380008000");
    office.owner.sign_in_again().await;
    erase(&office.owner).await.ok();
    let left = office.read(&office.secretary, &id).await;
    assert_eq!((&left["status"], &left["profile"]["phone"]), (&json!("INACTIVE"), &Value::Null));
    assert_eq!(left["registration"]["owner"]["gone"], true);
    let (first, last) = ("OWNER_REMOVED INACTIVE by Puan Aishah", "OWNER_GONE INACTIVE by ");
    assert_eq!(way(&left)[3..], [first, last]);
}

#[tokio::test]
async fn who_is_shut_out_leaves_everything_and_gets_nothing_back_by_being_let_in() {
    let mut office = Office::open().await;
    let id = office.at_work().await;
    let product = publish(&office.owner, &id).await;
    let away = office.app.area("Taman Melati").await;
    let (me, at_work) = (office.owner.id, ProjectStatus::Active);
    let there = project_of(&office.app, away, me, ("Mi Melati", at_work)).await;
    let (beyond, _) = owner_of_project(&office.app, away, "Kuih Mak Som", at_work).await;
    also_sells(&office.app, beyond, me).await;
    listed(&office, &[&product]).await;
    let administrator =
        office.app.officer("Puan Evelyn", Role::Administrator, &GrantScope::Nation).await;
    let decide = async |mutation: &str| {
        let document = format!(
            "mutation($id: ID!) {{ {mutation}(input: {{ personId: $id, reason: \"Menipu\" }}) {{ userErrors {{ code }} }} }}"
        );
        administrator.graphql(&document, json!({ "id": me.to_string() })).await.ok();
    };
    // Twice, as a phone does that lost the answer.
    decide("personBan").await;
    decide("personBan").await;
    listed(&office, &[]).await;
    let buyer = office.app.anybody();
    for project in [id.clone(), there.to_string()] {
        let look = format!("{{ project(id: \"{project}\") {{ id }} }}");
        soon(&buyer, &look, json!({}), |answer| answer.code() == "NOT_FOUND").await;
    }
    let left = office.read(&office.secretary, &id).await;
    assert_eq!(way(&left)[3..], ["OWNER_REMOVED INACTIVE by Puan Evelyn"]);
    // Nobody names them meanwhile.
    let early = name_owner(&office, &id, &office.owner).await;
    assert_eq!(early.refusals("projectOwnerSet"), ["PERSON_NOT_ELIGIBLE ownerId"]);

    decide("personUnban").await;
    office.owner.sign_in_again().await;
    assert_eq!(roles(&office.owner).await, [lives(office.area)]);
    // The committee may name them again.
    let named = name_owner(&office, &id, &office.owner).await.ok();
    assert_eq!(named.at("projectOwnerSet/project/registration/owner/gone"), false);
    until_expired(&office.owner).await;
    office.owner.refresh().await;
    assert_eq!(roles(&office.owner).await, [sells(&id), lives(office.area)]);
    set(&office, &office.owner, &id, "ACTIVE", Value::Null).await.ok();
    listed(&office, &[&product]).await;
}

#[tokio::test]
async fn nobody_who_counts_or_writes_about_a_project_holds_up_its_leaving() {
    let mut office = Office::open().await;
    let id = office.at_work().await;
    let membership = membership_of(&office.secretary, office.area, "Puan Salmah").await;
    let database = &office.app.house.tools.db;
    if !database.is_postgres() {
        // There one writes at a time.
        return;
    }
    // A row that names the project keeps it from being removed, and from nothing else: whoever counts
    // takes projects in the order of their offers, and would else wait crosswise.
    let counting = database.begin().await.unwrap();
    let project: ProjectId = id.parse().unwrap();
    let sql = "insert into project_week (project_id, week, views, contacts) values ($1, '2020-01-06', 1, 0)";
    db::run(&counting, sql, [project.into()]).await.unwrap();
    end(&office.secretary, &membership, "k").await;
    let left = office.read(&office.secretary, &id).await;
    assert_eq!((&left["status"], way(&left).len()), (&json!("INACTIVE"), 4));
    counting.rollback().await.unwrap();
}
