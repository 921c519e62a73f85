//! Running it: health, figures, request names, a graceful stop.

use std::time::Duration;

use serde_json::json;
use stories::{Answer, TestApp, socket::Socket};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

#[tokio::test]
async fn a_node_says_whether_it_can_work() {
    let app = TestApp::start().await;
    let anybody = app.anybody();
    assert_eq!(anybody.get("/livez").await.text, "ok\n");
    let ready = anybody.get("/readyz").await;
    assert_eq!(ready.status, 200);
    assert_eq!(ready.body["migration"], migrations::latest());
    anybody.ask("{ states { code } }").await.ok();
    let figures = anybody.get("/metrics").await.text;
    assert!(
        figures.contains(
            "krt_request_seconds_count{method=\"POST\",route=\"/graphql\",status=\"200\"}"
        ),
        "{figures}"
    );
    assert!(figures.contains("krt_request_seconds_bucket"));
    // A proxy on this machine speaks for somebody else.
    let outside =
        anybody.request(reqwest::Method::GET, "/metrics").header("x-forwarded-for", "203.0.113.7");
    assert_eq!(app.send(outside).await.code(), "NOT_FOUND");
}

#[tokio::test]
async fn a_developer_who_opens_the_bare_address_is_led_to_the_playground() {
    let app = TestApp::start().await;
    let page = app.anybody().get("/").await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("KRT GraphQL playground"), "{}", page.text);
}

#[tokio::test]
async fn what_is_refused_and_guessed_is_counted_too() {
    let app = TestApp::start_with(|config| config.requests_per_minute = 4).await;
    let anybody = app.anybody();
    assert_eq!(anybody.ask("{ nothing { at all").await.code(), "GRAPHQL_PARSE_FAILED");
    let guesser = anybody.holding(Some("a.guessed.token".to_owned()));
    assert_eq!(guesser.ask("{ __typename }").await.code(), "TOKEN_INVALID");
    assert_eq!(anybody.ask("{ __typename }").await.ok().headers["ratelimit-remaining"], "1");
    anybody.ask("{ __typename }").await.ok();
    assert_eq!(anybody.ask("{ nothing { at all").await.code(), "RATE_LIMITED");
    assert_eq!(guesser.ask("{ __typename }").await.code(), "RATE_LIMITED");
}

#[tokio::test]
async fn every_answer_has_a_name_that_its_errors_bear_too() {
    let app = TestApp::start().await;
    let graphql = app.anybody().ask("{ notices { nodes { id } } }").await;
    let name = graphql.headers["x-request-id"].to_str().unwrap();
    assert_eq!(graphql.body["errors"][0]["extensions"]["requestId"], name);
    let rest = app.anybody().get("/nowhere").await;
    assert_eq!(rest.body["requestId"], rest.headers["x-request-id"].to_str().unwrap());
    assert_eq!((rest.status.as_u16(), rest.code()), (404, "NOT_FOUND"));
    assert_eq!(app.anybody().post("/livez", &json!({})).await.code(), "METHOD_NOT_ALLOWED");
}

#[tokio::test]
async fn requests_are_counted_and_the_budget_is_told() {
    let app = TestApp::start_with(|config| config.requests_per_minute = 3).await;
    let anybody = app.anybody();
    for left in [2, 1, 0] {
        let answer = anybody.ask("{ __typename }").await.ok();
        assert_eq!(answer.headers["ratelimit-remaining"], left.to_string());
    }
    let limited = anybody.speaking("ms").ask("{ __typename }").await;
    assert_eq!((limited.status.as_u16(), limited.code()), (429, "RATE_LIMITED"));
    assert!(limited.headers.contains_key("retry-after"));
    assert_eq!(anybody.get("/v1/openapi.json").await.status, 200);
}

#[tokio::test]
async fn an_old_app_is_told_to_update() {
    let app = TestApp::start_with(|config| {
        config.app_minimum =
            vec![api::config::AppMinimum { app: "mykrt".to_owned(), version: (1, 2, 0) }];
    })
    .await;
    for (name, state) in [
        ("mykrt/1.1.9 (android)", "MUST_UPDATE"),
        ("mykrt/1.2.0 (ios)", "CURRENT"),
        ("mysrs/0.1.0", "CURRENT"),
        ("nonsense", "CURRENT"),
    ] {
        let request =
            app.anybody().request(reqwest::Method::POST, "/graphql").header("x-app", name);
        let answer = app.send(request.json(&json!({ "query": "{ appStatus }" }))).await.ok();
        assert_eq!(answer.at("appStatus"), state, "{name}");
    }
}

#[tokio::test]
async fn a_connection_that_rests_stays_open_until_the_node_stops() {
    let app = TestApp::start().await;
    let mut connection = TcpStream::connect(app.url.trim_start_matches("http://")).await.unwrap();
    let answers = async |connection: &mut TcpStream| {
        connection.write_all(b"GET /livez HTTP/1.1\r\nhost: krt.test\r\n\r\n").await.unwrap();
        let mut read = Vec::new();
        while !read.ends_with(b"\r\n\r\nok\n") {
            assert_ne!(connection.read_buf(&mut read).await.unwrap(), 0, "it was closed");
        }
    };
    answers(&mut connection).await;
    // A proxy keeps a connection for a minute, and sends the next phone's request by it.
    let closes = timeout(Duration::from_secs(7), connection.read_u8()).await;
    assert!(closes.is_err(), "the node closed it first: {closes:?}");
    answers(&mut connection).await;
    // And whoever stops the node does not wait for it.
    timeout(Duration::from_secs(25), app.stop()).await.expect("it is closed");
    assert!(connection.read_u8().await.is_err());
}

#[tokio::test]
async fn a_graceful_stop_answers_what_is_in_flight_and_closes_streams() {
    let (app, _, _, resident, _) = TestApp::neighbourhood().await;
    let mut socket = Socket::subscribe(&resident, "subscription { noticeReceived { id } }").await;
    // Hashing a password takes long enough to be in flight when the node stops.
    let anybody = app.anybody();
    let request = anybody
        .request(reqwest::Method::POST, "/v1/session")
        .json(&json!({ "phone": resident.phone, "password": stories::PASSWORD }));
    let in_flight = tokio::spawn(async move { Answer::of(request.send().await.unwrap()).await });
    // It has arrived once the node hashes.
    while app.house.identity.hashing() == 0 {
        tokio::task::yield_now().await;
    }
    let url = app.url.clone();
    app.stop().await;
    assert_eq!(in_flight.await.unwrap().status, 200);
    assert_eq!(socket.closed().await.0, 1001);
    assert!(reqwest::get(format!("{url}/livez")).await.is_err(), "nobody answers any more");
}
