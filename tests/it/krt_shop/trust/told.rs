//! Who is told by which way, and what of it is one's own.

use serde_json::json;
use stories::{User, until};

use super::{Shop, does};

const REGISTER: &str = "mutation($input: DeviceRegisterInput!) { deviceRegister(input: $input) { device { id } userErrors { code field } } }";
const SET: &str = "mutation($input: FavouriteSetInput!) { favouriteSet(input: $input) { favourite userErrors { code field } } }";

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
