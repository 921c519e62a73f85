//! What the public cache keeps, for how long, and how it is packed.

use actix_web::test::TestRequest;

use super::*;

#[test]
fn nobody_is_let_keep_what_is_not_right_any_more() {
    let told = |control, seconds| within(control, Some(TimeDelta::seconds(seconds)));
    let page = "public, max-age=30, stale-while-revalidate=300";
    assert_eq!(within(page, None), page);
    assert_eq!(told(page, 1_000), page);
    assert_eq!(told(page, 100), "public, max-age=30, stale-while-revalidate=70");
    assert_eq!(told(page, 30), "public, max-age=30");
    assert_eq!(told(page, 7), "public, max-age=7");
    assert_eq!(told("max-age=30", -5), "max-age=0");
    let asked = "public, max-age=0, must-revalidate, s-maxage=5";
    assert_eq!(told(asked, 30), asked);
    assert_eq!(told(asked, 3), "public, max-age=0, must-revalidate, s-maxage=3");
    assert_eq!(told("private, no-cache", 1), "private, no-cache");
}

#[test]
fn what_ends_by_the_clock_is_not_given_after_that() {
    let clock = Clock::fixed(chrono::DateTime::UNIX_EPOCH);
    let cache = PublicCache::new(true, clock.clone());
    cache.begin();
    let request = TestRequest::get().uri("/v1/shop/products").to_http_request();
    let recall = || cache.recall(&request, &Bytes::new());
    let kept = Kept {
        body: Bytes::from_static(b"6.50"),
        content_type: "application/json",
        etag: None,
        cache_control: None,
        until: Some(clock.now() + TimeDelta::seconds(5)),
        seen: Vec::new(),
    };
    let (none, leave) = recall();
    assert!(none.is_none());
    cache.keep(leave.unwrap(), kept);
    assert!(recall().0.is_some());
    clock.advance(TimeDelta::seconds(5));
    let (none, leave) = recall();
    assert!(none.is_none() && leave.is_some());
}

#[test]
fn what_is_remembered_is_packed_once_for_whoever_takes_it_packed() {
    let kept = Kept {
        body: Bytes::from("mi kuning segar ".repeat(200)),
        content_type: "application/json",
        etag: None,
        cache_control: None,
        until: None,
        seen: Vec::new(),
    };
    let remembered = Remembered { kept, packed: OnceLock::new() };
    let answer = |encoding: &'static str| {
        let request = TestRequest::get().insert_header(("accept-encoding", encoding));
        let answer = remembered.answer(&request.to_http_request(), HttpResponse::Ok());
        let encoded = answer.headers().get(header::CONTENT_ENCODING).is_some();
        (encoded, answer.headers().contains_key(header::VARY))
    };
    assert_eq!(answer("gzip, deflate, br"), (true, true));
    assert_eq!(answer("br;q=1.0, gzip;q=0.8, *;q=0.1"), (true, true));
    for none in ["identity", "gzip;q=0, identity", "br"] {
        assert_eq!(answer(none), (false, false), "{none}");
    }
    let small = remembered.packed().unwrap();
    assert!(small.len() * 10 < remembered.body.len());
    assert!(std::ptr::eq(small, remembered.packed().unwrap()));
}

#[test]
fn a_second_accept_header_makes_another_request() {
    let one = TestRequest::get().append_header(("accept", "text/plain")).to_http_request();
    let two = TestRequest::get()
        .append_header(("accept", "text/plain"))
        .append_header(("accept", "application/json"))
        .to_http_request();
    assert_ne!(asked(&one, &Bytes::new()), asked(&two, &Bytes::new()));
    assert!(asked(&one, &Bytes::new()).is_some());
}
