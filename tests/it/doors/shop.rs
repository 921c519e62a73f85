//! The doors of the shop.

use std::collections::BTreeSet;

use super::{knock, mutation, query};
use crate::krt_shop::Shop;

pub(super) async fn the_shops(tried: &mut BTreeSet<String>) {
    let shop = Shop::open().await;
    let draft = shop.draft("Sambal", "FOOD").await;
    let (project, area) = (shop.project, shop.area);
    let elsewhere = shop.app.area("Taman Jauh").await;
    let stranger = shop.app.resident("Encik Muthu", elsewhere).await;
    let (sign_in, hidden) = ("UNAUTHENTICATED", "NOT_FOUND");
    let doors = [
        query(
            "products",
            &format!("(filter: {{ areaId: \"{area}\" }}) {{ nodes {{ id }} }}"),
            "nothing",
            "nothing",
        ),
        query("product", &format!("(id: \"{draft}\") {{ id }}"), hidden, hidden),
        // What is no offer yet is suggested to nobody.
        query("productSuggest", "(prefix: \"sambal\") { text }", "nothing", "nothing"),
        query("categories", " { code }", "open", "open"),
        query("projects", " { nodes { id } }", "open", "open"),
        query("project", &format!("(id: \"{project}\") {{ id }}"), "open", "open"),
        mutation("mediaUploadCreate", "clientMutationId: null", sign_in, "open"),
        mutation(
            "productCreate",
            &format!(
                "projectId: \"{project}\", categoryCode: \"FOOD\", kind: GOODS, name: {{ ms: \"x\" }}, description: {{ ms: \"x\" }}"
            ),
            sign_in,
            hidden,
        ),
        mutation("productUpdate", &format!("id: \"{draft}\", version: 1"), sign_in, hidden),
        mutation("productPublish", &format!("id: \"{draft}\""), sign_in, hidden),
        mutation("productArchive", &format!("id: \"{draft}\""), sign_in, hidden),
    ];
    knock(&doors, &shop.app.anybody(), &stranger, tried).await;
}
