//! How much a project may have.

use domain::shared::{db, id::ProductId};
use serde_json::json;

use super::files::counts;
use crate::krt_shop::{CREATE, Shop};

/// Another offer like one that there is.
const COPY: &str = "insert into product (id, slug, project_id, area_id, category_code, kind, status, \
    name, description, search_text, version, created_at, updated_at) \
    select $2, $3, project_id, area_id, category_code, kind, status, \
    name, description, search_text, version, created_at, updated_at from product where id = $1";

#[tokio::test]
async fn a_project_has_five_thousand_offers_and_no_more() {
    let shop = Shop::open().await;
    let first = shop.draft("Mi kuning", "FOOD_NOODLES").await;
    let one: ProductId = first.parse().unwrap();
    shop.app
        .arrange(async |ctx, work| {
            for number in 1..4_999 {
                let slug = format!("mi-kuning-{number}");
                let values = [one.into(), ctx.mint::<ProductId>().into(), slug.into()];
                db::run(work.connection(), COPY, values).await.expect("another offer");
            }
        })
        .await;
    // One place is left. The check says so before anything is written, and then one row is.
    let file = "code,category,kind,name_ms,description_ms\n\
                A,FOOD,GOODS,Kuih,Segar\nB,FOOD,GOODS,Kuih lain,Segar\n";
    let dry = shop.import(&shop.owner, file, "?dryRun=true").await.ok();
    assert_eq!(counts(&dry), [1, 0, 0, 1], "{}", dry.text);
    assert_eq!(dry.body["rows"][1]["errors"][0]["code"], "TOO_MANY");
    let taken = shop.import(&shop.owner, file, "?keepGoing=true").await.ok();
    assert_eq!(counts(&taken), [1, 0, 0, 1], "{}", taken.text);

    let input = json!({ "projectId": shop.project.to_string(), "categoryCode": "FOOD", "kind": "GOODS",
        "name": { "ms": "Satu lagi" }, "description": { "ms": "Segar" } });
    let create = async || shop.owner.graphql(CREATE, json!({ "input": input })).await;
    assert_eq!(create().await.refusals("productCreate"), ["TOO_MANY"]);
    // What is archived makes room.
    shop.archive(&first).await;
    let made = create().await.ok();
    assert_eq!(made.at("productCreate/product/status"), "DRAFT", "{}", made.text);
    assert_eq!(create().await.refusals("productCreate"), ["TOO_MANY"]);
}

#[tokio::test]
async fn rows_are_tried_one_by_one_and_none_of_them_stays() {
    let shop = Shop::open().await;
    // More than are tried in one transaction, among them some that cannot be.
    let head = "code,category,kind,name_ms,description_ms\n";
    let file = (0..120).fold(head.to_owned(), |all, row| {
        let category = if row % 7 == 3 { "TIADA" } else { "FOOD" };
        format!("{all}{row},{category},GOODS,Kuih {row},Segar\n")
    });
    for _ in 0..2 {
        let dry = shop.import(&shop.owner, file.clone(), "?dryRun=true").await.ok();
        assert_eq!(counts(&dry), [103, 0, 0, 17], "{}", dry.text);
    }
    let taken = shop.import(&shop.owner, file.clone(), "?keepGoing=true").await.ok();
    assert_eq!(counts(&taken), [103, 0, 0, 17]);
    let dearer = file.replace(",Segar", ",Segar sekali");
    let dry = shop.import(&shop.owner, dearer, "?dryRun=true").await.ok();
    assert_eq!(counts(&dry), [0, 103, 0, 17]);
    let again = shop.import(&shop.owner, file, "?keepGoing=true").await.ok();
    assert_eq!(counts(&again), [0, 0, 103, 17]);
}
