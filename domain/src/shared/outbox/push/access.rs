//! The access token, which every push carries.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use chrono::TimeDelta;
use reqwest::{Client, header};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use tokio::sync::Mutex;
use url::form_urlencoded;

use super::credentials::FcmCredentials;
use crate::shared::clock::Instant;

/// So long before its end a token is no longer used: it may have to travel.
const SPARE: TimeDelta = TimeDelta::minutes(1);
/// So long after a token was given no other is asked for: it would not be taken either.
const FRESH: TimeDelta = TimeDelta::seconds(10);
/// For how many seconds a token counts when the answer does not say.
const USUAL: i64 = 3_600;

/// The access token of this node, asked for by one at a time.
#[derive(Debug, Default)]
pub(super) struct Access {
    kept: Mutex<Kept>,
    /// Counts how often a token was asked for.
    asked: AtomicU64,
}

#[derive(Debug, Default)]
struct Kept {
    token: Option<Token>,
    /// Why the last time brought none.
    failed: Option<String>,
}

#[derive(Debug)]
struct Token {
    value: SecretString,
    given_at: Instant,
    used_until: Instant,
}

#[derive(Deserialize)]
struct Given {
    access_token: SecretString,
    expires_in: Option<i64>,
}

/// For whom a token is asked, and how.
#[derive(Clone, Copy)]
pub(super) struct Asking<'a> {
    pub client: &'a Client,
    pub credentials: &'a FcmCredentials,
    pub patience: Duration,
    pub now: Instant,
}

impl Access {
    /// A token that counts now and is not the one that was refused. Otherwise why there is none: all
    /// who wait meanwhile share the answer, so that nobody waits for as many as there are.
    pub(super) async fn token(
        &self,
        asking: Asking<'_>,
        refused: Option<&SecretString>,
    ) -> Result<SecretString, String> {
        let before = self.asked.load(Ordering::SeqCst);
        let mut kept = self.kept.lock().await;
        if let Some(token) = &kept.token
            && token.used_until > asking.now
        {
            if refused.is_none_or(|old| old.expose_secret() != token.value.expose_secret()) {
                return Ok(token.value.clone());
            }
            if asking.now < token.given_at + FRESH {
                return Err("access token: not even a fresh one is taken".to_owned());
            }
        }
        if self.asked.load(Ordering::SeqCst) > before
            && let Some(why) = &kept.failed
        {
            return Err(why.clone());
        }
        self.asked.fetch_add(1, Ordering::SeqCst);
        match ask(asking).await {
            Ok(given) => {
                let lasts = TimeDelta::seconds(given.expires_in.unwrap_or(USUAL).clamp(0, USUAL));
                let value = given.access_token;
                let used_until = asking.now + lasts - SPARE;
                kept.token = Some(Token { value: value.clone(), given_at: asking.now, used_until });
                kept.failed = None;
                Ok(value)
            }
            Err(why) => {
                tracing::error!(why, "the push service gives no access token");
                kept.failed = Some(why.clone());
                Err(why)
            }
        }
    }
}

async fn ask(asking: Asking<'_>) -> Result<Given, String> {
    let assertion = asking.credentials.assertion(asking.now)?;
    let body = form_urlencoded::Serializer::new(String::new())
        .append_pair("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer")
        .append_pair("assertion", &assertion)
        .finish();
    let request = asking
        .client
        .post(&asking.credentials.token_uri)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .timeout(asking.patience)
        .body(body);
    let response = request.send().await.map_err(|cause| {
        let why = if cause.is_timeout() { "no answer in time" } else { "it cannot be reached" };
        format!("access token: {why}")
    })?;
    let status = response.status();
    if !status.is_success() {
        return Err(format!("access token: HTTP {}", status.as_u16()));
    }
    response.json().await.map_err(|_| "access token: the answer holds none".to_owned())
}
