//! Offers like one.

use domain::{
    krt_shop::project::ProjectStatus,
    shared::{db, id::ProjectId},
};
use serde_json::{Value, json};
use stories::{TestApp, User};

use super::{Shop, offer, owner_of_project, shop};
use crate::krt_shop::{ids, soon};

async fn stands_at(app: &TestApp, project: ProjectId, (north, east): (f64, f64)) {
    app.arrange(async |_, work| {
        let sql = "update project set latitude = $2, longitude = $3 where id = $1";
        let values = [project.into(), north.into(), east.into()];
        db::run(work.connection(), sql, values).await.unwrap();
        let told = domain::shared::change_log::Change::new(
            domain::shared::change_log::Scope::Public,
            domain::shared::change_log::Noun::Project,
            project,
        );
        work.tell(told);
    })
    .await;
}

async fn another(shop: &Shop, name: &str, place: (f64, f64)) -> (ProjectId, User) {
    let (project, owner) =
        owner_of_project(&shop.app, shop.area, name, ProjectStatus::Active).await;
    stands_at(&shop.app, project, place).await;
    (project, owner)
}

#[tokio::test]
async fn a_buyer_is_shown_what_others_near_them_offer_and_nothing_that_is_hidden() {
    let shop = shop().await;
    stands_at(&shop.app, shop.project, (1.54, 103.65)).await;
    let id = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let own = shop.listed("Mi kuning pedas", "FOOD_NOODLES").await;
    let (near, of_near) = another(&shop, "Mi Encik Tan", (1.60, 103.65)).await;
    let (far, of_far) = another(&shop, "Mi Pak Ali", (3.10, 101.60)).await;
    let near_mi = offer(&of_near, near, ("Mi kuning segar", "FOOD_NOODLES")).await;
    let near_bihun = offer(&of_near, near, ("Bihun", "FOOD_NOODLES")).await;
    let far_mi = offer(&of_far, far, ("Mi kuning kering", "FOOD_NOODLES")).await;
    // Of another category, and a draft.
    offer(&of_far, far, ("Ayam mi kuning", "FOOD_CHICKEN")).await;
    shop.draft("Mi kuning hijau", "FOOD_NOODLES").await;
    let document =
        "query($id: ID!, $first: Int) { product(id: $id) { similar(first: $first) { id } } }";
    let wanted = [&near_mi, &far_mi, &near_bihun, &own].map(String::clone);
    let right = |answer: &stories::Answer| ids(answer, "product/similar") == wanted;
    soon(&shop.app.anybody(), document, json!({ "id": id }), right).await;
    let two = shop.app.anybody().graphql(document, json!({ "id": id, "first": 2 })).await.ok();
    assert_eq!(ids(&two, "product/similar"), wanted[..2]);
    for wrong in [0, 21] {
        let refused =
            shop.app.anybody().graphql(document, json!({ "id": id, "first": wrong })).await;
        assert_eq!(refused.code(), "PAGE_INVALID");
    }
    // A seller stops: their offers are like nothing any more.
    let archive =
        "mutation($id: ID!) { productArchive(input: { id: $id }) { userErrors { code } } }";
    of_near.graphql(archive, json!({ "id": near_mi })).await.ok();
    let gone = |answer: &stories::Answer| {
        let found: Vec<Value> =
            answer.at("product/similar").as_array().cloned().unwrap_or_default();
        found.len() == 3 && found[0]["id"] == json!(far_mi)
    };
    soon(&shop.app.anybody(), document, json!({ "id": id }), gone).await;
}
