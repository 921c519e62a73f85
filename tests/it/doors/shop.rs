//! The doors of the shop.

use std::collections::BTreeSet;

use stories::{User, socket::Socket};

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
    the_trust(&shop, &draft, &stranger, tried).await;
}

/// An id that nothing has.
fn nobody(noun: &str) -> String {
    format!("\"{noun}_01jaaaaaaaaaaaaaaaaaaaaaaa\"")
}

async fn the_trust(shop: &Shop, draft: &str, stranger: &User, tried: &mut BTreeSet<String>) {
    let (project, area) = (shop.project, shop.area);
    let (sign_in, hidden, forbidden) = ("UNAUTHENTICATED", "NOT_FOUND", "FORBIDDEN");
    let of_project = format!("(projectId: \"{project}\") {{ nodes {{ id }} }}");
    let (enquiry, message) = (nobody("enquiry"), nobody("enquirymessage"));
    let (question, review, report) =
        (nobody("question"), nobody("review"), nobody("listingreport"));
    let unproven = "PHONE_UNPROVEN";
    let doors = [
        query("enquiries", " { nodes { id } }", sign_in, "nothing"),
        query("enquiry", &format!("(id: {enquiry}) {{ id }}"), sign_in, hidden),
        query("enquiriesUnread", "", sign_in, "open"),
        query("enquiryBlocks", &of_project, sign_in, forbidden),
        query("favourites", " { nodes { id } }", sign_in, "nothing"),
        query("questionsUnanswered", &of_project, sign_in, forbidden),
        query("questionsAsked", " { nodes { id } }", sign_in, "nothing"),
        query(
            "reviewsWaiting",
            &format!("(areaId: \"{area}\") {{ nodes {{ id }} }}"),
            sign_in,
            forbidden,
        ),
        query("reviewsWritten", " { nodes { id } }", sign_in, "nothing"),
        query("listingReports", " { nodes { id } }", sign_in, forbidden),
        query("listingReport", &format!("(id: {report}) {{ id }}"), sign_in, hidden),
        mutation(
            "enquirySend",
            &format!("id: {enquiry}, productId: \"{draft}\", text: \"x\""),
            unproven,
            hidden,
        ),
        mutation("enquiryOpen", &format!("id: {enquiry}, phoneProof: \"x\""), unproven, unproven),
        mutation(
            "enquiryReply",
            &format!("id: {message}, enquiryId: {enquiry}, text: \"x\""),
            sign_in,
            hidden,
        ),
        mutation("enquiryMarkRead", &format!("id: {enquiry}, number: 1"), sign_in, hidden),
        mutation("enquiryPhoneShow", &format!("id: {enquiry}, shown: true"), sign_in, hidden),
        mutation("enquiryClose", &format!("id: {enquiry}"), sign_in, hidden),
        mutation("enquiryBlockSet", &format!("id: {enquiry}, blocked: true"), sign_in, hidden),
        mutation(
            "favouriteSet",
            &format!("productId: \"{draft}\", favourite: true"),
            sign_in,
            hidden,
        ),
        mutation(
            "questionAsk",
            &format!("id: {question}, productId: \"{draft}\", text: \"x\""),
            sign_in,
            hidden,
        ),
        mutation(
            "questionAnswer",
            &format!("id: {question}, version: 1, answer: \"x\""),
            sign_in,
            hidden,
        ),
        mutation("questionRemove", &format!("id: {question}, reason: \"x\""), sign_in, hidden),
        mutation(
            "reviewWrite",
            &format!("id: {review}, enquiryId: {enquiry}, stars: 5, text: \"x\""),
            sign_in,
            hidden,
        ),
        mutation("reviewReply", &format!("id: {review}, reply: \"x\""), sign_in, hidden),
        mutation("reviewDecide", &format!("id: {review}, version: 1, show: true"), sign_in, hidden),
        mutation(
            "listingReportSend",
            &format!("id: {report}, productId: \"{draft}\", reason: FRAUD"),
            hidden,
            hidden,
        ),
        mutation("listingReportTake", &format!("id: {report}, version: 1"), sign_in, hidden),
        mutation(
            "listingReportDecide",
            &format!("id: {report}, version: 1, answer: \"x\""),
            sign_in,
            hidden,
        ),
    ];
    let anybody = shop.app.anybody();
    knock(&doors, &anybody, stranger, tried).await;
    let changed = format!("subscription {{ enquiryChanged(projectId: \"{project}\") {{ id }} }}");
    for (user, code) in [(&anybody, sign_in), (stranger, hidden)] {
        let mut socket = Socket::open(user).await;
        assert_eq!(socket.refused(&changed).await, code);
    }
    tried.insert("enquiryChanged".to_owned());
}
