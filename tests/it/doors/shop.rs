//! The doors of the shop.

use std::collections::BTreeSet;

use super::{knock, mutation, query};
use crate::krt_shop::Shop;

const NO_TRADE: &str = "trade_00000000000000000000000001";
const NO_MATCH: &str = "match_00000000000000000000000001";
const NO_KIOSK: &str = "kiosk_00000000000000000000000001";

pub(super) async fn the_shops(tried: &mut BTreeSet<String>) {
    let shop = Shop::open().await;
    let draft = shop.draft("Sambal", "FOOD").await;
    let (project, area) = (shop.project, shop.area);
    let elsewhere = shop.app.area("Taman Jauh").await;
    let stranger = shop.app.resident("Encik Muthu", elsewhere).await;
    let place = domain::community::place_of_area(&shop.app.ctx(), area).await.expect("a place");
    let district = place.district.expect("a district");
    let (sign_in, hidden, forbidden) = ("UNAUTHENTICATED", "NOT_FOUND", "FORBIDDEN");
    let doors = [
        query(
            "products",
            &format!("(filter: {{ areaId: \"{area}\" }}) {{ nodes {{ id }} }}"),
            "nothing",
            "nothing",
        ),
        query("product", &format!("(id: \"{draft}\") {{ id }}"), hidden, hidden),
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
        mutation("productSchedule", &format!("id: \"{draft}\""), sign_in, hidden),
        mutation("productHide", &format!("id: \"{draft}\", reason: \"x\""), sign_in, hidden),
        mutation("productUnhide", &format!("id: \"{draft}\""), sign_in, hidden),
        mutation("categoryAdd", "code: \"XX\", name: { ms: \"x\" }", sign_in, forbidden),
        mutation("categoryRename", "code: \"FOOD\", name: { ms: \"x\" }", sign_in, forbidden),
        mutation("categoryMove", "code: \"FOOD\"", sign_in, forbidden),
        query(
            "projectsOfArea",
            &format!("(areaId: \"{area}\") {{ nodes {{ id }} }}"),
            sign_in,
            hidden,
        ),
        mutation(
            "projectApply",
            &format!(
                "areaId: \"{area}\", ownerId: \"{}\", name: \"x\", categoryCode: \"FOOD\", story: {{ ms: \"x\" }}",
                stranger.id
            ),
            sign_in,
            hidden,
        ),
        mutation(
            "projectDecide",
            &format!("id: \"{project}\", version: 1, decision: APPROVE"),
            sign_in,
            hidden,
        ),
        mutation(
            "projectStatusSet",
            &format!("id: \"{project}\", version: 1, status: INACTIVE"),
            sign_in,
            "FORBIDDEN",
        ),
        mutation(
            "projectUpdate",
            &format!("id: \"{project}\", version: 1, name: \"x\""),
            sign_in,
            "FORBIDDEN",
        ),
        mutation(
            "projectOwnerSet",
            &format!("id: \"{project}\", version: 1, ownerId: \"{}\"", stranger.id),
            sign_in,
            "FORBIDDEN",
        ),
        mutation(
            "projectFiguresRecord",
            &format!(
                "projectId: \"{project}\", month: \"2026-02\", income: \"1.00\", spending: \"1.00\", participants: 1"
            ),
            sign_in,
            hidden,
        ),
        query(
            "productInsight",
            &format!("(id: \"{draft}\") {{ total {{ views }} }}"),
            sign_in,
            hidden,
        ),
        query(
            "projectInsight",
            &format!("(id: \"{project}\") {{ total {{ views }} }}"),
            sign_in,
            hidden,
        ),
        mutation("contactRecord", &format!("projectId: \"{project}\", way: PHONE"), "open", "open"),
        query("projectTrades", &format!("(projectId: \"{project}\") {{ id }}"), sign_in, hidden),
        query(
            "projectMatches",
            &format!("(projectId: \"{project}\") {{ nodes {{ id }} }}"),
            sign_in,
            hidden,
        ),
        query("matchesOfState", "(stateCode: \"01\") { nodes { id } }", sign_in, forbidden),
        mutation(
            "projectNeedSet",
            &format!("projectId: \"{project}\", categoryCode: \"FOOD\", words: {{ ms: \"cili\" }}"),
            sign_in,
            hidden,
        ),
        mutation(
            "projectSupplySet",
            &format!("projectId: \"{project}\", categoryCode: \"FOOD\", words: {{ ms: \"cili\" }}"),
            sign_in,
            hidden,
        ),
        mutation("projectTradeEnd", &format!("id: \"{NO_TRADE}\""), sign_in, hidden),
        mutation("matchDismiss", &format!("id: \"{NO_MATCH}\""), sign_in, hidden),
        query("kiosks", " { nodes { id } }", "nothing", "nothing"),
        query("kiosk", &format!("(id: \"{NO_KIOSK}\") {{ id }}"), hidden, hidden),
        query(
            "kioskApplications",
            &format!("(kioskId: \"{NO_KIOSK}\") {{ status }}"),
            sign_in,
            hidden,
        ),
        query(
            "projectStands",
            &format!("(projectId: \"{project}\") {{ status }}"),
            sign_in,
            hidden,
        ),
        mutation(
            "kioskSet",
            &format!(
                "kind: CARNIVAL, name: {{ ms: \"x\" }}, address: \"x\", districtId: \"{district}\", position: {{ latitude: 1.5, longitude: 103.6 }}"
            ),
            sign_in,
            forbidden,
        ),
        mutation("kioskCancel", &format!("id: \"{NO_KIOSK}\", reason: \"x\""), sign_in, hidden),
        mutation(
            "kioskJoin",
            &format!("kioskId: \"{NO_KIOSK}\", projectId: \"{project}\""),
            sign_in,
            forbidden,
        ),
        mutation(
            "kioskLeave",
            &format!("kioskId: \"{NO_KIOSK}\", projectId: \"{project}\""),
            sign_in,
            forbidden,
        ),
        mutation(
            "kioskStandDecide",
            &format!("kioskId: \"{NO_KIOSK}\", projectId: \"{project}\", confirm: true"),
            sign_in,
            hidden,
        ),
    ];
    knock(&doors, &shop.app.anybody(), &stranger, tried).await;
}
