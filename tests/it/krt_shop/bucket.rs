//! Pictures and documents in a bucket: nothing lies elsewhere, and a store that is slow, away or of
//! another mind holds up nobody and leaves nothing behind.

use std::time::Duration;

use api::house::{House, Nature};
use chrono::TimeDelta;
use domain::{
    krt_shop::project::ProjectStatus,
    shared::{db, housekeeping, media::S3Settings},
};
use reqwest::{Method, StatusCode};
use serde_json::json;
use stories::{
    TestApp, User,
    bucket::{Behaviour, Bucket},
    until,
};

use super::{
    CREATE, PUBLISH, announce, is_by_link_only, owner_of_project, png, put, put_categories, send,
    small_picture, upload,
};
use crate::mykrt::documents;

async fn open() -> (TestApp, Bucket, User) {
    open_with(|_| {}).await
}

async fn open_with(change: impl FnOnce(&mut S3Settings)) -> (TestApp, Bucket, User) {
    let bucket = Bucket::start();
    let mut settings = bucket.settings();
    change(&mut settings);
    let app = TestApp::start_with(|config| config.s3 = Some(settings)).await;
    let seller = app.person("Puan Salmah").await;
    (app, bucket, seller)
}

fn path(url: &str) -> &str {
    url.strip_prefix("http://krt.test").expect("an address of this service")
}

/// Whose status is which, with whether an address stands there; and how many leftovers there are.
async fn rows(app: &TestApp) -> (Vec<String>, i64) {
    let connection = app.house.tools.db.write();
    let sql = "select status || case when content_address is null then '' else ' with content' end \
               from media order by 1";
    let rows = db::values(connection, sql, []).await.expect("rows");
    let sql = "select count(*) from media_leftover";
    (rows, db::value(connection, sql, []).await.expect("a count").unwrap_or_default())
}

#[tokio::test]
async fn what_is_sent_lies_in_the_bucket_and_nowhere_else() {
    let (app, bucket, seller) = open().await;
    let id = announce(&seller).await;
    let taken = send(&seller, &id, png(900, 600)).await.ok();
    let address = taken.body["urls"][0].as_str().unwrap().split('/').nth(4).unwrap().to_owned();
    let names = ["320.jpg", "320.webp", "640.jpg", "640.webp", "900.jpg", "900.webp"];
    let keys: Vec<String> =
        names.iter().map(|name| format!("{}/{address}/{name}", &address[..2])).collect();
    assert_eq!(bucket.keys(), keys);
    assert!(!app.folder.path().join("media").exists());

    let buyer = app.anybody();
    for (place, kind) in [("urls", "image/jpeg"), ("webpUrls", "image/webp")] {
        let url = taken.body[place][1].as_str().unwrap();
        // Nothing shows it yet: it is whoever's who has the link.
        is_by_link_only(&app, url).await;
        let shown = buyer.request(Method::GET, path(url)).send().await.unwrap();
        assert_eq!(shown.headers()["content-type"], kind);
        let file = shown.bytes().await.unwrap();
        assert_eq!(image::load_from_memory(&file).unwrap().width(), 640);
        let unknown = url.replace("640.", "641.");
        assert_eq!(buyer.get(path(&unknown)).await.status, StatusCode::NOT_FOUND);
    }

    let pdf = documents::pdf(3, &vec![b' '; 300_000]);
    let minutes = documents::upload(&seller, pdf.clone()).await;
    let again = send(&seller, &minutes, pdf.clone()).await.ok();
    let url = again.body["urls"][0].as_str().unwrap();
    let fetched = seller.request(Method::GET, path(url)).send().await.unwrap();
    assert_eq!(fetched.bytes().await.unwrap(), pdf);
}

#[tokio::test]
async fn what_an_offer_shows_is_opened_in_the_bucket_by_whoever_looks_first() {
    let (app, bucket, _) = open().await;
    let area = app.area("KRT Taman Bayu").await;
    put_categories(&app).await;
    let (project, owner) =
        owner_of_project(&app, area, "Mi Puan Salmah", ProjectStatus::Active).await;
    let media = upload(&owner, png(900, 600)).await;
    let input = json!({ "projectId": project.to_string(), "categoryCode": "FOOD_NOODLES",
        "kind": "GOODS", "name": { "ms": "Mi kuning" }, "description": { "ms": "Segar." },
        "price": "6.50", "unit": "500 g", "pictures": [{ "mediaId": media }] });
    // Nothing travels to the bucket while the offer is written.
    let written = bucket.asked().len();
    let draft = owner.graphql(CREATE, json!({ "input": input })).await.ok();
    assert_eq!(bucket.asked().len(), written);
    let look = "query($id: ID!) { product(id: $id) { cover { url webpUrl } } }";
    let id = draft.text_at("productCreate/product/id");
    owner.graphql(PUBLISH, json!({ "id": id })).await.ok();
    assert_eq!(bucket.asked().len(), written);
    let seen = owner.graphql(look, json!({ "id": id })).await.ok();
    let buyer = app.anybody();
    for (place, kind) in [("url", "image/jpeg"), ("webpUrl", "image/webp")] {
        let url = seen.text_at(&format!("product/cover/{place}"));
        let shown = buyer.request(Method::GET, path(&url)).send().await.unwrap();
        assert_eq!(shown.status(), StatusCode::OK);
        assert_eq!(shown.headers()["content-type"], kind);
        assert!(bucket.keys().iter().any(|key| key.ends_with("/open")));
        let etag = shown.headers()["etag"].clone();
        let head = buyer.request(Method::HEAD, path(&url)).send().await.unwrap();
        assert_eq!(head.headers()["etag"], etag);
        let known = buyer.request(Method::GET, path(&url)).header("if-none-match", etag);
        assert_eq!(known.send().await.unwrap().status(), StatusCode::NOT_MODIFIED);
    }
}

#[tokio::test]
async fn a_node_does_not_start_when_the_store_refuses_it() {
    let (app, bucket, _) = open().await;
    let start = async |settings: S3Settings| {
        let config = api::config::Config { s3: Some(settings), ..app.house.config.clone() };
        House::open(config, Nature::default()).await.map(drop).map_err(|error| error.to_string())
    };
    let right = bucket.settings();
    let wrong = [
        S3Settings { secret_access_key: "another".to_owned().into(), ..right.clone() },
        S3Settings { access_key_id: "AKIANOBODY".to_owned(), ..right.clone() },
        S3Settings { bucket: "nowhere".to_owned(), ..right.clone() },
        S3Settings { region: "us-east-1".to_owned(), ..right.clone() },
    ];
    for settings in wrong {
        let why = start(settings).await.unwrap_err();
        assert!(why.contains("KRT_S3"), "{why}");
    }
    bucket.will([Behaviour::Deny]);
    assert!(start(right.clone()).await.unwrap_err().contains("takes no file"));
    assert_eq!(start(right.clone()).await, Ok(()));
    // A store that is away comes again; a call for help does not wait for it.
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let away = S3Settings { endpoint: Some(format!("http://{closed}")), ..right };
    assert_eq!(start(away).await, Ok(()));
}

#[tokio::test]
async fn a_store_that_is_away_leaves_no_half_of_a_picture() {
    let (app, bucket, seller) = open().await;
    let id = announce(&seller).await;
    let picture = png(900, 600);
    // Two files come through, then nothing any more.
    bucket.will([Behaviour::Obey, Behaviour::Obey]);
    // More often than broken bytes may be sent.
    for away in [Behaviour::Break, Behaviour::SlowDown, Behaviour::Deny, Behaviour::Lose] {
        bucket.will_always(away);
        let refused = send(&seller, &id, picture.clone()).await;
        assert_eq!(
            (refused.status, refused.code()),
            (StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE"),
            "{away:?}"
        );
        assert_eq!(rows(&app).await, (vec!["ANNOUNCED".to_owned()], 1));
    }
    bucket.will_always(Behaviour::Obey);
    send(&seller, &id, picture).await.ok();
    assert_eq!(rows(&app).await, (vec!["READY with content".to_owned()], 0));
    assert_eq!(bucket.keys().len(), 6);
}

#[tokio::test]
async fn what_came_of_a_picture_that_is_not_sent_again_goes() {
    let (app, bucket, mut seller) = open().await;
    for away in [Behaviour::Lose, Behaviour::Dawdle] {
        seller.sign_in_again().await;
        let id = announce(&seller).await;
        bucket.will([Behaviour::Obey, Behaviour::Obey]);
        bucket.will_always(away);
        let refused = send(&seller, &id, png(900, 600)).await;
        assert_eq!(refused.code(), "UNAVAILABLE", "{away:?}");
        assert_eq!(bucket.keys().len(), 2);
        // As long as the store is away nothing is forgotten of it.
        if away == Behaviour::Dawdle {
            housekeeping::tidy(&app.house.tools).await.unwrap_err();
        }
        assert_eq!(rows(&app).await.1, 1);
        bucket.will_always(Behaviour::Obey);
        housekeeping::tidy(&app.house.tools).await.expect("tidied");
        assert_eq!(bucket.keys(), Vec::<String>::new());
        assert_eq!(rows(&app).await.1, 0);
        // Another picture may come in its place.
        send(&seller, &id, small_picture()).await.ok();
        app.advance(TimeDelta::days(15));
        housekeeping::tidy(&app.house.tools).await.expect("tidied");
        assert_eq!(bucket.keys(), Vec::<String>::new());
    }
}

#[tokio::test]
async fn what_the_store_could_not_take_at_once_is_sent_again() {
    let (_app, bucket, seller) = open().await;
    for hiccup in [Behaviour::Break, Behaviour::SlowDown, Behaviour::Cut, Behaviour::Slow(200)] {
        bucket.will([hiccup]);
        upload(&seller, small_picture()).await;
    }
    assert_eq!(bucket.keys().len(), 2);
}

#[tokio::test]
async fn a_slow_store_holds_nobody_else_up() {
    let patient = |settings: &mut S3Settings| settings.patience = Duration::from_mins(1);
    let (app, bucket, seller) = open_with(patient).await;
    let id = announce(&seller).await;
    let before = bucket.asked().len();
    bucket.will([Behaviour::Hold]);
    let sending = tokio::spawn(put(&seller, &id, small_picture()).send());
    until(async || (bucket.asked().len() > before).then_some(())).await;
    // The picture is on its way, and nobody waits for it: these write, to the same database.
    assert_eq!(rows(&app).await.0, ["STORING with content"]);
    let other = app.person("Encik Muthu").await;
    announce(&other).await;
    bucket.go_on();
    assert_eq!(sending.await.unwrap().unwrap().status(), StatusCode::OK);
    assert_eq!(rows(&app).await.0, ["ANNOUNCED", "READY with content"]);
}

#[tokio::test]
async fn what_nobody_uses_goes_from_the_bucket_too() {
    let (app, bucket, seller) = open().await;
    upload(&seller, png(900, 600)).await;
    assert_eq!(bucket.keys().len(), 6);
    app.advance(TimeDelta::days(15));
    // Away just when it should go: the rest goes an hour later.
    bucket.will([Behaviour::Obey, Behaviour::Deny]);
    housekeeping::tidy(&app.house.tools).await.unwrap_err();
    assert_eq!((rows(&app).await, bucket.keys().len()), ((Vec::new(), 1), 5));
    housekeeping::tidy(&app.house.tools).await.expect("tidied");
    assert_eq!((rows(&app).await, bucket.keys().len()), ((Vec::new(), 0), 0));
}

#[tokio::test]
async fn content_that_comes_again_stays() {
    let (app, bucket, seller) = open().await;
    upload(&seller, small_picture()).await;
    app.advance(TimeDelta::days(15));
    bucket.will([Behaviour::Deny]);
    housekeeping::tidy(&app.house.tools).await.unwrap_err();
    // Its files wait to be removed; before they are, somebody else sends the same.
    let other = app.person("Encik Muthu").await;
    upload(&other, small_picture()).await;
    housekeeping::tidy(&app.house.tools).await.expect("tidied");
    assert_eq!((rows(&app).await.1, bucket.keys().len()), (0, 2));
}

#[tokio::test]
async fn a_picture_from_before_there_was_webp_gets_one() {
    let (app, bucket, seller) = open().await;
    let id = announce(&seller).await;
    let taken = send(&seller, &id, png(900, 600)).await.ok();
    let url = taken.body["webpUrls"][0].as_str().unwrap();
    let key = bucket.keys().into_iter().find(|key| key.ends_with("/320.webp")).unwrap();
    bucket.lose(&key);
    let buyer = app.anybody();
    let looks = (0..4).map(|_| buyer.request(Method::GET, path(url)).send());
    for look in futures_util::future::join_all(looks).await {
        let file = look.unwrap().bytes().await.unwrap();
        assert_eq!(image::guess_format(&file).unwrap(), image::ImageFormat::WebP);
        assert_eq!(image::load_from_memory(&file).unwrap().width(), 320);
    }
    assert!(bucket.object(&key).is_some());
    // What is no width of it is made by nobody.
    let other = url.replace("320.webp", "321.webp");
    assert_eq!(buyer.get(path(&other)).await.status, StatusCode::NOT_FOUND);
}
