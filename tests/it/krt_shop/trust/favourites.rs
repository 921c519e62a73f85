//! Keeping offers.

use domain::shared::db;
use serde_json::json;

use super::{Shop, TRUST, does};
use crate::krt_shop::ids;

const SET: &str = "mutation($input: FavouriteSetInput!) { favouriteSet(input: $input) { favourite product { id trust { viewerHasFavourite } } userErrors { code field } } }";
const LIST: &str = "query($first: Int, $after: String) { favourites(first: $first, after: $after) { nodes { id name { ms } } pageInfo { hasNextPage endCursor } } }";

#[tokio::test]
async fn a_buyer_keeps_offers_and_finds_them_again() {
    let shop = Shop::open().await;
    let buyer = shop.app.person("Encik Lim").await;
    let mut kept = Vec::new();
    for name in ["Mi kuning", "Mi sanggul", "Ayam kampung"] {
        let id = shop.listed(name, "FOOD").await;
        for _ in 0..2 {
            let set = json!({ "productId": id, "favourite": true });
            let done = does(&buyer, SET, set).await.ok();
            assert_eq!(done.at("favouriteSet/favourite"), true);
            let product = json!({ "id": id, "trust": { "viewerHasFavourite": true } });
            assert_eq!(done.at("favouriteSet/product"), &product);
        }
        kept.push(id);
    }
    kept.reverse();
    let page = buyer.graphql(LIST, json!({ "first": 2 })).await.ok();
    assert_eq!(ids(&page, "favourites/nodes"), kept[..2]);
    let after = page.at("favourites/pageInfo/endCursor").clone();
    let rest = buyer.graphql(LIST, json!({ "first": 2, "after": after })).await.ok();
    assert_eq!(ids(&rest, "favourites/nodes"), kept[2..]);
    let seen = buyer.graphql(TRUST, json!({ "id": kept[0] })).await.ok();
    assert_eq!(seen.at("product/trust/viewerHasFavourite"), true);
    assert_eq!(shop.trust(&kept[0]).await["viewerHasFavourite"], false);

    // What leaves the directory is not shown, and can still be let go.
    let gone = kept.remove(0);
    shop.app
        .arrange(async |_, work| {
            let id: domain::shared::id::ProductId = gone.parse().unwrap();
            let sql = "update product set listed_at = null where id = $1";
            db::run(work.connection(), sql, [id.into()]).await.unwrap();
        })
        .await;
    let page = buyer.graphql(LIST, json!({})).await.ok();
    assert_eq!(ids(&page, "favourites/nodes"), kept);
    for (id, product) in [(&gone, json!(null)), (&kept[0], json!(kept[0]))] {
        let set = json!({ "productId": id, "favourite": false });
        let done = does(&buyer, SET, set).await.ok();
        assert_eq!(done.at("favouriteSet/favourite"), false);
        assert_eq!(done.at("favouriteSet/product/id"), &product);
    }
    let page = buyer.graphql(LIST, json!({})).await.ok();
    assert_eq!(ids(&page, "favourites/nodes"), kept[1..]);
    let draft = shop.draft("Belum siap", "FOOD").await;
    let set = json!({ "productId": draft, "favourite": true });
    assert_eq!(does(&buyer, SET, set).await.code(), "NOT_FOUND");
}
