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
    let mut refused = 0;
    for number in 0..60 {
        // A new page each time: none is kept.
        let page = from(&app, crawler, &format!("/v1/shop/products?query=halaman{number}")).await;
        match page.status {
            StatusCode::OK => assert!(number < 40, "{number}"),
            StatusCode::TOO_MANY_REQUESTS => {
                assert!(page.headers.contains_key("retry-after"));
                refused += 1;
            }
            other => panic!("{other}: {}", page.text),
        }
    }
    assert!(refused >= 20, "{refused}");
    // Somebody from another network is served, and what is asked again costs nobody anything.
    let path = "/v1/shop/products?first=7";
    for _ in 0..60 {
        assert_eq!(from(&app, buyer, path).await.status, StatusCode::OK);
    }
    assert_eq!(from(&app, buyer, "/v1/shop/products?first=8").await.status, StatusCode::OK);
    assert_eq!(from(&app, crawler, path).await.status, StatusCode::OK);
    let limited = from(&app, crawler, "/v1/shop/products?first=9").await;
    assert_eq!(limited.code(), "RATE_LIMITED");
}
