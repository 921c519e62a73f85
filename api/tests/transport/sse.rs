//! Server-sent events.

use std::{sync::atomic::Ordering, time::Duration};

use reqwest::{Client, Response};
use serde_json::json;

use crate::demo::Demo;

async fn listen(demo: &Demo, query: &str, token: Option<&str>) -> Response {
    let request = Client::new()
        .post(demo.url())
        .header("content-type", "application/json")
        .header("accept", "text/event-stream")
        .header("last-event-id", "42")
        .body(json!({ "query": query }).to_string());
    let request = match token {
        Some(token) => request.header("authorization", format!("Bearer {token}")),
        None => request,
    };
    request.send().await.unwrap()
}

/// Waits at most three seconds for the end.
async fn all(response: Response) -> String {
    tokio::time::timeout(Duration::from_secs(3), response.text()).await.unwrap().unwrap()
}

#[actix_web::test]
async fn a_subscription_streams_events_and_completes() {
    let demo = Demo::start().await;
    let response = listen(&demo, "subscription { count(to: 2) }", None).await;
    assert_eq!(response.headers()["content-type"], "text/event-stream; charset=utf-8");
    let text = all(response).await;
    let first = "event: next\ndata: {\"data\":{\"count\":1}}\n\n";
    let second = "event: next\ndata: {\"data\":{\"count\":2}}\n\n";
    assert_eq!(text, format!(":\n\n{first}{second}event: complete\ndata: \n\n"));

    let url = format!("{}?query=subscription{{count(to:1)}}", demo.url());
    let get = Client::new().get(url).header("accept", "text/event-stream").send().await.unwrap();
    assert!(all(get).await.contains("event: complete"));
}

#[actix_web::test]
async fn queries_and_refusals_are_events_too() {
    let demo = Demo::start().await;
    let text = all(listen(&demo, "{ who }", Some("good")).await).await;
    assert!(text.contains(r#"data: {"data":{"who":"somebody"}}"#), "{text}");
    for query in ["{ nothing }", "{ who", "subscription { refused }"] {
        let text = all(listen(&demo, query, None).await).await;
        assert!(text.contains("event: next\ndata: {\"errors\":[{"), "{text}");
        assert!(text.contains(r#""requestId":"req_1""#), "{text}");
        assert!(text.ends_with("event: complete\ndata: \n\n"), "{text}");
    }
    let response = listen(&demo, "{ who }", Some("bad")).await;
    assert_eq!(response.status(), 401);
    let url = format!("{}?query=mutation{{bump}}", demo.url());
    let get = Client::new().get(url).header("accept", "text/event-stream").send().await.unwrap();
    assert_eq!(get.status(), 405);
}

#[actix_web::test]
async fn a_silent_stream_is_kept_alive_and_knows_the_last_event() {
    let demo = Demo::with(|settings| settings.sse_keep_alive = Duration::from_millis(50)).await;
    let mut response = listen(&demo, "subscription { forever }", None).await;
    let mut text = String::new();
    while text.matches(":\n\n").count() < 4 {
        let chunk = response.chunk().await.unwrap().unwrap();
        text.push_str(std::str::from_utf8(&chunk).unwrap());
    }
    assert!(text.contains("since 42"), "{text}");
    // A client that leaves is forgotten.
    assert_eq!(demo.open.load(Ordering::SeqCst), 1);
    drop(response);
    for _ in 0..100 {
        tokio::time::sleep(Duration::from_millis(20)).await;
        if demo.open.load(Ordering::SeqCst) == 0 {
            return;
        }
    }
    panic!("the stream stays open");
}

#[actix_web::test]
async fn a_stream_ends_with_its_token_its_session_and_the_program() {
    let demo = Demo::start().await;
    let text = all(listen(&demo, "subscription { forever }", Some("short")).await).await;
    assert!(text.contains("since") && !text.contains("complete"), "{text}");

    let response = listen(&demo, "subscription { forever }", Some("doomed")).await;
    let (text, ()) = tokio::join!(all(response), async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        demo.revoked.notify_waiters();
    });
    assert!(!text.contains("complete"), "{text}");

    let response = listen(&demo, "subscription { forever }", None).await;
    let (text, ()) = tokio::join!(all(response), async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        demo.shut_down().await;
    });
    assert!(!text.contains("complete"), "{text}");
}
