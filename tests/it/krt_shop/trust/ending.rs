//! The buyer is erased in the middle, the seller's project ends, and a year goes by.

use chrono::TimeDelta;
use domain::shared::db;
use serde_json::{Value, json};
use stories::until;

use super::{ONE, SEND, Shop, does};
use crate::own_data::erase;

#[tokio::test]
async fn a_buyer_who_is_erased_leaves_a_conversation_without_their_words() {
    let shop = Shop::open().await;
    let noodles = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let buyer = shop.app.person("Khairunnisa").await;
    let id = shop.asked(&buyer, &noodles).await;
    shop.replies(&shop.owner, &id, "Ada, Khairunnisa.", json!({})).await.ok();
    erase(&buyer).await.ok();
    let seen = shop.owner.graphql(ONE, json!({ "id": id })).await.ok();
    assert_eq!(
        (seen.at("enquiry/status"), seen.at("enquiry/closedBy")),
        (&json!("CLOSED"), &json!("BUYER"))
    );
    assert_eq!(
        (seen.at("enquiry/buyerName"), seen.at("enquiry/buyerPhone")),
        (&json!(""), &Value::Null)
    );
    assert_eq!(seen.at("enquiry/messages/nodes/0/text"), &Value::Null);
    assert_eq!(seen.at("enquiry/messages/nodes/1/text"), "Ada, ….");
    let late = shop.replies(&shop.owner, &id, "Helo?", json!({})).await;
    assert_eq!(late.refusals("enquiryReply"), ["STATE_INVALID"]);
    // Nobody is known again who is not there.
    let block = does(&shop.owner, super::BLOCK, json!({ "id": id, "blocked": true })).await;
    assert_eq!(block.refusals("enquiryBlockSet"), ["STATE_INVALID"]);
}

#[tokio::test]
async fn when_a_project_is_cancelled_its_buyers_are_told_that_nobody_reads_any_more() {
    let shop = Shop::open().await;
    let noodles = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let buyer = shop.app.person("Encik Lim").await;
    let id = shop.answered(&buyer, &noodles).await;
    shop.app
        .arrange(async |_, work| {
            let sql = "update project set status = 'CANCELLED' where id = $1";
            db::run(work.connection(), sql, [shop.project.into()]).await.unwrap();
            let sql = "update product set listed_at = null where project_id = $1";
            db::run(work.connection(), sql, [shop.project.into()]).await.unwrap();
        })
        .await;
    let mut expelled = shop.owner.clone();
    expelled.sign_in_again().await;
    assert_eq!(expelled.graphql(ONE, json!({ "id": id })).await.code(), "NOT_FOUND");
    // The buyer still reads what was written, and learns that it is over.
    let read = buyer.graphql(ONE, json!({ "id": id })).await.ok();
    assert_eq!(read.at("enquiry/messages/nodes/1/text"), "Ada.");
    assert_eq!(read.at("enquiry/product"), &Value::Null);
    let late = shop.replies(&buyer, &id, "Helo?", json!({})).await;
    assert_eq!(late.refusals("enquiryReply"), ["STATE_INVALID"]);
    let input = json!({ "id": shop.enquiry_id(), "productId": noodles, "text": "Ada?" });
    assert_eq!(does(&buyer, SEND, input).await.code(), "NOT_FOUND");
}

#[tokio::test]
async fn a_year_after_its_last_message_a_conversation_is_forgotten() {
    let shop = Shop::open().await;
    let noodles = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let buyer = shop.app.person("Encik Lim").await;
    shop.answered(&buyer, &noodles).await;
    shop.app.advance(TimeDelta::days(367));
    until(async || {
        let sql = "select count(*) from enquiry";
        let left: Option<i64> = db::value(shop.app.house.tools.db.write(), sql, []).await.unwrap();
        (left == Some(0)).then_some(())
    })
    .await;
}
