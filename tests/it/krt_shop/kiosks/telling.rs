//! Whoever stands at a kiosk or a carnival is told what becomes of it.

use serde_json::json;
use stories::{User, until};

use super::{Fair, does};

const REGISTER: &str = "mutation($input: DeviceRegisterInput!) { deviceRegister(input: $input) { device { id } userErrors { code field } } }";

/// The seller's phone with the app of the shop.
async fn registered(user: &User) -> String {
    let input = json!({ "token": format!("SHOP:{}", user.id), "app": "SHOP", "platform": "ANDROID", "language": "MS" });
    let answer = user.graphql(REGISTER, json!({ "input": input })).await.ok();
    answer.text_at("deviceRegister/device/id")
}

/// Waits until a phone was told what holds these words, with the place to which it leads.
async fn told(user: &User, phone: &str, (words, place): (&str, &str)) {
    let link = format!("krt://kiosk/{place}");
    let fits = |text: &String| text.contains(words) && text.contains(&link);
    until(async || user.messages_to(phone).await.iter().any(fits).then_some(())).await;
}

#[tokio::test]
async fn whoever_stands_somewhere_is_told_what_becomes_of_it() {
    let fair = Fair::open().await;
    let noodles = fair.shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let owner = &fair.shop.owner;
    let phone = registered(owner).await;
    let id = fair.written(fair.carnival("2026-03-20T12:00:00Z", "2026-03-20T16:00:00Z")).await;
    fair.stands(&id, &[&noodles]).await;
    told(owner, &phone, ("disahkan", &id)).await;
    // What is said of it otherwise is no news; another day is.
    let mut newer = fair.carnival("2026-03-20T12:00:00Z", "2026-03-20T16:00:00Z");
    (newer["id"], newer["version"]) = (json!(id), json!(1));
    newer["description"] = json!({ "ms": "Ada persembahan." });
    fair.written(newer).await;
    let mut newer = fair.carnival("2026-03-21T12:00:00Z", "2026-03-21T16:00:00Z");
    (newer["id"], newer["version"]) = (json!(id), json!(2));
    fair.written(newer).await;
    told(owner, &phone, ("Masa atau tempat", &id)).await;
    does(&fair.ppd, "kioskCancel", json!({ "id": id, "reason": "Hujan" })).await.ok();
    told(owner, &phone, ("dibatalkan", &id)).await;

    let kiosk = fair.written(fair.kiosk()).await;
    does(owner, "kioskJoin", fair.joining(&kiosk, &[&noodles])).await.ok();
    fair.decided(&kiosk, false).await.ok();
    told(owner, &phone, ("tidak diluluskan", &kiosk)).await;
    let all = owner.messages_to(&phone).await;
    assert_eq!(all.iter().filter(|text| text.contains("krt://kiosk/")).count(), 4, "{all:?}");
}
