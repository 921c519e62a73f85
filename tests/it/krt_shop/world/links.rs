//! What a printed code or a shared link leads to: a page, and from there the app.

use chrono::TimeDelta;
use domain::shared::clock::Instant;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use stories::User;

use super::{UPDATE, linked, page};
use crate::krt_shop::{CREATE, Shop, small_picture, upload};

const BY_SLUG: &str = "query($slug: String) { project(slug: $slug) { id status } }";

async fn by_slug(user: &User, slug: &str) -> stories::Answer {
    user.graphql(BY_SLUG, json!({ "slug": slug })).await
}

#[tokio::test]
async fn an_app_opens_the_project_to_which_a_poster_leads() {
    let shop = Shop::open().await;
    let buyer = shop.app.anybody().speaking("ms");
    let id = shop.project.to_string();
    let read = format!("{{ project(id: \"{id}\") {{ slug }} }}");
    let slug = buyer.ask(&read).await.ok().text_at("project/slug");
    assert_eq!(by_slug(&buyer, &slug).await.ok().at("project/id"), &json!(id));
    // The page of a phone without the app, and with it.
    let (_, html) = page(&buyer, &format!("/s/{slug}"), StatusCode::OK).await;
    let link = format!("<a href=\"krt://project/{id}\">Buka dalam KRT Shop</a>");
    assert!(html.contains(&link), "{html}");
    assert_eq!(by_slug(&buyer, "tiada-000000").await.code(), "NOT_FOUND");
    for neither in [String::new(), format!("(id: \"{id}\", slug: \"{slug}\")")] {
        let asked = buyer.ask(&format!("{{ project{neither} {{ id }} }}")).await;
        assert_eq!(asked.code(), "BAD_REQUEST", "{neither}");
    }
    // One that rests is found by those alone who see it by its id.
    shop.set("INACTIVE").await;
    page(&buyer, &format!("/s/{slug}"), StatusCode::GONE).await;
    assert_eq!(by_slug(&shop.app.person("Encik Muthu").await, &slug).await.code(), "NOT_FOUND");
    let own = by_slug(&shop.owner, &slug).await.ok();
    assert_eq!(own.at("project/status"), "INACTIVE");
}

#[tokio::test]
async fn a_poster_names_an_offer_in_letters_that_paper_has() {
    let shop = Shop::open().await;
    let picture = upload(&shop.owner, small_picture()).await;
    let input = json!({ "projectId": shop.project.to_string(), "categoryCode": "FOOD_NOODLES", "kind": "GOODS",
        "name": { "ms": "Mi kuning", "zh": "黄面" }, "description": { "ms": "Segar." },
        "price": "6.50", "pictures": [{ "mediaId": picture }] });
    let made = shop.owner.graphql(CREATE, json!({ "input": input })).await.ok();
    let id = made.text_at("productCreate/product/id");
    shop.publish(&id).await;
    let reader = shop.owner.speaking("zh");
    let path = format!("/v1/products/{id}/poster.pdf");
    let answer = reader.request(Method::GET, &path).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    let pdf = answer.bytes().await.unwrap();
    let text = String::from_utf8_lossy(&pdf);
    assert!(text.contains("(Mi kuning) Tj") && !text.contains("(??) Tj"), "{text}");
}

#[tokio::test]
async fn a_page_says_what_is_on_asking_and_in_which_months_something_is_there() {
    let shop = Shop::open().await;
    let id = shop.listed("Durian", "FOOD").await;
    let (slug, version) = shop.named(&id).await;
    let input = json!({ "id": id, "version": version, "availability": "SEASONAL", "seasonMonths": [3, 12],
        "deliveries": [{ "placeKind": "STATE", "place": "01" }] });
    shop.owner.graphql(UPDATE, json!({ "input": input })).await.ok();
    let path = format!("/p/{slug}");
    for (language, delivery, months) in [
        ("ms", "Johor · tanya penjual", "Mac, Disember"),
        ("en", "Johor · ask the seller", "March, December"),
        ("zh", "Johor · 请询问卖家", "3月, 12月"),
    ] {
        let reader = shop.app.anybody().speaking(language);
        stories::until(async || {
            let (_, html) = page(&reader, &path, StatusCode::OK).await;
            (html.contains(delivery) && html.contains(months)).then_some(())
        })
        .await;
    }
}

#[tokio::test]
async fn machines_are_told_the_last_day_on_which_a_promotion_counts() {
    let shop = Shop::open().await;
    let id = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let (slug, version) = shop.named(&id).await;
    // Until the end of 31 March in Malaysia.
    let until: Instant = "2026-03-31T16:00:00Z".parse().unwrap();
    assert!(shop.app.clock.now() + TimeDelta::days(1) < until);
    let promotion = json!({ "price": "5.00", "until": until });
    let input = json!({ "id": id, "version": version, "promotion": promotion });
    shop.owner.graphql(UPDATE, json!({ "input": input })).await.ok();
    let buyer = shop.app.anybody();
    let told = async || -> Option<Value> {
        let (_, html) = page(&buyer, &format!("/p/{slug}"), StatusCode::OK).await;
        let offer = linked(&html)["offers"].clone();
        (offer["price"] == "5.00").then_some(offer)
    };
    assert_eq!(stories::until(told).await["priceValidUntil"], "2026-03-31");
}
