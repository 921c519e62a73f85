//! Events to programs elsewhere, by the Standard Webhooks rules.
//!
//! `POST` with `webhook-id`, which is the same at every attempt, `webhook-timestamp` and
//! `webhook-signature`. 2xx means that it was taken, 410 that nothing more is wanted, for good;
//! everything else, and no answer, that it is to be sent again. No redirection is followed. The address
//! and the key are read just before, so that nothing reaches a webhook that has ended meanwhile.

use std::{sync::Arc, time::Duration};

use reqwest::{Client, Response, StatusCode, Url, header};

use super::{delivery_store::Leased, model::Outcome, rules, texts::Text};
use crate::shared::{
    clock::Instant,
    ctx::Tools,
    error::Result,
    http,
    id::WebhookId,
    webhook::{self, Guarded, Reach, Reached},
};

/// Where events go.
#[derive(Clone, Debug)]
pub struct Webhooks {
    client: Client,
    reach: Reach,
    patience: Duration,
}

impl Webhooks {
    /// As far as `reach`; an answer is waited for so long.
    pub fn open(reach: Reach, patience: Duration) -> Result<Self> {
        let client = http::guarded_client(Arc::new(Guarded(reach)))?;
        Ok(Self { client, reach, patience })
    }

    pub(super) async fn send(&self, tools: &Tools, leased: &Leased) -> Outcome {
        let Some(id) = webhook_of(leased) else {
            return Outcome::Refused("this is no webhook".to_owned());
        };
        let Text::Event(event) = &leased.letter.text else {
            return Outcome::Refused("this is no event".to_owned());
        };
        let reached = match webhook::reach(tools, id).await {
            Ok(Some(reached)) => reached,
            Ok(None) => return Outcome::Refused("the webhook has ended".to_owned()),
            Err(_) => return Outcome::NotNow { seconds: None, why: "no database".to_owned() },
        };
        let url = Url::parse(&reached.url).ok().filter(|url| self.reach.permits(url));
        let Some(url) = url else {
            return not_now("the address is not a public one");
        };
        let now = tools.clock.now();
        let signed = Signed { id: &event.id, body: &event.body, now };
        match self.request(url, &reached, &signed).send().await {
            Ok(response) => judged(&response, now),
            // Also a name that leads to no public address.
            Err(cause) if cause.is_connect() || cause.is_builder() => {
                not_now("it cannot be reached")
            }
            Err(cause) if cause.is_timeout() => Outcome::Unknown("no answer in time".to_owned()),
            Err(_) => Outcome::Unknown("the answer broke off".to_owned()),
        }
    }

    fn request(&self, url: Url, reached: &Reached, signed: &Signed<'_>) -> reqwest::RequestBuilder {
        let Signed { id, body, now } = *signed;
        let seconds = now.timestamp();
        self.client
            .post(url)
            .header(header::CONTENT_TYPE, "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", seconds.to_string())
            .header("webhook-signature", webhook::signature(&reached.secret, id, seconds, body))
            .timeout(self.patience)
            .body(body.to_owned())
    }
}

/// What is signed.
#[derive(Clone, Copy, Debug)]
struct Signed<'a> {
    id: &'a str,
    body: &'a str,
    now: Instant,
}

/// The webhook that a delivery goes to.
pub(super) fn webhook_of(leased: &Leased) -> Option<WebhookId> {
    leased.destination.parse().ok()
}

fn not_now(why: &str) -> Outcome {
    Outcome::NotNow { seconds: None, why: why.to_owned() }
}

/// What an answer means: by its status alone, whatever else it says.
fn judged(response: &Response, now: Instant) -> Outcome {
    let status = response.status();
    let why = format!("HTTP {}", status.as_u16());
    if status.is_success() {
        return Outcome::Accepted(Some(why));
    }
    if status == StatusCode::GONE {
        return Outcome::Gone(why);
    }
    let seconds = rules::patience(response.headers().get(header::RETRY_AFTER), now);
    Outcome::NotNow { seconds, why }
}
