//! A token that has expired calls for help while its session lives, and does nothing else.

use chrono::TimeDelta;
use serde_json::json;
use stories::User;

use super::{Watch, call, calls, read};

const VIEWER: &str = "{ viewer { id } }";

#[tokio::test]
async fn twenty_hours_later_a_live_session_calls_for_help_and_nothing_else() {
    let Watch { app, devi, .. } = Watch::begins().await;
    app.advance(TimeDelta::hours(20));
    // Meanwhile the keys have been changed, and a node that starts now knows the old one no more.
    app.house.identity.rotate_keys().await.unwrap();
    app.advance(TimeDelta::hours(2));
    let app = app.restart().await;
    let mut devi = devi.asking(&app.url);
    let id = calls(&devi, &json!({ "latitude": 1.54, "longitude": 103.65 })).await;
    let position = devi.post(&format!("/v1/sos/{id}/position"), &json!({})).await;
    assert_eq!(position.body, json!({ "kept": false, "open": true }), "{}", position.text);
    let cancelled = devi.post(&format!("/v1/sos/{id}/cancel"), &json!({})).await;
    assert_eq!(cancelled.body["status"], "CANCELLED", "{}", cancelled.text);
    // No other door takes it.
    for answer in
        [devi.ask(VIEWER).await, read(&devi, &id).await, devi.get("/v1/account/export").await]
    {
        assert!(answer.code().starts_with("TOKEN_"), "{}", answer.text);
    }
    // The session goes on as before.
    devi.refresh().await;
    devi.ask(VIEWER).await.ok();
}

#[tokio::test]
async fn a_session_that_has_ended_calls_nobody() {
    let watch = Watch::begins().await;
    let gone = watch.lim.clone();
    watch.lim.delete("/v1/session").await;
    watch.app.advance(TimeDelta::hours(1));
    let answer = call(&gone, &json!({})).await;
    assert_eq!((answer.status.as_u16(), answer.code()), (401, "SESSION_ENDED"));
    // So does one that nobody has used for longer than a session lasts.
    watch.app.advance(TimeDelta::days(31));
    let answer = call(&watch.devi, &json!({})).await;
    assert_eq!((answer.status.as_u16(), answer.code()), (401, "SESSION_ENDED"));
    let forged = watch.devi.holding(Some("eyJhbGciOiJub25lIn0.e30.".to_owned()));
    for nobody in [User::anonymous(watch.devi.url()), forged] {
        assert_eq!(call(&nobody, &json!({})).await.status, 401);
    }
}

#[tokio::test]
async fn an_old_token_calls_with_the_roles_of_now() {
    let watch = Watch::begins().await;
    let old = watch.siti.clone();
    let leave = format!(
        "mutation {{ patrollerLeave(input: {{ unitId: \"{}\" }}) {{ userErrors {{ code }} }} }}",
        watch.unit
    );
    watch.siti.ask(&leave).await.ok();
    watch.app.advance(TimeDelta::hours(1));
    let answer = call(&old, &json!({})).await;
    assert_eq!((answer.status.as_u16(), answer.code()), (403, "SOS_NOT_HERE"), "{}", answer.text);
}
