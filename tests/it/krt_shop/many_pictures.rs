//! Five hundred pictures at once: each is taken, and whoever only reads does not wait for them.

use std::sync::atomic::{AtomicUsize, Ordering};

use domain::shared::{db, media::MOST_BYTES};
use futures_util::future;
use reqwest::StatusCode;
use stories::{TestApp, User};

use super::{announce, png, send};

const PEOPLE: u32 = 10;
const EACH: u32 = 50;

/// Sends pictures all at once, each until it is taken: who is told to wait comes again.
async fn send_all(seller: &User, number: u32, left: &AtomicUsize) {
    let sends = (0..EACH).map(|place| async move {
        let id = announce(seller).await;
        let picture = png(20 + number, 20 + place);
        loop {
            let answer = send(seller, &id, picture.clone()).await;
            match answer.status {
                StatusCode::OK => break,
                StatusCode::TOO_MANY_REQUESTS => assert_eq!(answer.code(), "RATE_LIMITED"),
                other => panic!("{other} {}", answer.text),
            }
        }
        left.fetch_sub(1, Ordering::SeqCst);
    });
    future::join_all(sends).await;
}

#[tokio::test]
async fn five_hundred_pictures_at_once_are_taken_and_nobody_else_waits() {
    let app = TestApp::start().await;
    let mut sellers = Vec::new();
    for number in 0..PEOPLE {
        sellers.push(app.person(&format!("Penjual {number}")).await);
    }
    let all = usize::try_from(PEOPLE * EACH).unwrap();
    let left = AtomicUsize::new(all);
    let sending = (0..).zip(&sellers).map(|(number, seller)| send_all(seller, number, &left));
    let reader = app.anybody();
    let mut read_meanwhile = 0;
    let reading = async {
        while left.load(Ordering::SeqCst) > 0 {
            reader.ask("{ categories { code } }").await.ok();
            if (1..all).contains(&left.load(Ordering::SeqCst)) {
                read_meanwhile += 1;
            }
        }
    };
    future::join(future::join_all(sending), reading).await;
    // Whoever stood in the same queue would have had one.
    assert!(read_meanwhile > 20, "{read_meanwhile}");
    let sql = "select count(*) from media where status = 'READY'";
    let ready: Option<i64> = db::value(app.house.tools.db.write(), sql, []).await.unwrap();
    assert_eq!(ready, Some(i64::from(PEOPLE * EACH)));
}

#[tokio::test]
async fn the_limits_are_told_before_anything_is_sent() {
    let app = TestApp::start().await;
    let seller = app.person("Puan Salmah").await;
    let told = seller
        .ask("mutation { mediaUploadCreate(input: {}) { upload { mostBytes mostPixels mostSide mediaTypes url } } }")
        .await
        .ok();
    let limits = told.at("mediaUploadCreate/upload");
    assert_eq!(limits["mostBytes"], MOST_BYTES);
    assert_eq!(limits["mostPixels"], 24_000_000);
    assert_eq!(limits["mostSide"], 12_000);
    assert_eq!(limits["mediaTypes"], serde_json::json!(["image/jpeg", "image/png", "image/webp"]));
}
