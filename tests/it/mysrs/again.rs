//! The same mutation again and again, as phones send it: a document that is known to fit is not
//! looked at a second time, but its values are.

use serde_json::{Value, json};
use stories::{Answer, with};

use super::{CHECK_IN, Night, READ};

#[tokio::test]
async fn a_wrong_value_is_refused_alike_whether_the_document_came_before_or_not() {
    let night = Night::begins().await;
    let patrol = night.patrol().await.to_string();
    let send = async |document: &str, item: Value| {
        let input = json!({ "patrolId": patrol, "checkIns": [item] });
        night.devi.graphql(document, json!({ "input": input })).await
    };
    for place in ["Pintu masuk", "Dewan"] {
        let kept = send(CHECK_IN, night.check_in(place)).await.ok();
        assert_eq!(kept.at("checkInRecord/results/0/outcome"), "APPLIED");
    }
    let wrong = [
        json!({ "unknown": 1 }),
        json!({ "method": "TELEPORT" }),
        json!({ "mock": "yes" }),
        json!({ "recordedAt": null }),
        json!({ "recordedAt": "kelmarin" }),
        json!({ "accuracyMetres": "dekat" }),
        json!({ "photoIds": [null] }),
        json!({ "coordinates": { "latitude": 1.54 } }),
    ];
    let said = |answer: &Answer| {
        let message = answer.body["errors"][0]["message"].clone();
        (answer.status, answer.code().to_owned(), message)
    };
    for (number, more) in wrong.into_iter().enumerate() {
        let item = with(night.check_in("Salah"), more);
        let known = send(CHECK_IN, item.clone()).await;
        // Under another name it is another document.
        let fresh = CHECK_IN.replacen("mutation", &format!("mutation Baharu{number}"), 1);
        let fresh = send(&fresh, item.clone()).await;
        assert_eq!(said(&known), said(&fresh), "{item}");
        assert!(known.body["errors"][0]["message"].is_string(), "{item}: {}", known.text);
    }
    let read = night.leader.graphql(READ, json!({ "id": patrol })).await.ok();
    assert_eq!(read.at("patrol/checkInCount"), 2);
}
