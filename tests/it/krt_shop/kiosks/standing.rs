//! Projects ask for a stand, are confirmed, and leave.

use serde_json::{Value, json};

use super::{Fair, LIST, does};
use crate::krt_shop::soon;

const EVENING: (&str, &str) = ("2026-03-20T12:00:00Z", "2026-03-20T16:00:00Z");

#[tokio::test]
async fn a_project_stands_where_it_is_confirmed_with_what_is_listed() {
    let fair = Fair::open().await;
    let noodles = fair.shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let draft = fair.shop.draft("Belum siap", "FOOD").await;
    let id = fair.written(fair.carnival(EVENING.0, EVENING.1)).await;
    let join = fair.joining(&id, &[&noodles]);
    // What is not its own, not listed, or named twice is not sold there.
    for wrong in [
        vec![draft.as_str()],
        vec![noodles.as_str(), noodles.as_str()],
        vec!["product_00000000000000000000000001"],
    ] {
        let refused = does(&fair.shop.owner, "kioskJoin", fair.joining(&id, &wrong)).await;
        assert!(refused.text.contains("VALUE_INVALID"), "{}", refused.text);
    }
    // The same twice, and two at once, is one stand.
    let (one, two) = tokio::join!(
        does(&fair.shop.owner, "kioskJoin", join.clone()),
        does(&fair.shop.owner, "kioskJoin", join.clone())
    );
    for done in [one.ok(), two.ok(), does(&fair.shop.owner, "kioskJoin", join.clone()).await.ok()] {
        assert_eq!(done.at("kioskJoin/stand/status"), "ASKED");
    }
    assert_eq!(fair.listed(json!({})).await[0]["stands"], json!([]));
    let asked = format!(
        "{{ kioskStands(kioskId: \"{id}\") {{ status project {{ name }} products {{ id }} }} }}"
    );
    let read = fair.ppd.ask(&asked).await.ok();
    assert_eq!(read.at("kioskStands").as_array().unwrap().len(), 1);
    assert_eq!(read.at("kioskStands/0/project/name"), "Mi Puan Salmah");
    // The public does not see it yet.
    assert_eq!(read.at("kioskStands/0/products"), &Value::Null);
    assert_eq!(fair.elsewhere.ask(&asked).await.code(), "FORBIDDEN");
    for _ in 0..2 {
        assert_eq!(
            fair.decided(&id, true).await.ok().at("kioskStandDecide/stand/status"),
            "CONFIRMED"
        );
    }
    let there = |answer: &stories::Answer| {
        answer.at("kiosks/nodes/0/stands/0/products/0/id") == &json!(noodles)
    };
    soon(&fair.shop.app.anybody(), LIST, json!({}), there).await;
    // The row is the same one for whoever decides, for whoever asked, and for everybody.
    let own = format!(
        "{{ projectKioskStands(projectId: \"{}\") {{ status reason kiosk {{ id }} products {{ id }} }} }}",
        fair.shop.project
    );
    let (officer, owner) = (fair.ppd.ask(&asked).await.ok(), fair.shop.owner.ask(&own).await.ok());
    assert_eq!(officer.at("kioskStands/0/products"), &json!([{ "id": noodles }]));
    assert_eq!(owner.at("projectKioskStands/0/products"), &json!([{ "id": noodles }]));
    assert_eq!(owner.at("projectKioskStands/0/kiosk/id"), &json!(id));
    // Asking again keeps what is confirmed.
    let again = does(&fair.shop.owner, "kioskJoin", fair.joining(&id, &[])).await.ok();
    assert_eq!(again.at("kioskJoin/stand/status"), "CONFIRMED");
    let taken = fair.decided(&id, false).await.ok();
    assert_eq!(taken.at("kioskStandDecide/stand/reason"), "Tiada tempat");
    let none = |answer: &stories::Answer| answer.at("kiosks/nodes/0/stands") == &json!([]);
    soon(&fair.shop.app.anybody(), LIST, json!({}), none).await;
    let read = fair.shop.owner.ask(&own).await.ok();
    assert_eq!(read.at("projectKioskStands/0/status"), "DECLINED");
    assert_eq!(read.at("projectKioskStands/0/products"), &Value::Null);
    // It may ask again, and leave; whoever left cannot be confirmed.
    let asks = does(&fair.shop.owner, "kioskJoin", join).await.ok();
    assert_eq!(asks.at("kioskJoin/stand/status"), "ASKED");
    for _ in 0..2 {
        let left = does(
            &fair.shop.owner,
            "kioskLeave",
            json!({ "kioskId": id, "projectId": fair.shop.project.to_string() }),
        )
        .await
        .ok();
        assert_eq!(left.at("kioskLeave/stand/status"), "LEFT");
    }
    let late = fair.decided(&id, true).await;
    assert_eq!(late.refusals("kioskStandDecide"), ["STATE_INVALID projectId"]);
}

#[tokio::test]
async fn a_project_that_ends_while_it_stands_there_is_gone_from_the_page() {
    let fair = Fair::open().await;
    let noodles = fair.shop.listed("Mi kuning", "FOOD_NOODLES").await;
    let kiosk = fair.written(fair.kiosk()).await;
    fair.stands(&kiosk, &[&noodles]).await;
    let anybody = fair.shop.app.anybody();
    let there = |answer: &stories::Answer| {
        answer.at("kiosks/nodes/0/stands/0/project/name") == "Mi Puan Salmah"
    };
    soon(&anybody, LIST, json!({}), there).await;
    let archive =
        "mutation($id: ID!) { productArchive(input: { id: $id }) { userErrors { code } } }";
    fair.shop.owner.graphql(archive, json!({ "id": noodles })).await.ok();
    let bare =
        |answer: &stories::Answer| answer.at("kiosks/nodes/0/stands/0/products") == &json!([]);
    soon(&anybody, LIST, json!({}), bare).await;
    let end = "mutation($input: ProjectStatusSetInput!) { projectStatusSet(input: $input) { project { status } userErrors { code field } } }";
    let input = json!({ "id": fair.shop.project.to_string(), "version": 1, "status": "CANCELLED", "reason": "Tamat" });
    fair.ppd.graphql(end, json!({ "input": input })).await.ok();
    let gone = |answer: &stories::Answer| answer.at("kiosks/nodes/0/stands") == &json!([]);
    soon(&anybody, LIST, json!({}), gone).await;
    stories::until(async || {
        let page = anybody.get("/v1/shop/kiosks").await;
        (page.body["kiosks"][0]["stands"] == json!([])).then_some(())
    })
    .await;
    // Neither is it confirmed anew.
    let other = fair.written(fair.carnival(EVENING.0, EVENING.1)).await;
    let refused = fair.decided(&other, true).await;
    assert_eq!(refused.refusals("kioskStandDecide"), ["STATE_INVALID projectId"]);
    assert_eq!(refused.at("kioskStandDecide/stand"), &Value::Null);
}
