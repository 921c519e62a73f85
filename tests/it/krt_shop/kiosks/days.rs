//! Carnivals over midnight, the end of a month, and what is over.

use serde_json::json;

use super::{Fair, does};

#[tokio::test]
async fn a_carnival_over_midnight_and_the_end_of_a_month_stands_on_both_days() {
    let fair = Fair::open().await;
    // From 31 March at 20:00 to 1 April at 02:00 in Malaysia.
    let night = fair.carnival("2026-03-31T12:00:00Z", "2026-03-31T18:00:00Z");
    let id = fair.written(night.clone()).await;
    for (from, until, there) in [
        ("2026-03-31", "2026-03-31", true),
        ("2026-04-01", "2026-04-01", true),
        ("2026-03-30", "2026-03-30", false),
        ("2026-04-02", "2026-04-02", false),
        ("2026-03-01", "2026-12-31", true),
    ] {
        let found = fair.listed(json!({ "from": from, "until": until })).await;
        assert_eq!(!found.is_empty(), there, "{from} {until}");
    }
    let file = fair.shop.app.anybody().get(&format!("/v1/shop/kiosks/{id}.ics")).await;
    assert_eq!(file.status, 200);
    for line in [
        "DTSTART:20260331T120000Z",
        "DTEND:20260331T180000Z",
        "SUMMARY:Economic carnival",
        "LOCATION:Padang Awam\\, Johor Bahru",
        "STATUS:CONFIRMED",
    ] {
        assert!(file.text.contains(line), "{line}\n{}", file.text);
    }
    // The moment at which it is over it is in no list, also of those that were kept.
    assert_eq!(fair.listed(json!({})).await.len(), 1);
    let now = fair.shop.app.clock.now();
    let ends: chrono::DateTime<chrono::Utc> = "2026-03-31T18:00:00Z".parse().unwrap();
    fair.shop.app.advance(ends - now - chrono::TimeDelta::seconds(1));
    assert_eq!(fair.listed(json!({})).await.len(), 1);
    fair.shop.app.advance(chrono::TimeDelta::seconds(1));
    assert!(fair.listed(json!({})).await.is_empty());
    let page = fair.shop.app.anybody().get("/v1/shop/kiosks").await;
    assert_eq!(page.body["kiosks"], json!([]));
    // Who has it in their calendar still reads it.
    let one =
        fair.shop.app.anybody().ask(&format!("{{ kiosk(id: \"{id}\") {{ id status }} }}")).await;
    assert_eq!(one.ok().at("kiosk/status"), "ACTIVE");
    let mut ppd = fair.ppd.clone();
    ppd.sign_in_again().await;
    let late = does(&ppd, "kioskCancel", json!({ "id": id, "reason": "Hujan" })).await;
    assert_eq!(late.refusals("kioskCancel"), ["STATE_INVALID kioskId"]);
}

#[tokio::test]
async fn what_does_not_take_place_says_so_in_calendars_and_is_in_no_list() {
    let fair = Fair::open().await;
    let id = fair.written(fair.carnival("2026-03-20T02:00:00Z", "2026-03-22T14:00:00Z")).await;
    let unsaid = does(&fair.ppd, "kioskCancel", json!({ "id": id, "reason": " " })).await;
    assert_eq!(unsaid.refusals("kioskCancel"), ["REQUIRED reason"]);
    for _ in 0..2 {
        let done =
            does(&fair.ppd, "kioskCancel", json!({ "id": id, "reason": "Banjir" })).await.ok();
        assert_eq!(done.at("kioskCancel/kiosk/status"), "CANCELLED");
    }
    stories::until(async || fair.listed(json!({})).await.is_empty().then_some(())).await;
    let file = fair.shop.app.anybody().get(&format!("/v1/shop/kiosks/{id}.ics")).await;
    assert!(file.text.contains("STATUS:CANCELLED") && file.text.contains("COMMENT:Banjir"));
    let join = does(&fair.shop.owner, "kioskJoin", fair.joining(&id, &[])).await;
    assert_eq!(join.refusals("kioskJoin"), ["STATE_INVALID kioskId"]);
}
