//! The page of a public notice: for anybody who has the link.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};
use stories::{Answer, TestApp, User, with};

use super::{CREATE, life::UPDATE, publish};

const SHARED: &str = "query($id: ID!) { notice(id: $id) { isPublic shareUrl version } }";
const WITHDRAW: &str = "mutation($id: ID!) { noticeWithdraw(input: { id: $id, reason: \"Rahsia.\" }) { userErrors { code } } }";

async fn create(secretary: &User, area: impl ToString, rest: Value) -> Answer {
    let input = json!({ "areaId": area.to_string(), "isPublic": true, "severity": "URGENT",
        "title": { "ms": "Banjir kilat" }, "body": { "ms": "Naik ke dewan." } });
    secretary.graphql(CREATE, json!({ "input": with(input, rest) })).await
}

async fn draft(secretary: &User, area: impl ToString, rest: Value) -> String {
    create(secretary, area, rest).await.ok().text_at("noticeCreate/notice/id")
}

async fn link(user: &User, id: &str) -> Value {
    user.graphql(SHARED, json!({ "id": id })).await.ok().at("notice/shareUrl").clone()
}

/// The path of a published notice's page.
async fn path(user: &User, id: &str) -> String {
    let link = link(user, id).await;
    let link = link.as_str().expect("a link");
    link.strip_prefix("http://krt.test").expect("an address of this service").to_owned()
}

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.headers.get(name).map_or("", |value| value.to_str().unwrap())
}

fn holds(page: &Answer, part: &str) {
    assert!(page.text.contains(part), "{part} is not in\n{}", page.text);
}

#[tokio::test]
async fn anybody_with_the_link_reads_a_public_notice() {
    let (app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    let picture = crate::krt_shop::upload(&secretary, crate::krt_shop::small_picture()).await;
    let rest = json!({
        "title": { "ms": "Banjir kilat", "en": "Flash flood" },
        "body": { "ms": format!("Naik ke dewan.\n\nPeta: https://peta.example/a?b=1&c=2. {}", "Cepat. ".repeat(60)) },
        "attachments": [{ "mediaId": picture, "alternativeText": { "ms": "Peta \"dewan\"" } }],
    });
    let id = draft(&secretary, area, rest).await;
    assert_eq!(link(&secretary, &id).await, Value::Null);
    publish(&secretary, &id).await;
    let path = path(&resident, &id).await;
    assert!(path.starts_with("/n/banjir-kilat-"), "{path}");

    let page = app.anybody().speaking("ms").get(&path).await;
    assert_eq!(page.status, 200);
    assert!(header(&page, "content-type").starts_with("text/html"));
    assert_eq!(header(&page, "cache-control"), "public, max-age=60");
    assert_eq!(header(&page, "referrer-policy"), "no-referrer");
    let policy = header(&page, "content-security-policy");
    assert!(policy.starts_with("default-src 'none'; img-src 'self'; style-src 'sha256-"));
    for part in [
        "<html lang=\"ms\">",
        "width=device-width",
        "prefers-color-scheme:dark",
        "<title>Banjir kilat</title>",
        "<strong class=\"severity urgent\">Segera</strong> Taman Mutiara Rini",
        "Diterbitkan <time datetime=\"2026-03-14T04:00:00Z\">14 Mac 2026, 12:00</time>",
        "<p>Naik ke dewan.</p>",
        "<a href=\"https://peta.example/a?b=1&amp;c=2\" rel=\"nofollow noopener\">",
        "alt=\"Peta &quot;dewan&quot;\"",
        &format!("href=\"krt://notice/{id}\""),
        &format!("<link rel=\"canonical\" href=\"http://krt.test{path}\">"),
        "<meta property=\"og:title\" content=\"Banjir kilat\">",
        &format!("<meta property=\"og:url\" content=\"http://krt.test{path}\">"),
        "<meta property=\"og:locale\" content=\"ms_MY\">",
        "<meta property=\"og:locale:alternate\" content=\"en_GB\">",
        "<meta property=\"og:image\" content=\"http://krt.test/media/",
        "<a href=\"?lang=en\"",
    ] {
        holds(&page, part);
    }
    assert!(!page.text.contains("<script"), "{}", page.text);
    let start = "<meta property=\"og:description\" content=\"";
    let description = page.text.split_once(start).unwrap().1.split_once('"').unwrap().0;
    assert!(description.starts_with("Naik ke dewan. Peta: https"), "{description}");
    let written = description.replace("&amp;", "&").chars().count();
    assert!((150..=200).contains(&written), "{written}");

    // The picture is there for whoever looks.
    let shown = page.text.split_once("<img src=\"").unwrap().1.split_once('"').unwrap().0;
    assert_eq!(app.anybody().get(shown).await.status, 200);

    // Once more costs nearly nothing, until something changes.
    let tag = header(&page, "etag").to_owned();
    let again = async |tag: &str| {
        let anybody = app.anybody().speaking("ms");
        app.send(anybody.request(Method::GET, &path).header("if-none-match", tag)).await
    };
    assert_eq!(again(&tag).await.status, 304);
    app.advance(TimeDelta::minutes(3));
    let changes = json!({ "id": id, "version": 2, "title": { "ms": "Banjir reda" } });
    secretary.graphql(UPDATE, json!({ "input": changes })).await.ok();
    let edited = again(&tag).await;
    assert_eq!(edited.status, 200);
    holds(&edited, "<h1 lang=\"ms\">Banjir reda</h1>");
    holds(&edited, "Disunting <time datetime=\"2026-03-14T04:03:00Z\">14 Mac 2026, 12:03</time>");
}

#[tokio::test]
async fn a_page_speaks_the_readers_language() {
    let (app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    let rest = json!({
        "title": { "ms": "Banjir", "en": "Flood", "zh": "水灾" },
        "body": { "ms": "Naik.", "en": "Go up." },
    });
    let id = draft(&secretary, area, rest).await;
    publish(&secretary, &id).await;
    let path = path(&resident, &id).await;
    // What is asked in the address, and by the browser; the language of the page, the title and
    // the text.
    for (query, accept, page, title, text) in [
        ("", "ms", "ms", "ms\">Banjir", "ms\">\n<p>Naik."),
        ("", "en-GB, ms;q=0.5", "en", "en\">Flood", "en\">\n<p>Go up."),
        ("?lang=en", "ms", "en", "en\">Flood", "en\">\n<p>Go up."),
        ("?lang=zh", "en", "zh", "zh\">水灾", "en\">\n<p>Go up."),
        ("", "ta", "ta", "ms\">Banjir", "ms\">\n<p>Naik."),
        ("?lang=fr", "en", "en", "en\">Flood", "en\">\n<p>Go up."),
        ("?lang=%22%3E%3Cscript%3E", "ms", "ms", "ms\">Banjir", "ms\">\n<p>Naik."),
    ] {
        let found = app.anybody().speaking(accept).get(&format!("{path}{query}")).await;
        assert_eq!(found.status, 200, "{query} {accept}");
        assert!(header(&found, "vary").starts_with("Accept-Language"));
        holds(&found, &format!("<html lang=\"{page}\">"));
        holds(&found, &format!("<h1 lang=\"{title}</h1>"));
        holds(&found, &format!("<div lang=\"{text}</p>"));
        assert!(!found.text.contains("<script"), "{}", found.text);
    }
}

#[tokio::test]
async fn nothing_that_people_write_is_markup() {
    let (app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    let script = "</title><script>alert('1')</script> & \"x\" onload=y";
    let rest = json!({ "title": { "ms": script }, "body": { "ms": format!("{script}\nhttps://a.example/\"><img>") } });
    let id = draft(&secretary, area, rest).await;
    publish(&secretary, &id).await;
    let page = app.anybody().get(&path(&resident, &id).await).await;
    assert_eq!(page.status, 200);
    for part in ["<script", "<img", "\"x\"", "alert('1')"] {
        assert!(!page.text.contains(part), "{part} is in\n{}", page.text);
    }
    holds(&page, "<title>&lt;/title&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp;");
}

#[tokio::test]
async fn what_is_not_public_out_and_valid_says_no_more_than_that() {
    let (app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    let anybody = app.anybody();
    let missing = anybody.get("/n/tiada-000000").await;
    assert_eq!(missing.status, 404);
    holds(&missing, "There is no notice here.");
    holds(&anybody.speaking("ms").get("/n/tiada-000000").await, "Tiada notis di sini.");
    for wrong in ["/n/%00", "/n/a%22b", &format!("/n/{}", "a".repeat(300))] {
        let found = anybody.get(wrong).await;
        assert_eq!((found.status, &found.text), (missing.status, &missing.text), "{wrong}");
    }

    // A draft is not there, whoever guesses its link.
    let id = draft(&secretary, area, json!({ "expiresAt": "2026-03-14T04:05:00Z" })).await;
    publish(&secretary, &id).await;
    let path = path(&resident, &id).await;
    assert_eq!(anybody.get(&path).await.status, 200);
    let set = async |version: i64, public: bool| {
        let changes = json!({ "id": id, "version": version, "isPublic": public });
        secretary.graphql(UPDATE, json!({ "input": changes })).await.ok();
    };
    set(2, false).await;
    assert_eq!(link(&resident, &id).await, Value::Null);
    let hidden = anybody.get(&path).await;
    assert_eq!((hidden.status, &hidden.text), (missing.status, &missing.text));
    let names = |answer: &Answer| {
        answer.headers.keys().map(|name| name.as_str().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(&hidden), names(&missing));

    // Public again, it has the same link.
    set(3, true).await;
    assert_eq!(anybody.get(&path).await.status, 200);
    app.advance(TimeDelta::minutes(6));
    stories::until(async || {
        let page = anybody.get(&path).await;
        (page.status == 200 && page.text.contains("This notice has expired.")).then_some(())
    })
    .await;

    let other = draft(&secretary, area, json!({})).await;
    publish(&secretary, &other).await;
    let withdrawn = self::path(&resident, &other).await;
    secretary.graphql(WITHDRAW, json!({ "id": other })).await.ok();
    let gone = anybody.get(&withdrawn).await;
    assert_eq!(gone.status, 410);
    holds(&gone, "This notice was withdrawn.");
    for part in ["Banjir", "Naik", "Rahsia", "Mutiara"] {
        assert!(!gone.text.contains(part), "{}", gone.text);
    }
    assert_eq!(link(&secretary, &other).await, Value::Null);
}

#[tokio::test]
async fn only_what_goes_to_everybody_is_public() {
    let (_app, area, secretary, resident, _) = TestApp::neighbourhood().await;
    let place = json!({ "areaId": area.to_string() });
    let refused = ["AUDIENCE_NOT_PUBLIC isPublic"];
    for audience in [
        json!({ "place": place, "roles": ["COMMITTEE"] }),
        json!({ "place": place, "personIds": [resident.id.to_string()] }),
    ] {
        let rest = json!({ "areaId": null, "audience": audience });
        assert_eq!(create(&secretary, area, rest).await.refusals("noticeCreate"), refused);
        // Nor by the back door: first the one, then the other.
        let rest = json!({ "areaId": null, "audience": audience, "isPublic": false });
        let id = draft(&secretary, area, rest).await;
        let changes = json!({ "id": id, "version": 1, "isPublic": true });
        let answer = secretary.graphql(UPDATE, json!({ "input": changes })).await;
        assert_eq!(answer.refusals("noticeUpdate"), refused);
        let id = draft(&secretary, area, json!({})).await;
        let changes = json!({ "id": id, "version": 1, "audience": audience });
        let answer = secretary.graphql(UPDATE, json!({ "input": changes })).await;
        assert_eq!(answer.refusals("noticeUpdate"), refused);
    }
}
