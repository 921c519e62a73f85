//! What an owner may submit, and what not.

use domain::krt_shop::project::ProjectStatus;
use serde_json::{Value, json};

use super::{
    super::{Shop, announce, owner_of_project, small_picture, upload},
    SUBMIT, submit, submitted,
};

#[tokio::test]
async fn a_certificate_must_be_right_in_itself() {
    let shop = Shop::open().await;
    let foreign = {
        let (_, other) =
            owner_of_project(&shop.app, shop.area, "Lain", ProjectStatus::Active).await;
        upload(&other, small_picture()).await
    };
    let never_came = announce(&shop.owner).await;
    for (otherwise, wanted) in [
        (json!({ "number": " \n" }), "REQUIRED number"),
        (json!({ "number": "--" }), "REQUIRED number"),
        (json!({ "number": "1".repeat(61) }), "TOO_LONG number"),
        (json!({ "number": "a\u{202e}b" }), "TEXT_INVALID number"),
        (json!({ "issuer": "" }), "REQUIRED issuer"),
        (json!({ "issuer": "x".repeat(121) }), "TOO_LONG issuer"),
        (json!({ "validUntil": "2026-03-13" }), "TIME_INVALID validUntil"),
        (
            json!({ "validFrom": "2026-12-31", "validUntil": "2026-12-30" }),
            "TIME_INVALID validUntil",
        ),
        (
            json!({ "validFrom": "2027-04-01", "validUntil": "2028-01-01" }),
            "TIME_INVALID validFrom",
        ),
        // MeSTI is valid for three years.
        (json!({ "kind": "MESTI", "validUntil": "2029-01-02" }), "CERTIFICATE_TOO_LONG validUntil"),
        (json!({ "kind": "SSM", "number": "12345" }), "CERTIFICATE_NUMBER_INVALID number"),
        (json!({ "kind": "SSM", "number": "202607000001" }), "CERTIFICATE_NUMBER_INVALID number"),
        (json!({ "kind": "SSM", "number": "202701000001" }), "CERTIFICATE_NUMBER_INVALID number"),
        (json!({ "scanId": foreign }), "NOT_FOUND scanId"),
        (json!({ "scanId": "media_01jaaaaaaaaaaaaaaaaaaaaaaa" }), "NOT_FOUND scanId"),
        (json!({ "scanId": never_came }), "STATE_INVALID scanId"),
        (json!({ "productId": "product_01jaaaaaaaaaaaaaaaaaaaaaaa" }), "NOT_FOUND productId"),
    ] {
        let refused = submit(&shop, &shop.owner, otherwise.clone()).await;
        assert_eq!(refused.refusals("projectCertificateSubmit"), [wanted], "{otherwise}");
    }
    for otherwise in [
        json!({ "kind": "MESTI", "validUntil": "2029-01-01" }),
        json!({ "kind": "SSM", "number": "2019 01 000123" }),
        json!({ "number": "<b>1</b>", "issuer": "  Majlis   Agama \n Islam " }),
        json!({ "validUntil": "2026-03-14" }),
    ] {
        submit(&shop, &shop.owner, otherwise).await.ok();
    }
}

#[tokio::test]
async fn the_same_submission_twice_is_one_and_few_wait_at_once() {
    let shop = Shop::open().await;
    let scan = upload(&shop.owner, small_picture()).await;
    let input = json!({ "projectId": shop.project.to_string(), "kind": "HALAL", "number": "1", "issuer": "JAKIM",
        "validFrom": "2026-01-01", "validUntil": "2026-12-31", "scanId": scan, "idempotencyKey": "once" });
    let first = shop.owner.graphql(SUBMIT, json!({ "input": input })).await.ok();
    let again = shop.owner.graphql(SUBMIT, json!({ "input": input })).await.ok();
    let path = "projectCertificateSubmit/certificate";
    assert_eq!(first.at(path), again.at(path));
    assert_eq!(first.at(path)["isShown"], false, "nobody has checked it");
    for _ in 1..20 {
        submitted(&shop, json!({ "scanId": scan })).await;
    }
    let full = submit(&shop, &shop.owner, json!({ "scanId": scan })).await;
    assert_eq!(full.refusals("projectCertificateSubmit"), ["TOO_MANY projectId"]);
    let marks = shop.app.anybody().ask("{ projects { nodes { marks { kind } } } }").await.ok();
    assert_eq!(marks.at("projects/nodes/0/marks"), &json!([]));
    assert_ne!(first.at(path), &Value::Null);
}

#[tokio::test]
async fn a_document_may_show_it_too() {
    let shop = Shop::open().await;
    let announce = "mutation { mediaUploadCreate(input: { kind: DOCUMENT }) { upload { id } userErrors { code } } }";
    let id = shop.owner.ask(announce).await.ok().text_at("mediaUploadCreate/upload/id");
    let pdf = crate::mykrt::documents::pdf(1, b"");
    super::super::send(&shop.owner, &id, pdf.clone()).await.ok();
    let certificate = submitted(&shop, json!({ "scanId": id })).await;
    let path = format!("/v1/project-certificates/{certificate}/scan");
    let paper = shop.owner.get(&path).await;
    assert_eq!(paper.headers["content-type"], "application/pdf");
    assert_eq!(paper.headers["content-length"], pdf.len().to_string().as_str());
}
