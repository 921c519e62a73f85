//! What is a message, and what is none.

use futures_util::SinkExt;
use serde_json::json;
use tokio_tungstenite::tungstenite::{
    Message,
    protocol::frame::{
        Frame,
        coding::{Data, OpCode},
    },
};

use super::Client;
use crate::demo::Demo;

#[actix_web::test]
async fn pings_are_answered_with_their_payload() {
    let demo = Demo::start().await;
    let mut client = Client::raw(&demo).await;
    client.say(json!({ "type": "ping" })).await;
    assert_eq!(client.hear().await, json!({ "type": "pong" }));
    client.say(json!({ "type": "ping", "payload": { "a": 1 } })).await;
    assert_eq!(client.hear().await, json!({ "type": "pong", "payload": { "a": 1 } }));
    client.say(json!({ "type": "pong", "payload": { "a": 1 } })).await;
    client.0.send(Message::Ping(b"x".to_vec().into())).await.unwrap();
    client.init(None).await;
    assert_eq!(client.hear().await["type"], "connection_ack");
}

#[actix_web::test]
async fn what_is_no_message_closes_the_socket() {
    let demo = Demo::start().await;
    for text in [
        "hello",
        "{}",
        "[]",
        r#"{"type":"start"}"#,
        r#"{"type":"subscribe","id":"a"}"#,
        r#"{"type":"subscribe","id":7,"payload":{"query":"{who}"}}"#,
        r#"{"type":"subscribe","id":"","payload":{"query":"{who}"}}"#,
        r#"{"type":"subscribe","id":"a","payload":{"query":7}}"#,
        r#"{"type":"ping","payload":"x"}"#,
    ] {
        let mut client = Client::greeted(&demo, None).await;
        client.0.send(Message::text(text)).await.unwrap();
        assert_eq!(client.closed().await, (4400, "Invalid message".to_owned()), "{text}");
    }
    let mut client = Client::greeted(&demo, None).await;
    client.0.send(Message::binary(b"{}".to_vec())).await.unwrap();
    assert_eq!(client.closed().await.0, 4400);
}

#[actix_web::test]
async fn a_message_may_not_be_larger_than_a_body() {
    let demo = Demo::start().await;
    let mut client = Client::greeted(&demo, None).await;
    let query = format!("{{ who }} #{}", "x".repeat(300 * 1024));
    client.subscribe("a", &query).await;
    assert_eq!(client.closed().await.0, 1009);
}

#[actix_web::test]
async fn a_message_may_come_in_parts() {
    let demo = Demo::start().await;
    let mut client = Client::greeted(&demo, None).await;
    let part = |text: &str, code, is_last| {
        Message::Frame(Frame::message(text.to_owned(), OpCode::Data(code), is_last))
    };
    client.0.feed(part(r#"{"id":"a","type":"subscribe","#, Data::Text, false)).await.unwrap();
    // What is no data may come in between.
    client.0.feed(Message::Ping(b"x".to_vec().into())).await.unwrap();
    client.0.feed(part(r#""payload":{"query":"#, Data::Continue, false)).await.unwrap();
    client.0.send(part(r#""{ who }"}}"#, Data::Continue, true)).await.unwrap();
    let next = json!({ "type": "next", "id": "a", "payload": { "data": { "who": "nobody" } } });
    assert_eq!(client.hear().await, next);
    assert_eq!(client.hear().await, json!({ "type": "complete", "id": "a" }));
    let much = "x".repeat(200 * 1024);
    client.0.feed(part(&much, Data::Text, false)).await.unwrap();
    client.0.send(part(&much, Data::Continue, true)).await.unwrap();
    assert_eq!(client.closed().await.0, 1009);
}
