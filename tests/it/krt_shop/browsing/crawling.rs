//! A crawler walks through everything, and nobody else notices.

use reqwest::{Method, StatusCode};
use stories::{Answer, TestApp};

async fn from(app: &TestApp, address: &str, path: &str) -> Answer {
    let request = app.anybody().request(Method::GET, path);
    app.send(request.header("x-forwarded-for", address)).await
}

#[tokio::test]
async fn a_crawler_spends_its_own_budget_and_nobody_elses() {
    let app = TestApp::start_with(|config| {
        config.requests_per_minute = 30;
        config.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
    })
    .await;
    let (crawler, buyer) = ("203.0.113.7", "198.51.100.9");
    let known = "/v1/shop/products?first=7";
    assert_eq!(from(&app, buyer, known).await.status, StatusCode::OK);
    let mut refused = None;
    for number in 0..500 {
        // A new page each time: none is kept.
        let page = from(&app, crawler, &format!("/v1/shop/products?query=halaman{number}")).await;
        if page.status != StatusCode::OK {
            refused = Some(page);
            break;
        }
    }
    let refused = refused.expect("a budget that ends");
    assert_eq!((refused.status, refused.code()), (StatusCode::TOO_MANY_REQUESTS, "RATE_LIMITED"));
    assert!(refused.headers.contains_key("retry-after"));
    // What is kept costs nobody anything, however often it is asked.
    for _ in 0..60 {
        assert_eq!(from(&app, crawler, known).await.status, StatusCode::OK);
        assert_eq!(from(&app, buyer, known).await.status, StatusCode::OK);
    }
    // Somebody from another network has a budget of their own.
    assert_eq!(from(&app, buyer, "/v1/shop/products?first=8").await.status, StatusCode::OK);
}
