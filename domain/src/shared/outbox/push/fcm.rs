//! A thin client of Firebase Cloud Messaging (HTTP v1).
//!
//! `POST /v1/projects/{project}/messages:send` with `Authorization: Bearer …` and one message for
//! one device, by HTTP/2. The connections are kept and shared by all pushes of the node.

use std::{
    iter,
    sync::atomic::{AtomicI64, AtomicUsize, Ordering},
    time::Duration,
};

use reqwest::{Client, Url, header};
use secrecy::{ExposeSecret as _, SecretString};

use super::{
    access::{Access, Asking},
    answer::{Judged, USUAL_WAIT, judge},
    credentials::FcmCredentials,
    payload::{self, Pushed},
};
use crate::shared::{
    clock::Instant,
    ctx::Tools,
    device::Reached,
    error::{Error, Result},
    http,
    outbox::{delivery_store::Leased, model::Outcome, priority::Priority, rules},
};

/// For no longer than so many seconds nothing of no hurry is sent, however long a wait is asked for,
const LONGEST_REST: i64 = 600;
/// and nothing but calls for help for so many: whom the push service asks to wait because of one
/// message to many may have another that saves somebody.
const SHORT_REST: i64 = 5;
/// So many connections, used in turn. A client keeps one to each address, on which Google's servers
/// take a hundred requests at once and let others wait: twelve are room for all that a node sends at
/// once, and one that breaks takes a twelfth of it along.
const CONNECTIONS: usize = 12;

/// How the push service is reached.
#[derive(Clone, Debug)]
pub struct PushSettings {
    /// Its address, without a slash at the end.
    pub url: String,
    /// As whom.
    pub credentials: FcmCredentials,
    /// How long its answer is waited for.
    pub patience: Duration,
}

/// Firebase Cloud Messaging.
#[derive(Debug)]
pub struct Fcm {
    clients: Vec<Client>,
    /// Counts pushes, so that each takes the next connection.
    turn: AtomicUsize,
    settings: PushSettings,
    address: Url,
    access: Access,
    /// Asked for access tokens: once an hour.
    of_access: Client,
    rest: Rest,
}

/// How long nothing is sent, in seconds since 1970.
#[derive(Debug, Default)]
struct Rest {
    /// Until when nothing of no hurry is.
    long: AtomicI64,
    /// Until when nothing is but calls for help.
    short: AtomicI64,
}

impl Rest {
    fn begin(&self, seconds: i64, now: Instant) {
        for (until, longest) in [(&self.long, LONGEST_REST), (&self.short, SHORT_REST)] {
            until.fetch_max(now.timestamp() + seconds.clamp(0, longest), Ordering::Relaxed);
        }
    }

    fn holds(&self, priority: Priority, now: Instant) -> bool {
        let until = match priority {
            Priority::Sos => return false,
            Priority::Code | Priority::Emergency => &self.short,
            Priority::Rest => &self.long,
        };
        until.load(Ordering::Relaxed) > now.timestamp()
    }
}

impl Fcm {
    /// The push service with these settings.
    pub fn new(settings: PushSettings) -> Result<Self> {
        let project = &settings.credentials.project_id;
        let address = format!("{}/v1/projects/{project}/messages:send", settings.url);
        let address: Url = address.parse().map_err(Error::internal)?;
        let clients = iter::repeat_with(|| http::client_of_many(&settings.url)).take(CONNECTIONS);
        let clients: Vec<Client> = clients.collect::<Result<_>>()?;
        Ok(Self {
            clients,
            turn: AtomicUsize::default(),
            settings,
            address,
            access: Access::default(),
            of_access: http::client()?,
            rest: Rest::default(),
        })
    }

    /// Whether the push service asked not to be sent anything until later, as far as that holds for
    /// this priority.
    pub(super) fn rests(&self, priority: Priority, now: Instant) -> bool {
        self.rest.holds(priority, now)
    }

    /// Sends to a device.
    pub(super) async fn send(&self, tools: &Tools, reached: &Reached, leased: &Leased) -> Outcome {
        match self.judged(tools, reached, leased).await {
            Judged::Taken(name) => Outcome::Accepted(name),
            Judged::Gone(why) => Outcome::Gone(why),
            Judged::Refused(why) => {
                tracing::error!(delivery = %leased.id, why, "the push service refuses a message");
                Outcome::Refused(why)
            }
            Judged::Distrusted(why) => {
                tracing::error!(why, "the push service does not take KRT_FCM_CREDENTIALS");
                Outcome::NotNow { seconds: None, why }
            }
            Judged::Shut { seconds, why } => {
                tracing::error!(why, "the push service is not set up to take messages");
                Outcome::NotNow { seconds: Some(seconds), why }
            }
            Judged::Busy { seconds, why } => {
                // Without a time it may be this device alone that gets too many.
                if let Some(seconds) = seconds {
                    self.rest.begin(seconds, tools.clock.now());
                }
                Outcome::NotNow { seconds: seconds.or(Some(USUAL_WAIT)), why }
            }
            Judged::NotNow { seconds, why } => Outcome::NotNow { seconds, why },
            Judged::Unknown(why) => Outcome::Unknown(why),
        }
    }

    /// Asks, and once more with a new access token when the first one is not taken.
    async fn judged(&self, tools: &Tools, reached: &Reached, leased: &Leased) -> Judged {
        let now = tools.clock.now();
        let letter = &leased.letter;
        let before_token = letter.written(reached.language, || {
            payload::body_before_token(&Pushed {
                listed: letter.text.for_a_phones_list(reached.language),
                cause: letter.cause,
                urgent: letter.urgent,
                expires_at: letter.expires_at,
                now,
            })
        });
        let body = payload::body(&before_token, reached.token.expose_secret());
        let patience = self.settings.patience;
        let (client, credentials) = (&self.of_access, &self.settings.credentials);
        let asking = Asking { client, credentials, patience, now };
        let mut refused: Option<SecretString> = None;
        loop {
            let token = match self.access.token(asking, refused.as_ref()).await {
                Ok(token) => token,
                Err(why) => return Judged::NotNow { seconds: None, why },
            };
            match self.post(&token, body.clone(), now).await {
                Judged::Distrusted(_) if refused.is_none() => refused = Some(token),
                judged => return judged,
            }
        }
    }

    async fn post(&self, token: &SecretString, body: String, now: Instant) -> Judged {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed) % CONNECTIONS;
        let Some(client) = self.clients.get(turn) else {
            return Judged::NotNow { seconds: None, why: "there is no connection".to_owned() };
        };
        let request = client
            .post(self.address.clone())
            .bearer_auth(token.expose_secret())
            .header(header::CONTENT_TYPE, "application/json")
            .timeout(self.settings.patience)
            .body(body);
        match request.send().await {
            Ok(response) => {
                let (status, headers) = (response.status(), response.headers());
                let retry_after = rules::patience(headers.get(header::RETRY_AFTER), now);
                // What the status says stands, also when the rest does not come.
                let body = response.bytes().await.unwrap_or_default();
                judge(status, retry_after, &body)
            }
            Err(cause) if cause.is_connect() || cause.is_builder() => {
                let why = "the push service cannot be reached".to_owned();
                Judged::NotNow { seconds: None, why }
            }
            Err(cause) if cause.is_timeout() => Judged::Unknown("no answer in time".to_owned()),
            Err(_) => Judged::Unknown("the answer broke off".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};

    use super::*;

    #[test]
    fn a_call_for_help_never_rests_and_an_emergency_for_seconds() {
        let (rest, now) = (Rest::default(), DateTime::UNIX_EPOCH);
        rest.begin(i64::MAX, now);
        // What is asked for later shortens nothing.
        rest.begin(1, now);
        let held = |after: i64| {
            let at = now + TimeDelta::seconds(after);
            Priority::ALL.map(|priority| rest.holds(priority, at))
        };
        assert_eq!(held(4), [false, true, true, true]);
        assert_eq!(held(5), [false, false, false, true]);
        assert_eq!(held(599), [false, false, false, true]);
        assert_eq!(held(600), [false; 4]);
    }
}
