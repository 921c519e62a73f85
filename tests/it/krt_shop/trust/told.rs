//! Who is told by which way, and what of it is one's own.

use chrono::TimeDelta;
use serde_json::json;
use stories::{User, until};

use super::{Shop, does};

const REGISTER: &str = "mutation($input: DeviceRegisterInput!) { deviceRegister(input: $input) { device { id } userErrors { code field } } }";
const SET: &str = "mutation($input: FavouriteSetInput!) { favouriteSet(input: $input) { favourite userErrors { code field } } }";

const HIDE: &str = "mutation($input: ProductHideInput!) { productHide(input: $input) { product { status } userErrors { code field } } }";
const UNHIDE: &str = "mutation($input: ProductIdInput!) { productUnhide(input: $input) { product { status } userErrors { code field } } }";
const SCHEDULE: &str = "mutation($input: ProductScheduleInput!) { productSchedule(input: $input) { product { publishAt } userErrors { code field } } }";
const UPDATE: &str = "mutation($input: ProductUpdateInput!) { productUpdate(input: $input) { product { version } userErrors { code field } } }";

/// Registers an app on somebody's phone: the device's id.
async fn registered(user: &User, app: &str) -> String {
    let token = format!("{app}:{}", user.id);
    let input = json!({ "token": token, "app": app, "platform": "ANDROID", "language": "MS" });
    does(user, REGISTER, input).await.ok().text_at("deviceRegister/device/id")
}

/// Waits for a message to a device.
async fn pushed(user: &User, device: &str) -> String {
    until(async || user.messages_to(device).await.into_iter().next()).await
}

#[tokio::test]
async fn whoever_has_the_app_is_pushed_to_and_gets_no_sms() {
    let shop = Shop::open().await;
    let noodles = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let buyer = shop.app.person("Encik Lim").await;
    let of_seller = registered(&shop.owner, "SHOP").await;
    let of_buyer = registered(&buyer, "SHOP").await;
    let other_app = registered(&buyer, "MYKRT").await;
    let id = shop.answered(&buyer, &noodles).await;
    let told = pushed(&buyer, &of_seller).await;
    assert!(
        told.contains("Mi Puan Salmah") && told.contains(&format!("krt://enquiry/{id}")),
        "{told}"
    );
    // What was written stands in no phone's list.
    assert!(!told.contains("Ada lagi?"), "{told}");
    let told = pushed(&buyer, &of_buyer).await;
    assert!(told.contains("membalas") && !told.contains("Ada."), "{told}");
    assert!(buyer.messages_to(&other_app).await.is_empty());
    for phone in [&shop.owner.phone, &buyer.phone] {
        let texts = buyer.messages_to(phone).await;
        assert!(!texts.iter().any(|text| text.contains("Mi Puan Salmah")), "{texts:?}");
    }
}

#[tokio::test]
async fn what_somebody_wrote_in_the_shop_is_in_their_export() {
    let shop = Shop::open().await;
    let noodles = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let buyer = shop.app.person("Encik Lim").await;
    let id = shop.answered(&buyer, &noodles).await;
    does(&buyer, SET, json!({ "productId": noodles, "favourite": true })).await.ok();
    let export = buyer.get("/v1/account/export").await;
    assert_eq!(export.body["enquiries"][0]["id"], json!(id));
    assert_eq!(export.body["enquiries"][0]["buyerName"], "Encik Lim");
    assert_eq!(export.body["enquiryMessages"][0]["text"], "Ada lagi?");
    assert_eq!(export.body["enquiryRepliesReceived"][0]["text"], "Ada.");
    assert_eq!(export.body["favourites"][0]["productId"], json!(noodles));
    // By what a buyer is known again is nobody's to take out.
    assert!(!export.text.contains("buyerKey") && !export.text.contains("contentHash"));
    let seller = shop.owner.get("/v1/account/export").await;
    assert_eq!(seller.body["enquiryReplies"][0]["text"], "Ada.");
    assert!(!seller.text.contains("Ada lagi?"), "what a buyer wrote is the buyer's");
}

/// Waits until a device was told what holds these words, which it is once.
async fn told_once(user: &User, device: &str, words: &str) -> String {
    let telling = async || {
        let told = user.messages_to(device).await;
        let mut fitting = told.into_iter().filter(|text| text.contains(words));
        let first = fitting.next()?;
        assert!(fitting.next().is_none(), "{words}");
        Some(first)
    };
    until(telling).await
}

#[tokio::test]
async fn a_seller_is_told_what_an_officer_does_with_an_offer() {
    let shop = Shop::open().await;
    let noodles = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let phone = registered(&shop.owner, "SHOP").await;
    let officer = shop.officer().await;
    let hide = json!({ "id": noodles, "reason": "Gambar orang lain." });
    for _ in 0..2 {
        does(&officer, HIDE, hide.clone()).await.ok();
    }
    let told = told_once(&shop.owner, &phone, "menyembunyikan").await;
    let link = format!("krt://product/{noodles}");
    assert!(told.contains("Mi kuning") && told.contains(&link), "{told}");
    // Why stands where nobody reads it over a shoulder.
    assert!(!told.contains("Gambar"), "{told}");
    does(&officer, UNHIDE, json!({ "id": noodles })).await.ok();
    told_once(&shop.owner, &phone, "memaparkan semula").await;
}

#[tokio::test]
async fn a_seller_is_told_that_a_draft_did_not_go_out() {
    let shop = Shop::open().await;
    let draft = shop.draft("Kuih raya", "FOOD").await;
    let goes = shop.draft("Kuih lapis", "FOOD").await;
    let phone = registered(&shop.owner, "SHOP").await;
    let at = shop.app.clock.now() + TimeDelta::minutes(5);
    for id in [&draft, &goes] {
        does(&shop.owner, SCHEDULE, json!({ "id": id, "publishAt": at })).await.ok();
    }
    let bare = json!({ "id": draft, "version": 2, "pictures": [] });
    does(&shop.owner, UPDATE, bare).await.ok();
    shop.app.advance(TimeDelta::minutes(5));
    let told = told_once(&shop.owner, &phone, "tidak terbit").await;
    let link = format!("krt://product/{draft}");
    assert!(told.contains("Kuih raya") && told.contains(&link), "{told}");
}
