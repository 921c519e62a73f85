//! A token that has expired calls for help while its session lives, and does nothing else.

use chrono::TimeDelta;
use domain::shared::{db, id::SessionId};
use serde_json::json;
use stories::{PrivateRedis, User, is_production};

use super::{Watch, call, calls, follow, read, told};

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
    assert_eq!(position.body["open"], true, "{}", position.text);
    assert_eq!((&position.body["kept"], position.code()), (&json!(false), "REQUIRED"));
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
async fn whoever_is_not_signed_in_hears_whom_to_call() {
    let watch = Watch::begins().await;
    let gone = watch.lim.clone();
    watch.lim.delete("/v1/session").await;
    watch.app.advance(TimeDelta::hours(1));
    let forged = watch.devi.holding(Some("eyJhbGciOiJub25lIn0.e30.".to_owned()));
    let nobody = User::anonymous(watch.devi.url());
    let raise = "mutation { sosRaise(input: { id: \"x\" }) { userErrors { code } } }";
    for (language, words, number) in [
        ("ms", "log masuk", " Dalam kecemasan, telefon 999 sekarang."),
        ("en", "sign in", " In an emergency call 999 now."),
    ] {
        for user in [&nobody, &forged, &gone] {
            let answer = call(&user.speaking(language), &json!({})).await;
            assert_eq!(answer.status, 401, "{}", answer.text);
            let said = answer.body["title"].as_str().unwrap();
            assert!(said.contains(words) && said.ends_with(number), "{said}");
        }
        let answer = nobody.speaking(language).ask(raise).await;
        assert_eq!(answer.code(), "UNAUTHENTICATED");
        let said = answer.body["errors"][0]["message"].as_str().unwrap();
        assert!(said.contains(words) && said.ends_with(number), "{said}");
    }
    // Nor does anybody hear where somebody is whose call was never taken.
    let answer = watch.devi.speaking("en").post("/v1/sos/panik-7/position", &json!({})).await;
    assert_eq!(answer.code(), "NOT_FOUND");
    let said = answer.body["title"].as_str().unwrap();
    assert!(said.ends_with(" In an emergency call 999 now."), "{said}");
    // Another door has no need of it.
    let answer = nobody.get("/v1/account/export").await;
    assert_eq!(answer.body["title"], "Please sign in first.");
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

#[tokio::test]
async fn help_comes_while_redis_is_away() {
    if !is_production() {
        // The embedded default has none.
        return;
    }
    let mut redis = PrivateRedis::start().await;
    let url = redis.url();
    let watch = Watch::begins_with(|config| config.redis_url = Some(url)).await;
    let mut leader = follow(&watch.leader, watch.unit).await;
    watch.app.advance(TimeDelta::hours(1));
    redis.stop();
    let id = calls(&watch.devi, &json!({ "latitude": 1.54, "longitude": 103.65 })).await;
    let heard = told(&mut leader, |_| true).await;
    assert_eq!(heard["id"], json!(id));
    watch.settles().await;
    assert_eq!(watch.phones(&id), ["chair-1", "leader-1", "lim-1"]);
    // A session that was ended before is not believed for that.
    let sql = "insert into change_log (scope, noun, noun_id, gone, changed_at) \
               values ($1, 'session', $2, true, $3)";
    let session = session_of(watch.lim.token.as_deref().expect("a token"));
    let scope = watch.lim.id.to_string();
    watch
        .app
        .arrange(async |ctx, work| {
            let values = [scope.as_str().into(), session.0.into(), ctx.now().into()];
            db::run(work.connection(), sql, values).await.unwrap();
        })
        .await;
    assert_eq!(call(&watch.lim, &json!({})).await.code(), "SESSION_ENDED");
}

/// The session that an access token names.
fn session_of(token: &str) -> SessionId {
    use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
    let claims = token.split('.').nth(1).expect("claims");
    let claims = BASE64_URL_SAFE_NO_PAD.decode(claims).expect("base64url");
    let claims: serde_json::Value = serde_json::from_slice(&claims).expect("JSON");
    claims["sid"].as_str().expect("a session").parse().expect("an id")
}
