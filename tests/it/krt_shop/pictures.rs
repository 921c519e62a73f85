//! Pictures: checked, made anew, served.

use std::time::Instant;

use image::{DynamicImage, ImageEncoder as _};
use reqwest::{Method, StatusCode};
use serde_json::json;
use stories::User;

use super::{CREATE, PUBLISH, Shop, announce, is_by_link_only, png, send, small_picture, upload};

/// A photograph as a phone makes it: lying on its side, with a note of where it was taken.
fn photograph() -> Vec<u8> {
    let mut whole = Vec::new();
    let picture = image::RgbImage::from_fn(1600, 1200, |x, y| {
        let part = |number: u32| u8::try_from(number % 256).unwrap();
        image::Rgb([part(x / 8), part(y / 8), 90])
    });
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut whole, 90)
        .write_image(
            DynamicImage::ImageRgb8(picture).as_bytes(),
            1600,
            1200,
            image::ExtendedColorType::Rgb8,
        )
        .unwrap();
    let mut note = b"Exif\0\0MM\0\x2a\0\0\0\x08".to_vec();
    // Three entries: a description, the side on which it lies, and where the position stands.
    note.extend([0, 3]);
    note.extend([0x01, 0x0e, 0, 2, 0, 0, 0, 14, 0, 0, 0, 50]);
    note.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0]);
    note.extend([0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 64]);
    note.extend([0, 0, 0, 0]);
    note.extend(b"DI RUMAH SAYA\0");
    note.extend([0, 1, 0, 1, 0, 2, 0, 0, 0, 2, b'N', 0, 0, 0, 0, 0, 0, 0]);
    let length = u16::try_from(note.len() + 2).unwrap().to_be_bytes();
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xe1];
    bytes.extend(length);
    bytes.extend(note);
    bytes.extend(&whole[2..]);
    bytes
}

fn path(url: &str) -> &str {
    url.strip_prefix("http://krt.test").expect("an address of this service")
}

async fn bytes_at(user: &User, url: &str, kind: &str) -> Vec<u8> {
    let answer = user.request(Method::GET, path(url)).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()["content-type"], kind);
    assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
    assert!(answer.headers()["cache-control"].to_str().unwrap().contains("immutable"));
    answer.bytes().await.unwrap().to_vec()
}

fn holds(bytes: &[u8], words: &[u8]) -> bool {
    bytes.windows(words.len()).any(|window| window == words)
}

#[tokio::test]
async fn a_sellers_first_product() {
    let shop = Shop::open().await;
    let photograph = photograph();
    assert!(holds(&photograph, b"DI RUMAH SAYA"));
    let media = announce(&shop.owner).await;
    let taken = send(&shop.owner, &media, photograph.clone()).await.ok();
    assert_eq!((&taken.body["width"], &taken.body["height"]), (&json!(1200), &json!(1600)));
    // Until an offer shows it, it is whoever's who has the link.
    for place in ["urls", "webpUrls"] {
        is_by_link_only(&shop.app, taken.body[place][0].as_str().unwrap()).await;
    }

    let input = json!({ "projectId": shop.project.to_string(), "categoryCode": "FOOD_NOODLES", "kind": "GOODS",
        "name": { "ms": "Mi kuning", "en": "Yellow noodles", "zh": "黄面", "ta": "மஞ்சள் நூடுல்ஸ்" },
        "description": { "ms": "Segar setiap pagi." }, "price": "6.50", "unit": "500 g",
        "pictures": [{ "mediaId": media, "alternativeText": { "ms": "Semangkuk mi" } }] });
    let draft = shop.owner.graphql(CREATE, json!({ "input": input })).await.ok();
    assert_eq!(draft.at("productCreate/product/status"), "DRAFT");
    assert_eq!(draft.at("productCreate/product/viewerCanUpdate"), true);
    let id = draft.text_at("productCreate/product/id");
    let published = shop.owner.graphql(PUBLISH, json!({ "id": id })).await.ok();
    assert_eq!(published.at("productPublish/product/status"), "PUBLISHED");

    let buyer = shop.app.anybody();
    let look = "query($id: ID!) { product(id: $id) { cover { widths width height thumbHash small: url(width: 300) middle: url(width: 321) large: url webp: webpUrl(width: 321) largeWebp: webpUrl alternativeText { ms } } } }";
    let seen = buyer.graphql(look, json!({ "id": id })).await.ok();
    assert_eq!(seen.at("product/cover/widths"), &json!([320, 640, 1200]));
    assert_eq!(seen.at("product/cover/alternativeText/ms"), "Semangkuk mi");
    for (size, kind, width, height) in [
        ("small", "image/jpeg", 320, 426),
        ("middle", "image/jpeg", 640, 853),
        ("large", "image/jpeg", 1200, 1600),
        ("webp", "image/webp", 640, 853),
        ("largeWebp", "image/webp", 1200, 1600),
    ] {
        let file = bytes_at(&buyer, &seen.text_at(&format!("product/cover/{size}")), kind).await;
        let picture = image::load_from_memory(&file).unwrap();
        assert_eq!((picture.width(), picture.height()), (width, height));
        let notes: [&[u8]; 3] = [b"Exif", b"EXIF", b"DI RUMAH SAYA"];
        assert!(!notes.iter().any(|note| holds(&file, note)), "{size}");
    }
    let url = seen.text_at("product/cover/large");
    let of_jpeg = bytes_at(&buyer, &url, "image/jpeg").await.len();
    let webp = seen.text_at("product/cover/largeWebp");
    let of_webp = bytes_at(&buyer, &webp, "image/webp").await.len();
    assert!(4 * of_webp <= 3 * of_jpeg, "{of_webp} of {of_jpeg}");
    for (place, shown) in [("urls", &url), ("webpUrls", &webp)] {
        let link = taken.body[place][2].as_str().unwrap();
        assert_eq!(link.split_once('?').unwrap().0, shown);
    }
    let catalogue = buyer.get("/v1/shop/products").await.ok();
    assert!(catalogue.text.contains(&webp) && catalogue.text.contains(&url));
    let first = buyer.request(Method::GET, path(&url)).send().await.unwrap();
    let known =
        buyer.request(Method::GET, path(&url)).header("if-none-match", &first.headers()["etag"]);
    assert_eq!(known.send().await.unwrap().status(), StatusCode::NOT_MODIFIED);
    // A node from before said of no picture that it is everybody's: the offer says so, once.
    let address = path(&url).split('/').nth(2).unwrap();
    let open = format!("media/{}/{address}/open", &address[..2]);
    let open = shop.app.folder.path().join(open);
    std::fs::remove_file(&open).expect("it says so");
    assert_eq!(bytes_at(&buyer, &url, "image/jpeg").await.len(), of_jpeg);
    assert!(open.exists());
    for wrong in [
        url.replace("1200.jpg", "1199.jpg"),
        url.replace("1200.jpg", "x.jpg"),
        "http://krt.test/media/..%2f..%2fsecret/640.jpg".to_owned(),
    ] {
        assert_eq!(buyer.get(path(&wrong)).await.status, StatusCode::NOT_FOUND, "{wrong}");
    }
}

#[tokio::test]
async fn a_picture_that_is_none_is_refused_and_another_may_follow() {
    let shop = Shop::open().await;
    let owner = &shop.owner;
    let id = announce(owner).await;
    let zip = b"PK\x03\x04\x14\0\0\0\x08\0 this is called picture.png".to_vec();
    let refused = send(owner, &id, zip).await;
    assert_eq!(
        (refused.status, refused.code()),
        (StatusCode::UNPROCESSABLE_ENTITY, "PICTURE_INVALID")
    );
    let cut = small_picture();
    let refused = send(owner, &id, cut[..cut.len() / 2].to_vec()).await;
    assert_eq!(refused.code(), "PICTURE_INVALID");
    assert_eq!(send(owner, &id, Vec::new()).await.code(), "PICTURE_INVALID");

    let mut huge = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    huge.extend(20_000_u32.to_be_bytes());
    huge.extend(20_000_u32.to_be_bytes());
    huge.extend([8, 2, 0, 0, 0, 0, 0, 0, 0]);
    let began = Instant::now();
    let refused = send(owner, &id, huge).await;
    assert_eq!(
        (refused.status, refused.code()),
        (StatusCode::PAYLOAD_TOO_LARGE, "PICTURE_TOO_LARGE")
    );
    assert!(began.elapsed().as_millis() < 1000, "{:?}", began.elapsed());
    let heavy = send(owner, &id, vec![0xff; 11 * 1024 * 1024]).await;
    assert_eq!((heavy.status, heavy.code()), (StatusCode::PAYLOAD_TOO_LARGE, "PICTURE_TOO_LARGE"));

    // None of that has spent the upload; the same bytes twice are one picture, others come late.
    let first = send(owner, &id, small_picture()).await.ok();
    let again = send(owner, &id, small_picture()).await.ok();
    assert_eq!(first.body, again.body);
    let other = send(owner, &id, png(9, 9)).await;
    assert_eq!((other.status, other.code()), (StatusCode::GONE, "UPLOAD_EXPIRED"));
}

#[tokio::test]
async fn a_broken_picture_is_tried_three_times() {
    let shop = Shop::open().await;
    let id = announce(&shop.owner).await;
    let broken = png(60, 60)[..60].to_vec();
    for code in ["PICTURE_INVALID", "PICTURE_INVALID", "PICTURE_INVALID", "UPLOAD_EXPIRED"] {
        assert_eq!(send(&shop.owner, &id, broken.clone()).await.code(), code);
    }
    assert_eq!(send(&shop.owner, &id, small_picture()).await.code(), "UPLOAD_EXPIRED");
}

#[tokio::test]
async fn of_many_pictures_for_one_upload_one_leaves_files() {
    let shop = Shop::open().await;
    let id = announce(&shop.owner).await;
    let sends = (0..3).map(|number| send(&shop.owner, &id, png(8 + number, 6)));
    let answers = futures_util::future::join_all(sends).await;
    let taken = answers.iter().filter(|answer| answer.status == StatusCode::OK).count();
    let late = answers.iter().filter(|answer| answer.code() == "UPLOAD_EXPIRED").count();
    assert_eq!((taken, late), (1, 2));
    let folders = std::fs::read_dir(shop.app.folder.path().join("media")).unwrap();
    let names = folders.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert_eq!(names.filter(|name| name != "parts").count(), 1);
}

#[tokio::test]
async fn an_upload_is_its_owners_and_lasts_an_hour() {
    let shop = Shop::open().await;
    let id = announce(&shop.owner).await;
    let stranger = shop.app.person("Encik Muthu").await;
    assert_eq!(send(&stranger, &id, small_picture()).await.status, StatusCode::NOT_FOUND);
    let anybody = shop.app.anybody();
    assert_eq!(send(&anybody, &id, small_picture()).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(
        anybody.ask("mutation { mediaUploadCreate(input: {}) { upload { id } } }").await.code(),
        "UNAUTHENTICATED"
    );
    let wrong = send(&shop.owner, "product_01j00000000000000000000000", small_picture()).await;
    assert_eq!((wrong.status, wrong.code()), (StatusCode::BAD_REQUEST, "ID_INVALID"));
    let unknown = send(&shop.owner, "media_01j00000000000000000000000", small_picture()).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);

    let mut owner = shop.owner.clone();
    shop.app.advance(chrono::TimeDelta::minutes(61));
    owner.sign_in_again().await;
    assert_eq!(send(&owner, &id, small_picture()).await.code(), "UPLOAD_EXPIRED");
    upload(&owner, small_picture()).await;
}
