//! The doors of the shop.

use std::collections::BTreeSet;

use stories::User;

use super::{knock, mutation, query, trust};
use crate::krt_shop::Shop;

const NO_TRADE: &str = "trade_00000000000000000000000001";
const NO_MATCH: &str = "match_00000000000000000000000001";
const SIGN_IN: &str = "UNAUTHENTICATED";
const HIDDEN: &str = "NOT_FOUND";
const FORBIDDEN: &str = "FORBIDDEN";
const NO_KIOSK: &str = "kiosk_00000000000000000000000001";

pub(super) async fn the_shops(tried: &mut BTreeSet<String>) {
    let shop = Shop::open().await;
    let draft = shop.draft("Sambal", "FOOD").await;
    let elsewhere = shop.app.area("Taman Jauh").await;
    let stranger = shop.app.resident("Encik Muthu", elsewhere).await;
    the_offers(&shop, &draft, &stranger, tried).await;
    the_certificates(&shop, &stranger, tried).await;
    the_projects(&shop, &stranger, tried).await;
    the_sellers_help(&shop, &draft, &stranger, tried).await;
    the_kiosks(&shop, &stranger, tried).await;
    trust::the_trust(&shop, &draft, &stranger, tried).await;
}

async fn the_offers(shop: &Shop, draft: &str, stranger: &User, tried: &mut BTreeSet<String>) {
    let (project, area) = (shop.project, shop.area);
    let doors = [
        query(
            "products",
            &format!("(filter: {{ areaId: \"{area}\" }}) {{ nodes {{ id }} }}"),
            "nothing",
            "nothing",
        ),
        query("product", &format!("(id: \"{draft}\") {{ id }}"), HIDDEN, HIDDEN),
        // What is no offer yet is suggested to nobody.
        query("productSuggest", "(prefix: \"sambal\") { text }", "nothing", "nothing"),
        query("categories", " { code }", "open", "open"),
        query("projects", " { nodes { id } }", "open", "open"),
        query("project", &format!("(id: \"{project}\") {{ id }}"), "open", "open"),
        mutation("mediaUploadCreate", "clientMutationId: null", SIGN_IN, "open"),
        mutation(
            "productCreate",
            &format!(
                "projectId: \"{project}\", categoryCode: \"FOOD\", kind: GOODS, name: {{ ms: \"x\" }}, description: {{ ms: \"x\" }}"
            ),
            SIGN_IN,
            HIDDEN,
        ),
        mutation("productUpdate", &format!("id: \"{draft}\", version: 1"), SIGN_IN, HIDDEN),
        mutation("productPublish", &format!("id: \"{draft}\""), SIGN_IN, HIDDEN),
        mutation("productArchive", &format!("id: \"{draft}\""), SIGN_IN, HIDDEN),
        mutation("productSchedule", &format!("id: \"{draft}\""), SIGN_IN, HIDDEN),
        mutation("productHide", &format!("id: \"{draft}\", reason: \"x\""), SIGN_IN, HIDDEN),
        mutation("productUnhide", &format!("id: \"{draft}\""), SIGN_IN, HIDDEN),
        mutation("categoryAdd", "code: \"XX\", name: { ms: \"x\" }", SIGN_IN, FORBIDDEN),
        mutation("categoryRename", "code: \"FOOD\", name: { ms: \"x\" }", SIGN_IN, FORBIDDEN),
        mutation("categoryMove", "code: \"FOOD\"", SIGN_IN, FORBIDDEN),
    ];
    knock(&doors, &shop.app.anybody(), stranger, tried).await;
}

async fn the_certificates(shop: &Shop, stranger: &User, tried: &mut BTreeSet<String>) {
    let project = shop.project;
    let doors = [
        query(
            "projectCertificate",
            "(id: \"projectcertificate_01jaaaaaaaaaaaaaaaaaaaaaaa\") { id }",
            SIGN_IN,
            HIDDEN,
        ),
        query(
            "projectCertificates",
            &format!("(projectId: \"{project}\") {{ nodes {{ id }} }}"),
            SIGN_IN,
            HIDDEN,
        ),
        query("projectCertificatesWaiting", " { nodes { id } }", SIGN_IN, FORBIDDEN),
        mutation(
            "projectCertificateSubmit",
            &format!(
                "projectId: \"{project}\", kind: HALAL, number: \"1\", issuer: \"x\", validFrom: \"2026-01-01\", validUntil: \"2026-12-31\", scanId: \"media_01jaaaaaaaaaaaaaaaaaaaaaaa\""
            ),
            SIGN_IN,
            HIDDEN,
        ),
        mutation(
            "projectCertificateDecide",
            "id: \"projectcertificate_01jaaaaaaaaaaaaaaaaaaaaaaa\", decision: CONFIRM",
            SIGN_IN,
            HIDDEN,
        ),
        mutation(
            "projectCertificateRevoke",
            "id: \"projectcertificate_01jaaaaaaaaaaaaaaaaaaaaaaa\", reason: \"x\"",
            SIGN_IN,
            HIDDEN,
        ),
    ];
    knock(&doors, &shop.app.anybody(), stranger, tried).await;
}

async fn the_projects(shop: &Shop, stranger: &User, tried: &mut BTreeSet<String>) {
    let (project, area) = (shop.project, shop.area);
    let doors = [
        query(
            "projectsOfArea",
            &format!("(areaId: \"{area}\") {{ nodes {{ id }} }}"),
            SIGN_IN,
            HIDDEN,
        ),
        mutation(
            "projectApply",
            &format!(
                "areaId: \"{area}\", ownerId: \"{}\", name: \"x\", categoryCode: \"FOOD\", story: {{ ms: \"x\" }}",
                stranger.id
            ),
            SIGN_IN,
            HIDDEN,
        ),
        mutation(
            "projectDecide",
            &format!("id: \"{project}\", version: 1, decision: APPROVE"),
            SIGN_IN,
            HIDDEN,
        ),
        mutation(
            "projectStatusSet",
            &format!("id: \"{project}\", version: 1, status: INACTIVE"),
            SIGN_IN,
            FORBIDDEN,
        ),
        mutation(
            "projectUpdate",
            &format!("id: \"{project}\", version: 1, name: \"x\""),
            SIGN_IN,
            FORBIDDEN,
        ),
        mutation(
            "projectOwnerSet",
            &format!("id: \"{project}\", version: 1, ownerId: \"{}\"", stranger.id),
            SIGN_IN,
            FORBIDDEN,
        ),
        mutation(
            "projectFiguresRecord",
            &format!(
                "projectId: \"{project}\", month: \"2026-02\", income: \"1.00\", spending: \"1.00\", participants: 1"
            ),
            SIGN_IN,
            HIDDEN,
        ),
    ];
    knock(&doors, &shop.app.anybody(), stranger, tried).await;
}

async fn the_sellers_help(shop: &Shop, draft: &str, stranger: &User, tried: &mut BTreeSet<String>) {
    let project = shop.project;
    let doors = [
        query(
            "productInsight",
            &format!("(id: \"{draft}\") {{ total {{ views }} }}"),
            SIGN_IN,
            HIDDEN,
        ),
        query(
            "projectInsight",
            &format!("(id: \"{project}\") {{ total {{ views }} }}"),
            SIGN_IN,
            HIDDEN,
        ),
        mutation("contactRecord", &format!("projectId: \"{project}\", way: PHONE"), "open", "open"),
        query("projectTrades", &format!("(projectId: \"{project}\") {{ id }}"), SIGN_IN, HIDDEN),
        query(
            "projectTradeMatches",
            &format!("(projectId: \"{project}\") {{ nodes {{ id }} }}"),
            SIGN_IN,
            HIDDEN,
        ),
        query("tradeMatches", "(stateCode: \"01\") { nodes { id } }", SIGN_IN, FORBIDDEN),
        mutation(
            "projectTradeSet",
            &format!(
                "projectId: \"{project}\", side: NEED, categoryCode: \"FOOD\", words: {{ ms: \"cili\" }}"
            ),
            SIGN_IN,
            HIDDEN,
        ),
        mutation("projectTradeEnd", &format!("id: \"{NO_TRADE}\""), SIGN_IN, HIDDEN),
        mutation("tradeMatchDismiss", &format!("id: \"{NO_MATCH}\""), SIGN_IN, HIDDEN),
    ];
    knock(&doors, &shop.app.anybody(), stranger, tried).await;
}

async fn the_kiosks(shop: &Shop, stranger: &User, tried: &mut BTreeSet<String>) {
    let project = shop.project;
    let place =
        domain::community::place_of_area(&shop.app.ctx(), shop.area).await.expect("a place");
    let district = place.district.expect("a district");
    let doors = [
        query("kiosks", " { nodes { id } }", "nothing", "nothing"),
        query("kiosk", &format!("(id: \"{NO_KIOSK}\") {{ id }}"), HIDDEN, HIDDEN),
        query("kioskStands", &format!("(kioskId: \"{NO_KIOSK}\") {{ status }}"), SIGN_IN, HIDDEN),
        query(
            "projectKioskStands",
            &format!("(projectId: \"{project}\") {{ status }}"),
            SIGN_IN,
            HIDDEN,
        ),
        mutation(
            "kioskSet",
            &format!(
                "kind: CARNIVAL, name: {{ ms: \"x\" }}, address: \"x\", districtId: \"{district}\", coordinates: {{ latitude: 1.5, longitude: 103.6 }}"
            ),
            SIGN_IN,
            FORBIDDEN,
        ),
        mutation("kioskCancel", &format!("id: \"{NO_KIOSK}\", reason: \"x\""), SIGN_IN, HIDDEN),
        mutation(
            "kioskJoin",
            &format!("kioskId: \"{NO_KIOSK}\", projectId: \"{project}\""),
            SIGN_IN,
            FORBIDDEN,
        ),
        mutation(
            "kioskLeave",
            &format!("kioskId: \"{NO_KIOSK}\", projectId: \"{project}\""),
            SIGN_IN,
            FORBIDDEN,
        ),
        mutation(
            "kioskStandDecide",
            &format!("kioskId: \"{NO_KIOSK}\", projectId: \"{project}\", decision: CONFIRM"),
            SIGN_IN,
            HIDDEN,
        ),
    ];
    knock(&doors, &shop.app.anybody(), stranger, tried).await;
}
