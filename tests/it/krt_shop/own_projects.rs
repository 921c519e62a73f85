//! An officer who sells: whichever office they hold, they decide nothing about their own project.

use domain::{community::GrantScope, policy::Role};
use serde_json::{Value, json};
use stories::User;

use super::{Shop, certificates, projects::Office, projects_life::set};

const HIDE: &str = "mutation($id: ID!) { productHide(input: { id: $id, reason: \"Semak.\" }) { product { status } userErrors { code field } } }";
const UNHIDE: &str = "mutation($id: ID!) { productUnhide(input: { id: $id }) { product { status } userErrors { code field } } }";

/// The seller of the shop, with the widest office beside it.
async fn officer_who_sells(shop: &Shop) -> User {
    let mut owner = shop.owner.clone();
    shop.app.grant(owner.id, Role::HqOfficer, &GrantScope::Nation).await;
    shop.app.enrol(&mut owner).await;
    owner.sign_in_again().await;
    owner
}

#[tokio::test]
async fn an_officer_does_not_put_back_their_own_offer_nor_decide_about_its_certificates() {
    let shop = Shop::open().await;
    let id = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let theirs = certificates::submitted(&shop, json!({})).await;
    let owner = officer_who_sells(&shop).await;
    // Somebody else who sells for the project has handed this one in.
    let partner = shop.app.person("Encik Rakan").await;
    shop.app
        .arrange(async |_, work| {
            let certificate: domain::shared::id::ProjectCertificateId = theirs.parse().unwrap();
            let sql = "update project_certificate set submitted_by = $1 where id = $2";
            let values = [partner.id.into(), certificate.into()];
            domain::shared::db::run(work.connection(), sql, values).await.unwrap();
        })
        .await;
    assert_eq!(certificates::confirm(&owner, &theirs).await.code(), "FORBIDDEN");
    let officer = certificates::district_officer(&shop).await;
    officer.graphql(HIDE, json!({ "id": id })).await.ok();
    assert_eq!(owner.graphql(UNHIDE, json!({ "id": id })).await.code(), "FORBIDDEN");
    officer.graphql(UNHIDE, json!({ "id": id })).await.ok();
    certificates::confirm(&officer, &theirs).await.ok();
}

#[tokio::test]
async fn an_officer_does_not_let_their_own_project_through_and_sets_its_status_as_its_owner() {
    let mut office = Office::open().await;
    let place = domain::community::place_of_area(&office.app.ctx(), office.area).await.unwrap();
    let district = GrantScope::District(place.district.unwrap());
    let state = GrantScope::State(place.state.unwrap());
    office.app.grant(office.owner.id, Role::DistrictOfficer, &district).await;
    office.app.grant(office.owner.id, Role::StateOfficer, &state).await;
    office.app.enrol(&mut office.owner).await;
    let id = office.apply().await;
    office.owner.sign_in_again().await;
    for officer in [office.ppd.clone(), office.ppn.clone()] {
        let own = office.read(&office.owner, &id).await;
        assert_eq!(own["registration"]["viewerCanDecide"], false);
        assert_eq!(office.decide(&office.owner, &id, "APPROVE").await.code(), "FORBIDDEN");
        office.decide(&officer, &id, "APPROVE").await.ok();
    }
    office.owner.refresh().await;
    set(&office, &office.ppd, &id, "INACTIVE", json!("Aduan pembeli")).await.ok();
    for status in ["ACTIVE", "CANCELLED"] {
        let own = set(&office, &office.owner, &id, status, json!("Saya pegawai.")).await;
        assert_eq!(own.refusals("projectStatusSet"), ["STATE_INVALID status"], "{status}");
    }
    set(&office, &office.ppn, &id, "ACTIVE", json!("Selesai")).await.ok();
    // What its owner may do they may.
    set(&office, &office.owner, &id, "INACTIVE", Value::Null).await.ok();
}
