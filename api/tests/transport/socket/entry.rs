//! Who is let in, and who is not.

use std::time::Duration;

use serde_json::json;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};
use tokio_tungstenite::tungstenite::Error;

use super::Client;
use crate::demo::Demo;

#[actix_web::test]
async fn another_protocol_is_not_acceptable() {
    let demo = Demo::start().await;
    let mut client = Client::connect(&demo, &[]).await.unwrap();
    assert_eq!(client.closed().await, (4406, "Subprotocol not acceptable".to_owned()));
}

#[actix_web::test]
async fn a_silent_client_is_closed_after_the_init_time() {
    let demo = Demo::with(|settings| settings.socket.init_time = Duration::from_millis(100)).await;
    let mut client = Client::raw(&demo).await;
    assert_eq!(client.closed().await, (4408, "Connection initialisation timeout".to_owned()));
    let mut client = Client::greeted(&demo, None).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    client.subscribe("a", "{ who }").await;
    assert_eq!(client.hear().await["type"], "next");
}

#[actix_web::test]
async fn a_second_init_is_too_many() {
    let demo = Demo::start().await;
    let mut client = Client::greeted(&demo, None).await;
    client.init(None).await;
    assert_eq!(client.closed().await, (4429, "Too many initialisation requests".to_owned()));
    // Also while the first is still being judged.
    let mut client = Client::raw(&demo).await;
    client.init(Some("slow")).await;
    client.init(Some("slow")).await;
    assert_eq!(client.closed().await.0, 4429);
}

#[actix_web::test]
async fn nobody_subscribes_before_being_let_in() {
    let demo = Demo::start().await;
    let mut client = Client::raw(&demo).await;
    client.subscribe("a", "{ who }").await;
    assert_eq!(client.closed().await, (4401, "Unauthorized".to_owned()));
    let mut client = Client::raw(&demo).await;
    client.init(Some("slow")).await;
    client.subscribe("a", "{ who }").await;
    assert_eq!(client.closed().await.0, 4401);
}

#[actix_web::test]
async fn a_bad_token_is_forbidden() {
    let demo = Demo::start().await;
    let mut client = Client::raw(&demo).await;
    client.init(Some("bad")).await;
    let (code, reason) = client.closed().await;
    assert_eq!(code, 4403);
    assert!(reason.starts_with("UNAUTHENTICATED"), "{reason}");
}

#[actix_web::test]
async fn a_token_under_another_name_is_understood_or_turned_away() {
    let demo = Demo::start().await;
    for payload in
        [json!({ "accessToken": "good" }), json!({ "headers": { "authorization": "Bearer good" } })]
    {
        let mut client = Client::raw(&demo).await;
        client.say(json!({ "type": "connection_init", "payload": payload })).await;
        assert_eq!(client.hear().await["type"], "connection_ack");
        client.subscribe("a", "{ who }").await;
        assert_eq!(client.hear().await["payload"]["data"]["who"], "somebody");
    }
    let mut client = Client::raw(&demo).await;
    client.say(json!({ "type": "connection_init", "payload": { "authToken": "good" } })).await;
    let (code, reason) = client.closed().await;
    assert_eq!(code, 4400);
    assert!(reason.contains("Authorization"), "{reason}");
}

#[actix_web::test]
async fn pages_of_foreign_origins_open_no_socket() {
    let demo =
        Demo::with(|settings| settings.allowed_origins = vec!["https://shop.example".into()]);
    let demo = demo.await;
    let protocol = ("sec-websocket-protocol", "graphql-transport-ws");
    let own = format!("http://{}", demo.address);
    for (origin, allowed) in [
        ("https://shop.example", true),
        (own.as_str(), true),
        ("https://evil.example", false),
        ("null", false),
    ] {
        let opened = Client::connect(&demo, &[protocol, ("origin", origin)]).await;
        match opened {
            Ok(_) => assert!(allowed, "{origin}"),
            Err(Error::Http(response)) => {
                assert!(!allowed, "{origin}");
                assert_eq!(response.status(), 403);
            }
            Err(other) => panic!("{other}"),
        }
    }
}

#[actix_web::test]
async fn only_so_many_sockets_are_open_at_once() {
    let demo = Demo::with(|settings| settings.socket.most = 1).await;
    let first = Client::greeted(&demo, None).await;
    let protocol = ("sec-websocket-protocol", "graphql-transport-ws");
    match Client::connect(&demo, &[protocol]).await {
        Err(Error::Http(response)) => assert_eq!(response.status(), 503),
        other => panic!("{:?}", other.map(|_| "it opened")),
    }
    drop(first);
    for _ in 0..100 {
        if Client::connect(&demo, &[protocol]).await.is_ok() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the place stays taken");
}

#[actix_web::test]
async fn whoever_wants_a_socket_elsewhere_is_answered_like_anybody() {
    let demo = Demo::start().await;
    for (path, answer, content) in
        [("/schema.graphql", "HTTP/1.1 200", "type Query"), ("/nowhere", "HTTP/1.1 404", "")]
    {
        let mut stream = TcpStream::connect(&demo.address).await.unwrap();
        let head = format!(
            "GET {path} HTTP/1.1\r\nhost: demo\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut all = String::new();
        // The connection ends with the answer.
        let read = timeout(Duration::from_secs(5), stream.read_to_string(&mut all));
        read.await.unwrap().unwrap();
        assert!(all.starts_with(answer) && all.contains(content), "{all}");
    }
}
