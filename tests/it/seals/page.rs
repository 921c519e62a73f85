//! The page of a printed code.

use serde_json::json;

use super::Walked;

#[tokio::test]
async fn whoever_has_the_code_sees_whether_the_log_is_whole_and_nobody() {
    let walked = Walked::sealed().await;
    let seal = walked.seals().await.remove(0);
    let code = seal["code"].as_str().expect("a code").to_owned();
    assert_eq!(seal["verifyUrl"], json!(format!("http://krt.test/v/{code}")));
    assert_eq!(code.len(), 19);
    let anybody = walked.app().anybody();
    let page = anybody.get(&format!("/v/{code}")).await;
    assert_eq!(page.status, 200);
    for (name, value) in [
        ("content-type", "text/html; charset=utf-8"),
        ("cache-control", "no-store"),
        ("referrer-policy", "no-referrer"),
        ("x-robots-tag", "noindex"),
    ] {
        assert_eq!(page.headers[name], value);
    }
    for part in [
        "<html lang=\"en\">",
        "width=device-width",
        "SRS Mutiara Rini",
        "The record is as it was sealed.",
        "14 March 2026, 12:00",
        "3 (accepted 3, doubtful 0)",
        "<a href=\"?lang=ms\"",
    ] {
        assert!(page.text.contains(part), "{part} is not in\n{}", page.text);
    }
    for secret in ["Encik Rahim", "Puan Devi", "1.54", "103.65", "Surau", "<script"] {
        assert!(!page.text.contains(secret), "{secret} is in\n{}", page.text);
    }
    // As people type it.
    for typed in [code.to_lowercase(), code.replace('-', ""), code.replace('-', "%20")] {
        assert_eq!(anybody.get(&format!("/v/{typed}")).await.status, 200, "{typed}");
    }
    let malay = anybody.get(&format!("/v/{code}?lang=ms")).await;
    assert!(malay.text.contains("Rekod ini sama seperti ketika dimeterai."), "{}", malay.text);
    for wrong in ["7F3K-9QXT-2M4N-8RWV", "x", "%F0%9F%94%91", &"a".repeat(2_000)] {
        let page = anybody.speaking("ms").get(&format!("/v/{wrong}")).await;
        assert_eq!(page.status, 404, "{wrong}");
        assert!(page.text.contains("Tiada rekod dengan kod ini."), "{}", page.text);
    }
}

#[tokio::test]
async fn what_a_unit_is_called_is_no_markup() {
    let walked = Walked::sealed().await;
    walked.run("update patrol_unit set name = '<script>SRS & \"Rini\"</script>'").await;
    let code = walked.seals().await[0]["code"].as_str().expect("a code").to_owned();
    let page = walked.app().anybody().get(&format!("/v/{code}")).await;
    let named = "&lt;script&gt;SRS &amp; &quot;Rini&quot;&lt;/script&gt;";
    assert!(page.text.contains(named) && !page.text.contains("<script"), "{}", page.text);
}
