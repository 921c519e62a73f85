//! A page on its way.

use std::io::Read as _;

use flate2::read::GzDecoder;
use reqwest::{Method, RequestBuilder, header::HeaderMap};
use serde_json::{Value, json};
use stories::{TestApp, until};

use super::browsed;
use crate::krt_shop::Shop;

const PAGE: &str = "{ products(first: 20) { nodes { id slug kind name { ms en } price { amount currency } unit cover { url } listedAt project { id slug name } area { id reference name } } pageInfo { hasNextPage endCursor } } }";

async fn asked(request: RequestBuilder, encoding: &str) -> (HeaderMap, Vec<u8>) {
    let answer = request.header("accept-encoding", encoding).send().await.expect("an answer");
    assert!(answer.status().is_success());
    let headers = answer.headers().clone();
    (headers, answer.bytes().await.expect("a body").to_vec())
}

/// Whether the cache packed it: what is packed on its way out is packed as fast as can be, and says so in
/// its ninth byte.
fn is_packed_once(packed: &[u8]) -> bool {
    packed.get(8) == Some(&0)
}

/// Whether whoever keeps the answer is told that it hangs on the encoding.
fn varies_by_encoding(headers: &HeaderMap) -> bool {
    let vary = headers.get_all("vary").iter().filter_map(|vary| vary.to_str().ok());
    vary.flat_map(|vary| vary.split(','))
        .any(|name| name.trim().eq_ignore_ascii_case("accept-encoding"))
}

#[tokio::test]
async fn a_page_of_twenty_travels_in_less_than_eight_kilobytes() {
    let shop = Shop::open().await;
    for number in 0..20 {
        shop.offers(&format!("Mi kuning {number}"), "FOOD_NOODLES", json!({})).await;
    }
    let buyer = shop.app.anybody();
    browsed(&buyer, json!({}), 20).await;
    let document = || buyer.request(Method::POST, "/graphql").json(&json!({ "query": PAGE }));
    let rest = || buyer.request(Method::GET, "/v1/shop/products");
    for ask in [&document as &dyn Fn() -> RequestBuilder, &rest] {
        let (_, plain) = asked(ask(), "identity").await;
        let whole: Value = serde_json::from_slice(&plain).expect("JSON");
        assert!(whole.to_string().contains("Mi kuning 19"));
        // Kept as soon as nothing is told any more that drops it: packed at the first, and the same bytes
        // for whoever comes next.
        let (headers, first) = until(async || {
            let (headers, first) = asked(ask(), "gzip, deflate, br").await;
            let (_, again) = asked(ask(), "gzip").await;
            (first == again && is_packed_once(&first)).then_some((headers, first))
        })
        .await;
        assert_eq!(headers["content-encoding"], "gzip");
        assert!(varies_by_encoding(&headers), "{headers:?}");
        assert!(first.len() < 8 * 1024, "{}", first.len());
        let mut unpacked = Vec::new();
        GzDecoder::new(first.as_slice()).read_to_end(&mut unpacked).expect("a packed body");
        assert_eq!(unpacked, plain);
    }
}

#[tokio::test]
async fn what_fits_one_packet_is_sent_as_it_is() {
    let app = TestApp::start().await;
    let anybody = app.anybody();
    let small =
        anybody.request(Method::POST, "/graphql").json(&json!({ "query": "{ __typename }" }));
    let (headers, body) = asked(small, "gzip, deflate, br").await;
    assert!(!headers.contains_key("content-encoding"), "{headers:?}");
    assert_eq!(body, br#"{"data":{"__typename":"Query"}}"#);
    // What is long is packed, for whoever takes it packed, and for nobody else.
    let schema = || anybody.request(Method::GET, "/schema.graphql");
    let (headers, plain) = asked(schema(), "br, identity;q=0.5").await;
    assert!(!headers.contains_key("content-encoding"), "{headers:?}");
    let (headers, packed) = asked(schema(), "gzip").await;
    assert_eq!(headers["content-encoding"], "gzip");
    assert!(varies_by_encoding(&headers), "{headers:?}");
    let mut unpacked = Vec::new();
    GzDecoder::new(packed.as_slice()).read_to_end(&mut unpacked).expect("a packed body");
    assert!(unpacked == plain, "{} bytes of {}", unpacked.len(), plain.len());
    assert!(packed.len() * 2 < plain.len(), "{} of {}", packed.len(), plain.len());
}
