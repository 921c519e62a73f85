//! Who submits, reads and decides; and who sees the paper.

use domain::{community::GrantScope, krt_shop::project::ProjectStatus, policy::Role};
use serde_json::json;
use stories::User;

use super::{
    super::{Shop, owner_of_project},
    READ, confirm, district_officer, refuse, revoke, submit, submitted,
};

#[tokio::test]
async fn each_role_does_its_part_and_no_other() {
    let shop = Shop::open().await;
    let app = &shop.app;
    let id = submitted(&shop, json!({})).await;
    let district = district_officer(&shop).await;
    let nation = GrantScope::Nation;
    let state = app.officer("PPN", Role::StateOfficer, &GrantScope::State("01".into())).await;
    let hq = app.officer("HQ", Role::HqOfficer, &nation).await;
    let elsewhere =
        app.officer("PPN lain", Role::StateOfficer, &GrantScope::State("10".into())).await;
    let administrator = app.officer("Pentadbir", Role::Administrator, &nation).await;
    let chair = app.officer_of_committee("Encik Bakar", shop.area, Role::Chair).await;
    let resident = app.resident("Cik Mei", shop.area).await;
    let (_, seller) = owner_of_project(app, shop.area, "Kuih Mak Jah", ProjectStatus::Active).await;

    let read = async |user: &User| user.graphql(READ, json!({ "id": id })).await;
    let scan = async |user: &User| user.get(&format!("/v1/project-certificates/{id}/scan")).await;
    // The owner and the officers above see it with its paper.
    for user in [&shop.owner, &district, &state, &hq] {
        let seen = read(user).await.ok();
        let url = format!("http://krt.test/v1/project-certificates/{id}/scan");
        assert_eq!(seen.at("projectCertificate/scanUrl"), &json!(url));
        let decides = seen.at("projectCertificate/viewerCanDecide") == true;
        assert_eq!(decides, user.id != shop.owner.id);
        let paper = scan(user).await;
        assert_eq!(
            (paper.status.as_u16(), &paper.headers["content-type"]),
            (200, &"image/jpeg".parse().unwrap())
        );
        assert_eq!(paper.headers["cache-control"], "private, no-store");
    }
    // Nobody else learns that it is there.
    let outside = [&elsewhere, &administrator, &chair, &resident, &seller];
    for user in outside {
        assert_eq!(read(user).await.code(), "NOT_FOUND");
        assert_eq!(scan(user).await.status.as_u16(), 404);
        assert_eq!(confirm(user, &id).await.code(), "NOT_FOUND");
        assert_eq!(refuse(user, &id, "x").await.code(), "NOT_FOUND");
        assert_eq!(revoke(user, &id, "x").await.code(), "NOT_FOUND");
        assert_eq!(submit(&shop, user, json!({})).await.code(), "NOT_FOUND");
    }
    assert_eq!(read(&app.anybody()).await.code(), "UNAUTHENTICATED");
    assert_eq!(scan(&app.anybody()).await.status.as_u16(), 401);
    // Officers do not hand in, and sellers do not decide.
    assert_eq!(submit(&shop, &district, json!({})).await.code(), "FORBIDDEN");
    for answer in [confirm(&shop.owner, &id).await, revoke(&shop.owner, &id, "x").await] {
        assert_eq!(answer.code(), "FORBIDDEN");
    }
    for officer in [&district, &state, &hq] {
        let id = submitted(&shop, json!({})).await;
        confirm(officer, &id).await.ok();
        revoke(officer, &id, "Silap.").await.ok();
    }
}

#[tokio::test]
async fn an_officer_who_owns_the_project_does_not_decide_about_it() {
    let shop = Shop::open().await;
    let mut owner = shop.owner.clone();
    shop.app.grant(owner.id, Role::HqOfficer, &GrantScope::Nation).await;
    shop.app.enrol(&mut owner).await;
    owner.sign_in_again().await;
    let own = submit(&shop, &owner, json!({})).await.ok();
    let id = own.text_at("projectCertificateSubmit/certificate/id");
    assert_eq!(confirm(&owner, &id).await.code(), "FORBIDDEN");
    let hq = shop.app.officer("HQ", Role::HqOfficer, &GrantScope::Nation).await;
    confirm(&hq, &id).await.ok();
    assert_eq!(revoke(&owner, &id, "x").await.code(), "FORBIDDEN");
}
