//! Nights on which the offers of many projects are looked at, part by part.

use chrono::TimeDelta;
use domain::{
    krt_shop::project::{self, NewProject, ProjectStatus},
    shared::{
        db,
        id::{ProductId, ProjectId},
        language::LocalizedText,
    },
};
use serde_json::json;

use super::{
    super::{Shop, full_profile},
    confirmed, district_officer,
};

/// More than two parts.
const PROJECTS: i64 = 110;

/// So many other projects that list what another one does, as if nobody had asked what it claims.
async fn planted(shop: &Shop, product: &str) {
    let product: ProductId = product.parse().unwrap();
    let (area_id, owner_id) = (shop.area, shop.owner.id);
    shop.app
        .arrange(async |ctx, work| {
            for number in 0..PROJECTS {
                let new = NewProject {
                    area_id,
                    owner_id,
                    category_code: "FOOD".to_owned(),
                    name: format!("Dapur {number}"),
                    story: LocalizedText::new("Bermula di dapur.", "It began in a kitchen."),
                    start_year: Some(2019),
                    status: ProjectStatus::Active,
                    sample: false,
                };
                let id: ProjectId = ctx.mint();
                let profile = full_profile(&new.story);
                project::add_described(ctx, work, id, &new, profile).await.expect("a project");
                let copy: ProductId = ctx.mint();
                let sql = "insert into product (id, project_id, slug, area_id, category_code, kind, \
                           name, description, price_kind, price_sen, unit, status, version, \
                           listed_at, search_text, created_at, updated_at) \
                           select $1, $2, $3, area_id, category_code, kind, name, description, \
                           price_kind, price_sen, unit, status, version, listed_at, search_text, \
                           created_at, updated_at from product where id = $4";
                let slug = format!("salinan-{number}");
                let values = [copy.into(), id.into(), slug.into(), product.into()];
                db::run(work.connection(), sql, values).await.expect("a product");
            }
        })
        .await;
}

#[tokio::test]
async fn every_project_is_looked_at_part_by_part() {
    let shop = Shop::open().await;
    let officer = district_officer(&shop).await;
    confirmed(&shop, &officer, json!({ "number": "JAKIM-7" })).await;
    let proven = shop.listed("Ayam halal", "FOOD_CHICKEN").await;
    shop.app.settles().await;
    planted(&shop, &proven).await;
    let midnight: domain::shared::clock::Instant = "2026-03-14T16:00:00Z".parse().unwrap();
    shop.app.advance(midnight - shop.app.clock.now());
    for _ in 0..4 {
        // Parts follow each other by a second.
        shop.app.settles().await;
        shop.app.advance(TimeDelta::seconds(2));
    }
    let database = shop.app.house.tools.db.write();
    let held = "select count(*) from product where halal_held_at is not null and listed_at is null";
    let held: Option<i64> = db::value(database, held, []).await.unwrap();
    assert_eq!(held, Some(PROJECTS));
    let buyer = shop.app.anybody();
    super::listed(&buyer, &[&proven]).await;
}
