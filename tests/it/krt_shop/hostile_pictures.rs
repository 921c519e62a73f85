//! Pictures that were made to do harm, and those that only look strange.

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use reqwest::{Method, StatusCode};
use stories::{TestApp, User};

use super::{announce, send, small_picture};

/// A picture in which every pixel differs from the next.
fn grainy(format: ImageFormat) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let picture = RgbImage::from_fn(200, 150, |x, y| {
        let part = |number: u32| u8::try_from(number % 251).unwrap();
        Rgb([part(x * y), part(7 * x + y), part(x + 11 * y)])
    });
    DynamicImage::ImageRgb8(picture).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn chunk(name: [u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_le_bytes();
    let filling = vec![0; content.len() % 2];
    [name.as_slice(), &length, content, &filling].concat()
}

/// A WebP with these chunks in a frame of so many pixels.
fn webp(flags: u8, (width, height): (u32, u32), chunks: &[u8]) -> Vec<u8> {
    let canvas = [[flags, 0, 0, 0].as_slice(), &less_one(width), &less_one(height)].concat();
    chunk(*b"RIFF", &[b"WEBP".as_slice(), &chunk(*b"VP8X", &canvas), chunks].concat())
}

/// A length as WebP writes it: one less, in three bytes.
fn less_one(length: u32) -> [u8; 3] {
    let [low, middle, high, _] = (length - 1).to_le_bytes();
    [low, middle, high]
}

/// A WebP of one colour, without its beginning.
fn still(side: u32, colour: [u8; 3]) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    RgbImage::from_pixel(side, side, Rgb(colour)).write_to(&mut bytes, ImageFormat::WebP).unwrap();
    bytes.into_inner()[12..].to_vec()
}

/// A WebP that shows red, and then blue.
fn moving() -> Vec<u8> {
    const MOVES: u8 = 0b10;
    let mut chunks = chunk(*b"ANIM", &[255, 255, 255, 255, 0, 0]);
    for colour in [[200, 30, 30], [30, 30, 200]] {
        let side = less_one(48);
        let place = [[0; 6].as_slice(), &side, &side, &[100, 0, 0, MOVES]].concat();
        chunks.extend(chunk(*b"ANMF", &[place, still(48, colour)].concat()));
    }
    webp(MOVES, (48, 48), &chunks)
}

/// A JPEG of eight by eight pixels in the four colours of print: all of it is red.
fn printed() -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8];
    bytes.extend([0xff, 0xee, 0, 14]);
    bytes.extend(b"Adobe");
    bytes.extend([0, 100, 0, 0, 0, 0, 0]);
    bytes.extend([0xff, 0xdb, 0, 67, 0]);
    bytes.extend([64; 64]);
    bytes.extend([0xff, 0xc0, 0, 20, 8, 0, 8, 0, 8, 4]);
    bytes.extend([1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 4, 0x11, 0]);
    // One word of one bit for each kind: four bits of mean follow, and nothing else.
    for (kind, word) in [(0, 4), (0x10, 0)] {
        bytes.extend([0xff, 0xc4, 0, 20, kind, 1]);
        bytes.extend([0; 15]);
        bytes.push(word);
    }
    bytes.extend([0xff, 0xda, 0, 14, 4, 1, 0, 2, 0, 3, 0, 4, 0, 0, 63, 0]);
    // No cyan, all magenta and yellow, no black; written the other way round, as Adobe does.
    bytes.extend([0b0111_1000, 0b0000_0000, 0b0001_1110]);
    bytes.extend([0xff, 0xd9]);
    bytes
}

async fn is_refused(seller: &User, bytes: Vec<u8>) -> String {
    let id = announce(seller).await;
    let refused = send(seller, &id, bytes).await;
    assert_ne!(refused.status, StatusCode::OK);
    // The upload is still awaited.
    send(seller, &id, small_picture()).await.ok();
    refused.code().to_owned()
}

#[tokio::test]
async fn what_is_no_whole_picture_is_refused() {
    let app = TestApp::start().await;
    let seller = app.person("Puan Salmah").await;
    let script = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    assert_eq!(is_refused(&seller, script.to_vec()).await, "PICTURE_INVALID");
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let whole = grainy(format);
        for end in [whole.len() / 2, whole.len() - 300] {
            let code = is_refused(&seller, whole[..end].to_vec()).await;
            assert_eq!(code, "PICTURE_INVALID", "{format:?} {end}");
        }
        let id = announce(&seller).await;
        send(&seller, &id, whole).await.ok();
    }
}

#[tokio::test]
async fn a_picture_that_hides_a_larger_one_is_refused() {
    let app = TestApp::start().await;
    let seller = app.person("Puan Salmah").await;
    // A key frame of 16,383 by 16,383 pixels in a frame of a hundred: nothing of it is decoded.
    let header = [0x10, 0, 0, 0x9d, 0x01, 0x2a, 0xff, 0x3f, 0xff, 0x3f];
    let lossy = chunk(*b"VP8 ", &[header.as_slice(), &[0; 400]].concat());
    let lossless = chunk(*b"VP8L", &[0x2f, 0xff, 0xff, 0xff, 0x0f, 0, 0, 0]);
    for inside in [lossy, lossless] {
        let code = is_refused(&seller, webp(0, (100, 100), &inside)).await;
        assert_eq!(code, "PICTURE_TOO_LARGE");
        let frame = chunk(*b"ANMF", &[vec![0; 16], inside].concat());
        let moving = [chunk(*b"ANIM", &[0; 6]), frame].concat();
        let code = is_refused(&seller, webp(0b10, (100, 100), &moving)).await;
        assert_eq!(code, "PICTURE_TOO_LARGE");
    }
}

#[tokio::test]
async fn of_a_picture_that_moves_the_first_stays_and_print_turns_into_light() {
    let app = TestApp::start().await;
    let seller = app.person("Puan Salmah").await;
    for picture in [moving(), printed()] {
        let id = announce(&seller).await;
        let taken = send(&seller, &id, picture).await.ok();
        for place in ["urls", "webpUrls"] {
            let url = taken.body[place][0].as_str().unwrap();
            let path = url.strip_prefix("http://krt.test").unwrap();
            let shown = seller.request(Method::GET, path).send().await.unwrap();
            let file = shown.bytes().await.unwrap();
            let shown = image::load_from_memory(&file).unwrap().into_rgb8();
            let Rgb([red, green, blue]) = *shown.get_pixel(4, 4);
            assert!(red > 180 && green < 60 && blue < 60, "{red} {green} {blue}");
        }
    }
}
