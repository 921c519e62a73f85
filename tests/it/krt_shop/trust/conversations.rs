//! Messages: the same twice, many at once, and who follows them.

use serde_json::{Value, json};
use stories::socket::Socket;

use super::{CLOSE, INBOX, ONE, REPLY, SEND, Shop, does};

#[tokio::test]
async fn a_phone_that_repeats_sends_one_message() {
    let shop = Shop::open().await;
    let noodles = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let buyer = shop.app.person("Encik Lim").await;
    let id = shop.asked(&buyer, &noodles).await;
    let message = shop.message_id();
    let mut input = json!({ "id": message, "enquiryId": id, "text": "Berapa harganya?" });
    for _ in 0..3 {
        let sent = does(&buyer, REPLY, input.clone()).await.ok();
        assert_eq!(sent.at("enquiryReply/message/number"), 2);
    }
    // Another text under the same id, or another writer, is another message.
    input["text"] = json!("Berapa?");
    assert_eq!(does(&buyer, REPLY, input.clone()).await.refusals("enquiryReply"), ["ID_TAKEN id"]);
    input["text"] = json!("Berapa harganya?");
    let seller = does(&shop.owner, REPLY, input.clone()).await;
    assert_eq!(seller.refusals("enquiryReply"), ["ID_TAKEN id"]);
    // Two equal ones at once, from a phone that has two ways.
    input["id"] = json!(shop.message_id());
    let (one, two) =
        tokio::join!(does(&buyer, REPLY, input.clone()), does(&buyer, REPLY, input.clone()));
    assert_eq!(one.ok().at("enquiryReply/message/number"), 3);
    assert_eq!(two.ok().at("enquiryReply/message/number"), 3);
}

#[tokio::test]
async fn messages_that_come_at_once_are_numbered_without_gaps_and_counted() {
    let shop = Shop::open().await;
    let noodles = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let buyer = shop.app.person("Encik Lim").await;
    let id = shop.asked(&buyer, &noodles).await;
    let (shop_, id_) = (&shop, id.as_str());
    let from_buyer = async |text: &'static str| {
        shop_.replies(&buyer, id_, text, json!({})).await.ok();
    };
    let from_seller = async |text: &'static str| {
        shop_.replies(&shop_.owner, id_, text, json!({})).await.ok();
    };
    tokio::join!(
        from_buyer("satu"),
        from_seller("dua"),
        from_buyer("tiga"),
        from_seller("empat"),
        from_buyer("lima"),
    );
    let read = buyer.graphql(ONE, json!({ "id": id })).await.ok();
    let nodes = read.at("enquiry/messages/nodes").as_array().unwrap().clone();
    let numbers: Vec<i64> = nodes.iter().map(|node| node["number"].as_i64().unwrap()).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6]);
    // Whoever wrote has read what stood before: what is unread came after one's own last word.
    let after = |side: &str| {
        let own = nodes.iter().rposition(|node| node["from"] == side).unwrap();
        i64::try_from(nodes.len() - 1 - own).unwrap()
    };
    let seller = shop.owner.graphql(ONE, json!({ "id": id })).await.ok();
    assert_eq!(read.at("enquiry/unread"), after("BUYER"));
    assert_eq!(seller.at("enquiry/unread"), after("SELLER"));
}

#[tokio::test]
async fn both_sides_follow_live_and_nobody_else() {
    let shop = Shop::open().await;
    let noodles = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let buyer = shop.app.person("Encik Lim").await;
    let of_project = format!(
        "subscription {{ enquiryChanged(projectId: \"{}\") {{ viewerSide unread status }} }}",
        shop.project
    );
    let own = "subscription { enquiryChanged { viewerSide unread status } }";
    let mut seller = Socket::subscribe(&shop.owner, &of_project).await;
    let mut mine = Socket::subscribe(&buyer, own).await;
    let other = shop.app.person("Encik Muthu").await;
    let mut others = Socket::subscribe(&other, own).await;
    assert_eq!(Socket::open(&other).await.refused(&of_project).await, "NOT_FOUND");
    let id = shop.asked(&buyer, &noodles).await;
    let told = async |socket: &mut Socket| {
        let message = socket.next().await.unwrap();
        message["payload"]["data"]["enquiryChanged"].clone()
    };
    let begun =
        |side: &str, unread: i64| json!({ "viewerSide": side, "unread": unread, "status": "OPEN" });
    assert_eq!(told(&mut seller).await, begun("SELLER", 1));
    assert_eq!(told(&mut mine).await, begun("BUYER", 0));
    shop.replies(&shop.owner, &id, "Ada.", json!({})).await.ok();
    assert_eq!(told(&mut mine).await, begun("BUYER", 1));
    assert!(others.is_silent().await);

    // It comes to an end for both, once.
    for _ in 0..2 {
        let closed = does(&shop.owner, CLOSE, json!({ "id": id })).await.ok();
        let expected: Value = json!({ "status": "CLOSED", "closedBy": "SELLER" });
        assert_eq!(closed.at("enquiryClose/enquiry"), &expected);
    }
    let late = shop.replies(&buyer, &id, "Helo?", json!({})).await;
    assert_eq!(late.refusals("enquiryReply"), ["STATE_INVALID"]);
}

#[tokio::test]
async fn a_secret_that_opens_nothing_is_answered_alike_whether_there_is_an_enquiry_or_not() {
    let shop = Shop::open().await;
    let noodles = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let buyer = shop.app.person("Encik Lim").await;
    let (there, none) = (shop.asked(&buyer, &noodles).await, shop.enquiry_id());
    for (language, said) in [
        (
            "ms",
            "Pertanyaan ini tidak dapat dibuka. Sahkan nombor telefon anda sekali lagi untuk membukanya.",
        ),
        ("en", "This enquiry cannot be opened. Confirm your phone number again to open it."),
    ] {
        // A buyer who has no account is not sent to sign in.
        let anybody = shop.app.anybody().speaking(language);
        for id in [&there, &none] {
            for secret in ["krte.AAAA", "x"] {
                let wrong = json!({ "secret": secret });
                let read = json!({ "id": id, "secret": secret });
                for answer in [
                    anybody.graphql(ONE, read).await,
                    shop.replies(&anybody, id, "Helo?", wrong).await,
                ] {
                    let told = (answer.code(), &answer.body["errors"][0]["message"]);
                    assert_eq!(told, ("NOT_FOUND", &json!(said)), "{id} {secret}");
                }
            }
        }
        let unsaid = anybody.graphql(ONE, json!({ "id": there })).await;
        assert_eq!(unsaid.code(), "UNAUTHENTICATED");
    }
}

#[tokio::test]
async fn texts_are_checked_and_a_seller_does_not_ask_themselves() {
    let shop = Shop::open().await;
    let noodles = shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let draft = shop.draft("Belum siap", "FOOD").await;
    let buyer = shop.app.person("Encik Lim").await;
    let send = async |product: &str, text: &str| {
        let input = json!({ "id": shop.enquiry_id(), "productId": product, "text": text });
        does(&buyer, SEND, input).await
    };
    for (text, refused) in [
        ("  ", "REQUIRED text"),
        ("a\u{202e}b", "TEXT_INVALID text"),
        (&*"x".repeat(2_001), "TOO_LONG text"),
    ] {
        assert_eq!(send(&noodles, text).await.refusals("enquirySend"), [refused]);
    }
    assert_eq!(send(&draft, "Ada?").await.code(), "NOT_FOUND");
    let input = json!({ "id": shop.enquiry_id(), "productId": noodles, "text": "Ada?" });
    assert_eq!(does(&shop.owner, SEND, input).await.code(), "FORBIDDEN");
    assert_eq!(buyer.graphql(INBOX, json!({})).await.ok().at("enquiries/nodes"), &json!([]));
}
