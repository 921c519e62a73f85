//! Pages of offers and projects, sitemaps and posters.

use chrono::TimeDelta;
use domain::{community::GrantScope, policy::Role, shared::clock::Instant};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use stories::until;

use super::{UPDATE, linked, page};
use crate::krt_shop::{
    CREATE, Shop,
    certificates::{confirmed, district_officer},
    owner_of_project, small_picture, upload,
};

const HOSTILE: &str = "Mi </script><script>window.ran=1</script> \" onload=x";

#[tokio::test]
async fn an_offer_has_a_plain_page_for_anybody() {
    let shop = Shop::open().await;
    let id = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let other = shop.listed("Kuetiau", "FOOD_NOODLES").await;
    let area = shop.area.to_string();
    let more = json!({ "id": id, "version": 2, "availability": "FEW",
        "variants": [{ "name": { "ms": "Kecil" }, "price": "4.00" }, { "name": { "ms": "Besar" } }],
        "deliveries": [{ "placeKind": "AREA", "place": area, "cost": "0" }, { "placeKind": "STATE", "place": "01", "cost": "8.00" }] });
    shop.owner.graphql(UPDATE, json!({ "input": more })).await.ok();
    let (slug, _) = shop.named(&id).await;
    let buyer = shop.app.anybody().speaking("ms");
    let path = format!("/p/{slug}");
    let whole = async || {
        let (headers, html) = page(&buyer, &path, StatusCode::OK).await;
        html.contains("Kuetiau").then_some((headers, html))
    };
    let (headers, html) = until(whole).await;
    for wanted in [
        "<html lang=\"ms\">",
        "<h1 lang=\"ms\">Mi kuning</h1>",
        "RM 6.50 / 500 g",
        "Tinggal sedikit",
        "Kecil</span> · RM 4.00",
        "KRT Taman Bayu · percuma",
        "Johor · RM 8.00",
        "Telefon +60380008000</a>",
        // What a seller has to show stands where somebody decides to buy.
        "<dd>Bayar semasa ambil.</dd>",
        "<dd>Tunai, DuitNow QR</dd>",
        "type=\"image/webp\"",
        "<meta property=\"og:url\" content=\"http://krt.test/p/",
        "<meta property=\"og:image\" content=\"http://krt.test/media/",
    ] {
        assert!(html.contains(wanted), "{wanted} is not in {html}");
    }
    assert!(html.contains(&shop.named(&other).await.0));
    let policy = headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("script"), "{policy}");
    assert_eq!(headers["cache-control"], "public, max-age=0, must-revalidate, s-maxage=5");
    // By way of this service, which counts the tap.
    for way in ["whatsapp", "phone"] {
        let link = format!("href=\"/v1/shop/contact/{way}/{id}?lang=ms\" rel=\"nofollow");
        assert!(html.contains(&link), "{link} is not in {html}");
    }
    assert!(!html.contains("wa.me") && !html.contains("href=\"tel:"), "{html}");
    assert_eq!(headers["content-type"], "text/html; charset=utf-8");

    let data = linked(&html);
    assert_eq!(data["@type"], "Product");
    assert_eq!(data["offers"]["@type"], "AggregateOffer");
    assert_eq!(data["offers"]["lowPrice"], "4.00");
    assert_eq!(data["offers"]["highPrice"], "6.50");
    assert_eq!(data["offers"]["availability"], "https://schema.org/LimitedAvailability");
    assert_eq!(data["offers"]["seller"]["name"], "Mi Puan Salmah");

    let known = buyer.request(Method::GET, &path).header("if-none-match", &headers["etag"]);
    assert_eq!(known.send().await.unwrap().status(), StatusCode::NOT_MODIFIED);
    // Whoever passes its address on adds words of their own.
    page(&buyer, &format!("{path}?utm_source=whatsapp&fbclid=x"), StatusCode::OK).await;
    let (_, english) = page(&buyer, &format!("{path}?lang=en"), StatusCode::OK).await;
    assert!(english.contains("<html lang=\"en\">") && english.contains("Mi kuning (en)"));
    let head = buyer.request(Method::HEAD, &path).send().await.unwrap();
    assert_eq!(head.status(), StatusCode::OK);
}

#[tokio::test]
async fn what_people_write_stays_text_on_a_page() {
    let shop = Shop::open().await;
    let id = shop.listed(HOSTILE, "FOOD_NOODLES").await;
    let (slug, _) = shop.named(&id).await;
    let (_, html) = page(&shop.app.anybody(), &format!("/p/{slug}?lang=ms"), StatusCode::OK).await;
    assert_eq!(html.matches("<script").count(), 1, "{html}");
    let (_, body) = html.rsplit_once("</script>").unwrap();
    assert!(!body.contains("\" onload=x"), "{html}");
    assert_eq!(linked(&html)["name"], HOSTILE);
}

#[tokio::test]
async fn what_the_public_does_not_see_has_no_page() {
    let shop = Shop::open().await;
    let anybody = shop.app.anybody();
    let draft = shop.draft("Rahsia", "FOOD_NOODLES").await;
    let path = format!("/p/{}", shop.named(&draft).await.0);
    let (_, html) = page(&anybody, &path, StatusCode::NOT_FOUND).await;
    assert!(!html.contains("Rahsia"));
    // Also its owner sees what the public sees.
    page(&shop.owner, &path, StatusCode::NOT_FOUND).await;

    let archived = shop.listed("Lama", "FOOD_NOODLES").await;
    let path = format!("/p/{}", shop.named(&archived).await.0);
    page(&anybody, &path, StatusCode::OK).await;
    shop.archive(&archived).await;
    let (headers, html) = page(&anybody, &path, StatusCode::GONE).await;
    assert!(!html.contains("Lama"));
    assert_eq!(headers["cache-control"], "no-store");

    let hidden = shop.listed("Palsu", "FOOD_CHICKEN").await;
    let path = format!("/p/{}", shop.named(&hidden).await.0);
    page(&anybody, &path, StatusCode::OK).await;
    let scope = GrantScope::State("01".into());
    let officer = shop.app.officer("Puan Norazlina", Role::StateOfficer, &scope).await;
    let hide = "mutation($id: ID!) { productHide(input: { id: $id, reason: \"Sijil palsu.\" }) { product { status } userErrors { code } } }";
    officer.graphql(hide, json!({ "id": hidden })).await.ok();
    let (_, html) = page(&anybody, &path, StatusCode::GONE).await;
    assert!(!html.contains("Sijil palsu") && !html.contains("Palsu"));

    let resting = shop.listed("Rehat", "FOOD_NOODLES").await;
    let path = format!("/p/{}", shop.named(&resting).await.0);
    let query = "query($id: ID!) { project(id: $id) { slug } }";
    let project = anybody.graphql(query, json!({ "id": shop.project.to_string() })).await.ok();
    let project = format!("/s/{}", project.text_at("project/slug"));
    page(&anybody, &path, StatusCode::OK).await;
    page(&anybody, &project, StatusCode::OK).await;
    shop.set("INACTIVE").await;
    page(&anybody, &path, StatusCode::GONE).await;
    page(&anybody, &project, StatusCode::GONE).await;
    shop.set("ACTIVE").await;
    page(&anybody, &path, StatusCode::OK).await;
    for odd in ["/p/tiada-000000", "/p/%3Cscript%3E", "/s/%252e%252e", "/p/mi%20kuning"] {
        assert_eq!(anybody.get(odd).await.status, StatusCode::NOT_FOUND, "{odd}");
    }
}

#[tokio::test]
async fn a_page_shows_a_promotion_from_its_first_second() {
    let shop = Shop::open().await;
    let id = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let (slug, version) = shop.named(&id).await;
    let now = shop.app.clock.now();
    let promotion = json!({ "price": "5.00", "from": now + TimeDelta::seconds(3), "until": now + TimeDelta::seconds(6) });
    let input = json!({ "id": id, "version": version, "promotion": promotion });
    shop.owner.graphql(UPDATE, json!({ "input": input })).await.ok();
    let buyer = shop.app.anybody();
    let path = format!("/p/{slug}");
    let control = async || {
        let (headers, html) = page(&buyer, &path, StatusCode::OK).await;
        let short = "public, max-age=0, must-revalidate, s-maxage=3";
        (headers["cache-control"] == short).then_some(html)
    };
    assert!(!until(control).await.contains("RM 5.00"));
    shop.app.advance(TimeDelta::seconds(3));
    let html = page(&buyer, &path, StatusCode::OK).await.1;
    assert!(html.contains("<del>RM 6.50</del> RM 5.00"), "{html}");
    assert_eq!(linked(&html)["offers"]["price"], "5.00");
    shop.app.advance(TimeDelta::seconds(3));
    assert!(!page(&buyer, &path, StatusCode::OK).await.1.contains("RM 5.00"));
}

#[tokio::test]
async fn what_is_seasonal_is_to_be_had_until_the_last_moment_of_its_month() {
    let shop = Shop::open().await;
    let id = shop.listed("Durian", "FOOD").await;
    let (slug, version) = shop.named(&id).await;
    let input =
        json!({ "id": id, "version": version, "availability": "SEASONAL", "seasonMonths": [3] });
    shop.owner.graphql(UPDATE, json!({ "input": input })).await.ok();
    let buyer = shop.app.anybody();
    let path = format!("/p/{slug}");
    let midnight: Instant = "2026-03-31T16:00:00Z".parse().unwrap();
    shop.app.advance(midnight - TimeDelta::seconds(10) - shop.app.clock.now());
    let availability = async |wanted: &str| {
        let html = page(&buyer, &path, StatusCode::OK).await.1;
        (linked(&html)["offers"]["availability"] == wanted).then_some(())
    };
    until(async || availability("https://schema.org/InStock").await).await;
    // The page is kept by now, and right for ten seconds more.
    until(async || availability("https://schema.org/InStock").await).await;
    shop.app.advance(TimeDelta::seconds(10));
    assert_eq!(availability("https://schema.org/OutOfStock").await, Some(()));
}

#[tokio::test]
async fn a_page_shows_a_mark_until_midnight_of_its_last_day() {
    let shop = Shop::open().await;
    let officer = district_officer(&shop).await;
    let last =
        json!({ "validFrom": "2025-03-15", "validUntil": "2026-03-14", "number": "JAKIM-7" });
    confirmed(&shop, &officer, last).await;
    let id = shop.listed("Ayam kampung", "FOOD_CHICKEN").await;
    let (slug, _) = shop.named(&id).await;
    let buyer = shop.app.anybody().speaking("ms");
    let query = "query($id: ID!) { project(id: $id) { slug } }";
    let read = buyer.graphql(query, json!({ "id": shop.project.to_string() })).await.ok();
    let pages = [format!("/p/{slug}"), format!("/s/{}", read.text_at("project/slug"))];
    let mark = "Halal · JAKIM-7 · JAKIM · hingga 14 Mac 2026";
    for path in &pages {
        until(async || {
            let (_, html) = page(&buyer, path, StatusCode::OK).await;
            html.contains(mark).then_some(())
        })
        .await;
        let english = buyer.get(&format!("{path}?lang=en")).await.text;
        assert!(english.contains("until 14 March 2026"), "{english}");
    }
    let midnight: Instant = "2026-03-14T16:00:00Z".parse().unwrap();
    shop.app.advance(midnight - TimeDelta::seconds(2) - shop.app.clock.now());
    for path in &pages {
        let (headers, html) = page(&buyer, path, StatusCode::OK).await;
        assert!(html.contains(mark), "{html}");
        // Nobody on the way keeps it beyond midnight.
        let short = "public, max-age=0, must-revalidate, s-maxage=2";
        assert_eq!(headers["cache-control"], short);
    }
    shop.app.advance(TimeDelta::seconds(2));
    for path in &pages {
        let (_, html) = page(&buyer, path, StatusCode::OK).await;
        assert!(!html.contains("JAKIM"), "{html}");
    }
}

#[tokio::test]
async fn a_project_has_a_page_with_what_it_offers_part_by_part() {
    let shop = Shop::open().await;
    let picture = upload(&shop.owner, small_picture()).await;
    for number in 0..25 {
        let input = json!({ "projectId": shop.project.to_string(), "categoryCode": "FOOD_NOODLES", "kind": "GOODS",
            "name": { "ms": format!("Mi nombor {number:02}.") }, "description": { "ms": "Segar" }, "pictures": [{ "mediaId": picture }] });
        shop.app.advance(TimeDelta::seconds(1));
        let made = shop.owner.graphql(CREATE, json!({ "input": input })).await.ok();
        shop.publish(&made.text_at("productCreate/product/id")).await;
    }
    let query = "query($id: ID!) { project(id: $id) { slug } }";
    let buyer = shop.app.anybody().speaking("ms");
    let read = buyer.graphql(query, json!({ "id": shop.project.to_string() })).await.ok();
    let path = format!("/s/{}", read.text_at("project/slug"));
    let whole = async || {
        let (_, html) = page(&buyer, &path, StatusCode::OK).await;
        (html.matches("<li><a href=\"/p/").count() == 24).then_some(html)
    };
    let html = until(whole).await;
    for wanted in [
        "Bermula di dapur.",
        "03",
        "Bayar semasa ambil.",
        "Tunai, DuitNow QR",
        "KRT Taman Bayu, Johor",
    ] {
        assert!(html.contains(wanted), "{wanted}");
    }
    let whatsapp = format!("href=\"/v1/shop/contact/whatsapp/{}?lang=ms\"", shop.project);
    assert!(html.contains(&whatsapp), "{whatsapp} is not in {html}");
    let data = linked(&html);
    assert_eq!(data["@type"], "LocalBusiness");
    assert_eq!(data["telephone"], "+60380008000");
    assert_eq!(data["address"]["addressRegion"], "Johor");
    let (_, rest) = html.split_once("href=\"?lang=ms&amp;after=").expect("a next page");
    let (cursor, _) = rest.split_once('"').unwrap();
    let (_, last) = page(&buyer, &format!("{path}?after={cursor}"), StatusCode::OK).await;
    assert!(last.contains("Mi nombor 00.") && !last.contains("Mi nombor 24."));
    for wrong in ["after=x", "after=x&after=y"] {
        let answer = buyer.get(&format!("{path}?{wrong}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{wrong}");
    }
}

#[tokio::test]
async fn search_engines_are_told_of_what_the_public_sees() {
    let shop = Shop::open().await;
    let id = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    shop.draft("Rahsia", "FOOD_NOODLES").await;
    let (slug, _) = shop.named(&id).await;
    let anybody = shop.app.anybody();
    let robots = anybody.get("/robots.txt").await.text;
    assert!(robots.contains("Sitemap: http://krt.test/sitemap.xml"), "{robots}");
    let index = anybody.get("/sitemap.xml").await;
    assert_eq!(index.headers["content-type"], "application/xml; charset=utf-8");
    assert_eq!(index.text.matches("<sitemap>").count(), 3);
    assert!(index.text.contains("<loc>http://krt.test/sitemap-products.xml</loc>"));
    let line = format!("<url><loc>http://krt.test/p/{slug}</loc><lastmod>2026-03-14T04:00:");
    let part = anybody.get("/sitemap-products.xml").await.text;
    assert!(part.contains(&line), "{part}");
    assert_eq!(part.matches("<url>").count(), 1);
    let projects = anybody.get("/sitemap-projects.xml").await.text;
    assert_eq!(projects.matches("<loc>http://krt.test/s/").count(), 1);
    // Nobody has other parts made for them than those that are named.
    let behind = anybody.get(&format!("/sitemap-products.xml?after={id}")).await;
    assert_eq!((behind.status, behind.code()), (StatusCode::NOT_FOUND, "NOT_FOUND"));
    let broken = anybody.get("/sitemap-products.xml?after=x").await;
    assert_eq!((broken.status, broken.code()), (StatusCode::BAD_REQUEST, "ID_INVALID"));
    // A part is made once a minute, whatever changes meanwhile.
    shop.archive(&id).await;
    let (path, anew) = (format!("/p/{slug}"), "/sitemap-products.xml");
    page(&anybody, &path, StatusCode::GONE).await;
    assert!(anybody.get(anew).await.text.contains(&slug));
    shop.app.advance(TimeDelta::minutes(1));
    let part = anybody.get(anew).await;
    assert!(!part.text.contains(&slug), "{}", part.text);
    assert_eq!(part.headers["cache-control"], "no-cache");
}

#[tokio::test]
async fn a_stall_has_a_poster() {
    let shop = Shop::open().await;
    let id = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let draft = shop.draft("Rahsia", "FOOD_NOODLES").await;
    let (_, stranger) = owner_of_project(
        &shop.app,
        shop.area,
        "Kedai lain",
        domain::krt_shop::project::ProjectStatus::Active,
    )
    .await;
    let project = format!("/v1/projects/{}/poster.pdf", shop.project);
    let product = format!("/v1/products/{id}/poster.pdf");
    for path in [&project, &product] {
        let answer = shop.owner.request(Method::GET, path).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(answer.headers()["content-type"], "application/pdf");
        assert!(answer.headers()["cache-control"].to_str().unwrap().contains("no-store"));
        let pdf = answer.bytes().await.unwrap();
        assert!(pdf.starts_with(b"%PDF-"));
        assert_eq!(String::from_utf8_lossy(&pdf).matches("/Type /Page\n").count(), 1);
        assert_eq!(stranger.get(path).await.code(), "NOT_FOUND");
        assert_eq!(shop.app.anybody().get(path).await.code(), "UNAUTHENTICATED");
    }
    // A code on paper leads to what is there.
    let none = shop.owner.get(&format!("/v1/products/{draft}/poster.pdf")).await;
    assert_eq!((none.status, none.code()), (StatusCode::CONFLICT, "STATE_INVALID"));
    assert_eq!(none.body["code"], Value::from("STATE_INVALID"));
}
