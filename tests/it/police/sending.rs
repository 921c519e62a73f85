//! What is referred is sent to the police's program, whatever that does.

use std::{collections::BTreeSet, time::Duration};

use chrono::TimeDelta;
use serde_json::{Value, json};
use stories::{
    TestApp, until,
    webhook_receiver::{Behaviour, Got},
};

use super::{Agreed, end, refer};

/// Whether these are attempts at one event, each signed at its time.
fn are_one_event(got: &[Got], secret: &str) {
    for one in got {
        assert!(one.is_signed_with(secret), "{one:?}");
        assert!(!one.is_signed_with("whsec_AAAA"), "{one:?}");
        assert_eq!((&one.id, &one.text, one.path.as_str()), (&got[0].id, &got[0].text, "/feed"));
    }
}

#[tokio::test]
async fn a_referral_is_sent_once_and_signed() {
    let mut agreed = Agreed::begins().await;
    let id = agreed.watch.reported(json!({ "behaviour": "<b>Pagar</b> dipotong." })).await;
    refer(&agreed.watch.leader, &id, json!({ "agency": "COUNCIL" })).await.ok();
    let key = json!({ "idempotencyKey": "r1" });
    for _ in 0..2 {
        refer(&agreed.watch.leader, &id, key.clone()).await.ok();
    }
    let got = agreed.program.got_times(1).await;
    are_one_event(&got, &agreed.secret);
    assert_eq!(got[0].seconds, agreed.watch.now().timestamp());
    let body = got[0].body();
    assert_eq!(body["type"], "incident.referred");
    let data = &body["data"];
    assert_eq!(data["serial"], "SRS-01-0001-2026-000001");
    assert_eq!(
        (&data["severity"], &data["categoryCode"]),
        (&json!("MEDIUM"), &json!("PROPERTY_THEFT"))
    );
    assert_eq!(data["behaviour"], "<b>Pagar</b> dipotong.");
    assert_eq!(
        (&data["latitude"], &data["place"]),
        (&json!(1.541), &json!("Kedai 12, Jalan Mutiara 3"))
    );
    assert_eq!(data["reporter"], Value::Null);
    assert!(!got[0].text.contains("Devi") && !got[0].text.contains("1.54,"), "{}", got[0].text);
    let sent = agreed.comes_to("SENT", 1).await;
    assert_eq!((&sent["eventId"], &sent["answer"]), (&json!(got[0].id), &json!("HTTP 204")));
    // The name when the referral says so, and where it happened only then.
    refer(&agreed.watch.secretary, &id, json!({ "shared": ["REPORTER"] })).await.ok();
    let named = agreed.program.got_times(2).await[1].body();
    assert_eq!(named["data"]["reporter"], "Puan Devi");
    assert_eq!(
        (&named["data"]["place"], &named["data"]["longitude"]),
        (&Value::Null, &Value::Null)
    );
    // The feed tells the same as what was sent.
    agreed.settles().await;
    let feed = agreed.police.get("/v1/police/incidents").await;
    let mut first = feed.body["events"][0].clone();
    assert_eq!(first["id"], got[0].id.as_str());
    first.as_object_mut().unwrap().remove("id");
    assert_eq!(first, body);
    // And the document describes just that.
    let document: Value = serde_json::from_str(&api::rest::openapi::text()).unwrap();
    let described = &document["components"]["schemas"]["ReferredIncident"]["properties"];
    let names = |value: &Value| -> BTreeSet<String> {
        value.as_object().expect("an object").keys().cloned().collect()
    };
    assert_eq!(names(described), names(&first["data"]));
    assert_eq!(agreed.program.got().len(), 2, "neither the council's nor a repeat");
}

#[tokio::test]
async fn what_was_not_taken_is_sent_again_under_the_same_name() {
    let mut agreed = Agreed::begins().await;
    let script = [Behaviour::Break, Behaviour::Cut, Behaviour::Redirect, Behaviour::Busy(20_000)];
    agreed.program.will(script);
    agreed.referred(json!({})).await;
    for (attempt, answer) in
        [(1, "HTTP 500"), (2, "the answer broke off"), (3, "HTTP 302"), (4, "HTTP 429")]
    {
        let waits = agreed.comes_to("WAITING", attempt).await;
        assert_eq!(waits["answer"], answer);
        // Beyond each of the first waits, which are two hours and a fifth of that at most.
        agreed.watch.app.advance(TimeDelta::hours(3));
    }
    // It asked for five hours and a half: three are not enough.
    assert_eq!(agreed.program.got().len(), 4);
    agreed.watch.app.advance(TimeDelta::hours(4));
    agreed.comes_to("SENT", 5).await;
    let got = agreed.program.got();
    are_one_event(&got, &agreed.secret);
    assert!(got.is_sorted_by(|one, next| one.seconds < next.seconds), "each at its time");
}

#[tokio::test]
async fn a_program_that_does_not_answer_gets_it_again() {
    let patience = Duration::from_millis(300);
    let app = TestApp::start_with(|config| config.webhook_patience = patience).await;
    let mut agreed = Agreed::begins_on(app).await;
    agreed.program.will([Behaviour::Dawdle]);
    agreed.referred(json!({})).await;
    let waits = agreed.comes_to("WAITING", 1).await;
    assert_eq!(waits["answer"], "no answer in time");
    agreed.watch.app.advance(TimeDelta::seconds(7));
    agreed.comes_to("SENT", 2).await;
    are_one_event(&agreed.program.got(), &agreed.secret);
}

#[tokio::test]
async fn a_program_that_is_gone_ends_the_agreement_and_the_officers_are_told() {
    let mut agreed = Agreed::begins().await;
    let officer = agreed.watch.officer().await;
    agreed.program.will([Behaviour::Leave]);
    agreed.referred(json!({})).await;
    agreed.comes_to("REFUSED", 1).await;
    let anybody = agreed.watch.app.anybody();
    for phone in [&officer.phone, &agreed.director.phone] {
        until(async || {
            let said = anybody.messages_to(phone).await;
            said.iter().any(|text| text.contains("410")).then_some(())
        })
        .await;
    }
    let seen = agreed.seen().await;
    assert_eq!((&seen["active"], &seen["endKind"]), (&json!(false), &json!("GONE")));
    // Nothing more is told, neither by what is sent nor by what is read.
    let serial = agreed.referred(json!({})).await;
    let feed = agreed.police.get("/v1/police/incidents").await;
    assert_eq!(feed.body["events"], json!([]));
    assert_eq!(agreed.program.got().len(), 1);
    // A new agreement begins anew.
    agreed.director.refresh().await;
    let terms = super::terms(&agreed.watch, agreed.program.url());
    super::add(&agreed.director, terms).await.ok();
    agreed.referred(json!({})).await;
    agreed.program.got_times(2).await;
    // With it the feed has what was referred meanwhile.
    let feed = agreed.police.get("/v1/police/incidents").await;
    assert_eq!(feed.body["events"].as_array().map(Vec::len), Some(3));
    assert_eq!(feed.body["events"][1]["data"]["serial"], serial.as_str());
}

#[tokio::test]
async fn what_waits_when_an_agreement_ends_is_not_sent() {
    let mut agreed = Agreed::begins().await;
    agreed.program.will([Behaviour::Break]);
    agreed.referred(json!({})).await;
    agreed.comes_to("WAITING", 1).await;
    end(&agreed.director, &agreed.agreement).await.ok();
    agreed.watch.app.advance(TimeDelta::seconds(7));
    let ended = agreed.comes_to("REFUSED", 2).await;
    assert_eq!(ended["answer"], "the webhook has ended");
    assert_eq!(agreed.program.got().len(), 1);
}

#[tokio::test]
async fn what_was_not_taken_for_a_day_is_told_to_the_officers() {
    let mut agreed = Agreed::begins().await;
    let officer = agreed.watch.officer().await;
    agreed.program.will([Behaviour::Break; 8]);
    agreed.referred(json!({})).await;
    for attempt in 1..8 {
        agreed.comes_to("WAITING", attempt).await;
        agreed.watch.app.advance(TimeDelta::hours(13));
    }
    agreed.comes_to("FAILED", 8).await;
    let anybody = agreed.watch.app.anybody();
    until(async || {
        let said = anybody.messages_to(&officer.phone).await;
        said.iter()
            .any(|text| text.contains("tidak sampai") || text.contains("did not reach"))
            .then_some(())
    })
    .await;
    let seen = agreed.seen().await;
    assert_eq!((&seen["active"], &seen["endKind"]), (&json!(true), &Value::Null));
}
