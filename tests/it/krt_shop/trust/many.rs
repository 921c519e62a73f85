//! Somebody who writes a thousand times.

use serde_json::json;

use super::{INBOX, SEND, Shop, does, sms};

#[tokio::test]
async fn a_spammer_with_a_thousand_enquiries_reaches_a_seller_three_times() {
    let shop = Shop::open().await;
    let noodles = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let spammer = shop.app.person("Encik Spam").await;
    let (mut sent, mut refused, mut stopped) = (0, 0, 0);
    for _ in 0..100 {
        let input =
            json!({ "id": shop.enquiry_id(), "productId": noodles, "text": "Beli sekarang!" });
        let answer = does(&spammer, SEND, input).await;
        match (answer.code(), answer.refusals("enquirySend").first()) {
            ("RATE_LIMITED", _) => stopped += 1,
            (_, Some(code)) if code == "TOO_MANY" => refused += 1,
            _ => sent += 1,
        }
    }
    assert_eq!((sent, refused, stopped), (3, 17, 80));
    let project = json!({ "project": shop.project.to_string() });
    let inbox = shop.owner.graphql(INBOX, project).await.ok();
    assert_eq!(inbox.at("enquiriesUnread"), 3);
    // Others are not held up.
    let buyer = shop.app.person("Encik Lim").await;
    shop.asked(&buyer, &noodles).await;
    sms(&buyer, &shop.owner.phone, "Mi Puan Salmah").await;
}

#[tokio::test]
async fn so_many_messages_a_minute_and_no_more() {
    let shop = Shop::open().await;
    let noodles = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let buyer = shop.app.person("Encik Lim").await;
    let id = shop.asked(&buyer, &noodles).await;
    for _ in 0..20 {
        shop.replies(&buyer, &id, "Helo", json!({})).await.ok();
    }
    assert_eq!(shop.replies(&buyer, &id, "Helo", json!({})).await.code(), "RATE_LIMITED");
    // The other side has its own count.
    shop.replies(&shop.owner, &id, "Ya?", json!({})).await.ok();
}
