//! The doors of what buyers and sellers say to each other.

use std::collections::BTreeSet;

use stories::{User, socket::Socket};

use super::{knock, mutation, query};
use crate::krt_shop::Shop;

/// An id that nothing has.
fn nobody(noun: &str) -> String {
    format!("\"{noun}_01jaaaaaaaaaaaaaaaaaaaaaaa\"")
}

pub(super) async fn the_trust(
    shop: &Shop,
    draft: &str,
    stranger: &User,
    tried: &mut BTreeSet<String>,
) {
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
        mutation("enquiryForget", &format!("id: {enquiry}, secret: \"x\""), hidden, hidden),
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
        mutation(
            "reviewDecide",
            &format!("id: {review}, version: 1, decision: SHOW"),
            sign_in,
            hidden,
        ),
        mutation(
            "listingReportSend",
            &format!("id: {report}, productId: \"{draft}\", reason: FRAUD"),
            hidden,
            hidden,
        ),
        mutation("listingReportTake", &format!("id: {report}, version: 1"), sign_in, hidden),
        mutation(
            "listingReportDecide",
            &format!("id: {report}, version: 1, decision: DISMISS, answer: \"x\""),
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
