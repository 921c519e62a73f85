//! A kiosk and a carnival have a page that anybody opens and shares, and search engines are told of it.

use chrono::TimeDelta;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use stories::until;

use super::{Fair, does};
use crate::krt_shop::{once, world::linked};

fn tomorrow(fair: &Fair) -> Value {
    let now = fair.shop.app.clock.now();
    let (from, to) = (now + TimeDelta::hours(20), now + TimeDelta::hours(24));
    fair.carnival(&from.to_rfc3339(), &to.to_rfc3339())
}

#[tokio::test]
async fn a_carnival_has_a_page_with_what_is_sold_there_until_it_is_over() {
    let fair = Fair::open().await;
    let noodles = fair.shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let id = fair.written(tomorrow(&fair)).await;
    let path = format!("/k/{id}");
    let anybody = fair.shop.app.anybody().speaking("ms");
    let bare = once(&anybody, &path, |html| html.contains("Karnival Ekonomi</h1>")).await;
    assert!(!bare.contains("Mi Puan Salmah"), "{bare}");
    fair.stands(&id, &[&noodles]).await;
    let html = once(&anybody, &path, |html| html.contains("Mi kuning")).await;
    for wanted in [
        "<html lang=\"ms\">",
        "Karnival ekonomi</p>",
        "15 Mac 2026, 08:00 – 15 Mac 2026, 12:00</dd>",
        "Padang Awam, Johor Bahru, Johor",
        ">Mi Puan Salmah</a></h2>",
        "RM 6.50",
        "Tambah ke kalendar</a>",
        "<meta property=\"og:url\" content=\"http://krt.test/k/kiosk_",
        "<meta property=\"og:image\" content=\"http://krt.test/media/",
    ] {
        assert!(html.contains(wanted), "{wanted} is not in {html}");
    }
    let data = linked(&html);
    assert_eq!(data["@type"], "Event");
    assert_eq!(data["eventStatus"], "https://schema.org/EventScheduled");
    assert_eq!(data["location"]["address"]["addressRegion"], "Johor");
    assert_eq!(data["location"]["geo"]["latitude"], 1.49);
    let english = anybody.get(&format!("{path}?lang=en")).await.text;
    assert!(english.contains("Economic carnival</h1>"), "{english}");
    let head = anybody.request(Method::HEAD, &path).send().await.unwrap();
    assert_eq!(head.status(), StatusCode::OK);
    let known =
        anybody.request(Method::GET, &path).header("if-none-match", &head.headers()["etag"]);
    assert_eq!(known.send().await.unwrap().status(), StatusCode::NOT_MODIFIED);

    let all = fair.listed_with_pages().await;
    assert_eq!(all, [format!("http://krt.test/k/{id}")]);
    let sitemap = anybody.get("/sitemap-kiosks.xml").await.text;
    assert!(sitemap.contains(&format!("<loc>http://krt.test/k/{id}</loc><lastmod>")), "{sitemap}");
    let index = anybody.get("/sitemap.xml").await.text;
    assert!(index.contains("<loc>http://krt.test/sitemap-kiosks.xml</loc>"), "{index}");

    // It is over by the clock, whoever keeps the page.
    fair.shop.app.advance(TimeDelta::hours(25));
    let over = anybody.get(&path).await;
    assert_eq!(over.status, StatusCode::GONE);
    assert!(over.text.contains("Ini sudah tamat.") && !over.text.contains("Mi kuning"));
    let sitemap = anybody.get("/sitemap-kiosks.xml").await.text;
    assert!(!sitemap.contains("<url>"), "{sitemap}");
}

#[tokio::test]
async fn a_carnival_that_does_not_take_place_says_so_and_a_closed_kiosk_says_nothing() {
    let fair = Fair::open().await;
    let (carnival, kiosk) = (fair.written(tomorrow(&fair)).await, fair.written(fair.kiosk()).await);
    let anybody = fair.shop.app.anybody().speaking("en");
    let (fair_page, kiosk_page) = (format!("/k/{carnival}"), format!("/k/{kiosk}"));
    let html = once(&anybody, &kiosk_page, |_| true).await;
    assert!(html.contains("Monday 09:00–17:00"), "{html}");
    assert_eq!(linked(&html)["@type"], "LocalBusiness");
    assert_eq!(linked(&html)["openingHoursSpecification"][0]["opens"], "09:00");
    once(&anybody, &fair_page, |html| !html.contains("Does not take place")).await;
    for (id, reason) in [(&carnival, "Hujan <b>lebat</b>"), (&kiosk, "Pindah")] {
        does(&fair.ppd, "kioskCancel", json!({ "id": id, "reason": reason })).await.ok();
    }
    let html = once(&anybody, &fair_page, |html| html.contains("Does not take place")).await;
    assert!(html.contains("Hujan &lt;b&gt;lebat"), "{html}");
    assert_eq!(linked(&html)["eventStatus"], "https://schema.org/EventCancelled");
    until(async || (anybody.get(&kiosk_page).await.status == StatusCode::GONE).then_some(())).await;
    for odd in ["/k/kiosk_00000000000000000000000001", "/k/x", "/k/%3Cscript%3E"] {
        assert_eq!(anybody.get(odd).await.status, StatusCode::NOT_FOUND, "{odd}");
    }
}

impl Fair {
    /// The pages of all places, as apps are told of them.
    async fn listed_with_pages(&self) -> Vec<String> {
        let answer = self.shop.app.anybody().ask("{ kiosks { nodes { pageUrl } } }").await.ok();
        let nodes = answer.at("kiosks/nodes").as_array().cloned().unwrap_or_default();
        nodes.iter().filter_map(|node| node["pageUrl"].as_str().map(str::to_owned)).collect()
    }
}
