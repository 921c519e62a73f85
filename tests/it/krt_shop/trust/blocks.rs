//! Wanting no more of somebody.

use domain::shared::db;
use serde_json::{Value, json};

use super::{BLOCK, SEND, Shop, does};

const BLOCKS: &str = "query($project: ID!) { enquiryBlocks(projectId: $project) { nodes { by reason enquiryId buyerId endedAt } } }";

#[tokio::test]
async fn a_seller_blocks_a_buyer_with_and_without_an_account_and_officers_see_it() {
    let shop = Shop::open().await;
    let noodles = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let buyer = shop.app.person("Encik Kasar").await;
    let id = shop.asked(&buyer, &noodles).await;
    let block = json!({ "id": id, "blocked": true, "reason": "Menghina." });
    for _ in 0..2 {
        does(&shop.owner, BLOCK, block.clone()).await.ok();
    }
    for user in [&buyer, &shop.owner] {
        let refused = shop.replies(user, &id, "Helo", json!({})).await;
        assert_eq!(refused.refusals("enquiryReply"), ["ENQUIRY_BLOCKED"]);
    }
    let input = json!({ "id": shop.enquiry_id(), "productId": noodles, "text": "Lagi" });
    let refused = does(&buyer, SEND, input.clone()).await;
    assert_eq!(refused.refusals("enquirySend"), ["ENQUIRY_BLOCKED"]);
    // Signed out, with the same number, it is the same person.
    let out = buyer.holding(None);
    let proof = out.prove_phone(&buyer.phone, "ENQUIRY").await;
    let mut again = input.clone();
    again["phoneProof"] = proof.into();
    again["name"] = json!("Orang lain");
    let refused = does(&out, SEND, again).await;
    assert_eq!(refused.refusals("enquirySend"), ["ENQUIRY_BLOCKED"]);

    let officer = shop.officer().await;
    let project = json!({ "project": shop.project.to_string() });
    let expected = json!([{ "by": "SELLER", "reason": "Menghina.", "enquiryId": id, "buyerId": buyer.id.to_string(), "endedAt": null }]);
    for user in [&officer, &shop.owner] {
        let seen = user.graphql(BLOCKS, project.clone()).await.ok();
        assert_eq!(seen.at("enquiryBlocks/nodes"), &expected);
    }
    assert_eq!(buyer.graphql(BLOCKS, project.clone()).await.code(), "FORBIDDEN");
    // What they wrote to each other stays theirs.
    assert_eq!(officer.graphql(super::ONE, json!({ "id": id })).await.code(), "NOT_FOUND");

    let open = json!({ "id": id, "blocked": false });
    does(&shop.owner, BLOCK, open).await.ok();
    shop.replies(&buyer, &id, "Maaf.", json!({})).await.ok();
    let seen = officer.graphql(BLOCKS, project).await.ok();
    assert!(seen.at("enquiryBlocks/nodes/0/endedAt").is_string(), "{}", seen.text);
}

#[tokio::test]
async fn a_block_is_one_and_the_same_under_a_new_number() {
    let shop = Shop::open().await;
    let noodles = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let buyer = shop.app.person("Encik Lim").await;
    let before = shop.asked(&buyer, &noodles).await;
    shop.app
        .arrange(async |_, work| {
            let sql = "update person set phone = '+60198887766' where id = $1";
            db::run(work.connection(), sql, [buyer.id.into()]).await.unwrap();
        })
        .await;
    let after = shop.asked(&buyer, &noodles).await;
    for id in [&before, &after] {
        does(&shop.owner, BLOCK, json!({ "id": id, "blocked": true })).await.ok();
    }
    let project = json!({ "project": shop.project.to_string() });
    let seen = shop.owner.graphql(BLOCKS, project).await.ok();
    assert_eq!(seen.at("enquiryBlocks/nodes").as_array().unwrap().len(), 1);
    // Taken back by the later enquiry, nothing of it is left in the earlier one.
    does(&shop.owner, BLOCK, json!({ "id": after, "blocked": false })).await.ok();
    for id in [&before, &after] {
        shop.replies(&buyer, id, "Maaf.", json!({})).await.ok();
    }
}

#[tokio::test]
async fn a_buyer_blocks_a_seller_and_only_they_take_it_back() {
    let shop = Shop::open().await;
    let noodles = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let buyer = shop.app.person("Puan Siti").await;
    let id = shop.answered(&buyer, &noodles).await;
    does(&buyer, BLOCK, json!({ "id": id, "blocked": true })).await.ok();
    let refused = shop.replies(&shop.owner, &id, "Diskaun!", json!({})).await;
    assert_eq!(refused.refusals("enquiryReply"), ["ENQUIRY_BLOCKED"]);
    // The seller takes back what is theirs, and that is nothing.
    does(&shop.owner, BLOCK, json!({ "id": id, "blocked": false })).await.ok();
    let refused = shop.replies(&shop.owner, &id, "Diskaun!", json!({})).await;
    assert_eq!(refused.refusals("enquiryReply"), ["ENQUIRY_BLOCKED"]);
    let project = json!({ "project": shop.project.to_string() });
    let seen = shop.owner.graphql(BLOCKS, project).await.ok();
    assert_eq!(seen.at("enquiryBlocks/nodes/0/by"), "BUYER");
    assert_eq!(seen.at("enquiryBlocks/nodes/0/reason"), &Value::Null);
}
