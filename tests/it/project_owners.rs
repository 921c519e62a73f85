//! Who looks after an economic project: who grants it, for how long, and what it lets them do.

use chrono::TimeDelta;
use domain::{
    community::{self, GrantScope},
    krt_shop::project::{self, NewProject, ProjectStatus},
    policy::Role,
    shared::{
        db,
        id::{AreaId, DistrictId, ProjectId},
        language::LocalizedText,
    },
};
use serde_json::{Value, json};
use stories::{Answer, TestApp, User, until, until_blocked, with};

use super::krt_shop::Shop;

const ADD: &str = "mutation($input: GrantAddInput!) { grantAdd(input: $input) { grant { id role displayName reason givenByName active viewerCanEnd stateCode district { id } project { id name } } userErrors { code field message } } }";
const END: &str = "mutation($id: ID!) { grantEnd(input: { id: $id, reason: \"Berpindah\" }) { grant { endReason active } userErrors { code field } } }";
const LIST: &str = "{ grants(role: PROJECT_OWNER) { nodes { displayName project { id } } } }";
const ROLES: &str = "{ viewer { roles { role scopeId stateCode } } }";
const WRITE: &str = "mutation($input: ProductCreateInput!) { productCreate(input: $input) { product { id } userErrors { code field } } }";

/// A year from the beginning of every story.
const A_YEAR: &str = "2027-03-14T04:00:00Z";

async fn add(giver: &User, to: &User, project: ProjectId, rest: Value) -> Answer {
    let input = json!({ "phone": to.phone, "role": "PROJECT_OWNER", "reason": "Ketua projek",
        "scope": { "projectId": project.to_string() }, "endsAt": A_YEAR });
    giver.graphql(ADD, json!({ "input": with(input, rest) })).await
}

async fn end(user: &User, id: &str) -> Answer {
    user.graphql(END, json!({ "id": id })).await
}

async fn write(user: &User, project: ProjectId) -> Answer {
    let input = json!({ "projectId": project.to_string(), "categoryCode": "FOOD_NOODLES",
        "kind": "GOODS", "name": { "ms": "Mi kuning" }, "description": { "ms": "Segar" } });
    user.graphql(WRITE, json!({ "input": input })).await
}

async fn roles(user: &mut User) -> Value {
    user.refresh().await;
    user.ask(ROLES).await.ok().at("viewer/roles").clone()
}

async fn district_of(app: &TestApp, area: AreaId) -> DistrictId {
    community::area(&app.ctx(), area).await.unwrap().district_id
}

async fn officer_of_the_district(app: &TestApp, name: &str, area: AreaId) -> User {
    let district = district_of(app, area).await;
    app.officer(name, Role::DistrictOfficer, &GrantScope::District(district)).await
}

/// Whose grants of projects somebody sees.
async fn seen(who: &User) -> Vec<String> {
    let list = who.ask(LIST).await.ok();
    let nodes = list.at("grants/nodes").as_array().cloned().unwrap_or_default();
    nodes.iter().map(|one| one["displayName"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn an_officer_of_the_district_makes_somebody_owner_of_a_project_for_a_while() {
    let shop = Shop::open().await;
    let (app, project) = (&shop.app, shop.project);
    let ppd = officer_of_the_district(app, "Puan Nor", shop.area).await;
    let mut zaiton = app.person("Zaiton").await;
    assert_eq!(write(&zaiton, project).await.code(), "NOT_FOUND");

    let made = add(&ppd, &zaiton, project, json!({})).await.ok();
    let grant = made.at("grantAdd/grant");
    assert_eq!(
        (&grant["role"], &grant["displayName"], &grant["givenByName"]),
        (&json!("PROJECT_OWNER"), &json!("Zaiton"), &json!("Puan Nor"))
    );
    assert_eq!((&grant["district"], &grant["stateCode"]), (&Value::Null, &Value::Null));
    assert_eq!(grant["project"]["id"], json!(project.to_string()));
    assert_eq!((&grant["active"], &grant["viewerCanEnd"]), (&json!(true), &json!(true)));
    let id = made.text_at("grantAdd/grant/id");
    assert_eq!(
        roles(&mut zaiton).await,
        json!([{ "role": "PROJECT_OWNER", "scopeId": project.to_string(), "stateCode": null }])
    );
    write(&zaiton, project).await.ok();
    let told = until(async || {
        let messages = app.anybody().messages_to(&zaiton.phone).await;
        messages.into_iter().find(|text| text.contains("pemilik projek"))
    })
    .await;
    assert!(!told.contains("Ketua projek"), "{told}");

    let ended = end(&ppd, &id).await.ok();
    assert_eq!(ended.at("grantEnd/grant/active"), false);
    assert_eq!(ended.at("grantEnd/grant/endReason"), "Berpindah");
    until(async || {
        let answer = zaiton.ask(ROLES).await;
        (answer.code() == "TOKEN_EXPIRED").then_some(())
    })
    .await;
    assert_eq!(roles(&mut zaiton).await, json!([]));
    assert_eq!(write(&zaiton, project).await.code(), "NOT_FOUND");

    // What is granted for a while ends by itself.
    add(&ppd, &zaiton, project, json!({ "endsAt": "2026-03-14T04:07:00Z" })).await.ok();
    zaiton.refresh().await;
    write(&zaiton, project).await.ok();
    app.advance(TimeDelta::minutes(8));
    assert_eq!(write(&zaiton, project).await.code(), "TOKEN_EXPIRED");
    assert_eq!(roles(&mut zaiton).await, json!([]));
    assert_eq!(write(&zaiton, project).await.code(), "NOT_FOUND");
}

#[tokio::test]
async fn the_officers_above_a_project_grant_it_and_nobody_else() {
    let shop = Shop::open().await;
    let (app, project) = (&shop.app, shop.project);
    let ppd = officer_of_the_district(app, "Puan Nor", shop.area).await;
    let next = app.area("Taman Sebelah").await;
    let other = officer_of_the_district(app, "Encik Kamal", next).await;
    app.area_in("Taman Jauh", "02", "Kedah").await;
    let in_state = |code: &str| GrantScope::State(code.to_owned());
    let johor = app.officer("Encik Fauzi", Role::StateOfficer, &in_state("01")).await;
    let kedah = app.officer("Puan Devi", Role::StateOfficer, &in_state("02")).await;
    let hq = app.officer("Puan Chong", Role::HqOfficer, &GrantScope::Nation).await;
    let admin = app.officer("Evelyn", Role::Administrator, &GrantScope::Nation).await;
    let police = app.officer("Sarjan Azman", Role::PoliceLiaison, &GrantScope::Nation).await;
    let chair = app.officer_of_committee("Puan Aishah", shop.area, Role::Chair).await;
    let mut zaiton = app.person("Zaiton").await;

    for (who, code) in [
        (&other, "NOT_FOUND"),
        (&kedah, "NOT_FOUND"),
        (&admin, "FORBIDDEN"),
        (&police, "NOT_FOUND"),
        (&chair, "NOT_FOUND"),
        (&app.anybody(), "UNAUTHENTICATED"),
    ] {
        let refused = add(who, &zaiton, project, json!({})).await;
        assert_eq!(refused.code(), code, "{}", refused.text);
    }
    let to_oneself = add(&ppd, &ppd, project, json!({})).await;
    assert_eq!(to_oneself.code(), "FORBIDDEN", "{}", to_oneself.text);

    let granted = add(&ppd, &zaiton, project, json!({})).await.ok();
    let granted = granted.text_at("grantAdd/grant/id");
    for officer in [&ppd, &johor, &hq, &admin] {
        assert_eq!(seen(officer).await, ["Zaiton"]);
    }
    for stranger in [&other, &kedah, &police, &chair] {
        assert_eq!(seen(stranger).await, [""; 0]);
        assert_eq!(end(stranger, &granted).await.code(), "NOT_FOUND");
    }
    assert_eq!(end(&admin, &granted).await.code(), "FORBIDDEN");

    // Each officer above ends what another gave, and its holder gives it back.
    for ender in [&johor, &hq, &ppd] {
        let open = ender.ask("{ grants(role: PROJECT_OWNER, openOnly: true) { nodes { id } } }");
        let id = open.await.ok().text_at("grants/nodes/0/id");
        end(ender, &id).await.ok();
        add(ender, &zaiton, project, json!({})).await.ok();
    }
    zaiton.refresh().await;
    assert_eq!(seen(&zaiton).await.len(), 4);
    let own = "{ grants(role: PROJECT_OWNER, openOnly: true) { nodes { id project { id } } } }";
    let own = zaiton.ask(own).await.ok();
    assert_eq!(own.at("grants/nodes/0/project/id"), &json!(project.to_string()));
    end(&zaiton, &own.text_at("grants/nodes/0/id")).await.ok();
    assert_eq!(roles(&mut zaiton).await, json!([]));

    app.advance(TimeDelta::minutes(6));
    let mut ppd = ppd;
    ppd.refresh().await;
    assert_eq!(add(&ppd, &zaiton, project, json!({})).await.code(), "PROOF_REQUIRED");
}

#[tokio::test]
async fn everything_wrong_with_the_grant_of_a_project_is_said() {
    let shop = Shop::open().await;
    let (app, project, area) = (&shop.app, shop.project, shop.area);
    let ppd = officer_of_the_district(app, "Puan Nor", area).await;
    let hq = app.officer("Puan Chong", Role::HqOfficer, &GrantScope::Nation).await;
    let mut zaiton = app.person("Zaiton").await;
    let (second, salmah): (ProjectId, _) = (app.ctx().mint(), app.person("Puan Salmah").await);
    let owner_id = salmah.id;
    app.arrange(async |ctx, work| {
        let new = NewProject {
            area_id: area,
            owner_id,
            category_code: "FOOD".to_owned(),
            name: "Ayam Puan Salmah".to_owned(),
            story: LocalizedText::new("Bermula di dapur.", "It began in a kitchen."),
            start_year: None,
            status: ProjectStatus::Applied,
            sample: false,
        };
        project::add_project(ctx, work, second, &new).await.unwrap();
    })
    .await;

    let refusals = async |giver: &User, rest: Value| {
        add(giver, &zaiton, project, rest).await.refusals("grantAdd")
    };
    let district = district_of(app, area).await.to_string();
    let both = json!({ "projectId": project.to_string(), "districtId": district });
    for (giver, scope) in [
        (&ppd, json!({ "districtId": district })),
        (&ppd, both),
        (&hq, json!({ "stateCode": "01" })),
        (&hq, json!({})),
    ] {
        assert_eq!(refusals(giver, json!({ "scope": scope })).await, ["VALUE_INVALID scope"]);
    }
    let of_a_district = json!({ "role": "DISTRICT_OFFICER" });
    assert_eq!(refusals(&hq, of_a_district).await, ["VALUE_INVALID scope"]);
    let nothing: ProjectId = app.ctx().mint();
    assert_eq!(add(&ppd, &zaiton, nothing, json!({})).await.code(), "NOT_FOUND");
    let too_long = json!({ "endsAt": "2029-03-14T04:00:00Z" });
    assert_eq!(refusals(&ppd, too_long).await, ["GRANT_TOO_LONG endsAt"]);
    assert_eq!(refusals(&ppd, json!({ "reason": " " })).await, ["REQUIRED reason"]);

    // Twice the same project is once; another is another, and so is the time after.
    assert_eq!(refusals(&ppd, json!({})).await, [""; 0]);
    assert_eq!(refusals(&hq, json!({})).await, ["GRANT_OVERLAPS startsAt"]);
    add(&ppd, &zaiton, second, json!({})).await.ok();
    let listed = ppd.ask(LIST).await.ok();
    assert!(
        listed.text.contains(&second.to_string()),
        "one that is applied for is shown too: {}",
        listed.text
    );
    let later = json!({ "startsAt": A_YEAR, "endsAt": "2028-03-14T04:00:00Z" });
    // A year ahead is not too far.
    assert_eq!(refusals(&ppd, later).await, [""; 0]);

    // Whom the record names may be granted it as well: that is one role.
    add(&ppd, &salmah, second, json!({})).await.ok();
    let mut salmah = salmah;
    assert_eq!(roles(&mut salmah).await.as_array().unwrap().len(), 1);

    // A project that has ended is granted to nobody, and whom it was granted owns nothing.
    app.arrange(async |_, work| {
        let sql = "update project set status = 'CANCELLED' where id = $1";
        db::run(work.connection(), sql, [second.into()]).await.unwrap();
    })
    .await;
    let muthu = app.person("Encik Muthu").await;
    let ended = add(&ppd, &muthu, second, json!({})).await;
    assert_eq!(ended.refusals("grantAdd"), ["STATE_INVALID scope.projectId"]);
    assert_eq!(
        roles(&mut zaiton).await,
        json!([{ "role": "PROJECT_OWNER", "scopeId": project.to_string(), "stateCode": null }])
    );

    // The export names the projects, and nobody waits for whoever goes: the record names an owner.
    let export = zaiton.get("/v1/account/export").await;
    let granted = export.body["grants"].as_array().unwrap();
    assert!(
        granted.iter().any(|one| one["projectId"] == json!(project.to_string())),
        "{granted:?}"
    );
    let erase = "mutation { accountErase(input: { understood: true }) { userErrors { code } } }";
    zaiton.ask(erase).await.ok();
}

#[tokio::test]
async fn whoever_is_shut_out_while_a_project_is_granted_to_them_holds_nothing() {
    let shop = Shop::open().await;
    let (app, project) = (&shop.app, shop.project);
    let ppd = officer_of_the_district(app, "Puan Nor", shop.area).await;
    let admin = app.officer("Evelyn", Role::Administrator, &GrantScope::Nation).await;
    for name in ["Zaiton", "Encik Muthu", "Puan Devi", "Encik Kamal"] {
        let person = app.person(name).await;
        let (granted, banned) =
            tokio::join!(add(&ppd, &person, project, json!({})), admin.bans(person.id));
        banned.ok();
        // What came first has ended with it; what came after finds nobody.
        let refused = granted.refusals("grantAdd");
        assert!(refused.is_empty() || refused == ["PERSON_UNKNOWN phone"], "{refused:?}");
    }
    let database = &app.house.tools.db;
    if database.is_postgres() {
        // Who is looked for is shut out before the grant has its turn with them. In SQLite one writes after
        // the other.
        let person = app.person("Puan Siti").await;
        let work = app.ctx().begin().await.unwrap();
        let sql = "update person set status = 'BANNED' where id = $1";
        db::run(work.connection(), sql, [person.id.into()]).await.unwrap();
        let shuts_out = async {
            until_blocked(database, "update person").await;
            work.commit().await.unwrap();
        };
        let (granted, ()) = tokio::join!(add(&ppd, &person, project, json!({})), shuts_out);
        assert_eq!(granted.refusals("grantAdd"), ["PERSON_UNKNOWN phone"]);
    }
    let open = "{ grants(role: PROJECT_OWNER, openOnly: true) { nodes { displayName } } }";
    assert_eq!(ppd.ask(open).await.ok().at("grants/nodes"), &json!([]));
}
