//! A sign-in service that lies, changes its keys or does not answer.

use chrono::TimeDelta;
use serde_json::{Value, json};
use stories::provider::Signed;

use super::{Office, VIEWER, begin};

#[tokio::test]
async fn a_code_and_a_state_count_once_and_only_for_who_began() {
    let office = Office::open().await;
    office.link(office.officer.id, "pegawai-7").await.ok();
    let back = office.arrive("pegawai-7").await;
    assert_eq!(office.finish(&back).await.status, 200);
    assert_eq!(office.finish(&back).await.code(), "SIGN_ON_EXPIRED", "the state is used");
    // The same code with a fresh state: the sign-in service refuses it.
    let mut replayed = office.arrive("pegawai-7").await;
    replayed["code"] = back["code"].clone();
    let refused = office.finish(&replayed).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (401, "SIGN_ON_DECLINED"));
    for (what, field, value) in [
        ("another app's secret", "verifier", "bm90IHRoZSBzZWNyZXQgdGhhdCB3YXMga2VwdCEhISE"),
        ("a state that nobody made", "state", "bm90IGEgc3RhdGUgdGhhdCB3YXMgbWFkZSBoZXJlISE"),
    ] {
        let mut back = office.arrive("pegawai-7").await;
        back[field] = value.into();
        let refused = office.finish(&back).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (400, "SIGN_ON_EXPIRED"), "{what}");
    }
    // Another sign-in service answers in its own name (RFC 9207), or in none.
    let mut mixed = office.arrive("pegawai-7").await;
    mixed["iss"] = "https://evil.example".into();
    assert_eq!(office.finish(&mixed).await.code(), "SIGN_ON_TOKEN_INVALID");
    let mut unnamed = office.arrive("pegawai-7").await;
    unnamed["iss"] = Value::Null;
    assert_eq!(office.finish(&unnamed).await.code(), "SIGN_ON_TOKEN_INVALID");
    let mut declined = office.arrive("pegawai-7").await;
    (declined["error"], declined["code"]) = ("access_denied".into(), Value::Null);
    let declined = office.finish(&declined).await;
    assert_eq!(declined.code(), "SIGN_ON_DECLINED");
    assert!(declined.body["title"].as_str().unwrap().contains("access_denied"));
    // Whoever comes after ten minutes begins again.
    let late = office.arrive("pegawai-7").await;
    office.app.advance(TimeDelta::minutes(10));
    assert_eq!(office.finish(&late).await.code(), "SIGN_ON_EXPIRED");
}

#[tokio::test]
async fn what_a_sign_in_service_must_not_say_is_refused() {
    type Case = (&'static str, fn(&mut Value), &'static str);
    let office = Office::open().await;
    office.link(office.officer.id, "pegawai-7").await.ok();
    let (bad, clock) = ("SIGN_ON_TOKEN_INVALID", "SIGN_ON_CLOCK_WRONG");
    let cases: [Case; 11] = [
        ("another nonce", |claims| claims["nonce"] = "another".into(), bad),
        ("no nonce", |claims| claims["nonce"] = Value::Null, bad),
        ("another audience", |claims| claims["aud"] = "another".into(), bad),
        ("no audience", |claims| claims["aud"] = Value::Null, bad),
        ("another party", |claims| claims["azp"] = "another".into(), bad),
        ("several audiences", |claims| claims["aud"] = json!(["krt", "another"]), bad),
        ("another issuer", |claims| claims["iss"] = "https://evil.example".into(), bad),
        ("another access token", |claims| claims["at_hash"] = "x".into(), bad),
        ("nobody", |claims| claims["sub"] = "".into(), bad),
        ("a clock five minutes ahead", |claims| later(claims, 300), clock),
        ("a clock five minutes behind", |claims| later(claims, -300), clock),
    ];
    for (what, change, code) in cases {
        office.service.change(change);
        let refused = office.sign_on("pegawai-7").await;
        assert_eq!((refused.status.as_u16(), refused.code()), (401, code), "{what}");
    }
    office.service.mend();
    for signed in
        [Signed::ByAForeignKey, Signed::ByAnUnknownKey, Signed::Not, Signed::WithTheSecret]
    {
        office.service.sign(signed);
        assert_eq!(office.sign_on("pegawai-7").await.code(), bad, "{signed:?}");
    }
    office.service.mend();
    // A minute is nothing.
    office.service.change(|claims| later(claims, 60));
    assert_eq!(office.sign_on("pegawai-7").await.status, 200);
}

/// As a sign-in service writes whose clock is wrong.
fn later(claims: &mut Value, seconds: i64) {
    for name in ["iat", "exp"] {
        claims[name] = (claims[name].as_i64().unwrap() + seconds).into();
    }
}

#[tokio::test]
async fn new_keys_are_learned_and_a_guesser_does_not_make_us_ask_for_them() {
    let office = Office::open().await;
    office.link(office.officer.id, "pegawai-7").await.ok();
    assert_eq!(office.sign_on("pegawai-7").await.status, 200);
    assert_eq!(office.service.keys_asked(), 1);
    assert_eq!(office.sign_on("pegawai-7").await.status, 200);
    assert_eq!(office.service.keys_asked(), 1, "they are remembered");
    office.service.sign(Signed::ByAnUnknownKey);
    for _ in 0..5 {
        assert_eq!(office.sign_on("pegawai-7").await.code(), "SIGN_ON_TOKEN_INVALID");
    }
    assert_eq!(office.service.keys_asked(), 1, "they were read a moment ago");
    office.service.mend();
    office.service.renew_key();
    office.app.advance(TimeDelta::seconds(6));
    assert_eq!(office.sign_on("pegawai-7").await.status, 200);
    assert_eq!(office.service.keys_asked(), 2);
}

#[tokio::test]
async fn a_sign_in_service_that_does_not_answer_keeps_nobody_from_anything_else() {
    let office = Office::open().await;
    let url = &office.app.url;
    office.service.be_silent(true);
    let silent = begin(url, "").await;
    assert_eq!((silent.status.as_u16(), silent.code()), (503, "SIGN_ON_UNAVAILABLE"));
    office.officer.ask(VIEWER).await.ok();
    office.service.be_silent(false);
    assert_eq!(begin(url, "").await.code(), "SIGN_ON_UNAVAILABLE", "it is not asked each time");
    office.app.advance(TimeDelta::seconds(6));
    assert_eq!(begin(url, "").await.status, 302);
    // What is known goes on counting when it falls silent again.
    office.service.be_silent(true);
    office.app.advance(TimeDelta::hours(2));
    assert_eq!(begin(url, "").await.status, 302);
}
