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
    let (sign_in, hidden, forbidden) = ("UNAUTHENTICATED", "NOT_FOUND", "FORBIDDEN");
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
        mutation("productSchedule", &format!("id: \"{draft}\""), sign_in, hidden),
        mutation("productHide", &format!("id: \"{draft}\", reason: \"x\""), sign_in, hidden),
        mutation("productUnhide", &format!("id: \"{draft}\""), sign_in, hidden),
        query(
            "projectCertificate",
            "(id: \"projectcertificate_01jaaaaaaaaaaaaaaaaaaaaaaa\") { id }",
            sign_in,
            hidden,
        ),
        query(
            "projectCertificates",
            &format!("(projectId: \"{project}\") {{ nodes {{ id }} }}"),
            sign_in,
            hidden,
        ),
        query("projectCertificatesWaiting", " { nodes { id } }", sign_in, forbidden),
        mutation(
            "projectCertificateSubmit",
            &format!(
                "projectId: \"{project}\", kind: HALAL, number: \"1\", issuer: \"x\", validFrom: \"2026-01-01\", validUntil: \"2026-12-31\", scanId: \"media_01jaaaaaaaaaaaaaaaaaaaaaaa\""
            ),
            sign_in,
            hidden,
        ),
        mutation(
            "projectCertificateDecide",
            "id: \"projectcertificate_01jaaaaaaaaaaaaaaaaaaaaaaa\", verdict: CONFIRM",
            sign_in,
            hidden,
        ),
        mutation(
            "projectCertificateRevoke",
            "id: \"projectcertificate_01jaaaaaaaaaaaaaaaaaaaaaaa\", reason: \"x\"",
            sign_in,
            hidden,
        ),
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
    ];
    knock(&doors, &shop.app.anybody(), &stranger, tried).await;
}
