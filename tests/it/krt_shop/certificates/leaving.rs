//! Whoever has submitted a certificate has their account erased.

use domain::shared::{db, id::ProjectCertificateId};
use serde_json::{Value, json};

use super::{
    super::{Shop, ids},
    READ, confirmed, district_officer, listed, shown,
};

#[tokio::test]
async fn the_paper_goes_with_its_owner_and_what_was_confirmed_stands() {
    let shop = Shop::open().await;
    let officer = district_officer(&shop).await;
    let certificate = confirmed(&shop, &officer, json!({ "number": "JAKIM-9" })).await;
    let id = shop.listed("Ayam halal", "FOOD_CHICKEN").await;
    let buyer = shop.app.anybody();
    shown(&buyer, &id, &["HALAL JAKIM-9"]).await;
    let database = shop.app.house.tools.db.write();
    let row: ProjectCertificateId = certificate.parse().unwrap();
    let sql = "select m.content_address from project_certificate c join media m on m.id = c.scan_media_id where c.id = $1";
    let address: String = db::value(database, sql, [row.into()]).await.unwrap().unwrap();
    let folder = shop.app.folder.path().join("media").join(&address[..2]).join(&address);
    assert!(folder.exists());
    // Somebody else has the project now.
    let heir = shop.app.person("Encik Waris").await;
    let project = shop.project;
    shop.app
        .arrange(async |_, work| {
            let sql = "update project set owner_id = $1 where id = $2";
            let values = [heir.id.into(), project.into()];
            db::run(work.connection(), sql, values).await.unwrap();
        })
        .await;
    crate::own_data::erase(&shop.owner).await.ok();

    let seen = officer.graphql(READ, json!({ "id": certificate })).await.ok();
    assert_eq!(seen.at("projectCertificate/status"), "CONFIRMED");
    assert_eq!(seen.at("projectCertificate/number"), "JAKIM-9");
    assert_eq!(seen.at("projectCertificate/scanUrl"), &Value::Null);
    let paper = officer.get(&format!("/v1/project-certificates/{certificate}/scan")).await;
    assert_eq!(paper.status.as_u16(), 404);
    let left = "select count(*) from media where content_address = $1";
    // The cover of the product is the same small picture: it stays for the product alone.
    let rows: Option<i64> = db::value(database, left, [address.as_str().into()]).await.unwrap();
    assert_eq!(rows, Some(1));
    shown(&buyer, &id, &["HALAL JAKIM-9"]).await;
    listed(&buyer, &[&id]).await;
    let list = "query($id: ID!) { projectCertificates(projectId: $id) { nodes { id } } }";
    let all = officer.graphql(list, json!({ "id": project.to_string() })).await.ok();
    assert_eq!(ids(&all, "projectCertificates/nodes"), [certificate]);
}
