//! `graphql-transport-ws`, rule by rule.

use std::{sync::atomic::Ordering, time::Duration};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{
        Error, Message,
        client::IntoClientRequest,
        http::HeaderValue,
        protocol::frame::{
            Frame,
            coding::{Data, OpCode},
        },
    },
};

use crate::demo::Demo;

struct Client(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Client {
    async fn connect(demo: &Demo, headers: &[(&'static str, &str)]) -> Result<Self, Error> {
        let url = format!("ws://{}/graphql", demo.address);
        let mut request = url.into_client_request()?;
        for (name, value) in headers {
            request.headers_mut().insert(*name, HeaderValue::from_str(value).unwrap());
        }
        Ok(Self(connect_async(request).await?.0))
    }

    /// Connected, not yet let in.
    async fn raw(demo: &Demo) -> Self {
        Self::connect(demo, &[("sec-websocket-protocol", "graphql-transport-ws")]).await.unwrap()
    }

    /// Connected and let in.
    async fn greeted(demo: &Demo, token: Option<&str>) -> Self {
        let mut client = Self::raw(demo).await;
        client.init(token).await;
        assert_eq!(client.hear().await, json!({ "type": "connection_ack" }));
        client
    }

    async fn init(&mut self, token: Option<&str>) {
        let payload = token.map(|token| json!({ "Authorization": format!("Bearer {token}") }));
        self.say(json!({ "type": "connection_init", "payload": payload })).await;
    }

    async fn say(&mut self, message: Value) {
        self.0.send(Message::text(message.to_string())).await.unwrap();
    }

    async fn subscribe(&mut self, id: &str, query: &str) {
        self.say(json!({ "id": id, "type": "subscribe", "payload": { "query": query } })).await;
    }

    async fn next(&mut self) -> Message {
        loop {
            let message = timeout(Duration::from_secs(5), self.0.next()).await.unwrap();
            match message.unwrap().unwrap() {
                Message::Ping(_) | Message::Pong(_) => {}
                message => return message,
            }
        }
    }

    async fn hear(&mut self) -> Value {
        match self.next().await {
            Message::Text(text) => serde_json::from_str(&text).unwrap(),
            other => panic!("expected a message, not {other:?}"),
        }
    }

    async fn closed(&mut self) -> (u16, String) {
        loop {
            match self.next().await {
                Message::Close(Some(frame)) => {
                    return (frame.code.into(), frame.reason.to_string());
                }
                Message::Text(_) => {}
                other => panic!("expected a close, not {other:?}"),
            }
        }
    }
}

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
async fn a_socket_closes_with_its_token_its_session_and_the_program() {
    let demo = Demo::start().await;
    let mut client = Client::greeted(&demo, Some("short")).await;
    client.subscribe("a", "subscription { forever }").await;
    assert_eq!(client.closed().await, (4403, "Token expired".to_owned()));

    let mut client = Client::greeted(&demo, Some("doomed")).await;
    client.subscribe("a", "subscription { forever }").await;
    client.hear().await;
    demo.revoked.notify_waiters();
    assert_eq!(client.closed().await, (4403, "Session ended".to_owned()));

    let mut client = Client::greeted(&demo, None).await;
    let mut stranger = Client::raw(&demo).await;
    client.subscribe("a", "subscription { forever }").await;
    client.hear().await;
    let began = std::time::Instant::now();
    let ((), closed, stranger) = tokio::join!(demo.shut_down(), client.closed(), stranger.closed());
    assert_eq!(closed, (1001, "Server is stopping".to_owned()));
    assert_eq!(stranger.0, 1001);
    assert!(began.elapsed() < Duration::from_secs(4), "{:?}", began.elapsed());
}

#[actix_web::test]
async fn a_socket_that_answers_no_ping_is_closed() {
    let demo = Demo::with(|settings| {
        settings.socket.ping = Duration::from_millis(50);
        settings.socket.idle = Duration::from_millis(200);
    });
    let demo = demo.await;
    // Reading answers pings; sleeping does not.
    let mut client = Client::greeted(&demo, None).await;
    assert!(timeout(Duration::from_millis(500), client.next()).await.is_err());
    tokio::time::sleep(Duration::from_millis(600)).await;
    assert_eq!(client.closed().await, (1001, "No answer to pings".to_owned()));
}

#[actix_web::test]
async fn a_client_that_does_not_read_is_let_go() {
    let demo = Demo::with(|settings| settings.socket.send_time = Duration::from_millis(300)).await;
    let mut client = Client::greeted(&demo, None).await;
    client.subscribe("a", "subscription { flood }").await;
    client.subscribe("b", "subscription { forever }").await;
    for _ in 0..100 {
        tokio::time::sleep(Duration::from_millis(50)).await;
        if demo.open.load(Ordering::SeqCst) == 1 {
            break;
        }
    }
    for _ in 0..100 {
        tokio::time::sleep(Duration::from_millis(50)).await;
        if demo.open.load(Ordering::SeqCst) == 0 {
            return;
        }
    }
    panic!("the operations stay open");
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
