//! Who was shut out or sent away before owners left their projects: an update leaves them to the
//! committees.

use domain::{
    community::GrantScope,
    krt_shop::project::ProjectStatus,
    policy::Role,
    shared::{
        change_log::{Change, Noun, Scope},
        db,
        id::ProjectId,
    },
};
use serde_json::{Value, json};

use super::{
    also_sells, owner_of_project,
    owners_removed::end,
    project_of,
    projects::{Office, way},
    projects_life::{listed, publish},
};
use crate::residents::{leave, membership_of};

/// The step that does it.
const STEP: &str = "m0083_owners_left_before";

/// Puts these projects back as they were left by a program that took them from nobody, and tells the node.
async fn as_before(office: &Office, projects: &[ProjectId]) {
    let projects = projects.to_vec();
    office
        .app
        .arrange(async |_, work| {
            for id in projects {
                for sql in [
                    "delete from project_step where project_id = $1 and deed = 'OWNER_REMOVED'",
                    "update project set owner_left_at = null, status = 'ACTIVE', \
                     version = version - 1 where id = $1",
                    "update product set listed_at = listed_before, listed_before = null \
                     where project_id = $1",
                    "update officer_grant set ends_at = null, ended_by = null, end_reason = null \
                     where project_id = $1",
                ] {
                    db::run(work.connection(), sql, [id.into()]).await.unwrap();
                }
                work.tell(Change::new(Scope::Public, Noun::Project, id));
            }
        })
        .await;
}

/// The update, beside the running node; what it did.
async fn updates(office: &Office) -> Vec<String> {
    let database = office.app.house.tools.db.write();
    let undone = "delete from seaql_migrations where version = $1";
    assert_eq!(db::run(database, undone, [STEP.into()]).await.unwrap(), 1);
    migrations::up(&office.app.database.url).await.unwrap()
}

async fn ended(office: &Office, project: ProjectId) -> Option<String> {
    let sql = "select end_reason from officer_grant where project_id = $1 and ends_at is not null";
    let database = office.app.house.tools.db.write();
    db::value(database, sql, [project.into()]).await.unwrap()
}

#[tokio::test]
async fn what_they_own_and_sell_goes_to_its_committee() {
    let mut office = Office::open().await;
    let banned: ProjectId = office.at_work().await.parse().unwrap();
    let product = publish(&office.owner, &banned.to_string()).await;
    listed(&office, &[&product]).await;
    let (area, at_work) = (office.area, ProjectStatus::Active);
    let sent = project_of(&office.app, area, office.neighbour.id, ("Kuih", at_work)).await;
    // Encik Din will leave by himself, and keeps what he owns.
    let mut din = office.app.resident("Encik Din", area).await;
    let own = project_of(&office.app, area, din.id, ("Ayam", at_work)).await;
    // And in another neighbourhood nobody has sent him away.
    let away = office.app.area("Taman Melati").await;
    office.app.join(office.neighbour.id, away).await;
    let there = project_of(&office.app, away, office.neighbour.id, ("Mi", at_work)).await;
    let (theirs, _) = owner_of_project(&office.app, area, "Puan Rokiah", at_work).await;

    let administrator =
        office.app.officer("Puan Evelyn", Role::Administrator, &GrantScope::Nation).await;
    let ban = "mutation($id: ID!) { personBan(input: { personId: $id, reason: \"Menipu\" }) { userErrors { code } } }";
    administrator.graphql(ban, json!({ "id": office.owner.id.to_string() })).await.ok();
    let membership = membership_of(&office.secretary, office.area, "Encik Lim").await;
    end(&office.secretary, &membership, "k").await;
    din.sign_in_again().await;
    leave(&din, area).await.ok();
    as_before(&office, &[banned, sent]).await;
    // Encik Lim was granted that beside its owner.
    also_sells(&office.app, own, office.neighbour.id).await;
    listed(&office, &[&product]).await;
    for id in [banned, sent] {
        let seen = office.read(&office.secretary, &id.to_string()).await;
        let shown = (&seen["status"], &seen["registration"]["owner"]["gone"]);
        assert_eq!(shown, (&json!("ACTIVE"), &Value::Bool(false)));
    }

    assert_eq!(updates(&office).await, [STEP]);
    listed(&office, &[]).await;
    for (id, by) in [(banned, "Puan Evelyn"), (sent, "Puan Aishah")] {
        let left = office.read(&office.secretary, &id.to_string()).await;
        let shown = (&left["status"], &left["registration"]["owner"]["gone"]);
        assert_eq!(shown, (&json!("INACTIVE"), &Value::Bool(true)), "{left}");
        assert_eq!(way(&left).last().unwrap(), &format!("OWNER_REMOVED INACTIVE by {by}"));
    }
    assert_eq!(ended(&office, own).await.as_deref(), Some("membership ended"));
    for id in [own, there, theirs] {
        let sql = "select status from project where id = $1 and owner_left_at is null";
        let database = office.app.house.tools.db.write();
        let status: Option<String> = db::value(database, sql, [id.into()]).await.unwrap();
        assert_eq!(status.as_deref(), Some("ACTIVE"));
    }
    // Done once more it finds nobody.
    let before = office.read(&office.secretary, &banned.to_string()).await;
    assert_eq!(updates(&office).await, [STEP]);
    assert_eq!(office.read(&office.secretary, &banned.to_string()).await, before);
}
