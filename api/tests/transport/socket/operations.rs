//! What runs on a socket: queries, mutations and subscriptions, side by side.

use std::{sync::atomic::Ordering, time::Duration};

use serde_json::json;

use super::Client;
use crate::demo::Demo;

#[actix_web::test]
async fn queries_mutations_and_subscriptions_run_side_by_side() {
    let demo = Demo::start().await;
    let mut client = Client::greeted(&demo, Some("good")).await;
    client.subscribe("f", "subscription { forever }").await;
    assert_eq!(client.hear().await["payload"]["data"]["forever"], "since ");
    client.subscribe("q", "{ who }").await;
    let next = json!({ "type": "next", "id": "q", "payload": { "data": { "who": "somebody" } } });
    assert_eq!(client.hear().await, next);
    assert_eq!(client.hear().await, json!({ "type": "complete", "id": "q" }));
    client.subscribe("m", "mutation { bump }").await;
    assert_eq!(client.hear().await["payload"]["data"]["bump"], 1);
    assert_eq!(client.hear().await, json!({ "type": "complete", "id": "m" }));
    // An id may be used again once it is free.
    client.subscribe("q", "subscription { count(to: 2) }").await;
    assert_eq!(client.hear().await["payload"]["data"]["count"], 1);
    assert_eq!(client.hear().await["payload"]["data"]["count"], 2);
    assert_eq!(client.hear().await["type"], "complete");
}

#[actix_web::test]
async fn a_client_completes_what_it_no_longer_wants() {
    let demo = Demo::start().await;
    let mut client = Client::greeted(&demo, None).await;
    client.subscribe("f", "subscription { forever }").await;
    client.hear().await;
    assert_eq!(demo.open.load(Ordering::SeqCst), 1);
    client.say(json!({ "type": "complete", "id": "f" })).await;
    client.say(json!({ "type": "complete", "id": "never was" })).await;
    client.subscribe("f", "{ who }").await;
    // No `complete` is sent back for what the client ended; the next message is the new query's.
    assert_eq!(client.hear().await["payload"]["data"]["who"], "nobody");
    assert_eq!(demo.open.load(Ordering::SeqCst), 0);
}

#[actix_web::test]
async fn errors_before_execution_end_the_operation_only() {
    let demo = Demo::start().await;
    let mut client = Client::greeted(&demo, None).await;
    for (query, code) in [
        ("{ who", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ products(first: 100000) { nodes { id } } }", "LIMIT_COST"),
        ("subscription { refused }", "ARGUMENT_INVALID"),
        ("subscription { nothing }", "GRAPHQL_VALIDATION_FAILED"),
    ] {
        client.subscribe("a", query).await;
        let message = client.hear().await;
        assert_eq!((&message["type"], &message["id"]), (&json!("error"), &json!("a")));
        assert_eq!(message["payload"][0]["extensions"]["code"], code, "{query}");
        let request_id = message["payload"][0]["extensions"]["requestId"].as_str().unwrap();
        assert!(request_id.starts_with("req_1."), "{request_id}");
    }
    client.subscribe("a", "{ who mayFail }").await;
    let message = client.hear().await;
    assert_eq!(message["type"], "next");
    assert_eq!(message["payload"]["data"], json!({ "who": "nobody", "mayFail": null }));
    assert_eq!(client.hear().await["type"], "complete");
    client.subscribe("a", "subscription { flaky }").await;
    assert_eq!(client.hear().await["payload"]["data"]["flaky"], 1);
    assert_eq!(client.hear().await["payload"]["errors"][0]["path"], json!(["flaky"]));
    assert_eq!(client.hear().await["payload"]["data"]["flaky"], 3);
    assert_eq!(client.hear().await["type"], "complete");
}

#[actix_web::test]
async fn a_budget_is_charged_for_each_operation() {
    let demo = Demo::start().await;
    let mut client = Client::greeted(&demo, Some("poor")).await;
    client.subscribe("a", "{ who }").await;
    let message = client.hear().await;
    assert_eq!(message["payload"][0]["extensions"]["code"], "RATE_LIMITED");
    assert_eq!(message["payload"][0]["extensions"]["retryAfter"], 7);
}

#[actix_web::test]
async fn one_id_carries_one_operation() {
    let demo = Demo::start().await;
    let mut client = Client::greeted(&demo, None).await;
    client.subscribe("a", "subscription { forever }").await;
    client.subscribe("a", "subscription { forever }").await;
    assert_eq!(client.closed().await, (4409, "Subscriber for a already exists".to_owned()));
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(demo.open.load(Ordering::SeqCst), 0);
}

#[actix_web::test]
async fn operations_on_one_socket_are_counted() {
    let demo = Demo::with(|settings| settings.socket.operations = 3).await;
    let mut client = Client::greeted(&demo, None).await;
    for id in ["a", "b", "c"] {
        client.subscribe(id, "subscription { forever }").await;
        client.hear().await;
    }
    client.subscribe("d", "subscription { forever }").await;
    let message = client.hear().await;
    assert_eq!((&message["type"], &message["id"]), (&json!("error"), &json!("d")));
    assert_eq!(message["payload"][0]["extensions"]["code"], "LIMIT_OPERATIONS");
    client.say(json!({ "type": "complete", "id": "a" })).await;
    client.subscribe("d", "subscription { forever }").await;
    assert_eq!(client.hear().await["type"], "next");
}

#[actix_web::test]
async fn a_source_is_asked_for_each_event_and_shared_only_where_it_says_so() {
    let demo = Demo::start().await;
    let mut one = Client::greeted(&demo, Some("good")).await;
    let mut other = Client::greeted(&demo, None).await;
    for client in [&mut one, &mut other] {
        client.subscribe("a", "subscription { told { number asked } }").await;
    }
    // The first two are each viewer's own, the third is the same for all, the fourth fails.
    let mut thirds = Vec::new();
    for client in [&mut one, &mut other] {
        for number in 1..=3 {
            let told = client.hear().await;
            let told = &told["payload"]["data"]["told"];
            assert_eq!(told["number"], number);
            if number == 3 {
                thirds.push(told["asked"].clone());
            }
        }
        let failed = client.hear().await;
        assert_eq!(failed["payload"]["errors"][0]["path"], json!(["told"]));
        assert_eq!(client.hear().await, json!({ "type": "complete", "id": "a" }));
    }
    assert_eq!(thirds[0], thirds[1]);
}
