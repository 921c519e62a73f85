//! When a socket closes.

use std::{sync::atomic::Ordering, time::Duration};

use tokio::time::timeout;

use super::Client;
use crate::demo::Demo;

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
