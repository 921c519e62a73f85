//! SMS: a thin client of a gateway that speaks JSON over HTTP.
//!
//! `POST` to the gateway's address with `Authorization: Bearer …`, an `Idempotency-Key` that is the
//! same at every attempt, and `{"to", "from", "text", "reference"}`. A 2xx answers with
//! `{"messageId"}`. 400, 404, 413 and 422 mean that this message will never be taken. 401, 403, 408,
//! 429, 500 and 503 mean that it was not taken now; `Retry-After` is honoured. Everything
//! else, and no answer, leaves unknown whether it was taken.

use std::time::Duration;

use reqwest::{Client, Response, StatusCode, header};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};

use super::{delivery_store::Leased, model::Outcome, rules};
use crate::shared::{clock::Instant, error::Result, http};

/// How the gateway is reached.
#[derive(Clone, Debug)]
pub struct SmsSettings {
    /// Its address.
    pub url: String,
    /// What it knows us by.
    pub token: SecretString,
    /// The name or number that phones show as the sender.
    pub sender: String,
    /// How long its answer is waited for.
    pub patience: Duration,
}

/// Where SMS go.
#[derive(Clone, Debug)]
pub enum Sms {
    /// To a gateway.
    Gateway(Gateway),
    /// To the log and the development page; for a developer's desk.
    Log,
    /// Nowhere: this service has no gateway.
    Nowhere,
}

/// A gateway.
#[derive(Clone, Debug)]
pub struct Gateway {
    client: Client,
    settings: SmsSettings,
}

#[derive(Serialize)]
struct Sent<'a> {
    to: &'a str,
    from: &'a str,
    text: &'a str,
    reference: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Taken {
    message_id: Option<String>,
}

/// The longest name that a gateway may give a message.
const LONGEST_NAME: usize = 100;

impl Gateway {
    /// A gateway with these settings.
    pub fn new(settings: SmsSettings) -> Result<Self> {
        Ok(Self { client: http::client()?, settings })
    }

    async fn send(&self, leased: &Leased, now: Instant) -> Outcome {
        let text = leased.letter.text.render(leased.letter.language);
        let body = Sent {
            to: &leased.destination,
            from: &self.settings.sender,
            text: &text,
            reference: leased.id.to_string(),
        };
        let request = self
            .client
            .post(&self.settings.url)
            .bearer_auth(self.settings.token.expose_secret())
            .header("idempotency-key", leased.id.to_string())
            .timeout(self.settings.patience)
            .json(&body);
        match request.send().await {
            Ok(response) => judged(response, now).await,
            Err(cause) if cause.is_connect() || cause.is_builder() => {
                Outcome::NotNow { seconds: None, why: "the gateway cannot be reached".to_owned() }
            }
            Err(cause) if cause.is_timeout() => Outcome::Unknown("no answer in time".to_owned()),
            Err(_) => Outcome::Unknown("the answer broke off".to_owned()),
        }
    }
}

async fn judged(response: Response, now: Instant) -> Outcome {
    let status = response.status();
    let why = format!("HTTP {}", status.as_u16());
    match status {
        status if status.is_success() => {
            // It is taken, whatever the rest of the answer says.
            let taken: Option<Taken> = response.json().await.ok();
            let name = taken.and_then(|taken| taken.message_id);
            Outcome::Accepted(name.map(|name| name.chars().take(LONGEST_NAME).collect()))
        }
        StatusCode::BAD_REQUEST
        | StatusCode::NOT_FOUND
        | StatusCode::PAYLOAD_TOO_LARGE
        | StatusCode::UNPROCESSABLE_ENTITY => Outcome::Refused(why),
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
            tracing::error!(%status, "the SMS gateway does not take KRT_SMS_TOKEN");
            Outcome::NotNow { seconds: None, why }
        }
        StatusCode::REQUEST_TIMEOUT
        | StatusCode::TOO_MANY_REQUESTS
        | StatusCode::INTERNAL_SERVER_ERROR
        | StatusCode::SERVICE_UNAVAILABLE => {
            let seconds = rules::patience(response.headers().get(header::RETRY_AFTER), now);
            Outcome::NotNow { seconds, why }
        }
        _ => Outcome::Unknown(why),
    }
}

impl Sms {
    /// Whether what it says stays readable for the developer.
    pub(super) fn keeps(&self) -> bool {
        matches!(self, Self::Log)
    }

    pub(super) async fn send(&self, leased: &Leased, now: Instant) -> Outcome {
        match self {
            Self::Gateway(gateway) => gateway.send(leased, now).await,
            Self::Log => {
                let text = leased.letter.text.render(leased.letter.language);
                tracing::info!(to = leased.destination, text, "an SMS");
                Outcome::Accepted(None)
            }
            Self::Nowhere => Outcome::Refused("there is no gateway".to_owned()),
        }
    }
}
