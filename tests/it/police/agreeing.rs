//! Agreeing with the police about a district.

use chrono::TimeDelta;
use domain::{community::GrantScope, policy::Role, shared::db};
use serde_json::{Value, json};
use stories::{TestApp, with};

use super::{AGREEMENTS, Agreed, add, end, terms};
use crate::incidents::Watch;

#[tokio::test]
async fn the_states_director_agrees_and_nobody_below() {
    let mut agreed = Agreed::begins().await;
    let watch = &agreed.watch;
    let (officer, url) = (watch.officer().await, "https://polis.example/feed");
    for (user, code) in [
        (&officer, "FORBIDDEN"),
        (&watch.leader, "NOT_FOUND"),
        (&watch.secretary, "NOT_FOUND"),
        (&agreed.police, "NOT_FOUND"),
        (&watch.app.anybody(), "UNAUTHENTICATED"),
    ] {
        assert_eq!(add(user, terms(watch, url)).await.code(), code);
        assert_eq!(end(user, &agreed.agreement).await.code(), code);
    }
    let scope = GrantScope::State("10".to_owned());
    let selangor = watch.app.officer("Encik Zul", Role::StateOfficer, &scope).await;
    assert_eq!(add(&selangor, terms(watch, url)).await.code(), "NOT_FOUND");
    // The district's officer sees what holds there.
    let variables = json!({ "district": watch.district.to_string() });
    let seen = officer.graphql(AGREEMENTS, variables.clone()).await.ok();
    assert_eq!(seen.at("feedAgreements/nodes/0/active"), true);
    assert_eq!(selangor.graphql(AGREEMENTS, variables).await.code(), "NOT_FOUND");
    assert_eq!(officer.graphql(AGREEMENTS, json!({})).await.code(), "NOT_FOUND", "the country");
    // Ending it twice is ending it once.
    let ended = end(&agreed.director, &agreed.agreement).await.ok();
    let at = ended.at("feedAgreementEnd/agreement/endedAt").clone();
    assert_eq!(ended.at("feedAgreementEnd/agreement/endKind"), "REVOKED");
    agreed.watch.app.advance(TimeDelta::minutes(1));
    let again = end(&agreed.director, &agreed.agreement).await.ok();
    assert_eq!(again.at("feedAgreementEnd/agreement/endedAt"), &at);
    // A phone left on a table sends nothing elsewhere.
    agreed.watch.app.advance(TimeDelta::minutes(6));
    agreed.director.refresh().await;
    let late = add(&agreed.director, terms(&agreed.watch, url)).await;
    assert_eq!(late.code(), "PROOF_REQUIRED");
}

#[tokio::test]
async fn a_secret_is_handed_over_once_and_lies_sealed() {
    let watch = Watch::begins().await;
    let scope = GrantScope::State("01".to_owned());
    let director = watch.app.officer("Puan Rohani", Role::StateOfficer, &scope).await;
    let input =
        with(terms(&watch, "https://polis.example/feed"), json!({ "idempotencyKey": "a1" }));
    let first = add(&director, input.clone()).await.ok();
    let secret = first.text_at("feedAgreementAdd/secret");
    assert!(secret.starts_with("whsec_") && secret.len() == 6 + 44, "{secret}");
    // The answer was lost: the same again.
    let again = add(&director, input).await.ok();
    assert_eq!(again.at("feedAgreementAdd"), first.at("feedAgreementAdd"));
    let sql = "select sealed_secret from webhook";
    let rows: Vec<Vec<u8>> = db::values(watch.app.house.tools.db.write(), sql, []).await.unwrap();
    assert_eq!(rows.len(), 1);
    assert!(!rows[0].windows(10).any(|part| secret.as_bytes().windows(10).any(|one| one == part)));
    // Ended, nobody has it any more, whoever repeats what.
    let id = first.text_at("feedAgreementAdd/agreement/id");
    end(&director, &id).await.ok();
    let sql = "select count(*) from webhook where sealed_secret is not null";
    let kept: Option<i64> = db::value(watch.app.house.tools.db.write(), sql, []).await.unwrap();
    assert_eq!(kept, Some(0));
}

#[tokio::test]
async fn only_a_program_on_the_internet_is_sent_anything() {
    let app = TestApp::start().await;
    let watch = Watch::begins_on(app).await;
    let scope = GrantScope::State("01".to_owned());
    let director = watch.app.officer("Puan Rohani", Role::StateOfficer, &scope).await;
    for inside in [
        "http://polis.example/",
        "https://10.0.0.7/",
        "https://192.168.1.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://[fd00::1]/",
        "ftp://polis.example/",
        "https://a:b@polis.example/",
        "bukan alamat",
    ] {
        let refused = add(&director, terms(&watch, inside)).await;
        assert_eq!(
            refused.refusals("feedAgreementAdd"),
            ["WEBHOOK_ADDRESS_INVALID url"],
            "{inside}"
        );
    }
    let wrong = json!({ "agreedWith": "\u{200b}", "purpose": "x", "endsAt": watch.now() });
    let refused = add(&director, with(terms(&watch, "https://polis.example/"), wrong)).await;
    let refusals = refused.refusals("feedAgreementAdd");
    assert!(refusals.contains(&"TOO_SHORT purpose".to_owned()), "{refusals:?}");
    assert!(refusals.contains(&"TIME_INVALID endsAt".to_owned()), "{refusals:?}");
    assert_eq!(refused.at("feedAgreementAdd/secret"), &Value::Null);
}

#[tokio::test]
async fn a_district_has_one_agreement_at_a_time() {
    let agreed = Agreed::begins().await;
    let (watch, director) = (&agreed.watch, &agreed.director);
    let next = terms(watch, "https://polis.example/feed");
    let refused = add(director, next.clone()).await;
    assert_eq!(refused.refusals("feedAgreementAdd"), ["FEED_AGREEMENT_OVERLAPS startsAt"]);
    // One that begins when the other ends.
    let later = json!({
        "startsAt": watch.now() + TimeDelta::days(365), "endsAt": watch.now() + TimeDelta::days(700),
    });
    let follows = add(director, with(next.clone(), later)).await.ok();
    assert_eq!(follows.at("feedAgreementAdd/agreement/active"), false);
    // Two at once: one is written down.
    end(director, &agreed.agreement).await.ok();
    let (left, right) = tokio::join!(add(director, next.clone()), add(director, next));
    let refusals: Vec<String> =
        [left, right].iter().flat_map(|one| one.refusals("feedAgreementAdd")).collect();
    assert_eq!(refusals, ["FEED_AGREEMENT_OVERLAPS startsAt"]);
}
